"""Smooth conditional means without the variance due to chance, and resampling by address.

Estimates from few and noisy numbers are shrunk towards the mean of all until they vary as much as
the true values: the variance that chance adds is known, and is removed.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import interpolate, special, stats

from sesim import model

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

HALVES = 60
"""Halves of the draws, which show how precise an estimate is."""

TRIALS = 100
"""Trials with inert inputs, which give the noise floors."""

FAMILY = 0.95
"""Share of the trials in which all inert inputs stay below the noise floor."""

ROUNDING = 1e-9
"""A standard deviation below this share of the values is a rounding error."""

DEGREE = 3
ENDS = (0.05, 0.95)
"""Percentiles of an input between which the swing of the output is measured."""


class Spread(NamedTuple):
    """The variance of single replications, divided by source.

    Attributes:
        parameters: variance of the effect between draws.
        chance: variance within a draw; NaN if it is unknown.
        means: variance of the means of draws, which includes both.
    """

    parameters: float
    chance: float
    means: float

    @property
    def chance_share(self) -> float:
        """The share of variance due to chance, in one replication."""
        total = self.parameters + self.chance
        return self.chance / total if total > 0 else float("nan")


class ConditionalMeans(NamedTuple):
    """The conditional means of outputs, given one input.

    Attributes:
        expected: at each draw, shape (n, outputs).
        low, high: where the input is at the `ENDS` of its values, shape (outputs,).
    """

    expected: Floats
    low: Floats
    high: Floats


def spread(outputs: Floats, chance_share: float | None = None) -> Spread:
    """Divide the variance into that between draws and chance (one-way analysis of variance).

    Args:
        outputs: shape (draws, repeats); NaN where a draw has fewer repeats, one at least each.
        chance_share: share of variance due to chance, if known from another source; needed
            where no draw has two repeats.

    Raises:
        ValueError: chance and parameters cannot be separated.
    """
    known = np.isfinite(outputs)
    sizes = known.sum(axis=1)
    means = means_of(outputs)
    if chance_share is not None:
        total = float(np.nanvar(outputs, ddof=1))
        chance = chance_share * total
        return Spread(max(0.0, total - chance), chance, float(means.var(ddof=1)))
    freedom = int(sizes.sum()) - len(sizes)
    if freedom < 1:
        raise ValueError("chance and parameters cannot be separated: no draw has two repeats")
    within = float(np.nansum((outputs - means[:, None]) ** 2)) / freedom
    total_mean = float(np.nansum(outputs)) / int(sizes.sum())
    between = float((sizes * (means - total_mean) ** 2).sum()) / (len(sizes) - 1)
    usual = float(sizes.sum() - (sizes**2).sum() / sizes.sum()) / (len(sizes) - 1)
    parameters = max(0.0, (between - within) / usual)
    if parameters + within <= (ROUNDING * float(np.nanmax(np.abs(outputs)))) ** 2:
        return Spread(0.0, 0.0, 0.0)
    return Spread(parameters, within, parameters + within * float((1 / sizes).mean()))


def means_of(outputs: Floats) -> Floats:
    """Return the mean of each draw over the repeats that it has, shape (draws,)."""
    known = np.isfinite(outputs)
    means: Floats = np.where(known, outputs, 0.0).sum(axis=1) / known.sum(axis=1)
    return means


def conditional(inputs: Floats, outputs: Floats) -> ConditionalMeans:
    """Estimate the means of outputs given an input, by a cubic regression spline.

    The spline has one inner knot, in the middle of the input's normal scores. These have the same
    distribution for every input, so long tails do not decide the fit. The variance that chance
    alone gives the fit is removed; an inert input keeps none, or almost none.

    Args:
        inputs: values of the input, shape (n,).
        outputs: shape (n, outputs).
    """
    scores, number = normal_scores(inputs), len(inputs)
    low, high = float(scores.min()), float(scores.max())
    mean = outputs.mean(axis=0)
    if low == high:
        return ConditionalMeans(np.broadcast_to(mean, outputs.shape), mean, mean)
    knots = np.array([low] * (DEGREE + 1) + [(low + high) / 2] + [high] * (DEGREE + 1))
    points = np.concatenate([scores, np.clip(special.ndtri(ENDS), low, high)])
    basis = interpolate.BSpline.design_matrix(points, knots, DEGREE).toarray()
    deviations = outputs - mean
    found, _, rank, _ = np.linalg.lstsq(basis[:number], deviations, rcond=None)
    fitted = basis @ found
    explained = (fitted[:number] ** 2).sum(axis=0)
    left = ((deviations - fitted[:number]) ** 2).sum(axis=0)
    by_chance = (rank - 1) * left / max(1, number - rank)
    part = np.divide(by_chance, explained, out=np.ones_like(explained), where=explained > 0)
    expected = mean + np.sqrt(np.maximum(0.0, 1 - part)) * fitted
    return ConditionalMeans(expected[:number], expected[-2], expected[-1])


def normal_scores(values: Floats) -> Floats:
    """Return the normal scores of values: the standard normal quantiles at their ranks."""
    scores: Floats = special.ndtri((stats.rankdata(values) - 0.5) / len(values))
    return scores


def halves(number: int, address: str) -> Iterator[Integers]:
    """Yield random halves of this number of draws.

    An estimate from half of the draws, sampled without replacement, differs from the estimate
    from all draws as much as that one differs from the truth. So the standard deviation over
    halves is its standard error.

    Source:
        Politis, Romano and Wolf, Subsampling (1999).
    """
    for i in range(HALVES):
        order = np.argsort(model.uniforms(f"{address}/half/{i}", number))
        yield np.sort(order[: number // 2])


def shuffled(output: Floats, inputs: int, address: str) -> Iterator[Floats]:
    """Yield for each trial an output in the orders that inert inputs would give it.

    Args:
        output: shape (n,).
        inputs: number of inert inputs.
        address: of the random orders.

    Yields:
        Shape (n, inputs).
    """
    for i in range(TRIALS):
        luck = model.uniforms(f"{address}/nothing/{i}", len(output) * inputs)
        yield output[np.argsort(luck.reshape(inputs, -1), axis=1)].T


def half_width(estimates: Floats, coverage: float) -> Floats:
    """Return the half-width of a normal interval from the estimates of the halves, by column."""
    width: Floats = special.ndtri((1 + coverage) / 2) * estimates.std(axis=0, ddof=1)
    return width
