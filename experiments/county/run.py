"""Simulate the county as it was, and put it beside what was published.

make experiment NAME=county                  simulate anew, and compare with what is committed
make experiment NAME=county ARGS=--write     replace what is committed
make experiment NAME=county ARGS=--quick     try it out: two replications, nothing compared
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import sesim
from sesim.study.parameters import Label, register

HERE = Path(__file__).parent
SESIM = Path(sys.executable).with_name("sesim")
FIGURE = "employed_share.svg"

OUTCOMES = ("participants", "employed", "ongoing", "employed_share")
REPLICATIONS, FOR_FACTORS = 100, 40
QUICK = 2


def main() -> None:
    """Do what the arguments say; exit with 1 if the committed answer is not what comes out."""
    parser = argparse.ArgumentParser(description=__doc__)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--write", action="store_true", help="replace what is committed")
    choice.add_argument("--quick", action="store_true", help="only try it out")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder)
        county(new, QUICK if asked.quick else REPLICATIONS)
        factors(new, QUICK if asked.quick else FOR_FACTORS)
        differing = [path.name for path in new.iterdir() if path.is_file() and not same(path)]
        if asked.write:
            for path in new.iterdir():
                if path.is_file():
                    (HERE / path.name).write_bytes(path.read_bytes())
            print("written:", *differing or ["nothing new"])
        elif asked.quick:
            print((new / "county.csv").read_text(encoding="utf-8"))
        elif differing:
            sys.exit(f"not as committed: {', '.join(sorted(differing))}")
        else:
            print("as committed")


def same(path: Path) -> bool:
    """Tell whether a file is as committed."""
    committed = HERE / path.name
    return committed.exists() and committed.read_bytes() == path.read_bytes()


def county(folder: Path, replications: int) -> None:
    """Run the default study by its command, and keep its table and its figure."""
    results = folder / "results"
    command = [SESIM, f"replications={replications}", f"output={results}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    summary = pd.read_csv(results / "summary.csv")
    places = summary["programme"].unique()
    rows = [{"programme": place} | row(summary, place, published=True) for place in places]
    write(rows, folder / "county.csv")
    (folder / FIGURE).write_bytes((results / "figures" / FIGURE).read_bytes())


def factors(folder: Path, replications: int) -> None:
    """Run the county with the provisional factors, and with all or one at their prior median."""
    rows = []
    for name, values in variants():
        study = sesim.load_study([f"replications={replications}", *values])
        summary = sesim.simulate(study).summary
        rows.append({"provisional_factors": name} | row(summary, "county", published=False))
    write(rows, folder / "factors.csv")


def variants() -> Iterator[tuple[str, list[str]]]:
    """Yield a name for each setting of the factors, and the overrides that make it."""
    back = {
        name: f"parameters.{name}={one.prior.median}"
        for name, one in register().items()
        if one.label is Label.PROVISIONAL
    }
    yield "as set", []
    yield "all at 1", list(back.values())
    for name, override in back.items():
        yield f"`{name}` at 1", [override]


def row(summary: pd.DataFrame, place: str, *, published: bool) -> dict[str, float]:
    """Return mean and interval of the outcomes of one place, and what was published."""
    chosen = summary[(summary["programme"] == place) & (summary["group"] == "all")]
    figures = chosen.set_index("outcome")
    cells: dict[str, float] = {}
    for outcome in OUTCOMES:
        digits = 4 if outcome.endswith("share") else 1
        mean, low, high, observed = figures.loc[outcome, ["mean", "low", "high", "observed"]]
        cells[outcome] = round(mean, digits)
        cells[f"{outcome}_low"] = round(low, digits)
        cells[f"{outcome}_high"] = round(high, digits)
        if published:
            cells[f"{outcome}_published"] = round(observed, digits)
    return cells


def write(rows: list[dict[str, float]], path: Path) -> None:
    """Write rows as CSV."""
    pd.DataFrame(rows).to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
