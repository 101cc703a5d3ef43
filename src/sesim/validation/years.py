"""Yearly figures of the programmes that have no published counts: predictions to be filled in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from sesim.model.calendar import WEEKS_PER_MONTH
from sesim.validation.counts import Numbers
from sesim.validation.figures import FigureUnit
from sesim.validation.lives import Counted, Life
from sesim.validation.prediction import HIGH, LOW, Prediction
from sesim.validation.setups import WITHOUT_COUNTS

FOLLOWED = 12
"""Months since enrolment within which a job counts."""

DAYS_PER_WEEK = 7


class YearQuantity(StrEnum):
    """What is predicted for a programme and a year."""

    ENROLLED = "enrolled"  # people who are enrolled in the year
    FIRST_JOBS = "first_jobs"  # participants whose first job begins in the year
    JOB_WITHIN_12_MONTHS = "job_within_12_months_share"  # of those enrolled in the year

    @property
    def unit(self) -> FigureUnit:
        """What it is measured in."""
        return FigureUnit.SHARE if self is YearQuantity.JOB_WITHIN_12_MONTHS else FigureUnit.NUMBER


class YearFigure(NamedTuple):
    """A figure of a programme in a year."""

    programme: str
    year: int
    quantity: YearQuantity


class Years(NamedTuple):
    """The years of a study, and where they begin.

    Attributes:
        start, end: first and last day of the study.
        since: first day of each programme; before it there is nothing to predict.
    """

    start: date
    end: date
    since: Mapping[str, date]

    def figures(self) -> list[YearFigure]:
        """Return every figure that is predicted, programme by programme."""
        return list(self._figures())

    def _figures(self) -> Iterator[YearFigure]:
        for programme in WITHOUT_COUNTS:
            for year in range(self.since[programme].year, self.end.year + 1):
                for quantity in YearQuantity:
                    if quantity is not YearQuantity.JOB_WITHIN_12_MONTHS or year < self.end.year:
                        yield YearFigure(programme, year, quantity)

    def numbers(self, counted: Mapping[str, Counted]) -> Numbers:
        """Return every figure in a replication; not a number where it has none."""
        return tuple(
            self._number(one.quantity, counted[one.programme].lives, one.year)
            for one in self.figures()
        )

    def _number(self, quantity: YearQuantity, lives: Sequence[Life], year: int) -> float:
        begin, end = self._week(date(year, 1, 1)), self._week(date(year + 1, 1, 1))
        enrolled = [life for life in lives if begin <= life.enrolled < end]
        match quantity:
            case YearQuantity.ENROLLED:
                return float(len(enrolled))
            case YearQuantity.FIRST_JOBS:
                firsts = (life.jobs[0].begins for life in lives if life.employed)
                return float(sum(begin <= first < end for first in firsts))
            case YearQuantity.JOB_WITHIN_12_MONTHS:
                weeks = FOLLOWED * WEEKS_PER_MONTH
                soon = sum(life.first_job <= weeks for life in enrolled)
                return soon / len(enrolled) if enrolled else np.nan

    def _week(self, day: date) -> float:
        return (day - self.start).days / DAYS_PER_WEEK


FEWEST = 0.8
"""Of the replications that must have a figure; with fewer, nothing is predicted."""


def predictions(
    figures: Sequence[YearFigure], numbers: Sequence[Numbers]
) -> dict[YearFigure, Prediction | None]:
    """Return mean and 90% interval of every yearly figure.

    Args:
        figures: in the order of the numbers.
        numbers: in each replication.

    Returns:
        None where too few replications have the figure, such as a share of nobody.
    """
    columns = np.array(numbers, dtype=float).T
    found: dict[YearFigure, Prediction | None] = {}
    for figure, column in zip(figures, columns, strict=True):
        known = column[np.isfinite(column)]
        if len(known) < FEWEST * len(column):
            found[figure] = None
            continue
        low, high = np.quantile(known, [LOW, HIGH], method="inverted_cdf")
        found[figure] = Prediction(float(known.mean()), float(low), float(high))
    return found
