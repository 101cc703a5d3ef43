"""The calendar: the only place where weeks are converted to dates and back."""

from collections.abc import Iterator
from datetime import date, timedelta

from sesim.study.field_types import WEEKS_PER_MONTH as WEEKS_PER_MONTH  # weeks are counted here

WEEKS_PER_YEAR = 365.25 / 7

MEETING_DAY = 10
MONTHS_WITHOUT_MEETING = (1, 7)
"""The referral group does not meet in July or after Christmas (activa2017, Nässjö)."""

_CLOSED = (((7, 1), (8, 1)), ((12, 24), (1, 7)))
"""Closed weeks as (first day, day of return), by (month, day): July and Christmas (assumption)."""

_ROUNDING = 1e-9
"""In days; without it, some days converted to weeks and back would become the day before."""

CLOSED_DAYS_A_YEAR = 31 + 14
OPEN_SHARE = 1 - CLOSED_DAYS_A_YEAR / 365.25
OPEN_WEEKS_PER_YEAR = WEEKS_PER_YEAR - CLOSED_DAYS_A_YEAR / 7


class Calendar:
    """Weeks since the start of a study, as a float, and the dates that matter.

    Args:
        start: the first day; week 0.0 begins with it.
        end: the last day; the horizon is the end of it.

    Attributes:
        horizon: length of the window, in weeks.
        closed: closed periods that touch the window, as (begin, end) in weeks, in order.
        meetings: when referral groups meet, in weeks, in order.
    """

    def __init__(self, start: date, end: date) -> None:
        self.start = start
        self.horizon = self.week(end + timedelta(days=1))
        self.closed = tuple(self._closed_periods())
        self.meetings = tuple(self._meetings())

    def week(self, day: date) -> float:
        """Return the time at which a day begins, in weeks from the start."""
        return (day - self.start).days / 7

    def day(self, week: float) -> date:
        """Return the day that a time belongs to."""
        return self.start + timedelta(days=int((week * 7 + _ROUNDING) // 1))

    def is_closed(self, week: float) -> bool:
        """Whether a time falls into a closed period."""
        return any(begin <= week < end for begin, end in self.closed)

    def has_met_since(self, week: float) -> bool:
        """Whether a referral group met between a time before the start, and the start."""
        first = self.start.replace(day=1)
        while self.week(first) + 5 >= week:
            if first.month not in MONTHS_WITHOUT_MEETING:
                met = self.week(first.replace(day=MEETING_DAY))
                if week <= met < 0:
                    return True
            first = (first - timedelta(days=1)).replace(day=1)
        return False

    def _closed_periods(self) -> list[tuple[float, float]]:
        spans = []
        for year in range(self.start.year - 1, self.day(self.horizon).year + 1):
            for (month, first), (month_back, back) in _CLOSED:
                returns = year + 1 if month_back < month else year
                begin = self.week(date(year, month, first))
                end = self.week(date(returns, month_back, back))
                if end > 0 and begin < self.horizon:
                    spans.append((max(begin, 0.0), min(end, self.horizon)))
        return sorted(spans)

    def _meetings(self) -> Iterator[float]:
        for first in self._months():
            week = self.week(first.replace(day=MEETING_DAY))
            if first.month not in MONTHS_WITHOUT_MEETING and 0 <= week < self.horizon:
                yield week

    def month_starts(self) -> list[float]:
        """Return when each month of the window begins, in weeks; the first may be negative."""
        return [self.week(first) for first in self._months()]

    def _months(self) -> Iterator[date]:
        first = self.start.replace(day=1)
        while self.week(first) < self.horizon:
            yield first
            first = (first + timedelta(days=32)).replace(day=1)
