"""The quantiles of a prior: from a share between 0 and 1 to a value.

Each line is what `scipy.stats` computes, to the last bit. Importing that takes half a second, in
every worker too.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sesim.study.parameters import (
    Beta,
    HalfNormal,
    Lognormal,
    Normal,
    OneOrLognormal,
    Prior,
    Uniform,
)

Floats = NDArray[np.float64]


def quantile(prior: Prior, share: Floats) -> Floats:
    """Return the quantiles of a prior at these shares."""
    found: Floats
    match prior:
        case Lognormal():
            found = _lognormal(prior, share)
        case Normal():
            found = special.ndtri(share) * prior.sd + prior.mean
        case HalfNormal():
            found = special.ndtri((1 + share) / 2) * prior.sd
        case Beta():
            found = special.betaincinv(prior.a, prior.b, share)
        case Uniform():
            found = share * (prior.high - prior.low) + prior.low
        case OneOrLognormal():
            found = _mixture(prior, share)
    return found


def _lognormal(prior: Lognormal | OneOrLognormal, share: Floats) -> Floats:
    found: Floats = np.exp(prior.sigma * special.ndtri(share)) * prior.median
    return found


def _mixture(prior: OneOrLognormal, share: Floats) -> Floats:
    """Return the quantiles of a distribution with a point mass at 1."""
    below = prior.weight * special.ndtr(np.log(1 / prior.median) / prior.sigma)
    mass = 1 - prior.weight
    low = _lognormal(prior, np.clip(share / prior.weight, 0, 1))
    high = _lognormal(prior, np.clip((share - mass) / prior.weight, 0, 1))
    found: Floats = np.where(share < below, low, np.where(share < below + mass, 1.0, high))
    return found
