"""Step functions of time for queues, caseloads and posts, exact and without sampling."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """A right-continuous step function, 0 before its first step.

    Attributes:
        times: when the value changes, in weeks, ascending, shape (n,).
        values: the value from each of the times on, shape (n,).
    """

    times: NDArray[np.float64]
    values: NDArray[np.float64]

    def at(self, moments: ArrayLike) -> NDArray[np.float64]:
        """Return the value at each of the moments (weeks), in the shape of `moments`."""
        place = np.searchsorted(self.times, moments, side="right")
        return np.concatenate([[0.0], self.values])[place]

    def average(self, start: float, stop: float) -> float:
        """Return the mean over time from `start` to `stop` (weeks), weighted by duration.

        Raises:
            ValueError: the stretch of time is empty.

        Example:
            >>> queue = steps([0.0, 1.0, 4.0], [1.0, 1.0, -2.0])
            >>> queue.average(0.0, 6.0)
            1.1666666666666667
        """
        if not start < stop:
            raise ValueError(f"start {start} must be before stop {stop}")
        inside = (self.times > start) & (self.times < stop)
        edges = np.concatenate([[start], self.times[inside], [stop]])
        return float(self.at(edges[:-1]) @ np.diff(edges)) / (stop - start)


def steps(times: ArrayLike, changes: ArrayLike) -> Steps:
    """Return the running total of changes that happen at given times.

    Args:
        times: when, in weeks, in any order, shape (n,). NaN means that it never happened.
        changes: by how much, shape (n,).
    """
    moments, amounts = np.asarray(times, dtype=float), np.asarray(changes, dtype=float)
    happened = ~np.isnan(moments)
    moments, amounts = moments[happened], amounts[happened]
    order = np.argsort(moments, kind="stable")
    return Steps(moments[order], np.cumsum(amounts[order]))


def number_present(entered: ArrayLike, left: ArrayLike) -> Steps:
    """Return how many are present over time, given when each entered and left.

    Args:
        entered: in weeks, shape (n,); NaN for a person who never came.
        left: in weeks, shape (n,); NaN for a person who is still there.
    """
    came, went = np.asarray(entered, dtype=float), np.asarray(left, dtype=float)
    went = np.where(np.isnan(came), np.nan, went)
    signs = np.repeat([1.0, -1.0], [len(came), len(went)])
    return steps(np.concatenate([came, went]), signs)
