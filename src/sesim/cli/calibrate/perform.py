"""A checked calibration: run, written and shown."""

import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd

from sesim.calibration.bank import simulated
from sesim.calibration.calibrate import Calibration, calibrate
from sesim.calibration.netcdf import require_netcdf, write_netcdf
from sesim.calibration.neural import MissingExtraError
from sesim.calibration.reference_table import FOLDER, MARK, TRUTHS_FOLDER
from sesim.calibration.store import write
from sesim.cli.calibrate.request import PART, CalibrationRequest
from sesim.cli.signals import stop_if_signalled
from sesim.cli.terminal import WIDTH, from_here, print_result, stage_bar
from sesim.report.calibration.diagnostics import constrained
from sesim.report.calibration.figures import draw_possible
from sesim.report.calibration.page import calibration_report
from sesim.report.html.environment import file_name
from sesim.report.text.language import LANGUAGES, language
from sesim.runs.parallel import Crew, crew_of
from sesim.runs.results.folder import OUTPUTS, RunFolder, filled_bit_by_bit, replace_file, writing
from sesim.study import StudyError

NETCDF = "calibration.nc"


def perform(request: CalibrationRequest, *, netcdf: bool = False) -> Path:
    """Calibrate, write the folder, print a summary, and return where the folder is.

    Args:
        request: what is calibrated, how, and to what.
        netcdf: whether it is also written as one netCDF file.

    Raises:
        StudyError: an extra is asked for and not installed; nothing has been run.
        OutputError: results cannot go where they were asked to.
        RunError: a run failed; finished runs are kept.
    """
    if netcdf:
        _require_netcdf()
    study = request.study
    crew = crew_of(study.settings)
    with _folder(study.settings.output or str(OUTPUTS / PART)) as folder:
        found = _calibrated(request, folder, crew)
        stop_if_signalled()
        write(found, folder)
        if netcdf:
            write_netcdf(found, folder / NETCDF)
        _write_pages(found, study.titles, folder)
    print_result("\n".join([*_left_out(request), _summary(found, folder)]), folder)
    return folder


def _require_netcdf() -> None:
    try:
        require_netcdf()
    except MissingExtraError as error:
        raise StudyError([f"--netcdf: {error}"]) from None


def _calibrated(request: CalibrationRequest, folder: Path, crew: Crew) -> Calibration:
    settings = request.settings
    with stage_bar(simulated(settings), "runs") as progress:
        try:
            return calibrate(*request, folder, crew, progress)
        except MissingExtraError as error:
            raise StudyError([f"{PART}: {error}"]) from None


def _write_pages(found: Calibration, titles: Mapping[str, str], folder: Path) -> None:
    """Write the pages and the figures, of results that are there already."""
    with writing(folder, "the posterior and the tables are there"):
        for code in LANGUAGES:
            drawn = draw_possible(language(code), found.tables, titles, folder / "figures" / code)
            page = calibration_report(
                found.tables, titles, found.about, code,
                pictures=drawn.pictures, failed=drawn.failed,
            )  # fmt: skip
            replace_file(folder / file_name(code), page.encode())


@contextmanager
def _folder(output: str) -> Iterator[Path]:
    """Give the folder of a calibration, which is there already only if it holds one.

    It is removed again if nothing has been written into it.

    Raises:
        OutputError: it cannot be one.
    """
    path = Path(output)
    if _is_calibration(path):
        yield path.expanduser()
        return
    with filled_bit_by_bit(RunFolder(path)):
        yield path.expanduser()


def _is_calibration(path: Path) -> bool:
    """Whether a path can be used and is the folder of a calibration."""
    with suppress(OSError, RuntimeError, ValueError):  # a new folder is checked with a reason
        return holds_calibration(path.expanduser().resolve())
    return False


def holds_calibration(folder: Path) -> bool:
    """Whether a folder is that of a calibration, finished or not, or only just begun."""
    table = folder / FOLDER
    if (table / MARK).is_file() or not table.is_dir():
        return table.is_dir()
    begun = all(one.name.startswith(f".{MARK}.") for one in table.iterdir())
    return begun and {one.name for one in folder.iterdir()} <= {FOLDER, TRUTHS_FOLDER}


def _left_out(request: CalibrationRequest) -> Iterator[str]:
    """Yield which figures are left out, since the prior is fitted to them."""
    if used := request.targets.used:
        text = (
            f"Left out, since the prior ({request.settings.prior}) is fitted to them already: the "
            f"counts of {', '.join(used)}."
        )
        yield textwrap.fill(text, WIDTH)


def _constrained(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Yield how often intervals held each parameter that the counts constrain, if any is."""
    shares = constrained(tables)
    if len(shares):
        yield (
            f"Of the {len(shares)} parameters that the counts constrain, each by itself: those of "
            f"90% in {100 * shares.min():.0f} to {100 * shares.max():.0f}%."
        )


def _summary(found: Calibration, folder: Path) -> str:
    """Return what the terminal shows when a calibration is done."""
    tables: dict[str, Any] = dict(found.tables)
    coverage = tables["coverage"].iloc[0]
    predicted = tables["posterior_predictive"]
    counts = predicted[predicted["programme"] != "county"]
    share = predicted.iloc[-1]
    left_out = tables["leave_one_out"]
    employed = left_out[left_out["quantity"] == "employed"]
    own = "own_programmes" in found.about
    what, value = ("Counts", "counted") if own else ("Published counts", "published")
    lines = [
        f"Reference table: {len(found.fit.table)} runs; the posterior rests on "
        f"{tables['summary']['effective_runs'][0]:.0f} of them.",
        "Intervals of 50, 80 and 90% held the true value in "
        + ", ".join(f"{100 * coverage[f'within_{level}']:.0f}%" for level in ("0.5", "0.8", "0.9"))
        + " of the cases (synthetic data).",
        *_constrained(tables),
        f"{what} inside their 90% intervals: {counts['inside'].sum()} of {len(counts)}.",
        f"County, employed share: {share['mean']:.1%} [{share['low']:.1%} to {share['high']:.1%}], "
        f"{value} {share['observed']:.1%}.",
        *(
            [
                f"Predicted without a programme's own counts: employed inside in "
                f"{employed['inside'].sum()} of {len(employed)} programmes."
            ]
            if len(employed)
            else []
        ),
        f"Results: {from_here(folder)}",
    ]
    return "\n".join(lines)
