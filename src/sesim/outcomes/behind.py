"""The counts of people behind each outcome, which decide whether records may show it."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from sesim.events import Activity, JobKind
from sesim.outcomes.arrays import Flags, Floats, totals
from sesim.outcomes.catalogue import describe
from sesim.outcomes.definitions.outcome import YEAR_SIGN, YEARS_SIGN
from sesim.outcomes.definitions.people import (
    ANY_JOB_MONTHS,
    FIRST_JOB_MONTHS,
    FOLLOW_ALONG_MONTHS,
    MILESTONES,
    RETENTION_MONTHS,
)
from sesim.outcomes.persons import to_work_or_studies
from sesim.outcomes.persons_in_log import (
    all_job_starts,
    in_placement,
    in_work,
    job_starts,
    persons_of,
    was_discharged,
)
from sesim.outcomes.quarters import by_quarter
from sesim.outcomes.window import MONTH, Window

Weights = Mapping[str, Floats]
"""For each count, how much each person adds to it, shape (people,)."""

EVERYONE: Final = "enrolled"


def counts_behind(outcome: str, years: tuple[int, ...], known: Weights) -> list[str]:
    """Return the names of the counts behind an outcome, such as `jobs_2015`."""
    counts = describe(outcome).counts
    if counts is None:
        return list(known)
    year = outcome[-4:]
    names = [
        name.replace(YEARS_SIGN, str(each)).replace(YEAR_SIGN, year)
        for name in counts
        for each in (years if YEARS_SIGN in name else (0,))
    ]
    return [EVERYONE, *names]


def weights_behind(events: pd.DataFrame, people: pd.DataFrame, window: Window) -> Weights:
    """Return every count that outcomes name in `counts`, as what each person adds to it.

    Args:
        events: the log of one replication.
        people: its `participants_table`, n rows.
        window: the window of analysis.
    """
    times = {name: people[name].to_numpy(dtype=float) for name in people if name in TIMES}
    at = {name: np.maximum(time, 0.0) for name, time in times.items()}
    flags = {
        **_of_stays(at),
        **_of_admission(at),
        **_of_waits(at),
        **_of_first_jobs(at, window),
        **_of_any_jobs(at),
        **_at_end(at, events, people),
        **_of_exits(at, events, people, window),
        **_of_years(at, window),
        **_of_quarters(events, people, window),
    }
    counted = _of_jobs(events, people, window)
    counted |= _of_other_jobs(counted, flags, window)
    hours = _of_hours(events, people)
    return {name: np.asarray(flag, dtype=float) for name, flag in flags.items()} | counted | hours


TIMES: Final = {
    "referred", "screened_out", "withdrew", "enrolled", "search_started", "first_contact",
    "first_placement", "first_job", "first_job_ended", "first_job_through", "first_job_ever",
    "study_started", "exited",
}  # fmt: skip


def _of_stays(at: Weights) -> dict[str, Flags]:
    enrolled, left = at["enrolled"] >= 0, at["exited"] >= 0
    employed = enrolled & (at["first_job"] >= 0)
    return {
        "enrolled": enrolled,
        "employed": employed,
        "not employed": enrolled & ~employed,
        "ongoing": enrolled & ~left,
        "left": enrolled & left,
    }


def _of_admission(at: Weights) -> dict[str, Flags]:
    referred, enrolled = at["referred"] >= 0, at["enrolled"] >= 0
    screened, withdrew = at["screened_out"] >= 0, at["withdrew"] >= 0
    employed = enrolled & (at["first_job"] >= 0)
    return {
        "employed of referred": referred & employed,
        "not employed of referred": referred & ~employed,
        "employed of others": employed & ~referred,
        "referred": referred,
        "screened out": screened,
        "withdrew": withdrew,
        "not admitted": (referred & ~enrolled) | screened | withdrew,
        "waiting": referred & ~enrolled & ~screened & ~withdrew,
        "waited": referred & enrolled,
    }


def _of_waits(at: Weights) -> dict[str, Flags]:
    enrolled = at["enrolled"] >= 0
    done = {name: enrolled & (at[one.column] >= 0) for name, one in MILESTONES.items()}
    return done | {f"not {name}": enrolled & ~flag for name, flag in done.items()}


def _of_first_jobs(at: Weights, window: Window) -> dict[str, Flags]:
    enrolled, first, ended = at["enrolled"], at["first_job"], at["first_job_ended"]
    flags: dict[str, Flags] = {}
    for months in FIRST_JOB_MONTHS:
        flags[f"by {months}"] = first - enrolled <= months * MONTH
        flags[f"not by {months}"] = (enrolled >= 0) & ~flags[f"by {months}"]
    for months in RETENTION_MONTHS:
        flags[f"lost by {months}"] = ended - first <= months * MONTH
        flags[f"kept for {months}"] = (first >= 0) & ~flags[f"lost by {months}"]
    then = first + FOLLOW_ALONG_MONTHS * MONTH
    lasting = (then <= window.horizon) & ~(ended <= then)
    supported = lasting & ~(at["exited"] <= then)
    follow = {"lasting": lasting, "supported": supported, "unsupported": lasting & ~supported}
    return flags | follow


def _of_any_jobs(at: Weights) -> dict[str, Flags]:
    """Count who found a job, through the programme or not, in the stay or outside it."""
    enrolled, employed = at["enrolled"] >= 0, at["first_job"] >= 0
    through, ever = at["first_job_through"] >= 0, at["first_job_ever"] >= 0
    flags = {
        "through programme": enrolled & through,
        "not through programme": enrolled & ~through,
        "employed otherwise": enrolled & employed & ~through,
        "employed after leaving": enrolled & ~employed & ever,
        "never in work": enrolled & ~ever,
        "in work without enrolment": ~enrolled & ever,
    }
    for months in ANY_JOB_MONTHS:
        since = at["first_job_ever"] - at["enrolled"]
        within = enrolled & (since <= months * MONTH)
        flags[f"any by {months}"] = within
        flags[f"not any by {months}"] = enrolled & ~within
        flags[f"only after leaving by {months}"] = within & ~employed
    return flags


def _at_end(at: Weights, events: pd.DataFrame, people: pd.DataFrame) -> dict[str, Flags]:
    enrolled = at["enrolled"] >= 0
    working, placed = enrolled & in_work(events, people), in_placement(events, people)
    ongoing = enrolled & ~(at["exited"] >= 0)
    discharged = enrolled & was_discharged(people)
    return {
        "discharged": discharged,
        "not discharged": enrolled & ~discharged,
        "in work at end": working,
        "not in work at end": enrolled & ~working,
        "out of work again": enrolled & (at["first_job_ever"] >= 0) & ~working,
        "in placement": ongoing & placed,
        "not in placement": ongoing & ~placed,
    }


def _of_exits(
    at: Weights, events: pd.DataFrame, people: pd.DataFrame, window: Window
) -> dict[str, Flags]:
    """Count who leaves, and to what, in the window and in each year of it."""
    positive = to_work_or_studies(events, people)
    left = (at["enrolled"] >= 0) & (at["exited"] >= 0)
    of = {"left": left}
    of |= {
        f"left {year}": left & window.holds(window.year(year), at["exited"])
        for year in window.years
    }
    flags = dict(of)
    for name, gone in of.items():
        when = name.removeprefix("left")
        flags[f"left to work or studies{when}"] = gone & positive
        flags[f"left otherwise{when}"] = gone & ~positive
    return flags


def _of_years(at: Weights, window: Window) -> dict[str, Flags]:
    positive = np.fmin(at["first_job"], at["study_started"])
    left = np.where(np.isnan(at["exited"]), window.horizon, at["exited"])
    flags: dict[str, Flags] = {}
    for year in window.years:
        period = window.year(year)
        success = (at["enrolled"] >= 0) & window.holds(period, positive)
        present = window.meets(period, at["enrolled"], left) | success
        flags[f"present {year}"] = present
        flags[f"positive {year}"] = success
        flags[f"not positive {year}"] = present & ~success
        flags[f"first jobs {year}"] = (at["enrolled"] >= 0) & window.holds(period, at["first_job"])
    of_years = [flags[f"first jobs {year}"] for year in window.years]
    in_a_year = np.any(of_years, axis=0) if of_years else np.zeros(len(positive), dtype=bool)
    employed = (at["enrolled"] >= 0) & (at["first_job"] >= 0)
    return flags | {"other first jobs": employed & ~in_a_year}


def _of_quarters(events: pd.DataFrame, people: pd.DataFrame, window: Window) -> dict[str, Flags]:
    found = by_quarter(events, people, window)
    quarters = [f"{year} Q{quarter}" for year in window.years for quarter in range(1, 5)]
    flags: dict[str, Flags] = {}
    for i, quarter in enumerate(quarters):
        enrolled = found.enrolled[:, i]
        working, competitive = found.in_work[:, i], found.competitive[:, i]
        flags[f"enrolled in {quarter}"] = enrolled
        flags[f"in work in {quarter}"] = enrolled & working
        flags[f"not in work in {quarter}"] = enrolled & ~working
        flags[f"in competitive work in {quarter}"] = enrolled & competitive
        flags[f"not in competitive work in {quarter}"] = enrolled & ~competitive
        flags[f"in other work in {quarter}"] = enrolled & working & ~competitive
    return flags


def _of_jobs(events: pd.DataFrame, people: pd.DataFrame, window: Window) -> dict[str, Floats]:
    """Count job starts while enrolled, and those who have them, by year and by kind."""
    starts = job_starts(events, people)
    time, person = starts["time"].to_numpy(), starts["person"].to_numpy()
    within = {f"{year}": window.holds(window.year(year), time) for year in window.years}
    kinds = {kind.value: starts["job_kind"].array == kind for kind in JobKind}
    counted = _of_jobs_outside(events, people, starts)
    for name, chosen in {**within, **kinds}.items():
        counted[f"jobs {name}"] = totals(person[np.asarray(chosen)], len(people))
        counted[f"holders {name}"] = np.minimum(counted[f"jobs {name}"], 1.0)
    outside = np.logical_not(np.any(list(within.values()), axis=0)) if within else time >= 0
    return counted | {"jobs outside full years": totals(person[outside], len(people))}


def _of_jobs_outside(
    events: pd.DataFrame, people: pd.DataFrame, inside: pd.DataFrame
) -> dict[str, Floats]:
    """Count job starts of people who are not enrolled, and those who have them, by kind."""
    starts = all_job_starts(events, people).drop(inside.index)
    counted: dict[str, Floats] = {}
    for kind in JobKind:
        person = starts.loc[starts["job_kind"] == kind, "person"].to_numpy()
        jobs = totals(person, len(people))
        counted |= {f"jobs {kind} outside": jobs, f"holders {kind} outside": np.minimum(jobs, 1.0)}
    return counted


def _of_other_jobs(jobs: Weights, flags: Mapping[str, Flags], window: Window) -> dict[str, Floats]:
    """Count the job starts of each year that are not first jobs, and those who have them."""
    counted = {}
    for year in window.years:
        others = jobs[f"jobs {year}"] - flags[f"first jobs {year}"]
        counted[f"other jobs {year}"] = others
        counted[f"holders of other jobs {year}"] = np.minimum(others, 1.0)
    return counted


def _of_hours(events: pd.DataFrame, people: pd.DataFrame) -> dict[str, Floats]:
    counted = {}
    of_persons = events["participant"].to_numpy() >= 0
    for activity in Activity:
        rows = np.flatnonzero(np.asarray(events["activity"].array == activity) & of_persons)
        receivers = np.unique(persons_of(events, rows, people))
        counted[f"receivers of {activity}"] = totals(receivers, len(people))
    return counted


def is_count(outcome: str) -> bool:
    """Whether an outcome is itself a count of people or of what happened to them."""
    return describe(outcome).unit in ("persons", "jobs")
