"""What happened to whom, read from an event log row by row.

Part of the auditor: nothing here comes from the program that is audited.
"""

import math
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import yaml

DAYS_PER_WEEK = 7
WEEKS_PER_YEAR = 365.25 / DAYS_PER_WEEK
WEEKS_PER_MONTH = WEEKS_PER_YEAR / 12


class Span(NamedTuple):
    """A part of the study period, in weeks; the end is no part of it, but at the horizon."""

    begin: float
    end: float
    last: bool = False

    def holds(self, time: float | None) -> bool:
        return time is not None and self.begin <= time and (time < self.end or self.last)

    def meets(self, begin: float, end: float) -> bool:
        """Whether a stay lies partly in this span; one that ends where this begins does not."""
        return self.holds(begin) or begin < self.begin < end


@dataclass(frozen=True)
class Calendar:
    """The study period: dates on one side, weeks since its first day on the other."""

    start: date
    last_day: date
    plan_start: date | None

    def week(self, day: date) -> float:
        return (day - self.start).days / DAYS_PER_WEEK

    @cached_property
    def horizon(self) -> float:
        return self.week(self.last_day + timedelta(days=1))

    @cached_property
    def plan(self) -> float | None:
        """The week in which a plan begins within the study period, if one does."""
        day = self.plan_start
        return self.week(day) if day and self.start < day <= self.last_day else None

    @cached_property
    def years(self) -> dict[int, Span]:
        """Every calendar year that has a day in the study period, whole."""
        numbers = range(self.start.year, self.last_day.year + 1)
        return {n: self.span(date(n, 1, 1), date(n + 1, 1, 1)) for n in numbers}

    def span(self, first: date, after: date) -> Span:
        """Return the time from the beginning of a day to that of another."""
        end = self.week(after)
        return Span(self.week(first), end, end == self.horizon)

    def quarters(self, year: int) -> list[Span]:
        firsts = [*(date(year, month, 1) for month in (1, 4, 7, 10)), date(year + 1, 1, 1)]
        return [self.span(*days) for days in pairwise(firsts)]

    @cached_property
    def whole_years(self) -> dict[int, Span]:
        """The calendar years that lie wholly in the study period."""
        return {n: s for n, s in self.years.items() if s.begin >= 0 and s.end <= self.horizon}


@dataclass
class Spell:
    """A job, or a period of placement; without an end it still lasts at the horizon."""

    begin: float
    kind: str | None
    end: float | None = None
    reason: str | None = None

    def until(self, horizon: float) -> float:
        return horizon if self.end is None else self.end

    def lasts_at(self, time: float) -> bool:
        return self.begin <= time and (self.end is None or time < self.end)


@dataclass
class Person:
    """One life in a programme; times are in weeks, and None for what never happened."""

    programme: str
    sex: str | None = None
    age: float | None = None
    target_group: str | None = None
    motivation: str | None = None
    referred: float | None = None
    screened_out: float | None = None
    withdrew: float | None = None
    enrolled: float | None = None
    exited: float | None = None
    left_because: str | None = None
    search: float | None = None
    first_contact: float | None = None
    studies: float | None = None
    jobs: list[Spell] = field(default_factory=list)
    placements: list[Spell] = field(default_factory=list)

    @property
    def came(self) -> float | None:
        """When the person was referred, or enrolled where no referral is known."""
        return self.enrolled if self.referred is None else self.referred

    @property
    def jobs_in_stay(self) -> list[Spell]:
        """The jobs that began while the person was enrolled, from the first day to the last."""
        if self.enrolled is None:
            return []
        end = math.inf if self.exited is None else self.exited
        return [job for job in self.jobs if self.enrolled <= job.begin <= end]

    @property
    def through_the_programme(self) -> list[Spell]:
        """The jobs in the stay that were not found alone.

        One that continues another is like the job before it, if anything in the stay was.
        """
        found: list[Spell] = []
        for job in self.jobs_in_stay:
            if job.reason is None or (job.reason == "bridged" and found):
                found.append(job)
        return found

    @property
    def first_job(self) -> float | None:
        return self.jobs_in_stay[0].begin if self.jobs_in_stay else None

    @property
    def first_job_of_any(self) -> float | None:
        return self.jobs[0].begin if self.jobs else None

    @property
    def first_placement(self) -> float | None:
        return self.placements[0].begin if self.placements else None

    def is_enrolled(self, time: float) -> bool:
        return happened(self.enrolled, time) and not self.has_left(time)

    def is_waiting(self, time: float) -> bool:
        ends = (self.enrolled, self.screened_out, self.withdrew)
        return happened(self.referred, time) and not any(happened(end, time) for end in ends)

    def has_left(self, time: float) -> bool:
        return happened(self.exited, time)


