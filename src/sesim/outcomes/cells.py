"""What figures are computed for: each group of people in each area of each replication."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from sesim.events import Motivation
from sesim.outcomes.arrays import Flags, Floats, Places, totals
from sesim.outcomes.frames import SEXES
from sesim.outcomes.units import Units
from sesim.outcomes.window import Window

COUNTY = "county"
ALL = "all"

GROUPINGS = {"sex": SEXES, "motivation": tuple(str(word) for word in Motivation)}
"""Columns of the participants' table by which outcomes are split, and their values."""

BEFORE_PLAN, SINCE_PLAN = "referred=before_plan", "referred=since_plan"
"""Groups of people referred before and after a plan began; enrolled, if no referral is known."""

BEFORE_START, SINCE_START = "referred=before_start", "referred=since_start"
"""Groups of people referred before and after the study began, if people are there when it does."""

NONE = -1
"""The area or group of what belongs to none."""


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """Programmes, then förbund, then the county.

    Attributes:
        names: of the areas, in order.
        levels: the area of each programme on each level (itself, its förbund, the county), as a
            place among the names; `NONE` where the programme does not count. Shape (levels,
            programmes).
    """

    names: list[str]
    levels: Places

    @property
    def totals(self) -> "Areas":
        """The förbund and the county alone."""
        programmes = self.levels.shape[1]
        above = self.levels[1:]
        return Areas(self.names[programmes:], np.where(above == NONE, NONE, above - programmes))

    @property
    def member(self) -> Floats:
        """1 where a programme belongs to an area, shape (areas, programmes)."""
        belongs = self.levels == np.arange(len(self.names))[:, None, None]
        return np.asarray(belongs.any(axis=1), dtype=float)

    def sums(self, values: Floats) -> Floats:
        """Return the sum over the programmes of each area, one programme after the other.

        Args:
            values: of each programme, shape (replications, programmes, …).

        Returns:
            Shape (replications, areas, …).
        """
        sums = np.zeros((len(values), len(self.names), *values.shape[2:]))
        for level in self.levels:
            for programme, area in enumerate(level):
                if area != NONE:
                    sums[:, area] += values[:, programme]
        return sums


