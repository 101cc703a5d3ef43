"""Outcomes about persons, for every pair of area and group at once."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.events import JobKind, Kind
from sesim.outcomes.arrays import Figures, Floats, ratio, totals
from sesim.outcomes.definitions.people import (
    ANY_JOB_MONTHS,
    FIRST_JOB_MONTHS,
    FOLLOW_ALONG_MONTHS,
    MILESTONES,
    RETENTION_MONTHS,
)
from sesim.outcomes.survival import CENSORED, COMPETING, EVENT, Incidence, incidence
from sesim.outcomes.window import MONTH, SLACK, YEAR, Window

COMPETITIVE = (JobKind.ORDINARY, JobKind.SUBSIDISED)
"""Kinds of employment by an ordinary employer without a set end; a subsidy does not matter."""


def person_outcomes(
    people: pd.DataFrame,
    starts: pd.DataFrame,
    placed: NDArray[np.bool_],
    working: NDArray[np.bool_],
    member: Floats,
    window: Window,
) -> Figures:
    """Return every outcome about persons, each of shape (cells,).

    Args:
        people: the participants' table of one replication, n rows.
        starts: as from `job_starts`: one row per job start while enrolled.
        placed: who is in a placement at the horizon, shape (n,).
        working: who has a job at the horizon, shape (n,).
        member: who belongs to each cell, shape (cells, n).
        window: the window of analysis.
    """
    who = _Persons(people, window.horizon)
    figures = _counts(who, member)
    figures |= _first_job(who, member)
    figures |= _any_job(who, member)
    figures |= _by_year(who, starts, member, window)
    figures |= _retention(who, member)
    figures["follow_along_share"] = _follow_along(who, member)
    figures |= _job_shares(starts, member)
    figures |= _means(who, member)
    figures |= _at_end(who, placed, working, member)
    return figures


def first_job_incidence(people: pd.DataFrame, member: Floats, horizon: float) -> Incidence:
    """Estimate the cumulative incidence of a first job, in weeks since enrolment.

    Args:
        people: the participants' table of one replication, n rows.
        member: who belongs to each group, shape (groups, n).
        horizon: end of the window, in weeks.
    """
    who = _Persons(people, horizon)
    return incidence(*_until_first(who, "first_job"), member[:, who.is_enrolled])


def first_job_ends(people: pd.DataFrame, member: Floats, horizon: float) -> Incidence:
    """Estimate the shares of first jobs that have ended and that last, by weeks since the start.

    The arguments are those of `first_job_incidence`.
    """
    return _first_job_ends(_Persons(people, horizon), member)


class _Persons:
    """Columns of the participants' table as arrays of floats."""

    def __init__(self, people: pd.DataFrame, horizon: float) -> None:
        self._people = people
        self.horizon = horizon
        self.enrolled = self.time("enrolled")
        self.exited = self.time("exited")
        self.is_enrolled = ~np.isnan(self.enrolled)
        self.left = np.where(np.isnan(self.exited), horizon, self.exited)

    def time(self, column: str) -> Floats:
        return self._people[column].to_numpy(dtype=float)

    def has(self, column: str) -> NDArray[np.bool_]:
        return ~np.isnan(self.time(column))


def _counts(who: _Persons, member: Floats) -> Figures:
    """Count persons by what happened to them."""
    enrolled, employed = who.is_enrolled, who.is_enrolled & who.has("first_job")
    screened, withdrew = who.has("screened_out"), who.has("withdrew")
    flags = {
        "participants": enrolled,
        "employed": employed,
        "employed_through_programme": enrolled & who.has("first_job_through"),
        "employed_after_leaving": enrolled & ~employed & who.has("first_job_ever"),
        "ongoing": enrolled & ~who.has("exited"),
        "referred": who.has("referred"),
        "screened_out": screened,
        "withdrew": withdrew,
        "waiting": who.has("referred") & ~enrolled & ~screened & ~withdrew,
    }
    sums = member @ np.column_stack([flag.astype(float) for flag in flags.values()])
    figures = dict(zip(flags, sums.T, strict=True))
    figures["employed_share"] = ratio(figures["employed"], figures["participants"])
    known = member @ (employed & who.has("referred")).astype(float)
    figures["employed_per_referred"] = ratio(known, figures["referred"])
    return figures


