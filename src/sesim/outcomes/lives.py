"""Counts of the events of a log by person and moment, which the rules of a life use."""

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.events import Kind
from sesim.outcomes.arrays import Flags

Numbers = NDArray[np.intp]


class Lives:
    """The rows of a log, sorted by person and moment; every count below is one per row.

    Records only have the day, so all events of a person at the same time are one moment, and may
    have come in any order. With `by_row` every row is a separate moment; the rows must then be in
    the order in which things happened.

    Attributes:
        rows: place in the log of each row, shape (n,).
        new: whether a row is the first of its person, shape (n,).

    Args:
        log: as from `events_frame`: the columns and dtypes of `COLUMNS`.
        by_row: whether the order of the rows counts.
    """

    def __init__(self, log: pd.DataFrame, *, by_row: bool = False) -> None:
        self._log = log
        person, time = persons(log), log["time"].to_numpy()
        by_person = np.argsort(person, kind="stable") if by_row else np.lexsort((time, person))
        self.rows: Numbers = by_person
        self.new = _changes(person[self.rows])
        moment = np.ones(len(log), dtype=bool) if by_row else self.new | _changes(time[self.rows])
        self._life, self._life_end = _stretches(self.new)
        self._begin, self._end = _stretches(moment)
        self._kinds = self._places("kind")
        self._running = lru_cache(maxsize=None)(self._count_kinds)

    def column(self, name: str) -> NDArray[Any]:
        """Return a column of numbers, in the order of `rows`."""
        return np.asarray(self._log[name].to_numpy()[self.rows])

    def words(self, name: str) -> NDArray[Any]:
        """Return a column of words, in the order of `rows`; None where there is none."""
        words = np.array([*self._log[name].cat.categories, None], dtype=object)
        return np.asarray(words[self._places(name)])

    def one_of(self, *kinds: Kind) -> Flags:
        """Whether each event is of one of these kinds."""
        return self.holds("kind", *kinds)

    def holds(self, name: str, *words: str) -> Flags:
        """Whether a column holds one of these words."""
        known = [*self._log[name].cat.categories]
        wanted = np.array([*(word in words for word in known), False])
        return np.asarray(wanted[self._kinds if name == "kind" else self._places(name)])

    def before(self, *kinds: Kind) -> Numbers:
        """How many events of these kinds the person had at earlier moments."""
        return self._between(kinds, self._life, self._begin)

    def until(self, *kinds: Kind) -> Numbers:
        """How many events of these kinds the person had until this moment, which counts."""
        return self._between(kinds, self._life, self._end)

    def through(self, *kinds: Kind) -> Numbers:
        """How many the person had until this row, in the order of the rows."""
        return self._between(kinds, self._life, np.arange(len(self.rows)) + 1)

    def ever(self, *kinds: Kind) -> Numbers:
        """How many the person has in the whole log."""
        return self._between(kinds, self._life, self._life_end)

    def again(self, *keys: NDArray[Any]) -> Flags:
        """Whether an earlier row of the same moment has the same keys."""
        table = pd.DataFrame(dict(enumerate([self._begin, *keys])))
        return np.asarray(table.duplicated())

    def _between(self, kinds: tuple[Kind, ...], start: Numbers, stop: Numbers) -> Numbers:
        running = self._running(kinds)
        return np.asarray(running[stop] - running[start])

    def _count_kinds(self, kinds: tuple[Kind, ...]) -> Numbers:
        return np.append(0, np.cumsum(self.one_of(*kinds)))

    def _places(self, name: str) -> NDArray[Any]:
        return self._log[name].cat.codes.to_numpy()[self.rows]


def persons(log: pd.DataFrame) -> NDArray[Any]:
    """Return a number for each row that identifies its person, over all replications."""
    who = ["replication", "programme", "participant"]
    return np.asarray(log.groupby(who, observed=True, sort=False).ngroup(), dtype=np.int64)


def _changes(values: NDArray[Any]) -> Flags:
    """Whether each value differs from the one before it."""
    same = np.zeros(len(values), dtype=bool)
    same[1:] = values[1:] == values[:-1]
    return ~same


def _stretches(begins: Flags) -> tuple[Numbers, Numbers]:
    """Return where the stretch of each row begins and ends, given the rows that begin one."""
    starts = np.flatnonzero(begins)
    stops = np.append(starts[1:], len(begins))
    stretch = np.cumsum(begins) - 1
    return np.asarray(starts[stretch]), np.asarray(stops[stretch])
