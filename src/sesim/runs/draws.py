"""Parameter draws: a table of equally likely values that replications use in turn."""

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyarrow import ArrowException

from sesim import model
from sesim.runs.futures import DRAWS_PER_PATH, MOST_PATHS, path_numbers
from sesim.study import Study, StudyError
from sesim.study.frozen import unchecked
from sesim.study.input_file import data_of
from sesim.study.parameters import (
    DISCREPANCY,
    OUTSIDE,
    POINT,
    POSTERIOR,
    PRIOR,
    REGISTER,
    Label,
    Normal,
    register,
)
from sesim.study.showing import number_of, representation

SHIPPED = (POSTERIOR, PRIOR, OUTSIDE, DISCREPANCY)

REPLICATIONS_PER_DRAW: Final = 2
"""Two replications with the same values show how much chance contributes."""

KIND = "sesim draws"
"""Marks a table of draws, so that no other Parquet file is mistaken for one."""

ADJUSTED, OWN_COUNTS = "adjusted", "own_counts"
"""Keys of what a table carries that is adjusted to the own counts of a programme: the programme's
name, and the counts."""

TRIED_OUT: Final = "tried_out"
"""Key of what the draws of a calibration carry whose reference table has too few runs for use."""

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class Draws:
    """Parameter draws.

    Attributes:
        table: one row per draw; columns are parameters, such as `accept`, and values of single
            programmes, such as `eksjo.programme_effect`.
        about: the table's metadata: `model`, `method` and origin.
    """

    table: pd.DataFrame
    about: Mapping[str, Any]

    def __repr__(self) -> str:
        values = f"of {self.table.shape[1]} values"
        return representation("Draws", [f"{number_of(len(self), 'draw')} {values}", self.identity])

    def __len__(self) -> int:
        return len(self.table)

    @property
    def adjusted(self) -> str | None:
        """The programme to whose own counts they are adjusted, if they are."""
        name = self.about.get(ADJUSTED)
        return str(name) if name else None

    @property
    def tried_out(self) -> bool:
        """Whether they come from a calibration that was only tried out."""
        return bool(self.about.get(TRIED_OUT))

    @property
    def own_counts(self) -> tuple[Mapping[str, Any], ...]:
        """These counts, as plain data."""
        return tuple(self.about.get(OWN_COUNTS) or ())

    def of(self, replications: int) -> Integers:
        """Return the number of the draw that each replication uses."""
        return np.arange(replications) // REPLICATIONS_PER_DRAW % len(self)

    def study(self, study: Study, draw: int, number: int | None = None) -> Study:
        """Return the study with the values of one draw.

        Args:
            study: its pinned values stay as they are.
            draw: row of the table.
            number: of the draw in the whole table, if this table is a part of another one.
        """
        row = dict(zip(self.table.columns, self._values[draw], strict=True))
        return self._with(study, row, draw if number is None else number)

    def middle(self, study: Study) -> Study:
        """Return the study with the median of each value; 0 for programmes not in the table."""
        return self._with(study, self._medians, None)

    @cached_property
    def identity(self) -> str:
        """A hash of what affects results: equal draws from another commit are the same draws.

        It is worked out when it is asked for: a study is composed without it.
        """
        content = self.table.to_csv(index=False) + str(self.about.get("model"))
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @cached_property
    def _values(self) -> list[list[float]]:
        rows: list[list[float]] = self.table.to_numpy(dtype=float).tolist()
        return rows

    @cached_property
    def _medians(self) -> dict[str, float]:
        return {str(name): float(value) for name, value in self.table.median().items()}

    def _with(self, study: Study, row: Mapping[str, float], draw: int | None) -> Study:
        shared: dict[str, float] = {}
        own: dict[str, dict[str, float]] = {name: {} for name in study.programmes}
        for column, value in row.items():
            programme, _, name = column.rpartition(".")
            if not programme:
                shared[name] = value
            elif programme in own:
                own[programme][name] = value
        for programme, values in own.items():
            if not values and draw is not None:
                values.update(predicted(programme, draw))
        values = {**study.parameters, **shared, **study.pinned}
        return unchecked(study, parameters=values, own=own)

    @classmethod
    def from_bytes(cls, data: bytes, name: str) -> Self:
        """Read a table, and check that it belongs to this program.

        Raises:
            StudyError: it is damaged, or made for another model version.
        """
        try:
            table = pd.read_parquet(io.BytesIO(data), engine="pyarrow")
        except (ArrowException, ValueError, OSError, LookupError, TypeError, MemoryError):
            raise StudyError([f"{name}: damaged, or not a table of draws"]) from None
        draws = cls(table, {str(key): value for key, value in table.attrs.items()})
        if problems := list(_problems(draws, name)):
            raise StudyError(problems)
        return draws


def own_parameters() -> list[str]:
    """Return the parameters that have a separate value in each programme."""
    return [name for name, one in register().items() if one.label is Label.OWN]


