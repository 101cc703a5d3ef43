"""What `sesim-sensitivity` does: it runs the analysis, writes and draws it, and sums it up."""

import time
from datetime import datetime
from pathlib import Path
from typing import Any

from sesim.cli.sensitivity.request import SensitivityRequest
from sesim.cli.sensitivity.settings import PART
from sesim.cli.sensitivity.summary import names_of, subject, summary_text
from sesim.cli.signals import stop_if_signalled
from sesim.cli.terminal import print_result, stage_bar
from sesim.report.sensitivity.tornado import draw_sensitivity
from sesim.runs.draws import load
from sesim.runs.errors import RunError
from sesim.runs.parallel import crew_of
from sesim.runs.results.configuration import to_plain
from sesim.runs.results.folder import new_folder, writing
from sesim.runs.results.store import (
    CONFIG,
    as_yaml,
    write_provenance,
    write_table,
    write_text,
)
from sesim.sensitivity.analysis import SensitivityResults, answer

HEADER = """\
# The complete study, and how it was analysed (sesim-sensitivity).
"""


def perform(request: SensitivityRequest) -> Path:
    """Analyse, write the folder, print a summary, and return where the folder is.

    Raises:
        StudyError: the scenario does not fit together with a draw of the parameters.
        OutputError: results cannot go where they were asked to; nothing has been simulated.
        RunError: a run failed; nothing is left of it.
    """
    started, clock = datetime.now().astimezone(), time.perf_counter()
    settings = request.study.settings
    crew = crew_of(settings)
    with new_folder(settings.output, PART, started) as target:
        with stage_bar(request.question.runs, "replications") as progress:
            found = answer(request.question, crew, progress)
        stop_if_signalled()
        _write(request, found, target.inside, target.path)
        seconds = time.perf_counter() - clock
        _record(request, target.inside, target.path, started, seconds, crew.workers)
    print_result(summary_text(request, found, target.path), target.path)
    return target.path


def _write(
    request: SensitivityRequest, found: SensitivityResults, inside: Path, path: Path
) -> None:
    """Write the tables and the figures."""
    with writing(path):
        (inside / "tables").mkdir()
        for name, table in found.tables.items():
            write_table(table, inside / "tables" / f"{name}.csv")
        try:
            draw_sensitivity(found.tables, names_of(request), subject(request), inside / "figures")
        except (ValueError, RuntimeError) as error:
            raise RunError(f"the figures cannot be drawn: {error}") from error


def _record(
    request: SensitivityRequest,
    inside: Path,
    path: Path,
    started: datetime,
    seconds: float,
    workers: int,
) -> None:
    """Write what was done and where it came from."""
    settings = request.settings
    part = settings.model_dump(mode="json", exclude_unset=True)
    configuration: dict[str, Any] = {**to_plain(request.study), PART: part}
    with writing(path):
        write_text(inside / CONFIG, HEADER + as_yaml(configuration))
        draws = {name: load(getattr(settings, name)).identity for name in ("prior", "posterior")}
        more = {PART: part, "draws": draws}
        write_provenance(request.study, inside, started, seconds, workers, more)
