"""A new programme: its values from answers, checked, and written with comments."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from sesim import messages
from sesim.cli.new.answers import SLUG
from sesim.cli.new.request import NewRequest
from sesim.cli.terminal import from_here, print_result
from sesim.describe import Entry
from sesim.describe.defaults import DEFAULTS
from sesim.describe.entry import by_default, given
from sesim.describe.programme import ORDER, plain
from sesim.report.programme.comments import comments, new_head, sources
from sesim.report.programme.words import KEPT
from sesim.report.text.language import Language, language
from sesim.runs.results.folder import RunFolder, writing
from sesim.study import StudyError
from sesim.study.commented import commented_file
from sesim.study.errors import explain
from sesim.study.programme import Programme
from sesim.study.shipped import options

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

        answers = ask({**DEFAULTS, **FIRST}, problem_of, say)
    name = answers.get("name", FIRST["name"])
    entries = entries_of(answers)
    problems = [*_unfit(name), *_problems(plain(entries))]
    if problems:
        raise StudyError(problems)
    with RunFolder(Path(request.output or name)) as target, writing(target.path):
        file = target.inside / "programme" / f"{name}.yaml"
        file.parent.mkdir()
        file.write_text(_text(entries, say), encoding="utf-8", newline="\n")
    shown = from_here(target.path)
    since = entries["since"].value
    lines = [
        f"Programme: {shown / 'programme' / f'{name}.yaml'}",
        f"Run it: sesim --config-dir {shown} +programme@{name}={name} programmes={name} "
        f"start={since}",
    ]
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


def problem_of(path: str, value: Any) -> str | None:
    """Return why a programme cannot have a value, if it cannot, the others being defaults."""
    found = _unfit(value) if path == "name" else _problems(plain(entries_of({path: value})))
    return found[0] if found else None


def _unfit(name: Any) -> list[str]:
    """Return why a programme cannot have this name in commands, if it cannot."""
    if not isinstance(name, str) or not SLUG.fullmatch(name):
        allowed = "lower-case letters a to z, digits and _"
        return [f"name: should be {allowed}, such as mytown (got {messages.value(name)})"]
    if name in options("programme"):
        return [f"name: {name} is a programme of sesim; choose another name"]
    return []


def _problems(values: Mapping[str, Any]) -> list[str]:
    try:
        Programme.model_validate(values)
    except ValidationError as error:
        return explain(error, Programme)
    return []


def _text(entries: Mapping[str, Entry], say: Language) -> str:
    values = {**plain(entries), "sources": sources(entries, say, KEPT)}
    above = comments(entries, say, KEPT)
    return commented_file(values, above, new_head(say, str(entries["title"].value)))
