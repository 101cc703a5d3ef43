"""Calibrate the county in full, and keep the posterior, its diagnostics and the figures.

It is calibrated three times: as shipped by default, from outside evidence only, and as if the
model erred. The reference tables stay in outputs/, so a stopped calibration continues.
With --write the shipped parameter draws are replaced too.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import committed
import figures
import pandas as pd

import sesim
from sesim.outcomes import COUNTY
from sesim.report.calibration.figures import calibration_figures
from sesim.validation.left_out import SHIPPED as LEFT_OUT
from sesim.validation.left_out import left_out_of, table_of

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHIPPED = ROOT / "src" / "sesim" / "runs" / "shipped"
CALIBRATE = Path(sys.executable).with_name("sesim-calibrate")

POSTERIORS: dict[str, tuple[str, ...]] = {
    "posterior": (),
    "outside": ("calibration=outside", "experiment=posts_as_financed"),
    "discrepancy": ("calibration=discrepancy",),
}
"""What is shipped, and how it is made."""

SHARING = "discrepancy"
"""Learns from the same runs as the posterior, with an error added to them."""

PREDICTED = ("participants", "employed", "ongoing", "employed_share")
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
    results = {name: ROOT / "outputs" / f"calibration_{name}" for name in POSTERIORS}
    crosscheck = ["calibration.crosscheck=true"] if find_spec("sbi") else []
    for name, how in POSTERIORS.items():
        if name == SHARING:
            share(results["posterior"], results[name])
        calibrate(results[name], *how, *crosscheck)
    keep(results["posterior"], folder)
    committed.write(posteriors(results), folder / "posteriors.csv")
    committed.write(predictions(results), folder / "posteriors_predict.csv")
    ship(results["posterior"] / "prior.parquet", "prior")
    for name, one in results.items():
        ship(one / "posterior.parquet", name)
    new_rows = left_out_text(folder)
    if "--write" in sys.argv:
        LEFT_OUT.write_text(new_rows, encoding="utf-8")
    elif new_rows != LEFT_OUT.read_text(encoding="utf-8"):
        sys.exit(f"not as shipped: {LEFT_OUT.relative_to(ROOT)}")


def share(runs: Path, results: Path) -> None:
    """Let a calibration begin with the runs of another one, which are the same."""
    for part in ("bank", "truths"):
        if not (results / part).exists():
            shutil.copytree(runs / part, results / part)


def ship(new: Path, name: str) -> None:
    """Replace a table of draws that is shipped, or compare it with the new one."""
    shipped = SHIPPED / f"{name}.parquet"
    if "--write" in sys.argv:
        SHIPPED.mkdir(exist_ok=True)
        shipped.write_bytes(new.read_bytes())
    elif not pd.read_parquet(new).equals(pd.read_parquet(shipped)):
        sys.exit(f"not as shipped: {shipped.relative_to(ROOT)}")


def posteriors(results: Mapping[str, Path]) -> pd.DataFrame:
    """Return the free parameters in each posterior, with how much the counts show of them."""
    found: dict[str, pd.Series] = {}
    for name, folder in results.items():
        table = pd.read_csv(folder / "tables" / "parameters.csv")
        table = table[table["label"] == "free"].set_index("parameter")
        for quantile, end in (("50", ""), ("5", "_low"), ("95", "_high")):
            found[name + end] = table[f"posterior_{quantile}"].map(three_digits)
        found[f"{name}_contraction"] = table["contraction"].round(2)
    return pd.DataFrame(found).reset_index()


def predictions(results: Mapping[str, Path]) -> pd.DataFrame:
    """Return what each posterior predicts of the county, and of programmes left out."""
    rows = []
    for name, folder in results.items():
        after = pd.read_csv(folder / "tables" / "posterior_predictive.csv")
        county = after[after["programme"] == COUNTY].set_index("quantity")
        row: dict[str, object] = {"posterior": name}
        for quantity in PREDICTED:
            for column, end in (("mean", ""), ("low", "_low"), ("high", "_high")):
                row[quantity + end] = three_digits(county[column][quantity])
        left = pd.read_csv(folder / "tables" / "leave_one_out.csv")
        row["counts_inside"] = int(after[after["programme"] != COUNTY]["inside"].sum())
        row["left_out_inside"] = int(left[left["quantity"] == "employed"]["inside"].sum())
        rows.append(row)
    return pd.DataFrame(rows)


def three_digits(value: float) -> float:
    """Return a number with three significant digits."""
    return float(f"{value:.3g}")


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
    constrained(results).pipe(committed.write, folder / "coverage_constrained.csv")
    draw(folder)


def draw(folder: Path) -> None:
    """Draw the figures from the tables in a folder, so that they agree digit by digit."""
    tables = {path.stem: pd.read_csv(path) for path in folder.glob("*.csv")}
    # The shipped draws may be those that this calibration replaces.
    titles = sesim.load_study(["parameters=register"]).titles
    for name, figure in calibration_figures(tables, titles).items():
        figures.keep(figure, folder, name)


def constrained(results: Path) -> pd.DataFrame:
    """Return how often intervals held each parameter that the counts constrain."""
    tables = results / "tables"
    known = pd.read_csv(tables / "parameters.csv").set_index("parameter")["contraction"]
    held = pd.read_csv(tables / "coverage.csv").rename(columns={"coordinates": "parameter"})
    held["contraction"] = held["parameter"].map(known).round(2)
    chosen = held[held["contraction"] >= INFORMED]
    return chosen.sort_values("contraction", ascending=False).round(DIGITS)


def free(results: Path) -> pd.DataFrame:
    """Return prior and posterior of the free parameters, and of others that are known better."""
    table = pd.read_csv(results / "tables" / "parameters.csv")
    informed = (table["label"] == "context") & (table["contraction"] >= INFORMED)
    table = table[(table["label"] == "free") | informed]
    columns = {"parameter": table["parameter"], "label": table["label"]}
    for name in ("prior", "posterior"):
        for quantile, end in (("50", ""), ("5", "_low"), ("95", "_high")):
            columns[name + end] = table[f"{name}_{quantile}"].map(three_digits)
    return pd.DataFrame(columns).assign(
        shift=table["shift"].round(2), contraction=table["contraction"].round(2)
    )


if __name__ == "__main__":
    committed.run(HERE, make, "posterior_predictive.csv")
