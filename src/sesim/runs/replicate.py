"""Replications in parallel: from a study to its results, the same for any number of workers."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from sesim import model, outcomes
from sesim.runs.published import counted, published
from sesim.runs.workers import Job, Workers
from sesim.study import Study

SIGNIFICANT_DIGITS = 12
"""Digits of the summary: the rest is rounding error, and the table is easier to read."""

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """What a study gives.

    Attributes:
        study: what was simulated.
        events: the event log of all replications (columns: `sesim.events.COLUMNS`).
        participants: one row for each person, programme and replication; weeks and hours.
        measures: every outcome of every replication.
        summary: mean and interval over replications of every outcome.
        workers: processes that were used; says nothing about the numbers.
    """

    study: Study
    events: pd.DataFrame
    participants: pd.DataFrame
    measures: pd.DataFrame
    summary: pd.DataFrame
    workers: int = field(default=1, kw_only=True)


def horizon_weeks(study: Study) -> float:
    """Return the length of the window in weeks; the end date is its last day."""
    return ((study.settings.end - study.settings.start).days + 1) / 7


def replicate(study: Study, progress: Progress | None = None) -> Results:
    """Simulate all replications of a study.

    Args:
        study: what to simulate; its `settings.workers` says with how many processes.
        progress: called with the number of replications just finished.

    Raises:
        RunError: a replication failed, or a worker was killed.
    """
    job = Job(
        plans=model.prepare(study),
        window=outcomes.Window(study.settings.start, horizon_weeks(study)),
        areas={name: programme.forbund for name, programme in study.programmes.items()},
        counted=counted(study),
    )
    pool = Workers(job, study.settings.replications, study.settings.workers)
    parts = []
    for part in pool.parts():
        parts.append(part)
        if progress:
            progress(1)
    events, participants, measures = (
        outcomes.concat(tables) for tables in zip(*parts, strict=True)
    )
    settings = study.settings
    summary = outcomes.summarise(measures, study.scenario.name, settings.interval, published(study))
    return Results(study, events, participants, measures, tidy(summary), workers=pool.number)


def tidy(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its fractional columns at `SIGNIFICANT_DIGITS` digits."""
    rounded = {
        name: [float(f"{value:.{SIGNIFICANT_DIGITS}g}") for value in table[name]]
        for name in table.columns
        if table[name].dtype.kind == "f"
    }
    return table.assign(**rounded)
