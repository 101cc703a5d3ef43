"""The command `sesim-calibrate`. Slow imports are deferred until needed."""

import sys

from sesim.cli import command

HELP = """\
sesim-calibrate [KEY=VALUE ...]

Find the values of the parameters that agree with published counts, and how surely: many runs of
the programmes at values drawn from the priors (the bank), and from them the posterior.
The full calibration takes half an hour or so on two cores.

What is done
  calibration=quick             a minute or two, to try it out; calibration=full is the default
  calibration.runs=N            size of the bank
  calibration.targets=FILE      figures of your own, as a CSV file like conf/targets/sus.csv
  calibration.method=neural     neural posterior estimation; needs the extra sesim[npe]
  calibration.crosscheck=true   both methods, compared
  seed=N                        of the bank
  parameters.KEY=VALUE          fix a parameter instead of calibrating it

How it is done
  workers=N                     processes; 0 takes what the machine has
  cluster=ADDRESS               a Dask scheduler, whose workers are used instead
  output=FOLDER                 otherwise outputs/calibration
  --config-dir FOLDER           also take programmes of your own
  --version, --help

Results
  A folder with posterior.parquet and prior.parquet (use them: sesim
  parameters.draws=FOLDER/posterior.parquet), tables/ and figures/ of diagnostics, report.md
  and bank/, which holds the runs. When it is stopped or killed, the same command goes on from
  the runs that are there, to the same result.
  Exit status: 0 done, 1 failed, 2 bad input.
"""


def main() -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(exit_status(sys.argv[1:]))


def exit_status(arguments: list[str]) -> int:
    """Perform the command and return its exit status, as `sesim.cli.command` defines it."""
    return command.exit_status(
        "sesim-calibrate",
        arguments,
        HELP.rstrip,
        _perform,
        "finished runs are kept; the same command goes on from there",
    )


def _perform(arguments: list[str]) -> None:
    from sesim.cli.calibrate.request import request_of

    request = request_of(arguments)
    from sesim.cli.calibrate.perform import perform

    perform(request)


if __name__ == "__main__":
    main()
