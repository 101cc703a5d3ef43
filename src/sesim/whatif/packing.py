"""Histories in few bytes: a byte or two for each value, and equal rows of values only once.

Outcomes with few different values, such as counts and shares of few people, are exact. Others are
cut into steps of a 65,000th of their range.
"""

from base64 import b64decode, b64encode
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

MOST_EXACT: Final = 1024
"""Different values that are written out; more are cut into steps."""

STEPS: Final = 65_534
"""Steps between the least and the largest value; the next number stands for no value."""

NOTHING: Final = STEPS + 1

Values = NDArray[np.float64]


def packed(values: Values) -> dict[str, Any]:
    """Return one outcome as plain data for JSON.

    Args:
        values: shape (settings, histories); NaN where there is none.

    Returns:
        `bytes` of each code (1 or 2), little-endian; either `exact`, the value of each code (None
        for no value), or `first` and `step`, with which a code becomes a value (`NOTHING` for
        none); `rows`, the codes of every different row in base64, and `row`, which of these each
        setting has, in two bytes each.
    """
    values = np.ascontiguousarray(values)
    different = np.unique(values[~np.isnan(values)])
    has_none = bool(np.isnan(values).any())
    found: dict[str, Any] = {}
    if len(different) + has_none <= MOST_EXACT:
        codes = np.searchsorted(different, values)
        codes[np.isnan(values)] = len(different)
        exact = [*map(float, different), *([None] if has_none else [])]
        found |= {"bytes": 1 if len(exact) <= 256 else 2, "exact": exact}
    else:
        first, last = float(different[0]), float(different[-1])
        step = (last - first) / STEPS
        codes = np.where(np.isnan(values), NOTHING, np.rint((values - first) / step))
        found |= {"bytes": 2, "first": first, "step": step}
    kind = "<u1" if found["bytes"] == 1 else "<u2"
    rows, row = np.unique(codes.astype(kind), axis=0, return_inverse=True)
    return found | {"rows": _text(rows), "row": _text(row.reshape(-1).astype("<u2"))}


def unpacked(one: dict[str, Any], histories: int) -> Values:
    """Return the values of one outcome, as a page reads them; shape (settings, histories)."""
    kind = "<u1" if one["bytes"] == 1 else "<u2"
    rows = np.frombuffer(b64decode(one["rows"]), kind).reshape(-1, histories)
    codes = rows[np.frombuffer(b64decode(one["row"]), "<u2")]
    if "exact" in one:
        exact: Values = np.array(one["exact"], dtype=float)[codes]
        return exact
    values: Values = one["first"] + one["step"] * codes.astype(float)
    values[codes == NOTHING] = np.nan
    return values


def _text(codes: NDArray[np.integer[Any]]) -> str:
    return b64encode(codes.tobytes()).decode()
