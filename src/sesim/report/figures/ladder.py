"""Rows below one another: a label, a place to draw, and the numbers beside it."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sesim.report.figures.canvas import (
    MARGIN,
    PLAIN,
    SMALL,
    fitted,
    height_of,
    panel_style,
    plot,
    sheet,
    width_of,
    write,
)
from sesim.report.figures.picture import Head
from sesim.report.figures.style import FAINT, GRID, HALO, INK

SPACE = 0.1
"""Between columns and around rows, in inches."""

LEAD_SCALE = 1.25
"""Of texts in the picture that carries the answer, which a telephone shows smaller."""

FOOT = 0.3
"""Room for the numbers of the axis, in inches."""


class Cell(NamedTuple):
    """A text beside a row, on one line or more."""

    text: str
    colour: str = INK
    bold: bool = False


class Row(NamedTuple):
    """A row: its label, its numbers, and what is said above it, if anything."""

    label: str
    cells: tuple[Cell, ...] = ()
    bold: bool = False
    above: str = ""


class Columns(NamedTuple):
    """How wide a ladder is, and how wide its labels may be, in inches; and how large texts are.

    `scale` is above 1 for a wide sheet, which a telephone makes smaller than others.
    """

    sheet: float
    label: float
    scale: float = 1.0

    @property
    def small(self) -> float:
        """Size of numbers, in points."""
        return SMALL * self.scale

    @property
    def plain(self) -> float:
        """Size of labels, in points."""
        return PLAIN * self.scale


class Ladder(NamedTuple):
    """What was laid out: marks are drawn in the axes, at the places of the rows."""

    figure: Figure
    axes: Axes
    places: list[float]


class Layout(NamedTuple):
    """What is written, broken into lines, and where it goes; lengths in inches.

    Attributes:
        labels: of the rows.
        notes: above the rows; most are empty.
        tall: height of each row.
        gaps: room for the note above each row.
        left, right: ends of the axes.
        edges: where the columns of numbers begin.
        top: room for the heads of the columns.
        foot: below the axes.
    """

    labels: list[str]
    notes: list[str]
    tall: list[float]
    gaps: list[float]
    left: float
    right: float
    edges: list[float]
    top: float
    foot: str


def ladder(
    rows: Sequence[Row], heads: Sequence[Cell], columns: Columns, foot: str, head: Head
) -> Ladder:
    """Lay out rows, and write all that is to be read of them.

    Args:
        rows: from above.
        heads: of the columns of numbers.
        columns: how wide all is.
        foot: what the horizontal axis counts.
        head: message and explanation, if they stand in the figure.

    Returns:
        Vertical places in the axes are in inches, from above.
    """
    bold = [cell._replace(bold=True) for cell in heads]
    it = _laid_out(rows, bold, columns, foot)
    length = sum(it.tall) + sum(it.gaps)
    below = FOOT + height_of(it.foot, columns.small)
    figure, used = sheet(columns.sheet, it.top + length + below, head)
    axes = plot(figure, it.left, used + it.top, it.right, length)
    axes.set_ylim(length, 0)
    axes.set_yticks([])
    panel_style(axes, grid="x", size=columns.small)
    axes.set_xlabel(it.foot, size=columns.small, labelpad=3)
    for edge, cell in zip(it.edges, bold, strict=True):
        _write_cell(figure, edge, used + it.top - 0.06, cell, columns.small, va="baseline")
    places = _write_rows(figure, axes, rows, it, used + it.top, columns)
    return Ladder(figure, axes, places)


def _laid_out(
    rows: Sequence[Row], heads: Sequence[Cell], columns: Columns, foot: str
) -> Layout:  # fmt: skip
    small, plain, room = columns.small, columns.plain, columns.sheet - 2 * MARGIN
    labels = [fitted(row.label, columns.label, plain, lines=3, bold=row.bold) for row in rows]
    notes = [fitted(row.above, room, small) if row.above else "" for row in rows]
    names = [Cell(label, bold=row.bold) for label, row in zip(labels, rows, strict=True)]
    wide = [
        max(_wide(cell, small) for cell in cells)
        for cells in zip(heads, *(row.cells for row in rows), strict=True)
    ]
    left = MARGIN + max(_wide(name, plain) for name in names) + SPACE + 0.08
    right = columns.sheet - MARGIN - sum(wide) - SPACE * len(wide)
    middle = (left + right) / 2
    return Layout(
        labels=labels,
        notes=notes,
        tall=[_tall(label, row, plain) for label, row in zip(labels, rows, strict=True)],
        gaps=[height_of(note, small) + SPACE if note else 0.0 for note in notes],
        left=left,
        right=right,
        edges=[right + SPACE * (i + 1) + sum(wide[:i]) for i in range(len(wide))],
        top=max((height_of(cell.text, small) for cell in heads), default=0.0) + SPACE,
        foot=fitted(foot, 2 * (min(middle, columns.sheet - middle) - MARGIN), small),
    )


def _tall(label: str, row: Row, size: float) -> float:
    return max(height_of(text, size) for text in (label, *(it.text for it in row.cells))) + SPACE


def _wide(cell: Cell, size: float) -> float:
    """Return how wide a text is, in inches."""
    return max(width_of(line, size, cell.bold) for line in cell.text.split("\n"))


def _write_rows(
    figure: Figure, axes: Axes, rows: Sequence[Row], it: Layout, top: float, columns: Columns
) -> list[float]:
    """Write the rows, shade every other one, and return their places."""
    places, at = [], 0.0
    for i, row in enumerate(rows):
        at += it.gaps[i]
        if it.notes[i]:
            write(
                figure, MARGIN, top + at - 0.03, it.notes[i], size=columns.small, color=FAINT,
                va="bottom", path_effects=HALO,
            )  # fmt: skip
        if i % 2 == 0:
            axes.axhspan(at, at + it.tall[i], color=GRID, alpha=0.35, linewidth=0, zorder=0)
        places.append(at + it.tall[i] / 2)
        label = Cell(it.labels[i], bold=row.bold)
        _write_cell(figure, MARGIN, top + places[-1], label, columns.plain)
        for edge, cell in zip(it.edges, row.cells, strict=True):
            _write_cell(figure, edge, top + places[-1], cell, columns.small)
        at += it.tall[i]
    return places


def _write_cell(
    figure: Figure, left: float, top: float, cell: Cell, size: float, va: str = "center"
) -> None:
    write(
        figure, left, top, cell.text, size=size, color=cell.colour,
        weight="bold" if cell.bold else "normal", va=va,
    )  # fmt: skip
