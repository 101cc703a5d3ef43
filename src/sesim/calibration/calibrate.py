"""A calibration from beginning to end: reference table, posterior, and whether to believe it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import ndtri

from sesim import model
from sesim.calibration import checks, predictive, sbc
from sesim.calibration.bank import Bank, Progress
from sesim.calibration.checks import Inference
from sesim.calibration.discrepancy import discrepancy
from sesim.calibration.drawn import DrawnSpace, drawn_space
from sesim.calibration.fingerprint import figures
from sesim.calibration.left_out import leave_area_out, leave_one_out
from sesim.calibration.neural import NeuralPosterior, require_extra
from sesim.calibration.predictive import Predictor
from sesim.calibration.quantities import quantities
from sesim.calibration.reference_table import ReferenceTable
from sesim.calibration.regression import Sample
from sesim.calibration.settings import (
    FEWEST_RUNS,
    CalibrationSettings,
    Method,
    PriorEvidence,
)
from sesim.calibration.simulator import Counts, features, simulator
from sesim.calibration.space import Floats, Space, space_of
from sesim.calibration.targets import COUNTS, Targets
from sesim.outcomes import COUNTY
from sesim.runs.draws import KIND, TRIED_OUT, load
from sesim.runs.parallel import Crew
from sesim.runs.published import TOLERANCE
from sesim.runs.replicate import tidy
from sesim.runs.results.provenance import checkout, fingerprint, packages
from sesim.study import Study, StudyError
from sesim.study.parameters import Lognormal
from sesim.study.showing import number_of, representation

DIGITS = 6
"""Significant digits of a draw: the rest is rounding error, and differs between machines."""

CONTACTS = "contacts_per_week"
WITHOUT_TRIALS = Lognormal(dist="lognormal", median=1.25, sigma=0.4)
"""Contacts according to activa2017 alone; the prior of the register was chosen with trials too."""

NEURAL_RANKS = 200
"""Draws of the neural posterior among which a synthetic truth finds its rank."""

ALONE = Crew(workers=1)


def _silent(_stage: str, _done: int) -> None:
    """Show no progress."""


class Calibration(NamedTuple):
    """What a calibration gives.

    Attributes:
        fit: the space, the reference table and the data.
        posterior: table of draws, one row a draw.
        prior: the same, before the counts are known.
        about: facts about the calibration that the tables of draws carry.
        tables: every diagnostic, by name.
        other: table of draws of the other method, if both were asked for.
        predicted: the posterior predictive, draw by draw: the columns `draw` (row of `posterior`),
            `programme`, `participants`, `employed` and `ongoing` of one run at each of the first
            draws.
    """

    fit: Inference
    posterior: pd.DataFrame
    prior: pd.DataFrame
    about: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    predicted: pd.DataFrame
    other: pd.DataFrame | None = None

    def __repr__(self) -> str:
        draws = number_of(len(self.posterior), "draw")
        return representation("Calibration", [draws, number_of(len(self.tables), "table")])


def calibrate(
    study: Study,
    settings: CalibrationSettings,
    targets: Targets,
    folder: Path,
    crew: Crew = ALONE,
    progress: Progress = _silent,
) -> Calibration:
    """Calibrate a study to figures.

    Args:
        study: the baseline; parameters that are pinned in it are not calibrated.
        settings: how it is done.
        targets: the figures.
        folder: where runs are kept, so that a stopped calibration can be resumed.
        crew: who works; it makes no difference to the result.
        progress: called with what is being done.

    Raises:
        StudyError: the figures do not fit the study.
        MissingExtraError: the neural method is asked for and not installed.
        RunError: a run failed, or the folder holds something else.
    """
    targets.check(study, settings.targets)
    neural = settings.crosscheck or settings.method is Method.NEURAL
    if neural:
        require_extra()
    space = _space(study, settings, targets)
    runs = simulator(study, space, targets)
    bank = Bank(runs, folder, crew, progress, settings)
    truths = bank.truths
    fit = Inference(space, bank.table, np.array(targets.counts()), settings.accept)
    seed = study.settings.seed
    address = f"sesim/calibration/{seed}"
    regression = fit.sample()
    points = regression.draws(settings.draws, f"{address}/posterior")
    tables = _from_table(fit, regression)
    tables |= _trial(fit, truths, bank, settings, regression, address)
    other: Floats | None = None
    if neural:
        progress("neural posterior", 0)
        focus = _neural(fit, truths, seed, tables, regression, settings.draws)
        other = _among_context(focus, fit, f"{address}/context")
        if settings.method is Method.NEURAL:
            points, other = other, points if settings.crosscheck else None
    progress("predictions", 0)
    some = points[: settings.predictive]
    predictor = Predictor(runs, crew, settings.discrepancy)
    conditional = predictor.observed(some, predictive.CONDITIONAL)
    tables |= _from_runs(fit, predictor, targets, some, conditional, settings, address)
    areas = {name: study.programmes[name].forbund for name in targets.programmes}
    tables["leave_area_out"] = leave_area_out(fit, predictor, areas, some, address)
    about = {
        "kind": KIND,
        "model": model.VERSION,
        "method": str(settings.method),
        "runs": settings.runs,
        **bank.signs,
        "targets": figures(targets),
        **({TRIED_OUT: True} if settings.runs < FEWEST_RUNS else {}),
        **(
            {"evidence": str(settings.evidence)}
            if settings.evidence is not PriorEvidence.ALL
            else {}
        ),
        **({"discrepancy": settings.discrepancy} if settings.discrepancy else {}),
        **({"prior": space.identity} if isinstance(space, DrawnSpace) else {}),
        **({"own_programmes": ", ".join(own)} if (own := targets.own) else {}),
        "pinned": dict(study.pinned),
        "configuration_sha256": fingerprint(settings.to_plain()),
        **checkout()._asdict(),
        "packages": packages(),
    }
    luck = model.uniforms(f"{address}/prior", settings.draws * len(space))
    before = space.points(luck.reshape(settings.draws, len(space)))
    pinned = dict(study.pinned)  # the posterior is conditional on them, so the draws carry them
    return Calibration(
        fit,
        rounded(space.values(points).assign(**pinned)),
        rounded(space.values(before).assign(**pinned)),
        about,
        {name: tidy(table) for name, table in tables.items()},
        by_draw(conditional, targets.programmes),
        None if other is None else rounded(space.values(other).assign(**pinned)),
    )


def by_draw(counts: Counts, programmes: Sequence[str]) -> pd.DataFrame:
    """Return predictions one by one: a row for each draw and programme.

    Args:
        counts: of the runs, shape (n, programmes, 3).
        programmes: their names.
    """
    draws, each = len(counts), len(programmes)
    return pd.DataFrame(
        {
            "draw": np.repeat(np.arange(draws), each),
            "programme": list(programmes) * draws,
            **{name: counts[:, :, place].ravel() for place, name in enumerate(COUNTS)},
        }
    )


def _space(study: Study, settings: CalibrationSettings, targets: Targets) -> Space:
    """Return what is calibrated, with its prior."""
    last = study.settings.end
    ends = {name: end for name, end in targets.ends().items() if last - end > TOLERANCE}
    about = (targets.programmes, settings.entries_per_fte_year, ends)
    if settings.prior is None:
        return space_of(study, *about, outside=settings.evidence is PriorEvidence.OUTSIDE)
    draws = load(settings.prior)
    if used := targets.used_in(draws):
        raise StudyError(
            [
                f"calibration.prior: {settings.prior}: has been fitted to counts of "
                f"{', '.join(used)} already, and no count may be used twice"
            ]
        )
    return drawn_space(study, draws, *about)


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of draws at `DIGITS` significant digits, in as few bytes as hold them."""
    return table.map(lambda value: float(f"{value:.{DIGITS}g}")).astype(np.float32)


