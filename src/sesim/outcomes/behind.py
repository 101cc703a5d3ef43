"""How many people stand behind each outcome: what decides whether it may be shown."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.events import Activity, JobKind
from sesim.outcomes.arrays import Floats, totals
from sesim.outcomes.catalogue import (
    FIRST_JOB_MONTHS,
    FOLLOW_ALONG_MONTHS,
    PAYERS,
    POSTS,
    PUBLIC,
    RETENTION_MONTHS,
    describe,
)
from sesim.outcomes.persons import in_placement, in_work, job_starts, persons_of
from sesim.outcomes.window import MONTH, Window

Weights = Mapping[str, Floats]
"""For each count, how much each person adds to it, shape (people,)."""
Flags = dict[str, NDArray[np.bool_]]

EVERYBODY: Final = "enrolled"
EMPLOYED: Final = ("employed", "not employed")
REFERRED: Final = ("referred", "not admitted")
OF_REFERRED: Final = ("employed of referred", "not employed of referred", "employed of others")
NOT_ADMITTED: Final = ("not admitted", "screened out", "withdrew", "waiting")
AT_END: Final = ("in work at end", "out of work again", "not in work at end")
KINDS: Final = tuple(f"{what} {kind}" for kind in JobKind for what in ("jobs", "holders"))
FIRSTS: Final = {
    "weeks_to_search": "search_started",
    "weeks_to_first_contact": "first_contact",
    "weeks_to_first_placement": "first_placement",
}

OUTCOMES_BEHIND: dict[str, tuple[str, ...]] = {
    "participants": (),
    "employed": EMPLOYED,
    "ongoing": ("ongoing", "left"),
    "employed_share": EMPLOYED,
    "employed_per_referred": (*EMPLOYED, *REFERRED, *OF_REFERRED),
    "referred": REFERRED,
    **dict.fromkeys(("screened_out", "withdrew", "waiting"), NOT_ADMITTED),
    **{
        f"first_job_by_{months}_months": (*EMPLOYED, f"by {months}", f"not by {months}")
        for months in FIRST_JOB_MONTHS
    },
    "yearly_positive_share_{year}": ("present {year}", "positive {year}", "not positive {year}"),
    "jobs_{year}": ("jobs {year}", "holders {year}"),
    **{
        f"retention_{months}_months": (*EMPLOYED, f"lost by {months}", f"kept for {months}")
        for months in RETENTION_MONTHS
    },
    "follow_along_share": (*EMPLOYED, "lasting", "supported", "unsupported"),
    "weeks_worked_mean": EMPLOYED,
    **{f"{kind}_job_share": (*EMPLOYED, *KINDS) for kind in (*JobKind, "competitive")},
    **{name: (name, f"not {name}") for name in FIRSTS},
    "weeks_to_first_job": EMPLOYED,
    "weeks_to_job_if_employed": EMPLOYED,
    "waiting_weeks_mean": ("waited", *REFERRED),
    "queue_mean": REFERRED,
    "stay_years_mean": ("ongoing", "left"),
    "in_work_at_end": (*EMPLOYED, *AT_END),
    "in_placement_share_at_end": ("ongoing", "left", "in placement", "not in placement"),
    "caseload_per_fte": (),
    "service_ratio": (),
    **{
        f"{what}_{activity}": (f"receivers of {activity}",)
        for activity in Activity
        for what in ("hours", "wished")
    },
    "contacts_per_fte_week": ("weeks_to_first_contact",),
    "jobs_per_fte_year": (*EMPLOYED, "jobs {years}", "holders {years}", "jobs besides"),
    "cost_per_job": EMPLOYED,
    **{
        f"ledger_{payer}{year}": () if payer == POSTS else (*EMPLOYED, *REFERRED, *KINDS)
        for payer in (*PAYERS, PUBLIC, POSTS)
        for year in ("", "_{year}")
    },
}
"""By outcome, the counts of which none may be small; everybody enrolled comes before them all.

