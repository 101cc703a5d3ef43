"""Time to an event, for people still under way and with other ways of leaving.

The estimates are statsmodels'; here they are put on one grid of times for many groups.
A group is a row of zeros and ones that says who belongs to it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from statsmodels.duration.survfunc import CumIncidenceRight

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
        # Durations are differences of times, so two that are equal may differ in the last bits.
        when = when + _SLACK
        place = np.searchsorted(self.times, when, side="right")
        padded = np.concatenate([np.zeros((len(self.shares), 1)), self.shares], axis=1)
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
        based on censored observations, Scandinavian Journal of Statistics 5 (1978);
        computed by `statsmodels.duration.survfunc.CumIncidenceRight`.
    """
    times, codes = np.asarray(duration, dtype=float), np.asarray(outcome, dtype=int)
    member = np.asarray(groups, dtype=bool)
    grid = np.unique(times)
    shares = np.zeros((len(member), len(grid)))
    known = np.full(len(member), np.nan)
    for i, inside in enumerate(member):
        if inside.any():
            shares[i] = _shares(times[inside], codes[inside], grid)
            known[i] = _known(times[inside], codes[inside])
    return Incidence(grid, shares, known)


def _shares(
    times: NDArray[np.float64], codes: NDArray[np.int_], grid: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The cumulative incidence of one group at each time of a grid."""
    if not (codes == EVENT).any():
        return np.zeros(len(grid))  # the library wants at least one event
    with np.errstate(divide="ignore", invalid="ignore"):  # of its standard errors, at the end
        estimate = CumIncidenceRight(times, codes)
    steps = np.concatenate([[0.0], estimate.cinc[0]])
    return steps[np.searchsorted(estimate.times, grid, side="right")]


def _known(times: NDArray[np.float64], codes: NDArray[np.int_]) -> float:
    """How long the share is known: for ever if nobody was still under way at the end."""
    last = times.max()
    return float(last) if (codes[times == last] == CENSORED).any() else np.inf
