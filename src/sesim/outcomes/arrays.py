"""Arithmetic on arrays that the outcomes share."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

Figures = dict[str, Floats]
"""Outcomes by name: one value for each area, or for each pair of area and group."""


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Return numerator / denominator; NaN where the denominator is 0.

    >>> ratio(np.array([1.0, 0.0]), np.array([2.0, 0.0]))
    array([0.5, nan])
    """
    result = np.full(np.broadcast(numerator, denominator).shape, np.nan)
    np.divide(numerator, denominator, out=result, where=denominator != 0)
    return result


def totals(places: NDArray[Any], number: int, amounts: Floats | None = None) -> Floats:
    """Return the sum of the amounts (1 each if none are given) of each place.

    Args:
        places: the place of each amount, from 0 to `number` - 1, shape (n,).
        number: of places.
        amounts: shape (n,).

    >>> totals(np.array([0, 2, 2]), 3)
    array([1., 0., 2.])
    """
    return np.bincount(places, weights=amounts, minlength=number).astype(float)
