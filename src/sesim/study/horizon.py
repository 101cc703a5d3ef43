"""Which days a study is about: when its window ends, and from when its plan holds."""

from collections.abc import Iterator
from datetime import date, timedelta

from sesim.study.scenario import Scenario

COUNTS_END = date(2017, 6, 30)
"""Last day of the published counts (activa2017, SUS table): the common past ends here."""

PLAN_YEARS = 5
"""How far beyond its first change a plan is followed, unless the end is said."""


def default_end(start: date, scenario: Scenario) -> date:
    """Return the last day of the window if none is said.

    It is that of the published counts, or lies five years after the scenario's first change
    (after the start, if the counts are older than that), whichever is later.
    """
    begins = [start] if start > COUNTS_END else []
    begins += [day for day in _days(scenario, start)[:1] if not scenario.placebo]
    return max([COUNTS_END, *(_years_later(day, PLAN_YEARS) for day in begins)])


def default_plan_start(start: date, end: date, scenario: Scenario) -> date | None:
    """Return the first day on which something changes, if there is a past before it."""
    days = _days(scenario, start)
    return days[0] if days and start < days[0] <= end else None


def unused_date(scenario: Scenario) -> Iterator[str]:
    """Yield a message if the scenario's own date is that of none of its changes."""
    changes = scenario.changes
    if scenario.since and changes and all(one.since for one in changes) and not scenario.placebo:
        yield (
            f"scenario.since: {scenario.since} is the date of no change, since each has one of "
            "its own; leave it out, or say scenario.since=null"
        )


def changes_after(end: date, scenario: Scenario) -> Iterator[str]:
    """Yield a message for each change that comes too late to change anything."""
    if scenario.placebo:
        return
    told: set[str] = set()
    for i, change in enumerate(scenario.changes):
        day = change.since or scenario.since
        if day is None or day <= end:
            continue
        key = f"scenario.changes.{i}.since" if change.since else "scenario.since"
        if key not in told:
            told.add(key)
            yield (
                f"{key}: {day} lies after the end {end}, so that nothing would change; choose an "
                "earlier day or a later end (a scenario that is meant to change nothing says "
                "placebo: true)"
            )


def _days(scenario: Scenario, start: date) -> list[date]:
    """Return the days on which something changes, in order; none lies before the start."""
    return sorted(max(one.since or scenario.since or start, start) for one in scenario.changes)


def _years_later(day: date, years: int) -> date:
    """Return the last day of so many years of which this day is the first."""
    return date(day.year + years, day.month, 1) + timedelta(days=day.day - 2)
