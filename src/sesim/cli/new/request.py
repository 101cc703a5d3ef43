"""From the arguments of `sesim-new`, and its file of answers, to a checked request."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from sesim.cli.command import OutputParser, language_problem
from sesim.cli.new.answers import FORMS
from sesim.report.text.language import SOURCE
from sesim.runs.errors import OutputError
from sesim.study import StudyError
from sesim.study.errors import unknown_name
from sesim.study.input_file import yaml_text_of
from sesim.study.source import plain_of


class NewRequest(NamedTuple):
    """What `sesim-new` is asked for.

    Attributes:
        language: of the questions and of the file's comments.
        answers: by path, from a file; None if they are to be asked for.
        output: the folder to write; None for one with the programme's name.
    """

    language: str
    answers: Mapping[str, Any] | None
    output: str | None


def request_of(arguments: Sequence[str]) -> NewRequest:
    """Return what a command line asks for.

    Raises:
        OutputError: an argument is wrong.
        StudyError: the file of answers cannot be read, or answers what is not asked.
    """
    parser = OutputParser(prog="sesim-new", add_help=False, allow_abbrev=False)
    parser.add_argument("--lang", "--language", dest="lang", default=SOURCE)
    parser.add_argument("--answers")
    parser.add_argument("--output")
    asked = parser.parse_args(arguments)
    if problem := language_problem(asked.lang):
        raise OutputError(problem)
    answers = None if asked.answers is None else _answers(Path(asked.answers).expanduser())
    return NewRequest(asked.lang, answers, asked.output)


def _answers(path: Path) -> Mapping[str, Any]:
    """Return the answers of a file by path, also those that stand within others.

    Raises:
        StudyError: it cannot be read, or has a key that is not asked for.
    """
    plain = yaml.safe_load(yaml_text_of(path)) or {}
    found = dict(_leaves(plain, ""))
    if unknown := [key for key in found if key not in FORMS]:
        raise StudyError([unknown_name(f"{path.name}: {key}", FORMS) for key in unknown])
    return {key: found[key] for key in FORMS if key in found}


def _leaves(plain: Mapping[str, Any], before: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in plain.items():
        path = f"{before}{key}"
        if path not in FORMS and isinstance(value, Mapping):
            found += _leaves(value, f"{path}.")
        else:
            found.append((path, plain_of(value)))
    return found
