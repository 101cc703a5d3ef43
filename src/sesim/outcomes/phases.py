"""What those enrolled are doing, month by month since their enrolment."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.events import Kind
from sesim.outcomes.arrays import Flags, Floats, ratio, totals
from sesim.outcomes.cells import Cells
from sesim.outcomes.persons_in_log import persons_of
from sesim.outcomes.window import SLACK

PHASES: Final = (
    "preparing", "searching", "placement", "working", "working_alone",
    "left_without_job", "left_after_job",
)  # fmt: skip
"""The phases of a stay and what comes after it; a later one has precedence over earlier ones."""


def phase_shares(
    events: pd.DataFrame, people: pd.DataFrame, cells: Cells, horizon: float, weeks: Floats
) -> Floats:
    """Return the share of each cell in each phase, by weeks after enrolment.

    Only people enrolled long enough before the horizon count, so that all are followed.

    Args:
        events: the log of some replications.
        people: its participants' table; only those who enrol in the window count.
        cells: who belongs to each cell.
        horizon: end of the window, in weeks.
        weeks: since enrolment, ascending, shape (m,).

    Returns:
        Shape (cells, phases, m), in the order of `PHASES`; NaN where no one is followed.
    """
    enrolled = people["enrolled"].to_numpy()
    followed = enrolled[:, None] + weeks <= horizon + SLACK
    whom = cells.only(enrolled >= 0.0)
    # Each person and moment adds one to a place in a table of cells × phases × moments.
    kinds = len(PHASES) * len(weeks)
    kind = phases(events, people, weeks).astype(np.intp) * len(weeks) + np.arange(len(weeks))
    place = (whom.cell[:, None] * kinds + kind[whom.person])[followed[whom.person]]
    numbers = totals(place, len(cells) * kinds).reshape(len(cells), len(PHASES), len(weeks))
    return ratio(numbers, numbers.sum(axis=1, keepdims=True))


def phases(events: pd.DataFrame, people: pd.DataFrame, weeks: Floats) -> NDArray[np.int8]:
    """Return the phase of each person, by weeks after enrolment.

    People who have left and have a job are working alone, without support, whenever it began.
    Others who have left are divided by whether a job began in the stay; a placement does not
    outlast a stay. An event at a moment counts as having happened at that moment.

    Args:
        events: the log of some replications.
        people: its participants' table, n rows.
        weeks: since enrolment, ascending, shape (m,).

    Returns:
        Places in `PHASES`, shape (n, m); without meaning for those who are not enrolled.
    """
    exited, first_job = people["exited"].to_numpy(), people["first_job"].to_numpy()
    left = _since(people, "exited", weeks)
    works = under_way(events, people, Kind.JOB_STARTED, Kind.JOB_ENDED, weeks)
    had_job = (first_job <= exited)[:, None]
    in_turn = {
        "searching": _since(people, "search_started", weeks),
        "placement": under_way(events, people, Kind.PLACEMENT_STARTED, Kind.PLACEMENT_ENDED, weeks),
        "working": works,
        "working_alone": left & works,
        "left_without_job": left & ~works & ~had_job,
        "left_after_job": left & ~works & had_job,
    }
    phase = np.zeros(left.shape, dtype=np.int8)
    for name, applies in in_turn.items():
        phase[applies] = PHASES.index(name)
    return phase


def _since(people: pd.DataFrame, column: str, weeks: Floats) -> Flags:
    """Whether something has happened to each person by then, shape (n, m)."""
    since = people[column].to_numpy() - people["enrolled"].to_numpy()
    return np.asarray(since[:, None] <= weeks + SLACK)


def under_way(
    events: pd.DataFrame, people: pd.DataFrame, start: Kind, end: Kind, weeks: Floats
) -> Flags:
    """Whether more spells have started than ended by then, shape (n, m).

    So spells may overlap, and one may start at the moment at which another ends.
    """
    enrolled, time = people["enrolled"].to_numpy(), events["time"].to_numpy()
    shape = (len(people), len(weeks) + 1)  # the last place is for what comes later
    change = np.zeros(shape[0] * shape[1])
    for kind, sign in ((start, 1.0), (end, -1.0)):
        rows = np.flatnonzero(events["kind"].array == kind)
        person = persons_of(events, rows, people)
        place = np.searchsorted(weeks, time[rows] - enrolled[person] - SLACK)
        change += sign * totals(person * shape[1] + place, len(change))
    return np.asarray(change.reshape(shape)[:, :-1].cumsum(axis=1) > 0)
