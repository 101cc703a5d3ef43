"""Paths of the future, drawn by their address: which one a replication has, and what it is.

Four replications in a row share a path: two draws of the parameters, with two replications each.
So replications with the same path and draw differ by chance alone, those with the same path by
chance and parameters, and all others by chance, parameters and future; the shares of the three
follow (`sesim.runs.uncertainty`). All that is made for draws holds for a draw and its path.
"""

from datetime import date
from functools import lru_cache
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sesim import model
from sesim.study import Study
from sesim.study.future import Quantity
from sesim.study.paths import FuturePath, quarters, walk

DRAWS_PER_PATH: Final = 2
"""Draws of the parameters that meet the same path: they show what the parameters contribute."""

REPLICATIONS_PER_PATH: Final = 2
"""Replications that share a path where all have the same parameters."""

MOST_PATHS: Final = 1000
"""Paths that are used in turn where all replications have the same parameters."""

Integers = NDArray[np.int64]


def path_number(replication: int, draw: int | None) -> int:
    """Return the number of a replication's path.

    Args:
        replication: its number.
        draw: of its parameters; None if all replications have the same.
    """
    if draw is None:
        return replication // REPLICATIONS_PER_PATH % MOST_PATHS
    return draw // DRAWS_PER_PATH


def path_numbers(replications: int, draws: Integers | None) -> Integers:
    """Return the number of the path of each replication; see `path_number`."""
    if draws is None:
        return np.arange(replications) // REPLICATIONS_PER_PATH % MOST_PATHS
    return draws // DRAWS_PER_PATH


def path_of(study: Study, number: int) -> FuturePath | None:
    """Return a path of a study's future; None if nothing is drawn.

    Its address is the seed, its number and the quantity. So it is the same in every scenario and
    programme, and no path of another quantity depends on it. A longer study continues it.
    """
    since = study.future_since
    if since is None:
        return None
    settings, sds = study.settings, tuple(study.future.sds.items())
    return _path(settings.seed, number, quarters(since, settings.end), sds)


@lru_cache(maxsize=256)
def _path(
    seed: int, number: int, days: tuple[date, ...], sds: tuple[tuple[Quantity, float], ...]
) -> FuturePath:
    normal = NormalDist().inv_cdf
    factors = {}
    for quantity, sd in sds:
        numbers = model.uniforms(f"sesim/future/{seed}/{number}/{quantity}", max(len(days) - 1, 0))
        factors[quantity] = walk(sd, [normal(float(one)) for one in numbers])
    return FuturePath(days, factors)
