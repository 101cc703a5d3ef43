"""From own counts to the parameters of one programme, by regression on its simulated histories."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sesim import model
from sesim.calibration.calibrate import rounded
from sesim.calibration.own.counts import OwnCounts
from sesim.calibration.own.learnt import SIDES, tables_of
from sesim.calibration.own.prior import OwnPrior
from sesim.calibration.own.settings import AdjustSettings
from sesim.calibration.own.simulation import OwnSimulator, own_simulator
from sesim.calibration.regression import RegressionPosterior, Sample
from sesim.calibration.simulator import PREDICTIVE, REFERENCE, Counts
from sesim.calibration.space import Floats
from sesim.runs.draws import ADJUSTED, KIND, OWN_COUNTS, TRIED_OUT
from sesim.runs.errors import RunError
from sesim.runs.parallel import Crew
from sesim.runs.results.provenance import checkout, packages
from sesim.study import Study

FAR = 1.0
"""SDs of the simulated counts; no history lies nearer to counts that the model cannot make."""

LEAST_SD = 0.1
"""SD of the root of a count that is the same in every history."""

Progress = Callable[[str, int], object]
"""Called with the name of a stage and how many of its runs have been done."""


class Reference(NamedTuple):
    """Simulated histories of the programme.

    Attributes:
        points: their coordinates, shape (n, d).
        counts: what is counted in each, shape (n, counts).
    """

    points: Floats
    counts: Counts


@dataclass(frozen=True)
class Adjustment:
    """What own counts give.

    Attributes:
        draws: the adjusted parameters, one row a draw.
        about: facts that the table of draws carries.
        tables: what the counts taught, by name: `parameters`, `counts` and `ahead`.
        simulated: what is counted in each simulated history, shape (n, counts).
    """

    draws: pd.DataFrame
    about: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    simulated: Counts


def adjust(
    study: Study,
    counts: OwnCounts,
    prior: OwnPrior,
    settings: AdjustSettings,
    crew: Crew,
    progress: Progress,
) -> Adjustment:
    """Adjust the parameters of one programme to its own counts.

    Args:
        study: of this programme alone.
        counts: what has been counted.
        prior: what is believed without them.
        settings: how it is done.
        crew: who works; it makes no difference to the result.
        progress: called with what is being done.

    Raises:
        RunError: a run failed, or no simulated history comes near the counts.
    """
    return adjustment(own_simulator(study, counts), counts, prior, settings, crew, progress)


def adjustment(
    simulator: OwnSimulator,
    counts: OwnCounts,
    prior: OwnPrior,
    settings: AdjustSettings,
    crew: Crew,
    progress: Progress,
    advice: str = "",
) -> Adjustment:
    """Adjust the parameters of one programme to its own counts, whatever simulates it.

    Args:
        simulator: of the programme.
        counts: what has been counted.
        prior: what is believed without them.
        settings: how it is done.
        crew: who works; it makes no difference to the result.
        progress: called with what is being done.
        advice: what to do if no history comes near the counts; empty for that about a
            programme's file.

    Raises:
        RunError: a run failed, or no simulated history comes near the counts.
    """
    study = simulator.study

    def run(values: pd.DataFrame, stream: int, stage: str, *, ahead: bool = False) -> Counts:
        return simulator.many(values, stream, crew, lambda n: progress(stage, n), ahead=ahead)

    points = prior.points(REFERENCE, range(settings.runs))
    reference = Reference(points, run(prior.values(points), REFERENCE, "simulating"))
    surprise = typicality(reference, counts, advice)
    sample = posterior(reference, counts, prior.focus, settings.accept)
    address = f"sesim/adjust/{study.settings.seed}/{counts.programme}"
    chosen = prior.values(sample.draws(settings.draws, address))
    before = prior.values(prior.points(PREDICTIVE, range(settings.predictive)))
    # Before and after have the same random numbers, so that they differ by the draws alone.
    predicted = {
        side: run(table.iloc[: settings.predictive], PREDICTIVE, "predicting", ahead=True)
        for side, table in zip(SIDES, (before, chosen), strict=True)
    }
    rate = study.programmes[counts.programme].referral.per_year
    return Adjustment(
        rounded(chosen.assign(**study.pinned)),
        _about(study, counts, prior, settings, sample, surprise),
        tables_of(prior, sample, rate, counts, reference.counts, predicted),
        reference.counts,
    )


def _about(
    study: Study,
    counts: OwnCounts,
    prior: OwnPrior,
    settings: AdjustSettings,
    sample: Sample,
    surprise: float,
) -> dict[str, Any]:
    """Return the facts that the table of draws carries."""
    before = prior.draws.own_counts if prior.draws.adjusted == counts.programme else ()
    return {
        "kind": KIND,
        "model": model.VERSION,
        "method": "regression",
        ADJUSTED: counts.programme,
        OWN_COUNTS: [*before, *counts.to_plain()],
        "prior": prior.draws.identity,
        **({TRIED_OUT: True} if prior.draws.tried_out else {}),
        "seed": study.settings.seed,
        "runs": settings.runs,
        "effective_runs": round(sample.effective(), 1),
        "surprise": round(surprise, 4),
        "pinned": dict(study.pinned),
        **checkout()._asdict(),
        "packages": packages(),
    }


def features(counts: Counts) -> Floats:
    """Return what the regression looks at: the log of each count; shape as it is given."""
    return np.asarray(np.log(counts + 0.5))


def posterior(reference: Reference, counts: OwnCounts, focus: list[int], accept: float) -> Sample:
    """Return the posterior, in the coordinates of the prior.

    A count that is an interval lies, for each history, where in the interval it is nearest to
    that history: one that lies inside is as it should be.
    """
    learned = RegressionPosterior(
        reference.points, features(reference.counts), focus, accept=accept
    )
    return learned.given(features(reference.counts.clip(*counts.bounds)))


def typicality(reference: Reference, counts: OwnCounts, advice: str = "") -> float:
    """Return the share of simulated histories that are as far from the middle as the counts.

    Args:
        reference: the histories.
        counts: what has been counted.
        advice: the end of the message, if it is not about the programme's file.

    Raises:
        RunError: the counts are farther out than every history, and none comes near.
    """
    # The roots of counts spread alike whether these are large or small, which their logs do not.
    low, high, found = (np.sqrt(one) for one in (*counts.bounds, reference.counts))
    middle = found.mean(axis=0)
    covariance = np.atleast_2d(np.cov(found.T)) + LEAST_SD**2 * np.eye(len(middle))
    whitening = np.linalg.inv(covariance)

    def squares(off: Floats) -> Floats:
        return np.asarray(np.einsum("ni,ij,nj->n", off, whitening, off))

    out = squares((middle.clip(low, high) - middle)[None])[0]
    share = float((squares(found - middle) >= out).mean())
    nearest = float(np.sqrt(squares(found.clip(low, high) - found).min()))
    if share == 0 and nearest > FAR:
        raise RunError(_far_message(reference.counts, counts, advice))
    return share


def _far_message(simulated: Counts, counts: OwnCounts, advice: str) -> str:
    low, high = simulated.min(axis=0), simulated.max(axis=0)
    each = [
        f"{row.outcome} {row.least}"
        + (f"–{row.most}" if row.most > row.least else "")
        + f" (simulated {least}–{most})"
        for row, least, most in zip(counts.rows, low, high, strict=True)
    ]
    advice = advice or (
        f"Check the counts, and the programme's file: first {counts.programme}.referral.per_year, "
        "since and posts. If the referral rate is a guess, set adjust.referral_sd=0.5"
    )
    return (
        f"none of {len(simulated)} simulated histories of {counts.programme} comes near these "
        f"counts: {'; '.join(each)}. {advice}. Nothing is written, since parameters that cannot "
        "make the counts would only look fitted to them"
    )
