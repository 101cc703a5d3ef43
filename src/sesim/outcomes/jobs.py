"""Every job of a log as a spell: its holder, its beginning and end, and its kind."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from sesim.events import Kind
from sesim.outcomes.arrays import Flags, Floats, Places
from sesim.outcomes.persons_in_log import persons_of


class Jobs(NamedTuple):
    """Every job of a log, each of shape (jobs,): holder (row of `people`), time and kind.

    A job that has not ended lasts until the horizon.
    """

    person: Places
    begin: Floats
    end: Floats
    kind: pd.Categorical

    def only(self, chosen: Flags) -> "Jobs":
        """Return some of the jobs."""
        return Jobs(self.person[chosen], self.begin[chosen], self.end[chosen], self.kind[chosen])


def jobs_of(events: pd.DataFrame, people: pd.DataFrame, horizon: float) -> Jobs:
    """Return the jobs of a log; of one person's jobs, the first to begin is the first to end.

    Args:
        events: the log of some replications.
        people: its participants' table.
        horizon: end of the window, in weeks.
    """
    person, begin, started = _in_turn(events, Kind.JOB_STARTED, people)
    ended_person, ended, _ = _in_turn(events, Kind.JOB_ENDED, people)
    # The end of a person's nth job is the person's nth end, if there are so many.
    turn = np.arange(len(person)) - np.searchsorted(person, person)
    place = np.searchsorted(ended_person, person) + turn
    has_end = place < np.searchsorted(ended_person, person, side="right")
    end = np.append(ended, horizon)[np.where(has_end, place, len(ended))]
    return Jobs(person, begin, end, events["job_kind"].array[started])


def _in_turn(
    events: pd.DataFrame, kind: Kind, people: pd.DataFrame
) -> tuple[Places, Floats, Places]:
    """Return person, time and row of the events of a kind, sorted by person and time."""
    rows = np.flatnonzero(events["kind"].array == kind)
    person, time = persons_of(events, rows, people), events["time"].to_numpy()[rows]
    order = np.lexsort((time, person))
    return person[order], time[order], rows[order]
