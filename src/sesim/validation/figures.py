"""Figures of trials and services elsewhere, each with the one thing that it may be used for."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from sesim.outcomes.shares import wilson
from sesim.study.csv_file import read_rows
from sesim.study.frozen import Frozen

SHIPPED = Path(__file__).with_name("figures.csv")
"""The reference figures."""

LEVEL = 0.9
"""Of the interval around a counted share."""

TRIALS = frozenset(
    {
        "bejerholm2015", "bejerholm2017", "bondkukla2011", "crowther2001", "ipsfaq", "metcalfe2018",
        "migliore2025", "rinaldi2024", "rosenheck2007",
    }
)  # fmt: skip
"""Sources about services of high fidelity: one setup stands for all of them."""

AROUND = 0.2
"""A figure without an interval stands for those within a fifth of it."""


class FigureRole(StrEnum):
    """What a figure may be used for. A figure has one role, fixed before the model is."""

    CHOOSE = "choose"  # mechanisms and priors were chosen with it in sight: it proves nothing
    VALIDATE = "validate"  # looked at once, after the model was frozen
    SEEN = "seen"  # follows from what was looked at before: compared, and no new evidence


class FigureUnit(StrEnum):
    """What a figure is measured in."""

    SHARE = "share"
    DIFFERENCE = "difference"  # of two shares
    RATIO = "ratio"
    DAYS = "days"
    PER_WEEK = "per week"
    NUMBER = "number"  # of people


class Relation(StrEnum):
    """How a model's value should stand to the figure."""

    NEAR = "near"
    MORE = "more"
    LESS = "less"


class ReferenceFigure(Frozen):
    """One figure that a model's value is compared with.

    Attributes:
        name: of the figure.
        setup: the programme, as described on the page of reference figures, that stands for the
            one behind the figure.
        quantity: what is counted, in words.
        months: since enrolment, if the figure is about a time.
        unit: of the value and of its interval.
        value: the figure; for `more` and `less` the limit.
        low, high: an interval that the source gives, or that it is read as.
        yes, of: the counts behind a share.
        people: in the study behind the figure, or in each of its arms, where that is known.
        relation: how the model's value should stand to it.
        role: what it may be used for.
        source, place: a key of docs/reference/sources.md, and what was read or derived.
        teaches: what a miss teaches.
    """

    name: Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
    setup: Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
    quantity: Annotated[str, Field(min_length=1)]
    months: Annotated[float, Field(gt=0, le=120)] | None
    unit: FigureUnit
    value: float
    low: float | None
    high: float | None
    yes: Annotated[int, Field(ge=0)] | None
    of: Annotated[int, Field(ge=1)] | None
    people: Annotated[int, Field(ge=1)] | None = None
    relation: Relation
    role: FigureRole
    source: Annotated[str, Field(min_length=1)]
    place: Annotated[str, Field(min_length=1)]
    teaches: str | None = None

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if (self.low is None) != (self.high is None) or (self.yes is None) != (self.of is None):
            raise ValueError("low and high, and yes and of, should be given together")
        if self.unit is FigureUnit.SHARE and not 0 < self.value < 1:
            raise ValueError(f"value: a share should be between 0 and 1 (got {self.value:g})")
        if self.unit not in (FigureUnit.SHARE, FigureUnit.DIFFERENCE) and self.value <= 0:
            raise ValueError(f"value: should be positive (got {self.value:g})")
        if self.yes is not None and self.of is not None:
            if self.people not in (None, self.of):
                raise ValueError(f"people: should be those of the counts, {self.of}")
            if (
                self.unit is not FigureUnit.SHARE
                or abs(self.yes / self.of - self.value) > 0.5 / self.of
            ):
                raise ValueError(f"value: {self.value:g} is not {self.yes} of {self.of}")
            if self.low is not None:
                raise ValueError("low: an interval and counts cannot both be given")
        low, high = self.low, self.high
        if low is not None and high is not None and not low <= self.value <= high:
            raise ValueError(f"value: {self.value:g} is not between low and high")
        return self

    @property
    def studied(self) -> int | None:
        """How many people were in the study, or in each of its arms; None if that is not known."""
        return self.of or self.people

    def band(self) -> tuple[float, float]:
        """Return between which values the model's should lie, in the unit of the figure.

        Fixed by the figure alone: the interval of its source, else the 90% interval of its counts
        (Wilson 1927), else a fifth of it on both sides.
        """
        if self.relation is Relation.MORE:
            return self.value, float("inf")
        if self.relation is Relation.LESS:
            return float("-inf"), self.value
        if self.low is not None and self.high is not None:
            return self.low, self.high
        if self.yes is not None and self.of is not None:
            return wilson(self.yes, self.of, LEVEL)
        around = AROUND * abs(self.value)
        return self.value - around, self.value + around


def read_reference_figures(path: Path = SHIPPED) -> list[ReferenceFigure]:
    """Read a CSV file with the fields of `ReferenceFigure` as its columns.

    Raises:
        StudyError: the file cannot be read, or something in it is wrong; every problem is named.
    """
    return read_rows(path, ReferenceFigure, "reference figures")


@cache
def shipped_figures() -> tuple[ReferenceFigure, ...]:
    """Return the shipped reference figures."""
    return tuple(read_reference_figures())
