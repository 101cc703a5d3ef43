"""Counts of people and jobs within a window of days, straight from the log of one programme."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

from sesim.events import Kind
from sesim.outcomes.frames import Columns
from sesim.outcomes.grammar import WITHOUT_THE_PROGRAMME


class Tally(NamedTuple):
    """What is counted, and when.

    Attributes:
        outcome: one of `TALLIED`.
        since, until: when the window begins and ends, in weeks from the start of the log; what
            happens at either moment belongs to it.
    """

    outcome: str
    since: float
    until: float


@dataclass
class _Life:
    """When things happened to one person first, in weeks; infinity for never.

    Attributes:
        jobs: when each job began, and why.
        jobs_ended: when each ended.
    """

    first: dict[str, float] = field(default_factory=dict)
    jobs: list[tuple[float, object]] = field(default_factory=list)
    jobs_ended: list[float] = field(default_factory=list)

    def when(self, kind: Kind) -> float:
        return self.first.get(kind, inf)

    def came(self, kind: Kind, window: Tally) -> bool:
        return window.since <= self.when(kind) <= window.until

    def jobs_in_stay(self) -> list[tuple[float, object]]:
        enrolled, exited = self.when(Kind.ENROLLED), self.when(Kind.EXITED)
        return [job for job in self.new_jobs() if enrolled <= job[0] <= exited]

    def new_jobs(self) -> list[tuple[float, object]]:
        """Return the jobs without one that a person of the first day had before it."""
        return [job for job in self.jobs if job[0] >= 0.0]

    def employed(self, until: float) -> bool:
        return any(time <= until for time, _ in self.jobs_in_stay())


_FIRST = frozenset((Kind.REFERRED, Kind.SCREENED_OUT, Kind.WITHDREW, Kind.ENROLLED, Kind.EXITED))


def _lives(log: Columns) -> Iterable[_Life]:
    lives: dict[int, _Life] = {}
    reasons = log.get("reason") or [None] * len(log["time"])
    rows = zip(log["participant"], log["time"], log["kind"], reasons, strict=True)
    for person, time, kind, reason in rows:
        if kind in _FIRST:
            lives.setdefault(person, _Life()).first.setdefault(kind, time)
        elif kind == Kind.JOB_STARTED:
            lives.setdefault(person, _Life()).jobs.append((time, reason))
        elif kind == Kind.JOB_ENDED:
            lives.setdefault(person, _Life()).jobs_ended.append(time)
    return lives.values()


def _through(life: _Life, window: Tally) -> bool:
    jobs = life.jobs_in_stay()
    return any(t <= window.until and why not in WITHOUT_THE_PROGRAMME for t, why in jobs)


def _after_leaving(life: _Life, window: Tally) -> bool:
    return not life.employed(window.until) and any(t <= window.until for t, _ in life.new_jobs())


def _in_work(life: _Life, window: Tally) -> bool:
    begun = sum(time <= window.until for time, _ in life.jobs)
    return begun > sum(time <= window.until for time in life.jobs_ended)


def _waits(life: _Life, window: Tally) -> bool:
    over = (Kind.ENROLLED, Kind.SCREENED_OUT, Kind.WITHDREW)
    return all(life.when(kind) > window.until for kind in over)


_Test = Callable[[_Life, Tally], bool]

OF_THE_ENROLLED: dict[str, _Test] = {
    "participants": lambda _, __: True,
    "employed": lambda life, window: life.employed(window.until),
    "employed_through_programme": _through,
    "employed_after_leaving": _after_leaving,
    "ongoing": lambda life, window: life.when(Kind.EXITED) > window.until,
    "in_work_at_end": _in_work,
}
"""Counts of those who enrol in the window, as they are at its end."""

OF_THE_REFERRED: dict[str, _Test] = {
    "referred": lambda _, __: True,
    "screened_out": lambda life, window: life.when(Kind.SCREENED_OUT) <= window.until,
    "withdrew": lambda life, window: life.when(Kind.WITHDREW) <= window.until,
    "waiting": _waits,
}
"""Counts of those who are referred in the window, as they are at its end."""

JOBS, FIRST_JOBS = "jobs", "first_jobs"
"""Job starts in the window, of people who are enrolled: every one, or only each person's first."""

TALLIED = (*OF_THE_ENROLLED, *OF_THE_REFERRED, JOBS, FIRST_JOBS)
"""Outcomes that can be counted in a window."""


def tally(log: Columns, wanted: Sequence[Tally]) -> list[int]:
    """Return these counts, in order.

    In a window that is the whole study period, each is the outcome of that name; `jobs` and
    `first_jobs` in a calendar year are `jobs_{year}` and `first_jobs_{year}`.

    Args:
        log: of one replication, in order of time for each person.
        wanted: what is counted.
    """
    lives = list(_lives(log))
    return [sum(_number(life, one) for life in lives) for one in wanted]


def _number(life: _Life, one: Tally) -> int:
    if one.outcome in OF_THE_ENROLLED:
        return life.came(Kind.ENROLLED, one) and OF_THE_ENROLLED[one.outcome](life, one)
    if one.outcome in OF_THE_REFERRED:
        return life.came(Kind.REFERRED, one) and OF_THE_REFERRED[one.outcome](life, one)
    starts = [time for time, _ in life.jobs_in_stay()]
    if one.outcome == FIRST_JOBS:
        starts = starts[:1]
    return sum(one.since <= time <= one.until for time in starts)
