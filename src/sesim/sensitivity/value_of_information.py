"""What it would be worth to know a parameter before choosing between two scenarios."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from sesim.sensitivity.smoothing import (
    FAMILY,
    Floats,
    conditional,
    half_width,
    halves,
    means_of,
    shuffled,
    spread,
)

EVERYTHING = "(all parameters)"
"""Name of the row about knowing all parameters at once."""

INFORMATION_COLUMNS = ("parameter", "value", "low", "high", "noise_floor")
"""Columns of the table, in order."""


class ValueOfInformation(NamedTuple):
    """What is known of a choice, and what knowing more would be worth.

    Attributes:
        table: the columns of `INFORMATION_COLUMNS`, in the unit of the difference.
        mean: what the change brings on average, less what it has to bring.
        worthwhile: share of the draws in which it brings more than that, chance averaged out.
    """

    table: pd.DataFrame
    mean: float
    worthwhile: float


def value_of_information(
    inputs: pd.DataFrame,
    differences: Floats,
    worth: float,
    address: str,
    coverage: float = 0.9,
) -> ValueOfInformation:
    """Return the expected value of knowing everything, and of knowing each parameter alone.

    One would make the change if it brings more than `worth` on average, and leave it otherwise.
    Whoever knows a parameter's value decides by the mean given that value; how much better this
    is on average is the expected value of partial perfect information. Chance remains, whatever
    is known: it is taken off the differences before.

    Args:
        inputs: one row a draw; they may depend on each other.
        differences: of the change, shape (draws, repeats), more being better, any unit; NaN
            where there is none.
        worth: what it has to bring, in the same unit.
        address: of the random numbers that tell what chance does.
        coverage: of the intervals.

    Returns:
        In the table the row `EVERYTHING` comes first, then the parameters, most valuable first.
        `noise_floor` is what the largest of as many inputs that do nothing would reach in 19
        cases of 20. Where the mean is next to 0, its own imprecision makes values a little too
        small, by less than half its standard error.

    Raises:
        ValueError: fewer than two draws have a value, or chance cannot be told.

    Source:
        Strong, Oakley and Brennan, Medical Decision Making 34 (2014), on the regression.
    """
    known = np.isfinite(differences).any(axis=1)
    if known.sum() < 2:
        raise ValueError(f"need at least 2 draws with a difference, got {known.sum()}")
    columns = inputs.iloc[np.flatnonzero(known)].to_numpy(dtype=float)
    gains = differences[known] - worth
    means = means_of(gains)
    effects = _effects(gains)
    estimate = _values(columns, gains)
    found = np.array([_values(columns[one], gains[one]) for one in halves(len(means), address)])
    half = half_width(found, coverage)
    table = pd.DataFrame(
        {
            "parameter": [EVERYTHING, *inputs.columns],
            "value": estimate,
            "low": np.maximum(0.0, estimate - half),
            "high": estimate + half,
            "noise_floor": [0.0, *[_floor(means, columns.shape[1], address)] * columns.shape[1]],
        },
        columns=list(INFORMATION_COLUMNS),
    )
    parameters = table.iloc[1:].sort_values("value", ascending=False, kind="stable")
    table = pd.concat([table.iloc[:1], parameters], ignore_index=True)
    return ValueOfInformation(table, float(means.mean()), float((effects > 0).mean()))


def _values(columns: Floats, gains: Floats) -> Floats:
    """Return the value of knowing everything, and of knowing each input."""
    means = means_of(gains)[:, None]
    expected = [conditional(column, means).expected[:, 0] for column in columns.T]
    return _gained(np.stack([_effects(gains), *expected], axis=1))


def _effects(gains: Floats) -> Floats:
    """Return what the change brings in each draw, with the variance that chance adds taken off."""
    means, found = means_of(gains), spread(gains)
    kept = np.sqrt(found.parameters / found.means) if found.means > 0 else 0.0
    effects: Floats = means.mean() + kept * (means - means.mean())
    return effects


def _gained(expected: Floats) -> Floats:
    """Return how much better it is to choose in each case than once for all, by column."""
    # What is avoided where the other choice is better: exactly 0 if it never is.
    once_for_all = np.where(expected.mean(axis=0) > 0, 1.0, -1.0)
    gained: Floats = np.maximum(-once_for_all * expected, 0.0).mean(axis=0)
    return gained


def _floor(means: Floats, inputs: int, address: str) -> float:
    """Return what the largest value of inputs that do nothing seldom exceeds."""
    order = np.arange(len(means), dtype=float)
    largest = [
        _gained(conditional(order, outputs).expected).max()
        for outputs in shuffled(means, inputs, address)
    ]
    return float(np.quantile(largest, FAMILY))
