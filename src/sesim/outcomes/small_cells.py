"""Which cells of a table of counts to hide, so that no small one can be derived."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sesim.outcomes.arrays import Floats
from sesim.outcomes.cells import ALL, Areas

Mask = NDArray[np.bool_]

TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Grid:
    """The cells of a table by area and group, and which of them add up to which others.

    Besides the published groups there is, for each characteristic, the group of people of whom it
    is unknown. It is never published, but matters when cells are subtracted from one another.

    Attributes:
        groups: names of the published groups, then of the unknown, such as `sex=`.
        published: which cells are published, shape (areas, groups), flat.
        sums: cells, and the cell that is their sum, as places in the flat table.
        atoms: 1 where a cell contains the people of one programme with one set of
            characteristics, shape (cells, atoms).
    """

    groups: list[str]
    published: Mask
    sums: list[tuple[NDArray[np.intp], int]]
    atoms: Floats


def grid_of(areas: Areas, groups: Sequence[str]) -> Grid:
    """Return the cells of a table with these areas and published groups."""
    levels: dict[str, list[str]] = {}
    for name in groups:
        if name != ALL:
            levels.setdefault(name.partition("=")[0], []).append(name)
    for column in levels:
        levels[column].append(f"{column}=")
    names = [*groups, *(of[-1] for of in levels.values())]
    places = np.arange(len(areas.names) * len(names)).reshape(len(areas.names), len(names))
    sums = list(_sums(areas, names, levels, places))
    published = np.tile([not name.endswith("=") for name in names], len(areas.names))
    return Grid(names, published, sums, _atoms(areas, names, levels))


def _sums(
    areas: Areas, names: list[str], levels: Mapping[str, list[str]], places: NDArray[np.intp]
) -> Iterator[tuple[NDArray[np.intp], int]]:
    for of in levels.values():
        columns = [names.index(name) for name in of]
        yield from ((row[columns], int(row[names.index(ALL)])) for row in places)
    programmes = areas.member.shape[1]
    totals = range(programmes, len(areas.names))
    parts = {area: np.flatnonzero(areas.member[area]) for area in totals}
    within = [area for area in totals if area != totals[-1]]
    for column in places.T:
        yield from ((column[rows], int(column[area])) for area, rows in parts.items())
        if within:
            yield column[within], int(column[totals[-1]])


def _atoms(areas: Areas, names: list[str], levels: Mapping[str, list[str]]) -> Floats:
    kinds = [set(kind) for kind in product(*levels.values())]
    belongs = np.array([[name == ALL or name in kind for kind in kinds] for name in names])
    return np.kron(areas.member, belongs.astype(float))


def hidden_cells(grid: Grid, counts: Floats, below: int, hidden: Mask | None = None) -> Mask:
    """Return which cells to hide, shape (cells,).

    First those in which a count is from 1 to below - 1. Then more, always the smallest that is
    not 0, until no hidden cell follows from those shown, by any sum or difference, and no sum of
    hidden cells that follows is small. A count of 0 is shown: it discloses no one.

    Args:
        grid: as from `grid_of`.
        counts: of people or of what happened to them, shape (counts, cells); the first decides
            which cell is the smallest.
        below: the smallest count that is shown.
        hidden: cells that are hidden for other reasons.
    """
    small: Mask = np.any((counts > 0) & (counts < below), axis=0)
    there = (counts != 0).any(axis=0)
    mask = np.where(grid.published, small if hidden is None else small | hidden, there)
    while True:
        more = _by_sums(grid, counts, below, mask, small)
        if more is None:
            more = hidden_by_any_combination(grid, counts, mask)
        if more is None:
            return mask
        mask[more] = True


def _by_sums(grid: Grid, counts: Floats, below: int, mask: Mask, small: Mask) -> int | None:
    """Return one more cell to hide because too little of a sum is hidden."""
    for parts, total in grid.sums:
        cells = np.append(parts, total)
        secret = cells[mask[cells]]
        if len(secret) == 0:
            continue
        alone = len(secret) == 1 and bool(grid.published[secret[0]] or small[secret[0]])
        rest = counts[:, parts[mask[parts]]].sum(axis=1)
        leak = not mask[total] and bool(((rest > 0) & (rest < below)).any())
        if (alone or leak) and (found := _smallest(grid, counts, mask, parts, total)) is not None:
            return found
    return None


def _smallest(
    grid: Grid, counts: Floats, mask: Mask, parts: NDArray[np.intp], total: int
) -> int | None:
    """Return the smallest shown part that is not 0; or else the total, or else any part."""
    shown = parts[~mask[parts] & grid.published[parts]]
    full = shown[counts[0, shown] > 0]
    if len(full):
        return int(full[np.argmin(counts[0, full])])
    if not mask[total]:
        return total
    return int(shown[0]) if len(shown) else None


def hidden_by_any_combination(grid: Grid, counts: Floats, mask: Mask) -> int | None:
    """Return one more cell to hide because another follows from several sums together.

    A shown 0 means that the cell is empty, so its atoms drop out of all other cells. That no one's
    characteristic is unknown is taken to be known.
    """
    for count in counts:
        shown = grid.published & ~mask
        empty = (count == 0) & (shown | ~grid.published)
        possible = ~(grid.atoms[empty] > 0).any(axis=0)
        atoms = grid.atoms[:, possible]
        secret = np.flatnonzero(mask & grid.published & (atoms.sum(axis=1) > 0))
        if not len(secret):
            continue
        if len(_follow(atoms[shown], atoms[secret])):
            full = np.flatnonzero(shown & (counts[0] > 0))
            return int(full[np.argmin(counts[0, full])]) if len(full) else None
    return None


def _follow(known: Floats, wanted: Floats) -> NDArray[Any]:
    """Return the places of the wanted rows that are combinations of the known ones."""
    if not len(known):
        return np.array([], dtype=np.intp)
    _, sizes, directions = np.linalg.svd(known, full_matrices=False)
    span = directions[sizes > TOLERANCE]
    rest = wanted - (wanted @ span.T) @ span
    return np.flatnonzero(np.abs(rest).max(axis=1) < TOLERANCE)