@cache
def predicted(programme: str, draw: int) -> Mapping[str, float]:
    """Return a programme's own values in a draw when only its structure is known.

    They come from the distribution of the differences between programmes, and are the same in
    every study.
    """
    from scipy.special import ndtri  # slow to import, and most studies need no such values

    names = own_parameters()
    normal = ndtri(model.uniforms(f"sesim/draws/{draw}/{programme}", len(names)))
    values = {}
    for name, z in zip(names, normal, strict=True):
        prior = register()[name].prior
        if not isinstance(prior, Normal):
            raise TypeError(
                f"{name}: the values of programmes should have a normal prior, not {prior.dist}"
            )
        values[name] = prior.mean + prior.sd * float(z)
    return values


def with_parameters(study: Study, source: str, identity: str | None = None) -> Study:
    """Return the study with parameters from a source: medians now, draws when it runs.

    Args:
        study: with its pinned values.
        source: `posterior`, `prior`, `outside`, `discrepancy`, `point`, `register` or the path of
            a table.
        identity: of the table that an earlier run used; None accepts any.

    Raises:
        StudyError: the table is missing, damaged, for another version or not the earlier one.
    """
    if source == REGISTER:
        return study
    draws = load(POSTERIOR if source == POINT else source)
    if source not in (*SHIPPED, POINT):
        source = str(Path(source).expanduser().resolve())  # found from any folder later
    if identity is not None and identity != draws.identity:
        raise StudyError(
            [
                f"parameters.draws_id: this study was run with the draws {identity}, and "
                f"'{source}' now holds {draws.identity}; leave the line out to use these"
            ]
        )
    return unchecked(draws.middle(study), draws=source)


def identity_of(study: Study) -> str | None:
    """Return the hash of the table that a study's parameters come from, if there is one."""
    if not study.draws:
        return None
    return load(POSTERIOR if study.draws == POINT else study.draws).identity


def drawn(study: Study) -> Draws | None:
    """Return the draws that a study's replications use; None if all have the same values."""
    return load(study.draws) if study.draws not in ("", POINT) else None


def draw_of_each(study: Study) -> Integers:
    """Return the draw that each replication uses, with which its path of the future goes.

    Where all have the same parameters, it is the path of the future, or the replication's own
    number if that is not drawn either.
    """
    number, draws, paths = study.settings.replications, drawn(study), path_of_each(study)
    if draws:
        return draws.of(number)
    return np.arange(number) if paths is None else paths


def apart(study: Study) -> int:
    """Return how many replications apart those are that share neither draw nor path."""
    nested = drawn(study) is not None and study.future.is_drawn
    return REPLICATIONS_PER_DRAW * (DRAWS_PER_PATH if nested else 1)


def most_apart(study: Study) -> int | None:
    """Return how many replications there are at most that share neither; None for any number."""
    draws = drawn(study)
    if draws is None:
        return MOST_PATHS if study.future.is_drawn else None
    return len(draws) * REPLICATIONS_PER_DRAW // apart(study)


def path_of_each(study: Study) -> Integers | None:
    """Return the path of the future that each replication has; None if it is not drawn."""
    if not study.future.is_drawn:
        return None
    number, draws = study.settings.replications, drawn(study)
    return path_numbers(number, draws.of(number) if draws else None)


def load(source: str) -> Draws:
    """Return a table of draws: a shipped one by name, or one from a file.

    Raises:
        StudyError: it is missing or damaged, or made for another model version.
    """
    if source in SHIPPED:
        return _shipped(source)
    try:
        data = data_of(Path(source).expanduser())
    except (OSError, ValueError, RuntimeError) as error:
        known = ", ".join((*SHIPPED, POINT, REGISTER))
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise StudyError(
            [f"parameters.draws: {source}: {why}; known are {known}, and files of draws"]
        ) from None
    return Draws.from_bytes(data, f"parameters.draws: {source}")


@cache
def _shipped(name: str) -> Draws:
    file = files("sesim.runs").joinpath("shipped", f"{name}.parquet")
    try:
        data = file.read_bytes()
    except OSError:
        raise StudyError(
            [f"parameters.draws: the {name} is missing from the program; sesim-calibrate makes it"]
        ) from None
    return Draws.from_bytes(data, f"parameters.draws: {name}")


def _problems(draws: Draws, name: str) -> Iterator[str]:
    """Yield why a table cannot be used."""
    if draws.about.get("kind") != KIND or draws.table.empty:
        yield f"{name}: not a table of draws"
        return
    if (version := draws.about.get("model")) != model.VERSION:
        yield (
            f"{name}: made for version {version} of the model, and this is version "
            f"{model.VERSION}; run {'sesim-adjust' if draws.adjusted else 'sesim-calibrate'} again"
        )
        return
    for column in map(str, draws.table.columns):
        parameter = register().get(column.rpartition(".")[2])
        values = draws.table[column].to_numpy()
        if parameter is None:
            yield f"{name}: {column}: there is no such parameter"
        elif ("." in column) is not (parameter.label is Label.OWN):
            where = "each programme has" if parameter.label is Label.OWN else "all programmes share"
            yield f"{name}: {column}: a value that {where}"
        elif values.dtype.kind != "f" or not np.isfinite(values).all():
            yield f"{name}: {column}: should hold a number in every row"
        else:
            ends = (float(values.min()), float(values.max()))
            wrong = [text for end in ends if (text := parameter.problem(column, end))]
            yield from (f"{name}: {column}: {text}" for text in wrong[:1])
