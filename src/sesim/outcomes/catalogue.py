"""What is computed, in which unit, and exactly how: the one place that says so."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from sesim.events import Activity, JobKind
from sesim.outcomes.unknown import UnknownOutcomeError

FIRST_JOB_MONTHS = (6, 12, 15, 18, 24)
RETENTION_MONTHS = (6, 12)
FOLLOW_ALONG_MONTHS = 12
YEAR_SIGN = "{year}"

PAYERS = ("municipality", "region", "af", "fk", "state", "person")
"""Rows of the ledger: who pays, and last the person, who gets."""
PUBLIC = "public"
"""All payers together, without the person."""
POSTS = "posts"
"""What the coaches' posts cost, which is part of what the payers pay."""


class Better(IntEnum):
    """In which direction an outcome is better for the participants and the county."""

    LESS = -1
    NEITHER = 0
    MORE = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """One figure computed from an event log.

    Attributes:
        unit: of the value.
        definition: precise, in one or two sentences.
        better: which way is an improvement, if either is.
        by_group: also computed by sex and by motivation at referral.
        priced: takes the rates of what things cost, and is left out without them.
        unbounded: a replication without a value has more than any other, such as weeks to
            something that never comes. Otherwise such a replication has nothing to tell.
    """

    unit: str
    definition: str
    better: Better = Better.NEITHER
    by_group: bool = True
    priced: bool = False
    unbounded: bool = False


_WHOLE = "Only for calendar years that lie wholly in the window."


def _first_job_by(months: int) -> Outcome:
    return Outcome(
        "share",
        f"Share of those enrolled who start a first job within {months} months of enrolment "
        "(Aalen–Johansen: leaving without a job competes; those still enrolled without a job "
        "are censored at the horizon).",
        Better.MORE,
    )


def _retention(months: int) -> Outcome:
    return Outcome(
        "share",
        f"Share of participants' first jobs that last more than {months} months (Kaplan–Meier: "
        "jobs that go on at the horizon are censored there; a job goes on after its holder left).",
        Better.MORE,
    )


def _quarterly(what: str) -> Outcome:
    return Outcome(
        "share",
        f"Of the persons enrolled at any time in a quarter, the share who have {what} at any time "
        "in the same quarter, whenever it began; mean over those of the four quarters of the "
        f"calendar year in which somebody was enrolled. {_WHOLE}",
        Better.MORE,
    )


def _job_share(kind: JobKind) -> Outcome:
    better = Better.MORE if kind is JobKind.ORDINARY else Better.NEITHER
    return Outcome("share", f"Job starts of the kind `{kind}` / all of a known kind.", better)


def _weeks_to(what: str) -> Outcome:
    return Outcome(
        "weeks",
        f"Weeks from enrolment until half of those enrolled have {what} "
        "(Aalen–Johansen, as for `first_job_by_6_months`); missing where half never have, which "
        "counts as longer than any.",
        Better.LESS,
        unbounded=True,
    )


def _hours(activity: Activity) -> Outcome:
    return Outcome("hours", f"Coaches' hours given to `{activity}`.", by_group=False)


def _wished(activity: Activity) -> Outcome:
    return Outcome(
        "hours",
        f"Hours that would have been given to `{activity}` by coaches with time enough, while "
        "it went on.",
        by_group=False,
    )


_LEDGER = {
    "municipality": (
        "What municipalities pay: social assistance (in a job, what the wage falls short of it "
        "by), and of the coaches' posts what the förbund does not pay (all in programmes that "
        "are not registered in SUS) and their part of what it pays (by law a quarter)",
        Better.NEITHER,
    ),
    "region": (
        "What the region pays: its part (by law a quarter) of what the förbund pays of the "
        "coaches' posts. Health care is left out",
        Better.NEITHER,
    ),
    "af": ("What Arbetsförmedlingen pays for subsidised jobs and transition jobs", Better.NEITHER),
    "fk": (
        "What Försäkringskassan pays as disability benefit (in a job, for the hours that are not "
        "worked). Bostadstillägg and other supplements are left out",
        Better.NEITHER,
    ),
    "state": (
        "What the state pays through Försäkringskassan for the förbund: its part (by law half) "
        "of what the förbund pays of the coaches' posts",
        Better.NEITHER,
    ),
    "person": (
        "What the people get: wages, disability benefit and social assistance, before tax. "
        "Supplements are left out",
        Better.MORE,
    ),
    PUBLIC: (
        "What municipalities, region, AF, FK and state pay together. Taxes, employers' fees and "
        "health care are left out, so that this is no net cost",
        Better.LESS,
    ),
    POSTS: (
        "What the coaches' posts cost, whoever pays: a part of what municipalities, region and "
        "state pay, and nothing beside it",
        Better.NEITHER,
    ),
}


