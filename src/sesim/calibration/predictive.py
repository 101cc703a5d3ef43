"""What the calibrated model predicts, alongside the counts: from new runs of the simulator."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from sesim import model
from sesim.calibration.checks import Inference
from sesim.calibration.discrepancy import ADDRESS, erring
from sesim.calibration.simulator import PREDICTIVE, Counts, Simulator
from sesim.calibration.space import EFFECT, Floats
from sesim.calibration.targets import COUNTS, Target
from sesim.runs.errors import as_run_error
from sesim.runs.parallel import Crew, in_order

Result = TypeVar("Result")

COVERAGE = 0.9
"""Of the intervals of predictions."""

RESAMPLES = 1000
"""Times that the published shares are resampled."""

CHUNK = 20
"""Runs that a worker does in one go."""

SPACING = 2**24
"""Numbers that belong to one kind of prediction, so that no two share random numbers."""

CONDITIONAL, MARGINAL, LEFT_OUT, STRUCTURE, VALIDATED, UNINFORMED = range(6)


class Predictor:
    """Runs the simulator at given points, in parallel.

    Args:
        simulator: what is run.
        crew: who works.
        discrepancy: SD of the error that the model is taken to have.
    """

    def __init__(self, simulator: Simulator, crew: Crew, discrepancy: float = 0.0) -> None:
        self._simulator = simulator
        self._crew = crew
        self._discrepancy = discrepancy

    def of(self, name: str, end: date | None = None) -> "Predictor":
        """Return the predictor of one programme alone, to an earlier end if one is given."""
        return Predictor(self._simulator.of(name, end), self._crew, self._discrepancy)

    def observed(self, points: Floats, kind: int) -> Counts:
        """Return the counts as they would be observed if the model errs as it is taken to."""
        names = "/".join(self._simulator.until)
        address = f"{ADDRESS}/{PREDICTIVE}/{kind}/{names}"
        return erring(self.counts(points, kind), self._discrepancy, address)

    def counts(self, points: Floats, kind: int) -> Counts:
        """Return the counts of one run at each point, shape (n, programmes, 3)."""
        return np.concatenate(self._each(_counts, points, kind))

    def outcome(self, points: Floats, kind: int, name: str) -> Floats:
        """Return an outcome of the first programme of one run at each point, shape (n,)."""
        return np.concatenate(self._each(_outcome, points, kind, name))

    def _each(
        self, function: Callable[..., Result], points: Floats, kind: int, *more: object
    ) -> list[Result]:
        first = kind * SPACING
        calls = [
            (
                self._simulator,
                points[start : start + CHUNK],
                range(first + start, first + min(start + CHUNK, len(points))),
                *more,
            )
            for start in range(0, len(points), CHUNK)
        ]
        return list(in_order(function, calls, self._crew))


def _counts(simulator: Simulator, points: Floats, numbers: range) -> Counts:
    with as_run_error("a prediction"):
        return simulator.counts(points, PREDICTIVE, numbers)


def _outcome(simulator: Simulator, points: Floats, numbers: range, name: str) -> Floats:
    with as_run_error("a prediction"):
        return simulator.outcome(points, PREDICTIVE, numbers, name)


def table(counts: Counts, observed: Counts, programmes: Sequence[str], total: str) -> pd.DataFrame:
    """Return predictions beside what was counted: one row a programme and count.

    Args:
        counts: of the runs, shape (n, programmes, 3).
        observed: shape (programmes, 3).
        programmes: their names.
        total: name of all together, whose employed share has a row too.

    Returns:
        `mean`, `low` and `high` of the central interval, `inside`, and `tail`: how far out in the
        predictions the counted figure lies, from 0 to 0.5 in the middle.
    """
    rows = []
    for place, programme in enumerate(programmes):
        for quantity, name in enumerate(COUNTS):
            simulated = counts[:, place, quantity]
            rows.append(row_of(programme, name, simulated, observed[place, quantity]))
    together, published = counts.sum(axis=1), observed.sum(axis=0)
    for quantity, name in enumerate(COUNTS):
        rows.append(row_of(total, name, together[:, quantity], published[quantity]))
    share = together[:, 1] / np.maximum(together[:, 0], 1)
    rows.append(row_of(total, "employed_share", share, published[1] / published[0]))
    return pd.DataFrame(rows)


ROW = ("programme", "quantity", "observed", "mean", "low", "high", "inside", "tail")


def row_of(
    programme: str, quantity: str, simulated: Floats | NDArray[np.int64], observed: float
) -> dict[str, object]:
    """Return the prediction of one count beside what was counted, with the columns of `ROW`."""
    low, high = _interval(simulated)
    below, same = (simulated < observed).mean(), (simulated == observed).mean()
    rank = float(below + same / 2)
    return {
        "programme": programme,
        "quantity": quantity,
        "observed": observed,
        "mean": float(simulated.mean()),
        "low": low,
        "high": high,
        "inside": bool(low <= observed <= high),
        "tail": min(rank, 1 - rank),
    }


def validation(predictor: Predictor, points: Floats, targets: Sequence[Target]) -> pd.DataFrame:
    """Predict figures that were not fitted: one row a figure.

    Returns:
        `mean`, `low` and `high` of the prediction, beside the published `value` to `value_high`,
        and `within`: how much of the prediction lies in a published interval; for a single
        figure, whether it lies in the prediction's.
    """
    rows = []
    for row in targets:
        only = predictor.of(row.programme, row.window_end)
        found = only.outcome(points, VALIDATED, row.quantity)
        known = found[np.isfinite(found)]
        low, high = _interval(known) if len(known) else (np.nan, np.nan)
        within = np.nan
        if row.value_high is None:
            within = float(low <= row.value <= high)
        elif len(known):
            within = float(((known >= row.value) & (known <= row.value_high)).mean())
        rows.append(
            {
                "programme": row.programme,
                "quantity": row.quantity,
                "value": row.value,
                "value_high": row.value_high,
                "mean": float(known.mean()) if len(known) else np.nan,
                "low": low,
                "high": high,
                "within": within,
            }
        )
    return pd.DataFrame(rows)


def _interval(values: Floats | NDArray[np.int64]) -> tuple[float, float]:
    low, high = np.quantile(values, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
    return float(low), float(high)


def with_new_effects(fit: Inference, points: Floats, programmes: Sequence[str]) -> Floats:
    """Return the points with effects of these programmes as if nothing were known of them."""
    changed = points.copy()
    for name in programmes:
        own = [i for i, one in enumerate(fit.space.names) if one == f"{name}.{EFFECT}"]
        luck = model.uniforms(f"sesim/calibration/new_effects/{name}", len(points))
        changed[:, own] = ndtri(luck)[:, None]
    return changed


def without_effects(fit: Inference, points: Floats) -> Floats:
    """Return the points with every programme's effect at its middle, so that structure is left."""
    changed = points.copy()
    changed[:, [i for i, name in enumerate(fit.space.names) if name.endswith(EFFECT)]] = 0.0
    return changed


