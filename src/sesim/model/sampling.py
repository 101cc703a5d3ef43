"""From one uniform number to a value: inverse transforms, as pure functions."""

import math
from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist

LARGEST_LOG = 700.0
"""The logarithm of nearly the largest number that a computer has."""

SMALLEST_SHARE = 1e-12
"""Share of a distribution beyond which what remains of it is no longer computed."""

_SMALLEST, _LARGEST = 2.0**-1022, 1 - 2.0**-53

normal = NormalDist().inv_cdf
"""Standard normal quantile of a uniform number."""


def exponential(u: float, rate: float) -> float:
    """Return a waiting time in 1 / unit of `rate`; infinity if the rate is 0.

    >>> round(exponential(0.5, 0.1), 3)
    6.931
    """
    return -math.log(u) / rate if rate > 0.0 else math.inf


def lognormal(u: float, median: float, sigma: float) -> float:
    """Return a positive value in the unit of `median`; `sigma` is the SD of its logarithm.

    >>> lognormal(0.5, 3.0, 0.7)
    3.0
    """
    return median * math.exp(sigma * normal(u))


def rest_of_lognormal(u: float, median: float, sigma: float, passed: float) -> float:
    """Return what remains of a positive value that is known to exceed `passed`, in its unit.

    If `passed` is so large that no such value can be told from it, it is as if the value began now.

    >>> rest_of_lognormal(0.5, 3.0, 0.7, 0.0) == lognormal(0.5, 3.0, 0.7)
    True
    >>> round(rest_of_lognormal(0.5, 3.0, 0.7, 3.0), 3)
    1.81
    """
    if passed <= 0.0:
        return lognormal(u, median, sigma)
    beyond = exceeds_lognormal(median, sigma, passed)
    if beyond < SMALLEST_SHARE:
        return lognormal(u, median, sigma)
    return max(0.0, median * math.exp(-sigma * normal(beyond * (1 - u))) - passed)


def exceeds_lognormal(median: float, sigma: float, value: float) -> float:
    """Return the share of a lognormal distribution that exceeds a value.

    >>> exceeds_lognormal(3.0, 0.7, 3.0)
    0.5
    """
    if value <= 0.0:
        return 1.0
    if sigma == 0.0:
        return float(value < median)
    return 0.5 * math.erfc(math.log(value / median) / sigma / math.sqrt(2))


def choice(u: float, cumulative: Sequence[float]) -> int:
    """Return the index of the first cumulative share above `u`; the last one absorbs rounding.

    >>> choice(0.5, [0.2, 0.7, 1.0])
    1
    """
    for i, share in enumerate(cumulative):
        if u < share:
            return i
    return len(cumulative) - 1


def truncated_normal(u: float, mean: float, sd: float, low: float, high: float) -> float:
    """Return a normal value between `low` and `high`, in their unit.

    >>> round(truncated_normal(0.5, 25.0, 3.0, 19.0, 31.0), 6)
    25.0
    """
    distribution, below, above = _truncation(mean, sd, low, high)
    share = below + u * (above - below)
    share = min(max(share, _SMALLEST), _LARGEST)  # rounding may have reached 0 or 1
    return min(max(distribution.inv_cdf(share), low), high)


@lru_cache(maxsize=256)
def _truncation(mean: float, sd: float, low: float, high: float) -> tuple[NormalDist, float, float]:
    """Return a normal distribution, and its shares below two values: the same for all people."""
    distribution = NormalDist(mean, sd)
    return distribution, distribution.cdf(low), distribution.cdf(high)


def log_odds(probability: float) -> float:
    """Return the log-odds of a probability strictly between 0 and 1; the ends give infinities."""
    if probability <= 0:
        return -math.inf
    if probability >= 1:
        return math.inf
    return math.log(probability / (1 - probability))


def ratio(log_ratio: float) -> float:
    """Return a ratio from its logarithm, or the largest that can be told from infinity.

    >>> ratio(0.0)
    1.0
    """
    return math.exp(min(log_ratio, LARGEST_LOG))


def probability(log_odds: float) -> float:
    """Return the probability that has these log-odds.

    >>> probability(0.0)
    0.5
    """
    if log_odds < -LARGEST_LOG:
        return 0.0
    return 1 / (1 + math.exp(-log_odds))
