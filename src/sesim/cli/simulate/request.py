"""From the arguments of `sesim` to a checked request: one study, a sweep, or something to show."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from hydra.types import RunMode

from sesim.cli.command import study_parser
from sesim.cli.compose import Composer
from sesim.cli.overrides import readable
from sesim.study import Study, StudyError
from sesim.study.paths import problems_of_future, unused_future
from sesim.study.shipped import PRIMARY

if TYPE_CHECKING:
    from sesim.cli.simulate.combinations import SweepRequest

SHOWING = ("cfg", "info", "hydra_help", "shell_completion")
"""Flags that make Hydra show something; no study is run."""


class StudyRequest(NamedTuple):
    """One checked study to simulate."""

    study: Study


class ShowRequest(NamedTuple):
    """A command line that Hydra answers by printing something.

    Attributes:
        words: the command line, without the command's name.
    """

    words: tuple[str, ...]


Request: TypeAlias = "StudyRequest | SweepRequest | ShowRequest"


def request_of(arguments: Sequence[str]) -> Request:
    """Return what a command line asks for.

    Raises:
        StudyError: the input is not valid; the message holds every problem found.
    """
    asked = flags(arguments)
    composer = Composer(asked.config_dir, asked.config_path, asked.config_name)
    if any(getattr(asked, flag) for flag in SHOWING):
        if asked.cfg:  # Hydra reads files unchecked
            composer.read(asked.overrides, RunMode.MULTIRUN if asked.multirun else RunMode.RUN)
        return ShowRequest((*_for_hydra(asked), *map(readable, asked.overrides)))
    if not asked.multirun:
        study, is_sweep = composer.study_or_sweep(asked.overrides)
        if asked.resume and not is_sweep:
            raise StudyError(["--resume: resumes a sweep; use it with -m"])
        if not is_sweep:
            if problems := [*unused_future(study), *problems_of_future(study)]:
                raise StudyError(problems)
            return StudyRequest(study)
    # A single study does not wait for what compares the jobs of a sweep.
    from sesim.cli.simulate.combinations import sweep_request

    sweep = sweep_request(composer, asked.overrides)
    if asked.resume and not sweep.output:
        raise StudyError(["--resume: name the sweep to resume, with output=FOLDER"])
    return sweep._replace(resume=asked.resume, arguments=tuple(arguments))


def flags(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the flags of a command line; `overrides` holds everything that is not a flag.

    Raises:
        StudyError: a flag is unknown or lacks its value.
    """
    parser = study_parser("sesim")
    parser.add_argument("--multirun", "-m", action="store_true")
    parser.add_argument("--run", "-r", action="store_true")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--config-path", "-cp")
    parser.add_argument("--config-name", "-cn", default=PRIMARY)
    parser.add_argument("--cfg", "-c", choices=("job", "hydra", "all"))
    parser.add_argument("--package", "-p")
    parser.add_argument("--resolve", action="store_true")
    parser.add_argument("--info", "-i", nargs="?", const="all")
    parser.add_argument("--hydra-help", action="store_true")
    parser.add_argument("--shell-completion", "-sc", action="store_true")
    return parser.parse_intermixed_args(arguments)


def _for_hydra(asked: argparse.Namespace) -> Iterator[str]:
    """Yield the flags for Hydra, with absolute folders: it takes relative ones from elsewhere."""
    for name, value in vars(asked).items():
        flag = f"--{name.replace('_', '-')}"
        if name == "overrides" or not value:
            continue
        yield flag
        if name in ("config_dir", "config_path"):
            yield str(Path(value).expanduser().resolve())
        elif value is not True:
            yield value
