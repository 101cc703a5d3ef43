"""Every job of a log as a spell: its holder, its beginning and end, and its kind."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.events import Kind
from sesim.outcomes.arrays import Floats
from sesim.outcomes.persons import persons_of


class Jobs(NamedTuple):
    """Every job of a log, each of shape (jobs,): holder (row of `people`), time and kind.

    A job that has not ended lasts until the horizon.
    """

    person: NDArray[np.intp]
    begin: Floats
    end: Floats
    kind: NDArray[np.object_]


def jobs_of(events: pd.DataFrame, people: pd.DataFrame, horizon: float) -> Jobs:
    """Return the jobs of a log; of one person's jobs, the first to begin is the first to end."""
    started = events["kind"].array == Kind.JOB_STARTED
    person, begin, order = _in_turn(events, started, people)
    ended_person, ended, _ = _in_turn(events, events["kind"].array == Kind.JOB_ENDED, people)
    of = {place: i for i, place in enumerate(_places(person))}
    end = np.full(len(person), horizon)
    for place, time in zip(_places(ended_person), ended, strict=True):
        if place in of:
            end[of[place]] = time
    kind = np.asarray(events["job_kind"].array[started], dtype=object)[order]
    return Jobs(person, begin, end, kind)


def _in_turn(
    events: pd.DataFrame, wanted: NDArray[np.bool_], people: pd.DataFrame
) -> tuple[NDArray[np.intp], Floats, NDArray[np.intp]]:
    """Return person and time of the wanted events, sorted by person and time, and that order."""
    person, time = persons_of(events, wanted, people), events["time"].to_numpy()[wanted]
    order = np.lexsort((time, person))
    return person[order], time[order], order


def _places(person: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Return each event's person, and its index among that person's events (persons sorted)."""
    first = np.searchsorted(person, person)
    return list(zip(person.tolist(), (np.arange(len(person)) - first).tolist(), strict=True))
