"""A checked validation: simulated, compared, written and shown."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from sesim.cli.plan.opening import StoppableRun, opened
from sesim.cli.signals import stop_if_signalled
from sesim.cli.terminal import WIDTH, from_here, print_result, progress_bar
from sesim.cli.validate.request import PART, ValidationRequest
from sesim.report.html.environment import file_name
from sesim.report.text.language import LANGUAGES
from sesim.report.validation.page import PAGE, validation_page
from sesim.report.validation.shown import DRAWS, PARAMETERS, ShownValidation
from sesim.report.validation.terminal import validation_lines
from sesim.runs.parallel import Crew, crew_of
from sesim.runs.results.configuration import to_plain
from sesim.runs.results.folder import replace_file, writing
from sesim.runs.results.provenance import fingerprint, version
from sesim.runs.results.store import CONFIG, as_yaml, write_provenance
from sesim.validation.comparison import compare
from sesim.validation.folder import ValidationFolder
from sesim.validation.setups import SETUPS, YEARS
from sesim.validation.simulation import Counts, simulated
from sesim.validation.tables import comparisons, yearly
from sesim.validation.years import predictions

KEPT = "the draws that were finished are kept"

COMPARISONS, PREDICTIONS = "comparisons", "predictions"

HEADER = """\
# How the model was compared. Each setup is the default study with these keys changed; the
# parameters and the seed are those of all of them.
"""


def perform(request: ValidationRequest) -> Path:
    """Simulate every setup, write the folder, print a summary, and return where the folder is.

    Raises:
        OutputError: results cannot go where they were asked to; nothing has been simulated.
        RunError: a replication failed; draws that are finished are kept.
    """
    started, clock = datetime.now().astimezone(), time.perf_counter()
    crew = crew_of(request.study.settings)
    with _opened(request, started) as folder:
        draws = request.question.draws
        with progress_bar(draws, "draws", "simulating the setups") as progress:
            counts = simulated(request.question, crew, folder.store, progress)
        stop_if_signalled()
        tables = _tables(request, counts)
        shown = _shown(request, tables)
        _write(request, tables, shown, folder.path)
        _record(request, folder.path, started, time.perf_counter() - clock, crew)
        folder.done()
    lines = [*validation_lines(shown, WIDTH), "", f"Results: {from_here(folder.path)}"]
    print_result("\n".join(lines), folder.path)
    return folder.path


def _opened(
    request: ValidationRequest, started: datetime
) -> AbstractContextManager[ValidationFolder]:
    """Open the folder, new or resumed."""
    question, resume = request.question, request.resume
    output = request.study.settings.output
    run = StoppableRun("sesim-validate", PART, output, resume, request.arguments)
    return opened(
        run,
        started,
        ValidationFolder,
        lambda path: ValidationFolder(path, question, resume=resume),
    )


def _tables(request: ValidationRequest, counts: Counts) -> dict[str, pd.DataFrame]:
    """Return the tables by name; without yearly figures there is no table of them."""
    question = request.question
    found = compare(question.figures, counts.parts)
    tables = {COMPARISONS: comparisons(found, request.left_out)}
    if YEARS in question.studies:
        figures = question.years.figures()
        tables[PREDICTIONS] = yearly(predictions(figures, counts.years), request.observed)
    return tables


def _shown(request: ValidationRequest, tables: dict[str, pd.DataFrame]) -> ShownValidation:
    studies = [request.study, *request.question.studies.values()]
    titles = {name: one.title for study in studies for name, one in study.programmes.items()}
    years = tables.get(PREDICTIONS)
    setups = {name: (SETUPS[name].title, SETUPS[name].how) for name in request.question.studies}
    return ShownValidation(tables[COMPARISONS], years, titles, setups, tuple(_made(request)))


def _made(request: ValidationRequest) -> Iterator[tuple[str, str]]:
    """Yield what somebody needs who wants the same numbers again, by its name in English.

    Neither the time nor the commit is there, so that the same settings give the same page.
    """
    if (number := version()) is not None:
        yield "version", number
    yield PARAMETERS, Path(request.study.draws or "register").name
    yield DRAWS, str(request.question.draws)
    yield "seed", str(request.study.settings.seed)
    yield "hash of the settings", fingerprint(_configuration(request))[:16]


def _configuration(request: ValidationRequest) -> dict[str, Any]:
    """Return how the model was compared, as plain data."""
    plain = to_plain(request.study)
    return {
        "seed": plain["seed"],
        "parameters": plain["parameters"],
        PART: {
            "draws": request.settings.draws,
            "figures": [one.name for one in request.question.figures],
        },
        "setups": {name: dict(SETUPS[name].changes) for name in request.question.studies},
    }


def _write(
    request: ValidationRequest,
    tables: dict[str, pd.DataFrame],
    shown: ShownValidation,
    folder: Path,
) -> None:
    """Write the tables, what was compared and the pages."""
    with writing(folder, KEPT):
        for name, table in tables.items():
            text = table.to_csv(index=False, lineterminator="\n")
            replace_file(folder / f"{name}.csv", text.encode())
        text = HEADER + as_yaml(_configuration(request))
        replace_file(folder / CONFIG, text.encode())
        for code in LANGUAGES:
            page = validation_page(shown, code)
            replace_file(folder / file_name(code, PAGE), page.encode())


def _record(
    request: ValidationRequest, folder: Path, started: datetime, seconds: float, crew: Crew
) -> None:
    """Write where the results come from."""
    about = _configuration(request)
    with writing(folder, KEPT):
        write_provenance(request.study, folder, started, seconds, crew.workers, {PART: about})
