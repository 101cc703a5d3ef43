"""A calibration on disk: tables of draws, diagnostics and where they came from."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sesim.calibration.calibrate import Calibration
from sesim.calibration.reference_table import KEPT
from sesim.calibration.settings import FEWEST_RUNS
from sesim.runs.draws import TRIED_OUT
from sesim.runs.results.folder import replace_file, writing

TABLES = "tables"

PREDICTED = "posterior_predictive.parquet"
"""The posterior predictive, draw by draw."""


OTHER = "other_method"
"""Draws of the method whose posterior is not kept, if both were asked for."""


def write(calibration: Calibration, folder: Path) -> None:
    """Write the draws and the diagnostics of a calibration into its folder.

    Raises:
        RunError: the folder cannot be written.
    """
    with writing(folder, KEPT):
        (folder / TABLES).mkdir(parents=True, exist_ok=True)
        for path in (folder / TABLES).glob("*.csv"):
            if path.stem not in calibration.tables:
                path.unlink()  # of an earlier calibration by other methods
        runs = len(calibration.fit.table)
        for name, table in calibration.tables.items():
            if runs < FEWEST_RUNS:  # to be known also where one table stands alone
                table = table.assign(**{TRIED_OUT: f"{runs} runs: not for use"})
            text = table.to_csv(index=False, lineterminator="\n")
            replace_file(folder / TABLES / f"{name}.csv", text.encode())
        drawn = {"prior": calibration.prior, "posterior": calibration.posterior}
        if calibration.other is not None:
            drawn[OTHER] = calibration.other
        else:
            (folder / f"{OTHER}.parquet").unlink(missing_ok=True)  # of an earlier calibration
        for name, table in drawn.items():
            about = {**calibration.about, "draws": name}
            replace_file(folder / f"{name}.parquet", packed(table, about))
        about = {**calibration.about, "draws": "posterior_predictive"}
        replace_file(folder / PREDICTED, packed(calibration.predicted, about))


def packed(table: pd.DataFrame, about: Mapping[str, Any]) -> bytes:
    """Return a table of draws as a Parquet file that records where it came from."""
    marked = table.copy()
    marked.attrs.update(about)
    file = io.BytesIO()
    marked.to_parquet(file, engine="pyarrow", compression="zstd", index=False)
    return file.getvalue()