def structure(
    fit: Inference, predictor: Predictor, points: Floats, programmes: Sequence[str], repeats: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return how much of the spread between programmes the structure explains.

    Every point is run with all programme effects at their middle, so that what is left of the
    differences comes from motivation, back-heaviness, posts, employers and labour market. The
    shares of several runs are put together, so that chance weighs little. The same is done at
    points of the prior, which has not seen the counts.

    Returns:
        First, one row a programme: `observed` and `structural` employed share, pooled over the
        points, and one row named `explained`: the part of the between-programme variance of the
        observed log-odds (less what chance adds to it) that is gone when the structural log-odds,
        moved by a common constant, are taken off; below 0 where structure predicts worse than no
        difference. Median and 5 to 95 per cent of the points.
        Second, that part again: over draws of the posterior, over draws of the prior, and with
        the published shares resampled as chance could have made them.
    """
    places = range(len(programmes))
    after = _without_effects(fit, predictor, points, repeats, STRUCTURE)
    before = _without_effects(fit, predictor, fit.table.points[: len(points)], repeats, UNINFORMED)
    pooled = after.sum(axis=0)
    parts = {
        "posterior draws": [explained_share(fit.observed, one) for one in after],
        "prior draws": [explained_share(fit.observed, one) for one in before],
        "published shares": [explained_share(again, pooled) for again in _resampled(fit.observed)],
    }
    rows = []
    for what, values in parts.items():
        low, middle, high = np.quantile(values or [np.nan], [0.05, 0.5, 0.95])
        rows.append(
            {"over": what, "explained": middle, "explained_low": low, "explained_high": high}
        )
    explained = pd.DataFrame(rows)
    table = pd.DataFrame(
        {
            "programme": [*programmes, "explained"],
            "observed": [*(fit.observed[i, 1] / fit.observed[i, 0] for i in places), np.nan],
            "structural": [
                *(pooled[i, 1] / pooled[i, 0] for i in places),
                explained["explained"][0],
            ],
            "low": [*(np.nan for _ in places), explained["explained_low"][0]],
            "high": [*(np.nan for _ in places), explained["explained_high"][0]],
        }
    )
    return table, explained


def _without_effects(
    fit: Inference, predictor: Predictor, points: Floats, repeats: int, kind: int
) -> Counts:
    """Counts at each point without programme effects, put together over several runs."""
    counts = predictor.counts(np.repeat(without_effects(fit, points), repeats, axis=0), kind)
    return np.asarray(counts.reshape(len(points), repeats, *counts.shape[1:]).sum(axis=1))


def _resampled(observed: Counts) -> Iterator[Counts]:
    """Yield the counts as chance could have made them, with each programme's share employed."""
    # The workers that run the simulator import this module, and do without half a second.
    from scipy import stats

    luck = model.uniforms("sesim/calibration/drawn_anew", RESAMPLES * len(observed))
    for shares in luck.reshape(RESAMPLES, len(observed)):
        again = observed.copy()
        again[:, 1] = stats.binom.ppf(shares, observed[:, 0], observed[:, 1] / observed[:, 0])
        if np.isfinite(explained_share(again, again)):
            yield again


def explained_share(observed: Counts, simulated: Counts) -> float:
    """The part of the variance of the observed log-odds that the simulated ones take away.

    NaN where the observed ones differ no more than chance alone makes them.
    """
    odds, noise = employed_log_odds(observed)
    structural, more = employed_log_odds(simulated)
    before = variance_beyond_chance(odds, 1 / noise)
    after = variance_beyond_chance(odds - structural, 1 / (noise + more))
    return 1 - after / before if before > 0 else np.nan


def employed_log_odds(counts: Counts) -> tuple[Floats, Floats]:
    """Log-odds of being employed, and the variance that chance gives them."""
    yes, no = counts[:, 1] + 0.5, counts[:, 0] - counts[:, 1] + 0.5
    return np.log(yes / no), 1 / yes + 1 / no


def variance_beyond_chance(odds: Floats, weights: Floats) -> float:
    """The variance between programmes beyond chance (DerSimonian and Laird 1986), may be < 0."""
    mean = (weights * odds).sum() / weights.sum()
    q = (weights * (odds - mean) ** 2).sum()
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    return float((q - (len(odds) - 1)) / scale) if len(odds) > 1 else 0.0
