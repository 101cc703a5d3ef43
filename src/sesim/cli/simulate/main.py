"""The command `sesim`. Slow imports are deferred until needed."""

import sys

from sesim.cli import command


def main() -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(exit_status(sys.argv[1:]))


def exit_status(arguments: list[str]) -> int:
    """Perform the command and return its exit status, as `sesim.cli.command` defines it."""
    kept = "nothing of the unfinished run is kept"
    return command.exit_status("sesim", arguments, _help_text, _perform, kept)


def _help_text() -> str:
    from sesim.cli.simulate.help import help_text

    return help_text()


def _perform(arguments: list[str]) -> None:
    from sesim.cli.simulate.request import request_of

    request = request_of(arguments)
    from sesim.cli.simulate.perform import perform

    perform(request)


if __name__ == "__main__":
    main()
