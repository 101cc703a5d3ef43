"""Weeks and dates: closed weeks, meetings, leap years, odd starts."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesim.model.calendar import (
    CLOSED_DAYS_A_YEAR,
    MEETING_DAY,
    OPEN_SHARE,
    OPEN_WEEKS_PER_YEAR,
    WEEKS_PER_MONTH,
    WEEKS_PER_YEAR,
    Calendar,
)

days = st.dates(date(1995, 1, 1), date(2040, 12, 31))
lengths = st.integers(0, 4000)


def closed_by_rule(day: date) -> bool:
    """The rule in words: July, and from Christmas Eve through the sixth of January."""
    christmas = (day.month, day.day) >= (12, 24) or (day.month, day.day) < (1, 7)
    return day.month == 7 or christmas


@given(start=days, length=lengths)
def test_every_day_is_closed_or_open_as_the_rule_says(start: date, length: int) -> None:
    calendar = Calendar(start, start + timedelta(days=length))
    window = [start + timedelta(days=n) for n in range(0, length + 1, 1 + length // 400)]
    times = [calendar.week(day) + part / 7 for day in window for part in (0.0, 0.5, 0.99)]

    assert [calendar.is_closed(time) for time in times] == [
        closed_by_rule(day) for day in window for _ in range(3)
    ]


@given(start=days, length=lengths)
def test_closed_periods_are_in_order_and_inside_the_window(start: date, length: int) -> None:
    calendar = Calendar(start, start + timedelta(days=length))
    edges = [edge for span in calendar.closed for edge in span]

    assert edges == sorted(set(edges))
    assert all(0 <= edge <= calendar.horizon for edge in edges)


def test_a_window_that_begins_and_ends_in_closed_periods() -> None:
    """The part of a closed period that lies in the window is closed from its first moment."""
    calendar = Calendar(date(2013, 7, 15), date(2013, 12, 26))

    assert calendar.closed == ((0.0, 17 / 7), (162 / 7, 165 / 7))


def test_a_window_within_one_closed_period() -> None:
    assert Calendar(date(2013, 7, 10), date(2013, 7, 12)).closed == ((0.0, 3 / 7),)


def test_christmas_that_began_before_the_window() -> None:
    assert Calendar(date(2012, 1, 1), date(2012, 3, 31)).closed == ((0.0, 6 / 7),)


def test_a_window_without_closed_days() -> None:
    assert Calendar(date(2012, 1, 7), date(2012, 6, 30)).closed == ()


@given(st.integers(1995, 2040))
def test_closed_days_of_a_calendar_year(year: int) -> None:
    spans = Calendar(date(year, 1, 1), date(year, 12, 31)).closed

    assert sum(end - begin for begin, end in spans) * 7 == pytest.approx(CLOSED_DAYS_A_YEAR)


def test_a_long_run_has_as_many_open_weeks_as_a_year_has_by_definition() -> None:
    calendar = Calendar(date(2001, 1, 1), date(2028, 12, 31))
    closed = sum(end - begin for begin, end in calendar.closed)

    assert (calendar.horizon - closed) / 28 == pytest.approx(OPEN_WEEKS_PER_YEAR)
    assert 1 - closed / calendar.horizon == pytest.approx(OPEN_SHARE)
    assert calendar.horizon / 28 == pytest.approx(WEEKS_PER_YEAR)
    assert len(calendar.month_starts()) == 28 * 12
    assert calendar.horizon / (28 * 12) == pytest.approx(WEEKS_PER_MONTH)


@given(start=days, length=lengths)
def test_groups_meet_once_in_every_open_month(start: date, length: int) -> None:
    calendar = Calendar(start, start + timedelta(days=length))
    window = (start + timedelta(days=n) for n in range(length + 1))
    expected = [day for day in window if day.day == MEETING_DAY and day.month not in (1, 7)]

    assert [calendar.day(week) for week in calendar.meetings] == expected


def test_meetings_are_never_in_closed_periods() -> None:
    calendar = Calendar(date(2000, 1, 1), date(2030, 12, 31))

    assert not any(
        begin <= week < end for week in calendar.meetings for begin, end in calendar.closed
    )


@given(start=days, later=lengths)
def test_days_become_weeks_and_days_again(start: date, later: int) -> None:
    calendar = Calendar(start, start + timedelta(days=1))
    day = start + timedelta(days=later)

    assert calendar.day(calendar.week(day)) == day
    assert calendar.day(calendar.week(day) + 0.999 / 7) == day


def test_the_last_day_belongs_to_the_window() -> None:
    calendar = Calendar(date(2012, 1, 1), date(2012, 1, 7))

    assert calendar.horizon == 1.0


def test_the_leap_day_is_a_day() -> None:
    calendar = Calendar(date(2012, 2, 1), date(2012, 3, 31))

    assert calendar.week(date(2012, 3, 1)) * 7 == pytest.approx(29)
    assert calendar.day(28 / 7 + 0.01) == date(2012, 2, 29)


@given(start=days, length=lengths)
def test_months_cover_the_window(start: date, length: int) -> None:
    """The first begins at or before the start; each begins where the one before it ends."""
    calendar = Calendar(start, start + timedelta(days=length))
    weeks = calendar.month_starts()
    firsts = [start + timedelta(days=round(week * 7)) for week in weeks]

    assert all(first.day == 1 for first in firsts)
    assert weeks[0] <= 0 < calendar.horizon <= weeks[-1] + 31.1 / 7
    assert all(27.5 < (b - a) * 7 < 31.5 for a, b in pairwise(weeks))
