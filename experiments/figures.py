"""Figures that experiments share, in the house style, kept as SVG."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sesim.outcomes import ALL, describe
from sesim.report.figures.forest import Panel, forest
from sesim.report.figures.style import (
    BAND,
    FAINT,
    HALO,
    INK,
    SIMULATED,
    headline,
    house_style,
    plot_area,
    save,
    tidy,
)

INTERVALS = (
    "Bar: 90% interval of the mean difference, which more runs make shorter. "
    "Line, also in brackets: where the effect lies in 90% of the draws of the parameters."
)
"""Says what the marks of `forest_of` are."""

COLUMNS = ["difference", "low", "high", "effect_low", "effect_high"]

BANDS = (
    "Bars: 90% interval of the mean difference, which more runs make shorter. "
    "Band: where the effect lies in 90% of the draws of the parameters."
)
"""Says what the marks of `lines` are."""

UNITS = {"share": "percentage points", "jobs per FTE-year": "jobs a year"}


def keep(figure: Figure, folder: Path, name: str) -> None:
    """Write a figure as SVG, with the same bytes for the same figure."""
    with house_style():
        for path in save(figure, folder, name):
            if path.suffix != ".svg":
                path.unlink()


def forest_of(
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
        labels: what each scenario is called, in the order wanted; others are left out.
        outcomes: head of the panel of each outcome.
        message: the title.
        explanation: what is shown; what the marks are is added.
    """
    mine = comparison[(comparison["programme"] == place) & (comparison["group"] == ALL)]
    panels = [
        panel(mine[mine["outcome"] == outcome].set_index("scenario"), labels, outcome, head)
        for outcome, head in outcomes.items()
    ]
    with house_style():
        return forest([panels], message, f"{explanation} {INTERVALS}")


def panel(rows: pd.DataFrame, labels: Mapping[str, str], outcome: str, head: str) -> Panel:
    """Return a panel of a forest plot: one row for each label, shares in percentage points."""
    unit = describe(outcome).unit
    chosen = rows.reindex(list(labels))[COLUMNS].astype(float).rename(index=dict(labels))
    chosen *= 100 if unit == "share" else 1
    largest = float(np.nanmax([0.0, *chosen.abs().to_numpy().ravel()]))
    return Panel(head, chosen, outcome, UNITS.get(unit, unit), 2 if largest < 1 else 1)


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

    The band is where the effect lies, the bars are the precision of the mean difference.
    """
    with house_style():
        across = min(3, len(panels))
        rows = -(-len(panels) // across)
        figure = Figure(figsize=(9.0, 1.4 + 2.7 * rows))
        used = headline(figure, message, explanation)
        width, height = 9.0 / across, (figure.get_size_inches()[1] - used - 0.1) / rows
        for number, one in enumerate(panels):
            row, place = divmod(number, across)
            axes = plot_area(
                figure,
                left=place * width + 0.6,
                right=9.0 - (place + 1) * width + 0.2,
                top=used + row * height + 0.55,
                bottom=(rows - 1 - row) * height + 0.55,
            )
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
        "textcoords": "offset points", "fontsize": 8.5, "path_effects": HALO, "zorder": 5,
    }  # fmt: skip
    for at in (0, -1):
        value = float(table["difference"].iloc[at])
        axes.annotate(
            f"{value:+.1f}".replace("-", "−"), (level[at], value), (0, 9), ha="center", **beside
        )
    if one.marked is not None:
        axes.axvline(one.marked, color=FAINT, linewidth=1, linestyle="--")
    axes.margins(x=0.12, y=0.15)
    axes.set_xticks(level, [f"{value:g}" for value in level])
    axes.tick_params(labelsize=8.5)
    axes.set_xlabel(lever, fontsize=8.5)
    tidy(axes, grid="y")
    for text, size, weight, colour, up in (
        (one.head, 10, "bold", INK, 17),
        (one.unit, 8.5, "normal", FAINT, 5),
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
    """
    mine = (comparison["programme"] == place) & (comparison["outcome"] == outcome)
    unit = describe(outcome).unit
    rows = comparison[mine].set_index("scenario").reindex(list(levels))[COLUMNS] * (
        100 if unit == "share" else 1
    )
    table = rows.assign(level=list(levels.values())).reset_index(drop=True)
    return Line(head, UNITS.get(unit, unit), table, marked)
