"""Histories of a page are those of studies, and its effects those of their comparison."""

import numpy as np
import pandas as pd
import pytest
from tests.whatif.tiny import CELLS, TINY, Memory, tiny

from sesim.cli.whatif.request import load_what_if
from sesim.runs.compare import compare
from sesim.runs.pairing import wide
from sesim.runs.parallel import Crew
from sesim.runs.replicate import Results, replicate
from sesim.whatif.packing import packed, unpacked
from sesim.whatif.simulation import kept_of, keys_of, simulated
from sesim.whatif.tables import comparison, tables

PRESET = "rapid_search"


@pytest.fixture(scope="module")
def results() -> tuple[Results, Results]:
    """The studies of how it is now, and of a preset."""
    grid, _ = tiny()
    cell = next(one.cell for one in grid.presets if one.name == PRESET)
    before, after = (replicate(grid.study_of(number)) for number in (0, cell))
    return before, after


def test_histories_are_the_replications_of_a_study(results: tuple[Results, Results]) -> None:
    grid, values = tiny()
    cell = next(one.cell for one in grid.presets if one.name == PRESET)
    keys = keys_of("vetlanda", kept_of(grid.study))
    for number, one in zip((0, cell), results, strict=True):
        expected = wide(one.measures, 22).rows(keys)
        assert np.array_equal(values[number].T, expected, equal_nan=True)
    assert not np.array_equal(values[0], values[cell], equal_nan=True)


def test_presets_are_compared_as_studies_are(results: tuple[Results, Results]) -> None:
    grid, values = tiny()
    mine = comparison(grid, values)
    mine = mine[mine["scenario"] == PRESET].drop(columns=["scenario", "compared_with"])
    keys = ["programme", "group", "outcome"]
    theirs = compare(*results).drop(columns=["scenario", "compared_with"])
    theirs = theirs.set_index(keys).loc[pd.MultiIndex.from_frame(mine[keys])].reset_index()

    assert len(mine) == len(kept_of(grid.study))
    pd.testing.assert_frame_equal(mine.reset_index(drop=True), theirs[list(mine.columns)])


def test_work_that_is_there_is_not_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    _, values = tiny()
    grid = load_what_if((*TINY, "replications=3")).grid
    store, done = Memory(), []
    first = simulated(grid, Crew(1), store, done.append)  # type: ignore[arg-type]
    monkeypatch.setattr("sesim.whatif.simulation.simulate", None)
    again = simulated(grid, Crew(1), store, lambda _: None)  # type: ignore[arg-type]

    assert done == [2 * CELLS, CELLS]
    assert np.array_equal(first, values[:, :3], equal_nan=True)
    assert np.array_equal(again, first, equal_nan=True)


def test_tables_have_every_setting_and_history() -> None:
    grid, values = tiny()
    made = tables(grid, values)

    assert list(made.cells.columns) == ["cell", *(one.name for one in grid.levers), "preset"]
    assert len(made.cells) == CELLS
    assert len(made.histories) == CELLS * 22
    row = made.histories.set_index(["cell", "replication"]).loc[(5, 7)]
    assert np.array_equal(row.to_numpy(float), values[5, 7], equal_nan=True)
    assert set(made.comparison["scenario"]) == {one.name for one in grid.presets}


def test_every_outcome_of_a_page_is_kept() -> None:
    _, values = tiny()
    for i in range(values.shape[2]):
        one = packed(values[:, :, i])
        step = one.get("step", 0.0)
        back = unpacked(one, values.shape[1])
        assert np.allclose(back, values[:, :, i], rtol=0, atol=0.51 * step, equal_nan=True)
