"""Draws of a calibration as the prior of another one: their normal scores are the coordinates.

The coordinates are standard normal one by one, and depend on each other as the draws do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from sesim.calibration.space import Coordinate, Floats, Space, own_coordinates
from sesim.runs.draws import Draws
from sesim.runs.quantiles import quantile
from sesim.study import Study
from sesim.study.parameters import Lognormal, register


@dataclass(frozen=True, eq=False)
class NormalScores:
    """The normal scores of each column of a table of draws.

    Attributes:
        table: one row a draw, equally likely.
    """

    table: pd.DataFrame

    @cached_property
    def points(self) -> Floats:
        """The scores of the draws, shape (draws, d); equal values have equal ones."""
        ranks = self.table.rank(method="average").to_numpy(dtype=np.float64)
        return np.asarray(ndtri((ranks - 0.5) / len(self.table)))

    def values(self, points: Floats) -> list[Floats]:
        """Return the values of each column at points, shape (n, d), within those of the draws."""
        columns = range(self._sorted.shape[1])
        return [np.interp(points[:, i], self._steps, self._sorted[:, i]) for i in columns]

    @cached_property
    def _sorted(self) -> Floats:
        return np.sort(self.table.to_numpy(dtype=np.float64), axis=0)

    @cached_property
    def _steps(self) -> Floats:
        """The normal scores of as many values as there are draws."""
        number = len(self.table)
        return np.asarray(ndtri((np.arange(number) + 0.5) / number))


@dataclass(frozen=True, slots=True)
class DrawnSpace(Space):
    """Coordinates of which the first are those of draws, and the others have priors of their own.

    Attributes:
        scores: of the draws, in the order of the coordinates.
        identity: of the draws.
    """

    scores: NormalScores
    identity: str

    @property
    def signs(self) -> list[object]:
        """What identifies the coordinates and their priors, as plain data."""
        return [self.identity, *super(DrawnSpace, self).signs]

    def points(self, luck: Floats) -> Floats:
        """Return points from uniform random numbers, both of shape (n, d)."""
        known = self.scores.points
        rows = known[(luck[:, 0] * len(known)).astype(np.int64)]
        return np.concatenate([rows, ndtri(luck[:, known.shape[1] :])], axis=1)

    def values(self, points: Floats) -> pd.DataFrame:
        """Return the parameters at points, shape (n, d)."""
        columns = self.scores.values(points)
        known = len(columns)
        shares = ndtr(points[:, known:])
        own = [quantile(one.prior, shares[:, i]) for i, one in enumerate(self.coordinates[known:])]
        return pd.DataFrame(dict(zip(self.names, [*columns, *own], strict=True)))


def drawn_space(
    study: Study,
    draws: Draws,
    programmes: Sequence[str],
    entries: Lognormal,
    ends: Mapping[str, date],
) -> DrawnSpace:
    """Return what is calibrated if draws are the prior.

    Args:
        study: what is simulated; parameters that are pinned in it are not calibrated.
        draws: of a calibration.
        programmes: those with counts, none of which the draws have been fitted to.
        entries: prior of the people enrolled a year for each full-time post.
        ends: last day of the counts of programmes that are not counted to the study's end.
    """
    table = draws.table[[name for name in draws.table if str(name) not in study.pinned]]
    known = []
    for name in map(str, table.columns):
        one = register()[name.rpartition(".")[2]]
        known.append(Coordinate(name, one.label, one.prior))
    own = own_coordinates(study, programmes, entries, ends)
    return DrawnSpace((*known, *own), NormalScores(table), draws.identity)
