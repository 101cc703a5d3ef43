"""The event log as vidigi wants it, which animates queues and people who use resources."""

from heapq import heappop, heappush
from typing import Any, Final

import pandas as pd

from sesim.events import NOBODY, Kind
from sesim.exchange.rows import checked

DAYS_PER_WEEK = 7

WAITING: Final = "waiting"

PHASES: Final = {
    Kind.ENROLLED: "preparing",
    Kind.TRAINING_STARTED: "training",
    Kind.TRAINING_ENDED: "preparing",
    Kind.SEARCH_STARTED: "searching",
    Kind.PLACEMENT_STARTED: "placement",
    Kind.PLACEMENT_ENDED: "searching",
    Kind.JOB_STARTED: "working",
    Kind.JOB_ENDED: "searching",
    Kind.STUDY_STARTED: "studying",
}
"""What a person who is enrolled does from an event on."""

LEAVES: Final = frozenset({Kind.SCREENED_OUT, Kind.WITHDREW, Kind.EXITED})

VIDIGI_COLUMNS = (
    "entity_id", "pathway", "event_type", "event", "time", "resource_id", "run_number",
)  # fmt: skip


def vidigi_log(events: pd.DataFrame) -> pd.DataFrame:
    """Return an event log for vidigi: people arrive, wait, are in some phase of a stay, and depart.

    Waiting is a queue. A place in the programme is a resource: a person who is enrolled takes the
    free place with the lowest number, and uses it in each phase of the stay (`preparing`,
    `training`, `searching`, `placement`, `working`, `studying`) until the exit.

    Args:
        events: the log.

    Returns:
        The columns of `VIDIGI_COLUMNS`. `entity_id` is programme and number of the person,
        `pathway` the programme, `time` in days from the first event, `resource_id` the number of
        the place, from 1, and `run_number` the replication.

    Raises:
        ValueError: it is no event log.

    Example:
        >>> import sesim
        >>> study = sesim.load_study("programmes=vetlanda replications=1 end=2012-06-30")
        >>> log = sesim.exchange.vidigi_log(sesim.run(study).events)
        >>> print(log["event"].head(3).tolist())
        ['arrival', 'waiting', 'preparing']
    """
    log = checked(events)
    log = log[log["participant"] != NOBODY].sort_values(["replication", "time"], kind="stable")
    start = log["time"].min() if len(log) else 0.0
    people = _Stays()
    names = ("replication", "programme", "participant", "kind", "time")
    for row in zip(*(log[name].astype(object) for name in names), strict=True):
        replication, programme, participant, kind, time = row
        people.happens((replication, programme, participant), kind, DAYS_PER_WEEK * (time - start))
    table = pd.DataFrame(people.rows, columns=list(VIDIGI_COLUMNS))
    return table.astype({"resource_id": "Int64", "time": "float64"})


Who = tuple[int, str, int]
"""Replication, programme and number of a person."""


class _Stays:
    """The stays of people as events happen, and the rows that these become."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self._here: set[Who] = set()
        self._place: dict[Who, int] = {}
        # What a person does, since when, and in which row.
        self._phase: dict[Who, tuple[str, float, int]] = {}
        self._free: dict[tuple[int, str], list[int]] = {}
        self._places: dict[tuple[int, str], int] = {}

    def happens(self, who: Who, kind: str, time: float) -> None:
        """Add the rows of one event."""
        if kind in (Kind.REFERRED, Kind.ENROLLED) and who not in self._here:
            self._here.add(who)
            self._add(who, "arrival_departure", "arrival", time)
        if who not in self._here:
            return  # has left, such as when a job ends later
        if kind == Kind.REFERRED:
            self._add(who, "queue", WAITING, time)
        if kind == Kind.ENROLLED:
            self._place[who] = self._take(who[:2])
        if kind in LEAVES:
            self._leave(who, time)
        elif kind in PHASES and who in self._place:
            self._enter(who, PHASES[Kind(kind)], time)

    def _enter(self, who: Who, phase: str, time: float) -> None:
        """Begin a phase, instead of one that began at the same moment."""
        before = self._phase.get(who)
        if before is not None and before[0] == phase:
            return
        if before is not None and before[1] == time:
            self.rows[before[2]] = self._row(who, "resource_use", phase, time)
            self._phase[who] = (phase, time, before[2])
            return
        self._end_phase(who, time)
        self._phase[who] = (phase, time, len(self.rows))
        self._add(who, "resource_use", phase, time)

    def _end_phase(self, who: Who, time: float) -> None:
        if (before := self._phase.pop(who, None)) is not None:
            self._add(who, "resource_use_end", f"{before[0]}_ends", time)

    def _leave(self, who: Who, time: float) -> None:
        self._end_phase(who, time)
        if (place := self._place.pop(who, None)) is not None:
            heappush(self._free[who[:2]], place)
        self._here.remove(who)
        self._add(who, "arrival_departure", "depart", time)

    def _take(self, programme: tuple[int, str]) -> int:
        """Return the free place of a programme with the lowest number."""
        free = self._free.setdefault(programme, [])
        if free:
            return heappop(free)
        self._places[programme] = self._places.get(programme, 0) + 1
        return self._places[programme]

    def _add(self, who: Who, event_type: str, event: str, time: float) -> None:
        self.rows.append(self._row(who, event_type, event, time))

    def _row(self, who: Who, event_type: str, event: str, time: float) -> tuple[Any, ...]:
        replication, programme, participant = who
        place = self._place[who] if event_type.startswith("resource") else None
        name = f"{programme}/{participant}"
        return (name, programme, event_type, event, time, place, replication)
