"""A model that errs: simulated counts with an unknown error in their log-odds."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtri

from sesim import model
from sesim.calibration.checks import Inference
from sesim.calibration.reference_table import ReferenceTable
from sesim.calibration.simulator import Counts
from sesim.study.parameters import Label

SIZES = (0.0, 0.15, 0.3, 0.6)
"""SD of an unknown error of each simulated log-odds."""

ADDRESS = "sesim/calibration/discrepancy"


def erring(counts: Counts, size: float, address: str = ADDRESS) -> Counts:
    """Return the counts with an error of this SD in the log-odds of employed and ongoing.

    Args:
        counts: of runs, shape (n, programmes, 3).
        size: the SD; with 0 the counts are returned as they are.
        address: of the random numbers; each kind of runs has errors of its own.
    """
    if size == 0:
        return counts
    shape = (*counts.shape[:2], 2)
    luck = model.uniforms(address, int(np.prod(shape)))
    total = counts[..., :1]
    odds = np.log((counts[..., 1:] + 0.5) / (total - counts[..., 1:] + 0.5))
    odds = odds + size * ndtri(luck.reshape(shape))
    parts = np.rint((total + 1) / (1 + np.exp(-odds)) - 0.5).clip(0, total)
    return np.concatenate([total, parts.astype(np.int64)], axis=-1)


def with_error(table: ReferenceTable, size: float, address: str = ADDRESS) -> ReferenceTable:
    """Return a reference table whose counts err; the arguments are as of `erring`."""
    return ReferenceTable(table.points, erring(table.counts, size, address))


def discrepancy(fit: Inference, sizes: Sequence[float] = SIZES) -> pd.DataFrame:
    """Return the contraction of the free parameters if the model errs by so much.

    An error with this SD is added to the log-odds of employed and ongoing of every programme
    of every run of the reference table, besides that which the calibration has itself.
    """
    places = fit.space.places(Label.FREE)
    columns: dict[str, object] = {"parameter": [fit.space.names[i] for i in places]}
    for size in sizes:
        sample = fit.posterior(with_error(fit.table, size)).given(fit.data)
        columns[f"error_{size:g}"] = (1 - np.diag(sample.covariance()))[places]
    return pd.DataFrame(columns)
