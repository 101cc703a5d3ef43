"""Screening by elementary effects (Morris): levers and parameters that no table of draws varies."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from SALib.analyze import morris as analysis
from SALib.sample import morris as sampling
from scipy import special

from sesim import model
from sesim.runs.errors import RunError
from sesim.sensitivity.smoothing import Floats
from sesim.study import Programme, Study, StudyError
from sesim.study.frozen import unchecked
from sesim.study.joint import in_unit_of, settled
from sesim.study.regimes import programme_of
from sesim.study.scenario import PARAMETERS

LEVELS = 4
"""Levels of each factor's range, the usual number: a step covers two thirds of the range."""

MORRIS_COLUMNS = ("factor", "mu", "mu_star", "sigma", "noise_floor")
"""Columns of the table of elementary effects, in order."""

BELOW = 0.95
"""Share of inert factors that stay below the noise floor."""

BLOCKS, TRIALS = 100, 100
"""Blocks, and trials in each, that simulate the distribution of chance; blocks save memory."""

SHARED = np.linspace(0.0, 1.0, 11)
"""Correlations between trajectories at which it is simulated; others are interpolated."""


class Way(StrEnum):
    """What a factor does with a value."""

    SET = "set"
    SCALE = "scale"
    SHIFT = "shift"


class Factor(NamedTuple):
    """A value that is varied.

    Attributes:
        target: dotted path in a programme, or a parameter (`parameters.accept`).
        way: the value is set to, scaled by or shifted by a number from the range.
        low, high: ends of the range.
        within: the allowed range; a value outside it is moved to the nearer end.
    """

    target: str
    way: Way
    low: float
    high: float
    within: tuple[float, float] | None = None


def design(factors: int, trajectories: int, address: str) -> Floats:
    """Return the points of random trajectories in the unit cube.

    Args:
        factors: number of factors, at least two.
        trajectories: number of trajectories; each has one point more than there are factors.
        address: of the random numbers.

    Returns:
        Shape (trajectories * (factors + 1), factors).
    """
    seed = int(2**32 * model.uniforms(address, 1)[0])
    points = sampling.sample(_problem(factors), trajectories, LEVELS, seed=seed)
    return np.asarray(points, dtype=np.float64)


def at(study: Study, factors: Sequence[Factor], point: Floats) -> Study:
    """Return the study with each factor at its coordinate in the unit cube.

    Raises:
        StudyError: a programme cannot have one of the values.
    """
    shared: dict[str, float] = {}
    programmes = dict(study.programmes)
    for factor, share in zip(factors, point.tolist(), strict=True):
        amount = factor.low + share * (factor.high - factor.low)
        where, _, name = factor.target.partition(".")
        if where == PARAMETERS:
            shared[name] = _changed(study.parameters[name], factor, amount)
        else:
            programmes = {
                key: _with(key, programme, factor, amount) for key, programme in programmes.items()
            }
    parameters = {**study.parameters, **shared}
    return unchecked(study, parameters=parameters, programmes=programmes)


def number_at(programme: Programme, target: str) -> float | None:
    """Return the number at a dotted path in a programme; None if there is none."""
    *path, last = target.split(".")
    inner: Any = programme.model_dump()
    for step in path:
        inner = inner.get(step) if isinstance(inner, Mapping) else None
    value = in_unit_of(target, inner) if isinstance(inner, Mapping) and last in inner else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def elementary_effects(
    targets: Sequence[str], points: Floats, outputs: Floats, address: str
) -> pd.DataFrame:
    """Return the elementary effects of factors, and their noise floors.

    Args:
        targets: names of the factors.
        points: as from `design`, shape (points, factors), of at least two trajectories.
        outputs: shape (points, replications), any unit, on common random numbers: column 3 is
            the same replication at every point.
        address: of the random numbers of the noise floor.

    Returns:
        The columns of `MORRIS_COLUMNS`, largest `mu_star` first. `mu` is the mean effect of going
        from one end of the range to the other, `mu_star` the mean of its size, and `sigma` how
        much the effect varies with the other factors. `noise_floor` is the 95th percentile of
        `mu_star` for a factor that only reshuffles the random numbers, for each factor by itself;
        0 for a factor without effect, missing with one replication.

    Raises:
        RunError: the outcome has no value in some replications.
        ValueError: the shapes do not fit together.

    Source:
        Morris (1991) and Campolongo, Cariboni and Saltelli (2007), as in SALib; the noise floor
        is our own.
    """
    if not np.isfinite(outputs).all():
        raise RunError("the outcome has no value in some replications; choose another outcome")
    floor = _noise_floor(_effects(points, outputs), address)
    table = _analysed(points, outputs.mean(axis=1))
    table = table.assign(factor=list(targets), noise_floor=floor)[list(MORRIS_COLUMNS)]
    return table.sort_values("mu_star", ascending=False, kind="stable", ignore_index=True)


