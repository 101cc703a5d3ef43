"""Time to an event, for people still under way and with other ways of leaving.

One pass serves many groups at once: the people are put in order of time, and a group is a
row of zeros and ones that says who belongs to it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

CENSORED: Final = 0
EVENT: Final = 1
COMPETING: Final = 2

# At the same time the event comes before its competitors, and both before censoring.
_ORDER: Final = np.array([2, 0, 1])
_HALF: Final = 0.5 - 1e-12  # so that exactly one half of the people counts as half


@dataclass(frozen=True, slots=True, eq=False)
class Incidence:
    """The share of each group that has had the event by each time.

    Attributes:
        times: ascending, shape (n,).
        shares: share that has had the event up to and including each time, shape (groups, n).
        known: the last time at which each share is known, shape (groups,): the longest that
            anybody was followed, or infinity when nobody was left to have the event.
            NaN for a group of nobody.
    """

    times: NDArray[np.float64]
    shares: NDArray[np.float64]
    known: NDArray[np.float64]

    def at(self, moments: ArrayLike) -> NDArray[np.float64]:
        """Return the shares at the given moments, shape (groups, moments).

        NaN beyond the time up to which the group was followed.
        """
        when = np.atleast_1d(np.asarray(moments, dtype=float))
        place = np.searchsorted(self.times, when, side="right")
        padded = np.concatenate([np.zeros((len(self.shares), 1)), self.shares], axis=1)
        # Durations are differences of times, so two that are equal may differ in the last bit.
        unknown = ~(when[None, :] <= self.known[:, None] + 1e-9)
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
    order = np.lexsort((_ORDER[codes], times))
    times, codes = times[order], codes[order]
    member = np.asarray(groups, dtype=float)[:, order]
    at_risk = member[:, ::-1].cumsum(axis=1)[:, ::-1]
    hazard = member / np.maximum(at_risk, 1)
    left = 1 - hazard * (codes != CENSORED)
    without = np.cumprod(left, axis=1)
    before = np.concatenate([np.ones((len(member), 1)), without[:, :-1]], axis=1)
    shares = np.cumsum(before * hazard * (codes == EVENT), axis=1)
    return Incidence(times, shares, _known(times, member, without))


def _known(
    times: NDArray[np.float64], member: NDArray[np.float64], without: NDArray[np.float64]
) -> NDArray[np.float64]:
    if not len(times):
        return np.full(len(member), np.nan)
    last = np.where(member > 0, times, -np.inf).max(axis=1)
    last = np.where(without[:, -1] < 1e-12, np.inf, last)
    return np.where(member.any(axis=1), last, np.nan)
