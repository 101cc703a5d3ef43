"""What a definition consists of."""

from dataclasses import dataclass
from enum import IntEnum

YEAR_SIGN = "{year}"
"""Stands for a calendar year in the name of an outcome, and of a count."""

YEARS_SIGN = "{years}"
"""Stands for each calendar year in turn in the name of a count."""

WHOLE_YEARS = "Only for calendar years that lie wholly in the study period."


class Better(IntEnum):
    """In which direction an outcome is better for the participants and the county."""

    LESS = -1
    NEITHER = 0
    MORE = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """One figure computed from an event log.

    Attributes:
        unit: of the value.
        definition: precise, in one or two sentences.
        better: which direction is an improvement, if either is.
        counts: names of the counts of people that this figure shows or depends on, besides
            everyone enrolled; `sesim.outcomes.behind` computes them. In real records, the figure
            is hidden where one of them is small. None hides it wherever any figure is hidden.
        by_group: also computed by sex and by motivation at referral.
        priced: needs the rates of what things cost, and is left out without them.
        unbounded: a replication without a value counts as more than any other, such as weeks to
            something that never happens. Otherwise such a replication is left out.
    """

    unit: str
    definition: str
    better: Better = Better.NEITHER
    counts: tuple[str, ...] | None = None
    by_group: bool = True
    priced: bool = False
    unbounded: bool = False
