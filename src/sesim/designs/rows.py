"""The rows of a design: which value each lever has in each study."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any, Final, TypeGuard

import pandas as pd

from sesim import messages
from sesim.study import StudyError
from sesim.study.frozen import Frozen
from sesim.study.source import plain_of

MOST_STUDIES: Final = 10_000
"""Studies of one design, as of a sweep."""

Levers = Mapping[str, Iterable[Any]] | Sequence[Mapping[str, Any]] | pd.DataFrame
"""Values by lever, or one mapping or row for each study."""

WANTED = (
    "should be lists of values by lever, such as {'fte': [2, 3]}, or one mapping for each study"
)


def rows_of(levers: Levers) -> list[dict[str, Any]]:
    """Return the value of each lever that is set, for each study.

    >>> rows_of({"fte": [2, 3], "scenario": ["baseline"]})
    [{'fte': 2, 'scenario': 'baseline'}, {'fte': 3, 'scenario': 'baseline'}]
    >>> rows_of([{}, {"fte": 3}])
    [{}, {'fte': 3}]

    Raises:
        StudyError: they are something else, hold no value, or make too many studies.
    """
    if isinstance(levers, pd.DataFrame):
        rows = [_set_in(row) for row in levers.to_dict("records")]
    elif isinstance(levers, Mapping):
        rows = _combinations(levers)
    elif _are_mappings(levers):
        rows = [dict(row) for row in levers]
    else:
        raise StudyError([f"levers: {WANTED} (got {messages.value(levers)})"])
    if not rows or not any(rows):
        raise StudyError([f"levers: no value is set; they {WANTED}"])
    if len(rows) > MOST_STUDIES:
        raise StudyError([_too_many(len(rows))])
    if wrong := {key for row in rows for key in row if not isinstance(key, str)}:
        given = ", ".join(sorted(map(messages.value, wrong)))
        raise StudyError([f"levers: should have texts as keys, such as 'fte' (got {given})"])
    return rows


def label_of(row: Mapping[str, Any]) -> str:
    """Return the name of a study in tables: what is set.

    >>> label_of({"scenario": "rapid_search", "fte": 2.5}), label_of({})
    ('rapid_search, fte=2.5', 'as it is')
    """
    return ", ".join(_assignment(key, value) for key, value in row.items()) or "as it is"


def _combinations(levers: Mapping[str, Iterable[Any]]) -> list[dict[str, Any]]:
    """Return every combination of the values of levers; raises `StudyError`."""
    problems: list[str] = []
    values = {key: _values(key, given, problems) for key, given in levers.items()}
    if (number := prod(map(len, values.values()))) > MOST_STUDIES:
        problems.append(_too_many(number))
    if problems:
        raise StudyError(problems)
    return [dict(zip(values, row, strict=True)) for row in product(*values.values())]


def _values(key: str, given: Iterable[Any], problems: list[str]) -> list[Any]:
    """Return the values of a lever; what is wrong with them is added to `problems`."""
    if isinstance(given, str | bytes | Mapping | Frozen) or not isinstance(given, Iterable):
        shown = messages.value(given)
        problems.append(f"{key}: should be a list of values, such as [{shown}] (got {shown})")
        return []
    if not (values := list(given)):
        problems.append(f"{key}: should have at least one value (got an empty list)")
    return values


def _are_mappings(levers: object) -> TypeGuard[Sequence[Mapping[str, Any]]]:
    return isinstance(levers, Sequence) and all(isinstance(row, Mapping) for row in levers)


def _set_in(row: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return what is not empty in a row of a table."""
    return {
        key: value
        for key, value in row.items()
        if not (pd.api.types.is_scalar(value) and pd.isna(value))
    }


def _assignment(key: str, value: Any) -> str:
    plain = plain_of(value)
    if key == "scenario":
        return str(plain.get("name", plain) if isinstance(plain, Mapping) else plain)
    text = plain if isinstance(plain, str) else repr(plain)
    return f"{key}={messages.shortened(text, messages.LONGEST_VALUE)}"


def _too_many(number: int) -> str:
    return f"levers: make {number:,} studies; at most {MOST_STUDIES:,} are allowed"
