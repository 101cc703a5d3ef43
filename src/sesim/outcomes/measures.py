"""Every outcome of every area and group, one row each."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sesim.outcomes.arrays import Figures, Flags
from sesim.outcomes.catalogue import describe, names_for
from sesim.outcomes.cells import areas_of, cells_of, groups_of, shown_groups
from sesim.outcomes.coaches import coach_outcomes
from sesim.outcomes.economics import economic_outcomes
from sesim.outcomes.frames import coded
from sesim.outcomes.persons import person_outcomes, to_work_or_studies
from sesim.outcomes.persons_in_log import in_placement, in_work, job_starts
from sesim.outcomes.prices import RateValues
from sesim.outcomes.quarters import quarterly_outcomes
from sesim.outcomes.units import units_of
from sesim.outcomes.window import Window

MEASURES_COLUMNS = ("replication", "programme", "group", "outcome", "value")


def measure(
    events: pd.DataFrame,
    people: pd.DataFrame,
    window: Window,
    areas: Mapping[str, str],
    counted: Collection[str] | None = None,
    replications: Collection[int] | None = None,
    rates: RateValues | Sequence[RateValues] | None = None,
) -> pd.DataFrame:
    """Return every outcome for each programme, each förbund and the county, by group.

    All replications are computed together, and each has the figures that it has alone.

    Args:
        events: a log with the columns of `COLUMNS`.
        people: its `participants_table`.
        window: the window that the log covers.
        areas: the förbund of each programme.
        counted: programmes that belong to the totals of förbund and county; None means all.
            A total without programmes is left out.
        replications: numbers of the replications, including those without events; None means those
            in the log.
        rates: what things cost, in all replications or in each; without them, outcomes about money
            are left out.

    Returns:
        Columns `replication, programme, group, outcome, value`, for each replication, by area
        (programmes in the order of the log's categories, förbund, county), group and outcome.
        `OUTCOMES` has units and definitions. NaN where there is no value.

    Raises:
        ValueError: a programme has no förbund, a förbund has the name of a programme, there is
            no replication, or there are rates for more or fewer replications.
    """
    chosen = areas_of(list(events["programme"].cat.categories), areas, counted)
    units = units_of(events, replications)
    events, people = units.only(events), units.only(people)
    groups = groups_of(people, window)
    cells = cells_of(units, people, chosen, groups)
    starts = job_starts(events, people)
    placed, working = in_placement(events, people), in_work(events, people)
    leaving = to_work_or_studies(events, people)
    by_group = person_outcomes(people, starts, placed, working, leaving, cells, window)
    by_group |= quarterly_outcomes(events, people, cells, window)
    by_area = coach_outcomes(events, people, units, chosen, window)
    if rates is not None:
        each = _of_each(rates, len(units.numbers))
        by_area |= economic_outcomes(events, people, units, chosen, window, each)
    figures = {
        name: by_group[name].reshape(cells.shape) if describe(name).by_group else by_area[name]
        for name in names_for(window.years, priced=rates is not None)
    }
    shown = shown_groups(units, people, groups)
    return laid_out(units.numbers, chosen.names, groups.names, shown, figures)


def _of_each(rates: RateValues | Sequence[RateValues], replications: int) -> Sequence[RateValues]:
    """Return the rates of each replication."""
    if isinstance(rates, RateValues):
        return [rates] * replications
    if len(rates) != replications:
        raise ValueError(f"there are rates for {len(rates)} of {replications} replications")
    return rates


def laid_out(
    numbers: Sequence[int], areas: list[str], groups: list[str], shown: Flags, figures: Figures
) -> pd.DataFrame:
    """Return figures as rows, by replication, area, group and outcome.

    Args:
        numbers: of the replications.
        areas: names of the areas.
        groups: names of the groups, the first of which is everyone.
        shown: which groups each replication has, shape (replications, groups).
        figures: by outcome, of shape (replications, areas, groups), or (replications, areas) for
            an outcome of everyone.

    Returns:
        The columns of `MEASURES_COLUMNS`.
    """
    table = np.full((len(numbers), len(areas), len(groups), len(figures)), np.nan)
    wanted = np.broadcast_to(shown[:, None, :, None], table.shape).copy()
    for i, values in enumerate(figures.values()):
        if values.ndim == 2:
            table[:, :, 0, i] = values
            wanted[:, :, 1:, i] = False
        else:
            table[..., i] = values
    replication, area, group, outcome = np.nonzero(wanted)
    # Categories are in the order in which replications have them, as when each had a table.
    met = list(dict.fromkeys(np.nonzero(shown)[1].tolist()))
    place = np.full(len(groups), -1)
    place[met] = np.arange(len(met))
    data: dict[str, Any] = {
        "replication": np.array(numbers, dtype=np.int32)[replication],
        "programme": coded(area, areas),
        "group": coded(place[group], [groups[i] for i in met]),
        "outcome": coded(outcome, list(figures)),
        "value": table[wanted],
    }
    return pd.DataFrame(data, columns=list(MEASURES_COLUMNS), copy=False)
