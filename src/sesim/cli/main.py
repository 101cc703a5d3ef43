"""The command `sesim`. Whatever is slow to import is imported when it is needed."""

import os
import sys

from sesim.cli.signals import Stopped, stoppable

GOOD, FAILED, BAD_INPUT = 0, 1, 2

TRACEBACK = "HYDRA_FULL_ERROR"
"""Hydra's variable: if it is set, errors of the program are shown with their traceback."""


def main() -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Do what the arguments say and return the exit status.

    0: done. 1: failed. 2: bad input, and nothing was run or written.
    128 + N: told to stop by signal N, such as 130 after Ctrl-C.
    """
    _speak_any_language()

    try:
        with stoppable():
            status = _guarded(arguments)
            if sys.stdout is not None:
                sys.stdout.flush()
    except Stopped as stop:
        _say(f"sesim: stopped by {stop}; nothing of the unfinished run is kept")
        return stop.status
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough. Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    return status


def _guarded(arguments: list[str]) -> int:
    if {"-h", "--help"} & set(arguments):
        from sesim.cli.help import help_text

        print(help_text())
    elif "--version" in arguments:
        from importlib.metadata import version

        print(f"sesim {version('sesim')}")
    else:
        return _simulate(arguments)
    return GOOD


def _simulate(arguments: list[str]) -> int:
    from sesim.cli.request import perform
    from sesim.runs.errors import OutputError, RunError
    from sesim.study import StudyError

    try:
        perform(arguments)
    except (StudyError, OutputError) as error:
        _say(f"sesim: {error}")
        return BAD_INPUT
    except RunError as error:
        if os.environ.get(TRACEBACK) == "1":
            raise
        _say(f"sesim: {error}")
        if error.__cause__ is not None:
            _say(f"Set {TRACEBACK}=1 to see where.")
        return FAILED
    return GOOD


def _speak_any_language() -> None:
    """Show letters that a terminal does not have as `?` instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _say(message: str) -> None:
    print(message, file=sys.stderr)


if __name__ == "__main__":
    main()
