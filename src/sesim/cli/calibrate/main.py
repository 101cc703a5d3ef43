"""The command `sesim-calibrate`. Slow imports are deferred until needed."""

import sys

from sesim.cli import command

HELP = """\
sesim-calibrate [KEY=VALUE ...]

Find parameter values that agree with published counts, and how certain they are. sesim simulates
the programmes many times, each time at a parameter draw from the priors (the reference table), and
estimates the posterior from these runs.
The full calibration takes about half an hour on two cores.

What to calibrate
  calibration=quick             a minute or two, to try it; calibration=full is the default
  calibration=outside           without the county's counts in any prior; with
                                experiment=posts_as_financed
  calibration=discrepancy       as if the model had an unknown error (calibration.discrepancy=SD)
  calibration.runs=N            size of the reference table
  calibration.targets=FILE      your own figures, as a CSV file like conf/targets/sus.csv
  calibration.prior=posterior   add your own programme to the shipped posterior; also FILE
  calibration.method=neural     neural posterior estimation; needs the extra sesim[npe]
  calibration.crosscheck=true   compare both methods; other_method.parquet has the other's draws
  seed=N                        of the reference table
  parameters.KEY=VALUE          fix a parameter instead of calibrating it

How to run it
  workers=N                     processes; 0 uses all cores
  cluster=ADDRESS               use the workers of a Dask scheduler instead
  output=FOLDER                 otherwise outputs/calibration
  --config-dir FOLDER           add your own programmes
  --netcdf                      also write calibration.nc for ArviZ; needs the extra sesim[netcdf]
  --version, --help

Results
  A folder with posterior.parquet and prior.parquet (use them: sesim
  parameters.draws=FOLDER/posterior.parquet), diagnostics in tables/ and figures/, the pages
  report.sv.html and report.en.html, and bank/, which holds the reference table. With fewer than
  5000 runs every table, figure and page says that it was only tried out. If you stop or kill the
  command, run it again: it continues from the finished runs, to the same result.
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
        "finished runs are kept; the same command continues from there",
    )


def _perform(arguments: list[str]) -> None:
    from sesim.cli.calibrate.request import request_of

    request, netcdf = request_of(arguments)
    from sesim.cli.calibrate.perform import perform

    perform(request, netcdf=netcdf)


if __name__ == "__main__":
    main()
