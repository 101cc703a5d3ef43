"""The file of a programme that a command writes for its user: its name, its values, its place."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from sesim import messages
from sesim.cli.terminal import from_here
from sesim.study.errors import explain
from sesim.study.programme import Programme
from sesim.study.settings import COUNTY
from sesim.study.shipped import PRIMARY, conf_dir, options
from sesim.study.source import SECTIONS
from sesim.study.study import Study
from sesim.study.yaml_text import data_in

SHORT_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")

TAKEN: Final = frozenset({*SECTIONS, "all", "experiment", "programme", COUNTY})
"""Names that mean something else on the command line, besides the keys of a study."""


def unfit_name(key: str, name: object) -> Iterator[str]:
    """Yield why something cannot have this short name, if it cannot.

    Args:
        key: what the name is for, which the message begins with.
        name: as it was given.
    """
    if not isinstance(name, str) or not SHORT_NAME.fullmatch(name):
        yield (
            f"{key}: should be a short name of lower-case letters a to z, digits and _, such as "
            f"mytown (got {messages.value(name)})"
        )


def unfit_programme_name(key: str, name: object) -> Iterator[str]:
    """Yield why a new programme cannot have this name in commands, if it cannot."""
    if problems := list(unfit_name(key, name)):
        yield from problems
    elif is_shipped(str(name)):
        yield f"{key}: {name} is a programme of sesim; choose another name"
    elif is_key(str(name)):
        yield f"{key}: {name} is a key of the command line; choose another name"


def is_shipped(name: str) -> bool:
    """Whether a shipped programme has this name."""
    return name in options("programme")


def is_key(name: str) -> bool:
    """Whether a name means something else on the command line, such as a key of a study."""
    keys = data_in((conf_dir() / f"{PRIMARY}.yaml").read_text(encoding="utf-8"))
    return name in TAKEN or name in keys


def problems_of(values: Mapping[str, Any]) -> list[str]:
    """Return why values are no programme, one line each; nothing if they are."""
    try:
        Programme.model_validate(values)
    except ValidationError as error:
        return explain(error, Programme)
    return []


def write_programme(folder: Path, name: str, text: str, *overrides: str) -> Study:
    """Write the file of a programme, and return the study of it alone, which proves that it runs.

    Args:
        folder: the new folder that gets `programme/NAME.yaml`.
        name: of the programme.
        text: of the file.
        overrides: what else the study has.

    Raises:
        StudyError: the programme cannot be run.
        OSError: the file cannot be written.
    """
    from sesim.cli.load import load_study  # it takes time, and checks of names do without

    file = folder / "programme" / f"{name}.yaml"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8", newline="\n")
    chosen = [f"+programme@{name}={name}", f"programmes=[{name}]"]
    return load_study([*chosen, *overrides], config_dir=folder)


def where_and_how(
    folder: Path,
    name: str,
    start: date | str,
    end: date | None = None,
    words: tuple[str, str] = ("Programme", "Run it"),
) -> list[str]:
    """Return what the terminal shows: where the file is, and how to run it.

    Args:
        folder: the new folder.
        name: of the programme.
        start: first day of a study of it.
        end: last day of one; None leaves that open.
        words: what the file and the command are called.
    """
    shown = from_here(folder)
    until = f" end={end}" if end else ""
    where, how = words
    command = f"sesim --config-dir {shown} +programme@{name}={name} programmes={name}"
    return [
        f"{where}: {shown / 'programme' / f'{name}.yaml'}",
        f"{how}: {command} start={start}{until}",
    ]
