"""What a command line asks for, and doing it."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hydra.errors import HydraException
from hydra.types import RunMode
from omegaconf import DictConfig
from omegaconf.errors import OmegaConfBaseException

from sesim.cli.command import Parser
from sesim.cli.compose import Composer, register_parameters
from sesim.cli.overrides import readable
from sesim.cli.sources import said
from sesim.study import StudyError
from sesim.study.shipped import PRIMARY, conf_dir

HydraTask = Callable[[DictConfig], object]

SHOWING = ("cfg", "info", "hydra_help", "shell_completion")
"""Flags that make Hydra tell something instead of running a study."""


def flags(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the flags of a command line; `overrides` holds everything that is not a flag.

    Raises:
        StudyError: a flag is unknown or lacks its value.
    """
    parser = Parser(prog="sesim", add_help=False, allow_abbrev=False)
    parser.add_argument("overrides", nargs="*")
    parser.add_argument("--multirun", "-m", action="store_true")
    parser.add_argument("--run", "-r", action="store_true")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--config-dir", "-cd")
    parser.add_argument("--config-path", "-cp")
    parser.add_argument("--config-name", "-cn", default=PRIMARY)
    parser.add_argument("--cfg", "-c", choices=("job", "hydra", "all"))
    parser.add_argument("--package", "-p")
    parser.add_argument("--resolve", action="store_true")
    parser.add_argument("--info", "-i", nargs="?", const="all")
    parser.add_argument("--hydra-help", action="store_true")
    parser.add_argument("--shell-completion", "-sc", action="store_true")
    return parser.parse_intermixed_args(arguments)


def perform(arguments: Sequence[str]) -> None:
    """Do what a command line asks for.

    Raises:
        StudyError: the input is not valid; nothing has been run or written.
        OutputError: results cannot go where they were asked to.
        RunError: a run failed.
    """
    asked = flags(arguments)
    composer = Composer(asked.config_dir, asked.config_path, asked.config_name)
    if any(getattr(asked, flag) for flag in SHOWING):
        if asked.cfg:  # Hydra reads files unchecked
            composer.read(asked.overrides, RunMode.MULTIRUN if asked.multirun else RunMode.RUN)
        run_hydra(asked, asked.overrides, _nothing)
        return
    if not asked.multirun:
        study, is_sweep = composer.study_or_sweep(asked.overrides)
        if asked.resume and not is_sweep:
            raise StudyError(["--resume: takes up a sweep again; use it with -m"])
        if not is_sweep:
            from sesim.cli.simulate.perform import execute

            execute(study)
            return
    from sesim.cli.simulate.sweep import sweep

    sweep(composer, asked, arguments)


def run_hydra(asked: argparse.Namespace, overrides: Sequence[str], task: HydraTask) -> None:
    """Hand a command line to Hydra, which calls the task once for each job.

    Raises:
        StudyError: the files and the overrides do not fit together.
    """
    import hydra

    register_parameters()
    sys.argv = [sys.argv[0], *_for_hydra(asked), *map(readable, overrides)]
    run = hydra.main(version_base="1.3", config_path=str(conf_dir()), config_name=PRIMARY)(task)
    with _raising():
        try:
            run()
        except (HydraException, OmegaConfBaseException) as error:
            raise StudyError([said(error)]) from None


@contextmanager
def _raising() -> Iterator[None]:
    """Make Hydra raise what goes wrong instead of printing it, for us to tell."""
    variable = "HYDRA_FULL_ERROR"
    before = os.environ.get(variable)
    os.environ[variable] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[variable]
        else:
            os.environ[variable] = before


def _for_hydra(asked: argparse.Namespace) -> list[str]:
    """Write the flags anew: Hydra takes relative folders from elsewhere than here."""
    words: list[str] = []
    for name, value in vars(asked).items():
        flag = f"--{name.replace('_', '-')}"
        if name == "overrides" or not value:
            continue
        if value is True:
            words.append(flag)
        elif name in ("config_dir", "config_path"):
            words += [flag, str(Path(value).expanduser().resolve())]
        else:
            words += [flag, value]
    return words


def _nothing(_: DictConfig) -> None:
    """Stand in for the task where Hydra only tells something."""
