"""The histories of plans on disk while a search goes on, so that it can be resumed.

A search always asks for the same pieces of work in the same order, so a piece is found by its
place: the stage, the histories and the plans.
"""

import hashlib
import io
from pathlib import Path

import numpy as np

from sesim.plan.simulation import Trials
from sesim.runs.results.folder import replace_file, writing

ENDING = ".npy"

KEPT = "the histories that were finished are kept"


class TrialStore:
    """Keeps pieces of work in a folder, each in a file that is complete whenever it exists.

    Args:
        folder: with the files.
        wanted: how many values each history has; None for any number.
    """

    def __init__(self, folder: Path, wanted: int | None = None) -> None:
        self._folder, self._wanted = folder, wanted

    def __len__(self) -> int:
        """Return how many pieces of work are kept."""
        return len(list(self._folder.glob(f"*{ENDING}")))

    def get(self, candidates: tuple[int, ...], numbers: range) -> Trials | None:
        """Return some histories of some plans, if they are there; None if they are damaged."""
        try:
            values = np.load(io.BytesIO(self._path(candidates, numbers).read_bytes()))
        except (OSError, ValueError, EOFError, SyntaxError, MemoryError, OverflowError):
            return None  # a disk that was full, or a machine that stopped, may leave half a file
        if not isinstance(values, np.ndarray) or values.dtype != np.float64:
            return None
        wanted = values.shape[-1] if self._wanted is None and values.ndim else self._wanted
        if values.shape != (len(candidates), len(numbers), wanted):
            return None
        return Trials(candidates, numbers, values)

    def put(self, trials: Trials) -> None:
        """Keep some histories; raises `RunError` if they cannot be written."""
        data = io.BytesIO()
        np.save(data, trials.values)
        path = self._path(trials.candidates, trials.numbers)
        with writing(path, KEPT):
            replace_file(path, data.getvalue())

    def _path(self, candidates: tuple[int, ...], numbers: range) -> Path:
        who = hashlib.sha256(repr(candidates).encode()).hexdigest()[:16]
        return self._folder / f"{numbers.start}_{numbers.stop}_{who}{ENDING}"
