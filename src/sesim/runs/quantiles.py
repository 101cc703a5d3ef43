"""The quantiles of a prior: from a share between 0 and 1 to a value."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

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
            found = stats.lognorm.ppf(share, prior.sigma, scale=prior.median)
        case Normal():
            found = stats.norm.ppf(share, prior.mean, prior.sd)
        case HalfNormal():
            found = stats.halfnorm.ppf(share, scale=prior.sd)
        case Beta():
            found = stats.beta.ppf(share, prior.a, prior.b)
        case Uniform():
            found = stats.uniform.ppf(share, prior.low, prior.high - prior.low)
        case OneOrLognormal():
            found = _mixture(prior, share)
    return found


def _mixture(prior: OneOrLognormal, share: Floats) -> Floats:
    """Return the quantiles of a distribution with a point mass at 1."""
    lognormal = stats.lognorm(prior.sigma, scale=prior.median)
    below, mass = prior.weight * lognormal.cdf(1.0), 1 - prior.weight
    low = lognormal.ppf(np.clip(share / prior.weight, 0, 1))
    high = lognormal.ppf(np.clip((share - mass) / prior.weight, 0, 1))
    found: Floats = np.where(share < below, low, np.where(share < below + mass, 1.0, high))
    return found
