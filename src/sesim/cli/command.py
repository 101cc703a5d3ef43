"""What the commands share: exit status, signals, arguments, and messages without tracebacks."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from sesim.cli.signals import Stopped, left, stop_if_signalled, stoppable
from sesim.messages import message

GOOD, FAILED, BAD_INPUT = 0, 1, 2

TRACEBACK = "HYDRA_FULL_ERROR"
"""Hydra's variable: if it is set, errors of the program are shown with their traceback."""


def exit_status(
    program: str,
    arguments: list[str],
    help_text: Callable[[], str],
    perform: Callable[[list[str]], object],
    kept: str,
) -> int:
    """Perform a command and return its exit status.

    0: done. 1: failed. 2: bad input, and nothing was run or written.
    128 + N: stopped by signal N, such as 130 after Ctrl-C.

    Args:
        program: the command's name.
        arguments: without the command's name.
        help_text: returns what `--help` prints.
        perform: does the work; it is not called for `--help` and `--version`.
        kept: what is left when a signal stops the command, unless `leave` has noted otherwise.
    """
    _replace_unknown_letters()

    try:
        with stoppable():
            status = _guarded(program, arguments, help_text, perform)
            if sys.stdout is not None:
                sys.stdout.flush()
    except Stopped as stop:
        _print_error(f"{program}: stopped by {stop}; {left() or kept}")
        return stop.status
    except BrokenPipeError:
        # The reader, such as `head`, has gone. Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    return status


def _guarded(
    program: str,
    arguments: list[str],
    help_text: Callable[[], str],
    perform: Callable[[list[str]], object],
) -> int:
    if {"-h", "--help"} & set(arguments):
        print(help_text())
    elif "--version" in arguments:
        from importlib.metadata import version

        print(f"{program} {version('sesim')}")
    else:
        return _performed(program, arguments, perform)
    return GOOD


def _performed(program: str, arguments: list[str], perform: Callable[[list[str]], object]) -> int:
    from sesim.runs.errors import OutputError, RunError
    from sesim.study import StudyError

    try:
        _refuse_a_lost_folder()
        perform(arguments)
    except (StudyError, OutputError) as error:
        # A library may turn the exception of a signal into its own kind of error.
        stop_if_signalled()
        _print_error(f"{program}: {error}")
        return BAD_INPUT
    except BrokenPipeError:
        raise
    except Exception as error:
        stop_if_signalled()
        if os.environ.get(TRACEBACK) == "1":
            raise
        known = isinstance(error, RunError)
        _print_error(f"{program}: {error}" if known else f"{program}: {_unexpected(error)}")
        if not known or error.__cause__ is not None:
            _print_error(f"Set {TRACEBACK}=1 to see the traceback.")
        return FAILED
    return GOOD


def _refuse_a_lost_folder() -> None:
    """Refuse to begin in a folder that has been deleted.

    Raises:
        OutputError: the current folder does not exist.
    """
    from sesim.runs.errors import OutputError

    try:
        Path.cwd()
    except OSError:
        raise OutputError(
            "the current folder no longer exists; change to another folder (cd)"
        ) from None


def _unexpected(error: Exception) -> str:
    """Return the message about an error in this program."""
    return f"unexpected error, please report it: {type(error).__name__}: {error}"


def _replace_unknown_letters() -> None:
    """Print `?` for letters that a terminal lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _print_error(text: str) -> None:
    print(message(text), file=sys.stderr)


def study_parser(program: str) -> "Parser":
    """Return a parser of what every command takes that composes a study.

    Args:
        program: the command's name.
    """
    parser = Parser(prog=program, add_help=False, allow_abbrev=False)
    parser.add_argument("overrides", nargs="*")
    parser.add_argument("--config-dir", "-cd")
    return parser


def language_problem(code: str) -> str | None:
    """Return what is wrong with the language that `--lang` names, if anything is."""
    from sesim.messages import value
    from sesim.report.text.language import LANGUAGES

    if code in LANGUAGES:
        return None
    return f"--lang: should be {' or '.join(LANGUAGES)} (got {value(code)})"


class Parser(argparse.ArgumentParser):
    """Parses the flags; raises `StudyError` instead of ending the process."""

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments, in the form of every other bad input."""
        from sesim.study import StudyError

        raise StudyError([f"{message}; see {self.prog} --help"])


class OutputParser(Parser):
    """Parses the flags of a command that composes no study; raises `OutputError`."""

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments without calling them a study."""
        from sesim.runs.errors import OutputError

        raise OutputError(f"{message}; see {self.prog} --help")
