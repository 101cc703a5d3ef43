"""A calibration as one netCDF file, in the form of ArviZ's InferenceData.

It needs the extra `netcdf`. Nothing else in the package knows its libraries; they are imported
when a file is written.

Source:
    Kumar, Carroll, Hartikainen and Martin, ArviZ a unified library for exploratory analysis of
    Bayesian models in Python, Journal of Open Source Software 4 (2019); the InferenceData schema.
"""

import importlib.util
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.calibration.calibrate import Calibration
from sesim.calibration.neural import MissingExtraError
from sesim.calibration.simulator import Counts
from sesim.calibration.space import Floats
from sesim.calibration.targets import COUNTS
from sesim.runs.results.folder import replace_file, writing
from sesim.runs.results.provenance import version

LIBRARIES: Final = ("h5netcdf", "h5py")

CHAIN, DRAW, PROGRAMME = "chain", "draw", "programme"

KEPT: Final = "the posterior and the tables are there"


class Variable(NamedTuple):
    """A variable of a group: the names of its dimensions, and its values."""

    dimensions: tuple[str, ...]
    values: NDArray[Any]


def require_netcdf() -> None:
    """Raise if the libraries are missing; cheap, so that nothing is simulated in vain.

    Raises:
        MissingExtraError: they are; the message names the command that installs them.
    """
    if not all(map(importlib.util.find_spec, LIBRARIES)):
        raise MissingExtraError("netCDF needs the extra: pip install 'sesim[netcdf]'")


def write_netcdf(calibration: Calibration, path: Path | str) -> None:
    """Write a calibration as one netCDF file, which `arviz.from_netcdf` reads.

    The groups are `prior` and `prior_predictive` (the parameters and the counts of each run of the
    reference table), `posterior` (each draw), `posterior_predictive` (the counts of one run at
    each of the first draws, with the number of the draw) and `observed_data`. Parameters that each
    programme has for itself have the dimension `programme`, as the counts do.

    Args:
        calibration: what `sesim.calibrate` returned.
        path: the file to write.

    Raises:
        MissingExtraError: the extra is not installed.
        RunError: the file cannot be written.

    Example:
        sesim.write_netcdf(sesim.calibrate(study, settings, targets, folder), "calibration.nc")
    """
    require_netcdf()
    groups = groups_of(calibration)
    target = Path(path)
    with writing(target.parent, KEPT):
        replace_file(target, _packed(groups, _about(calibration)))


def groups_of(calibration: Calibration) -> dict[str, dict[str, Variable]]:
    """Return the variables of each group, with the coordinates of its dimensions."""
    fit, pinned = calibration.fit, list(calibration.about.get("pinned", {}))
    programmes = list(dict.fromkeys(calibration.predicted[PROGRAMME]))
    prior = fit.space.values(fit.table.points)
    posterior = calibration.posterior.drop(columns=pinned)
    drawn = calibration.predicted
    numbers = drawn[DRAW].unique()
    shape = (len(numbers), len(programmes), len(COUNTS))
    predicted: Counts = drawn[list(COUNTS)].to_numpy().reshape(shape)
    return {
        "prior": _of_parameters(prior, programmes),
        "prior_predictive": _of_counts(fit.table.counts, programmes),
        "posterior": _of_parameters(posterior, programmes),
        "posterior_predictive": _of_counts(predicted, programmes, numbers),
        "observed_data": {
            PROGRAMME: _names(programmes),
            **{
                name: Variable((PROGRAMME,), fit.observed[:, place])
                for place, name in enumerate(COUNTS)
            },
        },
    }


def _of_parameters(table: pd.DataFrame, programmes: Sequence[str]) -> dict[str, Variable]:
    """Return a variable for each parameter, of which some have a value for each programme."""
    found = _coordinates(np.arange(len(table)), programmes)
    own: dict[str, dict[str, Floats]] = {}
    for name in table:
        programme, _, parameter = str(name).rpartition(".")
        values = table[name].to_numpy(dtype=np.float64)
        if programme:
            own.setdefault(parameter, {})[programme] = values
        else:
            found[parameter] = Variable((CHAIN, DRAW), values[None])
    missing = np.full(len(table), np.nan)
    for parameter, values_of in own.items():
        columns = [values_of.get(programme, missing) for programme in programmes]
        stacked = np.stack(columns, axis=-1)
        found[parameter] = Variable((CHAIN, DRAW, PROGRAMME), stacked[None])
    return found


def _of_counts(
    counts: Counts, programmes: Sequence[str], numbers: NDArray[np.int64] | None = None
) -> dict[str, Variable]:
    """Return a variable for each count, of shape (draws, programmes, 3)."""
    draws = np.arange(len(counts)) if numbers is None else numbers
    dimensions = (CHAIN, DRAW, PROGRAMME)
    variables = {
        name: Variable(dimensions, counts[None, :, :, place]) for place, name in enumerate(COUNTS)
    }
    return {**_coordinates(draws, programmes), **variables}


def _coordinates(draws: NDArray[np.int64], programmes: Sequence[str]) -> dict[str, Variable]:
    return {
        CHAIN: Variable((CHAIN,), np.zeros(1, dtype=np.int64)),
        DRAW: Variable((DRAW,), np.asarray(draws, dtype=np.int64)),
        PROGRAMME: _names(programmes),
    }


def _names(programmes: Sequence[str]) -> Variable:
    return Variable((PROGRAMME,), np.array(programmes, dtype=object))


def _about(calibration: Calibration) -> dict[str, str]:
    """Return the attributes of every group, as the schema names them, and what drew them."""
    marks = ("model", "method", "runs", "targets", "behaviour", "priors", "study", "seed")
    return {
        "inference_library": "sesim",
        "inference_library_version": version() or "unknown",
        **{key: str(calibration.about[key]) for key in marks if key in calibration.about},
    }


def _packed(groups: Mapping[str, Mapping[str, Variable]], about: Mapping[str, str]) -> bytes:
    """Return the bytes of a netCDF file with these groups."""
    import h5netcdf

    file = io.BytesIO()
    with h5netcdf.File(file, "w") as whole:
        whole.attrs.update(about)
        for name, variables in groups.items():
            group = whole.create_group(name)
            group.attrs.update(about)
            group.dimensions = dict(_sizes(variables))
            for key, (dimensions, values) in variables.items():
                group.create_variable(key, dimensions, dtype=_kind(values), data=values)
    return file.getvalue()


def _sizes(variables: Mapping[str, Variable]) -> Iterator[tuple[str, int]]:
    """Yield the size of each dimension, which has a variable of its name."""
    yield from (
        (key, len(one.values)) for key, one in variables.items() if one.dimensions == (key,)
    )


def _kind(values: NDArray[Any]) -> Any:
    """Return the type of a variable in the file; texts have any length."""
    import h5py

    return h5py.string_dtype() if values.dtype == object else values.dtype
