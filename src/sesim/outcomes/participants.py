"""One row per person: times of events, counts and durations."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.events import Kind
from sesim.outcomes.arrays import totals
from sesim.outcomes.grammar import WITHOUT_THE_PROGRAMME

FIRST_TIMES = {
    "referred": Kind.REFERRED,
    "screened_out": Kind.SCREENED_OUT,
    "withdrew": Kind.WITHDREW,
    "enrolled": Kind.ENROLLED,
    "motivated_at": Kind.MOTIVATED,
    "search_started": Kind.SEARCH_STARTED,
    "first_contact": Kind.EMPLOYER_CONTACT,
    "first_placement": Kind.PLACEMENT_STARTED,
    "study_started": Kind.STUDY_STARTED,
    "exited": Kind.EXITED,
}
"""Columns that hold the time (weeks) of a person's first event of a kind."""

FIRST_DETAILS = {
    "sex": (Kind.REFERRED, "sex"),
    "age": (Kind.REFERRED, "age"),
    "target_group": (Kind.REFERRED, "target_group"),
    "goal": (Kind.REFERRED, "goal"),
    "motivation": (Kind.REFERRED, "motivation"),
    "exit_reason": (Kind.EXITED, "reason"),
}
"""Columns that hold a detail of a person's first event of a kind."""

COUNTS = {
    "contacts": Kind.EMPLOYER_CONTACT,
    "placements": Kind.PLACEMENT_STARTED,
}

TOTALS = ("hours", "wished_hours")

PEOPLE_COLUMNS = (
    "replication", "programme", "participant",
    "sex", "age", "target_group", "goal", "motivation",
    "referred", "screened_out", "withdrew", "enrolled", "motivated_at", "search_started",
    "first_contact", "first_placement", "first_job", "first_job_kind", "first_job_ended",
    "first_job_through", "first_job_ever", "earlier_job", "study_started", "exited", "exit_reason",
    "contacts", "placements", "jobs",
    "weeks_in_placement", "weeks_worked", "hours", "wished_hours",
)  # fmt: skip
"""Columns of the table, in order."""


def participants_table(events: pd.DataFrame, horizon: float) -> pd.DataFrame:
    """Return one row for each person in each programme and replication.

    Args:
        events: a log with the columns of `COLUMNS`, in order of time for each person.
        horizon: end of the window, in weeks; spells that have not ended last until then.

    Returns:
        The columns of `PEOPLE_COLUMNS`, sorted by replication, programme and participant.
        Times and durations are in weeks, `age` in years, `hours` and `wished_hours` in hours
        of coaches' time. What did not happen in the window is NaN. A person without a
        referral in the log (as in some real records) has a row too. About jobs:

        * `jobs`, `first_job`, its kind and its end are about job starts while enrolled, also of
          jobs found alone, as the register counts; the moments of enrolment and exit belong to
          the stay. `first_job_through` is the first of them that came through the programme.
        * `first_job_ever` is the first job start of all, also of people who are not enrolled.
        * `earlier_job` is the start of a job that the person had when the window began; it is none
          of the others. Times before the window are negative.
        * `weeks_worked` holds all jobs since enrolment, in the stay or later.

    Raises:
        ValueError: something happened after the horizon.
    """
    time = events["time"].to_numpy()
    if len(time) and float(time.max()) > horizon + 1e-9:
        raise ValueError(f"an event at week {time.max():.2f} is after the horizon {horizon:.2f}")
    people = _People(events)
    kinds = _Kinds(events, people)
    columns: dict[str, Any] = people.identity(events)
    for column, kind in FIRST_TIMES.items():
        columns[column] = _taken(time, kinds.first(kind))
    for column, (kind, detail) in FIRST_DETAILS.items():
        columns[column] = _taken_from(events[detail], kinds.first(kind))
    for column, kind in COUNTS.items():
        rows = kinds.rows(kind)
        columns[column] = people.count(rows[time[rows] >= 0.0]).astype(np.int32)
    placements = people.spells(kinds.rows(Kind.PLACEMENT_STARTED), kinds.rows(Kind.PLACEMENT_ENDED))
    columns["weeks_in_placement"] = people.weeks_in(placements, time, horizon)
    columns |= _of_jobs(events, people, kinds, horizon)
    for column in TOTALS:
        columns[column] = people.total(people.all_rows, events[column].fillna(0.0).to_numpy())
    return pd.DataFrame({name: columns[name] for name in PEOPLE_COLUMNS}, copy=False)


def _of_jobs(
    events: pd.DataFrame, people: "_People", kinds: "_Kinds", horizon: float
) -> dict[str, Any]:
    """Return the columns that depend on whether a job began in the stay, or after enrolment."""
    time = events["time"].to_numpy()
    jobs = people.spells(kinds.rows(Kind.JOB_STARTED), kinds.rows(Kind.JOB_ENDED))
    person, begin = people.index[jobs.begun], time[jobs.begun]
    enrolled, exited = (_taken(time, kinds.first(kind)) for kind in (Kind.ENROLLED, Kind.EXITED))
    later = begin >= enrolled[person]  # never, for those who are not enrolled
    here = begin >= 0.0
    in_stay = later & here & ~(begin > exited[person])
    reasons = events["reason"].array[jobs.begun]
    # A bridged job is never the first one through the programme.
    through = in_stay & ~np.isin(np.asarray(reasons, dtype=str), WITHOUT_THE_PROGRAMME)
    first, first_through = (people.first(jobs.begun, which) for which in (in_stay, through))
    ended = np.append(jobs.ended, -1)[first]
    first_row, through_row, ever_row, earlier_row = (
        np.append(jobs.begun, -1)[place]
        for place in (
            first,
            first_through,
            people.first(jobs.begun, here),
            people.first(jobs.begun, ~here),
        )
    )
    return {
        "first_job": _taken(time, first_row),
        "first_job_kind": _taken_from(events["job_kind"], first_row),
        "first_job_ended": _taken(time, ended),
        "first_job_through": _taken(time, through_row),
        "first_job_ever": _taken(time, ever_row),
        "earlier_job": _taken(time, earlier_row),
        "jobs": people.count(jobs.begun[in_stay]).astype(np.int32),
        "weeks_worked": people.weeks_in(jobs.only(later), time, horizon),
    }


