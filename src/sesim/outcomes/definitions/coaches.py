"""Outcomes about coaches: their caseloads, and where their hours go."""

from typing import Final

from sesim.events import Activity
from sesim.outcomes.definitions.outcome import YEARS_SIGN, Better, Outcome
from sesim.outcomes.definitions.people import EMPLOYED


def _hours(activity: Activity, definition: str) -> Outcome:
    return Outcome("hours", definition, counts=(f"receivers of {activity}",), by_group=False)


COACHES: Final[dict[str, Outcome]] = {
    "caseload_per_fte": Outcome(
        "persons per FTE",
        "Number enrolled, mean over the study period / FTE in the posts, mean over the same time.",
        counts=(), by_group=False,
    ),
    "service_ratio": Outcome(
        "share",
        "Hours given / hours that coaches with enough time would have given.",
        Better.MORE, (), by_group=False,
    ),
    **{
        f"hours_{activity}": _hours(activity, f"Coaches' hours given to `{activity}`.")
        for activity in Activity
    },
    **{
        f"wished_{activity}": _hours(
            activity,
            f"Hours that coaches with enough time would have given to `{activity}`, while it "
            "lasted.",
        )
        for activity in Activity
    },
    "contacts_per_fte_week": Outcome(
        "contacts per FTE-week",
        "Employer contacts, whatever the answer / FTE-weeks in the posts.",
        Better.MORE, ("weeks_to_first_contact",), by_group=False,
    ),
    "jobs_per_fte_year": Outcome(
        "jobs per FTE-year",
        "Job starts while enrolled (as for `jobs_{year}`) / FTE-years in the posts (a year of "
        "365.25 days).",
        Better.MORE,
        (*EMPLOYED, f"jobs {YEARS_SIGN}", f"holders {YEARS_SIGN}", "jobs outside full years"),
        by_group=False,
    ),
}  # fmt: skip
"""Outcomes about coaches by name, in the order of tables."""