def _until_first(who: _Persons, column: str) -> tuple[Floats, NDArray[np.int64]]:
    """Return weeks since enrolment until the first event, and whether it or an exit came.

    For those enrolled only.
    """
    first = who.time(column)
    # An event at the very time of the exit came before it.
    happened = first <= who.left
    end = np.where(happened, first, who.left)
    left = np.where(np.isnan(who.exited), CENSORED, COMPETING)
    outcome = np.where(happened, EVENT, left)
    return (end - who.enrolled)[who.is_enrolled], outcome[who.is_enrolled]


def _first_job(who: _Persons, member: Floats) -> Figures:
    """Estimate the time to job search, first contact, first placement and first job."""
    groups = member[:, who.is_enrolled]
    job = incidence(*_until_first(who, "first_job"), groups)
    shares = job.at(np.array(FIRST_JOB_MONTHS) * MONTH)
    return {
        **{f"first_job_by_{m}_months": shares[:, i] for i, m in enumerate(FIRST_JOB_MONTHS)},
        **{
            name: incidence(*_until_first(who, milestone.column), groups).median()
            for name, milestone in MILESTONES.items()
        },
        "weeks_to_first_job": job.median(),
        "weeks_to_job_if_employed": _median_wait(who, member),
    }


def _any_job(who: _Persons, member: Floats) -> Figures:
    """Estimate the time to any job since enrolment; people are followed after they leave too."""
    first = who.time("first_job_ever")
    found = ~np.isnan(first)
    weeks = np.where(found, first, who.horizon) - who.enrolled
    outcome = np.where(found, EVENT, CENSORED)
    enrolled = who.is_enrolled
    job = incidence(weeks[enrolled], outcome[enrolled], member[:, enrolled])
    shares = job.at(np.array(ANY_JOB_MONTHS) * MONTH)
    return {f"any_job_by_{m}_months": shares[:, i] for i, m in enumerate(ANY_JOB_MONTHS)}


def _median_wait(who: _Persons, member: Floats) -> Floats:
    """Return the median time to the first job among those who got one."""
    employed = who.is_enrolled & who.has("first_job")
    weeks = (who.time("first_job") - who.enrolled)[employed]
    cell, person = np.nonzero(member[:, employed])
    medians = pd.Series(weeks[person]).groupby(cell).median()
    return np.asarray(medians.reindex(range(len(member))), dtype=np.float64)


def _by_year(who: _Persons, starts: pd.DataFrame, member: Floats, window: Window) -> Figures:
    """Compute the yearly statistic, job starts and first jobs, for each full calendar year."""
    first_job = who.time("first_job")
    positive = np.fmin(who.time("first_job"), who.time("study_started"))
    started, person = starts["time"].to_numpy(), starts["person"].to_numpy()
    figures: Figures = {}
    for year in window.years:
        period = window.year(year)
        first = who.is_enrolled & window.holds(period, positive)
        # A success may come just when someone leaves at New Year; it then counts in the new year.
        present = window.meets(period, who.enrolled, who.left) | first
        inside = window.holds(period, started)
        figures[f"yearly_positive_share_{year}"] = ratio(
            member @ first.astype(float), member @ present.astype(float)
        )
        figures[f"jobs_{year}"] = member @ totals(person[inside], member.shape[1])
        began = who.is_enrolled & window.holds(period, first_job)
        figures[f"first_jobs_{year}"] = member @ began.astype(float)
    return figures


def _retention(who: _Persons, member: Floats) -> Figures:
    """Estimate how long first jobs last."""
    kept = _first_job_ends(who, member).waiting_at(np.array(RETENTION_MONTHS) * MONTH)
    return {f"retention_{m}_months": kept[:, i] for i, m in enumerate(RETENTION_MONTHS)}


def _first_job_ends(who: _Persons, member: Floats) -> Incidence:
    """Estimate the shares of first jobs that have ended and that last, by weeks since the start."""
    employed = who.is_enrolled & who.has("first_job")
    ended = who.time("first_job_ended")[employed]
    end = np.where(np.isnan(ended), who.horizon, ended)
    outcome = np.where(np.isnan(ended), CENSORED, EVENT)
    return incidence(end - who.time("first_job")[employed], outcome, member[:, employed])


def _follow_along(who: _Persons, member: Floats) -> Floats:
    """Compute the share still supported, of those a year into their first job."""
    then = who.time("first_job") + FOLLOW_ALONG_MONTHS * MONTH + SLACK
    over = who.time("first_job_ended") <= then
    lasting = who.is_enrolled & (then <= who.horizon + 2 * SLACK) & ~over
    supported = lasting & ~(who.exited <= then)
    return ratio(member @ supported.astype(float), member @ lasting.astype(float))


