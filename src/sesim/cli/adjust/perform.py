"""A checked adjustment: run, written and shown."""

import shlex
from pathlib import Path
from tempfile import TemporaryFile

from sesim.calibration.own.adjust import Adjustment, adjust
from sesim.calibration.own.simulation import AHEAD_YEARS
from sesim.calibration.store import packed
from sesim.cli.adjust.request import AdjustRequest
from sesim.cli.signals import stop_if_signalled
from sesim.cli.sources import TABLE
from sesim.cli.terminal import WIDTH, from_here, print_result, stage_bar
from sesim.messages import reason
from sesim.report.own.page import markdown, terminal
from sesim.report.own.sentences import Learnt
from sesim.report.text.language import LANGUAGES
from sesim.report.text.names import display_names
from sesim.runs.errors import OutputError
from sesim.runs.parallel import crew_of
from sesim.runs.results.folder import replace_file, writing
from sesim.study.parameters import register


def perform(request: AdjustRequest) -> Path:
    """Adjust, write the results, print a summary, and return the file of draws.

    Raises:
        OutputError: results cannot go where they were asked to; nothing has been simulated.
        RunError: a run failed, no simulated history comes near the counts, or the results cannot
            be written; there are no adjusted parameters then.
    """
    refuse_unless_writable(request.folder)
    settings = request.settings
    crew = crew_of(request.study.settings)
    with stage_bar(settings.runs + 2 * settings.predictive, "runs") as progress:
        found = adjust(*request[:4], crew, progress)
    stop_if_signalled()
    (name,) = request.study.programmes
    learnt = learnt_from(
        found,
        display_names([name], request.study.titles)[name],
        with_today=request.with_today,
    )
    path = _write(request, found, learnt)
    lines = [terminal(learnt, WIDTH), "", f"Use it: {_use(request)}", f"Results: {from_here(path)}"]
    print_result("\n".join(lines), path)
    return path


def _use(request: AdjustRequest) -> str:
    """Return the command that uses the adjusted parameters."""
    (name,) = request.study.programmes
    added = "" if request.is_shipped else f"+programme@{name}={name} "
    where = quoted_path(request.folder.parent)
    # A study of a file with today's caseload begins today, whatever its start.
    start = "" if request.with_today else f"start={request.counts.start} "
    return (
        f"sesim --config-dir {where} parameters={request.name} {added}programmes={name} "
        f"{start}end=..."
    )


def refuse_unless_writable(folder: Path) -> None:
    """Check that a folder can be made and written; nothing of it is left.

    Raises:
        OutputError: it cannot.
    """
    made: list[Path] = []
    try:
        lacking = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(lacking):
            one.mkdir()
            made.insert(0, one)
        with TemporaryFile(dir=folder):
            pass
    except (OSError, ValueError) as error:
        raise OutputError(f"output: {folder.parent}: {reason(error)}") from None
    finally:
        for one in made:
            one.rmdir()


def learnt_from(found: Adjustment, name: str, *, with_today: bool = False) -> Learnt:
    """Return what a report of an adjustment is made from.

    Args:
        found: the adjustment.
        name: of the programme, for readers.
        with_today: whether its file has today's caseload, which was not used.
    """
    return Learnt(
        name=name,
        tables=found.tables,
        about=found.about,
        meanings={key: one.meaning for key, one in register().items()},
        years=AHEAD_YEARS,
        with_today=with_today,
    )


def quoted_path(folder: Path) -> str:
    """Return a folder as the user would type it in a shell."""
    return shlex.quote(str(from_here(folder)))


def _write(request: AdjustRequest, found: Adjustment, learnt: Learnt) -> Path:
    """Write what was learnt, and the draws last: they are there only if all the rest is."""
    folder, name = request.folder, request.name
    with writing(folder, "there are no adjusted parameters"):
        folder.mkdir(parents=True, exist_ok=True)
        for code in LANGUAGES:
            replace_file(folder / f"{name}.{code}.md", markdown(learnt, name, code).encode())
        table = found.tables["parameters"].to_csv(index=False, lineterminator="\n")
        replace_file(folder / f"{name}.csv", table.encode())
        path = folder / f"{name}{TABLE}"
        replace_file(path, packed(found.draws, found.about))
    return path
