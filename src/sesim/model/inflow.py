"""How many people are expected to be referred to a programme, over time."""

from bisect import bisect_right
from datetime import date
from math import exp, inf, log1p, sqrt
from typing import NamedTuple

from sesim.model.calendar import OPEN_SHARE, Calendar
from sesim.study.programme import Programme, Route
from sesim.study.regimes import Regime


class Described(NamedTuple):
    """A programme as it is from a day on, whatever its parameters."""

    since: date
    programme: Programme


class Inflow(NamedTuple):
    """Expected referrals a year from a time on, and the month that they share luck with.

    Attributes:
        sigma: log-SD of the factor by which months differ.
    """

    since: float
    per_year: float
    month: int
    sigma: float


class Step(NamedTuple):
    """Expected referrals from a time on, as far as the programme's description goes.

    Attributes:
        regime: the place of the regime in force.
        per_year: referrals a year; 0 while no one is referred.
        level: awareness of the programme, as a factor.
        open_share: the share of the year in which the referrals of a year come.
    """

    since: float
    month: int
    regime: int
    per_year: float
    level: float
    open_share: float


def steps_of(
    calendar: Calendar, regimes: tuple[Described, ...], opens: float, closes: float
) -> tuple[Step, ...]:
    """Return the expected referrals over time, in steps that never cross a month.

    Where people come directly, no one comes in closed weeks, and the other weeks have the year's
    total. Referrers to a referral group refer all year, and people wait for its meetings.
    """
    weeks = [calendar.week(regime.since) for regime in regimes]
    months = calendar.month_starts()
    awareness = _awareness(calendar, regimes)
    edges = {0.0, opens, closes, *weeks, *months}
    edges |= {week for span in calendar.closed for week in span} | {week for week, _ in awareness}
    steps = []
    for since in sorted(max(0.0, week) for week in edges):
        place = bisect_right(weeks, since) - 1
        month = bisect_right(months, since) - 1
        level = awareness[bisect_right(awareness, (since, inf)) - 1][1]
        referral = regimes[place].programme.referral
        direct = referral.route is Route.DIRECT
        nobody = (direct and calendar.is_closed(since)) or not opens <= since < closes
        per_year = 0.0 if nobody else referral.per_year
        steps.append(Step(since, month, place, per_year, level, OPEN_SHARE if direct else 1.0))
    return tuple(steps)


def inflow_of(steps: tuple[Step, ...], regimes: tuple[Regime, ...]) -> tuple[Inflow, ...]:
    """Return the expected referrals a year over time, with the parameters of each regime."""
    effects = [exp(regime.parameters["referral_effect"]) for regime in regimes]
    sigmas = [sqrt(log1p(1 / regime.parameters["batch_dispersion"])) for regime in regimes]
    return tuple(
        Inflow(
            step.since,
            step.per_year * effects[step.regime] * step.level / step.open_share,
            step.month,
            sigmas[step.regime],
        )
        for step in steps
    )


def _awareness(
    calendar: Calendar, regimes: tuple[Described, ...]
) -> tuple[tuple[float, float], ...]:
    """Return awareness over time; the levels of a regime hold as long as the regime."""
    found: list[tuple[float, float]] = []
    for regime in regimes:
        since = calendar.week(regime.since)
        found = [(week, level) for week, level in found if week < since]
        dated = [
            (calendar.week(level.since), level.level)
            for level in regime.programme.referral.awareness
        ]
        past = [level for week, level in dated if week <= since]
        found.append((since, past[-1] if past else 1.0))
        found += [(week, level) for week, level in dated if week > since]
    return tuple(found)
