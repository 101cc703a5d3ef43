"""Programmes in replications: the units that coaches, posts and money belong to."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sesim.outcomes.arrays import Floats, Places, totals


@dataclass(frozen=True, slots=True)
class Units:
    """Each programme in each replication is a unit: first all programmes of one replication.

    Attributes:
        numbers: of the replications, in order.
        programmes: their number.
    """

    numbers: list[int]
    programmes: int

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.numbers) * self.programmes

    def replication_of(self, frame: pd.DataFrame, rows: Places | slice = slice(None)) -> Places:
        """Return the place of each row's replication among the numbers, or -1."""
        numbers = pd.Index(frame["replication"].to_numpy()[rows])
        return np.asarray(pd.Index(self.numbers).get_indexer(numbers), dtype=np.intp)

    def only(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of these replications."""
        wanted = self.replication_of(frame) >= 0
        return frame if wanted.all() else frame[wanted]

    def of(self, frame: pd.DataFrame, rows: Places | slice = slice(None)) -> Places:
        """Return the unit of each row; all must be of these replications."""
        programme = frame["programme"].cat.codes.to_numpy()[rows]
        return self.replication_of(frame, rows) * self.programmes + programme

    def totals(self, unit: Places, amounts: Floats | None = None) -> Floats:
        """Return the sum of the amounts (1 each if none are given) of each unit.

        Args:
            unit: that of each amount, shape (n,).
            amounts: shape (n,) or (n, k).

        Returns:
            Shape (replications, programmes), or (replications, programmes, k).
        """
        sums = totals(unit, len(self), amounts)
        return sums.reshape(len(self.numbers), self.programmes, *sums.shape[1:])


def units_of(events: pd.DataFrame, replications: Collection[int] | None) -> Units:
    """Return the programmes and replications of a log.

    Args:
        events: a log with the columns of `COLUMNS`.
        replications: numbers of the replications, including those without events; None means those
            in the log.

    Raises:
        ValueError: there is no replication.
    """
    numbers = events["replication"].unique() if replications is None else replications
    if not len(numbers):
        raise ValueError("there is no replication: the log is empty")
    in_order = sorted(map(int, numbers)) if replications is None else list(map(int, replications))
    return Units(in_order, len(events["programme"].cat.categories))
