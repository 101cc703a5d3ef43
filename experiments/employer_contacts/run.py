"""Change how many contacts with employers there are, and who makes them."""

from pathlib import Path

import committed
import figures
import pandas as pd
import sweeps

import sesim
from sesim.events import Activity, Answer, Kind, Reason
from sesim.outcomes import COUNTY

HERE = Path(__file__).parent

LABELS = {
    "contacts_half": "half the pace of contacts",
    "employer_focus": "the full pace everywhere",
    "contacts_double": "twice the pace of contacts",
    "employer_specialist": "specialist, fewer places",
    "specialist_same_places": "specialist, same places",
    "specialist_no_handover_loss": "the same, no loss by handing over",
}

OUTCOMES = (
    "participants", "employed", "employed_share", "employed_per_referred",
    "first_job_by_12_months",
)  # fmt: skip

WORK = ("contacts_per_fte_week", "caseload_per_fte", "queue_mean", "service_ratio")

FAILED = (Reason.NOT_HIRED, Reason.HEALTH, Reason.TOO_LITTLE_SUPPORT)
"""Ends of a placement after which an employer may shut the door."""


def make(folder: Path, quick: bool) -> None:
    """Run the sweep; keep the county's differences, and what the coaches' work came to."""
    with sweeps.run(HERE, quick, small=["programmes=eksjo"]) as sweep:
        differences = sweeps.differences(sweep, [COUNTY], OUTCOMES)
        committed.write(differences.drop(columns="programme"), folder / "differences.csv")
        committed.write(work(sweep), folder / "work.csv")
        figures.keep(figure(sweep.comparison), folder, "differences")


def work(sweep: sweeps.Sweep) -> pd.DataFrame:
    """Return the contacts and the answers of each job, and how placements ended."""
    levels = sweeps.levels(sweep, [COUNTY], WORK).drop(columns="programme")
    answers = pd.DataFrame([at_employers(sweep, scenario) for scenario in sweep.labels])
    return pd.concat([levels, answers], axis=1)


def at_employers(sweep: sweeps.Sweep, scenario: str) -> dict[str, float]:
    """Return what employers met with in one job, as means of its histories.

    The log does not tell who shut the door. Each failed placement burns with a probability that
    grows with the support it lacked; here with the middle of its draws and the mean support.
    """
    names = ["replication", "kind", "answer", "reason", "activity", "hours", "wished_hours"]
    events = sweep.events(scenario, names)
    histories = events["replication"].nunique()
    contacts = events[events["kind"] == Kind.EMPLOYER_CONTACT]
    failed = ((events["kind"] == Kind.PLACEMENT_ENDED) & events["reason"].isin(FAILED)).sum()
    support = events[events["activity"] == Activity.PLACEMENT_SUPPORT]
    share = support["hours"].sum() / support["wished_hours"].sum()
    burn = sesim.load_study([]).parameters["burn_probability"]
    return {
        "contacts": round(len(contacts) / histories, 1),
        "yes_percent": round(100 * (contacts["answer"] != Answer.REFUSED).mean(), 2),
        "placements_failed": round(failed / histories, 1),
        "placement_support_percent": round(100 * share, 1),
        "employers_burned": round(burn * (1 - share) * failed / histories, 1),
    }


def figure(comparison: pd.DataFrame) -> figures.Figure:
    """Draw the differences by lever."""
    heads = {
        "employed": "People with a job",
        "employed_share": "Job, of enrolled",
        "employed_per_referred": "Job, of referred",
    }
    return figures.effects_of(
        comparison,
        COUNTY,
        LABELS,
        heads,
        "What more or fewer contacts with employers bring, and who makes them",
        "The county: difference from how it was, with the same people and the same chance events.",
    )


if __name__ == "__main__":
    committed.run(HERE, make, "differences.csv")
