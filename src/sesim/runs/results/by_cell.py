"""Reads a table of all replications some cells at a time, in memory that does not grow with it.

A cell is a combination of the table's keys, such as an outcome of a group in a programme. A file
holds one replication after the other; summaries and comparisons need all replications of a cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sesim.outcomes.frames import coded
from sesim.runs.errors import as_run_error
from sesim.runs.pairing import Wide

AT_ONCE: Final = 2**21
"""Values in memory at once; the file is read once for each so many."""

IN_A_BLOCK: Final = 2**17
"""Values in one block: what works on them copies them several times."""

FEWEST_CELLS: Final = 4

MOST_WORDS: Final = 2**12
"""More than a key has different words or points."""

Places = NDArray[np.int64]


class ByCell:
    """A table with the columns `replication` and `value`, and keys that tell its cells apart.

    Replications follow one another, and none has a cell twice. A replication may lack cells.

    Args:
        path: of the file.
        keys: the other columns; at most five.

    Raises:
        RunError: it cannot be read.
    """

    def __init__(self, path: Path, keys: Sequence[str]) -> None:
        self._path = path
        self._keys = list(keys)
        self._words = {name: pd.Index([]) for name in keys}
        self._layouts: dict[bytes, int] = {}
        self._layout_of: list[int] = []
        self._numbers: list[int] = []
        with as_run_error(f"reading {path}"):
            for frame in self._pieces(["replication", *keys]):
                self._note(frame)
        self._in_layout = [np.frombuffer(one, dtype=np.int64) for one in self._layouts]
        self._cells = self._ordered()

    def blocks(self) -> Iterator[pd.DataFrame]:
        """Yield the rows of some cells at a time, one replication after the other.

        Cells come in the order of their keys: words as in the table's categories, numbers by size.
        A block has several cells: pandas sums the values of one group in a row in another way than
        those of several groups in turn, and the last digit may differ.

        Raises:
            RunError: the file cannot be read.
        """
        for cells in _divided(self._cells, self._many):
            with as_run_error(f"reading {self._path}"):
                values, there = self._values(cells)
            for some in _divided(np.arange(len(cells)), self._few):
                yield self._rows(cells[some], values[some], there[some])

    def wides(self, only: Mapping[str, str] | None = None) -> Iterator[Wide]:
        """Yield the values of some cells at a time, in the order in which cells come in the file.

        Args:
            only: the value that some keys should have; None means all cells.

        Raises:
            RunError: the file cannot be read.
        """
        cells = np.concatenate([*self._in_layout, np.array([], dtype=np.int64)])
        cells = cells[np.sort(np.unique(cells, return_index=True)[1])]
        for name, word in (only or {}).items():
            place = dict(self._parts(cells))[name]
            cells = cells[place == self._words[name].get_indexer(pd.Index([word]))[0]]
        for some in _divided(cells, self._many):
            yield self._wide(some)

    def wide_of(self, keys: pd.MultiIndex) -> Wide:
        """Return the values of those of some cells that the table has, in the order given.

        Raises:
            RunError: the file cannot be read.
        """
        cells, known = np.zeros(len(keys), dtype=np.int64), np.ones(len(keys), dtype=bool)
        for name in self._keys:
            place = self._words[name].get_indexer(keys.get_level_values(name))
            cells = cells * MOST_WORDS + place
            known &= place >= 0
        return self._wide(cells[known & np.isin(cells, self._cells)])

    def _wide(self, cells: Places) -> Wide:
        with as_run_error(f"reading {self._path}"):
            values, _ = self._values(cells)
        words = {name: self._words[name].to_numpy()[place] for name, place in self._parts(cells)}
        return Wide(pd.MultiIndex.from_frame(pd.DataFrame(words, dtype="str")), values)

    @property
    def _many(self) -> int:
        """How many cells are in memory at once."""
        return max(AT_ONCE // max(len(self._numbers), 1), FEWEST_CELLS)

    @property
    def _few(self) -> int:
        """How many cells are in one block."""
        return max(IN_A_BLOCK // max(len(self._numbers), 1), FEWEST_CELLS)

    def _pieces(self, columns: list[str]) -> Iterator[pd.DataFrame]:
        with pq.ParquetFile(self._path) as file:
            for group in range(file.num_row_groups):
                yield file.read_row_group(group, columns=columns).to_pandas()

    def _note(self, frame: pd.DataFrame) -> None:
        """Note which cells each replication of a piece has, and in which order."""
        cell = np.zeros(len(frame), dtype=np.int64)
        for name in self._keys:
            cell = cell * MOST_WORDS + self._places(name, frame[name])
        numbers = frame["replication"].to_numpy()
        begins = np.flatnonzero(np.diff(numbers, prepend=-1))
        for of_one in np.split(cell, begins[1:]):
            layout = self._layouts.setdefault(of_one.tobytes(), len(self._layouts))
            self._layout_of.append(layout)
        self._numbers += numbers[begins].tolist()

    def _places(self, name: str, column: pd.Series) -> Places:
        """Return the place of each value among all that this key has had so far."""
        if isinstance(column.dtype, pd.CategoricalDtype):
            codes, words = column.cat.codes.to_numpy(), column.cat.categories
        else:
            codes, found = pd.factorize(column)
            words = pd.Index(found)
        known = self._words[name]
        self._words[name] = known = known.append(words.difference(known, sort=False))
        if len(known) > MOST_WORDS:
            raise ValueError(f"{name} has more than {MOST_WORDS:,} different values")
        place: Places = known.get_indexer(words).astype(np.int64)[codes]
        return place

    def _ordered(self) -> Places:
        """Return all cells in the order of their keys, as `_note` writes them."""
        cells = np.unique(np.concatenate([*self._in_layout, np.array([], dtype=np.int64)]))
        columns = [self._rank(name)[place] for name, place in self._parts(cells)]
        return cells[np.lexsort(columns[::-1])]

    def _rank(self, name: str) -> Places:
        """Return the order of a key's values: as they came, or by size if they are numbers."""
        words = self._words[name]
        if pd.api.types.is_numeric_dtype(words.dtype):
            return np.argsort(np.argsort(words.to_numpy()))
        return np.arange(len(words))

    def _parts(self, cells: Places) -> Iterator[tuple[str, Places]]:
        """Yield each key, and the place of each cell's value of it."""
        for power, name in zip(range(len(self._keys) - 1, -1, -1), self._keys, strict=True):
            yield name, cells // MOST_WORDS**power % MOST_WORDS

    def _values(self, cells: Places) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return the values of some cells, shape (cells, replications), and which are there."""
        shape = (len(cells), len(self._numbers))
        values, there = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
        taken = [_taken(layout, cells) for layout in self._in_layout]
        column = 0
        for frame in self._pieces(["value"]):
            found, begin = frame["value"].to_numpy(), 0
            while begin < len(found):
                layout = self._layout_of[column]
                rows, places = taken[layout]
                values[places, column] = found[begin + rows]
                there[places, column] = True
                begin += len(self._in_layout[layout])
                column += 1
        return values, there

    def _rows(
        self, cells: Places, values: NDArray[np.float64], there: NDArray[np.bool_]
    ) -> pd.DataFrame:
        column, row = np.nonzero(there.T)
        data: dict[str, Any] = {"replication": np.array(self._numbers, dtype=np.int32)[column]}
        for name, place in self._parts(cells):
            words = self._words[name]
            if pd.api.types.is_numeric_dtype(words.dtype):
                data[name] = words.to_numpy()[place[row]]
            else:
                data[name] = coded(place[row], [str(word) for word in words])
        data["value"] = values.T[there.T]
        return pd.DataFrame(data, copy=False)


def in_blocks(wide: Wide) -> Iterator[Wide]:
    """Yield the figures of a study a block at a time."""
    keys, values = wide
    most = max(IN_A_BLOCK // max(values.shape[1], 1), FEWEST_CELLS)
    for rows in _divided(np.arange(len(keys)), most):
        yield Wide(keys[rows], values[rows])


def _divided(places: Places, most: int) -> list[Places]:
    """Divide an array evenly into as few parts as possible, none longer than a number."""
    return list(np.array_split(places, -(-len(places) // most))) if len(places) else []


def _taken(layout: Places, cells: Places) -> tuple[Places, Places]:
    """Return the rows of a replication that hold some of these cells, and the place of each."""
    order = np.argsort(cells)
    place = order[np.searchsorted(cells[order], layout).clip(max=len(cells) - 1)]
    rows = np.flatnonzero(cells[place] == layout)
    return rows, place[rows]
