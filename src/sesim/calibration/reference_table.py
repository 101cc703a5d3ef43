"""The reference table: runs of the county at values drawn from the priors, kept on disk.

Run number i is a function of the seed and i alone, so a stopped table can be resumed, a larger
one begins with a smaller one, and the number of workers makes no difference.
"""

import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sesim.calibration.simulator import REFERENCE, Counts, Simulator
from sesim.calibration.space import Floats
from sesim.messages import reason
from sesim.runs.errors import RunError, as_run_error
from sesim.runs.parallel import Crew, in_order
from sesim.runs.results.folder import replace_file, writing
from sesim.study.input_file import data_of

CHUNK = 100
"""Runs in a file: at most so many are lost when a calibration is killed, for each worker."""

FOLDER, TRUTHS_FOLDER = "bank", "truths"
"""Of the reference table and of the synthetic data sets, in the folder of a calibration."""

MARK = "bank.json"

KEPT = "runs that were finished are kept"


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceTable:
    """Runs of the simulator.

    Attributes:
        points: standard normal coordinates of each run, shape (n, d).
        counts: participants, employed and ongoing, shape (n, programmes, 3).
    """

    points: Floats
    counts: Counts

    def __len__(self) -> int:
        return len(self.points)

    def __getitem__(self, chosen: slice) -> "ReferenceTable":
        return ReferenceTable(self.points[chosen], self.counts[chosen])


def fill(
    folder: Path,
    simulator: Simulator,
    mark: Mapping[str, Any],
    runs: int,
    crew: Crew,
    progress: Callable[[int], object],
    stream: int = REFERENCE,
) -> ReferenceTable:
    """Return a reference table of so many runs, making those that the folder lacks.

    Args:
        folder: where the reference table is kept; made if it is not there.
        simulator: what is run.
        mark: what the runs depend on; a folder with another mark is refused.
        runs: how many.
        crew: who works.
        progress: called with the number of runs that are there, whenever some have come.
        stream: of random numbers.

    Raises:
        RunError: the folder holds another reference table, a damaged one, or cannot be written.
    """
    claim(folder, mark)
    chunks = [range(start, min(start + CHUNK, runs)) for start in range(0, runs, CHUNK)]
    parts: dict[int, ReferenceTable] = {}
    missing = []
    for number, numbers in enumerate(chunks):
        path = _path(folder, number)
        if (kept := _kept(path, simulator, stream, numbers)) is None:
            missing.append((number, numbers))
        else:
            parts[number] = kept
            progress(len(numbers))
    calls = [(simulator, stream, numbers) for _, numbers in missing]
    done = in_order(_run, calls, crew)
    for (number, numbers), part in zip(missing, done, strict=True):
        with writing(folder, KEPT):
            replace_file(_path(folder, number), _packed(part))
        parts[number] = part
        progress(len(numbers))
    ordered = [parts[number] for number in range(len(chunks))]
    return ReferenceTable(
        np.concatenate([part.points for part in ordered]),
        np.concatenate([part.counts for part in ordered]),
    )


def _run(simulator: Simulator, stream: int, numbers: range) -> ReferenceTable:
    points = simulator.prior_points(stream, numbers)
    with as_run_error(f"runs {numbers.start} to {numbers.stop - 1}"):
        return ReferenceTable(points, simulator.counts(points, stream, numbers))


def _path(folder: Path, number: int) -> Path:
    return folder / f"runs_{number:05}.npz"


def claim(folder: Path, mark: Mapping[str, Any]) -> None:
    """Mark a folder as that of the reference table with this mark, or check that it is.

    Raises:
        RunError: it holds another reference table, or cannot be written.
    """
    path = folder / MARK
    with writing(folder, KEPT):
        folder.mkdir(parents=True, exist_ok=True)
        data = path.read_bytes() if path.exists() else None
        if data is None:
            if others := [one.name for one in _files(folder)]:
                raise RunError(f"{folder}: holds {others[0]}, but no {MARK} that says what it is")
            replace_file(path, (json.dumps(dict(mark), indent=2) + "\n").encode())
            return
    try:
        before = json.loads(data)
    except (ValueError, RecursionError):
        before = None
    if not isinstance(before, dict):
        raise RunError(f"{path}: damaged; name another output, or delete the folder {folder}")
    if differing := sorted(key for key in {*mark, *before} if mark.get(key) != before.get(key)):
        raise RunError(
            f"{folder}: holds runs of another calibration (other {', '.join(differing)}); "
            f"name another output, or delete {FOLDER} and {TRUTHS_FOLDER} in {folder.parent}"
        )


def _files(folder: Path) -> Iterator[Path]:
    return folder.glob("runs_*.npz")


def _packed(part: ReferenceTable) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, points=part.points, counts=part.counts)
    return file.getvalue()


def _kept(path: Path, simulator: Simulator, stream: int, numbers: range) -> ReferenceTable | None:
    """Return the runs in a file, if it is there and whole; a shorter one does not count."""
    try:
        data = io.BytesIO(data_of(path))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise RunError(f"{path}: cannot be read: {reason(error)}") from error
    whole = False
    with suppress(Exception):  # NumPy and zipfile raise a dozen kinds over what is no archive
        file = np.load(data, allow_pickle=False)
        part = ReferenceTable(file["points"], file["counts"])
        whole = _is_whole(part, simulator, stream, numbers)
    if not whole:
        raise RunError(f"{path}: damaged; delete this file, and its runs are made again")
    if len(part) < len(numbers):
        return None
    return part[: len(numbers)]


def _is_whole(part: ReferenceTable, simulator: Simulator, stream: int, numbers: range) -> bool:
    """Whether the content can be what was written: the points can be computed again."""
    held = range(numbers.start, numbers.start + len(part.points))
    counts = part.counts
    if not 0 < len(part) <= CHUNK or counts.shape != (len(part), len(simulator.until), 3):
        return False
    if counts.dtype.kind != "i" or (counts < 0).any() or (counts[..., 1:] > counts[..., :1]).any():
        return False
    return np.array_equal(part.points, simulator.prior_points(stream, held))
