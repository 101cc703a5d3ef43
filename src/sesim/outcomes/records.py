"""Real records, read as an event log; impossible values and personal data are refused."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.events import COLUMNS, NOBODY
from sesim.outcomes.frames import MISSING, REQUIRED, VOCABULARIES, coded
from sesim.outcomes.grammar import VIOLATIONS_COLUMNS, violations
from sesim.outcomes.personal_data import Finding, identity_numbers, is_no_pseudonym, is_no_slug

LIMITS: Final = {
    "replication": (0, 2**31 - 1),
    "participant": (NOBODY, 2**31 - 1),
    "time": (0, 10_000),
    "employer": (-1, 2**31 - 1),
    "hours": (0, 10_000),
    "wished_hours": (0, 10_000),
    "fte": (0, 100),
    "age": (0, 120),
}
"""Smallest and largest number in a column; anything else is taken for a typing error."""

UNITS: Final = {"time": " weeks after the first day", "age": " years"}

FREE: Final = {
    "programme": (is_no_slug, "is not a short name in lower-case letters, such as mytown"),
    "coach": (
        is_no_pseudonym,
        "is not a pseudonym: a lower-case word followed by a number, such as coach_1",
    ),
    "target_group": (is_no_slug, "is not a short name in lower-case letters, such as psychiatric"),
}
"""Columns without a vocabulary: the check that a word could be a name, and its message."""

EMPTY: Final = {
    "time": "is empty: for an unknown date, see the guide to real records",
    "participant": f"is empty: write the person's number, and {NOBODY} for `post_changed`",
}

LINES, ROWS = 20, 10
"""Problems shown in a message, and rows of each."""

RowNumbers = NDArray[np.intp]
NOWHERE: Final = np.array([], dtype=np.intp)


def read_events(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a log from elsewhere, such as a real programme's, in the form of `COLUMNS`.

    Missing columns are filled as "does not apply", and columns that are not in `COLUMNS` are left
    out. Rows are sorted by time within replication and programme.

    Args:
        frame: one row per event, in any order.

    Raises:
        ValueError: a required column is missing; a cell is empty, out of range, not in the
            vocabulary, or could be a person's name; something looks like a personal identity
            number, also in columns that are left out; or a life breaks a rule of
            `sesim.outcomes.grammar.LIFE`. One message names rows (from 1, below the heading),
            columns, persons and rules, and never repeats the words in a cell.

    Example:
        >>> import pandas as pd
        >>> import sesim
        >>> records = pd.DataFrame(
        ...     {
        ...         "replication": [0, 0],
        ...         "programme": ["here", "here"],
        ...         "participant": [1, 1],
        ...         "time": [0.0, 3.0],
        ...         "kind": ["referred", "enrolled"],
        ...     }
        ... )
        >>> log = sesim.read_events(records)
        >>> print(log["kind"].tolist(), len(log.columns))
        ['referred', 'enrolled'] 19
    """
    _refuse_another_shape(frame)
    found = list(identity_numbers(frame, COLUMNS))
    suspect = {finding.where for finding in found}
    columns: dict[str, Any] = {}
    for name in COLUMNS:
        given = frame[name] if name in frame.columns else None
        columns[name], problems = _typed(name, given, len(frame))
        found += [problem for problem in problems if name not in suspect]
    _refuse(map(_line, found), len(found))
    log = pd.DataFrame(columns, columns=list(COLUMNS), copy=False)
    broken = violations(log)
    _refuse(_lives(broken), len(broken))
    return _in_order(log)


def _refuse_another_shape(frame: pd.DataFrame) -> None:
    if missing := [column for column in REQUIRED if column not in frame.columns]:
        raise ValueError(f"the event log has no column(s) {', '.join(missing)}")
    if doubled := [name for name in COLUMNS if list(frame.columns).count(name) > 1]:
        raise ValueError(f"the event log has the column(s) {', '.join(doubled)} twice")


def _refuse(lines: Iterable[str], number: int) -> None:
    """Raise an error that shows the first of these lines, if there are any."""
    if not number:
        return
    shown = [line for line, _ in zip(lines, range(LINES), strict=False)]
    rest = [f"… and {number - LINES} more"] if number > LINES else []
    head = f"the records cannot be used: {number} problem(s); rows count from 1 below the heading"
    raise ValueError("\n- ".join([head, *shown, *rest]))


