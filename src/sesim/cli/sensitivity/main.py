"""The command `sesim-sensitivity`. Slow imports are deferred until needed."""

import sys

from sesim.cli import command

HELP = """\
sesim-sensitivity scenario=NAME [KEY=VALUE ...]

Show what an outcome and the choice of a scenario depend on, and which figure would be worth
measuring before you decide. Takes about half an hour for the county on two cores.

The question
  scenario=NAME                 the scenario to compare with the baseline
  programmes=[eksjo,vetlanda]   which programmes
  sensitivity.outcome=OUTCOME   the outcome that decides; employed_share by default
  sensitivity.programme=NAME    where it counts: a programme, a förbund or county
  sensitivity.worth=NUMBER      decision threshold: how much better the outcome must become
  parameters.KEY=VALUE          treat a parameter as known
  scenario, start, end, PROGRAMME.KEY=VALUE   as for sesim

How to run it
  sensitivity=quick             a few minutes, to try it out; sensitivity=full is the default
  sensitivity.draws=N           number of parameter draws, with two replications each
  sensitivity.posterior=FILE    draws of your own calibration (sensitivity.prior: its prior)
  sensitivity.bank=FOLDER       a calibration; its runs are used for the level
  sensitivity.trajectories=N    of the Morris screening of factors that no table of draws varies
  sensitivity.replications=N    at each point of the Morris screening
  seed=N workers=N cluster=ADDRESS
  output=FOLDER                 otherwise one under outputs/, named after the time
  --config-dir FOLDER           also use your own scenarios and programmes
  --version, --help

Results
  A folder with tables/ (sobol_level, sobol_difference, morris, information), figures/,
  config.yaml and provenance.json. It appears only when the analysis is complete.
  Exit status: 0 done, 1 failed, 2 bad input.
"""


def main() -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(exit_status(sys.argv[1:]))


def exit_status(arguments: list[str]) -> int:
    """Perform the command and return its exit status, as `sesim.cli.command` defines it."""
    return command.exit_status(
        "sesim-sensitivity", arguments, HELP.rstrip, _perform, "nothing of it is kept"
    )


def _perform(arguments: list[str]) -> None:
    from sesim.cli.sensitivity.request import request_of

    request = request_of(arguments)
    from sesim.cli.sensitivity.perform import perform

    perform(request)


if __name__ == "__main__":
    main()
