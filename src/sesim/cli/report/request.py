"""From the arguments of `sesim-report` to a checked request."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sesim.cli.command import OutputParser, language_problem
from sesim.messages import reason
from sesim.report.text.language import LANGUAGES
from sesim.runs.errors import OutputError


class Extras(NamedTuple):
    """What is wanted beside the pages.

    Attributes:
        png: the pictures as PNG too.
        slides: the slides as a PowerPoint file.
        pdf: the pages as PDF.
    """

    png: bool = False
    slides: bool = False
    pdf: bool = False


class ReportRequest(NamedTuple):
    """A folder, the languages of its pages, and what is wanted beside them."""

    folder: Path
    languages: tuple[str, ...]
    extras: Extras


def request_of(arguments: Sequence[str]) -> ReportRequest:
    """Return what a command line asks for.

    Raises:
        OutputError: it does not name one folder, or the language is unknown.
    """
    parser = OutputParser(prog="sesim-report", add_help=False, allow_abbrev=False)
    parser.add_argument("folder", nargs="*")
    parser.add_argument("--lang")
    for name in Extras._fields:
        parser.add_argument(f"--{name}", action="store_true")
    asked = parser.parse_args(arguments)
    if len(asked.folder) != 1:
        raise OutputError(f"FOLDER: name one (got {len(asked.folder)}); see sesim-report --help")
    if asked.lang is not None and (problem := language_problem(asked.lang)):
        raise OutputError(problem)
    languages = (asked.lang,) if asked.lang else tuple(LANGUAGES)
    extras = Extras(*(getattr(asked, name) for name in Extras._fields))
    return ReportRequest(_folder(asked.folder[0]), languages, extras)


def _folder(name: str) -> Path:
    """Return the folder of that name.

    Raises:
        OutputError: no folder can have that name.
    """
    if not name.strip():
        raise OutputError("FOLDER: should name a folder (got '')")
    try:
        return Path(name).expanduser().resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise OutputError(f"FOLDER: {name}: {reason(error)}") from None
