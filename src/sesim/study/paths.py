"""Paths of the future: when their quarters begin, and how they change what a programme is."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from math import exp, sqrt
from typing import NamedTuple

from sesim.study.frozen import Same, unchecked
from sesim.study.future import FUTURE, KNOWN, Future, Quantity
from sesim.study.parameters import BOUNDS, register
from sesim.study.programme import MOST_REFERRALS, Programme
from sesim.study.regimes import Regime
from sesim.study.study import Study

QUARTERS_PER_YEAR = 4
QUARTER_DAYS = 365.25 / QUARTERS_PER_YEAR

TURNOVER = "turnover_per_year"

MOST_UNEMPLOYMENT = 100.0

MANY = 1024
"""Changed programmes that are kept: those of a few paths of the county."""


class FuturePath(NamedTuple):
    """One path of the future.

    Attributes:
        days: the first day of each quarter.
        factors: of each quantity that is drawn, by quarter; what the study assumes is multiplied
            by them. The first is 1.
    """

    days: tuple[date, ...]
    factors: Mapping[Quantity, tuple[float, ...]]


def quarters(since: date, end: date) -> tuple[date, ...]:
    """Return the first day of each quarter from a day on; a quarter has 91 or 92 days."""
    number = max(0, int((end - since).days / QUARTER_DAYS) + 2)  # more are not needed
    days = (since + timedelta(days=int(place * QUARTER_DAYS)) for place in range(number))
    return tuple(day for day in days if day <= end)


def walk(sd: float, steps: Sequence[float]) -> tuple[float, ...]:
    """Return the factors of a random walk of the logarithm, which begins at 1.

    Args:
        sd: of the change in a year.
        steps: a standard normal number for each change from one quarter to the next.
    """
    at, found = 0.0, [1.0]
    for step in steps:
        at += sd / sqrt(QUARTERS_PER_YEAR) * step
        found.append(exp(at))
    return tuple(found)


def band(sd: float, changes: int, quantile: float) -> tuple[float, float]:
    """Return the factors between which a path lies, in the middle share of all histories.

    Args:
        sd: of the change in a year.
        changes: from one quarter to the next so far.
        quantile: of the standard normal distribution, such as 1.645 for 90%.
    """
    half = quantile * sd * sqrt(changes / QUARTERS_PER_YEAR)
    return exp(-half), exp(half)


def most_of(quantity: Quantity) -> float:
    """Return the highest allowed value of what follows a path."""
    match quantity:
        case Quantity.UNEMPLOYMENT:
            return MOST_UNEMPLOYMENT
        case Quantity.REFERRALS:
            return MOST_REFERRALS
        case Quantity.TURNOVER:
            return BOUNDS[register()[TURNOVER].unit][1]


def problems_of_future(study: Study) -> Iterator[str]:
    """Yield why nothing would be drawn although it is asked for."""
    since, settings = study.future_since, study.settings
    if since is None or len(quarters(since, settings.end)) > 1:
        return
    why = (
        f"{FUTURE}: nothing is drawn, since the study ends on {settings.end} and the first change "
        f"comes a quarter after {since}"
    )
    yield f"{why}; choose a later end, an earlier {FUTURE}.since, or {FUTURE}=none"


def unused_future(study: Study) -> Iterator[str]:
    """Yield why what was given for the future has no effect: nothing is drawn."""
    future = study.future
    if future.is_drawn:
        return
    if future.name != KNOWN:
        what = ", ".join(Quantity)
        yield (
            f"{FUTURE}: nothing is drawn, because {what} are null or have an sd of 0; "
            f"use {FUTURE}={KNOWN}"
        )
        return
    given = future.model_fields_set - {"name"}
    if given and given != Future.model_fields.keys() - {"name"}:  # all: as written in config.yaml
        keys = ", ".join(f"{FUTURE}.{one}" for one in Future.model_fields if one in given)
        has = "has" if len(given) == 1 else "have"
        yield f"{keys}: {has} no effect, because nothing is drawn; use {FUTURE}=drawn"


def drawn_future(study: Study, why: str) -> Iterator[str]:
    """Yield a message for a command that does not draw the future, if a study does.

    Args:
        study: what the command is asked to work on.
        why: it does not, in a few words.
    """
    if study.future.is_drawn:
        drawn = ", ".join(study.future.sds)
        yield f"{FUTURE}: should be none, since {why} (drawn: {drawn})"


def on_path(regimes: tuple[Regime, ...], path: FuturePath) -> tuple[Regime, ...]:
    """Return the dated states of a programme with the factors of a path, the last changes in force.

    A value beyond its allowed range is the end of the range: 100% unemployment, 20,000 referrals
    or four departures a year.
    """
    starts = [regime.since for regime in regimes]
    days = sorted({*starts, *(day for day in path.days[1:] if day > starts[0])})
    return tuple(
        _scaled(regimes[bisect_right(starts, day) - 1]._replace(since=day), path) for day in days
    )


def _scaled(regime: Regime, path: FuturePath) -> Regime:
    place = bisect_right(path.days, regime.since) - 1
    if place < 1:
        return regime
    factors = {one: of_one[place] for one, of_one in path.factors.items()}
    programme = _programme(
        Same(regime.programme),
        factors.get(Quantity.UNEMPLOYMENT, 1.0),
        factors.get(Quantity.REFERRALS, 1.0),
    )
    return regime._replace(
        programme=programme,
        parameters=_parameters(regime.parameters, factors.get(Quantity.TURNOVER, 1.0)),
    )


@lru_cache(maxsize=MANY)
def _programme(known: Same[Programme], unemployment: float, referrals: float) -> Programme:
    """Return a changed programme: the same one in all replications of a path."""
    programme = known.record
    market, referral = programme.labour_market, programme.referral
    return unchecked(
        programme,
        labour_market=unchecked(
            market,
            unemployment=min(most_of(Quantity.UNEMPLOYMENT), market.unemployment * unemployment),
        ),
        referral=unchecked(
            referral,
            per_year=min(most_of(Quantity.REFERRALS), referral.per_year * referrals),
        ),
    )


def _parameters(values: Mapping[str, float], turnover: float) -> Mapping[str, float]:
    if turnover == 1.0:
        return values
    return {**values, TURNOVER: min(most_of(Quantity.TURNOVER), values[TURNOVER] * turnover)}
