"""Every outcome of every area and group, one row each."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from sesim.outcomes.arrays import Figures
from sesim.outcomes.catalogue import describe, names_for
from sesim.outcomes.cells import Areas, areas_of, groups_of, memberships
from sesim.outcomes.coaches import coach_outcomes
from sesim.outcomes.economics import RateValues, economic_outcomes
from sesim.outcomes.frames import coded, concat
from sesim.outcomes.persons import in_placement, in_work, job_starts, person_outcomes
from sesim.outcomes.quarters import quarterly_outcomes
from sesim.outcomes.window import Window

MEASURES_COLUMNS = ("replication", "programme", "group", "outcome", "value")


def measure(
    events: pd.DataFrame,
    people: pd.DataFrame,
    window: Window,
    areas: Mapping[str, str],
    counted: Collection[str] | None = None,
    replications: Collection[int] | None = None,
    rates: RateValues | None = None,
) -> pd.DataFrame:
    """Return every outcome for each programme, each förbund and the county, by group.

    Args:
        events: a log with the columns of `COLUMNS`.
        people: its `participants_table`.
        window: the window that the log covers.
        areas: the förbund of each programme.
        counted: programmes that belong to the totals of förbund and county; None means all.
            A total without programmes is left out.
        replications: numbers of the replications, including those without events; None means those
            in the log.
        rates: what things cost; without them, outcomes about money are left out.

    Returns:
        Columns `replication, programme, group, outcome, value`, for each replication in the
        log, by area (programmes in the order of the log's categories, förbund, county), group
        and outcome. `OUTCOMES` has units and definitions. NaN where there is no value.

    Raises:
        ValueError: a programme has no förbund, a förbund has the name of a programme, or there is
            no replication.
    """
    chosen = areas_of(list(events["programme"].cat.categories), areas, counted)
    numbers = _replications(events) if replications is None else replications
    return concat([_one(number, events, people, chosen, window, rates) for number in numbers])


def _replications(events: pd.DataFrame) -> list[int]:
    numbers = events["replication"].to_numpy()
    if len(numbers) and numbers[0] == numbers.min() == numbers.max():
        return [int(numbers[0])]
    return [int(number) for number in np.unique(numbers)]


def _one(
    replication: int,
    events: pd.DataFrame,
    people: pd.DataFrame,
    areas: Areas,
    window: Window,
    rates: RateValues | None,
) -> pd.DataFrame:
    log, persons = _only(events, replication), _only(people, replication)
    names, groups = groups_of(persons, window.plan)
    member = memberships(areas, groups, persons["programme"].cat.codes.to_numpy().astype(np.intp))
    starts = job_starts(log, persons)
    placed, working = in_placement(log, persons), in_work(log, persons)
    by_group = person_outcomes(persons, starts, placed, working, member, window)
    by_group |= quarterly_outcomes(log, persons, member, window)
    by_area = coach_outcomes(log, persons, areas.member, window)
    if rates is not None:
        by_area |= economic_outcomes(log, persons, areas.member, window, rates)
    outcomes = names_for(window.years, priced=rates is not None)
    return _long(replication, areas.names, names, by_group, by_area, outcomes)


def _only(frame: pd.DataFrame, replication: int) -> pd.DataFrame:
    wanted = frame["replication"].to_numpy() == replication
    return frame if wanted.all() else frame[wanted]


def _long(
    replication: int,
    areas: list[str],
    groups: list[str],
    by_group: Figures,
    by_area: Figures,
    outcomes: list[str],
) -> pd.DataFrame:
    """Return the figures as rows, by area, group and outcome."""
    table = np.full((len(areas), len(groups), len(outcomes)), np.nan)
    wanted = np.ones(table.shape, dtype=bool)
    for i, name in enumerate(outcomes):
        if describe(name).by_group:
            table[:, :, i] = by_group[name].reshape(len(areas), len(groups))
        else:
            table[:, 0, i] = by_area[name]
            wanted[:, 1:, i] = False
    area, group, outcome = np.nonzero(wanted)
    data: dict[str, Any] = {
        "replication": np.full(len(area), replication, dtype=np.int32),
        "programme": coded(area, areas),
        "group": coded(group, groups),
        "outcome": coded(outcome, outcomes),
        "value": table[wanted],
    }
    return pd.DataFrame(data, columns=list(MEASURES_COLUMNS), copy=False)
