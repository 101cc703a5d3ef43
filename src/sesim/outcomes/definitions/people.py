"""Outcomes about people: who came, who got a job, how long it took and how long it lasted."""

from typing import Final, NamedTuple

from sesim.events import JobKind
from sesim.outcomes.definitions.outcome import (
    WHOLE_YEARS,
    YEAR_SIGN,
    YEARS_SIGN,
    Better,
    Outcome,
)

FIRST_JOB_MONTHS: Final = (6, 12, 15, 18, 24)
ANY_JOB_MONTHS: Final = (12, 18)
RETENTION_MONTHS: Final = (6, 12)
FOLLOW_ALONG_MONTHS: Final = 12

EMPLOYED: Final = ("employed", "not employed")
REFERRED: Final = ("referred", "not admitted")
NOT_ADMITTED: Final = ("not admitted", "screened out", "withdrew", "waiting")
STAYS: Final = ("ongoing", "left")
DISCHARGED: Final = ("discharged", "not discharged")
KINDS_OF_JOBS: Final = tuple(f"{what} {kind}" for kind in JobKind for what in ("jobs", "holders"))
ANY_JOB: Final = (*EMPLOYED, "employed after leaving", "never in work")


class Milestone(NamedTuple):
    """A step on the way to a job, and the column of the participants' table with its time."""

    column: str
    reached: str


MILESTONES: Final = {
    "weeks_to_search": Milestone("search_started", "started job search"),
    "weeks_to_first_contact": Milestone(
        "first_contact", "had their first contact between coach and employer on their behalf"
    ),
    "weeks_to_first_placement": Milestone("first_placement", "started their first placement"),
}
"""Outcomes that are median times to something other than a job."""


def _first_job_by(months: int) -> Outcome:
    return Outcome(
        "share",
        "Share of those enrolled who start a first job, while enrolled, within "
        f"{months} months of enrolment "
        "(Aalen–Johansen: leaving without a job is a competing event; those still enrolled without "
        "a job are censored at the end of the study period).",
        Better.MORE,
        (*EMPLOYED, f"by {months}", f"not by {months}"),
    )


def _any_job_by(months: int) -> Outcome:
    return Outcome(
        "share",
        f"Share of those enrolled who start any job within {months} months of enrolment, still "
        "enrolled or not (Kaplan–Meier: people who leave without a job are followed too; those "
        "without a job are censored at the end of the study period).",
        Better.MORE,
        (
            *ANY_JOB, f"any by {months}", f"not any by {months}",
            # Follows from the share with a first job within that time.
            f"only after leaving by {months}",
        ),
    )  # fmt: skip


def _retention(months: int) -> Outcome:
    return Outcome(
        "share",
        f"Share of participants' first jobs while enrolled that last more than {months} months "
        "(Kaplan–Meier: "
        "jobs that continue at the end of the study period are censored there; a job continues "
        "after its holder has left the programme).",
        Better.MORE,
        (*EMPLOYED, f"lost by {months}", f"kept for {months}"),
    )


def _quarterly(what: str, *counts: str) -> Outcome:
    of_quarters = [f"{count} {YEAR_SIGN} Q{quarter}" for quarter in range(1, 5) for count in counts]
    return Outcome(
        "share",
        f"Of the persons enrolled at any time in a quarter, the share who have {what} at any time "
        "in the same quarter, whenever it began; mean over those of the four quarters of the "
        f"calendar year in which someone was enrolled. {WHOLE_YEARS}",
        Better.MORE,
        tuple(of_quarters),
    )


def _positive_exit(of_year: str = "") -> Outcome:
    when = f" in the calendar year. {WHOLE_YEARS}" if of_year else "."
    return Outcome(
        "share",
        "Participants who leave to work or studies, that is, who have a job (started and not "
        "ended, whenever and however they found it) or have started studies when they leave / "
        f"participants who leave{when}",
        Better.MORE,
        (f"left{of_year}", f"left to work or studies{of_year}", f"left otherwise{of_year}"),
    )


