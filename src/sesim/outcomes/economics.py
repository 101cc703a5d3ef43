"""Costs by payer and area: the posts, and what people live on with and without a job.

Everyone referred is followed from referral to the end of the study period, enrolled or not, so
that scenarios are compared over the same people.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.events import JobKind
from sesim.outcomes.arrays import Figures, Floats, ratio, totals
from sesim.outcomes.cells import arrivals
from sesim.outcomes.coaches import posts
from sesim.outcomes.definitions.money import PAYERS, POSTS, PUBLIC
from sesim.outcomes.jobs import Jobs, jobs_of
from sesim.outcomes.window import MONTH, YEAR, Window

WORKING_DAYS = 5
"""Days of a full-time week."""


@dataclass(frozen=True, slots=True)
class RateValues:
    """Prices, amounts and shares as plain numbers, and the people they apply to.

    Attributes:
        coach_cost: SEK per full-time post and year.
        disability_benefit: SEK per year, by the least age (years) at which it applies.
        social_assistance_month: SEK.
        wage_month: SEK for full-time work.
        hours_share: hours of a job / those of a full week.
        subsidised_job_month: SEK that AF pays for full-time work.
        subsidy_months: longest time for which a job's subsidy is paid.
        transition_job_day: SEK that AF pays for a full working day.
        forbund_share: part that a förbund pays of the posts in the programmes that it finances.
        forbund_state_share: the state's part of a förbund's money.
        forbund_region_share: the region's part; municipalities pay the rest.
        financed: names of the programmes that a förbund finances.
        has_disability_benefit: by target group, whether people without a job live on disability
            benefit; otherwise on social assistance.
        others_have: the same for target groups that are not named or not known.
    """

    coach_cost: float
    disability_benefit: Mapping[float, float]
    social_assistance_month: float
    wage_month: float
    hours_share: float
    subsidised_job_month: float
    subsidy_months: float
    transition_job_day: float
    forbund_share: float
    forbund_state_share: float
    forbund_region_share: float
    financed: frozenset[str]
    has_disability_benefit: Mapping[str, bool]
    others_have: bool


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
    events: pd.DataFrame, people: pd.DataFrame, areas: Floats, window: Window, rates: RateValues
) -> Figures:
    """Return the cost of a job and the ledger, each of shape (areas,).

    Sums are taken over the programmes of an area before anything is divided.

    Args:
        events: the log of one replication.
        people: its participants' table.
        areas: 1 where a programme belongs to an area, shape (areas, programmes).
        window: the window of analysis.
        rates: what things cost.
    """
    stretches = stretches_of(window)
    posts_cost = cost_of_posts(events, areas.shape[1], stretches, rates)
    ledger = {
        payer: areas @ amounts
        for payer, amounts in _ledger(events, people, posts_cost, stretches, rates).items()
    }
    ledger[PUBLIC] = sum((ledger[payer] for payer in PAYERS), np.zeros(()))
    ledger[POSTS] = areas @ posts_cost
    figures = {
        "cost_per_job": ratio(areas @ posts_cost.sum(axis=1), areas @ employed_by_programme(people))
    }
    periods = _periods(stretches, window)
    weights = np.column_stack(list(periods.values()))
    for payer, amounts in ledger.items():
        sums = amounts @ weights
        figures |= {f"ledger_{payer}{period}": sums[:, i] for i, period in enumerate(periods)}
    return figures


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
    events: pd.DataFrame, programmes: int, stretches: Stretches, rates: RateValues
) -> Floats:
    """Return the cost of the posts that are not vacant in SEK, shape (programmes, stretches)."""
    last = stretches.end[-1]
    weeks = [
        np.dot(fte.values, overlap(fte.times, np.append(fte.times[1:], last), stretches))
        for fte in posts(events, programmes)
    ]
    return np.array(weeks).reshape(programmes, len(stretches.begin)) / YEAR * rates.coach_cost


def _ledger(
    events: pd.DataFrame,
    people: pd.DataFrame,
    posts_cost: Floats,
    stretches: Stretches,
    rates: RateValues,
) -> dict[str, Floats]:
    """Return what payers pay and people receive, in SEK, each of shape (programmes, stretches)."""
    programmes = people["programme"].cat
    in_programme = np.eye(len(posts_cost))[:, programmes.codes.to_numpy()]
    jobs = jobs_of(events, people, float(stretches.end[-1]))
    disability, assistance, wages = (
        in_programme @ amounts for amounts in _incomes(people, jobs, stretches, rates)
    )
    financed = np.array([name in rates.financed for name in programmes.categories], dtype=float)
    from_forbund = posts_cost * rates.forbund_share * financed[:, None]
    state = from_forbund * rates.forbund_state_share
    region = from_forbund * rates.forbund_region_share
    return {
        "municipality": posts_cost - state - region + assistance,
        "region": region,
        "af": in_programme[:, jobs.person] @ _subsidies(jobs, stretches, rates),
        "fk": disability,
        "state": state,
        "person": disability + assistance + wages,
    }


def _incomes(
    people: pd.DataFrame, jobs: Jobs, stretches: Stretches, rates: RateValues
) -> tuple[Floats, Floats, Floats]:
    """Return disability benefit, social assistance and wages, in SEK, each (people, stretches).

    Disability benefit is paid for the hours that are not worked. Social assistance is
    means-tested: in a job, it is the amount by which the wage falls short of it, if any.
    """
    came = arrivals(people)
    followed = overlap(came, np.full(len(came), stretches.end[-1]), stretches)
    worked = rates.hours_share * _weeks(people, jobs, stretches)
    idle = np.maximum(followed - worked, 0.0)
    employed = np.minimum(_weeks(people, _apart(jobs), stretches), followed)
    topping_up = max(rates.social_assistance_month - rates.hours_share * rates.wage_month, 0.0)
    assistance = (followed - employed) * rates.social_assistance_month + employed * topping_up
    insured = _insured(people, rates)[:, None]
    age = people["age"].to_numpy()[:, None] + (stretches.middle - came[:, None]) / YEAR
    return (
        np.where(insured, idle * _disability_benefit(age, rates) / YEAR, 0.0),
        np.where(insured, 0.0, assistance / MONTH),
        worked * rates.wage_month / MONTH,
    )


def _weeks(people: pd.DataFrame, jobs: Jobs, stretches: Stretches) -> Floats:
    """Return the total length of each person's jobs, in weeks, shape (people, stretches)."""
    weeks = np.zeros((len(people), len(stretches.begin)))
    np.add.at(weeks, jobs.person, overlap(jobs.begin, jobs.end, stretches))
    return weeks


