"""Rows below one another: a label, a place to draw, and the numbers beside it."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

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
    room,
    sheet,
    width_of,
    write,
)
from sesim.report.figures.key import Mark, draw_key, key_height
from sesim.report.figures.picture import Head
from sesim.report.figures.style import FAINT, GRID, HALO, INK

SPACE = 0.1
"""Between columns and around rows, in inches."""

LEAD_SCALE = 1.25
"""Of texts in the picture that carries the answer, which a phone shows smaller."""

FOOT = 0.34
"""Room for the numbers of the axis, in inches."""

SHORTEST = 1.0
"""Length that axes have at least, in inches."""

WIDE_LABEL = 3.0
"""Of a slide, in inches."""

MOST_ON_SLIDE = 10
"""Rows of a slide; the page has the others."""

LEAST_SPACE, MOST_SPACE = 0.02, 0.2
"""Around rows of a slide, whose height is given, in inches."""


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

    `scale` is above 1 for a wide sheet, which a page makes smaller than others. Labels stand
    above their rows where these are `stacked`. `space` is the room around each row, in inches, and
    `lines` how many a label may have.
    """

    sheet: float
    label: float
    scale: float = 1.0
    stacked: bool = False
    space: float = SPACE
    lines: int = 3

    @property
    def small(self) -> float:
        """Size of numbers, in points."""
        return SMALL * self.scale

    @property
    def plain(self) -> float:
        """Size of labels, in points."""
        return PLAIN * self.scale

    def shaped(self, head: Head) -> "Columns":
        """Return the columns as they are where the picture is shown."""
        if head.is_phone:
            return Columns(
                head.width(self.sheet), head.width(self.sheet) - 2 * MARGIN, stacked=True
            )
        if head.is_slide:
            return Columns(head.width(self.sheet), WIDE_LABEL, lines=1)
        return self


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


def kept(rows: Sequence[Any], head: Head) -> tuple[Sequence[Any], int]:
    """Return the rows that a picture has room for where it is shown, and how many it leaves out."""
    most = MOST_ON_SLIDE if head.is_slide else len(rows)
    return rows[:most], max(0, len(rows) - most)


def ladder(
    rows: Sequence[Row], heads: Sequence[Cell], columns: Columns, foot: str, head: Head,
    marks: Sequence[Mark] = (),
) -> Ladder:  # fmt: skip
    """Lay out rows, and write their texts; as `ladders`, with one section."""
    [one] = ladders([Section(rows, foot)], heads, columns, head, marks)
    return one


def ladders(
    sections: Sequence[Section], heads: Sequence[Cell], columns: Columns, head: Head,
    marks: Sequence[Mark] = (),
) -> list[Ladder]:  # fmt: skip
    """Lay out sections of rows below one another, and write their texts.

    Args:
        sections: from above; at least one.
        heads: of the columns of numbers.
        columns: how wide all is.
        head: message and explanation, if they stand in the figure.
        marks: what the marks mean, above all rows.

    Returns:
        For each section its axes, all in one figure. Vertical places in the axes are in inches,
        from above.
    """
    columns = columns.shaped(head)
    bold = [cell._replace(bold=True) for cell in heads]
    rows = [[_fitted_row(row, columns) for row in section.rows] for section in sections]
    widths = _widths([row for part in rows for row in part], bold, columns)
    fitting = [
        _fitted_section(section, part, columns, widths)
        for section, part in zip(sections, rows, strict=True)
    ]
    titles = [_height([Cell(one.title)], columns.plain) for one in fitting]
    tops = [max(tall, _height(heads, columns.small)) + SPACE for tall in titles]
    feet = [FOOT + height_of(one.foot, columns.small) for one in fitting]
    wide = widths.sheet - 2 * MARGIN
    above = key_height(marks, wide, columns.small) + SPACE * bool(marks)
    around = above + sum([*tops, *feet]) + SPACE * (len(fitting) - 1)
    columns = _spaced(fitting, columns, room(widths.sheet, head) - around)
    lengths = [sum(sum(_heights(row, columns)) for row in one.rows) for one in fitting]
    total = around + sum(lengths)
    figure, at = sheet(widths.sheet, total, head)
    draw_key(figure, at, marks, wide, columns.small)
    at += above
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


def _spaced(sections: Sequence[Section], columns: Columns, height: float) -> Columns:
    """Return columns whose rows fill a height, in inches, as far as they can."""
    if math.isinf(height):
        return columns
    rows = [row for one in sections for row in one.rows]
    spare = (height - sum(sum(_heights(row, columns)) for row in rows)) / len(rows)
    return columns._replace(space=min(max(columns.space + spare, LEAST_SPACE), MOST_SPACE))


def _fitted_row(row: Row, columns: Columns) -> Row:
    """Return a row whose label and note are broken into lines."""
    label = fitted(row.label, columns.label, columns.plain, lines=columns.lines, bold=row.bold)
    wide = columns.sheet - 2 * MARGIN
    return row._replace(
        label=label, above=fitted(row.above, wide, columns.small) if row.above else ""
    )


def _fitted_section(
    section: Section, rows: Sequence[Row], columns: Columns, widths: Widths
) -> Section:
    """Return a section whose texts are broken into lines."""
    middle = (widths.left + widths.right) / 2
    wide = 2 * (min(middle, widths.sheet - middle) - MARGIN)
    title = section.title and fitted(section.title, widths.right - MARGIN, columns.plain, bold=True)
    return Section(rows, fitted(section.foot, wide, columns.small, lines=4), title)


def _widths(rows: Sequence[Row], heads: Sequence[Cell], columns: Columns) -> Widths:
    wide = [
        max(_wide(cell, columns.small) for cell in cells)
        for cells in zip(heads, *(row.cells for row in rows), strict=True)
    ]
    longest = max(_wide(Cell(row.label, bold=row.bold), columns.plain) for row in rows)
    left = MARGIN + (0.12 if columns.stacked else longest + SPACE + 0.08)
    numbers = sum(wide) + SPACE * len(wide) + MARGIN
    across = max(columns.sheet, left + SHORTEST + numbers)
    right = across - numbers
    edges = [right + SPACE * (i + 1) + sum(wide[:i]) for i in range(len(wide))]
    return Widths(across, left, right, edges)


def _heights(row: Row, columns: Columns) -> tuple[float, float]:
    """Return the room for what stands above a row, and the height of the row."""
    gap = height_of(row.above, columns.small) + min(SPACE, columns.space) if row.above else 0.0
    label = height_of(row.label, columns.plain)
    if columns.stacked:
        least = height_of("", columns.small)
        return gap + label + 0.04, max(_height(row.cells, columns.small), least) + columns.space
    return gap, max(label, _height(row.cells, columns.plain)) + columns.space


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
        label_height = height_of(row.label, columns.plain) if columns.stacked else 0.0
        if row.above:
            write(
                figure, MARGIN, top + at - label_height - 0.03, row.above, size=columns.small,
                color=FAINT, va="bottom", path_effects=HALO,
            )  # fmt: skip
        if i % 2 == 0:
            axes.axhspan(at, at + tall, color=GRID, alpha=0.35, linewidth=0, zorder=0)
        places.append(at + tall / 2)
        middle = at - label_height / 2 if columns.stacked else places[-1]
        label = Cell(row.label, bold=row.bold)
        _write_cell(figure, MARGIN, top + middle, label, columns.plain)
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
