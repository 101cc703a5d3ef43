"""The command `sesim-validate`. Slow imports are deferred until needed."""

import sys

from sesim.cli import command

HELP = """\
sesim-validate [KEY=VALUE ...]

Hold the model beside every figure that trials and services elsewhere have reported, each in the
setup that stands for it: what the model predicts, with a 90% interval of a study of the same size,
and whether the figure is inside, outside, or cannot tell. Takes about five minutes on two cores.

What is compared
  figures=[work_12_months,...]  some figures; otherwise all, with the counts that the calibration
                                left out and yearly predictions
  draws=400                     parameter draws, with one replication of each setup
  parameters=posterior          where they come from; also prior, register, point or a file
  parameters.KEY=VALUE          treat a parameter as known
  observed=FILE                 predictions.csv of an earlier validation with the column observed
                                filled in: verdicts on yearly predictions, by the same rule
  calibration=FOLDER            a calibration of your own: its predictions of counts left out

How to run it
  seed=N workers=N cluster=ADDRESS
  output=FOLDER                 otherwise one under outputs/, named after the time
  --resume                      go on with what was stopped; needs output=FOLDER
  --version, --help

Results
  A folder with comparisons.csv (every figure, how the model is configured, prediction, reference,
  verdict, and whether it counts as evidence), predictions.csv (to be filled in), the pages
  validation.sv.html and validation.en.html, config.yaml and provenance.json.
  Exit status: 0 done, 1 failed, 2 bad input. Misses do not change it.
"""


def main() -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(exit_status(sys.argv[1:]))


def exit_status(arguments: list[str]) -> int:
    """Perform the command and return its exit status, as `sesim.cli.command` defines it."""
    return command.exit_status(
        "sesim-validate", arguments, HELP.rstrip, _perform, "nothing of it is kept"
    )


def _perform(arguments: list[str]) -> None:
    from sesim.cli.validate.request import request_of

    request = request_of(arguments)
    from sesim.cli.validate.perform import perform

    perform(request)


if __name__ == "__main__":
    main()
