"""What a log of real records must not contain: identity numbers, names and free text."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

MONTH_DAY: Final = r"(?:0[1-9]|1[0-2])[-/. ]?(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
"""A coordination number (samordningsnummer) has 60 added to the day."""
IN_TEXT: Final = re.compile(
    rf"(?<!\d)(?:18|19|20)?\d{{2}}[-/. ]?{MONTH_DAY}"
    r"[\W_]{0,3}(?:\d{4}|[a-z]\d{3})(?![-/.]?\d)",
    re.IGNORECASE,
)
"""Found anywhere in a text; the last four may begin with a letter in a temporary number.

The check digit is ignored: a mistyped number can still identify a person.
"""
DECIMAL: Final = re.compile(r"\s*[-+]?\d{1,5}[.,]\d+\s*")
FEWEST_DIGITS: Final = 7
"""A number loses its leading zeros: 000101-1234 becomes 1011234."""

SMALL: Final = 10 ** (FEWEST_DIGITS - 1)

PSEUDONYM: Final = re.compile(r"[a-z]+(?:_[a-z]+)*_?\d{1,3}")
SLUG: Final = re.compile(r"[a-zåäö][a-zåäö0-9_-]{0,39}")

IDENTITY: Final = (
    "looks like a Swedish personal identity number (personnummer): number people 1, 2, 3 and keep "
    "the key elsewhere"
)
CLOCK: Final = (
    "has a date with a time of day, which a personal identity number becomes when it is read as a "
    "date: leave the column out, or keep only the dates"
)


class Finding(NamedTuple):
    """Something in a table that is refused; its value is not kept here.

    Attributes:
        where: column or other place, which may be shown.
        rows: places in the table, from 0, shape (n,); none if it is not in a row.
        says: what is wrong, and what to do.
    """

    where: str
    rows: NDArray[np.intp]
    says: str


def identity_numbers(frame: pd.DataFrame, known: Collection[str]) -> Iterator[Finding]:
    """Yield where a table has what looks like a personal identity number.

    Every column of any type is searched, and so are the names of the columns and the index.

    Args:
        frame: the table.
        known: names of columns that may be shown; other columns are named by their number.
    """
    nowhere = np.array([], dtype=np.intp)
    for place, name in enumerate(frame.columns):
        where = str(name) if name in known else f"column {place + 1}"
        if is_identity_number(name):
            yield Finding(f"the name of {where}", nowhere, IDENTITY)
        yield from _in_column(where, frame.iloc[:, place])
    if not _counts_rows(frame.index):
        for level in range(frame.index.nlevels):
            yield from _in_column("the index", frame.index.get_level_values(level).to_series())


def _counts_rows(index: pd.Index) -> bool:
    """Whether an index only numbers the rows; pandas turns any two numbers into a range."""
    return isinstance(index, pd.RangeIndex) and index.step == 1 and index.start < SMALL


def _in_column(where: str, column: pd.Series) -> Iterator[Finding]:
    if isinstance(column.dtype, pd.DatetimeTZDtype) or column.dtype.kind == "M":
        rows = np.flatnonzero(_has_clock(column))
        says = CLOCK
    else:
        rows, says = np.flatnonzero(cells(column, is_identity_number)), IDENTITY
    if len(rows):
        yield Finding(where, rows, says)


def _has_clock(column: pd.Series) -> NDArray[np.bool_]:
    """Whether a date has hours and minutes, but no seconds."""
    at = column.dt
    clock = (at.hour + at.minute > 0) & (at.second == 0) & (at.microsecond == 0)
    return np.asarray(clock.to_numpy(dtype=bool, na_value=False))


def cells(column: pd.Series, wrong: Callable[[Any], bool]) -> NDArray[np.bool_]:
    """Return which cells are wrong; each distinct value is judged once."""
    if column.dtype.kind in "iuf":
        return _numbers(column, wrong)
    values = column.astype(object).to_numpy()
    try:
        places, distinct = pd.factorize(values, use_na_sentinel=True)
    except TypeError:  # lists and the like
        return np.array([wrong(value) for value in values], dtype=bool)
    judged = np.array([*(wrong(value) for value in distinct), False], dtype=bool)
    return np.asarray(judged[places])


def _numbers(column: pd.Series, wrong: Callable[[Any], bool]) -> NDArray[np.bool_]:
    """Judge only numbers with enough digits."""
    numbers = column.to_numpy(dtype=float, na_value=np.nan)
    found = np.isfinite(numbers) & (np.abs(numbers) >= SMALL)
    rows = np.flatnonzero(found)
    distinct, places = np.unique(numbers[rows], return_inverse=True)
    found[rows] = np.array([wrong(value) for value in distinct], dtype=bool)[places]
    return np.asarray(found)


def is_identity_number(value: Any) -> bool:
    """Whether a value looks like a Swedish personal identity number.

    With or without century, dash, plus or other separators; a number may have lost its leading
    zeros. The check digit is ignored.

    >>> [is_identity_number(value) for value in ("900101-1234", 199001011234, 101011234, 12, None)]
    [True, True, True, False, False]
    """
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if isinstance(value, datetime):
        return (value.hour, value.minute) != (0, 0) and value.second == value.microsecond == 0
    if isinstance(value, int | float | np.integer | np.floating):
        return float(value).is_integer() and _digits_of_one(f"{abs(int(value))}")
    text = "".join(map(_plain, unicodedata.normalize("NFKC", f"{value}")))
    if _digits_of_one(text.strip()):
        return True
    return DECIMAL.fullmatch(text) is None and IN_TEXT.search(text) is not None


def _plain(sign: str) -> str:
    """Return a digit of any script as an ASCII digit, and drop invisible characters."""
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return "" if unicodedata.category(sign) == "Cf" else sign


def _digits_of_one(text: str) -> bool:
    """Whether digits are an identity number that may have lost its leading zeros."""
    if not text.isdecimal() or not FEWEST_DIGITS <= len(text) <= 12:
        return False
    return IN_TEXT.fullmatch(text.zfill(10)) is not None


def is_no_pseudonym(value: Any) -> bool:
    """Whether a value could be a name: not a lower-case word followed by a number.

    >>> [is_no_pseudonym(value) for value in ("coach_1", "post2", "Karin", "karin", "anna_berg")]
    [False, False, True, True, True]
    """
    return PSEUDONYM.fullmatch(f"{value}") is None


def is_no_slug(value: Any) -> bool:
    """Whether a value is not one short lower-case word, such as free text.

    >>> [is_no_slug(value) for value in ("mytown", "young_jobseekers", "Ung, bor i Habo")]
    [False, False, True]
    """
    return SLUG.fullmatch(f"{value}") is None
