"""The page of results: the page for the board inside, and everything to take with you."""

import shlex
import shutil
from pathlib import Path
from typing import Final

from sesim.app.asking import Answer, Ask, Begin, Go, NotFoundError, SendFile, Show
from sesim.app.commands import chosen_plan, pages
from sesim.app.results import (
    CHOOSES,
    FoundResults,
    command_of,
    downloads,
    is_download,
    results_at,
    resumed,
    what_it_is,
)
from sesim.app.runs import RunStage
from sesim.app.workspace import PROGRAMME, SCENARIO
from sesim.cli.programme_file import SHORT_NAME
from sesim.report.text.language import Language

HISTORIES: Final = 100
PDF, SLIDES, COMPARE = "pdf", "slides", "compare"
CONTINUE, REMOVE = "continue", "remove"
TEXTS: Final = ("html", "md")


def show(ask: Ask) -> Answer:
    """Show results."""
    found = _found(ask)
    code = ask.say.code
    chosen = command_of(ask.workspace.folder, found.path)
    page = found.page.get(code) or next(iter(found.page.values()))
    values = {
        "results": found,
        "page": page,
        "downloads": [
            (name, label_of(name, ask.say)) for name in downloads(ask.workspace.folder, found, code)
        ],
        "makes": _makes(ask.say, found),
        "files": _files(ask, chosen),
        "about": what_it_is(ask.workspace, found.path, ask.say),
        "line": shlex.join(chosen),
    }
    return Show("results.html.j2", values)


def _files(ask: Ask, chosen: list[str]) -> list[str]:
    """Return the user's files that a command uses: of the programme, and of the alternatives."""
    kinds = {f"{SCENARIO}=": SCENARIO, **dict.fromkeys(CHOOSES, PROGRAMME)}
    return [
        f"{kind}/{name}.yaml"
        for word in chosen
        for start, kind in kinds.items()
        if word.startswith(start)
        for name in word.removeprefix(start).split(",")
        if SHORT_NAME.fullmatch(name) and ask.workspace.has(kind, name)
    ]


def _makes(say: Language, found: FoundResults) -> list[tuple[str, str]]:
    """Return what can be made beside the page."""
    makes = [(PDF, say("Make a PDF").plain), (SLIDES, say("Make slides").plain)]
    if found.has_plan:
        makes.append((COMPARE, say("Compare the plan with the programme as it is now").plain))
    return makes


def label_of(name: str, say: Language) -> str:
    """Return what a file is called for readers."""
    ending = name.rpartition(".")[2]
    kinds = {
        "html": say("The page (HTML)"),
        "pdf": say("The page (PDF)"),
        "pptx": say("Slides (PowerPoint)"),
        "xlsx": say("Spreadsheet (Excel)"),
        "yaml": say("Settings (YAML): {name}", name=name),
        "csv": say("Table (CSV): {name}", name=name),
    }
    return kinds[ending].plain


def make(ask: Ask) -> Answer:
    """Begin to make slides, a PDF, or a comparison with the chosen plan."""
    say, what = ask.say, ask.typed.get("make")
    if (stage := resumed(ask.workspace.folder, ask.path["path"])) is not None:
        return _unfinished(ask, stage)
    found = _found(ask)
    here = f"results/{found.path}"
    if what == COMPARE and found.has_plan:
        output = ask.workspace.new_results(f"{found.path.rpartition('/')[2]}_compared")
        stages: tuple[RunStage, ...] = tuple(chosen_plan(found.path, HISTORIES, output))
        return Begin(
            say("Comparing the plan with the programme as it is now").plain, stages,
            f"results/{output}", here,
        )  # fmt: skip
    if what not in (PDF, SLIDES):
        raise NotFoundError(what)
    stage = pages(found.path, say.code, what)
    title = say("Making slides") if what == SLIDES else say("Making a PDF")
    return Begin(title.plain, (stage,), here, here)


def _unfinished(ask: Ask, stage: RunStage) -> Answer:
    """Go on with a run that was ended early, or remove what is there of it."""
    path = ask.path["path"]
    if ask.typed.get("make") == REMOVE:
        shutil.rmtree(ask.workspace.folder / path, ignore_errors=True)
        return Go("")
    if ask.typed.get("make") != CONTINUE:
        raise NotFoundError(path)
    return Begin(ask.say("Continuing: {path}", path=path).plain, (stage,), f"results/{path}", "")


def _found(ask: Ask) -> FoundResults:
    found = results_at(ask.workspace.folder, ask.path["path"])
    if found is None:
        raise NotFoundError(ask.path["path"])
    return found


def send(ask: Ask) -> Answer:
    """Send a file of results, of an alternative, or a report about own counts."""
    path = ask.path["path"]
    is_text = path.rpartition(".")[2] in TEXTS
    whole = ask.workspace.folder / path
    if not is_download(path) or not _is_file_in(ask.workspace.folder, whole):
        raise NotFoundError(path)
    return SendFile(whole, download="download" in ask.query or not is_text)


def _is_file_in(folder: Path, path: Path) -> bool:
    """Whether there is a file at a path that leads into a folder, also where links are followed."""
    try:
        return path.resolve().is_relative_to(folder) and path.is_file()
    except (OSError, ValueError):  # no file can have that name
        return False
