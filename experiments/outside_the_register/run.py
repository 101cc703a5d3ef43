"""Predict the programmes that have no published counts, and say which predictions hold anything."""

from datetime import timedelta
from pathlib import Path

import committed
import pandas as pd

import sesim

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
    committed.write(
        [
            {
                "programme": name,
                "since": study.programmes[name].since,
                "participants": round(everybody.loc[(name, "participants"), "mean"], 1),
                **{
                    key: value
                    for one in SHARES
                    for key, value in cells(
                        everybody.loc[(name, one)],
                        one,
                        replications,
                        study.settings.end - study.programmes[name].since,
                    )
                },
            }
            for name in PROGRAMMES
        ],
        folder / "predictions.csv",
    )


def cells(
    row: pd.Series, outcome: str, replications: int, followed: timedelta
) -> list[tuple[str, object]]:
    """Return mean and interval of a share, if most replications have one, and what they say."""
    label = outcome if outcome.endswith("share") else f"{outcome}_share"
    names = label, f"{label}_low", f"{label}_high"
    known = row["replications"] >= FEWEST * replications
    values = [round(row[name], 3) if known else None for name in ("mean", "low", "high")]
    holds = known and followed >= SHORTEST and says(*values)
    return [
        *zip(names, values, strict=True),
        (f"{outcome}_says", "something" if holds else "nothing"),
    ]


def says(mean: float, low: float, high: float) -> bool:
    """Whether an interval leaves out half of the odds of the mean, or twice as much.

    >>> says(0.5, 0.4, 0.6), says(0.5, 0.3, 0.7)
    (True, False)
    """
    if not 0 < mean < 1:
        return False
    less, more = (odds / (1 + odds) for odds in (mean / (1 - mean) * times for times in (0.5, 2)))
    return not (low <= less and more <= high)


if __name__ == "__main__":
    committed.run(Path(__file__).parent, make, "predictions.csv")
