"""The command `sesim-whatif`. Slow imports are deferred until needed."""

import sys

from sesim.cli import command

HELP = """\
sesim-whatif programmes=NAME [KEY=VALUE ...]

Make a page on which readers try settings themselves: how much must be settled before the job
search, how long placements are, how many posts there are. Every combination is simulated with the
same people and the same luck, so the page guesses nothing between them.

What the page offers
  programmes=NAME               a programme, also your own from FOLDER/programme/NAME.yaml; or up to
                                four, such as [vetlanda,eksjo]: each choice applies to all of them
  'levers={back_heaviness: [0, 0.5], posts: [0.5, -0.5, whole, quarters]}'
                                values besides how it is now, of back_heaviness, placement_length
                                (times as long), posts (full-time posts more or fewer, or whole,
                                halves, quarters), motivation_policy, employer_focus and
                                caseload_norm; others keep theirs, and [] leaves a lever out
  'tabs={caseload: []}'         levers that can be combined with each other; [] leaves a tab out
  together=3                    most levers that differ from now at the same time; 5 for all
                                combinations, which takes more than twice as long
  since=DATE                    the day of the change; otherwise 2017-07-01, or the first day of a
                                study that begins later
  years=5                       from that day to the end, unless end=DATE is set
  scenario, start, end, PROGRAMME.KEY=VALUE   as for sesim: what is so in any case

How to run it
  replications=100              histories of each combination
  seed=N workers=N cluster=ADDRESS
  output=FOLDER                 otherwise one under outputs/, named after the time
  --resume                      go on with what was stopped; needs output=FOLDER
  --config-dir FOLDER           also use your own programmes and scenarios
  --version, --help

Results
  A folder with whatif.sv.html and whatif.en.html, each with everything inside: it can be sent and
  opened without a network. cells.csv has the combinations, histories.parquet every history of each,
  and comparison.csv the shipped scenarios among them, against how it is now. sesim-report FOLDER
  draws the pages again.
  Exit status: 0 done, 1 failed, 2 bad input.
"""


def main() -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(exit_status(sys.argv[1:]))


def exit_status(arguments: list[str]) -> int:
    """Perform the command and return its exit status, as `sesim.cli.command` defines it."""
    return command.exit_status(
        "sesim-whatif", arguments, HELP.rstrip, _perform, "nothing of it is kept"
    )


def _perform(arguments: list[str]) -> None:
    from sesim.cli.whatif.request import request_of

    request = request_of(arguments)
    from sesim.cli.whatif.perform import perform

    perform(request)


if __name__ == "__main__":
    main()