def _neural(
    fit: Inference,
    truths: ReferenceTable,
    seed: int,
    tables: dict[str, pd.DataFrame],
    regression: Sample,
    draws: int,
) -> Floats:
    """Return points of the neural posterior; adds how it agrees with the regression.

    It is about the free parameters and the programmes' own, shape (draws, these): the context
    would make the networks larger and is not what the counts are asked about.
    """
    focus = fit.focus
    neural = NeuralPosterior(fit.table.points[:, focus], features(fit.table.counts), seed)
    points = neural.sample(fit.data, draws, seed)
    below = [
        (neural.sample(row, NEURAL_RANKS, seed + 1 + number) < point).mean(axis=0)
        for number, (row, point) in enumerate(
            zip(features(truths.counts), truths.points[:, focus], strict=True)
        )
    ]
    tables["agreement"] = checks.agreement(fit, regression, points)
    tables["coverage_neural"] = sbc.coverage(
        np.stack(below), Space(tuple(fit.space.coordinates[i] for i in focus))
    )
    return points


def _among_context(points: Floats, fit: Inference, address: str) -> Floats:
    """Return points of the focus with context parameters drawn from their priors beside them."""
    shape = (len(points), len(fit.space))
    whole = np.asarray(ndtri(model.uniforms(address, shape[0] * shape[1]).reshape(shape)))
    whole[:, fit.focus] = points
    return whole


