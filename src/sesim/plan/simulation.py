"""Simulated histories of plans: one past for all of them, and the same luck in each."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import inf
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim import model, outcomes
from sesim.outcomes import ALL
from sesim.runs.draws import REPLICATIONS_PER_DRAW
from sesim.runs.errors import as_run_error
from sesim.runs.workers import Histories, WorkOrder, measured

LARGEST_CHUNK, PIECES = 25, 8
"""Most histories of every plan that a process simulates at a time, and pieces of work at least."""

Values = NDArray[np.float64]


class TrialFigure(NamedTuple):
    """What is taken from each history.

    Attributes:
        outcome: its name.
        programme: the programme, förbund or total that it is of.
        on: the day on which it counts; None for the end of the study period.
    """

    outcome: str
    programme: str
    on: date | None = None


class Trials(NamedTuple):
    """What some histories of some plans came to.

    Attributes:
        candidates: numbers of the plans.
        numbers: of the histories.
        values: shape (candidates, histories, wanted); NaN where there is no value.
    """

    candidates: tuple[int, ...]
    numbers: range
    values: Values


class PlanTask(NamedTuple):
    """What a process does: some histories of some plans.

    Attributes:
        orders: of the plans, by number.
        numbers: of the histories.
        wanted: what is taken from each.
        apart: how many replications of a study one history is from the next.
    """

    orders: Mapping[int, WorkOrder]
    numbers: range
    wanted: tuple[TrialFigure, ...]
    apart: int = REPLICATIONS_PER_DRAW


def chunks(numbers: range) -> list[range]:
    """Divide histories into pieces of work, in order."""
    size = max(1, min(LARGEST_CHUNK, len(numbers) // PIECES))
    return [numbers[i : i + size] for i in range(0, len(numbers), size)]


def simulate(task: PlanTask) -> Trials:
    """Simulate some histories of some plans.

    Each history has a parameter draw of its own, and a path of the future where that is drawn, so
    that histories are independent. It is the replication of a study that is the first to use
    them, so that a study of the chosen plan has the same one.

    Raises:
        RunError: one of them failed.
    """
    logs = {candidate: outcomes.EventLogs() for candidate in task.orders}
    step, (first, last) = task.apart, (task.numbers.start, task.numbers.stop - 1)
    replications = range(first * step, (last + 1) * step, step)
    for replication in replications:
        with as_run_error(f"history {replication // step}"):
            pasts: dict[str, model.Past | None] = {}
            for candidate, order in task.orders.items():
                for name, programme in order.programmes_of(replication).items():
                    if name not in pasts:
                        pasts[name] = model.past_of(programme, replication)
                    log = model.run(programme, replication, before=pasts[name])
                    logs[candidate].add(replication, name, log)
    with as_run_error(f"histories {first} to {last}"):
        values = [
            _values(task.orders[candidate], replications, log.frame(), task.wanted)
            for candidate, log in logs.items()
        ]
    return Trials(tuple(task.orders), task.numbers, np.stack(values))


def _values(
    order: WorkOrder, replications: range, events: pd.DataFrame, wanted: Sequence[TrialFigure]
) -> Values:
    """Return what is wanted of each history, shape (histories, wanted)."""
    found = np.full((len(replications), len(wanted)), np.nan)
    for day in dict.fromkeys(one.on for one in wanted):
        table = _measures(order, replications, events, day)
        for place, one in enumerate(wanted):
            if one.on == day:
                found[:, place] = table(one)
    return found


def _measures(
    order: WorkOrder, replications: range, events: pd.DataFrame, day: date | None
) -> Callable[[TrialFigure], Values]:
    """Return a function that finds an outcome of each history, as of a day."""
    if day is not None:
        window = order.window.until(day)
        order = order._replace(window=window)
        events = events[events["time"] < window.horizon]
    people = outcomes.participants_table(events, order.window.horizon)
    measures = measured(order, Histories(replications, events, people))
    mine = measures[measures["group"] == ALL]
    places = pd.Index(replications).get_indexer(pd.Index(mine["replication"]))

    def find(one: TrialFigure) -> Values:
        rows = ((mine["programme"] == one.programme) & (mine["outcome"] == one.outcome)).to_numpy()
        values = np.full(len(replications), np.nan)
        values[places[rows]] = mine["value"].to_numpy()[rows]
        unbounded = outcomes.describe(one.outcome).unbounded
        return np.where(np.isnan(values), inf, values) if unbounded else values

    return find
