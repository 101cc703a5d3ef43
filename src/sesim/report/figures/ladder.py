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
"""Of texts in the picture that carries the answer, which a phone shows smaller."""

FOOT = 0.3
"""Room for the numbers of the axis, in inches."""

SHORTEST = 1.0
"""Length that axes have at least, in inches."""


class Cell(NamedTuple):
    """A text beside a row, on one line or more."""

    text: str
    colour: str = INK
    bold: bool = False


class Row(NamedTuple):
    """A row: its label, its numbers, and a note above it, if any."""

    label: str
    cells: tuple[Cell, ...] = ()
    bold: bool = False
    above: str = ""


class Section(NamedTuple):
    """Rows that share a horizontal axis.

    Attributes:
        rows: from above; at least one.
        foot: what the axis counts.
        title: above the rows.
    """

    rows: Sequence[Row]
    foot: str
    title: str = ""


class Columns(NamedTuple):
    """How wide a ladder is, and how wide its labels may be, in inches; and how large texts are.

    `scale` is above 1 for a wide sheet, which a phone makes smaller than others.
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


class Widths(NamedTuple):
    """Where the columns of all sections are, in inches from the left edge of the sheet.

    Attributes:
        sheet: how wide the sheet is; wider than asked where the numbers need the room.
        left, right: ends of the axes.
        edges: where the columns of numbers begin.
    """

    sheet: float
    left: float
    right: float
    edges: list[float]


class Layout(NamedTuple):
    """What is written of a section, broken into lines, and how tall it is; lengths in inches.

    Attributes:
        labels: of the rows.
        notes: above the rows; most are empty.
        tall: height of each row.
        gaps: room for the note above each row.
        title: above the rows.
        top: room for the title and the heads of the columns.
        foot: below the axes.
        below: room for the numbers of the axis and the foot.
    """

    labels: list[str]
    notes: list[str]
    tall: list[float]
    gaps: list[float]
    title: str
    top: float
    foot: str
    below: float

    @property
    def length(self) -> float:
        """Height of the axes."""
        return sum(self.tall) + sum(self.gaps)


def ladder(
    rows: Sequence[Row], heads: Sequence[Cell], columns: Columns, foot: str, head: Head
) -> Ladder:
    """Lay out rows, and write their texts; as `ladders`, with one section."""
    [one] = ladders([Section(rows, foot)], heads, columns, head)
    return one


def ladders(
    sections: Sequence[Section], heads: Sequence[Cell], columns: Columns, head: Head
) -> list[Ladder]:
    """Lay out sections of rows below one another, and write their texts.

    Args:
        sections: from above; at least one.
        heads: of the columns of numbers.
        columns: how wide all is.
        head: message and explanation, if they stand in the figure.

    Returns:
        For each section its axes, all in one figure. Vertical places in the axes are in inches,
        from above.
    """
    bold = [cell._replace(bold=True) for cell in heads]
    widths = _widths([row for section in sections for row in section.rows], bold, columns)
    laid = [_laid_out(section, bold, columns, widths) for section in sections]
    gap = SPACE * (len(laid) - 1)
    total = sum(it.top + it.length + it.below for it in laid) + gap
    figure, at = sheet(widths.sheet, total, head)
    found = []
    for section, it in zip(sections, laid, strict=True):
        axes = plot(figure, widths.left, at + it.top, widths.right, it.length)
        axes.set_ylim(it.length, 0)
        axes.set_yticks([])
        panel_style(axes, grid="x", size=columns.small)
        axes.set_xlabel(it.foot, size=columns.small, labelpad=3)
        title = (MARGIN, Cell(it.title, bold=True), columns.plain)
        named = [(edge, cell, columns.small) for edge, cell in zip(widths.edges, bold, strict=True)]
        for edge, cell, size in [title, *named]:
            _write_cell(figure, edge, at + it.top - 0.06, cell, size, va="baseline")
        places = _write_rows(figure, axes, section.rows, it, widths, at + it.top, columns)
        found.append(Ladder(figure, axes, places))
        at += it.top + it.length + it.below + SPACE
    return found


def _widths(rows: Sequence[Row], heads: Sequence[Cell], columns: Columns) -> Widths:
    small, plain = columns.small, columns.plain
    wide = [
        max(_wide(cell, small) for cell in cells)
        for cells in zip(heads, *(row.cells for row in rows), strict=True)
    ]
    longest = max(_wide(Cell(_label(row, columns), bold=row.bold), plain) for row in rows)
    left = MARGIN + longest + SPACE + 0.08
    numbers = sum(wide) + SPACE * len(wide) + MARGIN
    across = max(columns.sheet, left + SHORTEST + numbers)
    right = across - numbers
    edges = [right + SPACE * (i + 1) + sum(wide[:i]) for i in range(len(wide))]
    return Widths(across, left, right, edges)


def _label(row: Row, columns: Columns) -> str:
    return fitted(row.label, columns.label, columns.plain, lines=3, bold=row.bold)


def _laid_out(
    section: Section, heads: Sequence[Cell], columns: Columns, widths: Widths
) -> Layout:  # fmt: skip
    small, plain, rows = columns.small, columns.plain, section.rows
    labels = [_label(row, columns) for row in rows]
    room = columns.sheet - 2 * MARGIN
    notes = [fitted(row.above, room, small) if row.above else "" for row in rows]
    title = section.title and fitted(section.title, widths.right - MARGIN, plain, bold=True)
    above = [height_of(cell.text, small) for cell in heads]
    above += [height_of(title, plain)] if title else []
    middle = (widths.left + widths.right) / 2
    half = min(middle, widths.sheet - middle) - MARGIN
    foot = fitted(section.foot, 2 * half, small)
    return Layout(
        labels=labels,
        notes=notes,
        tall=[_tall(label, row, plain) for label, row in zip(labels, rows, strict=True)],
        gaps=[height_of(note, small) + SPACE if note else 0.0 for note in notes],
        title=title,
        top=max(above, default=0.0) + SPACE,
        foot=foot,
        below=FOOT + height_of(foot, small),
    )


def _tall(label: str, row: Row, size: float) -> float:
    return max(height_of(text, size) for text in (label, *(it.text for it in row.cells))) + SPACE


def _wide(cell: Cell, size: float) -> float:
    """Return how wide a text is, in inches."""
    return max(width_of(line, size, cell.bold) for line in cell.text.split("\n"))


def _write_rows(
    figure: Figure, axes: Axes, rows: Sequence[Row], it: Layout, widths: Widths, top: float,
    columns: Columns,
) -> list[float]:  # fmt: skip
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
        for edge, cell in zip(widths.edges, row.cells, strict=True):
            _write_cell(figure, edge, top + places[-1], cell, columns.small)
        at += it.tall[i]
    return places


def _write_cell(
    figure: Figure, left: float, top: float, cell: Cell, size: float, va: str = "center"
) -> None:
    if cell.text:
        write(
            figure, left, top, cell.text, size=size, color=cell.colour,
            weight="bold" if cell.bold else "normal", va=va,
        )  # fmt: skip
