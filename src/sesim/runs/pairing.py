"""Paired differences between two studies: their mean, its precision, and their sources.

In every array, rows are figures (an outcome of a group in an area), columns are replications.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special
from scipy.sparse import csr_array

from sesim.outcomes import Better
from sesim.outcomes.sureness import FEWEST_PAIRS

KEYS = ["programme", "group", "outcome"]

DECIMALS = 9
"""Digits; smaller differences are rounding errors."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Wide(NamedTuple):
    """The figures of a study, side by side.

    Attributes:
        keys: the figure in each row, with the columns of `KEYS`.
        values: shape (rows, replications); NaN where a replication has no value.
    """

    keys: pd.MultiIndex
    values: Floats

    def rows(self, keys: pd.MultiIndex) -> Floats:
        """Return the values of some rows, in the order asked for."""
        return self.values[self.keys.get_indexer(keys)]


def wide(measures: pd.DataFrame, replications: int) -> Wide:
    """Lay the measures of a study out in one row for each figure, in their order.

    A group may be missing in some replications, such as a motivation that no one had.
    """
    codes = [measures[key].astype("category") for key in KEYS]
    shape = tuple(len(column.cat.categories) for column in codes)
    combined = np.ravel_multi_index(
        [column.cat.codes.to_numpy(np.int64) for column in codes], shape
    )
    _, first, row = np.unique(combined, return_index=True, return_inverse=True)
    place = np.argsort(np.argsort(first))
    values = np.full((len(first), replications), np.nan)
    values[place[row], measures["replication"].to_numpy()] = measures["value"].to_numpy(float)
    keys = measures[KEYS].iloc[np.sort(first)].astype("str")
    return Wide(pd.MultiIndex.from_frame(keys), values)


def figures(
    before: Floats,
    after: Floats,
    better: Integers,
    draws: Integers,
    coverage: float,
    paths: Integers | None = None,
) -> dict[str, Floats | Integers]:
    """Return the figures of a comparison, each of shape (rows,).

    Args:
        before: values of the baseline, shape (rows, replications).
        after: values of the alternative, of the same shape.
        better: the direction of an improvement, a `Better` for each row.
        draws: number of the parameter draw of each replication.
        coverage: of the intervals.
        paths: number of the path of the future of each replication, which several draws may
            share; None if it is not drawn.
    """
    counts = np.isfinite(before) & np.isfinite(after)
    number = counts.sum(axis=1)
    # Sums over people round differently when other people are there: that is no difference.
    difference: Floats = np.where(counts, (after - before).round(DECIMALS), 0.0)
    mean = _divided(difference.sum(axis=1), number)
    clusters = _Clusters(difference, counts, draws)
    # Draws with the same path are not independent, so the mean is as precise as the paths are many.
    independent = clusters if paths is None else _Clusters(difference, counts, paths)
    half = independent.half_width(mean, coverage)
    low, high = clusters.effects(mean, coverage)
    # A few draws may happen to vary no more than chance does. The effect still cannot be known
    # more precisely than its mean.
    low, high = np.minimum(low, mean - half), np.maximum(high, mean + half)
    gain = np.where(better[:, None] == Better.LESS, -difference, difference)
    wins = np.where(counts, (gain > 0) + 0.5 * (gain == 0), 0.0)
    apart = _variance(np.where(counts, before, np.nan)) + _variance(np.where(counts, after, np.nan))
    return {
        "baseline": _divided(np.where(counts, before, 0.0).sum(axis=1), number),
        "mean": _divided(np.where(counts, after, 0.0).sum(axis=1), number),
        "difference": mean,
        "low": mean - half,
        "high": mean + half,
        "probability_better": _divided(wins.sum(axis=1), number),
        "replications": number,
        "chance_share": clusters.chance_share(),
        "effect_low": low,
        "effect_high": high,
        "variance_ratio": _divided(_variance(np.where(counts, difference, np.nan)), apart),
    }


