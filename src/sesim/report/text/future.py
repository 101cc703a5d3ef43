"""What is drawn of the future, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sesim.report.text.language import N_, Language, Phrase, listed


class Band(NamedTuple):
    """Between what a quantity lies at the end of the study period.

    Attributes:
        low, high: as multiples of what the study assumes.
        level: what it assumes in all programmes: per cent of the labour force, people a year, or
            departures a year for each coach; None if programmes differ.
        most: the highest level that is allowed.
    """

    low: float
    high: float
    level: float | None = None
    most: float = float("inf")


class FutureShown(NamedTuple):
    """What is drawn of the future.

    Attributes:
        since: the first day of its paths.
        interval: share of the histories in which quantities lie within their bands.
        bands: by quantity.
    """

    since: date
    interval: float
    bands: Mapping[str, Band]


def plain_future(future: FutureShown | None) -> dict[str, Any] | None:
    """Return it as plain data, ready for JSON, without levels: plans may have others."""
    if future is None:
        return None
    bands = {name: [band.low, band.high] for name, band in future.bands.items()}
    return {"since": future.since.isoformat(), "interval": future.interval, "bands": bands}


def future_shown(plain: Mapping[str, Any]) -> FutureShown:
    """Return what `plain_future` wrote."""
    bands = {name: Band(*ends) for name, ends in plain["bands"].items()}
    return FutureShown(date.fromisoformat(plain["since"]), plain["interval"], bands)


OF_ASSUMED = {
    "unemployment": N_("unemployment is {low} to {high}% of what is assumed"),
    "referrals": N_("referrals are {low} to {high}% of what is assumed"),
    "turnover": N_("staff turnover is {low} to {high}% of what is assumed"),
}
"""For programmes that differ."""

LEVELS = {
    "unemployment": (
        N_("unemployment is {low} to {high}% of the labour force ({level}% is assumed)"), 1.0, 1,
    ),
    "referrals": (N_("{low} to {high} people are referred in a year ({level} is assumed)"), 1.0, 0),
    "turnover": (
        N_("{low} to {high} of 100 coaches leave in a year ({level} is assumed)"), 100.0, 0,
    ),
}  # fmt: skip
"""For programmes that are alike: the text, times a factor, with so many decimals."""


def future_in_words(say: Language, future: FutureShown) -> Phrase:
    """Return from when the future is drawn, and between what its quantities lie at the end."""
    return say(
        "Nobody knows the future, so from {day} on it is drawn at random in each simulated "
        "history. At the end of the period {what}; each holds in {share} of the histories.",
        day=say.day(future.since),
        share=say.percent(future.interval),
        what=listed(say, [_between(say, name, band) for name, band in future.bands.items()]),
    )


def _between(say: Language, name: str, band: Band) -> Phrase:
    if band.level is None:
        low, high = (say.number(100 * end) for end in (band.low, band.high))
        return say(OF_ASSUMED[name], low=low, high=high)
    text, times, decimals = LEVELS[name]
    ends = (min(band.most, end * band.level) for end in (band.low, band.high))
    low, high, level = (say.number(times * one, decimals) for one in (*ends, band.level))
    return say(text, low=low, high=high, level=level)
