"""The posterior by regression: the runs most like the data, moved to where the data are.

Semi-automatic approximate Bayesian computation with local-linear adjustment: a ridge regression
learns from the whole reference table what the features show of each parameter; the runs that are
nearest in what was learned are kept; and a weighted linear regression among them corrects for the
distance that is left.

Source:
    Fearnhead and Prangle, Constructing summary statistics for approximate Bayesian computation,
    Journal of the Royal Statistical Society B 74 (2012); Beaumont, Zhang and Balding, Approximate
    Bayesian computation in population genetics, Genetics 162 (2002).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sesim import model
from sesim.calibration.space import Floats

FEWEST = 200
"""Runs that are kept at the least."""

LOCAL_RIDGE = 1.0
"""Ridge of the regression among the runs that are kept, in units of one run."""

MOST_FITTED = 0.1
"""With less of the variance left, the reference table is far too small."""

CLIP = 4.0
"""Features count as no more than so many standard deviations from their mean."""


class Sample(NamedTuple):
    """Weighted points.

    Attributes:
        points: shape (k, d).
        weights: shape (k,); they add up to 1.
        error: standard error of a mean that comes from the reference table being finite, in SDs.
    """

    points: Floats
    weights: Floats
    error: float = 0.0

    def mean(self) -> Floats:
        """Return the mean of each coordinate, shape (d,)."""
        return np.asarray(self.weights @ self.points)

    def covariance(self) -> Floats:
        """Return the covariance of the coordinates, shape (d, d)."""
        centred = self.points - self.mean()
        return np.asarray(centred.T @ (self.weights[:, None] * centred))

    def shares_below(self, point: Floats) -> Floats:
        """Return the weight below a point in each coordinate, shape (d,)."""
        return np.asarray(self.weights @ (self.points < point))

    def effective(self) -> float:
        """Return how many equal weights carry as much information."""
        return float(1 / (self.weights**2).sum())

    def draws(self, number: int, address: str) -> Floats:
        """Return equally likely points, shape (number, d), in random order.

        They are spread over the weights as evenly as can be (systematic resampling).
        """
        luck = model.uniforms(address, number + 1)
        steps = (np.arange(number) + luck[0]) / number
        chosen = np.searchsorted(np.cumsum(self.weights), steps).clip(max=len(self.weights) - 1)
        return np.asarray(self.points[chosen[np.argsort(luck[1:], kind="stable")]])


class RegressionPosterior:
    """Learns from a reference table once, and gives the posterior for any data.

    Args:
        points: coordinates of the reference table's runs, standard normal, shape (n, d).
        features: of the same runs, shape (n, k).
        focus: coordinates by which nearness is judged.
        weights: of the runs, for another prior than that of the reference table, shape (n,).
        accept: share of the runs that is kept.
        ridge: of the regressions, in units of one run.
    """

    def __init__(
        self,
        points: Floats,
        features: Floats,
        focus: Sequence[int],
        weights: Floats | None = None,
        accept: float = 0.1,
        ridge: float = 5.0,
    ) -> None:
        self._points = points
        self._weights = np.ones(len(points)) if weights is None else weights
        self._kept = min(len(points), max(FEWEST, int(accept * len(points))))
        self._centre, self._scale = features.mean(axis=0), features.std(axis=0) + 1e-9
        self._features = self._standard(features)
        design = _with_constant(self._features)
        self._learned = _ridge(design, points[:, list(focus)], self._weights, ridge)
        # Not scaled: what is learned of a parameter varies as much as the counts inform about it.
        self._summaries = design @ self._learned

    def given(self, observed: Floats) -> Sample:
        """Return the posterior for the features of some data.

        Args:
            observed: shape (k,); or (n, k) where the data are intervals: for each run, the
                features of those data in the intervals that are nearest to it.
        """
        standard = np.broadcast_to(self._standard(np.atleast_2d(observed)), self._features.shape)
        target = _with_constant(standard) @ self._learned
        distance = ((self._summaries - target) ** 2).sum(axis=1)
        # All that are equally near: counts of few people, and wide intervals, make many equal.
        near = np.flatnonzero(distance <= np.partition(distance, self._kept - 1)[self._kept - 1])
        reach = distance[near]
        weights = np.maximum(1 - reach / (reach.max() or 1.0), 1e-6) * self._weights[near]
        weights /= weights.sum()
        design = _with_constant(self._features[near] - standard[near])
        slopes = _ridge(design, self._points[near], weights * len(near), LOCAL_RIDGE)[1:]
        moved = self._points[near] - design[:, 1:] @ slopes
        middle = weights @ moved
        residual, level = spent_on_chance(design, weights)
        # A regression fits chance too, which makes its residuals small as draws of the
        # posterior, and its own level is not known exactly.
        wider = np.sqrt((1 + level) / residual)
        error = float(np.sqrt(level / (1 + level)))
        return Sample(middle + wider * (moved - middle), weights, error)

    def _standard(self, features: Floats) -> Floats:
        return np.asarray(np.clip((features - self._centre) / self._scale, -CLIP, CLIP))


def spent_on_chance(design: Floats, weights: Floats) -> tuple[float, float]:
    """What a local regression spends on fitting chance; both vanish in a large reference table.

    Returns:
        The expectation of the weighted residual variance and the variance of the intercept, both
        in units of the variance around the regression, as for any linear smoother.
    """
    weighted = design * weights[:, None]
    moments = design.T @ weighted
    penalty = LOCAL_RIDGE / len(design) * np.eye(design.shape[1])
    penalty[0, 0] = 0.0
    inverse = np.linalg.inv(moments + penalty)
    squared = weighted.T @ weighted
    fitted = np.trace(inverse @ squared)
    residual = 1 - 2 * fitted + np.trace(inverse @ moments @ inverse @ squared)
    level = inverse[0] @ squared @ inverse[0]
    return max(float(residual), MOST_FITTED), float(level)


def _with_constant(table: Floats) -> Floats:
    return np.concatenate([np.ones((len(table), 1)), table], axis=1)


def _ridge(design: Floats, outcome: Floats, weights: Floats, ridge: float) -> Floats:
    """Coefficients of a weighted ridge regression; the first column is not shrunk."""
    penalty = ridge * np.eye(design.shape[1])
    penalty[0, 0] = 0.0
    weighted = design * weights[:, None]
    return np.asarray(np.linalg.solve(design.T @ weighted + penalty, weighted.T @ outcome))
