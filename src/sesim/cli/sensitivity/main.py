"""The command `sesim-sensitivity`. Whatever is slow to import is imported when it is needed."""

import sys

from sesim.cli import command

HELP = """\
sesim-sensitivity scenario=NAME [KEY=VALUE ...]

Tell what an outcome and the choice of a scenario depend on, and which figure would be worth
knowing better before choosing. Takes half an hour or so for the county on two cores.

What is asked
  scenario=NAME                 what is compared with the baseline
  programmes=[eksjo,vetlanda]   which programmes
  sensitivity.outcome=OUTCOME   what decides; employed_share is the default
  sensitivity.programme=NAME    whose: a programme, a förbund or county
  sensitivity.worth=NUMBER      how much better it must become for the change to be worth it
  parameters.KEY=VALUE          take a parameter as known
  scenario, start, end, PROGRAMME.KEY=VALUE   as for sesim

How it is done
  sensitivity=quick             a few minutes, to try it out; sensitivity=full is the default
  sensitivity.draws=N           of the parameters, with two histories each
  sensitivity.posterior=FILE    draws of a calibration of your own (sensitivity.prior: its prior)
  sensitivity.bank=FOLDER       a calibration, whose runs are used for the level
  sensitivity.trajectories=N    of the screening of what no table of draws varies
  sensitivity.replications=N    at each point of the screening
  seed=N workers=N cluster=ADDRESS
  output=FOLDER                 otherwise one under outputs/, named after the time
  --config-dir FOLDER           also take scenarios and programmes of your own
  --version, --help

Results
  A folder with tables/ (sobol_level, sobol_difference, morris, information), figures/,
  config.yaml and provenance.json. It appears when everything is in it, or not at all.
  Exit status: 0 done, 1 failed, 2 bad input.
"""


def main() -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(exit_status(sys.argv[1:]))


def exit_status(arguments: list[str]) -> int:
    """Do what the arguments say and return the exit status; `sesim.cli.command` says which."""
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