class _Clusters:
    """Differences by the parameter draw that their replications share.

    Args:
        difference: of each replication, shape (rows, replications); 0 where it does not count.
        counts: which replications count.
        draws: number of the draw of each replication.
    """

    def __init__(self, difference: Floats, counts: NDArray[np.bool_], draws: Integers) -> None:
        numbers, of_draw = np.unique(draws, return_inverse=True)
        member = csr_array((np.ones(len(draws)), (np.arange(len(draws)), of_draw)))
        self._shared = len(numbers) < len(draws)
        self._size = counts @ member
        self._total = difference @ member
        self._number = counts.sum(axis=1)
        self._means = _divided(self._total, self._size)
        squares = (difference**2).sum(axis=1) - np.nansum(self._size * self._means**2, axis=1)
        self._draws = (self._size > 0).sum(axis=1)
        self._chance = _divided(np.maximum(squares, 0.0), self._number - self._draws)
        self._enough = (self._size > 1).sum(axis=1) >= FEWEST_PAIRS
        self._parameters, self._doubt = self._between()

    def half_width(self, mean: Floats, coverage: float) -> Floats:
        """Return half the width of the interval of the mean.

        Replications with the same draw are not independent, so it uses the variance of the draws'
        totals around their share of the mean (the ratio estimator of cluster sampling). With a
        draw for each replication it is the usual variance.
        """
        deviations = self._total - self._size * mean[:, None]
        squares = np.where(self._size > 0, deviations**2, 0.0).sum(axis=1)
        corrected = squares * _divided(self._draws.astype(float), self._draws - 1)
        factor = special.stdtrit(np.maximum(self._draws - 1, 1), (1 + coverage) / 2)
        half: Floats = factor * np.sqrt(_divided(corrected, self._number**2))
        return half

    def chance_share(self) -> Floats:
        """Return the share of variance due to chance, in one replication."""
        if not self._shared:
            lowest = np.nanmin(self._means, axis=1, initial=np.inf)
            varies = np.nanmax(self._means, axis=1, initial=-np.inf) > lowest
            return np.where(varies, 1.0, np.nan)
        share = _divided(self._chance, self._chance + self._parameters)
        return np.where(self._enough, share, np.nan)

    def effects(self, mean: Floats, coverage: float) -> tuple[Floats, Floats]:
        """Return the ends of the interval of the effects in the draws, without chance.

        The mean of a draw's few replications is more extreme than its effect. It is shrunk
        towards the mean of all draws until the means vary as much as the effects. That variance
        is only estimated, and badly from few draws, so one standard error is added to it, and
        Student's quantile replaces the normal one.

        Source:
            Ghosh, Journal of the American Statistical Association 87 (1992), on constrained
            empirical Bayes estimates.
        """
        if not self._shared:
            nothing = np.full(len(mean), np.nan)
            return nothing, nothing
        chance = np.repeat(self._chance[:, None], self._size.shape[1], 1)
        spread = self._parameters[:, None] + _divided(chance, self._size)
        wanted = (self._parameters + self._doubt) * (1 + _divided(np.ones(len(mean)), self._draws))
        far = (1 + coverage) / 2
        student = special.stdtrit(np.maximum(self._draws - 1, 1), far) / special.ndtri(far)
        kept = student[:, None] * np.sqrt(
            _divided(np.broadcast_to(wanted[:, None], spread.shape), spread)
        )
        kept = np.where(np.isfinite(self._means) & ~np.isfinite(kept), 0.0, kept)
        effects = mean[:, None] + kept * (self._means - mean[:, None])
        effects[~self._enough] = np.nan
        ends = np.full((2, len(mean)), np.nan)
        known = np.isfinite(effects).any(axis=1)
        ends[:, known] = np.nanquantile(effects[known], [1 - far, far], axis=1)
        return ends[0], ends[1]

    def _between(self) -> tuple[Floats, Floats]:
        """Return the variance of the effect between draws, and its standard error.

        Both come from the analysis of variance, the second for normal values.
        """
        mean = _divided(self._total.sum(axis=1), self._number)
        deviations = np.where(self._size > 0, self._means - mean[:, None], 0.0)
        between = self._draws - 1
        mean_square = _divided((self._size * deviations**2).sum(axis=1), between)
        usual = _divided(
            self._number - _divided((self._size**2).sum(axis=1), self._number), between
        )
        within = self._number - self._draws
        doubt = np.sqrt(2 * (_divided(mean_square**2, between) + _divided(self._chance**2, within)))
        variance = np.maximum(_divided(mean_square - self._chance, usual), 0.0)
        return variance, _divided(doubt, usual)


def _variance(values: Floats) -> Floats:
    """Return the variance of each row over the replications that count; NaN if fewer than two."""
    known = np.isfinite(values)
    number = known.sum(axis=1)
    mean = _divided(np.where(known, values, 0.0).sum(axis=1), number)
    squares = np.where(known, (values - mean[:, None]) ** 2, 0.0).sum(axis=1)
    return _divided(squares, number - 1)


def _divided(total: Floats, number: Floats | Integers) -> Floats:
    """Return total / number, or NaN where there is nothing to divide by."""
    result: Floats = np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)
    return result
