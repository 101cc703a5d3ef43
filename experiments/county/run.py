"""Simulate the county as it was, and put it beside what was published."""

import subprocess
import sys
import tempfile
from pathlib import Path

import committed
import pandas as pd

SESIM = Path(sys.executable).with_name("sesim")
FIGURE = "employed_share.svg"

OUTCOMES = ("participants", "employed", "ongoing", "employed_share")
REPLICATIONS, QUICK = 200, 2


def make(folder: Path, quick: bool) -> None:
    """Run the default study by its command, and keep its table and its figure."""
    with tempfile.TemporaryDirectory() as scratch:
        results = Path(scratch) / "results"
        replications = QUICK if quick else REPLICATIONS
        command = [SESIM, f"replications={replications}", f"output={results}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
        summary = pd.read_csv(results / "summary.csv")
        (folder / FIGURE).write_bytes((results / "figures" / "en" / "shares.svg").read_bytes())
    places = summary["programme"].unique()
    committed.write(
        [{"programme": place} | row(summary, place) for place in places], folder / "county.csv"
    )


def row(summary: pd.DataFrame, place: str) -> dict[str, float]:
    """Return mean, interval and published value of the outcomes of one place."""
    chosen = summary[(summary["programme"] == place) & (summary["group"] == "all")]
    figures = chosen.set_index("outcome")
    cells: dict[str, float] = {}
    for outcome in OUTCOMES:
        digits = 4 if outcome.endswith("share") else 1
        mean, low, high, observed = figures.loc[outcome, ["mean", "low", "high", "observed"]]
        cells[outcome] = round(mean, digits)
        cells[f"{outcome}_low"] = round(low, digits)
        cells[f"{outcome}_high"] = round(high, digits)
        cells[f"{outcome}_published"] = round(observed, digits)
    cells["chance_share"] = round(figures.loc["employed_share", "chance_share"], 2)
    return cells


if __name__ == "__main__":
    committed.run(Path(__file__).parent, make, "county.csv")
