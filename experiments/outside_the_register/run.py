"""Predict the programmes that have no published counts, and say which predictions hold anything."""

from datetime import timedelta
from pathlib import Path

import committed
import pandas as pd

import sesim
from sesim.validation.agreement import says_something
from sesim.validation.figures import FigureUnit

PROGRAMMES = (
    "habo", "jonkoping_ips", "jobbtorg", "vaggeryd",
    "ips_psykosvard", "gislaved_ips", "varnamo_ips",
)  # fmt: skip
REPLICATIONS, QUICK = 200, 4

SHARES = ("employed_share", "any_job_by_12_months")
SHORTEST = timedelta(days=365)
"""A programme that has run for less has a share of almost nobody."""

FEWEST = 0.8
"""Of the replications, below which a share that is known in the others says nothing."""


def make(folder: Path, quick: bool) -> None:
    """Simulate the seven programmes, each for as long as it had run."""
    replications = QUICK if quick else REPLICATIONS
    study = sesim.load_study(
        [f"programmes=[{','.join(PROGRAMMES)}]", f"replications={replications}", "workers=2"]
    )
    summary = sesim.simulate(study).summary
    everybody = summary[summary["group"] == "all"].set_index(["programme", "outcome"])
    rows = []
    for name in PROGRAMMES:
        since = study.programmes[name].since
        participants = round(everybody.loc[(name, "participants"), "mean"], 1)
        row = {"programme": name, "since": since, "participants": participants}
        for outcome in SHARES:
            share = everybody.loc[(name, outcome)]
            row |= cells(share, outcome, replications, study.settings.end - since)
        rows.append(row)
    committed.write(rows, folder / "predictions.csv")


def cells(
    row: pd.Series, outcome: str, replications: int, followed: timedelta
) -> dict[str, object]:
    """Return mean and interval of a share, if most replications have one, and what they say."""
    label = outcome if outcome.endswith("share") else f"{outcome}_share"
    names = label, f"{label}_low", f"{label}_high"
    known = row["replications"] >= FEWEST * replications
    values = [round(row[name], 3) if known else None for name in ("mean", "low", "high")]
    holds = known and followed >= SHORTEST and says_something(*values, FigureUnit.SHARE)
    return {
        **dict(zip(names, values, strict=True)),
        f"{outcome}_says": "something" if holds else "nothing",
    }


if __name__ == "__main__":
    committed.run(Path(__file__).parent, make, "predictions.csv")
