"""Outcomes about persons, for every group of every area and replication at once."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.events import JobKind, Kind
from sesim.outcomes.arrays import Figures, Flags, Floats, ratio, totals
from sesim.outcomes.cells import Cells
from sesim.outcomes.definitions.people import (
    ANY_JOB_MONTHS,
    FIRST_JOB_MONTHS,
    FOLLOW_ALONG_MONTHS,
    MILESTONES,
    RETENTION_MONTHS,
)
from sesim.outcomes.persons_in_log import persons_of, was_discharged
from sesim.outcomes.survival import CENSORED, COMPETING, EVENT, Incidence, incidence
from sesim.outcomes.window import MONTH, SLACK, YEAR, Window

COMPETITIVE = (JobKind.ORDINARY, JobKind.SUBSIDISED)
"""Kinds of employment by an ordinary employer without a set end; a subsidy does not matter."""


def person_outcomes(
    people: pd.DataFrame,
    starts: pd.DataFrame,
    placed: Flags,
    working: Flags,
    leaving: Flags,
    cells: Cells,
    window: Window,
) -> Figures:
    """Return every outcome about persons, each of shape (cells,).

    Args:
        people: the participants' table of some replications, n rows.
        starts: as from `job_starts`: one row per job start while enrolled.
        placed: who is in a placement at the horizon, shape (n,).
        working: who has a job at the horizon, shape (n,).
        leaving: who leaves to work or studies, shape (n,).
        cells: who belongs to each cell.
        window: the window of analysis.
    """
    who = _Persons(people, window.horizon)
    figures = _counts(who, cells)
    figures |= _first_job(who, cells)
    figures |= _any_job(who, cells)
    figures |= _by_year(who, starts, cells, window)
    figures |= _retention(who, cells)
    figures["follow_along_share"] = _follow_along(who, cells)
    figures |= _job_shares(starts, len(people), cells)
    figures |= _means(who, cells)
    figures |= _at_end(who, placed, working, cells)
    figures |= _exits(who, leaving, cells, window)
    return figures


def first_job_incidence(people: pd.DataFrame, cells: Cells, horizon: float) -> Incidence:
    """Estimate the cumulative incidence of a first job, in weeks since enrolment.

    Args:
        people: the participants' table of some replications.
        cells: who belongs to each cell.
        horizon: end of the window, in weeks.
    """
    who = _Persons(people, horizon)
    return incidence(*_until_first(who, "first_job"), cells.only(who.enrolled_here))


def first_job_ends(people: pd.DataFrame, cells: Cells, horizon: float) -> Incidence:
    """Estimate the shares of first jobs that have ended and that last, by weeks since the start.

    The arguments are those of `first_job_incidence`.
    """
    return _first_job_ends(_Persons(people, horizon), cells)


class _Persons:
    """Columns of the participants' table as arrays of floats.

    Attributes:
        enrolled, left: when each stay begins and ends in the window, in weeks.
        is_enrolled: who is enrolled at some time in the window.
        enrolled_here: who enrols in the window. Times since enrolment are about them alone: of
            those who enrolled before, only the ones who are still there are known.
        discharged: who is discharged by the programme.
    """

    def __init__(self, people: pd.DataFrame, horizon: float) -> None:
        self._people = people
        self.horizon = horizon
        enrolled = self.time("enrolled")
        self.enrolled = np.maximum(enrolled, 0.0)
        self.exited = self.time("exited")
        self.is_enrolled = ~np.isnan(enrolled)
        self.enrolled_here = enrolled >= 0.0
        self.left = np.where(np.isnan(self.exited), horizon, self.exited)
        self.discharged = self.is_enrolled & was_discharged(people)

    def time(self, column: str) -> Floats:
        return self._people[column].to_numpy(dtype=float)

    def has(self, column: str) -> Flags:
        return ~np.isnan(self.time(column))


def _counts(who: _Persons, cells: Cells) -> Figures:
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
    figures = {name: cells.count(flag) for name, flag in flags.items()}
    without_a_job = cells.count(enrolled & ~who.has("earlier_job"))
    figures["employed_share"] = ratio(figures["employed"], without_a_job)
    known = cells.count(employed & who.has("referred"))
    figures["employed_per_referred"] = ratio(known, figures["referred"])
    figures["discharged_share"] = ratio(cells.count(who.discharged), figures["participants"])
    return figures


def _until_first(who: _Persons, column: str) -> tuple[Floats, NDArray[np.intp]]:
    """Return weeks since enrolment until the first event, and whether it or an exit came.

    Without meaning for those who are not enrolled.
    """
    first = who.time(column)
    # An event at the very time of the exit came before it.
    happened = first <= who.left
    end = np.where(happened, first, who.left)
    left = np.where(np.isnan(who.exited), CENSORED, COMPETING)
    outcome = np.where(happened, EVENT, left)
    return end - who.enrolled, outcome


def _first_job(who: _Persons, cells: Cells) -> Figures:
    """Estimate the time to job search, first contact, first placement and first job."""
    enrolled = cells.only(who.enrolled_here)
    job = incidence(*_until_first(who, "first_job"), enrolled)
    shares = job.at(np.array(FIRST_JOB_MONTHS) * MONTH)
    return {
        **{f"first_job_by_{m}_months": shares[:, i] for i, m in enumerate(FIRST_JOB_MONTHS)},
        **{
            name: incidence(*_until_first(who, milestone.column), enrolled).median()
            for name, milestone in MILESTONES.items()
        },
        "weeks_to_first_job": job.median(),
        "weeks_to_job_if_employed": _median_wait(who, cells),
    }


def _any_job(who: _Persons, cells: Cells) -> Figures:
    """Estimate the time to any job since enrolment; people are followed after they leave too."""
    first = who.time("first_job_ever")
    found = ~np.isnan(first)
    weeks = np.where(found, first, who.horizon) - who.enrolled
    outcome = np.where(found, EVENT, CENSORED)
    job = incidence(weeks, outcome, cells.only(who.enrolled_here))
    shares = job.at(np.array(ANY_JOB_MONTHS) * MONTH)
    return {f"any_job_by_{m}_months": shares[:, i] for i, m in enumerate(ANY_JOB_MONTHS)}


def _median_wait(who: _Persons, cells: Cells) -> Floats:
    """Return the median time to the first job among those who got one."""
    employed = cells.only(who.enrolled_here & who.has("first_job"))
    weeks = who.time("first_job") - who.enrolled
    medians = pd.Series(weeks[employed.person]).groupby(employed.cell).median()
    return np.asarray(medians.reindex(range(len(cells))), dtype=np.float64)


def _by_year(who: _Persons, starts: pd.DataFrame, cells: Cells, window: Window) -> Figures:
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
        shares = ratio(cells.count(first), cells.count(present))
        figures[f"yearly_positive_share_{year}"] = shares
        figures[f"jobs_{year}"] = cells.sums(totals(person[inside], len(first)))
        began = who.is_enrolled & window.holds(period, first_job)
        figures[f"first_jobs_{year}"] = cells.count(began)
    return figures


def _retention(who: _Persons, cells: Cells) -> Figures:
    """Estimate how long first jobs last."""
    kept = _first_job_ends(who, cells).waiting_at(np.array(RETENTION_MONTHS) * MONTH)
    return {f"retention_{m}_months": kept[:, i] for i, m in enumerate(RETENTION_MONTHS)}


def _first_job_ends(who: _Persons, cells: Cells) -> Incidence:
    """Estimate the shares of first jobs that have ended and that last, by weeks since the start."""
    employed = who.is_enrolled & who.has("first_job")
    ended = who.time("first_job_ended")
    end = np.where(np.isnan(ended), who.horizon, ended)
    outcome = np.where(np.isnan(ended), CENSORED, EVENT)
    return incidence(end - who.time("first_job"), outcome, cells.only(employed))


def _follow_along(who: _Persons, cells: Cells) -> Floats:
    """Compute the share still supported, of those a year into their first job."""
    then = who.time("first_job") + FOLLOW_ALONG_MONTHS * MONTH + SLACK
    over = who.time("first_job_ended") <= then
    lasting = who.is_enrolled & (then <= who.horizon + 2 * SLACK) & ~over
    supported = lasting & ~(who.exited <= then)
    return ratio(cells.count(supported), cells.count(lasting))


def _job_shares(starts: pd.DataFrame, people: int, cells: Cells) -> Figures:
    """Compute the shares of kinds among job starts of a known kind."""
    person, kind = starts["person"].to_numpy(), starts["job_kind"].array
    jobs = {word: cells.sums(totals(person[kind == word], people)) for word in JobKind}
    total = np.sum(list(jobs.values()), axis=0)
    competitive = np.sum([jobs[word] for word in COMPETITIVE], axis=0)
    return {
        **{f"{word}_job_share": ratio(number, total) for word, number in jobs.items()},
        "competitive_job_share": ratio(competitive, total),
    }


def _means(who: _Persons, cells: Cells) -> Figures:
    """Compute mean durations."""
    employed = who.is_enrolled & who.has("first_job")
    waited = who.enrolled_here & who.has("referred")
    means = {
        "weeks_worked_mean": (who.time("weeks_worked"), employed),
        "waiting_weeks_mean": (who.enrolled - who.time("referred"), waited),
        "placement_weeks_mean": (who.time("weeks_in_placement"), who.is_enrolled),
        "stay_years_mean": ((who.left - who.enrolled) / YEAR, who.is_enrolled),
    }
    return {
        name: ratio(cells.only(of).sums(length), cells.count(of))
        for name, (length, of) in means.items()
    }


def _at_end(who: _Persons, placed: Flags, working: Flags, cells: Cells) -> Figures:
    """Compute how many have a job at the horizon, and what those still enrolled are doing."""
    present = who.is_enrolled & ~who.has("exited")
    return {
        "in_work_at_end": cells.count(who.is_enrolled & working),
        "in_placement_share_at_end": ratio(cells.count(present & placed), cells.count(present)),
    }


def _exits(who: _Persons, leaving: Flags, cells: Cells, window: Window) -> Figures:
    """Compute the shares of those who leave, in the window or a year of it, to work or studies."""
    left = who.is_enrolled & who.has("exited")
    of = {"": left}
    of |= {f"_{year}": left & window.holds(window.year(year), who.exited) for year in window.years}
    return {
        f"positive_exit_share{when}": ratio(cells.count(gone & leaving), cells.count(gone))
        for when, gone in of.items()
    }


def to_work_or_studies(events: pd.DataFrame, people: pd.DataFrame) -> Flags:
    """Return who (of the rows of `people`) has a job, or has started studies, when they leave.

    A job that ends at the moment of the exit has ended. Both frames are of the same replications.
    """
    exited = people["exited"].to_numpy(dtype=float)
    time, kinds = events["time"].to_numpy(dtype=float), events["kind"].array
    numbers = []
    for kind in (Kind.JOB_STARTED, Kind.JOB_ENDED):
        rows = np.flatnonzero(np.asarray(kinds == kind))
        person = persons_of(events, rows, people)
        numbers.append(totals(person[time[rows] <= exited[person]], len(people)))
    studies = people["study_started"].to_numpy(dtype=float) <= exited
    return np.asarray((numbers[0] > numbers[1]) | studies)
