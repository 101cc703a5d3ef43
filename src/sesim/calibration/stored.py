"""The reference table of an earlier calibration, read from its folder without running anything."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sesim.calibration.reference_table import FOLDER, ReferenceTable
from sesim.calibration.space import Floats
from sesim.runs.draws import Draws
from sesim.runs.errors import RunError
from sesim.study import StudyError
from sesim.study.input_file import data_of

OUTCOMES = ("employed_share", "participants", "employed", "ongoing")
"""Outcomes of all programmes together that the counts of a reference table give."""


class Stored(NamedTuple):
    """A reference table and the names of its coordinates.

    Attributes:
        table: the runs.
        names: of the coordinates, in order: standard normal forms of the parameters.
    """

    table: ReferenceTable
    names: list[str]

    @property
    def programmes(self) -> set[str]:
        """The programmes that have coordinates of their own."""
        return {name.partition(".")[0] for name in self.names if "." in name}

    def outcome(self, name: str) -> Floats:
        """Return an outcome of all programmes together in each run, shape (runs,).

        Args:
            name: one of `OUTCOMES`.
        """
        counts = self.table.counts.sum(axis=1).astype(np.float64)
        figures: dict[str, Floats] = dict(zip(OUTCOMES[1:], counts.T, strict=True))
        participants = figures["participants"]
        share = np.full(len(participants), np.nan)
        np.divide(figures["employed"], participants, out=share, where=participants > 0)
        return {"employed_share": share, **figures}[name]


def stored(folder: Path, key: str) -> Stored:
    """Return the reference table in a calibration's folder.

    Args:
        folder: as written by a calibration that was finished.
        key: of the setting that names it, for messages.

    Raises:
        StudyError: there is no such table, or it was made for another version of the model.
    """
    try:
        names = list(map(str, _prior(folder).table.columns))
        parts = list(_parts(folder / FOLDER))
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, StudyError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise StudyError(
            [f"{key}: {folder}: no calibration that was finished ({reason})"]
        ) from None
    if not parts:
        raise StudyError([f"{key}: {folder}: holds no runs"])
    if any(part.points.shape[1:] != (len(names),) for part in parts):
        raise StudyError([f"{key}: {folder}: the runs are not those of its prior.parquet"])
    points = np.concatenate([part.points for part in parts])
    return Stored(ReferenceTable(points, np.concatenate([part.counts for part in parts])), names)


def _prior(folder: Path) -> Draws:
    path = folder / "prior.parquet"
    return Draws.from_bytes(data_of(path), str(path))


def _parts(folder: Path) -> Iterator[ReferenceTable]:
    for path in sorted(folder.glob("runs_*.npz")):
        try:
            file = np.load(io.BytesIO(data_of(path)), allow_pickle=False)
            part = ReferenceTable(file["points"], file["counts"])
            whole = len(part.points) == len(part.counts) and part.counts.shape[2:] == (3,)
        except OSError:
            raise
        except Exception:  # NumPy and zipfile raise a dozen kinds over what is no archive
            whole = False
        if not whole:
            raise RunError(f"{path.name}: damaged")
        yield part
