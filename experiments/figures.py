"""Figures that experiments share, in the house style, kept as SVG."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sesim.outcomes import ALL, describe
from sesim.report.figures.canvas import SMALL, panel_style, plot, sheet
from sesim.report.figures.effects import DRAWN, effects_figure, panel_of
from sesim.report.figures.picture import Head
from sesim.report.figures.style import (
    BAND,
    FAINT,
    HALO,
    INK,
    SIMULATED,
    house_style,
    save,
)
from sesim.report.text.language import language
from sesim.report.text.numbers import unit_of

WIDTH, TALL = 9.0, 2.7
"""Of a figure of lines, and of each row of its panels, in inches."""

SAY = language("en")

INTERVAL = 0.9
"""Coverage of the intervals of every experiment."""

BANDS = (
    "Bars: 90% confidence interval of the mean difference (simulation precision). "
    "Band: 90% credible interval of the effect (parameter uncertainty, chance averaged out)."
)
"""Explains the marks of `lines`."""


def keep(figure: Figure, folder: Path, name: str) -> None:
    """Write a figure as SVG, with the same bytes for the same figure."""
    with house_style():
        save(figure, folder, name, kinds=["svg"])


def effects_of(
    comparison: pd.DataFrame,
    place: str,
    labels: Mapping[str, str],
    outcomes: Mapping[str, str],
    message: str,
    explanation: str,
) -> Figure:
    """Draw differences by scenario (rows) and outcome (panels) of one programme or area.

    Args:
        comparison: of a sweep, with `effect_low` and `effect_high`.
        place: whose differences.
        labels: name of each scenario for readers, in the order wanted; others are left out.
        outcomes: title of the panel of each outcome.
        message: the title.
        explanation: what is shown; a key to the marks is added.

    Raises:
        KeyError: a scenario is not in the comparison.
    """
    mine = comparison[(comparison["programme"] == place) & (comparison["group"] == ALL)]
    panels = []
    for outcome, title in outcomes.items():
        rows = mine[mine["outcome"] == outcome].set_index("scenario").loc[list(labels)]
        panels.append(panel_of(title, rows.rename(index=dict(labels)), outcome))
    with house_style():
        return effects_figure(panels, SAY, message, explanation, INTERVAL)


class Line(NamedTuple):
    """A quantity over the levels of a lever, in a panel of its own.

    Attributes:
        head: of the panel.
        unit: of the values.
        table: columns `level`, `difference`, `low`, `high`, `effect_low`, `effect_high`.
        marked: level that is as the programme's file has it, if that is one value.
    """

    head: str
    unit: str
    table: pd.DataFrame
    marked: float | None = None


def lines(
    panels: Sequence[Line],
    message: str,
    explanation: str,
    lever: str,
    *,
    same_scale: bool = False,
) -> Figure:
    """Draw how differences follow a lever, one panel for each, in rows of three.

    The band is the interval of the effect, the bars are the precision of the mean difference.
    """
    with house_style():
        across = min(3, len(panels))
        rows = -(-len(panels) // across)
        figure, used = sheet(WIDTH, TALL * rows, Head(message, explanation))
        width = WIDTH / across
        for number, one in enumerate(panels):
            row, place = divmod(number, across)
            left, right = place * width + 0.6, (place + 1) * width - 0.2
            axes = plot(figure, left, used + row * TALL + 0.5, right, TALL - 1.0)
            _line(axes, one, lever)
        if same_scale:
            ends = [axes.get_ylim() for axes in figure.axes]
            for axes in figure.axes:
                axes.set_ylim(min(low for low, _ in ends), max(high for _, high in ends))
        return figure


def _line(axes: Axes, one: Line, lever: str) -> None:
    table = one.table.sort_values("level")
    level = table["level"].to_numpy(dtype=float)
    axes.axhline(0, color=INK, linewidth=0.9, zorder=1)
    axes.fill_between(
        level, table["effect_low"], table["effect_high"], color=SIMULATED, alpha=BAND, linewidth=0
    )
    axes.vlines(level, table["low"], table["high"], color=SIMULATED, linewidth=5, alpha=0.6)
    axes.plot(level, table["difference"], color=SIMULATED, marker="o", markersize=5)
    beside: dict[str, Any] = {
        "textcoords": "offset points", "fontsize": SMALL, "path_effects": HALO, "zorder": 5,
    }  # fmt: skip
    for at in (0, -1):
        value = float(table["difference"].iloc[at])
        axes.annotate(
            SAY.number(value, 1, signed=True), (level[at], value), (0, 9), ha="center", **beside
        )
    if one.marked is not None:
        axes.axvline(one.marked, color=FAINT, linewidth=1, linestyle="--")
    axes.margins(x=0.12, y=0.15)
    axes.set_xticks(level, [f"{value:g}" for value in level])
    panel_style(axes)
    axes.set_xlabel(lever, fontsize=SMALL)
    for text, size, weight, colour, up in (
        (one.head, 10, "bold", INK, 17),
        (one.unit, SMALL, "normal", FAINT, 5),
    ):
        axes.annotate(
            text, (0, 1), (0, up), xycoords="axes fraction", textcoords="offset points",
            fontsize=size, fontweight=weight, color=colour, va="bottom", annotation_clip=False,
        )  # fmt: skip


def line_of(
    comparison: pd.DataFrame,
    place: str,
    outcome: str,
    levels: Mapping[str, float],
    head: str,
    marked: float | None = None,
) -> Line:
    """Return how the differences of an outcome follow a lever, shares in percentage points.

    Args:
        comparison: of a sweep.
        place: programme or area.
        outcome: whose differences.
        levels: of the lever, by scenario.
        head: of the panel.
        marked: level to be marked.

    Raises:
        KeyError: a scenario is not in the comparison.
    """
    mine = (comparison["programme"] == place) & (comparison["outcome"] == outcome)
    unit = unit_of(describe(outcome).unit)
    rows = comparison[mine].set_index("scenario").loc[list(levels), DRAWN] * unit.times
    table = rows.assign(level=list(levels.values())).reset_index(drop=True)
    return Line(head, unit.name, table, marked)
