"""What is computed from some cells at a time is what is computed from the whole table."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_index_equal

from sesim.outcomes import summarise, summarise_curves
from sesim.outcomes.frames import coded
from sesim.runs.errors import RunError
from sesim.runs.pairing import KEYS, wide
from sesim.runs.replicate import Results, replicate
from sesim.runs.results import by_cell, tables
from sesim.runs.results.by_cell import ByCell, in_blocks
from sesim.runs.results.store import CURVE_KEYS
from sesim.runs.results.tables import TableWriter
from sesim.study import Study

REPLICATIONS = 40

OUTCOMES = ["participants", "employed", "weeks_to_first_contact"]
"""The last one has no upper bound, so that replications without a value count."""


@pytest.fixture(autouse=True)
def _little_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file has several row groups, is read several times, and gives several blocks each time."""
    monkeypatch.setattr(tables, "FILLED", 100)
    monkeypatch.setattr(by_cell, "AT_ONCE", 10 * REPLICATIONS)
    monkeypatch.setattr(by_cell, "IN_A_BLOCK", 4 * REPLICATIONS)


def stored(table: pd.DataFrame, folder: Path) -> Path:
    with TableWriter(folder / "file") as writer:
        writer.add(table)
    return folder / "file"


def measures(seed: int) -> pd.DataFrame:
    """Return measures in which groups are missing now and then, the first one too, and values."""
    generator = np.random.default_rng(seed)
    areas, groups = ["eksjo", "hoglandet", "county"], ["all", "sex=female", "sex=male"]
    there = generator.random((REPLICATIONS, len(groups))) < 0.6
    there[:, 0], there[0, 1:] = True, False
    shape = (REPLICATIONS, len(areas), len(groups), len(OUTCOMES))
    shown = np.broadcast_to(there[:, None, :, None], shape)
    values = np.where(generator.random(shape) < 0.1, np.nan, generator.normal(0.1, 1.0, shape))
    replication, area, group, outcome = np.nonzero(shown)
    met = list(dict.fromkeys(np.nonzero(there)[1].tolist()))
    place = np.argsort(met)
    return pd.DataFrame(
        {
            "replication": replication.astype(np.int32),
            "programme": coded(area, areas),
            "group": coded(place[group], [groups[i] for i in met]),
            "outcome": coded(outcome, OUTCOMES),
            "value": values[shown],
        }
    )


def by_blocks(table: pd.DataFrame, folder: Path) -> pd.DataFrame:
    blocks = list(ByCell(stored(table, folder), KEYS).blocks())
    assert len(blocks) > 3
    return pd.concat([summary(block) for block in blocks], ignore_index=True)


def summary(table: pd.DataFrame) -> pd.DataFrame:
    return summarise(table, "x", 0.9, {}, np.arange(REPLICATIONS) // 2)


@pytest.mark.parametrize("seed", range(5))
def test_a_summary_of_blocks_is_that_of_the_table(seed: int, tmp_path: Path) -> None:
    table = measures(seed)

    assert_frame_equal(by_blocks(table, tmp_path), summary(table), check_exact=True)


def test_a_missing_row_is_not_a_missing_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted error: a replication without a group has no value in it, which would count."""
    plain = ByCell._values

    def all_there(self: ByCell, cells: by_cell.Places) -> tuple[np.ndarray, np.ndarray]:
        values, there = plain(self, cells)
        return values, np.ones_like(there)

    monkeypatch.setattr(ByCell, "_values", all_there)
    table = measures(0)

    with pytest.raises(AssertionError, match="DataFrame"):
        assert_frame_equal(by_blocks(table, tmp_path), summary(table), check_exact=True)


@pytest.mark.parametrize("only", [None, {"group": "sex=male", "outcome": "employed"}])
@pytest.mark.parametrize("seed", range(3))
def test_values_are_laid_out_as_in_memory(
    seed: int, only: dict[str, str] | None, tmp_path: Path
) -> None:
    table = measures(seed)
    chosen = table
    for column, word in (only or {}).items():
        chosen = chosen[chosen[column] == word]
    expected = wide(chosen, REPLICATIONS)

    parts = list(ByCell(stored(table, tmp_path), KEYS).wides(only))
    blocks = [block for part in parts for block in in_blocks(part)]

    assert max(len(part.keys) for part in parts) <= 10
    assert max(len(block.keys) for block in blocks) <= 4
    for found in (parts, blocks):
        (first, *rest), values = zip(*found, strict=True)
        assert_index_equal(first.append(rest), expected.keys, exact=False)
        np.testing.assert_array_equal(np.concatenate(values), expected[1])


def test_values_of_some_figures_are_those_that_there_are(tmp_path: Path) -> None:
    table = measures(0)
    all_keys, all_values = wide(table, REPLICATIONS)
    rows = [7, 3, 11]
    strange = [("county", "all", "strange"), ("county", "sex=other", "employed")]
    keys = pd.MultiIndex.from_tuples([*strange[:1], *all_keys[rows], *strange[1:]], names=KEYS)

    found, values = ByCell(stored(table, tmp_path), KEYS).wide_of(keys)

    assert list(found) == list(all_keys[rows])
    np.testing.assert_array_equal(values, all_values[rows])


def test_nothing_that_is_asked_for_is_nothing(tmp_path: Path) -> None:
    assert list(ByCell(stored(measures(0), tmp_path), KEYS).wides({"outcome": "none"})) == []


@pytest.fixture(scope="module")
def many(load: Callable[..., Study]) -> Results:
    return replicate(load(f"replications={REPLICATIONS}", "end=2012-12-31"))


def test_curves_of_blocks_are_those_of_the_table(many: Results, tmp_path: Path) -> None:
    """Their points are numbers, and come by size."""
    curves = many.curves[many.curves["programme"] == "county"]
    blocks = list(ByCell(stored(curves, tmp_path), CURVE_KEYS).blocks())

    found = pd.concat([summarise_curves(one, "x", 0.9) for one in blocks], ignore_index=True)

    assert len(blocks) > 10
    assert_frame_equal(found, summarise_curves(curves, "x", 0.9), check_exact=True)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = stored(measures(0), tmp_path)
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(RunError, match=f"reading {path} failed"):
        ByCell(path, KEYS)


def test_more_words_than_there_is_room_for_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = stored(measures(0), tmp_path)
    monkeypatch.setattr(by_cell, "MOST_WORDS", 2)

    with pytest.raises(RunError, match="programme has more than 2 different values"):
        ByCell(path, KEYS)
