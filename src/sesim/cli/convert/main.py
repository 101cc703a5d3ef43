"""The command `sesim-convert`. Slow imports are deferred until needed."""

import sys

from sesim.cli import command

HELP = """\
sesim-convert FILE [FILE ...]

Write programme and scenario files of an earlier version in the format of this one. Comments stay
as they are. The old text of each file is kept beside it, as FILE.old. A file that is in the
present format is left alone. If one of the files cannot be converted, none is changed.

  FILE            a programme or a scenario (YAML), by its path
  --version, --help

Folders of results are not converted: their tables can be read by any program, and
provenance.json names the version of sesim that makes them again.
  Exit status: 0 done, 1 failed, 2 bad input.
"""


def main() -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(exit_status(sys.argv[1:]))


def exit_status(arguments: list[str]) -> int:
    """Perform the command and return its exit status, as `sesim.cli.command` defines it."""
    kept = "files that were written are whole"
    return command.exit_status("sesim-convert", arguments, HELP.rstrip, _perform, kept)


def _perform(arguments: list[str]) -> None:
    from sesim.cli.convert.request import request_of

    files = request_of(arguments)
    from sesim.cli.convert.perform import perform

    perform(files)


if __name__ == "__main__":
    main()