def _line(finding: Finding) -> str:
    if not len(finding.rows):
        return f"{finding.where}: {finding.says}"
    rows = ", ".join(str(row + 1) for row in finding.rows[:ROWS])
    more = f" and {len(finding.rows) - ROWS} more" if len(finding.rows) > ROWS else ""
    return f"{finding.where}, row {rows}{more}: {finding.says}"


def _lives(broken: pd.DataFrame) -> Iterator[str]:
    """Yield a line for each breach, with the replication if it is not 0."""
    columns = [broken[name].tolist() for name in VIOLATIONS_COLUMNS]
    for row, replication, programme, participant, rule, says in zip(*columns, strict=True):
        of = f" of {programme}" + (f" in replication {replication}" if replication else "")
        yield f"row {row + 1}, participant {participant}{of}: {says} (rule: {rule})"


# --- columns -------------------------------------------------------------------------------------


def _typed(name: str, given: pd.Series | None, rows: int) -> tuple[Any, list[Finding]]:
    """Return a column with its type, and what is wrong with its cells."""
    if given is None:
        given = pd.Series([None] * rows, dtype=object)
    if COLUMNS[name] == "category":
        typed, missing, wrong = _words(name, given)
    else:
        typed, missing, wrong = _numbers(name, given)
    gaps = missing if name in REQUIRED else NOWHERE
    empty = Finding(name, gaps, EMPTY.get(name, "is empty"))
    return typed, [finding for finding in (empty, *wrong) if len(finding.rows)]


def _words(name: str, given: pd.Series) -> tuple[Any, RowNumbers, list[Finding]]:
    try:
        places, distinct = pd.factorize(given, use_na_sentinel=True)
    except TypeError:  # lists and the like
        everywhere = np.arange(len(given))
        return None, NOWHERE, [Finding(name, everywhere, "is not a word")]
    words = ["" if word in MISSING else _text(word) for word in distinct]
    known = VOCABULARIES.get(name) or _free(name, words)
    place_of = {word: place for place, word in enumerate(known)} | {"": -1}
    codes = np.array([*(place_of.get(word, -2) for word in words), -1], dtype=np.int64)[places]
    allowed = VOCABULARIES.get(name)
    says = f"is none of the words {', '.join(allowed)}" if allowed else FREE[name][1]
    wrong = Finding(name, np.flatnonzero(codes == -2), says)
    return coded(np.maximum(codes, -1), known), np.flatnonzero(codes == -1), [wrong]


def _text(word: Any) -> str:
    return word.value if isinstance(word, StrEnum) else f"{word}"


def _free(name: str, words: list[str]) -> tuple[str, ...]:
    """Return the words of a free column that cannot be a person's name."""
    met = [word for word in dict.fromkeys(words) if word and not FREE[name][0](word)]
    return tuple(met if name == "programme" else sorted(met))


def _numbers(name: str, given: pd.Series) -> tuple[Any, RowNumbers, list[Finding]]:
    if given.dtype.kind in "iuf":
        numbers = given.to_numpy(dtype=float, na_value=np.nan)
        missing, unread = np.isnan(numbers), np.zeros(len(numbers), dtype=bool)
    else:
        read = [_number(value) for value in given]
        numbers = np.array([np.nan if number is None else number for number in read], dtype=float)
        unread = np.array([number is None for number in read], dtype=bool)
        missing = np.isnan(numbers) & ~unread
    least, most = LIMITS[name]
    outside = ~missing & ~unread & ~((numbers >= least) & (numbers <= most))
    whole = COLUMNS[name] == "int32"
    broken = whole & ~outside & ~missing & ~unread & (np.floor(numbers) != numbers)
    wrong = [
        Finding(name, np.flatnonzero(unread), "is not a number (write 3.5, with a point)"),
        Finding(
            name, np.flatnonzero(outside), f"must be from {least} to {most}{UNITS.get(name, '')}"
        ),
        Finding(name, np.flatnonzero(broken), "must be a whole number"),
    ]
    if whole:
        numbers = np.where(missing | unread | outside, NOBODY, numbers).astype(COLUMNS[name])
    return numbers, np.flatnonzero(missing), wrong


def _number(value: Any) -> float | None:
    """Return a number, NaN for a missing value, or None for anything else."""
    if pd.api.types.is_scalar(value) and (pd.isna(value) or value == ""):
        return np.nan
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


# --- order ---------------------------------------------------------------------------------------


def _in_order(log: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in order of time within replication and programme."""
    keys = [log["time"], log["programme"].cat.codes, log["replication"]]
    order = np.lexsort([key.to_numpy() for key in keys])
    if (np.diff(order) > 0).all():
        return log
    return log.take(order).reset_index(drop=True)