def happened(event: float | None, time: float) -> bool:
    """Whether something has happened by this time, or happens just then."""
    return event is not None and event <= time


@dataclass
class Post:
    """A coach's post: from each time on it has this size, and none before the first."""

    programme: str
    sizes: list[tuple[float, float]] = field(default_factory=list)

    def fte(self, time: float) -> float:
        return [0.0, *(fte for begin, fte in self.sizes if begin <= time)][-1]

    def fte_weeks(self, span: Span) -> float:
        """Return the FTE over this span, times its length in weeks."""
        ends = [time for time, _ in self.sizes[1:]] + [span.end]
        return sum(
            fte * max(0.0, min(end, span.end) - max(begin, span.begin))
            for (begin, fte), end in zip(self.sizes, ends, strict=True)
        )


@dataclass(frozen=True)
class Work:
    """Hours of one row about a coach's time."""

    programme: str
    activity: str
    hours: float
    wished: float
    contact: bool


@dataclass
class History:
    """All there is in one replication."""

    people: list[Person]
    posts: list[Post]
    work: list[Work]

    def of(self, programmes: set[str]) -> "History":
        """Return the part of the history that is about these programmes."""
        return History(
            [one for one in self.people if one.programme in programmes],
            [one for one in self.posts if one.programme in programmes],
            [one for one in self.work if one.programme in programmes],
        )


def read_config(folder: Path) -> dict[str, Any]:
    """Return the complete study of a folder as plain data."""
    config: dict[str, Any] = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
    return config


def calendar_of(config: dict[str, Any]) -> Calendar:
    days = {name: config[name] for name in ("start", "end", "plan_start")}
    start, end, plan = (day and date.fromisoformat(str(day)) for day in days.values())
    return Calendar(start, end, plan)


def histories(events: pd.DataFrame) -> dict[int, History]:
    """Read the event log, one replication after the other.

    Raises:
        ValueError: a job or a placement ends that never began.
    """
    in_order = events.sort_values(["replication", "time"], kind="stable")
    plain = in_order.astype(object).where(in_order.notna(), None)
    return {
        int(number): _history(rows.itertuples(index=False))
        for number, rows in plain.groupby("replication")
    }


def _history(rows: Any) -> History:
    people: dict[tuple[str, int], Person] = {}
    posts: dict[tuple[str, str], Post] = {}
    work: list[Work] = []
    for row in rows:
        if row.kind == "post_changed":
            post = posts.setdefault((row.programme, row.coach), Post(row.programme))
            post.sizes.append((row.time, row.fte))
            continue
        person = people.setdefault((row.programme, row.participant), Person(row.programme))
        _live(person, row)
        if row.kind in {"hours_given", "employer_contact"}:
            contact = row.kind == "employer_contact"
            work.append(Work(row.programme, row.activity, row.hours, row.wished_hours, contact))
    return History([*people.values()], [*posts.values()], work)


def _live(person: Person, row: Any) -> None:
    """Let one event happen to a person."""
    match row.kind:
        case "referred":
            person.referred, person.age, person.sex = row.time, row.age, row.sex
            person.target_group, person.motivation = row.target_group, row.motivation
        case "screened_out" | "withdrew" | "enrolled":
            setattr(person, row.kind, row.time)
        case "exited":
            person.exited, person.left_because = row.time, row.reason
        case "search_started" if person.search is None:
            person.search = row.time
        case "employer_contact" if person.first_contact is None:
            person.first_contact = row.time
        case "study_started" if person.studies is None:
            person.studies = row.time
        case "placement_started":
            person.placements.append(Spell(row.time, None))
        case "placement_ended":
            _end(person.placements, row.time)
        case "job_started":
            person.jobs.append(Spell(row.time, row.job_kind, reason=row.reason))
        case "job_ended":
            _end(person.jobs, row.time)


def _end(spells: list[Spell], time: float) -> None:
    """End the spell that has lasted longest of those that still last."""
    lasting = [spell for spell in spells if spell.end is None]
    if not lasting:
        raise ValueError(f"something ends at week {time:.2f} and never began")
    lasting[0].end = time
