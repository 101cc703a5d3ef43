"""Rows below one another: a label, a place to draw, and the numbers beside it."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sesim.report.board.canvas import (
    MARGIN,
    PLAIN,
    SMALL,
    Head,
    fitted,
    height_of,
    panel_style,
    plot,
    sheet,
    width_of,
    write,
)
from sesim.report.style import FAINT, GRID, HALO, INK

SPACE = 0.1
"""Between columns and around rows, in inches."""

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
    """How wide a ladder is, and how wide its labels may be, in inches."""

    sheet: float
    label: float


class Ladder(NamedTuple):
    """What was laid out: marks are drawn in the axes, at the places of the rows."""

    figure: Figure
    axes: Axes
    places: list[float]


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
    labels = [fitted(row.label, columns.label, lines=3, bold=row.bold) for row in rows]
    room = columns.sheet - 2 * MARGIN
    above = [fitted(row.above, room, SMALL) if row.above else "" for row in rows]
    tall = [_tall(label, row) for label, row in zip(labels, rows, strict=True)]
    space = [height_of(text, SMALL) + SPACE if text else 0.0 for text in above]
    top = max((height_of(cell.text, SMALL) for cell in heads), default=0.0) + SPACE
    length = sum(tall) + sum(space)
    wide = [
        max(_wide(cell, SMALL) for cell in (cells[0]._replace(bold=True), *cells[1:]))
        for cells in zip(heads, *(row.cells for row in rows), strict=True)
    ]
    names = [
        _wide(Cell(label, bold=row.bold), PLAIN) for label, row in zip(labels, rows, strict=True)
    ]
    left = MARGIN + max(names) + SPACE + 0.08  # half of the axis's first number
    right = columns.sheet - MARGIN - sum(wide) - SPACE * len(wide)
    middle = (left + right) / 2
    below = fitted(foot, 2 * (min(middle, columns.sheet - middle) - MARGIN), SMALL, lines=2)
    figure, used = sheet(columns.sheet, top + length + FOOT + height_of(below, SMALL), head)
    axes = plot(figure, left, used + top, right, length)
    axes.set_ylim(length, 0)
    edges = _edges(wide, right)
    for edge, cell in zip(edges, heads, strict=True):
        write(
            figure, edge, used + top - 0.04, cell.text, size=SMALL, weight="bold",
            color=cell.colour, va="bottom",
        )  # fmt: skip
    places: list[float] = []
    at = 0.0
    for row, label, note, gap, height in zip(rows, labels, above, space, tall, strict=True):
        if note:
            write(
                figure, MARGIN, used + top + at + gap - 0.03, note, size=SMALL, color=FAINT,
                va="bottom", path_effects=HALO,
            )  # fmt: skip
        at += gap
        places.append(at + height / 2)
        _write_row(figure, used + top + places[-1], row, label, edges)
        if len(places) % 2:
            axes.axhspan(at, at + height, color=GRID, alpha=0.35, linewidth=0, zorder=0)
        at += height
    axes.set_yticks([])
    panel_style(axes, grid="x")
    axes.set_xlabel(below, size=SMALL, labelpad=3)
    return Ladder(figure, axes, places)


def _tall(label: str, row: Row) -> float:
    texts = [label, *(cell.text for cell in row.cells)]
    return max(height_of(text, PLAIN) for text in texts) + SPACE


def _wide(cell: Cell, size: float) -> float:
    """Return how wide a text is, in inches."""
    return max(width_of(line, size, cell.bold) for line in cell.text.split("\n"))


def _edges(wide: Sequence[float], right: float) -> list[float]:
    """Return where each column of numbers begins."""
    edges, at = [], right
    for width in wide:
        edges.append(at + SPACE)
        at += width + SPACE
    return edges


def _write_row(figure: Figure, top: float, row: Row, label: str, edges: Sequence[float]) -> None:
    weight = "bold" if row.bold else "normal"
    write(figure, MARGIN, top, label, weight=weight, va="center")
    for edge, cell in zip(edges, row.cells, strict=True):
        write(
            figure, edge, top, cell.text, size=SMALL, color=cell.colour,
            weight="bold" if cell.bold else "normal", va="center",
        )  # fmt: skip
