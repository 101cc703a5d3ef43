"""The window that is analysed, and the calendar inside it."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

WEEK = 7.0
YEAR = 365.25 / WEEK
"""Length of a mean year, in weeks."""
MONTH = YEAR / 12
"""Length of a mean month, in weeks."""


@dataclass(frozen=True, slots=True)
class Window:
    """From the start of a study until its horizon.

    Attributes:
        start: first day; time 0 of the event log.
        horizon: end of the window, in weeks from its start. The log is cut there.
        plan: when a plan begins, in weeks from the start, if there is one to be judged: people
            referred from then on are a group of their own.

    Raises:
        ValueError: the horizon is not after the start.
    """

    start: date
    horizon: float
    plan: float | None = None

    def __post_init__(self) -> None:
        if not 0 < self.horizon < float("inf"):
            raise ValueError(f"horizon must be a positive number of weeks, got {self.horizon}")

    @property
    def end(self) -> date:
        """The day that the horizon falls on; the last day inside the window is the one before."""
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

    def year(self, year: int) -> tuple[float, float]:
        """Return when a calendar year begins and ends, in weeks from the start."""
        return self.week(date(year, 1, 1)), self.week(date(year + 1, 1, 1))

    def quarters(self, year: int) -> list[tuple[float, float]]:
        """Return when each quarter of a calendar year begins and ends, in weeks from the start."""
        firsts = [date(year, month, 1) for month in (1, 4, 7, 10)]
        edges = [self.week(day) for day in (*firsts, date(year + 1, 1, 1))]
        return list(pairwise(edges))

    def week(self, day: date) -> float:
        """Return the time of the beginning of a day, in weeks from the start.

        >>> Window(date(2012, 1, 1), 287.0).week(date(2012, 1, 15))
        2.0
        """
        return (day - self.start).days / WEEK
