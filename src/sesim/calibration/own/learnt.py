"""What own counts taught: parameters, counts and first jobs, before and after."""

import math
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
from sesim.study.parameters import register

LEVELS = (0.05, 0.5, 0.95)

ERRORS = 3.0
"""Standard errors of a mean that a way must have for a share of it to be known."""

SIDES = ("before", "after")
"""Without the counts, and with them."""


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
        `parameters`: a row each of the programme's own values and of the shared parameters, those
        that the counts narrow most first; 5, 50 and 95 per cent before and after, `contraction`
        (the share of the variance that is gone), `shift` of the mean in SDs, and `up`, the
        probability that the value is above its median before. The referral rate is in people a
        year, the programme effect in SDs between programmes. `counts`: a row each; mean and
        interval of the simulated ones, before and after, and `moved`, how far of the way from the
        first mean to the own count the second one is, NaN if the way is too short. `ahead`: the
        same of the first jobs after the last count.
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
    names = prior.names
    levels = np.repeat(ndtri(LEVELS)[:, None], len(names), axis=1)
    before = prior.values(levels)
    after = prior.values(np.stack([quantiles(sample, level) for level in LEVELS]))
    facts = pd.DataFrame(
        {
            "contraction": 1 - np.diag(sample.covariance()),
            "shift": sample.mean(),
            "up": 1 - sample.shares_below(np.zeros(len(names))),
        }
    )
    shared = [place for place, name in enumerate(names) if "." not in name]
    shared.sort(key=lambda place: -facts["contraction"][place])
    rows = []
    for place in (*prior.own.values(), *shared):
        name, row = names[place], dict[str, object]()
        parameter = name.rpartition(".")[2]
        for side, table in zip(SIDES, (before, after), strict=True):
            numbers = table[name].to_numpy()
            numbers = rate * np.exp(numbers) if parameter == RATE else numbers
            row |= {f"{side}_{100 * q:.0f}": v for q, v in zip(LEVELS, numbers, strict=True)}
        label = str(register()[parameter].label)
        rows.append({"parameter": name, "label": label, **row, **facts.loc[place]})
    return pd.DataFrame(rows)


def _counts(counts: OwnCounts, before: Counts, after: Counts) -> pd.DataFrame:
    rows = []
    for place, row in enumerate(counts.rows):
        sides = _sides(before[:, place], after[:, place])
        mean = float(sides["before_mean"])
        way = float(np.clip(mean, row.least, row.most)) - mean
        error = float(after[:, place].std()) / math.sqrt(len(after))
        is_known = abs(way) >= max(1.0, ERRORS * error)
        moved = (float(sides["after_mean"]) - mean) / way if is_known else np.nan
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