def _ledger(payer: str) -> Outcome:
    what, better = _LEDGER[payer]
    return Outcome(
        "SEK per year",
        f"{what}. Mean of a year since the plan began, or over the whole window if there is no "
        "plan; everybody referred is followed from referral to the horizon, enrolled or not.",
        better,
        by_group=False,
        priced=True,
    )


def _ledger_of_a_year(payer: str) -> Outcome:
    return Outcome(
        "SEK",
        f"As `ledger_{payer}`, but the sum of a calendar year. {_WHOLE}",
        _LEDGER[payer][1],
        by_group=False,
        priced=True,
    )


OUTCOMES: dict[str, Outcome] = {
    "participants": Outcome("persons", "Persons enrolled in the window."),
    "employed": Outcome(
        "persons", "Participants with at least one job start of any kind in the window.",
        Better.MORE,
    ),
    "ongoing": Outcome("persons", "Participants still enrolled at the horizon, employed or not."),
    "employed_share": Outcome("share", "`employed` / `participants`.", Better.MORE),
    "employed_per_referred": Outcome(
        "share", "Those of the `referred` who are `employed` / `referred`.", Better.MORE
    ),
    "referred": Outcome("persons", "Persons referred in the window."),
    "screened_out": Outcome("persons", "Persons refused before enrolment."),
    "withdrew": Outcome("persons", "Persons who withdrew while waiting.", Better.LESS),
    "waiting": Outcome(
        "persons",
        "Persons referred and at the horizon neither enrolled, screened out nor withdrawn.",
        Better.LESS,
    ),
    **{f"first_job_by_{months}_months": _first_job_by(months) for months in FIRST_JOB_MONTHS},
    f"yearly_positive_share_{YEAR_SIGN}": Outcome(
        "share",
        "Participants whose first positive outcome (job start or start of studies, whichever "
        "is first) falls in the calendar year / persons enrolled at any time in that year, or "
        f"with their first positive outcome in it. {_WHOLE}",
        Better.MORE,
    ),
    f"jobs_{YEAR_SIGN}": Outcome(
        "jobs",
        f"Job starts in the calendar year, first jobs and later ones. {_WHOLE}",
        Better.MORE,
    ),
    f"first_jobs_{YEAR_SIGN}": Outcome(
        "persons",
        f"Participants whose first job starts in the calendar year; each counts once. {_WHOLE}",
        Better.MORE,
    ),
    f"quarterly_work_share_{YEAR_SIGN}": _quarterly("a job of any kind"),
    f"quarterly_competitive_share_{YEAR_SIGN}": _quarterly(
        "a job that is neither a transition job nor temporary (`ordinary` or `subsidised`)"
    ),
    **{f"retention_{months}_months": _retention(months) for months in RETENTION_MONTHS},
    "follow_along_share": Outcome(
        "share",
        f"Share of those whose first job had gone on for {FOLLOW_ALONG_MONTHS} months before the "
        "horizon, and went on, who were then still enrolled, that is, supported.",
    ),
    "weeks_worked_mean": Outcome(
        "weeks", "Weeks in jobs within the window, mean over those `employed`.", Better.MORE
    ),
    **{f"{kind}_job_share": _job_share(kind) for kind in JobKind},
    "competitive_job_share": Outcome(
        "share",
        "Job starts that are neither transition jobs nor temporary, that is, `ordinary` and "
        "`subsidised` ones / all job starts of a known kind.",
        Better.MORE,
    ),
    "weeks_to_search": _weeks_to("begun to search"),
    "weeks_to_first_contact": _weeks_to(
        "had their first contact between coach and employer on their behalf"
    ),
    "weeks_to_first_placement": _weeks_to("had their first placement"),
    "weeks_to_first_job": _weeks_to("had their first job"),
    "weeks_to_job_if_employed": Outcome(
        "weeks",
        "Weeks from enrolment to the first job, median over those `employed`. Beware: it looks "
        "back from success, and slow programmes look quick while their slow people still wait.",
    ),
    "waiting_weeks_mean": Outcome(
        "weeks", "Weeks from referral to enrolment, mean over those enrolled.", Better.LESS
    ),
    "queue_mean": Outcome(
        "persons",
        "Number referred and not yet enrolled, screened out or withdrawn, mean over the time "
        "of the window.",
        Better.LESS,
        by_group=False,
    ),
    "stay_years_mean": Outcome(
        "years",
        "Years (of 365.25 days) from enrolment to exit, or to the horizon, mean over "
        "`participants`.",
    ),
    "in_work_at_end": Outcome(
        "persons",
        "Participants who have a job (started and not ended) at the horizon, still enrolled or "
        "not.",
        Better.MORE,
    ),
    "in_placement_share_at_end": Outcome(
        "share",
        "Participants still enrolled and in a placement (started and not ended) at the horizon "
        "/ `ongoing`.",
    ),
    "caseload_per_fte": Outcome(
        "persons per FTE",
        "Number enrolled, mean over the time of the window / FTE in the posts, mean over the "
        "same time.",
        by_group=False,
    ),
    "service_ratio": Outcome(
        "share",
        "Hours given / hours that would have been given by coaches with time enough.",
        Better.MORE,
        by_group=False,
    ),
    **{f"hours_{activity}": _hours(activity) for activity in Activity},
    **{f"wished_{activity}": _wished(activity) for activity in Activity},
    "contacts_per_fte_week": Outcome(
        "contacts per FTE-week",
        "Employer contacts / FTE-weeks in the posts.",
        Better.MORE,
        by_group=False,
    ),
    "jobs_per_fte_year": Outcome(
        "jobs per FTE-year",
        "Job starts / FTE-years in the posts (a year of 365.25 days).",
        Better.MORE,
        by_group=False,
    ),
    "cost_per_job": Outcome(
        "SEK",
        "Cost of the coaches' posts over the window (FTE over time × the cost of a full post; "
        "vacant posts cost nothing) / `employed`; missing where nobody is, which counts as more "
        "than any.",
        Better.LESS,
        by_group=False,
        priced=True,
        unbounded=True,
    ),
    **{f"ledger_{payer}": _ledger(payer) for payer in _LEDGER},
    **{f"ledger_{payer}_{YEAR_SIGN}": _ledger_of_a_year(payer) for payer in _LEDGER},
}  # fmt: skip
"""Outcomes by name, in the order of tables; `{year}` stands for a calendar year."""


def describe(name: str, own: Mapping[str, Outcome] | None = None) -> Outcome:
    """Return what an outcome is, also for one of a single year such as `jobs_2014`.

    Raises:
        UnknownOutcomeError: it is neither one of the program nor among the user's `own`.
    """
    found = (own or {}).get(name) or OUTCOMES.get(re.sub(r"\d{4}$", YEAR_SIGN, name))
    if found is None:
        raise UnknownOutcomeError(name)
    return found


def names_for(years: tuple[int, ...], *, priced: bool = True) -> list[str]:
    """Return the names of all outcomes, in order, in a window with these full years.

    Without `priced`, those that take the rates of what things cost are left out.

    >>> [name for name in names_for((2015, 2016)) if name.startswith("jobs_2")]
    ['jobs_2015', 'jobs_2016']
    """
    return [
        name.replace(YEAR_SIGN, str(year))
        for name, outcome in OUTCOMES.items()
        if priced or not outcome.priced
        for year in (years if YEAR_SIGN in name else (0,))
    ]
