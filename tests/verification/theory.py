"""Exact answers of queueing theory, and the distance of a simulation from them."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 3.5
"""Standard errors between simulation and theory that are put down to chance (seeds are fixed)."""

REPLICATIONS = 24
"""Independent replications behind every standard error; a handful would understate it."""

Array = NDArray[np.float64]


def birth_death(birth: Callable[[int], float], death: Callable[[int], float], states: int) -> Array:
    """Return the stationary law over 0..states-1 of a birth-death chain, shape (states,)."""
    ratios = [birth(n - 1) / death(n) for n in range(1, states)]
    weights = np.cumprod([1.0, *ratios])
    return weights / weights.sum()


def erlang_c(load: float, servers: int) -> Array:
    """Return the law of the number present in M/M/c, cut where nothing is left of it.

    Processor sharing among equals with capacity for `servers` of them has the same law, whatever
    the law of the work. The load, offered work relative to capacity, is below 1.
    """
    states = servers + int(40 / -math.log(load))
    return birth_death(lambda _: load * servers, lambda n: float(min(n, servers)), states)


def poisson(mean: float) -> Array:
    """Return the Poisson law, the law of the number present where nobody slows anybody down."""
    states = int(mean + 12 * math.sqrt(mean) + 30)
    return birth_death(lambda _: mean, float, states)


def mean_of(law: Array) -> float:
    """Return the mean of a law over 0, 1, 2 and so on."""
    return float(np.arange(len(law)) @ law)


def z_score(values: Sequence[float] | Array, expected: float) -> float:
    """Return how far the mean of independent replications is from theory, in standard errors."""
    sample = np.asarray(values, dtype=float)
    return float((sample.mean() - expected) / (sample.std(ddof=1) / math.sqrt(len(sample))))
