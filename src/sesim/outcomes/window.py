"""The study period, called window in code, and its calendar."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sesim.outcomes.arrays import Floats

Period = tuple[float, float]
"""When a part of the calendar begins and ends, in weeks from the start of the window."""

WEEK = 7.0
YEAR = 365.25 / WEEK
"""Length of a mean year, in weeks."""
MONTH = YEAR / 12
"""Length of a mean month, in weeks."""

SLACK = 1e-9
"""Weeks: two times that are equal may differ in the last bits."""


@dataclass(frozen=True, slots=True)
class Window:
    """From the start of a study until its horizon.

    Attributes:
        start: first day; time 0 of the event log.
        horizon: end of the window, in weeks from its start. The log is cut there.
        plan: when a plan begins, in weeks from the start, if there is one to judge: people
            referred from then on are a separate group.
        begins_with_people: whether people are there when the study begins: those referred before
            and later are separate groups.

    Raises:
        ValueError: the horizon is not after the start.
    """

    start: date
    horizon: float
    plan: float | None = None
    begins_with_people: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.horizon < float("inf"):
            raise ValueError(f"horizon must be a positive number of weeks, got {self.horizon}")

    @property
    def end(self) -> date:
        """The day after the last day of the window."""
        return self.start + timedelta(days=round(self.horizon * WEEK))

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years that lie wholly inside the window.

        >>> Window(date(2012, 1, 1), 287.0).years
        (2012, 2013, 2014, 2015, 2016)
        """
        possible = range(self.start.year, self.end.year + 1)
        return tuple(
            year
            for year in possible
            if self.start <= date(year, 1, 1) and date(year + 1, 1, 1) <= self.end
        )

    def until(self, last: date) -> "Window":
        """Return the window from the same start to another last day.

        >>> Window(date(2012, 1, 1), 287.0).until(date(2012, 12, 30)).horizon
        52.142857142857146
        """
        return replace(self, horizon=self.week(last + timedelta(days=1)))

    def year(self, year: int) -> Period:
        """Return when a calendar year begins and ends, in weeks from the start."""
        return self.week(date(year, 1, 1)), self.week(date(year + 1, 1, 1))

    def quarters(self, year: int) -> list[Period]:
        """Return when each quarter of a calendar year begins and ends, in weeks from the start."""
        firsts = [date(year, month, 1) for month in (1, 4, 7, 10)]
        edges = [self.week(day) for day in (*firsts, date(year + 1, 1, 1))]
        return list(pairwise(edges))

    def holds(self, period: Period, time: Floats) -> NDArray[np.bool_]:
        """Whether each time (weeks) is in a period, shape (n,).

        The moment at which a period ends belongs to the next one. The horizon has no next one:
        what happens then belongs to the period that ends with the window.

        >>> Window(date(2012, 1, 1), 366 / 7).holds((26.0, 366 / 7), np.array([26.0, 366 / 7]))
        array([ True,  True])
        """
        begin, end = period
        last = end >= self.horizon - SLACK
        return np.asarray((time >= begin) & ((time < end) | last))

    def meets(self, period: Period, came: Floats, left: Floats) -> NDArray[np.bool_]:
        """Whether each stay or job overlaps a period, shape (n,).

        It does if it begins in the period, or begins before it and ends after the period has
        begun. So a stay that ends at New Year belongs only to the old year; one that begins then,
        to the new year.

        Args:
            period: when it begins and ends.
            came: when each stay begins, in weeks; NaN for one that did not happen.
            left: when each ends, in weeks.
        """
        return self.holds(period, came) | ((came < period[0]) & (left > period[0]))

    def week(self, day: date) -> float:
        """Return the time of the beginning of a day, in weeks from the start.

        >>> Window(date(2012, 1, 1), 287.0).week(date(2012, 1, 15))
        2.0
        """
        return (day - self.start).days / WEEK
