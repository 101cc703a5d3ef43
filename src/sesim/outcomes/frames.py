"""The event log as a data frame: made from columns, and concatenated."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import union_categoricals

from sesim.events import (
    COLUMNS,
    NOBODY,
    Activity,
    Answer,
    Goal,
    JobKind,
    Kind,
    Motivation,
    Reason,
)

SEXES = ("female", "male")

REQUIRED = ("replication", "programme", "participant", "time", "kind")
"""Columns that a log must have; the others may be missing."""

VOCABULARIES: dict[str, tuple[str, ...]] = {
    "sex": SEXES,
    **{
        column: tuple(member.value for member in words)
        for column, words in {
            "kind": Kind,
            "reason": Reason,
            "job_kind": JobKind,
            "answer": Answer,
            "activity": Activity,
            "goal": Goal,
            "motivation": Motivation,
        }.items()
    },
}
"""The words that a column may have; `programme`, `coach` and `target_group` take any."""

MISSING = (None, "")


Columns = Mapping[str, Sequence[Any]]
"""The log of one programme in one replication: the columns of `COLUMNS` without `replication` and
`programme`, all of the same length. Missing ones are filled. None, NaN and the empty string mean
"does not apply"."""


class Codes(dict[Any, int]):
    """The place of each word in a vocabulary; -1 for what is missing.

    Args:
        column: its name, for messages.
        words: the vocabulary; None for a column that takes any word.

    Attributes:
        words: in the order of their places.

    Raises:
        ValueError: a word is not in the vocabulary.
    """

    def __init__(self, column: str, words: Iterable[str] | None = None) -> None:
        self.words = list(words or ())
        super().__init__({word: place for place, word in enumerate(self.words)})
        self.update(dict.fromkeys(MISSING, -1))
        self._column = column
        self._any = words is None

    def __missing__(self, word: Any) -> int:
        # A missing value from a file is NaN or NA, which does not equal itself.
        if pd.api.types.is_scalar(word) and pd.isna(word):
            return -1
        if not self._any:
            known = ", ".join(self.words)
            raise ValueError(f"{self._column}: {word!r} is unknown; known are {known}")
        self[word] = len(self.words)
        self.words.append(word.value if isinstance(word, StrEnum) else str(word))
        return self[word]


_CODES = {column: Codes(column, words) for column, words in VOCABULARIES.items()}

_OF_LOG = {
    column: dtype for column, dtype in COLUMNS.items() if column not in ("replication", "programme")
}
"""Columns of the log of one programme in one replication, with their dtypes."""


class EventLogs:
    """The logs of some replications, which become one data frame.

    Each log is turned into arrays as it comes: its values are still in the processor's cache then,
    and arrays take far less memory than lists.
    """

    def __init__(self) -> None:
        self._logs: list[tuple[int, str, dict[str, NDArray[Any]]]] = []
        self._codes = {
            column: _CODES.get(column) or Codes(column)
            for column, dtype in _OF_LOG.items()
            if dtype == "category"
        }

    def __len__(self) -> int:
        """Return the number of events."""
        return sum(len(log["time"]) for *_, log in self._logs)

    def add(self, replication: int, programme: str, columns: Columns) -> None:
        """Add the log of one programme; those of a replication come one after the other.

        Raises:
            ValueError: the columns differ in length; `participant`, `time` or `kind` is missing; or
                a word is not in the vocabulary.
        """
        rows = _length(programme, columns)
        log = {column: self._values(column, columns.get(column), rows) for column in _OF_LOG}
        self._logs.append((replication, programme, log))

    def _values(self, column: str, values: Sequence[Any] | None, rows: int) -> NDArray[Any]:
        if column in self._codes:
            if values is None:
                return np.full(rows, -1, dtype=np.int16)
            codes = map(self._codes[column].__getitem__, values)
            return np.fromiter(codes, dtype=np.int16, count=rows)
        if values is None:
            missing = NOBODY if COLUMNS[column] == "int32" else np.nan
            return np.full(rows, missing, dtype=COLUMNS[column])
        return _numbers(column, values)

    def frame(self) -> pd.DataFrame:
        """Return the events of all logs.

        Returns:
            One row per event with the columns and dtypes of `COLUMNS`, in the order in which the
            logs were added. It equals the frames of single replications put together with `concat`.
        """
        lengths = [len(log["time"]) for *_, log in self._logs]
        numbers = np.repeat(np.array([number for number, *_ in self._logs], np.int32), lengths)
        place: dict[str, int] = {}
        places = [place.setdefault(name, len(place)) for _, name, _ in self._logs]
        data: dict[str, Any] = {
            "replication": numbers,
            "programme": coded(np.repeat(np.array(places, np.int16), lengths), list(place)),
        }
        for column in _OF_LOG:
            values = [log[column] for *_, log in self._logs]
            data[column] = np.concatenate(values) if values else np.array([], dtype=np.int16)
            if column in VOCABULARIES:
                data[column] = coded(data[column], VOCABULARIES[column])
            elif column in self._codes:
                data[column] = _in_order(data[column], self._codes[column].words, numbers)
        return pd.DataFrame(data, columns=list(COLUMNS), copy=False)


def _in_order(codes: NDArray[np.int16], words: list[str], replication: NDArray[np.int32]) -> Any:
    """Return a categorical column whose words do not depend on which replications share a frame.

    Those of the first replication come first, sorted, then what the next one adds.
    """
    begins = np.flatnonzero(np.diff(replication)) + 1
    met: dict[str, None] = {}
    for of_one in np.split(codes, begins):
        met |= dict.fromkeys(sorted(words[code] for code in np.unique(of_one) if code >= 0))
    place = {word: i for i, word in enumerate(met)}
    return coded(np.array([*(place[word] for word in words), -1], np.int16)[codes], list(met))


def events_frame(columns: Mapping[str, Columns], replication: int) -> pd.DataFrame:
    """Return the event log of one replication as a typed frame.

    Args:
        columns: the log of each programme.
        replication: number of the replication.

    Returns:
        One row per event with the columns and dtypes of `COLUMNS`. Programmes are in the
        order given, and the rows of each as they came.

    Raises:
        ValueError: the columns of a programme differ in length; `participant`, `time` or `kind` is
            missing; or a word is not in the vocabulary.
    """
    logs = EventLogs()
    for programme, of_one in columns.items():
        logs.add(replication, programme, of_one)
    return logs.frame()


def concat(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return the frames as one, in order; categorical columns stay categorical.

    A category that only some of the frames have comes after those of earlier frames.

    Raises:
        ValueError: there is no frame, or the frames differ in their columns.
    """
    listed = list(frames)
    if not listed:
        raise ValueError("there is nothing to concatenate")
    first = listed[0]
    if any(list(frame.columns) != list(first.columns) for frame in listed):
        raise ValueError("the frames differ in their columns")
    together = {column: _together([frame[column] for frame in listed]) for column in first.columns}
    return pd.DataFrame(together, copy=False)


