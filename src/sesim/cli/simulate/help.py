"""The text of `sesim --help`. Needs only the standard library."""

import textwrap

from sesim.study.shipped import options

HELP = """\
sesim [KEY=VALUE ...]

Simulate Supported Employment and IPS programmes: many replications of one study,
summarised with intervals. Without arguments: the programmes of Jönköping county as they
were, from 2012-01-01 to 2017-06-30. A scenario begins on 2017-07-01 and is followed for five
years; scenario.since=DATE moves it, and scenario.since=null applies it from the start.

What to simulate
  programmes=[eksjo,vetlanda]   some programmes, or `all`
  scenario=NAME                 what changes, and when; `baseline` changes nothing
  start=DATE end=DATE           the first and the last day
  replications=N                number of simulated histories
  seed=N                        random seed; scenarios with one seed share people and luck
  PROGRAMME.KEY=VALUE           a value of a programme, such as vetlanda.back_heaviness=0.2
  parameters.KEY=VALUE          a parameter of the model, such as parameters.accept=0.12
  economics.rates.KEY.value=V   a cost, such as coach_cost (SEK a year); economics=NAME: all
  future=drawn                  unemployment, referrals and staff turnover as drawn paths

How to run it
  workers=N                     number of processes; 0 uses every core
  cluster=ADDRESS               use the workers of a Dask scheduler (tcp://HOST:8786) instead
  output=FOLDER                 a new folder; otherwise outputs/TIME_SCENARIO
  figures=false, report=false   no pages of single studies, which take seconds; nor of a sweep
  events=false                  no event log and no participants: most of what is written
  -m, --multirun                run once for each combination, and compare with the baseline:
                                -m scenario=baseline,back_heavy vetlanda.back_heaviness=0.5,0.9
  --resume                      with -m and output=FOLDER: run only what is missing there
  precision=W budget=N          with -m: add replications until differences are precise to W,
                                in the unit of precision_outcome (0.01: one percentage point)
  --config-dir FOLDER           also use your own scenarios and programmes:
                                FOLDER/scenario/mine.yaml, FOLDER/programme/mytown.yaml
  --config-path FOLDER          run the study of an earlier run's folder again
  --cfg job                     show the complete study and run nothing
  --version, --help             --hydra-help lists the other flags

Examples
  sesim programmes=[eksjo,vetlanda] replications=20
  sesim -m scenario=baseline,rapid_search,full_time_roles programmes=vetlanda
  sesim vetlanda.back_heaviness=0.2 output=vetlanda_less_first
  sesim --config-dir my +programme@mytown=mytown programmes=[mytown]

Results
  A folder with report.sv.html and report.en.html (the page for boards) and their figures/,
  summary.xlsx and summary.csv, curves.csv, tables of all replications (*.parquet),
  config.yaml (the complete study) and provenance.json. It appears only when the run is complete.
  A sweep has such a folder for each job, jobs.csv and comparison.csv. sesim-report: pages again.
  Exit status: 0 done, 1 failed, 2 bad input (nothing has been run or written).
"""

WIDTH = 99


def help_text() -> str:
    """Return the help, with the scenarios and programmes that are shipped."""
    lists = {"Scenarios": options("scenario"), "Programmes": options("programme")}
    parts = [f"{title}\n{_filled(names)}" for title, names in lists.items()]
    return "\n\n".join([HELP.rstrip(), *parts])


def _filled(names: list[str]) -> str:
    return textwrap.fill(", ".join(names), WIDTH, initial_indent="  ", subsequent_indent="  ")
