"""The quantiles that the estimator of effects needs, so that a page need not compute them."""

import numpy as np
from scipy import special


def student(draws: int, coverage: float) -> tuple[float, ...]:
    """Return Student's quantile at the upper end of an interval.

    Args:
        draws: their number; there is a quantile for 1, 2, … degrees of freedom below it, and at
            least for one.
        coverage: of the interval.
    """
    degrees = np.arange(1, max(2, draws))
    return tuple(map(float, special.stdtrit(degrees, (1 + coverage) / 2)))


def normal(coverage: float) -> float:
    """Return the normal quantile at the upper end of an interval."""
    return float(special.ndtri((1 + coverage) / 2))
