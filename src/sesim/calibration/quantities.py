"""Quantities of parameters and data on which a calibration is tried, besides the parameters.

Ranks of parameters alone cannot see a posterior that ignores the data, since the prior itself
passes them. A likelihood sees it; and what the calibration is used for, the county's totals and
the effects of scenarios, should be right whatever single parameters are.

None of these can be written down for a simulation. So each is approximated once from the
reference table, by a regression on the coordinates: an approximation is as good a test as the
exact quantity, since any function of parameters and data has uniform ranks. Of effects, chance may
hide how they follow the parameters; `explained` says so.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, Self

import numpy as np

from sesim.calibration.reference_table import ReferenceTable
from sesim.calibration.simulator import Counts, features
from sesim.calibration.space import Floats

RIDGE = 5.0
"""Of the regressions on the whole reference table, in units of one run."""

RIDGES = (5.0, 20.0, 80.0, 320.0, 1280.0)
"""Of the regressions on the few runs that were repeated: what predicts others best is chosen."""

FOLDS = 5
"""Parts into which runs are divided to see what a regression explains in runs left out."""

LIKELIHOOD = "likelihood"

TOTALS = ("participants", "employed share", "ongoing share")
"""The county's features, in the order of `features`: logarithm, and log-odds twice."""


class TriedQuantity(NamedTuple):
    """Something that depends on parameters and data.

    Attributes:
        name: for tables.
        of: from points, shape (n, d), and the features of the data, shape (k,), to its values,
            shape (n,).
        explained: how much of the variance of what was simulated the approximation gives, in runs
            that it was not fitted to; 1 for a quantity that is exact.
    """

    name: str
    of: Callable[[Floats, Floats], Floats]
    explained: float


class Surrogate(NamedTuple):
    """What is to be expected at a point: linear in the coordinates, and in their squares.

    Attributes:
        weights: of the constant, of each coordinate, and of each square where there are any,
            shape (1 + d or 1 + 2 d, k).
    """

    weights: Floats

    @classmethod
    def of(cls, points: Floats, values: Floats, ridge: float = RIDGE, *, squares: bool) -> Self:
        """Fit to values, shape (n, k), of runs at points, shape (n, d)."""
        columns = _columns(points, squares)
        penalty = ridge * np.eye(columns.shape[1])
        penalty[0, 0] = 0.0
        return cls(np.asarray(np.linalg.solve(columns.T @ columns + penalty, columns.T @ values)))

    def at(self, points: Floats) -> Floats:
        """Return what is to be expected at points, shape (n, k)."""
        squares = len(self.weights) > 1 + points.shape[1]
        return np.asarray(_columns(points, squares) @ self.weights)


def explained(
    points: Floats, values: Floats, ridge: float = RIDGE, *, squares: bool = True
) -> Floats:
    """Return how much of the variance a surrogate gives in runs left out, by column."""
    left = np.zeros(values.shape[1])
    for fold in range(FOLDS):
        out = np.arange(len(points)) % FOLDS == fold
        fitted = Surrogate.of(points[~out], values[~out], ridge, squares=squares)
        left += ((values[out] - fitted.at(points[out])) ** 2).sum(axis=0)
    return np.asarray(1 - left / (len(points) * values.var(axis=0) + 1e-12))


def quantities(table: ReferenceTable, effects: Mapping[str, Floats]) -> list[TriedQuantity]:
    """Return the quantities on which a calibration is tried.

    Args:
        table: the reference table.
        effects: by name, what a scenario added in the first runs of the table, shape (runs,).
    """
    found = features(table.counts)
    expected = Surrogate.of(table.points, found, squares=True)
    known = explained(table.points, found)
    return [
        _likelihood(table.points, found, expected, float(known.mean())),
        *_totals(table, expected, known),
        *_effects(table.points, effects),
    ]


def _likelihood(points: Floats, found: Floats, expected: Surrogate, known: float) -> TriedQuantity:
    """The log of a normal likelihood of the features, up to a constant."""
    left = found - expected.at(points)
    precision = np.linalg.inv(np.cov(left.T) + 1e-6 * np.eye(found.shape[1]))

    def of(points: Floats, data: Floats) -> Floats:
        offset = data - expected.at(points)
        return np.asarray(-0.5 * ((offset @ precision) * offset).sum(axis=1))

    return TriedQuantity(LIKELIHOOD, of, known)


def _totals(table: ReferenceTable, expected: Surrogate, known: Floats) -> Iterator[TriedQuantity]:
    """What is to be expected of all programmes together."""
    first = 3 * table.counts.shape[1]
    for place, name in enumerate(TOTALS, first):
        weights = Surrogate(expected.weights[:, [place]])
        yield TriedQuantity(f"county: {name}", _alone(weights), float(known[place]))


def _effects(points: Floats, effects: Mapping[str, Floats]) -> Iterator[TriedQuantity]:
    """What scenarios add; without squares, for which so few runs would be too many weights."""
    for name, values in effects.items():
        first, column = points[: len(values)], values[:, None]
        known = {one: float(explained(first, column, one, squares=False)[0]) for one in RIDGES}
        ridge = max(known, key=known.__getitem__)
        fitted = Surrogate.of(first, column, ridge, squares=False)
        yield TriedQuantity(f"effect of {name}", _alone(fitted), known[ridge])


def _alone(one: Surrogate) -> Callable[[Floats, Floats], Floats]:
    """Return a quantity that does not depend on the data."""

    def of(points: Floats, _: Floats) -> Floats:
        return one.at(points)[:, 0]

    return of


def employed_share(counts: Counts) -> Floats:
    """Return the share employed of all programmes together in each run, shape (n,)."""
    together = counts.sum(axis=1)
    return np.asarray(together[:, 1] / np.maximum(together[:, 0], 1))


def _columns(points: Floats, squares: bool) -> Floats:
    parts = [np.ones((len(points), 1)), points, *([points**2 - 1] if squares else [])]
    return np.concatenate(parts, axis=1)
