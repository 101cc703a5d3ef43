"""Simulated histories of every setting: the same people, luck and parameters in all of them.

History 17 of a setting is replication 17 of a study of it, so that the effects on the page are
those of `sesim -m`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim import model, outcomes
from sesim.outcomes import ALL, LEDGER, SINCE_PLAN
from sesim.plan.pieces import in_pieces, orders_of
from sesim.plan.simulation import Trials
from sesim.plan.store import TrialStore
from sesim.runs.draws import drawn
from sesim.runs.errors import as_run_error
from sesim.runs.pairing import KEYS, Wide, wide
from sesim.runs.parallel import Crew
from sesim.runs.replicate import window_of
from sesim.runs.workers import WorkOrder
from sesim.study import Study
from sesim.whatif.grid import WhatIfGrid

PEOPLE: Final = (
    "employed_share", "employed", "employed_per_referred", "first_job_by_12_months",
    "participants", "referred", "waiting", "waiting_weeks_mean",
)  # fmt: skip
"""Outcomes of the people whom a change can affect."""

FIRST_JOBS: Final = "first_jobs_{year}"

TOGETHER: Final = 100
"""Settings whose outcomes are computed at once, which is quicker than one by one."""

PIECE: Final = 2
"""Histories in one piece of work, of all settings: as many as share a parameter draw."""

Values = NDArray[np.float64]
Progress = Callable[[int], object]
Logs = dict[str, dict[str, list[object]]]
"""The events of a history, by the name of the programme."""


class GridFigure(NamedTuple):
    """What is kept of each history.

    Attributes:
        outcome: its name.
        group: whom it is about.
    """

    outcome: str
    group: str


class GridTask(NamedTuple):
    """What a process does: some histories of every setting.

    Attributes:
        orders: of the settings, by number.
        numbers: of the histories.
        place: the programme, or all together.
        kept: what is kept of each history.
    """

    orders: Mapping[int, WorkOrder]
    numbers: range
    place: str
    kept: tuple[GridFigure, ...]


def kept_of(study: Study) -> tuple[GridFigure, ...]:
    """Return what is kept of each history of a study.

    It is about those referred since the change, or everyone if the change is there from the
    first day; jobs a year and the ledger are about everyone.
    """
    group = SINCE_PLAN if study.settings.plan_start else ALL
    since = study.settings.plan_start or study.settings.start
    years = [year for year in window_of(study).years if year >= since.year]
    return (
        *(GridFigure(name, group) for name in PEOPLE),
        *(GridFigure(FIRST_JOBS.format(year=year), ALL) for year in years),
        *(GridFigure(row.outcome, ALL) for row in LEDGER),
    )


def simulated(grid: WhatIfGrid, crew: Crew, store: TrialStore, progress: Progress) -> Values:
    """Simulate every setting.

    Args:
        grid: the settings.
        crew: the processes that simulate, which does not affect the values.
        store: where finished histories are kept; those that are there are not simulated again.
        progress: called with the number of histories just done.

    Returns:
        Shape (settings, histories, kept); NaN where a history has no value.

    Raises:
        StudyError: a setting leads to a value that is not allowed in one of the draws.
        RunError: a history failed.
    """
    numbers = range(grid.study.settings.replications)
    cells = tuple(cell.number for cell in grid.cells)
    pieces = [numbers[i : i + PIECE] for i in range(0, len(numbers), PIECE)]
    studies = (grid.study_of(cell) for cell in cells)
    orders = dict(zip(cells, orders_of(studies, drawn(grid.study), numbers), strict=True))
    place, kept = grid.place, kept_of(grid.study)

    def task_of(piece: range) -> GridTask:
        return GridTask(orders, piece, place, kept)

    parts = []
    for part in in_pieces(simulate, task_of, cells, pieces, store, crew):
        progress(len(cells) * len(part.numbers))
        parts.append(part.values)
    return np.concatenate(parts, axis=1)


def simulate(task: GridTask) -> Trials:
    """Simulate some histories of every setting.

    Raises:
        RunError: one of them failed.
    """
    values = np.full((len(task.orders), len(task.numbers), len(task.kept)), np.nan)
    for i, replication in enumerate(task.numbers):
        with as_run_error(f"replication {replication}"):
            values[:, i] = np.concatenate(list(_history(task, replication)))
    return Trials(tuple(task.orders), task.numbers, values)


def _history(task: GridTask, replication: int) -> Iterator[Values]:
    """Yield one history of every setting, some at a time, each of shape (settings, kept)."""
    pasts: dict[str, model.Past | None] = {}
    logs: list[Logs] = []
    for i, order in enumerate(task.orders.values()):
        log: Logs = {}
        for name, programme in order.programmes_of(replication).items():
            if name not in pasts:
                pasts[name] = model.past_of(programme, replication)
            log[name] = model.run(programme, replication, before=pasts[name])
        logs.append(log)
        if len(logs) == TOGETHER or i == len(task.orders) - 1:
            yield _measured(task, order, replication, logs)
            logs = []


def _measured(
    task: GridTask,
    order: WorkOrder,
    replication: int,
    logs: Sequence[Logs],
) -> Values:
    """Return what is kept of one history under several settings, shape (settings, kept).

    For the outcomes, each setting is a replication of its own, with the same rates.
    """
    together = outcomes.EventLogs()
    for number, log in enumerate(logs):
        for name, columns in log.items():
            together.add(number, name, columns)
    events = together.frame()
    people = outcomes.participants_table(events, order.window.horizon)
    rates = order.rates_of(replication)
    measures = outcomes.measure(
        events, people, order.window, order.areas, order.counted, range(len(logs)),
        None if rates is None else [rates] * len(logs),
    )  # fmt: skip
    mine = measures[measures["programme"] == task.place]
    return wide(mine, len(logs)).rows(keys_of(task.place, task.kept)).T


def keys_of(place: str, kept: Sequence[GridFigure]) -> pd.MultiIndex:
    """Return what is kept, as rows of measures are named."""
    return pd.MultiIndex.from_tuples([(place, one.group, one.outcome) for one in kept], names=KEYS)


def wide_of(grid: WhatIfGrid, values: Values, cell: int) -> Wide:
    """Return the histories of one setting as a comparison takes them."""
    return Wide(keys_of(grid.place, kept_of(grid.study)), values[cell].T)
