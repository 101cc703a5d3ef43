"""Outcomes about money: what a job costs, and who pays. `LEDGER` is the one list of payers."""

from dataclasses import dataclass
from typing import Final

from sesim.events import JobKind
from sesim.outcomes.definitions.outcome import WHOLE_YEARS, YEAR_SIGN, Better, Outcome
from sesim.outcomes.definitions.people import ANY_JOB, EMPLOYED, KINDS_OF_JOBS, REFERRED

PUBLIC: Final = "public"
"""Name of the row in which all payers are added up."""

POSTS: Final = "posts"
"""Name of the row of the coaches' posts, whose cost is part of what the payers pay."""

PERSON: Final = "person"
"""Name of the row of the people referred, who receive money."""


ALL_JOBS: Final = (
    *KINDS_OF_JOBS,
    *(f"{what} {kind} outside" for kind in JobKind for what in ("jobs", "holders")),
    "in work without enrolment",
)
"""The ledger follows everyone referred, so it depends on jobs outside the stays too."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of the ledger: a payer, a sum, or the people who receive.

    Attributes:
        name: in the names of its outcomes, such as `region` in `ledger_region`.
        title: for readers; `docs/texts.py` puts it into the catalogue of translations.
        definition: what counts, without a full stop.
        better: which direction is an improvement, if either is.
        counts: as for an `Outcome`.
    """

    name: str
    title: str
    definition: str
    better: Better = Better.NEITHER
    counts: tuple[str, ...] = (*ANY_JOB, *REFERRED, *ALL_JOBS)

    @property
    def outcome(self) -> str:
        """Name of its outcome for a mean year; a calendar year follows as `_2014`."""
        return f"ledger_{self.name}"

    @property
    def pays(self) -> bool:
        """Whether it is a payer, and so part of the sum `PUBLIC`."""
        return self.name not in (PUBLIC, POSTS, PERSON)


LEDGER: Final = (
    LedgerRow(
        "municipality", "Municipality",
        "What municipalities pay: social assistance (in a job, the amount by which the wage falls "
        "short of it), and for the coaches' posts what the förbund does not pay (everything in "
        "programmes that are not registered in SUS) and their part of what it pays (by law a "
        "quarter)",
    ),
    LedgerRow(
        "region", "Region",
        "What the region pays: its part (by law a quarter) of what the förbund pays for the "
        "coaches' posts. Health care is left out",
    ),
    LedgerRow(
        "af", "Public Employment Service",
        "What Arbetsförmedlingen pays for subsidised jobs and transition jobs",
    ),
    LedgerRow(
        "fk", "Social Insurance Agency",
        "What Försäkringskassan pays as disability benefit (in a job, for the hours that are not "
        "worked). Bostadstillägg and other supplements are left out",
    ),
    LedgerRow(
        "state", "State, through the förbund",
        "What the state pays through Försäkringskassan for the förbund: its part (by law half) "
        "of what the förbund pays for the coaches' posts",
    ),
    LedgerRow(
        PERSON, "The people referred receive, before tax",
        "What the people referred receive: wages, disability benefit and social assistance, before "
        "tax. Supplements are left out",
        Better.MORE,
    ),
    LedgerRow(
        PUBLIC, "All of them together",
        "What municipalities, region, AF, FK and state pay together. Taxes, employers' fees and "
        "health care are left out, so this is not a net cost",
        Better.LESS,
    ),
    LedgerRow(
        POSTS, "Of which the coaches' posts",
        "What the coaches' posts cost, whichever payer pays: already part of what municipalities, "
        "region and state pay",
        counts=(),
    ),
)  # fmt: skip
"""The rows of the ledger, in the order of tables. Each has an outcome, and one for each year."""

PAYERS: Final = tuple(row.name for row in LEDGER if row.pays)


def _mean_year(row: LedgerRow) -> Outcome:
    return Outcome(
        "SEK per year",
        f"{row.definition}. Mean of a year since the plan began, or over the whole study period if "
        "there is no plan; everyone referred is followed from referral to the end of the study "
        "period, enrolled or not.",
        row.better,
        row.counts,
        by_group=False,
        priced=True,
    )


def _calendar_year(row: LedgerRow) -> Outcome:
    return Outcome(
        "SEK",
        f"As `{row.outcome}`, but the sum of a calendar year. {WHOLE_YEARS}",
        row.better,
        row.counts,
        by_group=False,
        priced=True,
    )


MONEY: Final[dict[str, Outcome]] = {
    "cost_per_job": Outcome(
        "SEK",
        "Cost of the coaches' posts over the study period (FTE over time × the cost of a "
        "full-time post; vacant posts cost nothing) / `employed`; missing where no one is, which "
        "counts as more than any amount.",
        Better.LESS,
        EMPLOYED,
        by_group=False,
        priced=True,
        unbounded=True,
    ),
    **{row.outcome: _mean_year(row) for row in LEDGER},
    **{f"{row.outcome}_{YEAR_SIGN}": _calendar_year(row) for row in LEDGER},
}
"""Outcomes about money by name, in the order of tables."""
