"""How sure a difference is: the one judge that every table, figure and page asks.

A difference has two intervals. The interval of the effect covers parameter uncertainty, with chance
averaged out, and decides. The interval of the mean is the precision of the simulation: more
replications make it as narrow as you like, so it does not show how certain the effect is.
"""

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pandas as pd

FEWEST_PAIRS = 10
"""Fewest draws with two replications that separate chance from parameters."""

FEWEST_REPLICATIONS = 2 * FEWEST_PAIRS
"""With fewer, the ends of intervals are little more than single histories: no conclusion."""

EFFECT, PRECISION = ("effect_low", "effect_high"), ("low", "high")
"""Columns with the ends of the interval of the effect, and of the mean difference."""

JUDGED = ("difference", *PRECISION, *EFFECT, "replications")
"""Columns of a comparison that the judge reads."""


class Verdict(StrEnum):
    """What can be concluded from a difference; `comparison.csv` has the values."""

    MORE = "clearly more"
    LESS = "clearly less"
    EITHER = "direction uncertain"
    NONE = "no difference"
    UNKNOWN = "not known"
    MISSING = "no value"

    @property
    def is_clear(self) -> bool:
        """Whether the whole interval of the effect lies on one side of zero."""
        return self in (Verdict.MORE, Verdict.LESS)


def judge(row: Mapping[str, Any]) -> Verdict:
    """Return what can be concluded from one row of a comparison.

    The unit does not matter. A missing column is unknown; without `replications`, there are taken
    to be enough.

    Args:
        row: the columns of `JUDGED`: the mean difference, the ends of both intervals, and how
            many replications count.

    Returns:
        `MISSING` without a difference. `UNKNOWN` with too few replications, or without an
        interval of the effect, as when parameters are taken as known. `NONE` if no
        replication differs. Otherwise `MORE` or `LESS` if the whole interval of the effect lies
        above or below zero, and `EITHER` if it includes zero.

    >>> judge({"difference": 1.0, "low": 0.2, "high": 1.8, "effect_low": -0.8, "effect_high": 3.6})
    <Verdict.EITHER: 'direction uncertain'>
    """
    found = {name: float(row.get(name, math.nan)) for name in JUDGED}
    difference, low, high = (found[name] for name in ("difference", *PRECISION))
    if not math.isfinite(difference):
        return Verdict.MISSING
    if too_few(found["replications"]):
        return Verdict.UNKNOWN
    if difference == low == high == 0:
        return Verdict.NONE
    if ends(row) != EFFECT:
        return Verdict.UNKNOWN
    if found["effect_low"] > 0:
        return Verdict.MORE
    return Verdict.LESS if found["effect_high"] < 0 else Verdict.EITHER


def verdicts(comparison: pd.DataFrame) -> pd.Series:
    """Return the verdict on every row of a comparison, with the rows' index."""
    read = [name for name in JUDGED if name in comparison]
    rows = zip(*(comparison[name].tolist() for name in read), strict=True)
    found = [judge(dict(zip(read, row, strict=True))) for row in rows]
    return pd.Series(found, comparison.index, dtype=object)


def ends(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return the columns of the interval to show: the effect's where it is known."""
    known = (math.isfinite(float(row.get(name, math.nan))) for name in EFFECT)
    return EFFECT if all(known) else PRECISION


def too_few(replications: float) -> bool:
    """Whether there are too few replications to conclude anything."""
    return replications < FEWEST_REPLICATIONS
