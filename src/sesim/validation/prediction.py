"""What the model predicts of a figure: its mean, and a 90% interval of a study of the same size.

The chance of the simulated people is taken out of the spread over parameter draws, and that of the
people in the study put in. No random numbers are drawn for that: the interval is that of the exact
mixture over draws.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, ndtr

Floats = NDArray[np.float64]

LOW, HIGH = 0.05, 0.95

STEPS = 100
"""Times that the room for a quantile is halved: more than there are digits."""


class Prediction(NamedTuple):
    """A prediction: mean and 90% interval, in the unit of the figure."""

    mean: float
    low: float
    high: float


class SharesByDraw(NamedTuple):
    """SharesByDraw in a setup by draw, and the variance that chance gave each of them."""

    value: Floats
    chance: Floats

    @classmethod
    def of(cls, tallies: Sequence[Sequence[float]]) -> Self:
        """Return the shares of the draws: of whom something holds, among how many."""
        yes, of = (np.array(column, dtype=float) for column in zip(*tallies, strict=True))
        value = np.divide(yes, of, out=np.full(len(of), np.nan), where=of > 0)
        middle = yes.sum() / of.sum() if of.sum() else np.nan
        chance = np.divide(middle * (1 - middle), of, out=np.full(len(of), np.nan), where=of > 0)
        return cls(value, chance)


def of_a_share(mine: SharesByDraw, people: int) -> Prediction:
    """Return the prediction of a share among so many people.

    Args:
        mine: by draw; draws in which nobody was counted are left out.
        people: in the study.
    """
    known = np.isfinite(mine.value)
    if not known.any():
        return Prediction(np.nan, np.nan, np.nan)
    true = without_chance(mine.value[known], mine.chance[known]).clip(0, 1)

    def below(number: float) -> float:
        return float(bdtr(np.floor(number), people, true).mean())

    low, high = (_whole(below, level, people) / people for level in (LOW, HIGH))
    return Prediction(float(true.mean()), low, high)


def of_a_difference(mine: SharesByDraw, other: SharesByDraw, people: int) -> Prediction:
    """Return the prediction of a difference between two arms of so many people each.

    Args:
        mine: by draw.
        other: the arm that is subtracted, with the same draws.
        people: in each arm.
    """
    known = np.isfinite(mine.value) & np.isfinite(other.value)
    if not known.any():
        return Prediction(np.nan, np.nan, np.nan)
    arms = [SharesByDraw(one.value[known], one.chance[known]) for one in (mine, other)]
    true = without_chance(arms[0].value - arms[1].value, arms[0].chance + arms[1].chance)
    variance = sum(one.value.mean() * (1 - one.value.mean()) for one in arms) / people
    # a chance of nothing, if nobody or everybody is counted, is a step
    spread = max(float(np.sqrt(variance)), 1e-12)

    def below(difference: float) -> float:
        return float(ndtr((difference - true) / spread).mean())

    low, high = (_between(below, level, -2.0, 2.0) for level in (LOW, HIGH))
    return Prediction(float(true.mean()), low, high)


def of_replications(mean: float, each: Sequence[float]) -> Prediction:
    """Return the prediction of a figure in a study as large as the setup.

    Args:
        mean: of all replications together.
        each: the figure in each of them; those that have none are left out.
    """
    values = np.array([value for value in each if np.isfinite(value)])
    if not len(values):
        return Prediction(mean, np.nan, np.nan)
    low, high = np.quantile(values, [LOW, HIGH])
    return Prediction(mean, float(low), float(high))


def without_chance(values: Floats, chance: Floats) -> Floats:
    """Return values drawn together until only the variance between draws is left."""
    mean, variance = values.mean(), values.var()
    between = max(0.0, variance - chance.mean())
    closer: Floats = mean + np.sqrt(between / variance if variance > 0 else 0.0) * (values - mean)
    return closer


def _whole(below: Callable[[float], float], level: float, most: int) -> int:
    """Return the least whole number at or below which so much of a distribution lies."""
    low, high = -1, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if below(middle) >= level else (middle, high)
    return high


def _between(below: Callable[[float], float], level: float, low: float, high: float) -> float:
    """Return the number below which so much of a distribution lies."""
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if below(middle) >= level else (middle, high)
    return (low + high) / 2
