"""Pieces of work: in order, each simulated or read once, and kept as soon as it is there."""

from pathlib import Path

import numpy as np

from sesim.plan.pieces import in_pieces
from sesim.plan.simulation import Trials
from sesim.plan.store import TrialStore
from sesim.runs.parallel import Crew

ASKED = (3, 5)
PIECES = [range(2), range(2, 4), range(4, 5)]


def simulate(numbers: range) -> Trials:
    """Return histories whose only value is their number."""
    values = np.array([[[float(number)] for number in numbers]] * len(ASKED))
    return Trials(ASKED, numbers, values)


class Reading(TrialStore):
    """A store that notes what is asked of it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, 1)
        self.read: list[range] = []

    def get(self, candidates: tuple[int, ...], numbers: range) -> Trials | None:
        """Return some histories, if they are there."""
        self.read.append(numbers)
        return super().get(candidates, numbers)


def test_pieces_come_in_order_whoever_made_them(tmp_path: Path) -> None:
    store, made = Reading(tmp_path), []
    store.put(simulate(PIECES[1]))

    def task_of(piece: range) -> range:
        made.append(piece)
        return piece

    parts = list(in_pieces(simulate, task_of, ASKED, PIECES, store, Crew(1)))

    assert np.concatenate([part.values for part in parts], axis=1)[0, :, 0].tolist() == [
        0, 1, 2, 3, 4,
    ]  # fmt: skip
    assert made == [PIECES[0], PIECES[2]]  # the other one was there
    assert store.read == PIECES  # each is read once
    assert len(store) == 3


def test_pieces_are_kept_as_they_are_done(tmp_path: Path) -> None:
    store = TrialStore(tmp_path, 1)
    parts = in_pieces(simulate, lambda piece: piece, ASKED, PIECES, store, Crew(1))
    next(parts)

    assert len(store) == 1
    parts.close()
