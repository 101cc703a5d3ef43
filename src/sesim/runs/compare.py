"""Two studies side by side: differences paired by replication, on common random numbers."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from scipy.sparse import csr_array

from sesim.outcomes import Better, describe
from sesim.runs.replicate import Results, tidy

COMPARISON_COLUMNS = (
    "scenario", "programme", "group", "outcome", "unit", "baseline", "mean", "difference",
    "low", "high", "probability_better", "replications",
)  # fmt: skip
"""Columns of the comparison, in order."""

KEYS = ["programme", "group", "outcome"]

SAME = ("seed", "replications", "start", "end", "programmes", "interval")
"""Settings in which two studies must agree for a paired comparison to mean anything."""

Floats = NDArray[np.float64]


def compare(baseline: Results, alternative: Results) -> pd.DataFrame:
    """Return how an alternative differs from the baseline, for every outcome.

    Replication 17 of both has the same people, the same luck and the same values of the
    parameters, so a difference within it is due to the alternative alone. Only replications in
    which both have a value count.

    Args:
        baseline: what is compared with.
        alternative: the same study under another scenario, or with other values.

    Returns:
        The columns of `COMPARISON_COLUMNS`, one row for each programme, förbund and county,
        group and outcome that both have. `baseline` and `mean` are the two means over the
        replications that count, `difference` is the mean of the paired differences, and
        `low` to `high` is its paired-t interval (coverage: the studies' `interval`), over
        draws of the parameters where replications share one. This interval is the precision
        of the mean difference, not what one history may bring; it is missing if fewer than
        two draws count. `probability_better` is the share
        of replications in which the alternative has the better value, a tie counting half:
        the smaller value where less is better, the larger value for every other outcome,
        also where neither direction is an improvement.

    Raises:
        ValueError: the two differ in seed, replications, window, programmes, interval or in
            where their parameters come from.

    Source:
        Law, Simulation Modeling and Analysis, the section on paired-t intervals.
    """
    _refuse_unless_comparable(baseline, alternative)
    before, after = _wide(baseline), _wide(alternative)
    both = before.index[before.index.isin(after.index)]
    columns = _paired(
        before.loc[both].to_numpy(),
        after.loc[both].to_numpy(),
        np.array([describe(name).better for name in both.get_level_values("outcome")]),
        baseline.study.settings.interval,
        baseline.draws,
    )
    table = both.to_frame(index=False).assign(**columns)
    table["scenario"] = alternative.study.scenario.name
    table["unit"] = [describe(name).unit for name in table["outcome"]]
    return tidy(table[list(COMPARISON_COLUMNS)])


def _refuse_unless_comparable(baseline: Results, alternative: Results) -> None:
    a, b = baseline.study.settings, alternative.study.settings
    differing = [
        f"{name} ({getattr(a, name)} and {getattr(b, name)})"
        for name in SAME
        if getattr(a, name) != getattr(b, name)
    ]
    if baseline.study.draws != alternative.study.draws:
        sources = " and ".join(repr(one.study.draws) for one in (baseline, alternative))
        differing.append(f"draws ({sources})")
    if differing:
        raise ValueError(f"two studies are only comparable on the same {', '.join(differing)}")


DECIMALS = 9
"""Differences smaller than this are rounding."""


def _wide(results: Results) -> pd.DataFrame:
    """Return one row for each area, group and outcome, and one column for each replication."""
    measures = results.measures
    replications = results.study.settings.replications
    # The rows of every replication come in the same order, but a group may be lacking in one.
    texts = measures.astype(dict.fromkeys(KEYS, "str"))
    table = texts.pivot(index=KEYS, columns="replication", values="value")  # noqa: PD010 - pivot_table drops empty rows
    order = pd.MultiIndex.from_frame(texts[KEYS].drop_duplicates())
    return table.reindex(index=order, columns=range(replications))


def _paired(
    before: Floats, after: Floats, better: Floats, coverage: float, draws: NDArray[np.int64]
) -> dict[str, Floats]:
    """Return the figures of the comparison; rows are outcomes, columns are replications.

    Replications with the same draw are not independent, so the variance is that of the draws'
    totals around their share of the mean (the ratio estimator of cluster sampling). With a
    draw for each replication it is the usual one.
    """
    counts = np.isfinite(before) & np.isfinite(after)
    number = counts.sum(axis=1)
    # Sums over people round differently when others are there: that is no difference.
    difference = np.round(np.where(counts, after - before, 0.0), DECIMALS)
    mean = _divided(difference.sum(axis=1), number)
    deviations = np.where(counts, difference - mean[:, None], 0.0)
    _, of_draw = np.unique(draws, return_inverse=True)
    member = csr_array((np.ones(len(draws)), (np.arange(len(draws)), of_draw)))
    clusters = (counts @ member > 0).sum(axis=1)
    squares = ((deviations @ member) ** 2).sum(axis=1)
    variance = _divided(squares * _divided(clusters.astype(float), clusters - 1), number**2)
    factor = stats.t.ppf((1 + coverage) / 2, np.maximum(clusters - 1, 1))
    half = factor * np.sqrt(variance)
    gain = np.where(better[:, None] == Better.LESS, -difference, difference)
    wins = np.where(counts, (gain > 0) + 0.5 * (gain == 0), 0.0)
    return {
        "baseline": _divided(np.where(counts, before, 0.0).sum(axis=1), number),
        "mean": _divided(np.where(counts, after, 0.0).sum(axis=1), number),
        "difference": mean,
        "low": mean - half,
        "high": mean + half,
        "probability_better": _divided(wins.sum(axis=1), number),
        "replications": number,
    }


def _divided(total: Floats, number: NDArray[np.int64]) -> Floats:
    """Return total / number, or NaN where there is nothing to divide by."""
    result: Floats = np.divide(total, number, out=np.full(len(total), np.nan), where=number > 0)
    return result
