"""A checked page: simulated, written and shown."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sesim.cli.resume import how_to_resume
from sesim.cli.signals import leave, stop_if_signalled
from sesim.cli.terminal import from_here, print_result, progress_bar
from sesim.cli.whatif.pages import page_names, pages
from sesim.cli.whatif.request import PART, WhatIfRequest
from sesim.plan.folder import holds_nothing
from sesim.runs.errors import OutputError
from sesim.runs.parallel import Crew, crew_of
from sesim.runs.results.configuration import to_plain
from sesim.runs.results.folder import RunFolder, new_folder, replace_file, writing
from sesim.runs.results.provenance import describe, file_hashes
from sesim.runs.results.store import CONFIG, PROVENANCE, as_yaml
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


@contextmanager
def _opened(request: WhatIfRequest, started: datetime) -> Iterator[GridFolder]:
    """Open the folder, and keep the message after a signal true.

    Raises:
        OutputError: it cannot be used.
    """
    output = request.grid.study.settings.output
    with ExitStack() as stack:
        if request.resume:
            path = Path(output or "").expanduser().resolve()
            if not path.is_dir():
                raise OutputError(f"output: {path}: there is no such folder to resume")
        elif killed := _killed_early(output):
            path = killed
        else:
            path = stack.enter_context(_new(new_folder(output, PART, started)))
        folder = stack.enter_context(GridFolder(path, request.grid, resume=request.resume))
        how = how_to_resume("sesim-whatif", request.arguments, None if output else path)
        leave(f"finished histories are kept; {how}")
        try:
            yield folder
        finally:
            if not len(folder.store):
                leave(None)


def _killed_early(output: str | None) -> Path | None:
    """Return the folder if the command was killed in it before it had kept anything."""
    with suppress(OSError, RuntimeError, ValueError):  # a new folder reports them
        path = Path(output or "").expanduser().resolve()
        return path if output and holds_nothing(path, GridFolder.STATE) else None
    return None


@contextmanager
def _new(folder: RunFolder) -> Iterator[Path]:
    """Make an empty folder; remove it again if it stays empty."""
    try:
        with folder:
            pass
        yield folder.path
    finally:
        folder.remove_if_empty()


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
    with writing(folder, KEPT):
        hashes = {
            name: value
            for name, value in file_hashes(folder).items()
            if not name.startswith(".") and name != PROVENANCE
        }
        grid = request.grid
        record = describe(grid.study, started, seconds, crew.workers, hashes)
        record[PART] = {
            "settings": request.settings.model_dump(mode="json"),
            "since": grid.since.isoformat(),
            "cells": len(grid.cells),
        }
        text = json.dumps(record, indent=2, ensure_ascii=False)
        replace_file(folder / PROVENANCE, f"{text}\n".encode())


def _lines(request: WhatIfRequest, folder: Path) -> Iterator[str]:
    """Yield what was made, what this programme cannot have, and where the pages are."""
    grid = request.grid
    histories = grid.study.settings.replications
    yield f"{len(grid.cells)} settings, {histories} histories of each"
    for lever in grid.levers:
        for value, why in lever.impossible:
            yield f"  left out: {lever.name} {value}: {why}"
    for name in page_names():
        size = (folder / name).stat().st_size
        too_large = "; too large for many mails" if size > MOST_BYTES else ""
        yield f"Page: {from_here(folder / name)} ({size / 1e6:.1f} MB{too_large})"
