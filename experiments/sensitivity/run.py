"""What the county's 41 % and the effect of rapid search depend on, and what is worth knowing."""

import subprocess
import sys
import tempfile
from pathlib import Path

import committed
import pandas as pd

HERE = Path(__file__).parent
SENSITIVITY = Path(sys.executable).with_name("sesim-sensitivity")

ASKED = ["scenario=rapid_search", "scenario.since=null"]
FULL = ["sensitivity=quick", "sensitivity.draws=150", "sensitivity.worth=0.02"]
QUICK = [
    "sensitivity=quick",
    "sensitivity.draws=40",
    "programmes=vetlanda",
    "sensitivity.programme=vetlanda",
    "end=2017-06-30",
]

TABLES = ("sobol_level", "sobol_difference", "information")

LONGEST = 12
"""Rows of the tables that are kept: what is far below the floor of chance is not news."""

DIGITS = 3


def make(folder: Path, quick: bool) -> None:
    """Run the command, and keep the heads of the tables and the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        results = Path(scratch) / "results"
        words = [*ASKED, f"output={results}"]
        words += QUICK if quick else FULL
        subprocess.run([SENSITIVITY, *words], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        keep(results, folder)


def keep(results: Path, folder: Path) -> None:
    """Copy the figures, and the first rows of the tables with fewer digits."""
    for name in TABLES:
        table = pd.read_csv(results / "tables" / f"{name}.csv")
        rounded = {
            column: [float(f"{value:.{DIGITS}g}") for value in table[column]]
            for column in table.columns
            if table[column].dtype.kind == "f"
        }
        committed.write(table.assign(**rounded).head(LONGEST), folder / f"{name}.csv")
    for path in (results / "figures").glob("*.svg"):
        (folder / path.name).write_bytes(path.read_bytes())


if __name__ == "__main__":
    committed.run(HERE, make, "information.csv")
