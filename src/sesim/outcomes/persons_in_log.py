"""Which rows of a log are about whom: job starts, and what goes on at the horizon."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.events import Kind, Reason
from sesim.outcomes.arrays import Flags, Places, totals

DISCHARGES = (Reason.CLOSED, Reason.NO_PROGRESS, Reason.TIME_LIMIT)
"""Reasons of an exit that the programme decides, not the person. A programme that closes is not
one: it ends for everyone at once."""


def was_discharged(people: pd.DataFrame) -> Flags:
    """Return who (of the rows of `people`) is discharged by the programme."""
    return np.asarray(people["exit_reason"].isin([str(one) for one in DISCHARGES]), dtype=bool)


def job_starts(events: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return the job starts while enrolled: `person` (row of `people`), `time` and `job_kind`.

    They are those of the column `jobs`. Both frames are of the same replications.
    """
    starts = all_job_starts(events, people)
    person, time = starts["person"].to_numpy(), starts["time"].to_numpy()
    enrolled, exited = (people[name].to_numpy()[person] for name in ("enrolled", "exited"))
    inside: pd.DataFrame = starts[(time >= enrolled) & ~(time > exited)]
    return inside


def all_job_starts(events: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return every job start, enrolled or not: `person` (row of `people`), `time` and `job_kind`.

    Jobs that were there when the study began did not start in it. Both frames are of the same
    replications.
    """
    is_start = np.asarray(events["kind"].array == Kind.JOB_STARTED)
    starts = np.flatnonzero(is_start & (events["time"].to_numpy() >= 0.0))
    return pd.DataFrame(
        {
            "person": persons_of(events, starts, people),
            "time": events["time"].to_numpy()[starts],
            "job_kind": events["job_kind"].array[starts],
        }
    )


def in_placement(events: pd.DataFrame, people: pd.DataFrame) -> Flags:
    """Return who (of the rows of `people`) is in a placement at the horizon.

    These are the people with more starts than ends of placements; each period of a renewed
    placement has a start and an end. Both frames are of the same replications.
    """
    return _goes_on(events, people, Kind.PLACEMENT_STARTED, Kind.PLACEMENT_ENDED)


def in_work(events: pd.DataFrame, people: pd.DataFrame) -> Flags:
    """Return who (of the rows of `people`) has a job at the horizon, enrolled or not.

    Every job counts, whenever and however it was found. These are the people with more starts than
    ends of jobs. Both frames are of the same replications.
    """
    return _goes_on(events, people, Kind.JOB_STARTED, Kind.JOB_ENDED)


def _goes_on(events: pd.DataFrame, people: pd.DataFrame, start: Kind, end: Kind) -> Flags:
    """Whether each person has more starts than ends."""
    kinds = events["kind"].array
    begun, ended = (
        totals(persons_of(events, np.flatnonzero(kinds == kind), people), len(people))
        for kind in (start, end)
    )
    return np.asarray(begun > ended)


def persons_of(events: pd.DataFrame, rows: Places, people: pd.DataFrame) -> Places:
    """Return the row of `people` that each of some rows of the log is about.

    Both frames are of the same replications.
    """
    numbers = np.unique(people["replication"].to_numpy())
    keys = _keys(people, slice(None), numbers)
    order = np.argsort(keys)
    return order[np.searchsorted(keys, _keys(events, rows, numbers), sorter=order)]


def _keys(
    frame: pd.DataFrame, rows: Places | slice, numbers: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Return a number for each of some rows that identifies its person."""
    replication = np.searchsorted(numbers, frame["replication"].to_numpy()[rows])
    programme = frame["programme"].cat
    unit = replication * len(programme.categories) + programme.codes.to_numpy()[rows]
    return unit * 2**32 + frame["participant"].to_numpy()[rows].astype(np.int64)
