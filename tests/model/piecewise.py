"""The law of a hazard that changes with time, written down once more for comparison."""

import math
from collections.abc import Sequence


def piecewise_exponential(
    u: float, since: float, bounds: Sequence[float], rates: Sequence[float]
) -> float:
    """Return the time of an event whose hazard depends on the time already passed.

    Args:
        u: uniform number.
        since: time from which the hazard applies; the event comes after it.
        bounds: rising times at which the hazard changes, shape (n - 1,).
        rates: hazard before the first bound, between the bounds, and after the last, shape (n,).

    >>> round(piecewise_exponential(0.5, 0.0, [2.0], [0.1, 1.0]), 3)
    2.493
    """
    budget = -math.log(u)
    for bound, rate in zip(bounds, rates, strict=False):
        if since < bound:
            spent = (bound - since) * rate
            if spent >= budget:
                return since + budget / rate
            budget -= spent
            since = bound
    return since + budget / rates[-1] if rates[-1] > 0 else math.inf
