"""The event log as a data frame: made from columns, and concatenated."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import chain
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


class Codes(dict[Any, int]):
    """The place of each word in a vocabulary; -1 for what is missing.

    Raises:
        ValueError: a word is not in the vocabulary.
    """

    def __init__(self, column: str, words: Iterable[str]) -> None:
        super().__init__({word: place for place, word in enumerate(words)})
        self.column = column
        self.update(dict.fromkeys(MISSING, -1))

    def __missing__(self, word: Any) -> int:
        # A missing value from a file is NaN or NA, which does not equal itself.
        if pd.api.types.is_scalar(word) and pd.isna(word):
            return -1
        known = ", ".join(str(key) for key in self if key not in MISSING)
        raise ValueError(f"{self.column}: {word!r} is unknown; known are {known}")


def events_frame(
    columns: Mapping[str, Mapping[str, Sequence[Any]]], replication: int
) -> pd.DataFrame:
    """Return the event log of one replication as a typed frame.

    Args:
        columns: by programme, the columns of its log (all of the same length); the columns
            are those of `COLUMNS` but `replication` and `programme`; missing ones are filled.
            None, NaN and the empty string mean "does not apply".
        replication: number of the replication.

    Returns:
        One row per event with the columns and dtypes of `COLUMNS`. Programmes are in the
        order given, and the rows of each as they came.

    Raises:
        ValueError: the columns of a programme differ in length; `participant`, `time` or `kind` is
            missing; or a word is not in the vocabulary.
    """
    lengths = [_length(name, log) for name, log in columns.items()]
    rows = sum(lengths)
    programmes = np.repeat(np.arange(len(lengths), dtype=np.int16), lengths)
    data: dict[str, Any] = {
        "replication": np.full(rows, replication, dtype=np.int32),
        "programme": coded(programmes, list(columns)),
    }
    for column in COLUMNS:
        if column not in data:
            parts = [log.get(column) for log in columns.values()]
            data[column] = _column(column, parts, lengths)
    return pd.DataFrame(data, columns=list(COLUMNS), copy=False)


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


def _length(programme: str, log: Mapping[str, Sequence[Any]]) -> int:
    if missing := [column for column in REQUIRED[2:] if column not in log]:
        raise ValueError(f"{programme}: the log has no column(s) {', '.join(missing)}")
    lengths = {len(values) for values in log.values()}
    if len(lengths) != 1:
        raise ValueError(f"{programme}: columns differ in length: {sorted(lengths)}")
    return lengths.pop()


def _column(column: str, parts: list[Sequence[Any] | None], lengths: list[int]) -> Any:
    """Return one typed column from the values of each programme, if it has any."""
    empty = NOBODY if COLUMNS[column] == "int32" else None
    filled = [
        part if part is not None else [empty] * length
        for part, length in zip(parts, lengths, strict=True)
    ]
    values = list(chain.from_iterable(filled))
    if COLUMNS[column] == "category":
        return _categories(column, values)
    return _numbers(column, values)


def _numbers(column: str, values: list[Any]) -> NDArray[Any]:
    try:
        numbers = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        numbers = _numbers_with_gaps(column, values)
    if COLUMNS[column] == "float64":
        return numbers
    numbers[np.isnan(numbers)] = NOBODY
    whole = numbers.astype(COLUMNS[column])
    if (whole != numbers).any():
        raise ValueError(f"{column}: has numbers that are not whole")
    return whole


def _numbers_with_gaps(column: str, values: list[Any]) -> NDArray[np.float64]:
    """Return numbers from a column that marks missing values in other ways than NaN."""
    known = [np.nan if pd.isna(value) or value == "" else value for value in values]
    try:
        return np.array(known, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{column}: has a value that is not a number") from None


def _categories(column: str, values: list[Any]) -> Any:
    words = VOCABULARIES.get(column) or _words(values, in_order_met=column == "programme")
    codes = Codes(column, words)
    places = np.fromiter(map(codes.__getitem__, values), dtype=np.int16, count=len(values))
    return coded(places, words)


def _words(values: list[Any], *, in_order_met: bool) -> list[str]:
    """Return the distinct words of a free column, as plain strings."""
    met = [
        word.value if isinstance(word, StrEnum) else str(word)
        for word in dict.fromkeys(values)
        if not pd.isna(word) and word not in MISSING
    ]
    return met if in_order_met else sorted(met)


def _together(columns: list[pd.Series]) -> Any:
    if not isinstance(columns[0].dtype, pd.CategoricalDtype):
        return np.concatenate([column.to_numpy() for column in columns])
    return union_categoricals(columns)
