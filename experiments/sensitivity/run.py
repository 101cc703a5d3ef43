"""What the county's 41 % and the effect of rapid search depend on, and what is worth knowing."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import committed
import pandas as pd

from sesim.cli.sensitivity.request import load_sensitivity
from sesim.cli.sensitivity.summary import names_of, subject
from sesim.report.sensitivity.tornado import draw_sensitivity

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
        words = [*ASKED, *(QUICK if quick else FULL)]
        subprocess.run(  # noqa: S603 - our own
            [SENSITIVITY, *words, f"output={results}"], check=True, stdout=subprocess.DEVNULL
        )
        keep(results, folder, words)


def keep(results: Path, folder: Path, words: Sequence[str]) -> None:
    """Keep the first rows of the tables with fewer digits, and draw the figures from them."""
    for name in TABLES:
        table = pd.read_csv(results / "tables" / f"{name}.csv")
        rounded = {
            column: [float(f"{value:.{DIGITS}g}") for value in table[column]]
            for column in table.columns
            if table[column].dtype.kind == "f"
        }
        committed.write(table.assign(**rounded).head(LONGEST), folder / f"{name}.csv")
    draw(folder, words)


def draw(folder: Path, words: Sequence[str] = (*ASKED, *FULL)) -> None:
    """Draw the figures of the tables in a folder."""
    tables = {name: pd.read_csv(folder / f"{name}.csv") for name in TABLES}
    request = load_sensitivity(words)
    with tempfile.TemporaryDirectory() as scratch:
        paths = draw_sensitivity(tables, names_of(request), subject(request), Path(scratch))
        for path in paths:
            if path.suffix == ".svg":
                (folder / path.name).write_bytes(path.read_bytes())


if __name__ == "__main__":
    committed.run(HERE, make, "information.csv")
