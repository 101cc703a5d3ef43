"""The command `sesim-new`. Slow imports are deferred until needed."""

import sys

from sesim.cli import command

HELP = """\
sesim-new [options]

Ask about a programme, and write its file. Every question has an explanation and a default, which
Enter keeps; the file marks what was kept as an assumption.

  --lang en|sv     language of the questions and of the file's comments (en); also --language
  --answers FILE   take the answers from a YAML file, and ask nothing: keys such as name, posts
                   ([1.0, 0.5]) or referral.per_year; the others keep their defaults
  --output FOLDER  a new or empty folder; otherwise one with the programme's name
  --version, --help

Results
  FOLDER/programme/NAME.yaml  the programme, ready to run:
    sesim --config-dir FOLDER +programme@NAME=NAME programmes=NAME start=DATE
  Exit status: 0 done, 1 failed, 2 bad input.
"""


def main() -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(exit_status(sys.argv[1:]))


def exit_status(arguments: list[str]) -> int:
    """Perform the command and return its exit status, as `sesim.cli.command` defines it."""
    return command.exit_status("sesim-new", arguments, HELP.rstrip, _perform, "nothing is kept")


def _perform(arguments: list[str]) -> None:
    from sesim.cli.new.request import request_of

    request = request_of(arguments)
    from sesim.cli.new.perform import perform

    perform(request)


if __name__ == "__main__":
    main()
