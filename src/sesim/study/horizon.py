"""The days of a study: when the study period ends, and when its plan begins."""

from collections.abc import Iterator
from datetime import date, timedelta

from sesim.study.scenario import Scenario

COUNTS_END = date(2017, 6, 30)
"""Last day of the published counts (activa2017, SUS table): the common past ends here."""

PLAN_YEARS = 5
"""Years from the first change to the end of the study period, unless the end is set."""


def default_end(start: date, scenario: Scenario, *, from_today: bool = False) -> date:
    """Return the last day of the study period if none is set.

    It is the last day of the published counts, or five years after the scenario's first change
    (after the start, if that is later than the counts or people are there then), whichever is
    later.

    Args:
        start: first day of the study period.
        scenario: with its changes.
        from_today: whether people are there when the study begins.
    """
    begins = [start] if start > COUNTS_END or from_today else []
    begins += [day for day in _days(scenario, start)[:1] if not scenario.placebo]
    return max([COUNTS_END, *(years_later(day, PLAN_YEARS) for day in begins)])


def years_later(day: date, years: int) -> date:
    """Return the last day of a period of so many years that begins on this day.

    >>> years_later(date(2017, 7, 1), 5)
    datetime.date(2022, 6, 30)
    """
    return date(day.year + years, day.month, 1) + timedelta(days=day.day - 2)


def default_plan_start(start: date, end: date, scenario: Scenario) -> date | None:
    """Return the first day with a change, if the study period begins before it."""
    days = _days(scenario, start)
    return days[0] if days and start < days[0] <= end else None


def unused_date(scenario: Scenario) -> Iterator[str]:
    """Yield a message if the scenario's own date is not the date of any change."""
    changes = scenario.changes
    if scenario.since and changes and all(one.since for one in changes) and not scenario.placebo:
        yield (
            f"scenario.since: {scenario.since} is not the date of any change, because each has its "
            "own; leave it out, or set scenario.since=null"
        )


def changes_after(end: date, scenario: Scenario) -> Iterator[str]:
    """Yield a message for each change that comes too late to have an effect."""
    if scenario.placebo:
        return
    reported: set[str] = set()
    for i, change in enumerate(scenario.changes):
        day = change.since or scenario.since
        if day is None or day <= end:
            continue
        key = f"scenario.changes.{i}.since" if change.since else "scenario.since"
        if key not in reported:
            reported.add(key)
            yield (
                f"{key}: {day} is after the end {end}, so nothing would change; choose an "
                "earlier day or a later end (or set placebo: true, if the scenario is meant to "
                "change nothing)"
            )


def _days(scenario: Scenario, start: date) -> list[date]:
    """Return the days with a change, in order; none is before the start."""
    return sorted(max(one.since or scenario.since or start, start) for one in scenario.changes)
