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
    rows = [[_fitted_row(row, columns) for row in section.rows] for section in sections]
    widths = _widths([row for part in rows for row in part], bold, columns)
    fitting = [
        _fitted_section(section, part, columns, widths)
        for section, part in zip(sections, rows, strict=True)
    ]
    titles = [_height([Cell(one.title)], columns.plain) for one in fitting]
    tops = [max(tall, _height(heads, columns.small)) + SPACE for tall in titles]
    lengths = [sum(sum(_heights(row, columns)) for row in one.rows) for one in fitting]
    feet = [FOOT + height_of(one.foot, columns.small) for one in fitting]
    total = sum([*tops, *lengths, *feet]) + SPACE * (len(fitting) - 1)
    figure, at = sheet(widths.sheet, total, head)
    found = []
    for one, top, length, foot in zip(fitting, tops, lengths, feet, strict=True):
        at += top
        axes = plot(figure, widths.left, at, widths.right, length)
        axes.set_ylim(length, 0)
        axes.set_yticks([])
        panel_style(axes, grid="x", size=columns.small)
        axes.set_xlabel(one.foot, size=columns.small, labelpad=3)
        title = Cell(one.title, bold=True)
        _write_cell(figure, MARGIN, at - 0.06, title, columns.plain, va="baseline")
        for edge, cell in zip(widths.edges, bold, strict=True):
            _write_cell(figure, edge, at - 0.06, cell, columns.small, va="baseline")
        places = _write_rows(figure, axes, one.rows, widths, at, columns)
        found.append(Ladder(figure, axes, places))
        at += length + foot + SPACE
    return found


def _fitted_row(row: Row, columns: Columns) -> Row:
    """Return a row whose label and note are broken into lines."""
    label = fitted(row.label, columns.label, columns.plain, lines=3, bold=row.bold)
    room = columns.sheet - 2 * MARGIN
    return row._replace(
        label=label, above=fitted(row.above, room, columns.small) if row.above else ""
    )


def _fitted_section(
    section: Section, rows: Sequence[Row], columns: Columns, widths: Widths
) -> Section:
    """Return a section whose texts are broken into lines."""
    middle = (widths.left + widths.right) / 2
    room = 2 * (min(middle, widths.sheet - middle) - MARGIN)
    title = section.title and fitted(section.title, widths.right - MARGIN, columns.plain, bold=True)
    return Section(rows, fitted(section.foot, room, columns.small), title)


def _widths(rows: Sequence[Row], heads: Sequence[Cell], columns: Columns) -> Widths:
    wide = [
        max(_wide(cell, columns.small) for cell in cells)
        for cells in zip(heads, *(row.cells for row in rows), strict=True)
    ]
    longest = max(_wide(Cell(row.label, bold=row.bold), columns.plain) for row in rows)
    left = MARGIN + longest + SPACE + 0.08
    numbers = sum(wide) + SPACE * len(wide) + MARGIN
    across = max(columns.sheet, left + SHORTEST + numbers)
    right = across - numbers
    edges = [right + SPACE * (i + 1) + sum(wide[:i]) for i in range(len(wide))]
    return Widths(across, left, right, edges)


def _heights(row: Row, columns: Columns) -> tuple[float, float]:
    """Return the room for the note above a row, and the height of the row."""
    gap = height_of(row.above, columns.small) + SPACE if row.above else 0.0
    return gap, _height([Cell(row.label), *row.cells], columns.plain) + SPACE


def _height(cells: Sequence[Cell], size: float) -> float:
    """Return the height of the tallest of texts beside one another; none has none."""
    return max((height_of(cell.text, size) for cell in cells if cell.text), default=0.0)


def _wide(cell: Cell, size: float) -> float:
    """Return how wide a text is, in inches."""
    return max(width_of(line, size, cell.bold) for line in cell.text.split("\n"))


def _write_rows(
    figure: Figure, axes: Axes, rows: Sequence[Row], widths: Widths, top: float, columns: Columns
) -> list[float]:
    """Write the rows, shade every other one, and return their places."""
    places, at = [], 0.0
    for i, row in enumerate(rows):
        gap, tall = _heights(row, columns)
        at += gap
        if row.above:
            write(
                figure, MARGIN, top + at - 0.03, row.above, size=columns.small, color=FAINT,
                va="bottom", path_effects=HALO,
            )  # fmt: skip
        if i % 2 == 0:
            axes.axhspan(at, at + tall, color=GRID, alpha=0.35, linewidth=0, zorder=0)
        places.append(at + tall / 2)
        label = Cell(row.label, bold=row.bold)
        _write_cell(figure, MARGIN, top + places[-1], label, columns.plain)
        for edge, cell in zip(widths.edges, row.cells, strict=True):
            _write_cell(figure, edge, top + places[-1], cell, columns.small)
        at += tall
    return places


def _write_cell(
    figure: Figure, left: float, top: float, cell: Cell, size: float, va: str = "center"
) -> None:
    if cell.text:
        write(
            figure, left, top, cell.text, size=size, color=cell.colour,
            weight="bold" if cell.bold else "normal", va=va,
        )  # fmt: skip
