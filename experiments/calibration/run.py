"""Calibrate the county in full, and keep the posterior, its diagnostics and the figures.

The reference table stays in outputs/calibration, so a stopped calibration continues.
With --write the shipped parameter draws are replaced too.
"""

import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import committed
import figures
import pandas as pd

import sesim
from sesim.report.calibration.figures import calibration_figures
from sesim.validation.left_out import SHIPPED as LEFT_OUT
from sesim.validation.left_out import left_out_of, table_of

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHIPPED = ROOT / "src" / "sesim" / "runs" / "shipped"
CALIBRATE = Path(sys.executable).with_name("sesim-calibrate")

DRAWS = ("posterior", "prior")
INFORMED = 0.2
"""Contraction from which on a context parameter is shown too."""

DIGITS = 4
"""Significant digits of the committed tables."""


def make(folder: Path, quick: bool) -> None:
    """Calibrate by the command, and keep its tables and figures."""
    if quick:
        with tempfile.TemporaryDirectory() as scratch:
            calibrate(Path(scratch) / "calibration", "calibration=quick")
            keep(Path(scratch) / "calibration", folder)
        return
    results = ROOT / "outputs" / "calibration"
    calibrate(results, *(["calibration.crosscheck=true"] if find_spec("sbi") else []))
    keep(results, folder)
    for name in DRAWS:
        new, shipped = results / f"{name}.parquet", SHIPPED / f"{name}.parquet"
        if "--write" in sys.argv:
            SHIPPED.mkdir(exist_ok=True)
            shipped.write_bytes(new.read_bytes())
        elif not pd.read_parquet(new).equals(pd.read_parquet(shipped)):
            sys.exit(f"not as shipped: {shipped.relative_to(ROOT)}")
    new_rows = left_out_text(folder)
    if "--write" in sys.argv:
        LEFT_OUT.write_text(new_rows, encoding="utf-8")
    elif new_rows != LEFT_OUT.read_text(encoding="utf-8"):
        sys.exit(f"not as shipped: {LEFT_OUT.relative_to(ROOT)}")


def left_out_text(tables: Path) -> str:
    """Return the counts that were left out, as sesim-validate shows them."""
    rows = table_of(left_out_of(tables, "calibration"))
    return rows.to_csv(index=False, lineterminator="\n")


def calibrate(output: Path, *overrides: str) -> None:
    """Run the command."""
    subprocess.run([CALIBRATE, *overrides, f"output={output}"], check=True)  # noqa: S603 - our own command


def keep(results: Path, folder: Path) -> None:
    """Copy the tables with fewer digits, and draw their figures."""
    for path in (results / "tables").glob("*.csv"):
        table = pd.read_csv(path)
        rounded = {
            name: [float(f"{value:.{DIGITS}g}") for value in table[name]]
            for name in table.columns
            if table[name].dtype.kind == "f"
        }
        committed.write(table.assign(**rounded), folder / path.name)
    free(results).pipe(committed.write, folder / "free.csv")
    draw(folder)


def draw(folder: Path) -> None:
    """Draw the figures from the tables in a folder, so that they agree digit by digit."""
    tables = {path.stem: pd.read_csv(path) for path in folder.glob("*.csv")}
    # The shipped draws may be those that this calibration replaces.
    titles = sesim.load_study(["parameters=register"]).titles
    for name, figure in calibration_figures(tables, titles).items():
        figures.keep(figure, folder, name)


def free(results: Path) -> pd.DataFrame:
    """Return prior and posterior of the free parameters, and of others that are known better."""
    table = pd.read_csv(results / "tables" / "parameters.csv")
    informed = (table["label"] == "context") & (table["contraction"] >= INFORMED)
    table = table[(table["label"] == "free") | informed]
    columns = {"parameter": table["parameter"], "label": table["label"]}
    for name in ("prior", "posterior"):
        for quantile, end in (("50", ""), ("5", "_low"), ("95", "_high")):
            columns[name + end] = table[f"{name}_{quantile}"].map(
                lambda value: float(f"{value:.3g}")
            )
    return pd.DataFrame(columns).assign(
        shift=table["shift"].round(2), contraction=table["contraction"].round(2)
    )


if __name__ == "__main__":
    committed.run(HERE, make, "posterior_predictive.csv")
