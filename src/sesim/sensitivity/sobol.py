"""Which parameters an outcome depends on: first-order Sobol indices from existing draws."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from SALib.analyze import rbd_fast

from sesim.sensitivity.smoothing import (
    FAMILY,
    Floats,
    conditional,
    half_width,
    halves,
    means_of,
    shuffled,
    spread,
)

HARMONICS = 6
"""Harmonics of the response to an input that count as its effect (Tarantola et al. 2006)."""

FEWEST_DRAWS = 40
"""With fewer draws, these are a large share of all harmonics, and the indices mean nothing."""

SOBOL_COLUMNS = (
    "parameter", "first_order", "low", "high", "noise_floor", "at_5", "at_95", "swing_floor",
    "mean", "chance_share", "draws",
)  # fmt: skip
"""Columns of the table of first-order indices, in order."""


def first_order_indices(
    inputs: pd.DataFrame,
    outputs: Floats,
    address: str,
    coverage: float = 0.9,
    chance_share: float | None = None,
) -> pd.DataFrame:
    """Return how much of an output's variance each of some independent inputs explains.

    The variance of single replications is first divided into chance and parameters. An index is a
    share of the variance due to PARAMETERS; otherwise every parameter would seem to matter less,
    the more chance there is.

    Args:
        inputs: one row per draw, one column per parameter, drawn independently.
        outputs: shape (draws, repeats), any unit; NaN where there is no value. Draws without
            a value are left out.
        address: of the random numbers of the noise floors.
        coverage: of the intervals.
        chance_share: see `spread`.

    Returns:
        The columns of `SOBOL_COLUMNS`, largest index first. `first_order` may be below 0 or above
        1 by chance; `low` to `high` is its interval, and `noise_floor` the 95th percentile of the
        largest index of the same number of inert inputs. `at_5` and `at_95` are the output's mean
        where the parameter is at these percentiles, and `swing_floor` is the noise floor of their
        difference. All are missing if the parameters make no difference.

    Raises:
        ValueError: fewer than `FEWEST_DRAWS` draws, or chance and parameters cannot be separated.

    Source:
        Random balance designs on given data: Tarantola, Gatelli and Mara (2006) and Plischke
        (2010), with the correction of Tissot and Prieur (2012), as in SALib.
    """
    known = np.isfinite(outputs).any(axis=1)
    kept, outputs = inputs.iloc[np.flatnonzero(known)], outputs[known]
    if len(kept) < FEWEST_DRAWS:
        raise ValueError(f"need at least {FEWEST_DRAWS} draws with a value, got {len(kept)}")
    columns, means = kept.to_numpy(dtype=float), means_of(outputs)
    whole = spread(outputs, chance_share)
    table = pd.DataFrame({"parameter": list(kept.columns)})
    table = table.assign(mean=means.mean(), chance_share=whole.chance_share, draws=len(kept))
    if whole.parameters > 0:
        share = chance_share
        found = [
            _indices(columns[half], outputs[half], share) for half in halves(len(kept), address)
        ]
        estimate, half = _indices(columns, outputs, share), half_width(np.array(found), coverage)
        fits = [conditional(column, means[:, None]) for column in columns.T]
        index_floor, swing_floor = _floors(means, columns.shape[1], address)
        table = table.assign(
            first_order=estimate,
            low=estimate - half,
            high=estimate + half,
            noise_floor=index_floor * whole.means / whole.parameters,
            at_5=[float(fit.low[0]) for fit in fits],
            at_95=[float(fit.high[0]) for fit in fits],
            swing_floor=swing_floor,
        )
    table = table.reindex(columns=list(SOBOL_COLUMNS))
    return table.sort_values("first_order", ascending=False, kind="stable", ignore_index=True)


def _indices(columns: Floats, outputs: Floats, chance_share: float | None) -> Floats:
    """Return the index of each input, as a share of the variance due to parameters."""
    found = spread(outputs, chance_share)
    if found.parameters <= 0:
        return np.full(columns.shape[1], np.nan)
    means = means_of(outputs)
    raw = np.array([_index(np.argsort(column, kind="stable"), means) for column in columns.T])
    corrected: Floats = raw * found.means / found.parameters
    return corrected


def _index(order: NDArray[np.int64], output: Floats) -> float:
    """Return the share of the output's variance that follows the order of an input."""
    rank = np.empty(len(order))
    rank[order] = np.arange(len(order))
    signal = rbd_fast.permute_outputs(rank, output)
    raw = rbd_fast.compute_first_order(signal, HARMONICS)
    return float(rbd_fast.unskew_S1(raw, HARMONICS, len(output)))


def _floors(means: Floats, inputs: int, address: str) -> tuple[float, float]:
    """Return the noise floors of the largest index and swing of inert inputs."""
    order = np.arange(len(means))
    largest = []
    for outputs in shuffled(means, inputs, address):
        fit = conditional(order.astype(float), outputs)
        index = max(_index(order, output) for output in outputs.T)
        largest.append((index, float(np.abs(fit.high - fit.low).max())))
    index, swing = np.quantile(np.array(largest), FAMILY, axis=0)
    return float(index), float(swing)