def _trial(
    fit: Inference,
    truths: ReferenceTable,
    bank: Bank,
    settings: CalibrationSettings,
    sample: Sample,
    address: str,
) -> dict[str, pd.DataFrame]:
    """Return how often the method holds the truth, with truths from the prior and near the data."""
    some = quantities(fit.table, bank.effects())
    size = len(fit.space)
    found = sbc.ranks(fit.posterior(), truths, some)
    by_truths = {"prior": found[:, size:]}
    tables = {
        "coverage": sbc.coverage(found, fit.space),
        "ranks": pd.DataFrame(found[:, fit.focus], columns=[fit.space.names[i] for i in fit.focus]),
    }
    if settings.local:
        near = bank.local(sample.draws(settings.local + settings.truths, f"{address}/local"))
        learnt = fit.posterior(near[: settings.local])
        local = sbc.ranks(learnt, near[settings.local :], some)
        by_truths["posterior"] = local[:, size:]
        tables["coverage_local"] = sbc.coverage(local, fit.space)
    return {**tables, "coverage_quantities": sbc.quantity_coverage(by_truths, some)}


def _from_table(fit: Inference, sample: Sample) -> dict[str, pd.DataFrame]:
    """Return the diagnostics that need no new runs."""
    return {
        "parameters": checks.contraction(fit, sample),
        "directions": checks.directions(fit, sample),
        "prior_sensitivity": checks.prior_sensitivity(fit, sample),
        **_exchanged(fit),
        "discrepancy": discrepancy(fit),
        "monte_carlo_error": checks.monte_carlo_error(fit),
        "summary": pd.DataFrame(
            {
                "runs": [len(fit.table)],
                "effective_runs": [sample.effective()],
                "error": [sample.error],
                "surprise": [checks.surprise(fit)],
            }
        ),
    }


def _exchanged(fit: Inference) -> dict[str, pd.DataFrame]:
    """Return what the pace of contacts would be under a prior that no trial has narrowed."""
    if CONTACTS not in fit.space.names or isinstance(fit.space, DrawnSpace):
        return {}
    return {"other_prior": checks.under_another_prior(fit, CONTACTS, WITHOUT_TRIALS)}


def _from_runs(
    fit: Inference,
    predictor: Predictor,
    targets: Targets,
    some: Floats,
    conditional: Counts,
    settings: CalibrationSettings,
    address: str,
) -> dict[str, pd.DataFrame]:
    """Return the diagnostics that predict: each point of the posterior is simulated again.

    `conditional` has the counts at these points.
    """
    names = targets.programmes
    few = some[: max(1, settings.predictive // settings.repeats)]
    as_new = predictive.with_new_effects(fit, some, names)
    marginal = predictor.observed(as_new, predictive.MARGINAL)

    structure, explained = predictive.structure(fit, predictor, few, names, settings.repeats)

    def table(counts: Counts) -> pd.DataFrame:
        return predictive.table(counts, fit.observed, names, COUNTY)

    return {
        "prior_predictive": table(fit.table.counts),
        "posterior_predictive": table(conditional),
        "marginal_predictive": table(marginal),
        "leave_one_out": leave_one_out(fit, predictor, names, some, address),
        "validation": predictive.validation(predictor, some, targets.to_validate()),
        "structure": structure,
        "explained": explained,
    }