def _job_shares(starts: pd.DataFrame, member: Floats) -> Figures:
    """Compute the shares of kinds among job starts of a known kind."""
    person, kind = starts["person"].to_numpy(), starts["job_kind"].array
    jobs = {word: member @ totals(person[kind == word], member.shape[1]) for word in JobKind}
    total = np.sum(list(jobs.values()), axis=0)
    competitive = np.sum([jobs[word] for word in COMPETITIVE], axis=0)
    return {
        **{f"{word}_job_share": ratio(number, total) for word, number in jobs.items()},
        "competitive_job_share": ratio(competitive, total),
    }


def _means(who: _Persons, member: Floats) -> Figures:
    """Compute mean durations."""
    employed = who.is_enrolled & who.has("first_job")
    waited = who.is_enrolled & who.has("referred")
    means = {
        "weeks_worked_mean": (who.time("weeks_worked"), employed),
        "waiting_weeks_mean": (who.enrolled - who.time("referred"), waited),
        "stay_years_mean": ((who.left - who.enrolled) / YEAR, who.is_enrolled),
    }
    return {
        name: ratio(member @ np.where(of, length, 0.0), member @ of.astype(float))
        for name, (length, of) in means.items()
    }


def _at_end(
    who: _Persons, placed: NDArray[np.bool_], working: NDArray[np.bool_], member: Floats
) -> Figures:
    """Compute how many have a job at the horizon, and what those still enrolled are doing."""
    at_work = who.is_enrolled & working
    present = who.is_enrolled & ~who.has("exited")
    share = ratio(member @ (present & placed).astype(float), member @ present.astype(float))
    return {
        "in_work_at_end": member @ at_work.astype(float),
        "in_placement_share_at_end": share,
    }


def job_starts(events: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return the job starts while enrolled: `person` (row of `people`), `time` and `job_kind`.

    They are those of the column `jobs`. Both frames are of one replication.
    """
    starts = all_job_starts(events, people)
    person, time = starts["person"].to_numpy(), starts["time"].to_numpy()
    enrolled, exited = (people[name].to_numpy()[person] for name in ("enrolled", "exited"))
    inside: pd.DataFrame = starts[(time >= enrolled) & ~(time > exited)]
    return inside


def all_job_starts(events: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return every job start, enrolled or not: `person` (row of `people`), `time` and `job_kind`.

    Both frames are of one replication.
    """
    starts = events["kind"].array == Kind.JOB_STARTED
    return pd.DataFrame(
        {
            "person": persons_of(events, starts, people),
            "time": events["time"].to_numpy()[starts],
            "job_kind": events["job_kind"].array[starts],
        }
    )


def in_placement(events: pd.DataFrame, people: pd.DataFrame) -> NDArray[np.bool_]:
    """Return who (of the rows of `people`) is in a placement at the horizon.

    These are the people with more starts than ends of placements; each period of a renewed
    placement has a start and an end. Both frames are of one replication.
    """
    return _goes_on(events, people, Kind.PLACEMENT_STARTED, Kind.PLACEMENT_ENDED)


def in_work(events: pd.DataFrame, people: pd.DataFrame) -> NDArray[np.bool_]:
    """Return who (of the rows of `people`) has a job at the horizon, enrolled or not.

    Every job counts, whenever and however it was found. These are the people with more starts than
    ends of jobs. Both frames are of one replication.
    """
    return _goes_on(events, people, Kind.JOB_STARTED, Kind.JOB_ENDED)


def _goes_on(
    events: pd.DataFrame, people: pd.DataFrame, start: Kind, end: Kind
) -> NDArray[np.bool_]:
    """Whether each person has more starts than ends."""
    begun, ended = (
        totals(persons_of(events, events["kind"].array == kind, people), len(people))
        for kind in (start, end)
    )
    return np.asarray(begun > ended)


def persons_of(
    events: pd.DataFrame, wanted: NDArray[np.bool_], people: pd.DataFrame
) -> NDArray[np.intp]:
    """Return the row of `people` that each wanted event of one replication is about."""
    keys = _keys(people)
    order = np.argsort(keys)
    # Taking rows of a frame is slow, so the keys are computed for all events.
    return order[np.searchsorted(keys, _keys(events)[wanted], sorter=order)]


def _keys(frame: pd.DataFrame) -> NDArray[np.int64]:
    programme = frame["programme"].cat.codes.to_numpy().astype(np.int64)
    return programme * 2**32 + frame["participant"].to_numpy().astype(np.int64)
