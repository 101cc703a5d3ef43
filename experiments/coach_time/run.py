"""Give the coaches' hours to other things: less social work, more employers, longer support."""

from pathlib import Path

import committed
import figures
import pandas as pd
import sweeps

from sesim.outcomes import COUNTY

HERE = Path(__file__).parent

LABELS = {
    "social_work_half": "half of the social work elsewhere",
    "case_management": "all social work elsewhere",
    "mapping_short": "short mapping everywhere",
    "mapping_long": "long mapping everywhere",
    "focus_three_eighths": "employer focus 0.375",
    "employer_focus": "employer focus 1",
    "focus_one_and_a_half": "employer focus 1.5",
    "support_weekly": "weekly support throughout",
}

OUTCOMES = (
    "employed", "employed_share", "employed_per_referred", "first_job_by_12_months",
    "retention_12_months", "service_ratio",
)  # fmt: skip

ACTIVITIES = {
    "mapping": ("mapping",),
    "social_work": ("social_work",),
    "search": ("search_support",),
    "employers": ("employer_contact",),
    "support": ("placement_support", "job_support"),
    "other": ("motivational_work", "training"),
}
"""Columns of the table of hours, and the activities whose hours they hold."""

MOVED = {
    "social_work_half": "social_work",
    "case_management": "social_work",
    "mapping_short": "mapping",
    "mapping_long": "mapping",
    "focus_three_eighths": "employers",
    "employer_focus": "employers",
    "focus_one_and_a_half": "employers",
    "support_weekly": "support",
}
"""The activity whose hours a scenario changes first; the others follow."""

PER = 100
"""Hours whose effect the table shows."""


def make(folder: Path, quick: bool) -> None:
    """Run the sweep; keep the county's differences, and where the hours went."""
    with sweeps.run(HERE, quick, small=["programmes=eksjo"]) as sweep:
        differences = sweeps.differences(sweep, [COUNTY], OUTCOMES)
        committed.write(differences.drop(columns="programme"), folder / "differences.csv")
        committed.write(hours(sweep), folder / "hours.csv")
        figures.keep(figure(sweep.comparison), folder, "differences")


def hours(sweep: sweeps.Sweep) -> pd.DataFrame:
    """Return hours by activity, and the change in employed for each 100 hours moved.

    The hours are those given in the window, as means over histories.
    """
    means = sweep.summary.set_index(["scenario", "programme", "outcome"])["mean"]
    rows = []
    for scenario in sweep.labels:
        found = means[scenario][COUNTY]
        given = {
            head: sum(float(found[f"hours_{word}"]) for word in words)
            for head, words in ACTIVITIES.items()
        }
        rows.append({"scenario": scenario} | given | {"employed": float(found["employed"])})
    table = pd.DataFrame(rows).set_index("scenario")
    table["all"] = table[list(ACTIVITIES)].sum(axis=1)
    change = table - table.loc["baseline"]
    per = {
        scenario: PER * change.loc[scenario, "employed"] / abs(change.loc[scenario, activity])
        if change.loc[scenario, activity]
        else float("nan")
        for scenario, activity in MOVED.items()
    }
    kept = table[[*ACTIVITIES, "all"]].round(0)
    kept["moved"] = pd.Series({name: change.loc[name, MOVED[name]].round(0) for name in MOVED})
    kept[f"employed_per_{PER}_hours_moved"] = pd.Series(per).round(2)
    return kept.reset_index()


def figure(comparison: pd.DataFrame) -> figures.Figure:
    """Draw the differences by lever."""
    heads = {
        "employed": "People with a job",
        "first_job_by_12_months": "Job in a year",
        "service_ratio": "Service ratio",
    }
    return figures.effects_of(
        comparison,
        COUNTY,
        LABELS,
        heads,
        "What the county's jobs depend on when coaches spend their hours on other things",
        "The county: difference from how it was, with the same people and the same chance events.",
    )


if __name__ == "__main__":
    committed.run(HERE, make, "differences.csv")
