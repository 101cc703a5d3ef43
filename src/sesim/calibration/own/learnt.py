"""What own counts taught: parameters, counts and first jobs, before and after."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import ndtri

from sesim.calibration.checks import quantiles
from sesim.calibration.own.counts import OwnCounts
from sesim.calibration.own.prior import OwnPrior
from sesim.calibration.regression import Sample
from sesim.calibration.simulator import Counts
from sesim.calibration.space import RATE, Floats
from sesim.runs.replicate import tidy
from sesim.study.parameters import Label, register

LEVELS = (0.05, 0.5, 0.95)

SIDES = ("before", "after")


def tables_of(
    prior: OwnPrior,
    sample: Sample,
    rate: float,
    counts: OwnCounts,
    simulated: Counts,
    predicted: Mapping[str, Counts],
) -> dict[str, pd.DataFrame]:
    """Return what the counts taught.

    Args:
        prior: what was believed without the counts.
        sample: the posterior, in the coordinates of the prior.
        rate: people referred a year, as in the programme's file.
        counts: the own counts.
        simulated: counts of the histories from the prior, shape (n, counts).
        predicted: counts at draws of the prior (`before`) and of the posterior (`after`), with
            the first jobs after the last count as the last column.

    Returns:
        `parameters`: a row each of the programme's own values, the free parameters and those that
        the counts narrow; 5, 50 and 95 per cent before and after, `contraction` (the share of the
        variance that is gone), `shift` of the mean in SDs, and `up`, the probability that the
        value is above its median before. The referral rate is in people a year, the programme
        effect in SDs between programmes. `counts`: a row each; the mean and the interval of the
        simulated ones, before and after, and `moved`, how far of the way from the first mean to
        the own count the second one is. `ahead`: the same of the first jobs after the last count.
    """
    tables = {
        "parameters": _parameters(prior, sample, rate),
        "counts": _counts(counts, simulated, predicted["after"][:, :-1]),
        "ahead": pd.DataFrame(
            [{"outcome": "first_jobs", **_sides(*(predicted[side][:, -1] for side in SIDES))}]
        ),
    }
    return {name: tidy(table) for name, table in tables.items()}


def _parameters(prior: OwnPrior, sample: Sample, rate: float) -> pd.DataFrame:
    width = len(prior.names)
    before = np.repeat(ndtri(LEVELS)[:, None], width, axis=1)
    after = np.stack([quantiles(sample, level) for level in LEVELS])
    contraction, shift = 1 - np.diag(sample.covariance()), sample.mean()
    up = 1 - sample.shares_below(np.zeros(width))
    values = [prior.values(points) for points in (before, after)]
    own = prior.own
    rows = []
    for place, name in enumerate(prior.names):
        one = name.rpartition(".")[2]
        is_shared = "." not in name and register()[one].label in (Label.FREE, Label.CONTEXT)
        if place not in own.values() and not is_shared:
            continue
        row: dict[str, object] = {"parameter": name, "label": str(register()[one].label)}
        for side, table in zip(SIDES, values, strict=True):
            numbers = table[name].to_numpy()
            numbers = rate * np.exp(numbers) if one == RATE else numbers
            row |= {f"{side}_{100 * q:.0f}": v for q, v in zip(LEVELS, numbers, strict=True)}
        rows.append(
            {**row, "contraction": contraction[place], "shift": shift[place], "up": up[place]}
        )
    table = pd.DataFrame(rows)
    first = ~table["parameter"].str.contains(".", regex=False)
    return (
        table.assign(_first=first)
        .sort_values(["_first", "contraction"], ascending=[True, False], kind="stable")
        .drop(columns="_first")
        .reset_index(drop=True)
    )


def _counts(counts: OwnCounts, before: Counts, after: Counts) -> pd.DataFrame:
    rows = []
    for place, row in enumerate(counts.rows):
        sides = _sides(before[:, place], after[:, place])
        mean = float(sides["before_mean"])
        way = float(np.clip(mean, row.least, row.most)) - mean
        moved = (float(sides["after_mean"]) - mean) / way if abs(way) >= 1 else np.nan
        about = {
            "outcome": row.outcome, "since": str(row.since), "until": str(row.until),
            "low": row.least, "high": row.most, "source": row.source or "",
        }  # fmt: skip
        rows.append({**about, **sides, "moved": moved})
    return pd.DataFrame(rows)


def _sides(*samples: Counts) -> dict[str, float]:
    """Return mean and interval of simulated numbers, before and after."""
    found: dict[str, float] = {}
    for side, numbers in zip(SIDES, samples, strict=True):
        low, high = _interval(numbers)
        found |= {
            f"{side}_mean": float(numbers.mean()), f"{side}_low": low, f"{side}_high": high,
        }  # fmt: skip
    return found


def _interval(numbers: Counts) -> tuple[float, float]:
    ends: Floats = np.quantile(numbers, [LEVELS[0], LEVELS[-1]])
    return float(ends[0]), float(ends[1])
