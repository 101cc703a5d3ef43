"""Comparison of outcomes that have no value in some replications because it has no upper bound.

One example is the weeks to an event that may never happen: pairs with two values are the quick
ones, and need not represent all pairs.
"""

import numpy as np
from numpy.typing import NDArray

from sesim.outcomes import Better
from sesim.outcomes.curves_summary import WIDELY

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

INTERVALS = ("low", "high", "effect_low", "effect_high")


def of_some_pairs(before: Floats, after: Floats) -> Flags:
    """Return the rows in which the pairs with two values do not represent all, shape (rows,).

    In these rows a value exists in only one of the two, or fewer than `WIDELY` of the pairs have
    two values and these differ.

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
    """Return the share of all pairs in which the alternative is better, a tie counting half.

    A missing value is larger than any other; two missing values are a tie.

    Args:
        before: values of the baseline, shape (rows, replications); NaN where there is none.
        after: values of the alternative, of the same shape.
        better: the direction of an improvement, a `Better` for each row.
    """
    filled = [np.where(np.isnan(values), np.inf, values) for values in (before, after)]
    more = (filled[1] > filled[0]).astype(float) - (filled[1] < filled[0])
    gain = np.where(better[:, None] == Better.LESS, -more, more)
    share: Floats = (0.5 + gain / 2).mean(axis=1)
    return share
