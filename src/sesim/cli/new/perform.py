"""A new programme: its values from answers, checked, and written with comments."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from sesim.cli.new.checks import folder_problem, name_problem, value_problem
from sesim.cli.new.request import NewRequest
from sesim.cli.programme_file import (
    problems_of,
    unfit_programme_name,
    where_and_how,
    write_programme,
)
from sesim.cli.terminal import print_result
from sesim.describe import Entry
from sesim.describe.defaults import DEFAULTS
from sesim.describe.entry import by_default, given
from sesim.describe.programme import ORDER, plain
from sesim.report.programme.comments import comments, new_head, sources
from sesim.report.programme.questions import HOW, WHERE
from sesim.report.programme.words import KEPT
from sesim.report.text.language import Language, language
from sesim.runs.errors import OutputError
from sesim.runs.results.folder import RunFolder, writing
from sesim.study import StudyError
from sesim.study.commented import commented_file

FIRST: Final[Mapping[str, Any]] = {
    "name": "mytown",
    "title": "mytown",
    "forbund": "own",
    "since": "2024-01-01",
    "posts": [1.0],
    "referral.per_year": 10.0,
}
"""Defaults of what no programme shares with another."""


def perform(request: NewRequest) -> Path:
    """Ask for what is not answered, write the folder, print what is in it, and return it.

    Raises:
        StudyError: the answers make no programme; every problem is named.
        OutputError: results cannot go to the folder, or the questions were not answered.
        RunError: the folder cannot be written; nothing is left of it.
    """
    say = language(request.language)
    answers = request.answers
    if answers is None:
        from sesim.cli.new.asking import ask

        if request.output and (problem := folder_problem(Path(request.output).expanduser(), say)):
            raise OutputError(f"--output: {problem}")
        answers = ask({**DEFAULTS, **FIRST}, partial(_problem, request.output, say), say)
    name = answers.get("name", FIRST["name"])
    entries = entries_of(answers)
    problems = [*unfit_programme_name("name", name), *problems_of(plain(entries))]
    if problems:
        raise StudyError(problems)
    with RunFolder(Path(request.output or name)) as target, writing(target.path):
        write_programme(
            target.inside, name, text_of(entries, say), f"start={entries['since'].value}"
        )
    words = (say(WHERE), say(HOW))
    lines = where_and_how(target.path, name, entries["since"].value, words=words)
    print_result("\n".join(lines), target.path)
    return target.path


def entries_of(answers: Mapping[str, Any]) -> dict[str, Entry]:
    """Return every value of a file by path: answers, and defaults for the rest."""
    named = {"title": answers["name"]} if "name" in answers else {}
    values = {**DEFAULTS, **FIRST, **named, **answers}
    values["posts"] = _posts(values["posts"], values["since"])
    return {
        path: given(values[path]) if path in answers else by_default(values[path]) for path in ORDER
    }


def _posts(sizes: Any, since: Any) -> Any:
    """Return posts of these sizes from a day on; anything else than sizes as it is."""
    if not isinstance(sizes, list) or not all(isinstance(one, int | float) for one in sizes):
        return sizes
    return [
        {"name": f"coach_{number}", "fte": [{"since": since, "until": None, "share": float(size)}]}
        for number, size in enumerate(sizes, 1)
    ]


def _problem(output: str | None, say: Language, path: str, value: Any) -> str | None:
    """Return why a programme cannot have a value, if it cannot, the others being defaults."""
    if path == "name":
        return name_problem(value, output, say)
    return value_problem(lambda: plain(entries_of({path: value})), path, say)


def text_of(entries: Mapping[str, Entry], say: Language) -> str:
    """Return the text of a programme's file, with a comment on every value."""
    values = {**plain(entries), "sources": sources(entries, say, KEPT)}
    above = comments(entries, say, KEPT)
    return commented_file(values, above, new_head(say, str(entries["title"].value)))
