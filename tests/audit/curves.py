"""Outcomes over time, worked out one person and one point at a time.

Part of the auditor: nothing here comes from the program that is audited.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from tests.audit.lives import WEEKS_PER_MONTH, Calendar, History, Person, happened
from tests.audit.people import Outcomes, Value, after, ends_of_first_jobs, ratio, waits_for

PHASES = (
    "preparing",
    "searching",
    "placement",
    "working",
    "working_alone",
    "left_without_job",
    "left_after_job",
)


def point(curve: str, series: str, x: float) -> str:
    """Return the name of a point of a curve; x is in months, or in weeks of a level."""
    return f"{curve} {series} {x:.6f}"


def curves(history: History, calendar: Calendar) -> Iterator[tuple[str, str, Value]]:
    """Yield the group, the name and the value of every point."""
    groups = {"all": history.people}
    if (plan := calendar.plan) is not None:
        known = [(one, one.came) for one in history.people if one.came is not None]
        groups["referred=since_plan"] = [one for one, week in known if week >= plan]
    for group, people in groups.items():
        points = estimates(people, calendar.horizon) | phases(people, calendar.horizon)
        yield from ((group, name, value) for name, value in points.items())
    yield from (("all", name, value) for name, value in levels(history, calendar).items())


def months_to(most: int, horizon: float) -> list[int]:
    """Return the months since something began, no further than the study period is long."""
    return [month for month in range(most + 1) if month * WEEKS_PER_MONTH <= horizon]


def estimates(people: list[Person], horizon: float) -> Outcomes:
    """Return the shares who have found a first job, and of first jobs that last."""
    points: Outcomes = {}
    found, ends = waits_for(people, "first_job", horizon), ends_of_first_jobs(people, horizon)
    for month in months_to(60, horizon):
        then = after(found, month * WEEKS_PER_MONTH)
        points[point("first_job", "share", month)] = then and then.found
    for month in months_to(24, horizon):
        then = after(ends, month * WEEKS_PER_MONTH)
        points[point("retention", "share", month)] = then and then.waiting
    return points


def phases(people: list[Person], horizon: float) -> Outcomes:
    """Return the shares who are in each phase so many months after their enrolment."""
    points: Outcomes = {}
    for month in months_to(36, horizon):
        weeks = month * WEEKS_PER_MONTH
        begun = [(one, one.enrolled + weeks) for one in people if one.enrolled is not None]
        seen = Counter(phase(one, then) for one, then in begun if then <= horizon)
        for name in PHASES:
            points[point("phase", name, month)] = ratio(seen[name], seen.total())
    return points


def phase(person: Person, time: float) -> str:
    """Return the one phase that somebody enrolled is in."""
    works = any(job.lasts_at(time) for job in person.jobs)
    if person.exited is not None and person.has_left(time):
        if works:
            return "working_alone"
        before = any(job.begin <= person.exited for job in person.jobs)
        return "left_after_job" if before else "left_without_job"
    if works:
        return "working"
    if any(spell.lasts_at(time) for spell in person.placements):
        return "placement"
    return "searching" if happened(person.search, time) else "preparing"


def levels(history: History, calendar: Calendar) -> Outcomes:
    """Return how many are enrolled and wait, and the FTE, on the first day of every month."""
    months = [date(year, month, 1) for year in calendar.years for month in range(1, 13)]
    within = [day for day in months if calendar.start < day <= calendar.last_day]
    points: Outcomes = {}
    for week in (0.0, *map(calendar.week, within), calendar.horizon):
        people = history.people
        points[point("level", "enrolled", week)] = sum(one.is_enrolled(week) for one in people)
        points[point("level", "waiting", week)] = sum(one.is_waiting(week) for one in people)
        points[point("level", "fte", week)] = sum(post.fte(week) for post in history.posts)
    return points
