"""The three counts of SUS, up to a separate day for each programme."""

from collections.abc import Mapping
from math import inf

import numpy as np
from numpy.typing import NDArray

from sesim.events import Kind
from sesim.outcomes.frames import Columns

# Looked up once: a log has thousands of rows, and a member of an enum is found slowly.
_ENROLLED, _EXITED, _JOB_STARTED = Kind.ENROLLED, Kind.EXITED, Kind.JOB_STARTED
_COUNTED = frozenset((_ENROLLED, _EXITED, _JOB_STARTED))


def counts_until(logs: Mapping[str, Columns], until: Mapping[str, float]) -> NDArray[np.int64]:
    """Return participants, employed and ongoing, shape (programmes, 3).

    The definitions are those of the outcomes with these names, so a job counts that starts while
    enrolled, found alone or not; events after a programme's day are left out. They come straight
    from the logs, since a calibration needs nothing else of thousands of replications.

    Args:
        logs: of one replication, by programme, in order of time for each person.
        until: the programmes, with the time (weeks) until which each is counted.
    """
    counts = [_counts(logs[name], end) for name, end in until.items()]
    return np.array(counts, dtype=np.int64).reshape(len(until), 3)


def _counts(log: Columns, end: float) -> tuple[int, int, int]:
    """Return the counts of one programme; of several stays of one person, the first counts."""
    enrolled: dict[int, float] = {}
    exited: dict[int, float] = {}
    jobs: list[tuple[int, float]] = []
    for time, person, kind in zip(log["time"], log["participant"], log["kind"], strict=True):
        if kind not in _COUNTED or time > end:
            continue
        if kind == _ENROLLED:
            enrolled.setdefault(person, time)
        elif kind == _EXITED:
            exited.setdefault(person, time)
        else:
            jobs.append((person, time))
    employed = {
        person
        for person, time in jobs
        if enrolled.get(person, inf) <= time <= exited.get(person, inf)
    }
    return len(enrolled), len(employed), len(enrolled.keys() - exited.keys())
