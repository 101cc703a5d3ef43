"""Pictures of a validation: each figure is a row, with the model's interval and its own."""

from collections.abc import Mapping, Sequence
from math import isnan, nan
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sesim.report.figures.canvas import scale, share_axis
from sesim.report.figures.key import Mark, bar, dot
from sesim.report.figures.ladder import Cell, Columns, Ladder, Section, ladders
from sesim.report.figures.ladder import Row as LadderRow
from sesim.report.figures.picture import Head, Picture
from sesim.report.figures.style import INK, PUBLISHED, SIMULATED
from sesim.report.text.language import Language, Phrase, joined
from sesim.report.validation.shown import (
    DIFFERENCE,
    NUMBER,
    OUTSIDE,
    SHARE,
    Row,
    ShownValidation,
    is_limit,
    label,
    verdict,
    with_span,
)

COLUMNS = Columns(sheet=9.0, label=3.2, scale=1.1, lines=6)

MULTIPLE = "multiple"
"""The axis of figures in units that have no axis of their own: multiples of the figure."""

AXES = (SHARE, DIFFERENCE, NUMBER, MULTIPLE)

BAR: Mapping[str, Any] = {"linewidth": 6, "alpha": 0.35, "zorder": 2}
OWN: Mapping[str, Any] = {"linewidth": 1.8, "zorder": 3, "color": PUBLISHED}

APART = 0.07
"""How far above and below the middle of a row its two marks stand, in inches."""

LEAST = 0.02
"""Shortest length of an axis."""


def picture_of(
    say: Language, shown: ShownValidation, role: str, title: Phrase, explanation: Phrase
) -> Picture | None:
    """Return the picture of the figures of a role; None if there are none.

    Args:
        say: the language.
        shown: what the page is about.
        role: of the figures.
        title: what the picture says.
        explanation: how the figures were used, and what their intervals are.
    """
    rows = shown.of_role(role)
    if not rows:
        return None
    texts = [
        say(
            "{what}: model {predicted}, figure {reference}, {verdict}",
            what=label(say, row, shown.titles), predicted=with_span(say, row, "predicted"),
            reference=with_span(say, row, "reference"), verdict=verdict(say, row),
        )
        for row in rows
    ]  # fmt: skip
    return Picture(
        f"validation_{role}", title, explanation, joined(texts, "; "),
        lambda head: _draw(say, shown, rows, head), adapts=True,
    )  # fmt: skip


def _draw(say: Language, shown: ShownValidation, rows: Sequence[Row], head: Head) -> Figure:
    groups = {axis: [row for row in rows if axis_of(row) == axis] for axis in AXES}
    groups = {axis: some for axis, some in groups.items() if some}
    feet = {
        SHARE: say("share of people"),
        DIFFERENCE: say("difference, percentage points"),
        NUMBER: say("number; times in weeks"),
        MULTIPLE: say("as a multiple of the figure"),
    }
    sections = [
        Section([_row(say, row, shown, head) for row in some], str(feet[axis]))
        for axis, some in groups.items()
    ]
    heads: tuple[Cell, ...] = (
        Cell(str(say("model")), SIMULATED), Cell(str(say("figure")), PUBLISHED),
        Cell(str(say("verdict"))),
    )  # fmt: skip
    heads = _fitting(heads, head)
    laid = ladders(sections, heads, COLUMNS, head, _marks(say, rows))
    for (axis, some), one in zip(groups.items(), laid, strict=True):
        _section(say, axis, some, one)
    return laid[0].figure


def _marks(say: Language, rows: Sequence[Row]) -> list[Mark]:
    marks = [
        dot(str(say("model: mean")), SIMULATED),
        bar(str(say("model: 90% interval")), SIMULATED),
        dot(str(say("figure, with its own interval")), PUBLISHED, "D", hollow=True),
    ]
    if any(row["verdict"] == OUTSIDE for row in rows):
        marks.append(dot(str(say("figure outside")), PUBLISHED, "D"))
    return marks


def _fitting(cells: tuple[Cell, ...], head: Head) -> tuple[Cell, ...]:
    """Return the cells that there is room for: on a telephone the verdict alone."""
    return cells[-1:] if head.is_phone else cells


def _row(say: Language, row: Row, shown: ShownValidation, head: Head) -> LadderRow:
    missed = row["verdict"] == OUTSIDE
    cells = (
        Cell(with_span(say, row, "predicted"), SIMULATED),
        Cell(with_span(say, row, "reference"), PUBLISHED),
        Cell(str(verdict(say, row)), PUBLISHED if missed else INK, bold=missed),
    )
    return LadderRow(str(label(say, row, shown.titles)), _fitting(cells, head))


def axis_of(row: Row) -> str:
    """Return on which axis a figure is drawn."""
    return str(row["unit"]) if row["unit"] in AXES else MULTIPLE


def _section(say: Language, axis: str, rows: Sequence[Row], laid: Ladder) -> None:
    """Draw the figures that share an axis."""
    drawn = [_scaled(row, axis) for row in rows]
    ends = [value for one in drawn for value in one.values()]
    if axis == SHARE:
        share_axis(laid.axes.xaxis, say, named=2)
    else:
        scale(laid.axes, [*ends, 0.0], say, signed=axis == DIFFERENCE, least=LEAST)
    for row, values, place in zip(rows, drawn, laid.places, strict=True):
        _figure(laid.axes, row, values, place)


def _scaled(row: Row, axis: str) -> dict[str, float]:
    """Return the numbers of a figure on its axis; not a number where there is none."""
    names = [f"{of}{end}" for of in ("predicted", "reference") for end in ("", "_low", "_high")]
    times = 1 / row["reference"] if axis == MULTIPLE else 100.0 if axis == DIFFERENCE else 1.0
    return {name: nan if row[name] is None else times * row[name] for name in names}


def _figure(axes: Axes, row: Row, at: Mapping[str, float], place: float) -> None:
    """Draw the model's interval, and below it the figure with its own."""
    above, below = place - APART, place + APART
    axes.hlines(above, at["predicted_low"], at["predicted_high"], color=SIMULATED, **BAR)
    axes.plot([at["predicted"]], [above], "o", color=SIMULATED, markersize=6, zorder=4)
    low, high = at["reference_low"], at["reference_high"]
    if is_limit(row):  # it goes on to the edge
        edges = axes.get_xlim()
        low, high = (
            edge if isnan(end) else end for edge, end in zip(edges, (low, high), strict=True)
        )
    axes.hlines(below, low, high, **OWN)
    axes.plot(
        [at["reference"]], [below], "D", markeredgecolor=PUBLISHED, markeredgewidth=1.5,
        markerfacecolor=PUBLISHED if row["verdict"] == OUTSIDE else "white", markersize=6,
        zorder=5, clip_on=False,
    )  # fmt: skip
