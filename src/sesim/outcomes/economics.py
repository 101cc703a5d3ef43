"""Costs by payer and area: the posts, and what people live on with and without a job.

Everyone referred is followed from referral to the end of the study period, enrolled or not, so
that scenarios are compared over the same people.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.events import JobKind
from sesim.outcomes.arrays import Figures, Floats, Places, ratio, totals
from sesim.outcomes.cells import Areas, arrivals
from sesim.outcomes.definitions.money import PAYERS, POSTS, PUBLIC
from sesim.outcomes.jobs import Jobs, jobs_of
from sesim.outcomes.posts import posts_of
from sesim.outcomes.prices import Prices, RateValues, disability_benefit, financed, insured
from sesim.outcomes.units import Units
from sesim.outcomes.window import MONTH, YEAR, Window

WORKING_DAYS = 5
"""Days of a full-time week."""


class Stretches(NamedTuple):
    """The study period, cut where a calendar year or the plan begins; each of shape (s,).

    Attributes:
        begin, end: in weeks from the start.
        year: the calendar year.
        middle: that of the calendar year, in weeks from the start.
    """

    begin: Floats
    end: Floats
    year: NDArray[np.int64]
    middle: Floats


def economic_outcomes(
    events: pd.DataFrame,
    people: pd.DataFrame,
    units: Units,
    areas: Areas,
    window: Window,
    rates: Sequence[RateValues],
) -> Figures:
    """Return the cost of a job and the ledger, each of shape (replications, areas).

    Sums are taken over the programmes of an area before anything is divided.

    Args:
        events: the log of some replications.
        people: its participants' table.
        units: the programmes and replications.
        areas: the areas.
        window: the window of analysis.
        rates: what things cost in each replication.
    """
    stretches = stretches_of(window)
    posts_cost = cost_of_posts(events, units, stretches, rates)
    of_programmes = _ledger(events, people, units, posts_cost, stretches, rates)
    of_programmes[POSTS] = posts_cost
    sums = areas.sums(np.stack(list(of_programmes.values()), axis=-1))
    ledger = dict(zip(of_programmes, np.moveaxis(sums, -1, 0), strict=True))
    ledger[PUBLIC] = sum((ledger[payer] for payer in PAYERS), np.zeros(()))
    figures = {
        "cost_per_job": ratio(
            _summed(ledger[POSTS], np.ones(len(stretches.begin))),
            areas.sums(employed_by_programme(people, units)),
        )
    }
    for period, weights in _periods(stretches, window).items():
        figures |= {f"ledger_{p}{period}": _summed(one, weights) for p, one in ledger.items()}
    return figures


def _summed(amounts: Floats, weights: Floats) -> Floats:
    """Return the weighted sum over stretches, one after the other, shape (replications, areas)."""
    sums = np.zeros(amounts.shape[:2])
    for stretch, weight in enumerate(weights):
        if weight:
            sums += weight * amounts[..., stretch]
    return sums


def _periods(stretches: Stretches, window: Window) -> dict[str, Floats]:
    """Return the weight of the amounts in each stretch, for the mean year and by year."""
    begin = 0.0 if window.plan is None else window.plan
    mean_year = (stretches.begin >= begin) / ((window.horizon - begin) / YEAR)
    by_year = {f"_{year}": (stretches.year == year).astype(float) for year in window.years}
    return {"": mean_year, **by_year}


def stretches_of(window: Window) -> Stretches:
    """Return the stretches of a window, in order."""
    years = range(window.start.year, window.end.year + 1)
    cuts = {window.week(date(year, 1, 1)) for year in years} | {window.plan or 0.0}
    inside = sorted(cut for cut in cuts if 0 < cut < window.horizon)
    edges = np.array([0.0, *inside, window.horizon])
    ends = np.array([window.year(year) for year in years])
    place = np.searchsorted(ends[:, 0], edges[:-1], side="right") - 1
    return Stretches(edges[:-1], edges[1:], np.array(years)[place], ends.mean(axis=1)[place])


def overlap(begin: Floats, end: Floats, stretches: Stretches) -> Floats:
    """Return the weeks of each spell in each stretch, shape (spells, stretches).

    Args:
        begin: of the spells, in weeks, shape (spells,); NaN for one that did not happen.
        end: of the spells, in weeks, shape (spells,).
        stretches: of the window.
    """
    first = np.maximum(begin[:, None], stretches.begin)
    last = np.minimum(end[:, None], stretches.end)
    weeks: Floats = np.nan_to_num(np.maximum(last - first, 0.0))
    return weeks


def cost_of_posts(
    events: pd.DataFrame, units: Units, stretches: Stretches, rates: Sequence[RateValues]
) -> Floats:
    """Return the cost of the posts that are not vacant, in SEK.

    The result is of shape (replications, programmes, stretches).
    """
    posts = posts_of(events, units)
    weeks = posts.fte[:, None] * overlap(posts.begin, posts.end, stretches)
    coach_cost = Prices.of(rates).coach_cost[:, :, None]
    return units.totals(posts.unit, weeks) / YEAR * coach_cost


def _ledger(
    events: pd.DataFrame,
    people: pd.DataFrame,
    units: Units,
    posts_cost: Floats,
    stretches: Stretches,
    rates: Sequence[RateValues],
) -> dict[str, Floats]:
    """Return what payers pay and people receive, in SEK.

    Each is of shape (replications, programmes, stretches).
    """
    unit, replication = units.of(people), units.replication_of(people)
    jobs = jobs_of(events, people, float(stretches.end[-1]))
    disability, assistance, wages = (
        units.totals(unit, amounts)
        for amounts in _incomes(people, replication, jobs, stretches, rates)
    )
    subsidies = _subsidies(jobs, stretches, Prices.of(rates).at(replication[jobs.person]))
    names, prices = list(people["programme"].cat.categories), Prices.of(rates)
    shares = prices.forbund_share * financed(names, rates)
    from_forbund = posts_cost * shares[:, :, None]
    state = from_forbund * prices.forbund_state_share[:, :, None]
    region = from_forbund * prices.forbund_region_share[:, :, None]
    return {
        "municipality": posts_cost - state - region + assistance,
        "region": region,
        "af": units.totals(unit[jobs.person], subsidies),
        "fk": disability,
        "state": state,
        "person": disability + assistance + wages,
    }


def _incomes(
    people: pd.DataFrame,
    replication: Places,
    jobs: Jobs,
    stretches: Stretches,
    rates: Sequence[RateValues],
) -> tuple[Floats, Floats, Floats]:
    """Return disability benefit, social assistance and wages, in SEK, each (people, stretches).

    Disability benefit is paid for the hours that are not worked. Social assistance is
    means-tested: in a job, it is the amount by which the wage falls short of it, if any.
    """
    came, price = arrivals(people), Prices.of(rates).at(replication)
    followed = overlap(came, np.full(len(came), stretches.end[-1]), stretches)
    worked = price.hours_share * _weeks(len(people), jobs, stretches)
    idle = np.maximum(followed - worked, 0.0)
    employed = np.minimum(_weeks(len(people), _apart(jobs), stretches), followed)
    topping_up = np.maximum(
        price.social_assistance_month - price.hours_share * price.wage_month, 0.0
    )
    assistance = (followed - employed) * price.social_assistance_month + employed * topping_up
    age = people["age"].to_numpy()[:, None] + (stretches.middle - came[:, None]) / YEAR
    benefit = disability_benefit(age, replication, rates)
    is_insured = insured(people["target_group"], replication, rates)[:, None]
    return (
        np.where(is_insured, idle * benefit / YEAR, 0.0),
        np.where(is_insured, 0.0, assistance / MONTH),
        worked * price.wage_month / MONTH,
    )


def _weeks(people: int, jobs: Jobs, stretches: Stretches) -> Floats:
    """Return the total length of each person's jobs, in weeks, shape (people, stretches)."""
    return totals(jobs.person, people, overlap(jobs.begin, jobs.end, stretches))


