"""The study that a results folder holds, to be held against what happened afterwards."""

import shlex
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sesim.cli.terminal import from_here
from sesim.runs.errors import OutputError
from sesim.runs.results.store import CONFIG
from sesim.runs.sweeps.jobs import JOBS
from sesim.runs.sweeps.reading import read_finished
from sesim.study import Study

PLANS = "plans.csv"
"""The table that marks the folder of a search, by `sesim-plan`."""


class Earlier(NamedTuple):
    """What a results folder predicted.

    Attributes:
        study: what was simulated.
        summary: mean and interval of every outcome.
        goals: how likely each goal is reached; without rows where there are no goals.
    """

    study: Study
    summary: pd.DataFrame
    goals: pd.DataFrame


def earlier_of(folder: Path) -> Earlier:
    """Return the study of a folder, with what it predicted.

    Raises:
        OutputError: there is no such folder, it holds no results or those of several studies,
            they are damaged, or another version of the program made them.
    """
    job = _first_job(folder)
    if job is not None or (folder / JOBS).is_file():
        raise OutputError(
            f"{folder}: holds a sweep; name the folder of the job that was carried out, such as "
            f"{from_here(folder / (job or '0'))}"
        )
    if (folder / PLANS).is_file():
        raise OutputError(
            f"{folder}: holds a search for plans; simulate the chosen one, and name its folder: "
            f"sesim --config-path {shlex.quote(str(from_here(folder)))} +scenario=plan output=..."
        )
    found = read_finished(folder)
    (study,) = found.studies.values()
    return Earlier(study, found.summary, found.goals)


def _first_job(folder: Path) -> str | None:
    """Return the name of a job's folder in that of a sweep; None if there is none."""
    if (folder / CONFIG).is_file():
        return None
    return min((one.parent.name for one in folder.glob(f"*/{CONFIG}")), default=None)
