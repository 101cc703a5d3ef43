"""Numbers of figures: in which unit, with how many decimals, and how a range is written."""

import math
from typing import NamedTuple

from sesim.report.text.language import DASH, Language, Phrase


class DifferenceUnit(NamedTuple):
    """The unit of a difference: its name for readers, and what a value of a file is multiplied by.

    The values of a file are in the unit of the outcome, such as a share of 1.
    """

    name: str
    times: float = 1.0


UNITS = {
    "share": DifferenceUnit("percentage points", 100.0),
    "jobs per FTE-year": DifferenceUnit("jobs a year"),
}
"""Units of differences that are not called as those of their outcomes."""


def unit_of(unit: str) -> DifferenceUnit:
    """Return the unit of the differences of an outcome.

    >>> unit_of("share").name, unit_of("persons").name
    ('percentage points', 'persons')
    """
    return UNITS.get(unit, DifferenceUnit(unit))


def decimals_for(largest: float) -> int:
    """Return with how many decimals numbers of at most this size are written.

    >>> decimals_for(230.0), decimals_for(12.0), decimals_for(0.4), decimals_for(0.02)
    (0, 1, 2, 3)
    """
    return 0 if largest >= 100 else 1 if largest >= 1 else 2 if largest >= 0.1 else 3


def between(
    say: Language, low: float, high: float, decimals: int = 0, *, signed: bool = False
) -> Phrase:
    """Return a range in words, or a dash if an end is not known.

    >>> from sesim.report.text.language import language
    >>> between(language("en"), -0.4, 1.2, 1, signed=True).plain
    '−0.4 to +1.2'
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return Phrase(DASH)
    ends = (say.number(value, decimals, signed=signed) for value in (low, high))
    return say("{low} to {high}", **dict(zip(("low", "high"), ends, strict=True)))
