"""Tables written a piece at a time are those of all pieces, whatever the pieces are."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal

from sesim.events import Kind
from sesim.outcomes import EventLogs, concat
from sesim.runs.replicate import Results, replicate
from sesim.runs.results import tables
from sesim.runs.results.tables import TableWriter, encoded_size, read_pieces
from sesim.runs.workers import Part
from sesim.study import Study

FULL = 500
"""Rows of a row group in these tests: some hold one replication, others several."""

Split = Callable[[int], list[range]]


@pytest.fixture(autouse=True)
def _small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "FILLED", FULL)


@pytest.fixture(scope="module")
def many(load: Callable[..., Study]) -> Results:
    return replicate(load("replications=12", "end=2012-12-31"))


def divisions(number: int) -> Iterator[list[range]]:
    """Yield ways to divide replications into pieces: one by one, all at once, and at random."""
    yield [range(one, one + 1) for one in range(number)]
    yield [range(number)]
    for seed in range(6):
        cuts = sorted(np.random.default_rng(seed).choice(np.arange(1, number), 4, replace=False))
        yield [range(a, b) for a, b in zip([0, *cuts], [*cuts, number], strict=True)]


def written(pieces: Sequence[pd.DataFrame], path: Path) -> bytes:
    with TableWriter(path) as writer:
        for piece in pieces:
            writer.add(piece)
    return path.read_bytes()


def cut(table: pd.DataFrame, division: Sequence[range]) -> list[pd.DataFrame]:
    """Return the pieces of a table, each with the words that it would have alone."""
    pieces = [table[table["replication"].isin(list(some))] for some in division]
    for name in tables.OPEN:
        if name in table:
            alone = [piece[name].cat.remove_unused_categories() for piece in pieces]
            pieces = [piece.assign(**{name: one}) for piece, one in zip(pieces, alone, strict=True)]
    return pieces


@pytest.mark.parametrize("name", Part._fields)
def test_bytes_do_not_depend_on_the_pieces(many: Results, name: str, tmp_path: Path) -> None:
    table = getattr(many, name)

    found = {written(cut(table, one), tmp_path / "file") for one in divisions(12)}

    assert len(found) == 1
    assert_frame_equal(pd.read_parquet(tmp_path / "file"), table, check_exact=True)


LATE = [["zoe"], ["zoe", "adam"], [], ["mia"], ["bea", "adam"], ["zoe"], ["ada", "zoe"]]
"""The coaches of each replication: some come late, and two at once."""


def log(numbers: range) -> pd.DataFrame:
    """Return a log in which each replication has its own coaches, and enough rows for a group."""
    logs = EventLogs()
    for number in numbers:
        coaches = LATE[number] * FULL
        rows = len(coaches)
        logs.add(
            number,
            "eksjo",
            {
                "participant": [0] * rows,
                "time": [1.0] * rows,
                "kind": [Kind.MOTIVATED] * rows,
                "coach": coaches,
                "target_group": ["any"] * rows,
            },
        )
    return logs.frame()


def late(division: Sequence[range]) -> list[pd.DataFrame]:
    return [log(some) for some in division]


def test_words_that_come_late_do_not_depend_on_the_pieces(tmp_path: Path) -> None:
    whole = concat([log(range(number, number + 1)) for number in range(len(LATE))])

    for division in divisions(len(LATE)):
        written(late(division), tmp_path / str(len(division)))
        found = pd.read_parquet(tmp_path / str(len(division)))
        assert_frame_equal(found, whole, check_exact=True)
        assert list(found["coach"].cat.categories) == ["zoe", "adam", "mia", "bea", "ada"]
    assert len({written(late(one), tmp_path / "file") for one in divisions(len(LATE))}) == 1


def test_words_of_a_piece_would_be_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: a row group holds all words of the piece that it comes from."""
    monkeypatch.setattr(tables, "OPEN", ())

    assert len({written(late(one), tmp_path / "file") for one in divisions(len(LATE))}) > 1


def test_row_groups_that_depend_on_the_pieces_would_be_noticed(
    many: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted error: a row group ends with each piece."""
    monkeypatch.setattr(tables, "_filling", lambda ends, *_: ends[-1:])

    assert len({written(cut(many.events, one), tmp_path / "file") for one in divisions(12)}) > 1


def test_a_row_group_ends_with_the_replication_that_fills_it(many: Results, tmp_path: Path) -> None:
    written([many.events], tmp_path / "file")

    pieces = list(read_pieces(tmp_path / "file"))
    numbers = [set(piece["replication"]) for piece in pieces]
    assert len(pieces) > 2
    assert sum(map(len, numbers)) == 12  # no replication is in two of them
    for piece in pieces[:-1]:
        last = (piece["replication"] == piece["replication"].iloc[-1]).sum()
        assert len(piece) >= FULL > len(piece) - last
    assert sum(map(len, pieces)) == len(many.events)
    assert pq.ParquetFile(tmp_path / "file").num_row_groups == len(pieces)


@pytest.mark.parametrize("known", [1, 5, 11])
def test_a_table_is_extended_from_its_row_groups(many: Results, known: int, tmp_path: Path) -> None:
    for name in Part._fields:
        table = getattr(many, name)
        first, rest = cut(table, [range(known), range(known, 12)])
        written([first], tmp_path / "first")
        extended = written([*read_pieces(tmp_path / "first"), rest], tmp_path / "extended")
        assert extended == written([table], tmp_path / "whole")


def test_a_table_without_rows_is_read_back(many: Results, tmp_path: Path) -> None:
    empty = many.events.iloc[:0]

    written([empty, empty], tmp_path / "file")

    found = pd.read_parquet(tmp_path / "file")
    assert found.empty
    assert list(found.columns) == list(empty.columns)


def test_the_size_of_a_table_is_that_of_its_file(many: Results, tmp_path: Path) -> None:
    for table in (many.events, many.curves):
        assert encoded_size(table) == len(written([table], tmp_path / "file"))
