"""Arithmetic on arrays that the outcomes share.

Sums are taken one number after the other, in the order given. A matrix product would leave the
order to the processor, and the last bits of a figure with it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]

Figures = dict[str, Floats]
"""Outcomes by name: one value for each area of each replication, or for each cell."""


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
        amounts: shape (n,), or (n, k) for k sums at once.

    Returns:
        Shape (number,), or (number, k).

    >>> totals(np.array([0, 2, 2]), 3)
    array([1., 0., 2.])
    >>> totals(np.array([1, 1]), 2, np.array([[1.0, 5.0], [2.0, 6.0]]))
    array([[ 0.,  0.],
           [ 3., 11.]])
    """
    if amounts is None or amounts.ndim == 1:
        return np.bincount(places, weights=amounts, minlength=number).astype(float)
    columns = amounts.shape[1]
    cells = places[:, None] * columns + np.arange(columns)
    return totals(cells.ravel(), number * columns, amounts.ravel()).reshape(number, columns)
