"""What the tables of a calibration show, in numbers: pictures and page take it from here."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sesim.outcomes import COUNTY
from sesim.report.calibration.chance import LEVEL, binomial_range, ecdf_deviation, rank_band

Tables = Mapping[str, pd.DataFrame]

FREE, CONTEXT, OWN = "free", "context", "own"
"""Labels of parameters, as in the register."""

INFORMED = 0.2
"""With less contraction than this, we claim nothing about a parameter."""

FEWEST_RUNS = 5000
"""With fewer runs in the reference table, a calibration is only tried out."""

EXPLAINED = "explained"
"""Name of the row of `structure` that is no programme."""

COVERAGE = 0.9
"""Of the intervals of predictions."""

LEVELS = {0.5: "within_0.5", 0.8: "within_0.8", 0.9: "within_0.9"}
"""Levels of intervals, and the column of `coverage` of each."""

POOLED = "free and own"
"""Row of `coverage` for all parameters that the figures are asked about."""


Row = Mapping[str, Any]
"""A row of a table, by its columns."""


class Inside(NamedTuple):
    """How many figures lie inside their intervals."""

    hits: int
    of: int


class Explained(NamedTuple):
    """How much of the variance between programmes their structure takes away."""

    value: float
    low: float
    high: float


def records(table: pd.DataFrame) -> list[Row]:
    """Return the rows of a table, without its index."""
    columns = list(map(str, table.columns))
    return [
        dict(zip(columns, row, strict=True)) for row in table.itertuples(index=False, name=None)
    ]


def labelled(parameters: pd.DataFrame, label: str) -> pd.DataFrame:
    """Return the rows with this label, best known first."""
    rows = parameters[parameters["label"] == label]
    return rows.sort_values("contraction", ascending=False, kind="stable")


def informed(parameters: pd.DataFrame, label: str = FREE) -> list[str]:
    """Return the parameters of which something is learnt, best known first."""
    rows = labelled(parameters, label)
    return list(rows.loc[rows["contraction"] >= INFORMED, "parameter"])


def uninformed(parameters: pd.DataFrame, label: str = FREE) -> list[str]:
    """Return the parameters about which we claim nothing, also if the contraction is unknown."""
    rows = labelled(parameters, label)
    return list(rows.loc[~(rows["contraction"] >= INFORMED), "parameter"])


def constrained(tables: Tables) -> pd.Series:
    """Return how often intervals of 90% held each parameter that the counts constrain, by name."""
    rows = tables["parameters"]
    known = [name for label in (FREE, OWN) for name in informed(rows, label)]
    return tables["coverage"].set_index("coordinates").loc[known, LEVELS[COVERAGE]]


def counts_of(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table of predictions that are about single programmes."""
    return table[table["programme"] != COUNTY]


def inside(rows: pd.DataFrame) -> Inside:
    """Return how many of these rows lie inside."""
    return Inside(int(rows["inside"].astype(bool).sum()), len(rows))


def quantity(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the rows of one quantity, by programme."""
    return table[table["quantity"] == name].set_index("programme")


def by_share(tables: Tables) -> list[str]:
    """Return the programmes, the one with the largest published share employed first."""
    counts = counts_of(tables["posterior_predictive"])
    shares = quantity(counts, "employed")["observed"] / quantity(counts, "participants")["observed"]
    return list(shares.sort_values(ascending=False, kind="stable").index)


def participants(tables: Tables) -> pd.Series:
    """Return the published participants by programme."""
    return quantity(counts_of(tables["posterior_predictive"]), "participants")["observed"]


def deviations(ranks: pd.DataFrame) -> pd.Series:
    """Return how far the ECDF of each parameter's ranks strays from the diagonal."""
    return pd.Series(
        {name: np.abs(ecdf_deviation(ranks[name].to_numpy())[1]).max() for name in ranks.columns},
        dtype=float,
    )


def leaving(ranks: pd.DataFrame) -> list[str]:
    """Return the parameters whose ranks leave the band that chance keeps to, worst first."""
    far = deviations(ranks).sort_values(ascending=False)
    return [str(name) for name in far[far > rank_band(len(ranks))].index]


def leaving_by_chance(of: int) -> int:
    """Return how many of so many calibrated parameters may leave the band, if independent."""
    return round(binomial_range(of, 1 - LEVEL)[1] * of)


def pooled_coverage(coverage: pd.DataFrame, row: str = POOLED) -> dict[float, float]:
    """Return how often intervals held the truth, by their level."""
    [found] = coverage.loc[coverage["coordinates"] == row, list(LEVELS.values())].to_numpy(float)
    return {level: float(share) for level, share in zip(LEVELS, found, strict=True)}


def explained(structure: pd.DataFrame) -> Explained:
    """Return the row `explained`."""
    row = structure[structure["programme"] == EXPLAINED].iloc[0]
    return Explained(float(row["structural"]), float(row["low"]), float(row["high"]))
