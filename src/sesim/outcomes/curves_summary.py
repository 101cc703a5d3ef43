"""One row per scenario and point of a curve: mean and interval over replications."""

import numpy as np
import pandas as pd

from sesim.outcomes.curves import CURVES_COLUMNS
from sesim.outcomes.summary import LEAST

CURVE_SUMMARY_COLUMNS = (
    "scenario", "programme", "group", "curve", "series", "x",
    "mean", "low", "high", "replications",
)  # fmt: skip

WIDELY = 0.8
"""Share of the replications that must have a value for a point to be shown."""


def summarise_curves(curves: pd.DataFrame, scenario: str, interval: float) -> pd.DataFrame:
    """Return mean and central interval over replications of every point of the curves.

    Args:
        curves: as from `curves_of`, of all replications together.
        scenario: its name.
        interval: share of the replications that lie between `low` and `high`, such as 0.9.

    Returns:
        The columns of `CURVE_SUMMARY_COLUMNS`, in the order of `curves`. `replications` counts
        those with a value, over which mean and quantiles are taken. These are blank (NaN) where
        the count is below `WIDELY` of all, since those replications would not be typical. One
        replication has no interval: `low` and `high` are blank.

    Raises:
        ValueError: the interval is not between 0 and 1.
    """
    if not 0 < interval < 1:
        raise ValueError(f"interval must be between 0 and 1, got {interval}")
    keys = [name for name in CURVE_SUMMARY_COLUMNS if name in CURVES_COLUMNS]
    values = curves.groupby(keys, observed=True, sort=True)["value"]
    table = pd.DataFrame(
        {
            "mean": values.mean(),
            "low": values.quantile((1 - interval) / 2),
            "high": values.quantile((1 + interval) / 2),
            "replications": values.count(),
        }
    )
    seldom = table["replications"] < WIDELY * curves["replication"].nunique()
    table.loc[seldom, ["mean", "low", "high"]] = np.nan
    table.loc[table["replications"] < LEAST, ["low", "high"]] = np.nan
    table = table.reset_index().assign(scenario=scenario)
    words = table[keys].select_dtypes("category").columns
    return table.astype(dict.fromkeys(words, str))[list(CURVE_SUMMARY_COLUMNS)]
