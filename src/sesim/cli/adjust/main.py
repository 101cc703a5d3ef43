"""The command `sesim-adjust`. Slow imports are deferred until needed."""

import sys

from sesim.cli import command

HELP = """\
sesim-adjust programme=NAME counts=FILE [KEY=VALUE ...]
sesim-adjust FOLDER --against FILE [programme=NAME] [KEY=VALUE ...]

Adjust the parameters of one programme to its own counts, such as 41 enrolled and 13 with a job
since 2022. What the county's published counts show is the starting point; your counts move it as
far as they can. The command simulates this programme alone, and takes about a minute on two cores.

What to adjust
  programme=NAME                a programme, also your own from FOLDER/programme/NAME.yaml
  counts=FILE                   a CSV file with the columns outcome, since, until, and count, or
                                low and high; source is optional. Two counts are enough. Or a list:
                                'counts=[{outcome: employed, count: 13, until: "2026-11-30"}]'
  name=NAME                     of the adjusted parameters; otherwise PROGRAMME_adjusted
  adjust.referral_sd=NUMBER     how well you know the referral rate in the programme's file: 0.2
                                (to about a third) unless you set it; 0.5 if it is a guess
  parameters.KEY=VALUE          treat a parameter as known

A year later
  FOLDER --against FILE         hold the results of a study against counts of its period: which
                                predictions held, what is learnt, and the study simulated again
                                into a new folder beside FOLDER. Parameters are then called
                                PROGRAMME_afterwards, and seed and study are those of FOLDER

How to run it
  adjust.runs=N                 simulated histories
  seed=N workers=N cluster=ADDRESS
  --config-dir FOLDER           add your own programmes; results go to FOLDER/parameters/
  output=FOLDER                 results go to FOLDER/parameters/ instead
  --version, --help

Results
  In FOLDER/parameters/ (outputs/adjusted/parameters/ without a folder): NAME.parquet, the adjusted
  draws, and NAME.en.md, NAME.sv.md and NAME.csv, what your counts taught and what not. Use them:
  sesim --config-dir FOLDER parameters=NAME. Nothing is written before all is done; if it stops,
  run it again.
  Exit status: 0 done, 1 failed, 2 bad input.
"""


def main() -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(exit_status(sys.argv[1:]))


def exit_status(arguments: list[str]) -> int:
    """Perform the command and return its exit status, as `sesim.cli.command` defines it."""
    return command.exit_status(
        "sesim-adjust", arguments, HELP.rstrip, _perform, "nothing of it is kept"
    )


def _perform(arguments: list[str]) -> None:
    parser = command.study_parser("sesim-adjust")
    parser.add_argument("--against")
    asked = parser.parse_intermixed_args(arguments)
    if asked.against is not None:
        from sesim.cli.adjust.against import load_against

        afterwards = load_against(asked.overrides, asked.against, asked.config_dir)
        from sesim.cli.adjust.perform_against import perform_against

        perform_against(afterwards)
        return
    from sesim.cli.adjust.request import load_adjustment

    request = load_adjustment(asked.overrides, asked.config_dir)
    from sesim.cli.adjust.perform import perform

    perform(request)


if __name__ == "__main__":
    main()
