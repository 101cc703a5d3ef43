"""Time to an event, with censoring and competing events.

The estimates equal those of statsmodels, which the tests compare with; it takes one group at a
time, and some replications have thousands. Here the groups share one pass, and each has only the
times at which one of its own people ends.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from sesim.outcomes.arrays import Flags, Floats, Places
from sesim.outcomes.cells import Cells

CENSORED: Final = 0
EVENT: Final = 1
COMPETING: Final = 2

_OUTCOMES: Final = 3

_SLACK: Final = 1e-9
_HALF: Final = 0.5 - 1e-12  # so that exactly one half of the people counts as half


@dataclass(frozen=True, slots=True, eq=False)
class Incidence:
    """The share of each cell that has had the event by each time.

    A point is a time at which someone of a cell has an outcome. The points of the first cell come
    first, in order of time, then those of the second.

    Attributes:
        times: at which anyone has an outcome, ascending, shape (n,).
        of_cell: the number of points of each cell, shape (cells,).
        time: that of each point, as its place among the times, shape (points,).
        shares: share that has had the event up to and including each point, shape (points,).
        waiting: share that has had neither the event nor a competing one by then, (points,).
        known: the last time at which each share is known, shape (cells,): the longest that
            anyone was followed, or infinity when no one was left to have the event.
            NaN for an empty cell.
    """

    times: Floats
    of_cell: Places
    time: Places
    shares: Floats
    waiting: Floats
    known: Floats

    def at(self, moments: ArrayLike) -> Floats:
        """Return the shares at the given moments, shape (cells, moments).

        NaN beyond the time up to which the cell was followed.
        """
        return self._read(self.shares, 0.0, moments)

    def waiting_at(self, moments: ArrayLike) -> Floats:
        """Return the shares still waiting at the given moments, as `at` does.

        Without competing events this is the Kaplan-Meier estimate, exactly 0 when all are done.
        """
        return self._read(self.waiting, 1.0, moments)

    def _read(self, values: Floats, before: float, moments: ArrayLike) -> Floats:
        when = np.atleast_1d(np.asarray(moments, dtype=float))
        # Durations are differences of times, so two that are equal may differ in the last bits.
        when = when + _SLACK
        passed = np.searchsorted(self.times, when, side="right")
        cell = np.arange(len(self.of_cell))
        # One search through all points: they are in order of cell and time.
        points = np.repeat(cell, self.of_cell) * (len(self.times) + 1) + self.time
        end = np.searchsorted(points, cell[:, None] * (len(self.times) + 1) + passed)
        begin = (np.cumsum(self.of_cell) - self.of_cell)[:, None]
        read = np.where(end > begin, np.append(values, before)[end - 1], before)
        return np.where(when <= self.known[:, None] + 2 * _SLACK, read, np.nan)

    def median(self) -> Floats:
        """Return the first time at which half of each cell has had the event, shape (cells,).

        NaN where that is not reached while the cell is followed.
        """
        medians = np.full(len(self.of_cell), np.nan)
        reached = np.flatnonzero(self.shares >= _HALF)[::-1]
        cell = np.repeat(np.arange(len(self.of_cell)), self.of_cell)
        medians[cell[reached]] = self.times[self.time[reached]]  # the last written is the earliest
        return medians


def incidence(duration: ArrayLike, outcome: ArrayLike, cells: Cells) -> Incidence:
    """Estimate the cumulative incidence of an event in each cell (Aalen-Johansen).

    Without competing events the result is one minus the Kaplan-Meier estimate.

    Args:
        duration: time until the outcome, shape (people,).
        outcome: `EVENT`, `COMPETING` or `CENSORED` at that time, shape (people,).
        cells: who belongs to each; people who belong to none do not matter.

    Source:
        Aalen and Johansen, An empirical transition matrix for non-homogeneous Markov chains
        based on censored observations, Scandinavian Journal of Statistics 5 (1978).
    """
    durations, codes = np.asarray(duration, dtype=float), np.asarray(outcome, dtype=np.intp)
    times, place = np.unique(durations, return_inverse=True)
    # Sorting one whole number for each pair is the quickest way to sort by cell, time and outcome.
    point = cells.cell * len(times) + place[cells.person]
    pairs = np.sort(point * _OUTCOMES + codes[cells.person])
    point, code = np.divmod(pairs, _OUTCOMES)
    first = np.flatnonzero(np.diff(point, prepend=-1))  # the first pair of each point
    cell, time = np.divmod(point[first], max(len(times), 1))
    of_cell = np.bincount(cell, minlength=len(cells))
    ends = np.diff(first, append=len(point))
    events = np.add.reduceat(code == EVENT, first, dtype=np.intp)
    exits = np.add.reduceat(code != CENSORED, first, dtype=np.intp)
    pairs_until = np.cumsum(np.bincount(cells.cell, minlength=len(cells)))
    shares, waiting = _shares(pairs_until[cell] - first, events, exits, of_cell)
    known = np.full(len(cells), np.nan)
    last = (np.cumsum(of_cell) - 1)[of_cell > 0]
    known[of_cell > 0] = np.where(ends[last] > exits[last], times[time[last]], np.inf)
    return Incidence(times, of_cell, time, shares, waiting, known)


def _shares(
    at_risk: Places, events: Places, exits: Places, of_cell: Places
) -> tuple[Floats, Floats]:
    """Return cumulative incidence and the share still waiting at each point.

    Every event adds the probability of being without one so far, over the number at risk. People
    who have had the event no longer wait, so the two sum to at most 1; rounding must not break
    that.

    Args:
        at_risk: how many of the cell have had nothing before a point, shape (points,).
        events: how many have the event there.
        exits: how many have the event or a competing one there.
        of_cell: number of points of each cell, shape (cells,).
    """
    rows = list(_rows(of_cell))
    waiting = _running(np.multiply, 1 - exits / at_risk, rows)
    before = np.append(1.0, waiting)[:-1]
    before[(np.cumsum(of_cell) - of_cell)[of_cell > 0]] = 1.0
    shares = _running(np.add, before / at_risk * events, rows)
    return np.minimum(shares, 1 - waiting), waiting


def _running(operation: np.ufunc, values: Floats, rows: Sequence[tuple[Places, Flags]]) -> Floats:
    """Return the running sums or products of each cell, one value after the other."""
    result = np.empty(len(values))
    for points, inside in rows:
        result[points[inside]] = operation.accumulate(values[points], axis=1)[inside]
    return result


def _rows(of_cell: Places) -> Iterator[tuple[Places, Flags]]:
    """Lay the points of all cells out in tables, with a row for each cell.

    Cells in one table have similar numbers of points, so that there are few blanks: in a single
    table, every row would be as long as that of the county.

    Yields:
        The points, shape (cells of this table, most points), and which of them are no blanks.
        Blanks come after the points of a cell, and are the point 0.
    """
    begin = np.cumsum(of_cell) - of_cell
    longest = int(of_cell.max(initial=0))
    width = 1
    while width < 2 * longest:
        rows = (width // 2 < of_cell) & (of_cell <= width)
        if rows.any():
            column = np.arange(min(width, longest))
            inside = column < of_cell[rows, None]
            yield np.where(inside, begin[rows, None] + column, 0), inside
        width *= 2
