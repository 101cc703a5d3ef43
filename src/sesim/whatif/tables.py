"""What a page leaves behind in tables: the settings, every history, and the presets compared."""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from sesim.runs.compare import COMPARISON_COLUMNS, Names, compare_wide
from sesim.runs.draws import draw_of_each
from sesim.runs.pairing import Integers
from sesim.study import Study
from sesim.whatif.grid import WhatIfGrid
from sesim.whatif.simulation import Values, kept_of, wide_of


class _Baseline:
    """How it is now, as a comparison takes it."""

    def __init__(self, study: Study) -> None:
        self.study = study

    @cached_property
    def draws(self) -> Integers:
        """Number of the parameter draw of each replication."""
        return draw_of_each(self.study)


class GridTables(NamedTuple):
    """The tables of a page.

    Attributes:
        cells: one row for each setting: its number, the code of each lever's value, and the
            preset that it is.
        histories: one row for each history of each setting, with a column for each outcome.
        comparison: the presets against how it is now, with the columns of `comparison.csv`.
    """

    cells: pd.DataFrame
    histories: pd.DataFrame
    comparison: pd.DataFrame


def tables(grid: WhatIfGrid, values: Values) -> GridTables:
    """Return the tables of a page; `values` has shape (settings, histories, kept)."""
    return GridTables(_cells(grid), _histories(grid, values), comparison(grid, values))


def _cells(grid: WhatIfGrid) -> pd.DataFrame:
    presets = {preset.cell: preset.name for preset in reversed(grid.presets)}
    rows = [
        {
            "cell": cell.number,
            **{
                lever.name: lever.options[place].code
                for lever, place in zip(grid.levers, cell.places, strict=True)
            },
            "preset": presets.get(cell.number, ""),
        }
        for cell in grid.cells
    ]
    return pd.DataFrame(rows)


def _histories(grid: WhatIfGrid, values: Values) -> pd.DataFrame:
    cells, histories, _ = values.shape
    columns = {
        one.outcome: values[:, :, i].reshape(-1) for i, one in enumerate(kept_of(grid.study))
    }
    numbers = {
        "cell": np.repeat(np.arange(cells, dtype=np.int32), histories),
        "replication": np.tile(np.arange(histories, dtype=np.int32), cells),
    }
    return pd.DataFrame(numbers | columns)


def comparison(grid: WhatIfGrid, values: Values) -> pd.DataFrame:
    """Return how each preset differs from how it is now, as `sesim -m` would."""
    parts = list(_compared(grid, values))
    if not parts:
        return pd.DataFrame(columns=list(COMPARISON_COLUMNS))
    return pd.concat(parts, ignore_index=True)


def _compared(grid: WhatIfGrid, values: Values) -> Iterator[pd.DataFrame]:
    base = _Baseline(grid.study)
    before = wide_of(grid, values, 0)
    for preset in grid.presets:
        names = Names(grid.study.scenario.name, preset.name)
        after = wide_of(grid, values, preset.cell)
        yield compare_wide(before, after, base, grid.study_of(preset.cell), names)
