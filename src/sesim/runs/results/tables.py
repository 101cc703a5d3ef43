"""The large tables of a study as Parquet files, written while its replications run.

A row group ends with the first replication that fills it. So the bytes of a file depend neither on
how replications are divided among processes, nor on whether some were simulated earlier.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sesim import outcomes
from sesim.runs.errors import as_run_error
from sesim.runs.results.folder import writing

FILLED: Final = 2**16
"""Rows after which a row group ends: few enough to wait in memory, and enough to be compressed."""

OPEN: Final = ("coach", "target_group", "group")
"""Columns of words that only some replications use; other columns have the same words in all."""

WORD: Final = pa.dictionary(pa.int32(), pa.string())


class TableWriter:
    """Writes a table that comes a piece at a time; use it as a context.

    Reading the file gives what `sesim.outcomes.concat` makes of the pieces.

    Args:
        target: the path of a new file, or a stream to write to.
    """

    def __init__(self, target: Path | pa.NativeFile) -> None:
        self._target = target
        self._waiting: list[pd.DataFrame] = []
        self._rows = 0
        self._words: dict[str, list[str]] = {name: [] for name in OPEN}
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None and self._waiting:
                self._write()
        finally:
            if self._writer is not None:
                self._writer.close()

    def add(self, table: pd.DataFrame) -> None:
        """Add whole replications, in order; the table's column `replication` numbers them."""
        ends = _ends(table)
        begin = 0
        for end in _filling(ends, FILLED, self._rows):
            self._waiting.append(table.iloc[begin:end])
            self._write()
            begin = end
        if begin < len(table) or not (self._waiting or self._writer):
            self._waiting.append(table.iloc[begin:])
            self._rows += len(table) - begin

    def _write(self) -> None:
        """Write what waits as one row group."""
        rows = self._encoded(outcomes.concat(self._waiting))
        self._waiting, self._rows = [], 0
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._target, rows.schema, compression="zstd")
        self._writer.write_table(rows.cast(self._writer.schema), max(1, len(rows)))

    def _encoded(self, frame: pd.DataFrame) -> pa.Table:
        """Return the rows with one type for all columns of words, however many words there are."""
        for name in [name for name in OPEN if name in frame]:
            used = set(frame[name].cat.codes.unique().tolist())
            words = self._words[name]
            met = [word for code, word in enumerate(frame[name].cat.categories) if code in used]
            words += [word for word in met if word not in words]
            frame[name] = frame[name].cat.set_categories(pd.Index(words, dtype="str"))
        rows = pa.Table.from_pandas(frame, preserve_index=False)
        for place, name in enumerate(rows.column_names):
            if pa.types.is_dictionary(rows.schema.field(name).type):
                rows = rows.set_column(place, pa.field(name, WORD), _words_of(frame[name]))
        return rows


class StudyTables:
    """Writes the tables of a study into a folder; use it as a context.

    Args:
        folder: exists.

    Raises:
        RunError: what is left cannot be written; raised on leaving.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, TableWriter] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with writing(self._folder):
            self._stack.__exit__(kind, error, trace)

    def add(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Add some replications of some tables, in order.

        Raises:
            RunError: they cannot be written, for example because the disk is full.
        """
        with writing(self._folder):
            for name, table in tables.items():
                if name not in self._writers:
                    writer = TableWriter(path_of(self._folder, name))
                    self._writers[name] = self._stack.enter_context(writer)
                self._writers[name].add(table)


def path_of(folder: Path, name: str) -> Path:
    """Return the path of a table in the folder of a study."""
    return folder / f"{name}.parquet"


def encoded_size(table: pd.DataFrame) -> int:
    """Return the bytes that a table takes as a file."""
    stream = pa.BufferOutputStream()
    with TableWriter(stream) as writer:
        writer.add(table)
    return int(stream.getvalue().size)


def read_pieces(path: Path) -> Iterator[pd.DataFrame]:
    """Yield a table a row group at a time; each holds whole replications.

    Raises:
        RunError: it cannot be read.
    """
    with as_run_error(f"reading {path}"), pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            yield file.read_row_group(group).to_pandas()


def _ends(table: pd.DataFrame) -> list[int]:
    """Return after how many rows each replication of a table ends."""
    numbers = table["replication"].to_numpy()
    return [*(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(numbers)]


def _filling(ends: Iterable[int], full: int, rows: int) -> Iterator[int]:
    """Yield the ends that fill a row group, which holds some rows at the beginning."""
    begin = -rows
    for end in ends:
        if end - begin >= full:
            yield end
            begin = end


def _words_of(column: pd.Series) -> Any:
    codes = column.cat.codes.to_numpy().astype(np.int32)
    words = pa.array(column.cat.categories.astype(object), type=pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), words)
