"""From the arguments of `sesim-describe` to a checked request."""

import argparse
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sesim import messages
from sesim.cli.command import OutputParser, language_problem
from sesim.cli.programme_file import unfit_name, unfit_programme_name
from sesim.report.text.language import SOURCE
from sesim.runs.errors import OutputError
from sesim.study import lines

NUMBERS = {"replications": (1, 100_000), "seed": (0, 2**32 - 1), "workers": (0, 4096)}
"""Smallest and largest whole number of an option."""


class DescribeRequest(NamedTuple):
    """What `sesim-describe` is asked for.

    Attributes:
        log: the file with the records.
        since, until: the first day of the records, and the last one, if it is given.
        programme: the programme in the log, if it is named.
        name, title, forbund: what the described programme is called.
        language: of the comments.
        compare: whether the model's prediction is wanted too.
        replications, seed, workers: of that prediction.
        output: the folder to write.
    """

    log: Path
    since: date
    until: date | None
    programme: str | None
    name: str | None
    title: str | None
    forbund: str
    language: str
    compare: bool
    replications: int
    seed: int
    workers: int
    output: str | None


def request_of(arguments: Sequence[str]) -> DescribeRequest:
    """Return what a command line asks for.

    Raises:
        OutputError: something about it is wrong; every problem is named.
    """
    asked = _parsed(arguments)
    problems = list(_problems(asked))
    if problems:
        raise OutputError("\n".join(problems))
    return DescribeRequest(
        log=Path(asked.log[0]).expanduser(),
        since=date.fromisoformat(asked.since),
        until=None if asked.until is None else date.fromisoformat(asked.until),
        programme=asked.programme,
        name=asked.name,
        title=asked.title,
        forbund=asked.forbund,
        language=asked.lang,
        compare=asked.compare,
        **{name: int(getattr(asked, name)) for name in NUMBERS},
        output=asked.output,
    )


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = OutputParser(prog="sesim-describe", add_help=False, allow_abbrev=False)
    parser.add_argument("log", nargs="*")
    for name in ("since", "until", "programme", "name", "title", "output"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--forbund", default="own")
    parser.add_argument("--lang", default=SOURCE)
    parser.add_argument("--compare", action="store_true")
    for name, default in (("replications", "40"), ("seed", "20170823"), ("workers", "0")):
        parser.add_argument(f"--{name}", default=default)
    return parser.parse_intermixed_args(arguments)


def _problems(asked: argparse.Namespace) -> Iterator[str]:
    """Yield what is wrong with the arguments, one line each."""
    if len(asked.log) != 1:
        yield f"LOG: name one file (got {len(asked.log)}); see sesim-describe --help"
    if asked.since is None:
        yield "--since: missing; name the first day of the records, such as 2016-01-01"
    days = {name: getattr(asked, name) for name in ("since", "until")}
    wrong = {name for name, day in days.items() if day is not None and not _is_day(day)}
    for name in sorted(wrong):
        yield f"--{name}: a date is written as 2017-06-30 (got {messages.value(days[name])})"
    if all(days.values()) and not wrong and days["until"] < days["since"]:
        yield f"--until: should not be before --since {days['since']} (got {days['until']})"
    if asked.name is not None:
        yield from unfit_programme_name("--name", asked.name)
    yield from unfit_name("--forbund", asked.forbund)
    if asked.title is not None:
        yield from _unfit_title(asked.title)
    if problem := language_problem(asked.lang):
        yield problem
    for name, (least, most) in NUMBERS.items():
        text = getattr(asked, name)
        if not (text.isdecimal() and least <= int(text) <= most):
            yield (
                f"--{name}: should be a whole number from {least} to {most} "
                f"(got {messages.value(text)})"
            )


def _unfit_title(title: str) -> Iterator[str]:
    if not 1 <= len(title.strip()) <= 120:
        yield f"--title: should have 1 to 120 characters (got {len(title.strip())})"
    elif problems := lines.unfit_name(title):
        yield f"--title: {problems[0].partition('the name of a programme ')[2]}"


def _is_day(text: str) -> bool:
    try:
        return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is not None and bool(
            date.fromisoformat(text)
        )
    except ValueError:
        return False
