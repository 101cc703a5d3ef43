"""The command `sesim-plan`. Slow imports are deferred until needed."""

import sys

from sesim.cli import command

HELP = """\
sesim-plan programme=NAME 'goals=[...]' 'levers={...}' [KEY=VALUE ...]

Plan backwards from the goal: which posts, placements or ways of working reach it, and the cheapest
of them. Every combination of the levers' values is simulated with the same people and the same
luck, until it is clear whether it reaches every goal with the certainty that you ask for.

What to plan
  programme=NAME                a programme, also your own from FOLDER/programme/NAME.yaml
  'goals=[{outcome: first_jobs_2027, at_least: 15}, {outcome: waiting, at_most: 10}]'
                                what should be reached; the programme's own goals if you give none.
                                on: DATE for an outcome as of a day before the end; certainty: 0.9
  certainty=0.8                 of goals that do not give their own
  'levers={fte: {from: 1, to: 4, step: 0.25}, back_heaviness: [0.3, 0.9], placement.weeks: [8, 26]}'
                                what could change, and the values to choose from; fte is the sum of
                                all posts, post_size how it is divided
  since=DATE                    the day from which it changes; otherwise the first day of the study
  cost=posts                    what makes a plan cheap: posts, public, or a payer of the ledger
  scenario, start, end, PROGRAMME.KEY=VALUE   as for sesim

How to run it
  confidence=0.95               probability that all verdicts are right, under the model
  first=N budget=N              histories of every plan, and most histories of one
  figures=false, report=false   no pages
  seed=N workers=N cluster=ADDRESS
  name=NAME                     of the scenario file of the chosen plan
  output=FOLDER                 otherwise one under outputs/, named after the time
  --resume                      go on with a search that was stopped; needs output=FOLDER
  --config-dir FOLDER           also use your own programmes and scenarios
  --version, --help

Results
  A folder with plans.csv (values, verdict and cost of each plan), goals.csv (how likely each
  plan reaches each goal), trials.parquet (every history), a page in Swedish and English, and the
  chosen plan as a scenario: sesim --config-path FOLDER +scenario=plan.
  Exit status: 0 done, also if no plan reaches the goals; 1 failed; 2 bad input.
"""


def main() -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(exit_status(sys.argv[1:]))


def exit_status(arguments: list[str]) -> int:
    """Perform the command and return its exit status, as `sesim.cli.command` defines it."""
    return command.exit_status(
        "sesim-plan", arguments, HELP.rstrip, _perform, "nothing of it is kept"
    )


def _perform(arguments: list[str]) -> None:
    from sesim.cli.plan.request import request_of

    request = request_of(arguments)
    from sesim.cli.plan.perform import perform

    perform(request)


if __name__ == "__main__":
    main()
