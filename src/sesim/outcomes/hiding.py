"""Outcomes of real records, without figures that could disclose something about one person."""

from collections.abc import Collection, Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.outcomes.arrays import Floats
from sesim.outcomes.behind import counts_behind, is_count, weights_behind
from sesim.outcomes.cells import Areas, Groups, areas_of, cells_of, groups_of, shown_groups
from sesim.outcomes.measures import measure
from sesim.outcomes.participants import participants_table
from sesim.outcomes.prices import RateValues
from sesim.outcomes.records import read_events
from sesim.outcomes.small_cells import Grid, Mask, grid_of, hidden_cells
from sesim.outcomes.summary import SUMMARY_COLUMNS, summarise
from sesim.outcomes.units import units_of
from sesim.outcomes.window import Window

FEWEST: Final = 5
"""The smallest count of people that is shown."""

RECORDS_COLUMNS: Final = (*SUMMARY_COLUMNS, "hidden")


def figures_of_records(
    log: pd.DataFrame,
    window: Window,
    areas: Mapping[str, str],
    rates: RateValues | None = None,
    *,
    scenario: str = "reality",
    hide_below: int = FEWEST,
) -> pd.DataFrame:
    """Return every outcome of real records, without figures that could disclose a single person.

    Args:
        log: the records of one replication, as `read_events` takes them.
        window: the window that they cover.
        areas: the förbund of each programme.
        rates: what things cost; without them, outcomes about money are left out.
        scenario: name of the records alongside simulated figures.
        hide_below: the smallest count of people that is shown; at least 2.

    Returns:
        The columns of `summarise`, and `hidden`, which is true of a figure that is hidden
        because few people stand behind it, or because another figure could be derived from it.
        Hidden figures are missing. Figures that cannot be computed are missing too, and are not
        `hidden`.

    Raises:
        ValueError: the records cannot be read (see `read_events`), have more than one
            replication, or do not fit the window and areas (see `measure`).
    """
    if hide_below < 2:
        raise ValueError(f"hide_below must be at least 2, got {hide_below}")
    events = read_events(log)
    if events["replication"].min() != events["replication"].max():
        raise ValueError("real records are one replication: write 0 in each row")
    people = participants_table(events, window.horizon)
    measures = measure(events, people, window, areas, rates=rates)
    hidden = small(measures, events, people, window, areas, below=hide_below)
    measures = measures.assign(value=measures["value"].mask(hidden))
    table = summarise(measures, scenario, interval=0.9, observed={})
    where = ["programme", "group", "outcome"]
    names = pd.MultiIndex.from_frame(measures[where].astype(str))
    found = pd.Series(hidden, index=names).reindex(pd.MultiIndex.from_frame(table[where]))
    return table.assign(hidden=found.to_numpy())[list(RECORDS_COLUMNS)]


def small(
    measures: pd.DataFrame,
    events: pd.DataFrame,
    people: pd.DataFrame,
    window: Window,
    areas: Mapping[str, str],
    counted: Collection[str] | None = None,
    *,
    below: int = FEWEST,
) -> NDArray[np.bool_]:
    """Return which rows of the measures of one replication to hide.

    A figure is hidden where 1 to below - 1 people stand behind it: those counted in it, its
    denominator, or the rest of the denominator. More figures are hidden so that none of these
    follows from others by sums and differences over programmes, förbund, county and groups. A
    count of 0 is shown.

    Args:
        measures: as from `measure`, with its other arguments.
        events: the log of one replication.
        people: its `participants_table`.
        window: the window that the log covers.
        areas: the förbund of each programme.
        counted: programmes that belong to the totals; None means all.
        below: the smallest count that is shown.
    """
    chosen = areas_of(list(events["programme"].cat.categories), areas, counted)
    units, every = units_of(events, None), groups_of(people, window)
    [shown] = shown_groups(units, people, every)
    groups = every.only(
        [name for name, is_shown in zip(every.names, shown, strict=True) if is_shown]
    )
    grid = grid_of(chosen, groups.names)
    weights = weights_behind(events, people, window)
    cells = cells_of(units, people, chosen, groups)
    sums = {
        name: _with_unknown(cells.sums(weight), grid, groups) for name, weight in weights.items()
    }
    base = hidden_cells(grid, sums["enrolled"][None], below)
    masks: dict[tuple[str, ...], Mask] = {}
    places = _places(measures, chosen, grid)
    outcomes = measures["outcome"].astype(str).to_numpy()
    result = np.zeros(len(measures), dtype=bool)
    for outcome in np.unique(outcomes):
        behind = tuple(counts_behind(outcome, window.years, weights))
        if behind not in masks:
            counts = np.array([sums[name] for name in _main_first(behind)])
            masks[behind] = hidden_cells(grid, counts, below, base)
        rows = outcomes == outcome
        result[rows] = masks[behind][places[rows]]
    return result | _small_themselves(measures, outcomes, below)


def _main_first(behind: tuple[str, ...]) -> tuple[str, ...]:
    """Put the count that an outcome is about before that of everyone."""
    return (*behind[1:], behind[0])


def _with_unknown(sums: Floats, grid: Grid, groups: Groups) -> Floats:
    """Add the sums of the people with an unknown characteristic: those in none of its groups."""
    by_group = sums.reshape(-1, len(groups.names))
    everyone = by_group[:, 0]
    unknown = [
        everyone - by_group[:, [name.startswith(prefix) for name in groups.names]].sum(axis=1)
        for prefix in grid.groups[len(groups.names) :]
    ]
    return np.column_stack([by_group, *unknown]).ravel()


def _places(measures: pd.DataFrame, areas: Areas, grid: Grid) -> NDArray[np.intp]:
    """Return the cell of each row of the measures."""
    area = pd.Index(areas.names).get_indexer(pd.Index(measures["programme"].astype(str)))
    group = pd.Index(grid.groups).get_indexer(pd.Index(measures["group"].astype(str)))
    return np.asarray(area * len(grid.groups) + group)


def _small_themselves(
    measures: pd.DataFrame, outcomes: NDArray[np.object_], below: int
) -> NDArray[np.bool_]:
    """Whether a figure is itself a small count, even if its definition names no counts."""
    counts = [name for name in np.unique(outcomes) if is_count(name)]
    value = measures["value"].to_numpy()
    return np.isin(outcomes, counts) & (value > 0) & (value < below)
