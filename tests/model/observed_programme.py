"""A programme observed from inside, to compare what happened with what the log says."""

from typing import Any, NamedTuple
from unittest.mock import patch

from tests.model.small_studies import Log, rows

from sesim.events import Kind
from sesim.model import ModelProgramme, replication
from sesim.model.person import Person
from sesim.model.post import RunningPost
from sesim.model.programme import RunningProgramme


class PostObserved(NamedTuple):
    """What was seen of one post, integrated over time.

    Attributes:
        given: the integral of what was given, in hours: all that is wanted, with employers within
            their budget, or all that there is.
        capacity: the integral of the capacity, in hours.
        stays: the integral of the number of people, in person-weeks.
        most: the largest number of people there at a time.
    """

    given: float
    capacity: float
    stays: float
    most: int


class ObservedProgramme(RunningProgramme):
    """A programme whose posts are looked at before every event."""

    last: "ObservedProgramme"

    def __init__(self, definition: ModelProgramme, number: int) -> None:
        super().__init__(definition, number)
        ObservedProgramme.last = self
        self.events = 0
        self.referred: list[Person] = []
        self._seen = [PostObserved(0.0, 0.0, 0.0, 0) for _ in self.posts]
        self._step = self.env.step
        self._log_referred = self.log.referred
        self.env.step = self._observed_step  # type: ignore[method-assign]
        self.env.run_until = self.env.run  # type: ignore[method-assign]  # in steps
        self.log.referred = self._observed_referred  # type: ignore[method-assign]

    def _observed_step(self) -> None:
        self.events += 1
        passed = self.env.peek() - self.env.now
        self._seen = [
            self._look(seen, post, passed)
            for seen, post in zip(self._seen, self.posts, strict=True)
        ]
        self._step()

    @staticmethod
    def _look(seen: PostObserved, post: RunningPost, passed: float) -> PostObserved:
        coach, people = post.coach, len(post.people)
        wanted = coach.people.demand + min(coach.employers.demand, coach.budget)
        return PostObserved(
            seen.given + min(coach.capacity, wanted) * passed,
            seen.capacity + coach.capacity * passed,
            seen.stays + people * passed,
            max(seen.most, people),
        )

    def _observed_referred(self, person: Person, *rest: Any) -> None:
        self.referred.append(person)
        self._log_referred(person, *rest)

    def settle(self) -> None:
        """Note who is still there, before the end of the window settles their hours."""
        self.waiting = sum(is_waiting(person) for person in self.referred)
        self.enrolled_at_end = sum(1 for _ in self.enrolled())
        super().settle()
        self.claimed_at_end = max(post.coach.demand for post in self.posts)

    def seen(self) -> dict[str, PostObserved]:
        """Return what was seen of each post, by name."""
        return {post.name: seen for post, seen in zip(self.posts, self._seen, strict=True)}


def is_waiting(person: Person) -> bool:
    """Whether a person's process is on the way to a place, and not in a stay or outside."""
    process = person.process
    if process is None or not process.is_alive:
        return False
    now_in = process._generator.gi_yieldfrom  # type: ignore[attr-defined]
    return bool(now_in is not None and now_in.__name__ == "admitted")


def observe(definition: ModelProgramme, number: int = 0) -> tuple[ObservedProgramme, Log]:
    """Run one replication under observation; return the programme and its log."""
    with patch.object(replication, "RunningProgramme", ObservedProgramme):
        log = rows(replication.run(definition, number))
    return ObservedProgramme.last, log


def hours_by_post(log: Log) -> dict[str, float]:
    """Return the hours that each post gave, according to the log."""
    hours: dict[str, float] = {}
    for row in log:
        if row.kind in (Kind.HOURS_GIVEN, Kind.EMPLOYER_CONTACT) and row.coach is not None:
            hours[row.coach] = hours.get(row.coach, 0.0) + row.hours
    return hours


def stays_in(log: Log, horizon: float) -> float:
    """Return the weeks that all participants were enrolled, according to the log."""
    ends = {row.participant: row.time for row in log if row.kind == Kind.EXITED}
    return sum(
        ends.get(row.participant, horizon) - row.time for row in log if row.kind == Kind.ENROLLED
    )
