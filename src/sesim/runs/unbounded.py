"""Comparison of outcomes of which a replication may lack a value because it lies beyond any number.

Such as the weeks to something that never comes: pairs in which both have a value are the quick
ones, and what holds for them need not hold for all.
"""

import numpy as np
from numpy.typing import NDArray

from sesim.outcomes import Better
from sesim.outcomes.curves_summary import WIDELY

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

INTERVALS = ("low", "high", "effect_low", "effect_high")


def of_some_pairs(before: Floats, after: Floats) -> Flags:
    """Return of which rows the pairs with two values do not speak for all, shape (rows,).

    That is where a value is there in one of the two alone, or where fewer than `WIDELY` of the
    pairs have two and these differ.

    Args:
        before: values of the baseline, shape (rows, replications); NaN where there is none.
        after: values of the alternative, of the same shape.
    """
    has_before, has_after = np.isfinite(before), np.isfinite(after)
    both = has_before & has_after
    differ = np.any(both & (before != after), axis=1)
    lopsided = np.any(has_before != has_after, axis=1)
    return np.asarray(lopsided | (differ & (both.mean(axis=1) < WIDELY)))


def probability_better(before: Floats, after: Floats, better: NDArray[np.int64]) -> Floats:
    """Return in which share of all pairs the alternative is better, a tie counting half.

    A value that is not there is more than any; two of them are a tie.

    Args:
        before: values of the baseline, shape (rows, replications); NaN where there is none.
        after: values of the alternative, of the same shape.
        better: which way is an improvement, a `Better` for each row.
    """
    filled = [np.where(np.isnan(values), np.inf, values) for values in (before, after)]
    more = (filled[1] > filled[0]).astype(float) - (filled[1] < filled[0])
    gain = np.where(better[:, None] == Better.LESS, -more, more)
    share: Floats = (0.5 + gain / 2).mean(axis=1)
    return share