def _apart(jobs: Jobs) -> Jobs:
    """Return the jobs, each from the end of the previous one, so that no week counts twice."""
    begin = jobs.begin.copy()
    same = jobs.person[1:] == jobs.person[:-1]
    begin[1:] = np.where(same, np.maximum(begin[1:], jobs.end[:-1]), begin[1:])
    return jobs._replace(begin=begin)


def _subsidies(jobs: Jobs, stretches: Stretches, price: Prices) -> Floats:
    """Return what AF pays for each job, in SEK, shape (jobs, stretches).

    Args:
        jobs: all jobs.
        stretches: of the window.
        price: the rates for each job.
    """
    until = np.minimum(jobs.end, jobs.begin + price.subsidy_months[:, 0] * MONTH)
    subsidised = overlap(jobs.begin, until, stretches) * price.subsidised_job_month / MONTH
    transition = overlap(jobs.begin, jobs.end, stretches) * WORKING_DAYS * price.transition_job_day
    kind = jobs.kind
    paid = np.where((kind == JobKind.SUBSIDISED)[:, None], subsidised, 0.0)
    paid += np.where((kind == JobKind.TRANSITION)[:, None], transition, 0.0)
    return np.asarray(paid * price.hours_share)


def employed_by_programme(people: pd.DataFrame, units: Units) -> Floats:
    """Return how many participants got a job, shape (replications, programmes)."""
    got = ~np.isnan(people["enrolled"].to_numpy() + people["first_job"].to_numpy())
    return units.totals(units.of(people)[got])
