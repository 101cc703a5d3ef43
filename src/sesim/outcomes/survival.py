"""Time to an event, with censoring and competing events.

The estimates equal those of statsmodels, which the tests compare with; it takes one group at a
time, and a replication has hundreds. Here all groups share one grid of times, and one pass.
A group is a row of zeros and ones: who belongs to it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

CENSORED: Final = 0
EVENT: Final = 1
COMPETING: Final = 2

_SLACK: Final = 1e-9
_HALF: Final = 0.5 - 1e-12  # so that exactly one half of the people counts as half


@dataclass(frozen=True, slots=True, eq=False)
class Incidence:
    """The share of each group that has had the event by each time.

    Attributes:
        times: ascending, shape (n,).
        shares: share that has had the event up to and including each time, shape (groups, n).
        waiting: share that has had neither the event nor a competing one by then, (groups, n).
        known: the last time at which each share is known, shape (groups,): the longest that
            anyone was followed, or infinity when no one was left to have the event.
            NaN for an empty group.
    """

    times: NDArray[np.float64]
    shares: NDArray[np.float64]
    waiting: NDArray[np.float64]
    known: NDArray[np.float64]

    def at(self, moments: ArrayLike) -> NDArray[np.float64]:
        """Return the shares at the given moments, shape (groups, moments).

        NaN beyond the time up to which the group was followed.
        """
        return self._read(self.shares, 0.0, moments)

    def waiting_at(self, moments: ArrayLike) -> NDArray[np.float64]:
        """Return the shares still waiting at the given moments, as `at` does.

        Without competing events this is the Kaplan-Meier estimate, exactly 0 when all are done.
        """
        return self._read(self.waiting, 1.0, moments)

    def _read(
        self, values: NDArray[np.float64], before: float, moments: ArrayLike
    ) -> NDArray[np.float64]:
        when = np.atleast_1d(np.asarray(moments, dtype=float))
        # Durations are differences of times, so two that are equal may differ in the last bits.
        when = when + _SLACK
        place = np.searchsorted(self.times, when, side="right")
        padded = np.pad(values, ((0, 0), (1, 0)), constant_values=before)
        unknown = ~(when[None, :] <= self.known[:, None] + 2 * _SLACK)
        return np.where(unknown, np.nan, padded[:, place])

    def median(self) -> NDArray[np.float64]:
        """Return the first time at which half of each group has had the event, shape (groups,).

        NaN where that is not reached while the group is followed.
        """
        if not len(self.times):
            return np.full(len(self.shares), np.nan)
        reached = self.shares >= _HALF
        return np.where(reached.any(axis=1), self.times[reached.argmax(axis=1)], np.nan)


def incidence(duration: ArrayLike, outcome: ArrayLike, groups: ArrayLike) -> Incidence:
    """Estimate the cumulative incidence of an event in each group (Aalen-Johansen).

    Without competing events the result is one minus the Kaplan-Meier estimate.

    Args:
        duration: time until the outcome, shape (n,).
        outcome: `EVENT`, `COMPETING` or `CENSORED` at that time, shape (n,).
        groups: 1 where a person belongs to a group and 0 elsewhere, shape (groups, n).

    Source:
        Aalen and Johansen, An empirical transition matrix for non-homogeneous Markov chains
        based on censored observations, Scandinavian Journal of Statistics 5 (1978).
    """
    times, codes = np.asarray(duration, dtype=float), np.asarray(outcome, dtype=int)
    member = np.asarray(groups, dtype=bool)
    grid, place = np.unique(times, return_inverse=True)
    if not member.any():
        nothing = np.zeros((len(member), len(grid)))
        return Incidence(grid, nothing, 1 - nothing, np.full(len(member), np.nan))
    ends = _count(member, place, len(grid))
    events = _count(member & (codes == EVENT), place, len(grid))
    exits = _count(member & (codes != CENSORED), place, len(grid))
    return Incidence(grid, *_shares(ends, events, exits), _known(grid, ends, exits))


def _count(member: NDArray[np.bool_], place: NDArray[np.intp], times: int) -> NDArray[np.int64]:
    """Return how many of each group have their end at each time, shape (groups, times)."""
    group, person = np.nonzero(member)
    cells = group * times + place[person]
    return np.bincount(cells, minlength=len(member) * times).reshape(len(member), times)


def _shares(
    ends: NDArray[np.int64], events: NDArray[np.int64], exits: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return cumulative incidence and the share still waiting by group and time, (groups, times).

    Every event adds the probability of being without one so far, over the number at risk; times at
    which no one of a group ends multiply by 1 and add 0. People who have had the event no longer
    wait, so the two sum to at most 1; rounding must not break that.
    """
    at_risk = np.maximum(
        ends[:, ::-1].cumsum(axis=1)[:, ::-1], 1
    )  # 1: in an empty group no one ends
    waiting: NDArray[np.float64] = np.cumprod(1 - exits / at_risk, axis=1)
    before = np.pad(waiting[:, :-1], ((0, 0), (1, 0)), constant_values=1.0)
    shares = (before / at_risk * events).cumsum(axis=1)
    return np.minimum(shares, 1 - waiting), waiting


def _known(
    grid: NDArray[np.float64], ends: NDArray[np.int64], exits: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return how long each share is known: for ever if no one was censored at the end."""
    known = np.full(len(ends), np.nan)
    followed = np.flatnonzero(ends.any(axis=1))
    last = len(grid) - 1 - (ends[followed, ::-1] > 0).argmax(axis=1)
    censored = ends[followed, last] > exits[followed, last]
    known[followed] = np.where(censored, grid[last], np.inf)
    return known
