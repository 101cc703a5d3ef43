"""The event log while it is written: one tuple per event, turned into columns at the end."""

from simpy import Environment

from sesim.events import NOBODY, Answer, JobKind, Kind, Reason
from sesim.model.constants import CONTACT, NO_EMPLOYER
from sesim.model.person import Person
from sesim.model.task import Task

_NAN = float("nan")

# The words of most rows: to look one up in its enum takes as long as to call a function.
_HOURS, _CONTACT = Kind.HOURS_GIVEN, Kind.EMPLOYER_CONTACT

_FIELDS = (
    "time",
    "participant",
    "kind",
    "reason",
    "job_kind",
    "answer",
    "activity",
    "coach",
    "employer",
    "hours",
    "wished_hours",
    "fte",
)
_REFERRED_FIELDS = ("sex", "age", "target_group", "goal", "motivation")


class Log:
    """The events of one programme in one replication, in order of occurrence."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._past: list[tuple[object, ...]] = []  # what happened before the first day
        self._rows: list[tuple[object, ...]] = []
        self._referred: list[tuple[bool, int, tuple[object, ...]]] = []

    def event(
        self,
        kind: Kind,
        person: int,
        *,
        reason: Reason | None = None,
        job_kind: JobKind | None = None,
        coach: str | None = None,
        employer: int = NO_EMPLOYER,
        at: float | None = None,
    ) -> None:
        """Log that something happened to a participant, now or at a time before the first day."""
        now, rows = (self._env.now, self._rows) if at is None else (at, self._past)
        rows.append(
            (now, person, kind, reason, job_kind, None, None, coach, employer, _NAN, _NAN, _NAN)
        )

    def referred(
        self,
        person: Person,
        target_group: str,
        reason: Reason | None = None,
        *,
        at: float | None = None,
    ) -> None:
        """Log a referral, who was referred, and whether they come back."""
        who = (person.sex, person.age, target_group, person.goal, person.found)
        is_past = at is not None
        place = len(self._past if is_past else self._rows)
        self._referred.append((is_past, place, who))
        self.event(Kind.REFERRED, person.number, reason=reason, at=at)

    def contact(self, person: int, answer: Answer, coach: str, employer: int, task: Task) -> None:
        """Log an employer contact and the hours it took."""
        now, kind, activity = self._env.now, _CONTACT, CONTACT
        hours, wished = task.received_here, task.wished_here
        self._rows.append(
            (now, person, kind, None, None, answer, activity, coach, employer, hours, wished, _NAN)
        )

    def hours(self, task: Task, coach: str) -> None:
        """Log the hours that a participant received and requested, once a task is over."""
        now, person, kind = self._env.now, task.owner.number, _HOURS
        hours, wished, activity = task.received_here, task.wished_here, task.activity
        self._rows.append(
            (now, person, kind, None, None, None, activity, coach, NO_EMPLOYER, hours, wished, _NAN)
        )

    def post_changed(self, coach: str, fte: float) -> None:
        """Log the size of a post from now on."""
        row = (self._env.now, NOBODY, Kind.POST_CHANGED, None, None, None, None, coach)
        self._rows.append((*row, NO_EMPLOYER, _NAN, _NAN, fte))

    def columns(self) -> dict[str, list[object]]:
        """Return the log as columns of equal length, by name as in `sesim.events.COLUMNS`."""
        rows, past = self._past + self._rows, len(self._past)
        columns = dict(zip(_FIELDS, map(list, zip(*rows, strict=True)), strict=False))
        if not rows:
            columns = {name: [] for name in _FIELDS}
        blank: dict[str, list[object]] = {n: [None] * len(rows) for n in _REFERRED_FIELDS}
        blank["age"] = [_NAN] * len(rows)
        for is_past, place, who in self._referred:
            row = place if is_past else past + place
            for name, value in zip(_REFERRED_FIELDS, who, strict=True):
                blank[name][row] = value
        return columns | blank
