"""One row per scenario, programme, group and outcome: mean and interval over replications."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.outcomes.catalogue import describe
from sesim.outcomes.cells import ALL
from sesim.outcomes.definitions.outcome import Outcome
from sesim.outcomes.sureness import FEWEST_PAIRS

LEAST = 2
"""Fewest replications with a value for an interval."""

SUMMARY_COLUMNS = (
    "scenario", "programme", "group", "outcome", "unit",
    "mean", "low", "high", "replications", "observed", "chance_share",
)  # fmt: skip


def summarise(
    measures: pd.DataFrame,
    scenario: str,
    interval: float,
    observed: Mapping[tuple[str, str], float],
    draws: NDArray[np.int64] | None = None,
    own: Mapping[str, Outcome] | None = None,
) -> pd.DataFrame:
    """Return mean and central interval over replications of every outcome.

    Args:
        measures: as from `measure`, of all replications together.
        scenario: its name.
        interval: share of the replications that lie between `low` and `high`, such as 0.9.
            Each replication is one possible history, so this is a prediction interval for one
            history, and not the precision of the mean.
        observed: published values by (programme, outcome), shown with the group `all`.
        draws: number of the parameter draw of each replication, which also has a path of the
            future if that is drawn; None if all have the same parameters.
        own: outcomes that users define, by name.

    Returns:
        The columns of `SUMMARY_COLUMNS` in the order of areas, groups and outcomes in
        `measures`. `replications` counts those with a value: means and quantiles are taken
        over these, and are NaN where there are none. Quantiles are interpolated linearly;
        one replication has no interval, and `low` and `high` are NaN.
        Unbounded outcomes differ where some replications have no value: a mean would cover only
        the quick (or cheap) ones, so the median over all replications replaces it, and `high`
        is NaN where it lies among those without a value.
        `chance_share` is the share of variance between replications that is due to chance:
        the mean variance between replications with the same parameters / the variance of all;
        the rest is due to the parameters, and to the future where it is drawn. 1 where all
        have the same parameters and future; NaN where
        nothing varies, an unbounded outcome lacks values, or fewer than `FEWEST_PAIRS` draws
        have two replications with a value.

    Raises:
        ValueError: the interval is not between 0 and 1.
    """
    if not 0 < interval < 1:
        raise ValueError(f"interval must be between 0 and 1, got {interval}")
    keys = ["programme", "group", "outcome"]
    ordered = measures[["replication", *keys, "value"]].copy()
    for key in keys:
        if not isinstance(ordered[key].dtype, pd.CategoricalDtype):
            ordered[key] = pd.Categorical(ordered[key], categories=ordered[key].unique())
    values = ordered.groupby(keys, observed=True, sort=True)["value"]
    table = pd.DataFrame(
        {
            "mean": values.mean(),
            "low": values.quantile((1 - interval) / 2),
            "high": values.quantile((1 + interval) / 2),
            "replications": values.count(),
        }
    )
    table["chance_share"] = _chance_shares(ordered, keys, draws)
    table.loc[table["replications"] < LEAST, ["low", "high"]] = np.nan
    names = ordered["outcome"].unique()
    unbounded = ordered[ordered["outcome"].isin([n for n in names if describe(n, own).unbounded])]
    centres = {
        cell: _centre(values, interval)
        for cell, values in unbounded.groupby(keys, observed=True)["value"]
        if values.isna().any()
    }
    if centres:  # all at once: a table is slow to write to, cell by cell
        columns = ["mean", "low", "high", "chance_share"]
        table.loc[list(centres), columns] = np.array(list(centres.values()))
    table = table.reset_index()
    for key in keys:
        table[key] = table[key].astype(str)
    table["scenario"] = scenario
    units = {name: describe(name, own).unit for name in table["outcome"].unique()}
    table["unit"] = table["outcome"].map(units)
    table["observed"] = _observed_for(table, observed)
    return table[list(SUMMARY_COLUMNS)]


def _chance_shares(
    measures: pd.DataFrame, keys: list[str], draws: NDArray[np.int64] | None
) -> pd.Series:
    """Return the part of each cell's variance between replications with the same parameters."""
    variance = measures.groupby(keys, observed=True, sort=True)["value"].var()
    if draws is None or len(np.unique(draws)) == len(draws):
        return variance.where(variance > 0).notna().astype(float).replace(0.0, np.nan)
    taken = draws[measures["replication"].to_numpy()]
    within = measures.groupby([*keys, taken], observed=True, sort=True)["value"].var()
    by_cell = within.groupby(level=list(range(len(keys))), observed=True, sort=True)
    enough = by_cell.count() >= FEWEST_PAIRS
    share: pd.Series = (by_cell.mean() / variance.where(variance > 0)).where(enough)
    return share.clip(upper=1.0)


def _centre(values: pd.Series, interval: float) -> list[float]:
    """Return median and interval of values of which some exceed any number; the rest is unknown."""
    ordered = np.sort(values.fillna(np.inf).to_numpy())
    shares = (0.5, (1 - interval) / 2, (1 + interval) / 2)
    found = [ordered[min(int(share * len(ordered)), len(ordered) - 1)] for share in shares]
    if len(ordered) < LEAST:
        found[1:] = [np.inf, np.inf]
    return [float(value) if np.isfinite(value) else np.nan for value in (*found, np.inf)]


def _observed_for(table: pd.DataFrame, observed: Mapping[tuple[str, str], float]) -> list[float]:
    rows = zip(table["programme"], table["group"], table["outcome"], strict=True)
    return [
        observed.get((programme, outcome), np.nan) if group == ALL else np.nan
        for programme, group, outcome in rows
    ]
