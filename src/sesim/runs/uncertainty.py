"""What the spread between replications comes from: chance, parameters, and the future.

Four replications in a row share a path of the future: two draws, with two replications each. The
variance between replications with the same draw is chance; between the two draws of a path, chance
and parameters; between paths, all three (a nested analysis of variance). What parameters and
future do together counts as parameters.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from sesim.outcomes import ALL, describe
from sesim.outcomes.sureness import FEWEST_PAIRS
from sesim.runs.draws import drawn, path_of_each
from sesim.runs.pairing import Wide
from sesim.runs.replicate import tidy
from sesim.study import Study

UNCERTAINTY_COLUMNS = (
    "scenario", "programme", "group", "outcome", "unit", "replications",
    "chance", "parameters", "future", "future_low", "future_high",
)  # fmt: skip

PARTS = ("chance", "parameters", "future")
"""Columns with the shares of the variance; they sum to 1."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


def parts_of_variance(
    values: Floats, paths: Integers, draws: Integers | None, coverage: float
) -> dict[str, Floats | Integers]:
    """Return the shares of each figure's variance between replications, and how sure that is.

    Args:
        values: shape (figures, replications); NaN where a replication has no value.
        paths: number of the path of each replication.
        draws: number of the draw of each replication; None if all have the same parameters.
        coverage: of the interval of the future's share.

    Returns:
        Arrays of shape (figures,): `chance`, `parameters` and `future`, which sum to 1; none is
        less than 0. `future_low` to `future_high` is exact for normal values and a known ratio of
        the other two, and wider where the future's share is 0. `replications` counts those in
        whole blocks with values. All shares are NaN with fewer than `FEWEST_PAIRS` such blocks, or
        where nothing varies.

    Source:
        Searle, Casella and McCulloch, Variance Components, the sections on nested designs and on
        intervals from the F distribution.
    """
    inside = _blocks(paths, draws)
    some = values[:, inside]
    known: Flags = np.asarray(np.isfinite(some).all(axis=2))
    number = known.sum(axis=1)
    some = np.where(known[..., None], some, 0.0)
    in_draw = some.reshape(*some.shape[:2], -1, 2)
    means = in_draw.mean(axis=3)
    chance = _mean(in_draw.var(axis=3, ddof=1).mean(axis=2), known)
    if draws is None:
        parameters, noise = np.zeros(len(values)), chance / 2
    else:
        of_draws = _mean(means.var(axis=2, ddof=1), known)
        parameters, noise = np.maximum(of_draws - chance / 2, 0.0), of_draws / 2
    of_paths = _variance(means.mean(axis=2), known)
    found = {
        "chance": chance,
        "parameters": parameters,
        "future": np.maximum(of_paths - noise, 0.0),
    }
    total = sum(found.values())
    shares = {name: _divided(part, total) for name, part in found.items()}
    low, high = _interval(of_paths, noise, chance + parameters, number, coverage)
    shares |= {"future_low": low, "future_high": high}
    enough = number >= FEWEST_PAIRS
    return {
        "replications": number * inside.shape[1],
        **{name: np.where(enough & (total > 0), share, np.nan) for name, share in shares.items()},
    }


def _blocks(paths: Integers, draws: Integers | None) -> Integers:
    """Return the replications of each block: one path, and two of each draw. Shape (blocks, n)."""
    size = 2 if draws is None else 4
    inside = np.arange(len(paths) // size * size).reshape(-1, size)
    whole = (paths[inside] == paths[inside][:, :1]).all(axis=1)
    if draws is not None:
        first, second = draws[inside][:, :2], draws[inside][:, 2:]
        whole &= (first == first[:, :1]).all(axis=1) & (second == second[:, :1]).all(axis=1)
        whole &= first[:, 0] != second[:, 0]
    found: Integers = inside[whole]
    return found


def _interval(
    of_paths: Floats, noise: Floats, others: Floats, number: Integers, coverage: float
) -> tuple[Floats, Floats]:
    """Return the ends of the interval of the future's share.

    Args:
        of_paths: variance between the means of paths.
        noise: what others than the future contribute to it.
        others: variance of chance and parameters in one replication.
        number: of paths.
        coverage: of the interval.
    """
    # Paths may happen to vary less than chance alone makes them: that is no proof of nothing.
    observed = np.maximum(_divided(of_paths, noise), 1.0)
    between, within = np.maximum(number - 1, 1), np.maximum(number, 1)
    ends = []
    for share in ((1 + coverage) / 2, (1 - coverage) / 2):
        ratio = observed / special.fdtri(between, within, share) - 1
        part = np.maximum(ratio, 0.0) * _divided(noise, others)
        ends.append(part / (1 + part))
    return ends[0], ends[1]


def _mean(of_blocks: Floats, known: Flags) -> Floats:
    return _divided(np.where(known, of_blocks, 0.0).sum(axis=1), known.sum(axis=1))


def _variance(of_blocks: Floats, known: Flags) -> Floats:
    mean = _mean(of_blocks, known)
    squares = np.where(known, (of_blocks - mean[:, None]) ** 2, 0.0).sum(axis=1)
    return _divided(squares, known.sum(axis=1) - 1)


def _divided(part: Any, whole: Any) -> Floats:
    """Return part / whole, or NaN where there is nothing to divide by."""
    part = np.asarray(part, dtype=float)
    found: Floats = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return found


def uncertainty_of(study: Study, figures: Wide) -> pd.DataFrame:
    """Return what the spread of each outcome of everyone comes from.

    Args:
        study: what was simulated.
        figures: the values of each replication.

    Returns:
        The columns of `UNCERTAINTY_COLUMNS`; without rows if no future is drawn. An unbounded
        outcome that some replication lacks has no shares.
    """
    paths, replications = path_of_each(study), study.settings.replications
    keys = figures.keys[figures.keys.get_level_values("group") == ALL]
    if paths is None or not len(keys):
        return pd.DataFrame(columns=list(UNCERTAINTY_COLUMNS))
    source = drawn(study)
    draws = source.of(replications) if source else None
    values = figures.rows(keys)
    described = [describe(name) for name in keys.get_level_values("outcome")]
    lacking = np.array([one.unbounded for one in described]) & np.isnan(values).any(axis=1)
    values[lacking] = np.nan
    shares = parts_of_variance(values, paths, draws, study.settings.interval)
    table = keys.to_frame(index=False).assign(
        **shares, scenario=study.label, unit=[one.unit for one in described]
    )
    return tidy(table[list(UNCERTAINTY_COLUMNS)])