def _apart(jobs: Jobs) -> Jobs:
    """Return the jobs, each from the end of the previous one, so that no week counts twice."""
    begin = jobs.begin.copy()
    same = jobs.person[1:] == jobs.person[:-1]
    begin[1:] = np.where(same, np.maximum(begin[1:], jobs.end[:-1]), begin[1:])
    return jobs._replace(begin=begin)


def _insured(people: pd.DataFrame, rates: RateValues) -> NDArray[np.bool_]:
    """Return who receives disability benefit without a job."""
    groups = people["target_group"].cat
    known = [
        rates.has_disability_benefit.get(name, rates.others_have) for name in groups.categories
    ]
    return np.array([*known, rates.others_have])[groups.codes.to_numpy()]  # -1: not known


def _disability_benefit(age: Floats, rates: RateValues) -> Floats:
    """Return SEK per year at an age in years; an unknown age counts as the highest."""
    steps = sorted(rates.disability_benefit.items())
    least = np.array([at for at, _ in steps])
    place = np.searchsorted(least, age, side="right") - 1
    return np.array([amount for _, amount in steps])[np.maximum(place, 0)]


def _subsidies(jobs: Jobs, stretches: Stretches, rates: RateValues) -> Floats:
    """Return what AF pays for each job, in SEK, shape (jobs, stretches)."""
    until = np.minimum(jobs.end, jobs.begin + rates.subsidy_months * MONTH)
    subsidised = overlap(jobs.begin, until, stretches) * rates.subsidised_job_month / MONTH
    transition = overlap(jobs.begin, jobs.end, stretches) * WORKING_DAYS * rates.transition_job_day
    kind = jobs.kind[:, None]
    paid = np.where(kind == JobKind.SUBSIDISED, subsidised, 0.0)
    paid += np.where(kind == JobKind.TRANSITION, transition, 0.0)
    return np.asarray(paid * rates.hours_share)


def employed_by_programme(people: pd.DataFrame) -> Floats:
    """Return the number of participants who got a job, by programme."""
    got = ~np.isnan(people["enrolled"].to_numpy() + people["first_job"].to_numpy())
    programme = people["programme"].cat
    return totals(programme.codes.to_numpy()[got], len(programme.categories))
