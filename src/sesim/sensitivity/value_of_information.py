"""The value of knowing a parameter before choosing between two scenarios (EVPPI, EVPI)."""

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
"""Name of the row for all parameters at once (EVPI)."""

INFORMATION_COLUMNS = ("parameter", "value", "low", "high", "noise_floor")
"""Columns of the table, in order."""


class ValueOfInformation(NamedTuple):
    """The value of information for a choice.

    Attributes:
        table: the columns of `INFORMATION_COLUMNS`, in the unit of the difference.
        mean: mean effect of the change - decision threshold.
        worthwhile: share of the draws in which the effect exceeds the threshold, with chance
            averaged out.
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

    The change is made if its mean effect exceeds `worth`. With a parameter's value known, the
    mean effect given that value decides instead; the average gain from this is the expected value
    of partial perfect information (EVPPI). Knowledge cannot remove chance, so it is removed from
    the differences first.

    Args:
        inputs: one row per draw; they may depend on each other.
        differences: of the change, shape (draws, repeats), more being better, any unit; NaN
            where there is none.
        worth: decision threshold, in the same unit.
        address: of the random numbers of the noise floor.
        coverage: of the intervals.

    Returns:
        In the table the row `EVERYTHING` comes first, then the parameters, most valuable first.
        `noise_floor` is the 95th percentile of the largest value of the same number of inert
        inputs. Where the mean is close to 0, its imprecision makes values slightly too small, by
        less than half its standard error.

    Raises:
        ValueError: fewer than two draws have a value, or chance and parameters cannot be
            separated.

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
    """Return the effect in each draw, without the variance that chance adds."""
    means, found = means_of(gains), spread(gains)
    kept = np.sqrt(found.parameters / found.means) if found.means > 0 else 0.0
    effects: Floats = means.mean() + kept * (means - means.mean())
    return effects


def _gained(expected: Floats) -> Floats:
    """Return how much better it is to choose in each draw than once for all, by column."""
    # The loss avoided where the other choice is better: exactly 0 if it never is.
    once_for_all = np.where(expected.mean(axis=0) > 0, 1.0, -1.0)
    gained: Floats = np.maximum(-once_for_all * expected, 0.0).mean(axis=0)
    return gained


def _floor(means: Floats, inputs: int, address: str) -> float:
    """Return the noise floor of the largest value of inert inputs."""
    order = np.arange(len(means), dtype=float)
    largest = [
        _gained(conditional(order, outputs).expected).max()
        for outputs in shuffled(means, inputs, address)
    ]
    return float(np.quantile(largest, FAMILY))
