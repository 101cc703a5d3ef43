"""Finished results in the user's folder and the folders in it."""

import shlex
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from sesim.app.commands import BASELINE
from sesim.app.runs import COMMAND, RunStage
from sesim.app.workspace import COUNTS, PARAMETERS, PROGRAMME, RESULTS, SCENARIO, Workspace
from sesim.report.html.environment import file_name
from sesim.report.text.language import LANGUAGES, Language
from sesim.runs.results.workbook import WORKBOOK
from sesim.study import StudyError

DEEPEST: Final = 3
"""Folders in folders that are looked into."""

MOST: Final = 100
"""Results that are listed, the latest first."""

WHATIF: Final = "whatif"
"""With which the names of pages to try begin."""

SEARCH: Final = "plans.csv"
PLAN_FILE: Final = "scenario/plan.yaml"
RESUMABLE: Final = ("sesim", "sesim-plan")
CHOOSES: Final = ("programmes=", "programme=")
SKIPPED: Final = frozenset({PROGRAMME, SCENARIO, COUNTS, PARAMETERS, "figures"})


class FoundResults(NamedTuple):
    """A folder of results.

    Attributes:
        path: within the user's folder.
        made: when.
        page: the name of its page in each language.
        is_search: whether it is a search for a plan.
        has_plan: whether the search has found one.
    """

    path: str
    made: datetime
    page: dict[str, str]
    is_search: bool
    has_plan: bool


def all_results(folder: Path) -> list[FoundResults]:
    """Return the finished results in a folder, the latest first."""
    found = sorted(_found(folder, folder, 0), key=lambda one: one.made, reverse=True)
    return found[:MOST]


def results_at(folder: Path, path: str) -> FoundResults | None:
    """Return the results at a path within a folder; None if there are none."""
    return next((one for one in _found(folder, folder, 0) if one.path == path), None)


def _found(top: Path, folder: Path, depth: int) -> Iterator[FoundResults]:
    for inner in sorted(folder.iterdir()):
        if inner.name.startswith(".") or inner.is_symlink() or not inner.is_dir():
            continue
        if depth == 0 and inner.name in SKIPPED:
            continue
        page = _pages(inner)
        if page:
            yield FoundResults(
                inner.relative_to(top).as_posix(),
                datetime.fromtimestamp(inner.stat().st_mtime).astimezone(),
                page,
                is_search=(inner / SEARCH).is_file(),
                has_plan=(inner / PLAN_FILE).is_file(),
            )
        elif depth < DEEPEST:
            yield from _found(top, inner, depth + 1)


def _pages(folder: Path) -> dict[str, str]:
    found = {}
    for code in LANGUAGES:
        for name in (file_name(code), file_name(code, WHATIF)):
            if (folder / name).is_file():
                found[code] = name
                break
    return found


def what_it_is(workspace: Workspace, path: str, say: Language) -> str:
    """Return what results are about: the programme, and the alternatives compared.

    Args:
        workspace: the user's folder.
        path: of the results, within it.
        say: the language.

    Returns:
        An empty text if the command that made them is not noted.
    """
    chosen = command_of(workspace.folder, path)
    names = [one.partition("=")[2] for one in chosen if one.startswith(CHOOSES)]
    programme = workspace.programme(names[0]) if names else None
    scenarios = [one for one in chosen if one.startswith(f"{SCENARIO}=")]
    titles = [
        _title(workspace, name, say)
        for one in scenarios
        for name in one.partition("=")[2].split(",")
        if name != BASELINE
    ]
    return ": ".join(
        one for one in (programme.title if programme else "", ", ".join(titles)) if one
    )


def _title(workspace: Workspace, name: str, say: Language) -> str:
    try:
        return say.own(str(workspace.read(SCENARIO, name).get("title") or name)).plain
    except (StudyError, OSError):
        return name


def command_of(folder: Path, path: str) -> list[str]:
    """Return the command that made results, as its words; none if it is not noted."""
    try:
        return shlex.split((folder / path / COMMAND).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []


def unfinished(folder: Path) -> list[str]:
    """Return the folders of runs that were ended early and can go on, within a folder."""
    notes = (folder / RESULTS).glob(f"*/{COMMAND}")
    return sorted(
        one.parent.relative_to(folder).as_posix() for one in notes if not _pages(one.parent)
    )


def resumed(folder: Path, path: str) -> RunStage | None:
    """Return the command that goes on with an unfinished run; None if none of ours is noted."""
    if path not in unfinished(folder):
        return None
    program, *arguments = command_of(folder, path) or [""]
    stage = RunStage(program, tuple(arguments), path)
    is_ours = f"output={path}" in arguments and program in RESUMABLE
    return stage.resumed if is_ours else None


DOWNLOADS: Final = ("html", "pdf", "pptx", "xlsx", "yaml", "csv", "md")
"""Endings of what can be downloaded."""


def downloads(folder: Path, results: FoundResults, code: str) -> list[str]:
    """Return the files of a folder of results that a reader may want, as paths within it.

    Args:
        folder: the user's.
        results: in it.
        code: of the language.
    """
    inside = folder / results.path
    names = [
        results.page.get(code, ""),
        *(file_name(code, suffix=suffix) for suffix in ("pdf", "pptx")),
        WORKBOOK,
        "config.yaml",
        PLAN_FILE,
        "comparison.csv",
        "summary.csv",
        "plans.csv",
        "goals.csv",
    ]
    return [name for name in names if name and (inside / name).is_file()]


def is_download(name: str) -> bool:
    """Whether a file of a folder of results may be sent, as far as its name tells."""
    parts = name.split("/")
    return (
        name.rpartition(".")[2] in DOWNLOADS
        and "\\" not in name
        and not any(part in ("", "..") or part.startswith(".") for part in parts)
    )
