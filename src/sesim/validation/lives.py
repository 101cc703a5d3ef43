"""The lives of those who were enrolled, in and out of a programme, read from an event log."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, NamedTuple

from sesim.events import NOBODY, Kind
from sesim.model.calendar import WEEKS_PER_MONTH


class JobSpell(NamedTuple):
    """One job: from when to when (infinity if it continues), in weeks, and how it was found."""

    begins: float
    ends: float
    how: str | None
    kind: str
    why_ended: str | None


@dataclass(slots=True)
class Life:
    """One enrolled person, in weeks from the start of the study.

    Attributes:
        left: when the person left; infinity if still enrolled.
        horizon: end of the study.
        placements: when each began and ended; infinity if it continues.
        studies: when studies began; infinity if never.
    """

    motivation: str
    enrolled: float
    horizon: float
    left: float = inf
    jobs: list[JobSpell] = field(default_factory=list)
    placements: list[tuple[float, float]] = field(default_factory=list)
    studies: float = inf

    @property
    def first_job(self) -> float:
        """Weeks from enrolment to the first job, in the stay or after it; infinity if none."""
        return self.jobs[0].begins - self.enrolled if self.jobs else inf

    @property
    def employed(self) -> bool:
        """Whether a job began in the stay."""
        return any(job.begins <= self.left for job in self.jobs)

    def seen(self, months: float) -> bool:
        """Whether the person was enrolled so long before the end of the study."""
        return self.enrolled + months * WEEKS_PER_MONTH <= self.horizon

    def in_work(self, months: float) -> bool:
        """Whether the person has a job so long after enrolment."""
        return self.works_at(self.enrolled + months * WEEKS_PER_MONTH)

    def works_at(self, time: float) -> bool:
        """Whether the person has a job at a time."""
        return any(job.begins <= time < job.ends for job in self.jobs)

    def placed_at(self, time: float) -> bool:
        """Whether the person is in a placement at a time."""
        return any(begins <= time < ends for begins, ends in self.placements)


@dataclass(slots=True)
class Counted:
    """What one or more replications of some programmes gave.

    Attributes:
        hours: of coaches, by activity.
        posts: full posts times weeks.
    """

    lives: list[Life] = field(default_factory=list)
    contacts: int = 0
    hours: Counter[str] = field(default_factory=Counter)
    posts: float = 0.0

    def add(self, other: "Counted") -> None:
        """Take in another."""
        self.lives += other.lives
        self.contacts += other.contacts
        self.hours.update(other.hours)
        self.posts += other.posts


def count(columns: Mapping[str, list[Any]], horizon: float) -> Counted:
    """Return what the event log of one programme gives."""
    found, people = Counted(), dict[int, Life]()
    motivation: dict[int, str] = {}
    sizes: dict[str, tuple[float, float]] = {}  # of each post: since when, and full posts
    names = ("time", "participant", "kind", "reason", "job_kind", "hours", "activity")
    rows = zip(*(columns[name] for name in (*names, "coach", "fte", "motivation")), strict=True)
    for time, who, kind, reason, job_kind, hours, activity, coach, fte, motivated in rows:
        if activity is not None:
            found.hours[str(activity)] += hours
        if who == NOBODY:
            since, size = sizes.get(coach, (time, 0.0))
            found.posts += size * (time - since)
            sizes[coach] = time, fte
        elif kind == Kind.EMPLOYER_CONTACT:
            found.contacts += 1
        elif kind == Kind.REFERRED:
            motivation[who] = motivated
        elif kind == Kind.ENROLLED:
            people[who] = Life(motivation[who], time, horizon)
        elif who in people and kind == Kind.EXITED:
            people[who].left = time
        elif who in people and kind == Kind.JOB_STARTED:
            people[who].jobs.append(JobSpell(time, inf, reason, job_kind, None))
        elif who in people and kind == Kind.JOB_ENDED:
            last = people[who].jobs[-1]
            people[who].jobs[-1] = last._replace(ends=time, why_ended=reason)
        elif who in people and kind == Kind.PLACEMENT_STARTED:
            people[who].placements.append((time, inf))
        elif who in people and kind == Kind.PLACEMENT_ENDED:
            people[who].placements[-1] = people[who].placements[-1][0], time
        elif who in people and kind == Kind.STUDY_STARTED:
            people[who].studies = time
    found.posts += sum(size * (horizon - since) for since, size in sizes.values())
    found.lives = list(people.values())
    return found


def together(counted: Mapping[str, Counted]) -> Counted:
    """Return what several programmes gave together."""
    total = Counted()
    for one in counted.values():
        total.add(one)
    return total
