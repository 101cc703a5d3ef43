"""Screening by elementary effects (Morris): levers and parameters that no table of draws varies."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from SALib.analyze import morris as analysis
from SALib.sample import morris as sampling

from sesim import model
from sesim.runs.errors import RunError
from sesim.runs.smoothing import Floats
from sesim.study import Programme, Study, StudyError
from sesim.study.scenario import PARAMETERS

LEVELS = 4
"""Of each factor's range, as usual: a step goes over two thirds of it."""

MORRIS_COLUMNS = ("factor", "mu", "mu_star", "sigma", "noise")
"""Columns of the table of elementary effects, in order."""


class Way(StrEnum):
    """What a factor does with a value."""

    SET = "set"
    SCALE = "scale"
    SHIFT = "shift"


class Factor(NamedTuple):
    """Something that is varied.

    Attributes:
        target: dotted path in a programme, or a parameter (`parameters.accept`).
        way: the value is set to, scaled by or shifted by a number of the range.
        low, high: ends of the range.
        within: ends of what is allowed; the value is put at the nearer end beyond them.
    """

    target: str
    way: Way
    low: float
    high: float
    within: tuple[float, float] | None = None


def design(factors: int, trajectories: int, address: str) -> Floats:
    """Return the points of so many trajectories in the unit cube.

    Args:
        factors: number of them, two at least.
        trajectories: each has one point more than there are factors.
        address: of its random numbers.

    Returns:
        Shape (trajectories * (factors + 1), factors).
    """
    seed = int(2**32 * model.uniforms(address, 1)[0])
    points = sampling.sample(_problem(factors), trajectories, LEVELS, seed=seed)
    return np.asarray(points, dtype=np.float64)


def at(study: Study, factors: Sequence[Factor], point: Floats) -> Study:
    """Return the study with each factor where a point of the unit cube says.

    Raises:
        StudyError: a programme cannot have a value that this gives.
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
    return study.model_copy(update={"parameters": parameters, "programmes": programmes})


def number_at(programme: Programme, target: str) -> float | None:
    """Return the number at a dotted path in a programme; None if there is none."""
    value: Any = programme.model_dump()
    for step in target.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def elementary_effects(targets: Sequence[str], points: Floats, outputs: Floats) -> pd.DataFrame:
    """Return the elementary effects of factors, and how much of them is noise.

    Args:
        targets: names of the factors.
        points: as from `design`, shape (points, factors).
        outputs: shape (points, replications), any unit, on common random numbers: column 3 is
            the same replication at every point.

    Returns:
        The columns of `MORRIS_COLUMNS`, largest `mu_star` first. `mu` is the mean effect of going
        from one end of the range to the other, `mu_star` that of its size, `sigma` how much it
        differs with where the other factors are. `noise` is the standard error of `mu_star` over
        replications (jackknife), 0 for a factor without effect, missing with one replication.

    Raises:
        RunError: the outcome has no value in some histories.
        ValueError: the shapes do not fit together.

    Source:
        Morris (1991) and Campolongo, Cariboni and Saltelli (2007), as in SALib.
    """
    if not np.isfinite(outputs).all():
        raise RunError("the outcome has no value in some histories; take another one")
    table = _analysed(points, outputs.mean(axis=1))
    replications = outputs.shape[1]
    left_out = np.array(
        [
            _analysed(points, np.delete(outputs, i, axis=1).mean(axis=1))["mu_star"]
            for i in range(replications)
            if replications > 1
        ]
    )
    noise = np.nan
    if replications > 1:
        noise = np.sqrt((replications - 1) * left_out.var(axis=0))
    table = table.assign(factor=list(targets), noise=noise)[list(MORRIS_COLUMNS)]
    return table.sort_values("mu_star", ascending=False, kind="stable", ignore_index=True)


def _analysed(points: Floats, output: Floats) -> pd.DataFrame:
    # The bootstrap over trajectories is not wanted, and cannot be left out.
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
    data = programme.model_dump()
    *path, last = factor.target.split(".")
    inner = data
    for step in path:
        inner = inner[step]
    changed = _changed(value, factor, amount)
    inner[last] = round(changed) if isinstance(value, int) else changed
    try:
        return Programme.model_validate(data)
    except ValueError as error:
        said = "; ".join(str(error).splitlines()[1:3])
        raise StudyError([f"{factor.target}: {changed:g} does not fit {name}: {said}"]) from None


def _changed(value: float, factor: Factor, amount: float) -> float:
    match factor.way:
        case Way.SCALE:
            amount = value * amount
        case Way.SHIFT:
            amount = value + amount
    if factor.within is not None:
        amount = min(max(amount, factor.within[0]), factor.within[1])
    return amount