class _Spells(NamedTuple):
    """Rows in which spells begin and end, by person and in order of time, each of shape (spells,).

    The end is -1 for a spell that has not ended.
    """

    begun: NDArray[np.intp]
    ended: NDArray[np.intp]

    def only(self, chosen: NDArray[np.bool_]) -> "_Spells":
        """Return some of the spells."""
        return _Spells(self.begun[chosen], self.ended[chosen])


class _People:
    """The distinct persons of a log, and the person of each row."""

    def __init__(self, events: pd.DataFrame) -> None:
        participant = events["participant"].to_numpy()
        self.all_rows: NDArray[np.intp] = np.flatnonzero(participant >= 0)
        keys = np.zeros(len(self.all_rows), dtype=np.int64)
        for part in (
            events["replication"].to_numpy(),
            events["programme"].cat.codes.to_numpy(),
            participant,
        ):
            chosen = part[self.all_rows].astype(np.int64)
            keys = keys * (int(chosen.max(initial=0)) + 1) + chosen
        found, first, index = np.unique(keys, return_index=True, return_inverse=True)
        self.number = len(found)
        self._first_row = self.all_rows[first]
        self.index = np.full(len(events), -1, dtype=np.intp)
        self.index[self.all_rows] = index

    def identity(self, events: pd.DataFrame) -> dict[str, Any]:
        """Return the columns that identify each person."""
        columns = ("replication", "programme", "participant")
        return {name: events[name].array[self._first_row] for name in columns}

    def count(self, rows: NDArray[np.intp]) -> NDArray[np.int64]:
        """Return how many of these rows each person has."""
        return np.bincount(self.index[rows], minlength=self.number).astype(np.int64)

    def total(self, rows: NDArray[np.intp], values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum over each person's rows, among these, of one value per event."""
        return totals(self.index[rows], self.number, values[rows])

    def first(self, rows: NDArray[np.intp], chosen: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Return the place among these rows of each person's first chosen one, or -1."""
        places = np.flatnonzero(chosen)[::-1]
        first = np.full(self.number, -1, dtype=np.intp)
        first[self.index[rows[places]]] = places  # the last one written is the earliest
        return first

    def spells(self, begun: NDArray[np.intp], ended: NDArray[np.intp]) -> _Spells:
        """Return each person's spells: the first to begin is the first to end."""
        begun, ended = (
            rows[np.argsort(self.index[rows], kind="stable")] for rows in (begun, ended)
        )
        starts_of, ends_of = self.index[begun], self.index[ended]
        place = np.searchsorted(ends_of, starts_of) + np.arange(len(begun))
        place -= np.searchsorted(starts_of, starts_of)
        has_end = place < np.searchsorted(ends_of, starts_of, side="right")
        return _Spells(begun, np.append(ended, -1)[np.where(has_end, place, len(ended))])

    def weeks_in(
        self, spells: _Spells, time: NDArray[np.float64], horizon: float
    ) -> NDArray[np.float64]:
        """Return the total length of each person's spells in the window, in weeks.

        One that does not end lasts until the horizon. Lengths are computed one by one: a
        difference of two sums would not be exactly 0.
        """
        until = np.append(time, horizon)[spells.ended]  # -1: the last place
        lengths = until - np.maximum(time[spells.begun], 0.0)
        return np.maximum(totals(self.index[spells.begun], self.number, lengths), 0.0)


class _Kinds:
    """The rows of a log by kind of event, and each person's first of a kind."""

    def __init__(self, events: pd.DataFrame, people: _People) -> None:
        self._people = people
        self._categories = list(events["kind"].cat.categories)
        codes = events["kind"].cat.codes.to_numpy()[people.all_rows]
        order = np.argsort(codes, kind="stable")
        self._sorted = people.all_rows[order]
        self._edges = np.searchsorted(codes[order], np.arange(len(self._categories) + 1))

    def rows(self, kind: Kind) -> NDArray[np.intp]:
        """Return the rows of one kind that concern a person, in the order of the log."""
        place = self._categories.index(kind.value)
        return self._sorted[self._edges[place] : self._edges[place + 1]]

    def first(self, kind: Kind) -> NDArray[np.intp]:
        """Return each person's first row of this kind, or -1."""
        rows = self.rows(kind)[::-1]
        first = np.full(self._people.number, -1, dtype=np.intp)
        first[self._people.index[rows]] = rows  # the last one written is the earliest
        return first


def _taken(values: NDArray[np.float64], rows: NDArray[np.intp]) -> NDArray[np.float64]:
    if not len(values):
        return np.full(len(rows), np.nan)
    return np.where(rows >= 0, values[rows], np.nan)


def _taken_from(column: pd.Series, rows: NDArray[np.intp]) -> Any:
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy()
        chosen = np.where(rows >= 0, codes[rows], -1) if len(codes) else rows
        return pd.Categorical.from_codes(chosen, dtype=column.dtype)
    return _taken(column.to_numpy(), rows)