An outcome that is not here may be shown only where every other may be shown.
"""


def counts_behind(outcome: str, years: tuple[int, ...], known: Weights) -> list[str]:
    """Return the names of the counts behind an outcome, such as `jobs_2015`."""
    year = outcome[-4:] if outcome[-4:].isdecimal() else ""
    pattern = f"{outcome[:-4]}{{year}}" if year else outcome
    if pattern not in OUTCOMES_BEHIND:
        return list(known)
    names = [
        name.replace("{years}", str(each)).replace("{year}", year)
        for name in OUTCOMES_BEHIND[pattern]
        for each in (years if "{years}" in name else (0,))
    ]
    return [EVERYBODY, *names]


def weights_behind(events: pd.DataFrame, people: pd.DataFrame, window: Window) -> Weights:
    """Return every count of `OUTCOMES_BEHIND`, as what each person adds to it.

    Args:
        events: the log of one replication.
        people: its `participants_table`, n rows.
        window: the window of analysis.
    """
    at = {name: people[name].to_numpy(dtype=float) for name in people if name in TIMES}
    flags = {
        **_of_stays(at),
        **_of_admission(at),
        **_of_waits(at),
        **_of_first_jobs(at, window),
        **_at_end(at, events, people),
        **_of_years(at, window),
    }
    counted = _of_jobs(events, people, window)
    hours = _of_hours(events, people)
    return {name: np.asarray(flag, dtype=float) for name, flag in flags.items()} | counted | hours


TIMES: Final = {
    "referred", "screened_out", "withdrew", "enrolled", "search_started", "first_contact",
    "first_placement", "first_job", "first_job_ended", "study_started", "exited",
}  # fmt: skip


def _of_stays(at: Weights) -> Flags:
    enrolled, left = at["enrolled"] >= 0, at["exited"] >= 0
    employed = enrolled & (at["first_job"] >= 0)
    return {
        "enrolled": enrolled,
        "employed": employed,
        "not employed": enrolled & ~employed,
        "ongoing": enrolled & ~left,
        "left": enrolled & left,
    }


def _of_admission(at: Weights) -> Flags:
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


def _of_waits(at: Weights) -> Flags:
    enrolled = at["enrolled"] >= 0
    done = {name: enrolled & (at[column] >= 0) for name, column in FIRSTS.items()}
    return done | {f"not {name}": enrolled & ~flag for name, flag in done.items()}


def _of_first_jobs(at: Weights, window: Window) -> Flags:
    enrolled, first, ended = at["enrolled"], at["first_job"], at["first_job_ended"]
    flags: Flags = {}
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


def _at_end(at: Weights, events: pd.DataFrame, people: pd.DataFrame) -> Flags:
    enrolled = at["enrolled"] >= 0
    working, placed = enrolled & in_work(events, people), in_placement(events, people)
    ongoing = enrolled & ~(at["exited"] >= 0)
    return {
        "in work at end": working,
        "not in work at end": enrolled & ~working,
        "out of work again": enrolled & (at["first_job"] >= 0) & ~working,
        "in placement": ongoing & placed,
        "not in placement": ongoing & ~placed,
    }


def _of_years(at: Weights, window: Window) -> Flags:
    positive = np.fmin(at["first_job"], at["study_started"])
    left = np.where(np.isnan(at["exited"]), window.horizon, at["exited"])
    flags: Flags = {}
    for year in window.years:
        period = window.year(year)
        success = (at["enrolled"] >= 0) & window.holds(period, positive)
        present = window.meets(period, at["enrolled"], left) | success
        flags[f"present {year}"] = present
        flags[f"positive {year}"] = success
        flags[f"not positive {year}"] = present & ~success
    return flags


def _of_jobs(events: pd.DataFrame, people: pd.DataFrame, window: Window) -> dict[str, Floats]:
    """Count job starts, and those who have them, by year and by kind."""
    starts = job_starts(events, people)
    time, person = starts["time"].to_numpy(), starts["person"].to_numpy()
    within = {f"{year}": window.holds(window.year(year), time) for year in window.years}
    kinds = {kind.value: starts["job_kind"].array == kind for kind in JobKind}
    counted = {}
    for name, chosen in {**within, **kinds}.items():
        counted[f"jobs {name}"] = totals(person[np.asarray(chosen)], len(people))
        counted[f"holders {name}"] = np.minimum(counted[f"jobs {name}"], 1.0)
    besides = np.logical_not(np.any(list(within.values()), axis=0)) if within else time >= 0
    return counted | {"jobs besides": totals(person[besides], len(people))}


def _of_hours(events: pd.DataFrame, people: pd.DataFrame) -> dict[str, Floats]:
    counted = {}
    of_persons = events["participant"].to_numpy() >= 0
    for activity in Activity:
        rows = np.asarray(events["activity"].array == activity) & of_persons
        receivers = np.unique(persons_of(events, rows, people))
        counted[f"receivers of {activity}"] = totals(receivers, len(people))
    return counted


def is_count(outcome: str) -> bool:
    """Whether an outcome is itself a count of people or of what happened to them."""
    return describe(outcome).unit in ("persons", "jobs")