def _job_share(kind: JobKind) -> Outcome:
    return Outcome(
        "share",
        f"Job starts while enrolled of the kind `{kind}` / all job starts while enrolled of a "
        "known kind.",
        Better.MORE if kind is JobKind.ORDINARY else Better.NEITHER,
        (*EMPLOYED, *KINDS_OF_JOBS),
    )


def _weeks_to(reached: str, *counts: str) -> Outcome:
    return Outcome(
        "weeks",
        f"Weeks from enrolment until half of those enrolled have {reached} "
        "(Aalen–Johansen, as for `first_job_by_6_months`); missing where fewer than half ever do, "
        "which counts as longer than any number of weeks.",
        Better.LESS,
        counts,
        unbounded=True,
    )


PEOPLE: Final[dict[str, Outcome]] = {
    "participants": Outcome("persons", "Persons enrolled in the study period.", counts=()),
    "employed": Outcome(
        "persons",
        "Participants with at least one job start while enrolled, of any kind, found alone or "
        "through the programme, as the register counts.",
        Better.MORE, EMPLOYED,
    ),
    "ongoing": Outcome(
        "persons",
        "Participants still enrolled at the end of the study period, with or without a job.",
        counts=STAYS,
    ),
    "employed_share": Outcome(
        "share", "`employed` / `participants` without a job when the study begins.", Better.MORE,
        EMPLOYED,
    ),
    "employed_per_referred": Outcome(
        "share", "Those of the `referred` who are `employed` / `referred`.", Better.MORE,
        (
            *EMPLOYED, *REFERRED,
            "employed of referred", "not employed of referred", "employed of others",
        ),
    ),
    "employed_through_programme": Outcome(
        "persons",
        "Participants with at least one job start through the programme, that is, not found "
        "alone. A job that continues another one with the same employer counts as that one.",
        Better.MORE,
        (*EMPLOYED, "through programme", "not through programme", "employed otherwise"),
    ),
    "employed_after_leaving": Outcome(
        "persons",
        "Participants with a job start after they left, and none while enrolled.",
        Better.MORE, ANY_JOB,
    ),
    "referred": Outcome("persons", "Persons referred in the study period.", counts=REFERRED),
    "screened_out": Outcome(
        "persons",
        "Persons screened out by the programme or its referral group before enrolment.",
        counts=NOT_ADMITTED,
    ),
    "withdrew": Outcome(
        "persons", "Persons who withdrew while waiting, also because they found a job alone.",
        Better.LESS, NOT_ADMITTED,
    ),
    "waiting": Outcome(
        "persons",
        "Persons referred who at the end of the study period are neither enrolled, screened out "
        "nor withdrawn.",
        Better.LESS, NOT_ADMITTED,
    ),
    **{f"first_job_by_{months}_months": _first_job_by(months) for months in FIRST_JOB_MONTHS},
    **{f"any_job_by_{months}_months": _any_job_by(months) for months in ANY_JOB_MONTHS},
    f"yearly_positive_share_{YEAR_SIGN}": Outcome(
        "share",
        "Participants whose first positive outcome (job start while enrolled or start of "
        "studies, whichever is first) falls in the calendar year / persons enrolled at any time "
        f"in that year, or with their first positive outcome in it. {WHOLE_YEARS}",
        Better.MORE,
        (f"present {YEAR_SIGN}", f"positive {YEAR_SIGN}", f"not positive {YEAR_SIGN}"),
    ),
    "positive_exit_share": _positive_exit(),
    f"positive_exit_share_{YEAR_SIGN}": _positive_exit(f" {YEAR_SIGN}"),
    f"jobs_{YEAR_SIGN}": Outcome(
        "jobs",
        "Job starts while enrolled in the calendar year, first jobs and later ones, found alone "
        f"or through the programme. {WHOLE_YEARS}",
        Better.MORE, (f"jobs {YEAR_SIGN}", f"holders {YEAR_SIGN}"),
    ),
    f"first_jobs_{YEAR_SIGN}": Outcome(
        "persons",
        "Participants whose first job while enrolled starts in the calendar year; each counts "
        "once. "
        f"{WHOLE_YEARS}",
        Better.MORE,
        # Every year, since they add up to `employed`; and the difference from `jobs_{year}`.
        (
            *EMPLOYED, f"first jobs {YEARS_SIGN}", "other first jobs",
            f"other jobs {YEAR_SIGN}", f"holders of other jobs {YEAR_SIGN}",
        ),
    ),
    f"quarterly_work_share_{YEAR_SIGN}": _quarterly(
        "a job of any kind", "enrolled in", "in work in", "not in work in"
    ),
    f"quarterly_competitive_share_{YEAR_SIGN}": _quarterly(
        "a job that is neither a transition job nor temporary (`ordinary` or `subsidised`)",
        "enrolled in", "in competitive work in", "not in competitive work in", "in other work in",
    ),
    **{f"retention_{months}_months": _retention(months) for months in RETENTION_MONTHS},
    "follow_along_share": Outcome(
        "share",
        f"Of those whose first job while enrolled had lasted {FOLLOW_ALONG_MONTHS} months before "
        "the end of the study period, and continued, the share who were then still enrolled, that "
        "is, supported.",
        counts=(*EMPLOYED, "lasting", "supported", "unsupported"),
    ),
    "weeks_worked_mean": Outcome(
        "weeks",
        "Weeks in jobs within the study period, in the stay or later, mean over those `employed`.",
        Better.MORE, EMPLOYED,
    ),
    **{f"{kind}_job_share": _job_share(kind) for kind in JobKind},
    "competitive_job_share": Outcome(
        "share",
        "Job starts while enrolled that are neither transition jobs nor temporary, that is, "
        "`ordinary` and `subsidised` ones / all job starts while enrolled of a known kind.",
        Better.MORE, (*EMPLOYED, *KINDS_OF_JOBS),
    ),
    **{
        name: _weeks_to(milestone.reached, name, f"not {name}")
        for name, milestone in MILESTONES.items()
    },
    "weeks_to_first_job": _weeks_to("started their first job while enrolled", *EMPLOYED),
    "weeks_to_job_if_employed": Outcome(
        "weeks",
        "Weeks from enrolment to the first job while enrolled, median over those `employed`. "
        "Beware: it looks back from success, so a slow programme looks quick while its slow "
        "participants still wait.",
        counts=EMPLOYED,
    ),
    "waiting_weeks_mean": Outcome(
        "weeks", "Weeks from referral to enrolment, mean over those enrolled.", Better.LESS,
        ("waited", *REFERRED),
    ),
    "placement_weeks_mean": Outcome(
        "weeks",
        "Weeks in placements within the study period, mean over `participants`, also those who "
        "had none.",
        counts=("weeks_to_first_placement", "not weeks_to_first_placement"),
    ),
    "queue_mean": Outcome(
        "persons",
        "Number referred and not yet enrolled, screened out or withdrawn, mean over the study "
        "period.",
        Better.LESS, REFERRED, by_group=False,
    ),
    "stay_years_mean": Outcome(
        "years",
        "Years (of 365.25 days) from enrolment to exit, or to the end of the study period, mean "
        "over `participants`.",
        counts=STAYS,
    ),
    "discharged_share": Outcome(
        "share",
        "Participants whom the programme discharges (exits with the reasons `closed`, "
        "`no_progress` and `time_limit`) / `participants`. It does not include people screened "
        "out before enrolment, or a programme that closes.",
        counts=(*DISCHARGED, *STAYS),
    ),
    "in_work_at_end": Outcome(
        "persons",
        "Participants who have a job (started and not ended) at the end of the study period, "
        "still enrolled or not, whenever and however they found it.",
        Better.MORE,
        (*EMPLOYED, "in work at end", "out of work again", "not in work at end"),
    ),
    "in_placement_share_at_end": Outcome(
        "share",
        "Participants still enrolled and in a placement (started and not ended) at the end of the "
        "study period / `ongoing`.",
        counts=(*STAYS, "in placement", "not in placement"),
    ),
}  # fmt: skip
"""Outcomes about people by name, in the order of tables."""
