"""A checked page: simulated, written and shown."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from sesim.cli.plan.opening import StoppableRun, opened
from sesim.cli.report.whatif_folder import PART, page_names
from sesim.cli.report.whatif_pages import pages
from sesim.cli.signals import stop_if_signalled
from sesim.cli.terminal import from_here, print_result, progress_bar
from sesim.cli.whatif.request import WhatIfRequest
from sesim.runs.parallel import Crew, crew_of
from sesim.runs.results.configuration import to_plain
from sesim.runs.results.folder import replace_file, writing
from sesim.runs.results.store import CONFIG, as_yaml, write_provenance
from sesim.whatif.folder import GridFolder
from sesim.whatif.simulation import Values, simulated
from sesim.whatif.tables import GridTables, tables

KEPT = "the histories that were finished are kept"

HEADER = "# The study of the page, as it is now. Run it with:  sesim --config-path THIS_FOLDER\n"

MOST_BYTES = 1_500_000
"""A larger page is mentioned: many mail systems would not take it."""


def perform(request: WhatIfRequest) -> Path:
    """Simulate every setting, write the folder, print where it is, and return it.

    Raises:
        OutputError: results cannot go where they were asked to; nothing has been simulated.
        RunError: a history failed; those that are finished are kept.
    """
    started, clock = datetime.now().astimezone(), time.perf_counter()
    grid = request.grid
    crew = crew_of(grid.study.settings)
    with _opened(request, started) as folder:
        total = len(grid.cells) * grid.study.settings.replications
        with progress_bar(total, "histories", "simulating the settings") as progress:
            values = simulated(grid, crew, folder.store, progress)
        stop_if_signalled()
        made = tables(grid, values)
        _write(request, values, made, folder.path)
        _record(request, folder.path, started, time.perf_counter() - clock, crew)
        folder.done()
    print_result("\n".join(_lines(request, folder.path)), folder.path)
    return folder.path


def _opened(request: WhatIfRequest, started: datetime) -> AbstractContextManager[GridFolder]:
    """Open the folder, new or resumed."""
    grid, resume = request.grid, request.resume
    output = grid.study.settings.output
    run = StoppableRun("sesim-whatif", PART, output, resume, request.arguments)
    return opened(run, started, GridFolder, lambda path: GridFolder(path, grid, resume=resume))


def _write(request: WhatIfRequest, values: Values, made: GridTables, folder: Path) -> None:
    """Write the tables, the study and the pages."""
    with writing(folder, KEPT):
        for name in ("cells", "comparison"):
            text = getattr(made, name).to_csv(index=False, lineterminator="\n")
            replace_file(folder / f"{name}.csv", text.encode())
        replace_file(folder / "histories.parquet", made.histories.to_parquet(index=False))
        study = as_yaml(to_plain(request.grid.study))
        replace_file(folder / CONFIG, (HEADER + study).encode())
        for name, text in pages(request.grid, values, made.comparison).items():
            replace_file(folder / name, text.encode())


def _record(
    request: WhatIfRequest, folder: Path, started: datetime, seconds: float, crew: Crew
) -> None:
    """Write where the results come from."""
    grid = request.grid
    about = {
        "settings": request.settings.model_dump(mode="json"),
        "since": grid.since.isoformat(),
        "cells": len(grid.cells),
    }
    with writing(folder, KEPT):
        write_provenance(grid.study, folder, started, seconds, crew.workers, {PART: about})


def _lines(request: WhatIfRequest, folder: Path) -> Iterator[str]:
    """Yield what was made, what this programme cannot have, and where the pages are."""
    grid = request.grid
    histories = grid.study.settings.replications
    yield f"{len(grid.cells)} settings, {histories} histories of each"
    for lever in grid.levers:
        for value, why in lever.impossible:
            yield f"  left out: {lever.name} {value}: {why}"
    for name in page_names(folder):
        size = (folder / name).stat().st_size
        too_large = "; too large for many mails" if size > MOST_BYTES else ""
        yield f"Page: {from_here(folder / name)} ({size / 1e6:.1f} MB{too_large})"
