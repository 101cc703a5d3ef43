"""The command `sesim-describe`. Slow imports are deferred until needed."""

import sys

from sesim.cli import command

HELP = """\
sesim-describe LOG --since DATE [options]

Write the file of a programme from its own records: an event log (docs/how-to/real_records.md).
Each value stands below what the records show of it, with the number of observations and a 90%
interval. What they do not show keeps a default, marked as an assumption.

  LOG              CSV or Parquet, with the columns of an event log; a column date instead of
                   time holds days such as 2016-01-11
  --since DATE     the first day of the records, which is time 0 of the log
  --until DATE     the last day that they cover; otherwise the day of the last event
  --programme NAME the programme to describe, if the log holds several
  --name NAME      its name in sesim; otherwise its name in the log
  --title TITLE    its name for readers; otherwise the name
  --forbund NAME   the förbund, as a short name (own)
  --lang en|sv     language of the comments (en)
  --compare        also simulate the described programme over the same days, and compare
  --replications N of the comparison (40)
  --seed N, --workers N   of the comparison, as for sesim
  --output FOLDER  a new or empty folder; otherwise one under outputs/
  --version, --help

Results
  FOLDER/programme/NAME.yaml  the programme, ready to run:
    sesim --config-dir FOLDER +programme@NAME=NAME programmes=NAME start=DATE
  FOLDER/today.csv            who waits and who is enrolled on the last day. These are personal
                              data: keep the folder where you keep the log
  FOLDER/comparison.csv       with --compare: records, model, and whether they agree
  Exit status: 0 done, 1 failed, 2 bad input.
"""


def main() -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(exit_status(sys.argv[1:]))


def exit_status(arguments: list[str]) -> int:
    """Perform the command and return its exit status, as `sesim.cli.command` defines it."""
    return command.exit_status(
        "sesim-describe", arguments, HELP.rstrip, _perform, "nothing is kept"
    )


def _perform(arguments: list[str]) -> None:
    from sesim.cli.describe.request import request_of

    request = request_of(arguments)
    from sesim.cli.describe.perform import perform

    perform(request)


if __name__ == "__main__":
    main()