def coded(places: NDArray[Any], words: Sequence[str]) -> Any:
    """Return a categorical column from the place of each value among the words, or -1."""
    return pd.Categorical.from_codes(places, dtype=_dtype(tuple(words)))


@lru_cache(maxsize=64)
def _dtype(words: tuple[str, ...]) -> Any:
    # Without its type, an empty vocabulary could not be combined with another one.
    return pd.CategoricalDtype(pd.Index(words, dtype="str"))


def _length(programme: str, log: Columns) -> int:
    if missing := [column for column in REQUIRED[2:] if column not in log]:
        raise ValueError(f"{programme}: the log has no column(s) {', '.join(missing)}")
    lengths = {len(values) for values in log.values()}
    if len(lengths) != 1:
        raise ValueError(f"{programme}: columns differ in length: {sorted(lengths)}")
    return lengths.pop()


def _numbers(column: str, values: Sequence[Any]) -> NDArray[Any]:
    try:
        numbers = np.fromiter(values, dtype=np.float64, count=len(values))
    except (TypeError, ValueError):
        numbers = _numbers_with_gaps(column, values)
    if COLUMNS[column] == "float64":
        return numbers
    numbers[np.isnan(numbers)] = NOBODY
    whole = numbers.astype(COLUMNS[column])
    if (whole != numbers).any():
        raise ValueError(f"{column}: has numbers that are not whole")
    return whole


def _numbers_with_gaps(column: str, values: Sequence[Any]) -> NDArray[np.float64]:
    """Return numbers from a column that marks missing values in other ways than NaN."""
    known = [np.nan if pd.isna(value) or value == "" else value for value in values]
    try:
        return np.array(known, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{column}: has a value that is not a number") from None


def _together(columns: list[pd.Series]) -> Any:
    if not isinstance(columns[0].dtype, pd.CategoricalDtype):
        return np.concatenate([column.to_numpy() for column in columns])
    return union_categoricals(columns)