def _effects(points: Floats, outputs: Floats) -> Floats:
    """Return each elementary effect, shape (factors, trajectories, replications)."""
    factors = points.shape[1]
    moves = np.diff(points.reshape(-1, factors + 1, factors), axis=1)
    changes = np.diff(outputs.reshape(-1, factors + 1, outputs.shape[1]), axis=1)
    moved = np.argmax(np.abs(moves), axis=2)
    rows = np.arange(len(moves))[:, None]
    steps = np.take_along_axis(moves, moved[:, :, None], axis=2)
    effects = np.empty_like(changes)
    effects[rows, moved] = changes / steps
    return np.asarray(effects.swapaxes(0, 1))


def _noise_floor(effects: Floats, address: str) -> Floats:
    """Return the noise floor of `mu_star` for each factor.

    Chance alone makes a mean of sizes positive, so its standard error is no guide. Its
    distribution depends on the variance due to chance and on how much of it the trajectories
    share, since the same people have the same luck in all of them. Both are estimated for each
    factor.
    """
    _, trajectories, replications = effects.shape
    if replications == 1:
        return np.full(len(effects), np.nan)
    variance = effects.var(axis=2, ddof=1).mean(axis=1)
    of_mean = effects.mean(axis=1).var(axis=1, ddof=1)
    ratio = np.divide(of_mean, variance, out=np.ones_like(variance), where=variance > 0)
    shared = np.clip((trajectories * ratio - 1) / (trajectories - 1), 0.0, 1.0)
    times = np.interp(shared, SHARED, _quantiles(trajectories, replications, address))
    return np.asarray(times * np.sqrt(variance / replications))


def _quantiles(trajectories: int, replications: int, address: str) -> Floats:
    """Return the floor in estimated standard errors of one effect, for each of `SHARED`.

    Effects are normal and equally correlated. Their estimated variance is then a sum of two
    chi-squares, one for the part that the trajectories share and one for the rest.
    """
    freedom = replications - 1
    found = np.empty((BLOCKS, TRIALS, len(SHARED)))
    for i in range(BLOCKS):
        luck = model.uniforms(f"{address}/nothing/{i}", TRIALS * (trajectories + 3))
        luck = luck.reshape(TRIALS, -1)
        common, own = special.ndtri(luck[:, 2:3]), special.ndtri(luck[:, 3:])
        together = special.chdtri(freedom, luck[:, 0])
        apart = special.chdtri((trajectories - 1) * freedom, luck[:, 1])
        for j, part in enumerate(SHARED):
            sizes = np.abs(np.sqrt(part) * common + np.sqrt(1 - part) * own).mean(axis=1)
            total = (1 + (trajectories - 1) * part) * together + (1 - part) * apart
            found[i, :, j] = sizes / np.sqrt(total / (trajectories * freedom))
    return np.asarray(np.quantile(found.reshape(-1, len(SHARED)), BELOW, axis=0))


def _analysed(points: Floats, output: Floats) -> pd.DataFrame:
    # The bootstrap over trajectories is not needed, but cannot be turned off.
    found = analysis.analyze(
        _problem(points.shape[1]), points, output, num_resamples=2, num_levels=LEVELS, seed=0
    )
    return pd.DataFrame({name: np.asarray(found[name]) for name in ("mu", "mu_star", "sigma")})


def _problem(factors: int) -> dict[str, Any]:
    names = [f"factor_{i}" for i in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}


def _with(name: str, programme: Programme, factor: Factor, amount: float) -> Programme:
    value = number_at(programme, factor.target)
    if value is None:
        return programme
    before, data = programme.model_dump(), programme.model_dump()
    *path, last = factor.target.split(".")
    inner = data
    for step in path:
        inner = inner[step]
    changed = _changed(value, factor, amount)
    inner[last] = round(changed) if isinstance(value, int) else changed
    where = f"{factor.target} at {changed:g}"
    after, problems = settled(before, data, [factor.target])
    if problems:
        raise StudyError([f"{where}: {name}.{problem}" for problem in problems])
    return programme_of(after, name, where)


def _changed(value: float, factor: Factor, amount: float) -> float:
    match factor.way:
        case Way.SCALE:
            amount = value * amount
        case Way.SHIFT:
            amount = value + amount
    if factor.within is not None:
        amount = min(max(amount, factor.within[0]), factor.within[1])
    return amount
