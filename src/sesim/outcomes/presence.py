"""How many people are somewhere over time: their weeks together, and numbers at moments."""

import numpy as np

from sesim.outcomes.arrays import Floats, Places
from sesim.outcomes.units import Units


def weeks_present(entered: Floats, left: Floats, horizon: float) -> Floats:
    """Return how long each person is present, in weeks, shape (n,).

    The sum is the area under the number present over time (Little's law in its finite form).

    Args:
        entered: in weeks, shape (n,); NaN for a person who never came, negative for one who was
            there when the window began.
        left: in weeks, shape (n,); NaN for a person who is still there at the horizon.
        horizon: end of the window, in weeks.

    >>> weeks_present(np.array([1.0, 2.0, np.nan]), np.array([4.0, np.nan, np.nan]), 10.0)
    array([3., 8., 0.])
    """
    end = np.where(np.isnan(left), horizon, np.maximum(left, 0.0))
    weeks = end - np.maximum(entered, 0.0)
    return np.where(np.isnan(entered), 0.0, weeks)


def number_present(
    unit: Places, units: Units, entered: Floats, left: Floats, moments: Floats
) -> Floats:
    """Return how many people are present at moments, shape (replications, programmes, moments).

    Those who enter at a moment are present then, and those who leave at a moment are not.

    Args:
        unit: that of each person, shape (n,).
        units: the programmes and replications.
        entered: in weeks, shape (n,); NaN for a person who never came.
        left: in weeks, shape (n,); NaN for a person who is still there.
        moments: in weeks, ascending, shape (m,).
    """
    went = np.where(np.isnan(entered), np.nan, left)
    return _until(unit, units, entered, moments) - _until(unit, units, went, moments)


def _until(unit: Places, units: Units, times: Floats, moments: Floats) -> Floats:
    """Return how many of the times are not after each moment."""
    # The first of the moments that is not before a time; the last place is for what comes later.
    place = np.searchsorted(moments, times)
    counts = np.bincount(
        unit * (len(moments) + 1) + place, minlength=len(units) * (len(moments) + 1)
    )
    by_unit = counts.reshape(len(units.numbers), units.programmes, len(moments) + 1)
    return by_unit[..., :-1].cumsum(axis=-1).astype(float)