def areas_of(
    programmes: Sequence[str], forbund: Mapping[str, str], counted: Collection[str] | None
) -> Areas:
    """Return the areas that outcomes are computed for.

    A total (förbund or county) without a programme that counts is left out: it would be all
    zeros.

    Args:
        programmes: in the order of the result.
        forbund: the förbund of each programme.
        counted: programmes that belong to the totals; None means all.

    Raises:
        ValueError: a programme has no förbund, or a förbund has the name of a programme.
    """
    if missing := [name for name in programmes if name not in forbund]:
        raise ValueError(f"no förbund is given for {', '.join(missing)}")
    above = [[forbund[name] for name in programmes], [COUNTY] * len(programmes)]
    if doubled := sorted({name for level in above for name in level} & set(programmes)):
        raise ValueError(f"both a programme and an area: {', '.join(doubled)}")
    counts = [counted is None or name in counted for name in programmes]
    needed = {
        name for level in above for name, counting in zip(level, counts, strict=True) if counting
    }
    ordered = dict.fromkeys(name for level in above for name in level)
    names = [*programmes, *(name for name in ordered if name in needed)]
    place = {name: i for i, name in enumerate(names)}
    levels = [
        [place[name] if counting else NONE for name, counting in zip(level, counts, strict=True)]
        for level in above
    ]
    return Areas(names, np.array([range(len(programmes)), *levels], dtype=np.intp))


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Groups of people, the first of which is everyone.

    Attributes:
        names: of the groups, in order.
        groupings: the group of each person in each grouping (everyone, by sex, …), as a place
            among the names; `NONE` where it is not known. Shape (groupings, people).
    """

    names: list[str]
    groupings: Places

    def only(self, names: Collection[str]) -> "Groups":
        """Return some of the groups, in the same order."""
        chosen = [name for name in self.names if name in names]
        place = [chosen.index(name) if name in chosen else NONE for name in self.names]
        return Groups(chosen, np.array([*place, NONE], dtype=np.intp)[self.groupings])


def groups_of(people: pd.DataFrame, window: Window | None = None) -> Groups:
    """Return the groups of people that outcomes are computed for, and who is in each.

    Args:
        people: the participants' table of one or more replications.
        window: with the days that divide people by when they came; None for no such groups.
    """
    names, groupings = [ALL], [np.zeros(len(people), dtype=np.intp)]
    for column, values in GROUPINGS.items():
        group = np.full(len(people), NONE)
        for value in values:
            group[np.asarray(people[column].array == value)] = len(names)
            names.append(f"{column}={value}")
        groupings.append(group)
    for day, pair in _divided_by(window):
        came, before = arrivals(people), len(names)
        group = np.where(came < day, before, before + 1)
        groupings.append(np.where(np.isnan(came), NONE, group))
        names += pair
    return Groups(names, np.array(groupings))


def _divided_by(window: Window | None) -> Iterator[tuple[float, tuple[str, str]]]:
    """Yield each time that divides people by when they came, in weeks, and the two groups."""
    if window is not None and window.plan is not None:
        yield window.plan, (BEFORE_PLAN, SINCE_PLAN)
    if window is not None and window.begins_with_people:
        yield 0.0, (BEFORE_START, SINCE_START)


def shown_groups(units: Units, people: pd.DataFrame, groups: Groups) -> Flags:
    """Return which groups each replication shows, shape (replications, groups).

    Groups by a characteristic that is not known of anyone are left out.

    Args:
        units: the programmes and replications.
        people: the participants' table of these replications.
        groups: the groups of these people.
    """
    replication, number = units.replication_of(people), len(units.numbers)
    shown = np.ones((number, len(groups.names)), dtype=bool)
    nobody = totals(replication, number) == 0
    for column in GROUPINGS:
        known = totals(replication[people[column].notna().to_numpy()], number) > 0
        by_this = [name.startswith(f"{column}=") for name in groups.names]
        shown[:, by_this] = (known | nobody)[:, None]
    return shown


def arrivals(people: pd.DataFrame) -> Floats:
    """Return when each person was referred, or enrolled where no referral is known, in weeks."""
    referred, enrolled = (people[c].to_numpy(dtype=float) for c in ("referred", "enrolled"))
    return np.where(np.isnan(referred), enrolled, referred)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Every group of every area of every replication, and who belongs to each.

    A person belongs to at most one area on each level and to one group in each grouping, so there
    are a dozen pairs of person and cell for each person, however many programmes there are.

    Attributes:
        shape: numbers of replications, areas and groups; cells are numbered in this order.
        person: a row of the participants' table, shape (pairs,); ascending in each cell.
        cell: a cell that this person belongs to, shape (pairs,).
    """

    shape: tuple[int, int, int]
    person: Places
    cell: Places

    def __len__(self) -> int:
        """Return the number of cells."""
        replications, areas, groups = self.shape
        return replications * areas * groups

    def only(self, chosen: Flags) -> Self:
        """Return the same cells with some of the people, given for each person."""
        kept = chosen[self.person]
        return type(self)(self.shape, self.person[kept], self.cell[kept])

    def count(self, chosen: Flags) -> Floats:
        """Return how many of the chosen people are in each cell, shape (cells,)."""
        return totals(self.cell[chosen[self.person]], len(self))

    def sums(self, values: Floats) -> Floats:
        """Return the sum of the people's values in each cell, shape (cells,)."""
        return totals(self.cell, len(self), values[self.person])


def cells_of(units: Units, people: pd.DataFrame, areas: Areas, groups: Groups) -> Cells:
    """Return the cells, and who belongs to each.

    Args:
        units: the programmes and replications.
        people: the participants' table of these replications.
        areas: the areas of these programmes.
        groups: the groups of these people.
    """
    shape = (len(units.numbers), len(areas.names), len(groups.names))
    replication = units.replication_of(people)
    programme = people["programme"].cat.codes.to_numpy()
    pairs = []
    for level in areas.levels:
        area = level[programme]
        for group in groups.groupings:
            cell = (replication * shape[1] + area) * shape[2] + group
            person = np.flatnonzero((area != NONE) & (group != NONE))
            pairs.append((person, cell[person]))
    person, cell = (np.concatenate(part) for part in zip(*pairs, strict=True))
    return Cells(shape, person, cell)
