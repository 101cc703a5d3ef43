"""What is wrong with an answer, in the language of the questions."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sesim.cli.programme_file import is_key, is_shipped
from sesim.report.text.language import N_, Language
from sesim.study.errors import explain
from sesim.study.field_types import EARLIEST, LATEST
from sesim.study.programme import Programme

BOUNDS = {
    "greater_than": ("gt", N_("should be greater than {number}")),
    "greater_than_equal": ("ge", N_("should be at least {number}")),
    "less_than": ("lt", N_("should be less than {number}")),
    "less_than_equal": ("le", N_("should be at most {number}")),
    "string_too_long": ("max_length", N_("should have at most {number} characters")),
}
"""What pydantic calls a value that is out of range: where it keeps the bound, and our text."""


def name_problem(name: str, output: str | None, say: Language) -> str | None:
    """Return why a new programme cannot have a name, if it cannot.

    Args:
        name: a short name.
        output: the folder that was asked for; without one, the folder has that name.
        say: the language.
    """
    if is_shipped(name):
        return say("{name} is a programme of sesim; choose another name", name=name)
    if is_key(name):
        return say("{name} is a key of the command line; choose another name", name=name)
    if output is None and (problem := folder_problem(Path(name), say)):
        return say("{problem}; choose another name", problem=problem)
    return None


def folder_problem(folder: Path, say: Language) -> str | None:
    """Return why a folder is not a new or an empty one, if it is not."""
    try:
        if folder.is_dir():
            if any(folder.iterdir()):
                return say("the folder {name} exists and is not empty", name=folder)
        elif folder.exists():
            return say("{name} exists and is not a folder", name=folder)
    except (OSError, ValueError):
        return None  # making the folder shows why it cannot be made
    return None


def value_problem(values: Callable[[], Mapping[str, Any]], path: str, say: Language) -> str | None:
    """Return why a programme cannot have a value, if it cannot.

    Args:
        values: return the whole programme with it, as plain data.
        path: of the value.
        say: the language.
    """
    try:
        Programme.model_validate(values())
    except ValidationError as error:
        return _in_words(error, path, say)
    return None


def _in_words(error: ValidationError, path: str, say: Language) -> str:
    detail: Any = error.errors()[0]
    if (known := BOUNDS.get(detail["type"])) is not None:
        bound, text = known
        return say(text, number=say.exact(float(detail["ctx"][bound])))
    if path == "since":
        return say(
            "should be a day that exists, from {first} to {last}", first=EARLIEST, last=LATEST - 1
        )
    # Nothing that can be typed leads here today; the message of a study is better than none.
    return explain(error, Programme)[0]
