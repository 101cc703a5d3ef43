"""Forest plots: differences with their intervals, in panels beside each other."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sesim.outcomes import Verdict, verdicts
from sesim.outcomes.sureness import EFFECT, ends
from sesim.report.figures.style import (
    FAINT,
    GRID,
    HALO,
    INK,
    SIMULATED,
    headline,
    headline_height,
    key,
    plot_area,
    tidy,
)
from sesim.report.text.numbers import folded, signed

WIDTH = 9.0
"""Of the figures, in inches."""

ROW, LINE = 0.34, 0.15
"""Height of a row, and what each line of its label adds to it, in inches."""

LETTERS, LINES = 30, 3
"""Of a row's label: letters in a line, and lines."""

IN_HEAD = 18
"""Letters in a line of a panel's head."""

DRAWN = ["difference", "low", "high", "effect_low", "effect_high"]
"""Columns that are drawn."""


class Panel(NamedTuple):
    """One outcome or scenario: its rows, and how they are drawn.

    Attributes:
        title: head of the panel.
        rows: the columns of `DRAWN` in the unit of the panel, and `replications` if it is known;
            index: label of each row.
        outcome: whose differences they are.
        unit: of the values.
        decimals: of the numbers written.
    """

    title: str
    rows: pd.DataFrame
    outcome: str
    unit: str
    decimals: int


def forest(
    blocks: Sequence[Sequence[Panel]], message: str, explanation: str, *, same_scale: bool = False
) -> Figure:
    """Draw panels side by side, in one block below the other."""
    labels = [folded(str(name), LETTERS, LINES) for name in blocks[0][0].rows.index]
    heads = [[folded(panel.title, IN_HEAD, LINES) for panel in block] for block in blocks]
    row = ROW + LINE * max(label.count("\n") + 1 for label in labels)
    above = [0.52 + 0.19 * max(head.count("\n") for head in block) for block in heads]
    tall = [space + row * len(labels) + 0.5 for space in above]
    top = headline_height(WIDTH, message, explanation) + 0.24
    figure = Figure(figsize=(WIDTH, top + 0.1 + sum(tall)))
    used = headline(figure, message, explanation)
    used = key(figure, used + 0.02, _marks(blocks))
    left = 0.3 + 0.078 * max(len(line) for label in labels for line in label.split("\n"))
    ends = _ends([panel.rows for block in blocks for panel in block])
    columns = max(map(len, blocks))
    for block, titles, space, height in zip(blocks, heads, above, tall, strict=True):
        for i, (panel, title) in enumerate(zip(block, titles, strict=True)):
            width = (WIDTH - left - 0.15) / columns - 0.13
            start = left + i * (width + 0.13)
            bottom = figure.get_size_inches()[1] - used - height + 0.3
            axes = plot_area(
                figure, left=start, right=WIDTH - start - width, top=used + space, bottom=bottom
            )
            _lay_out(axes, panel, title, labels if i == 0 else [])
            scale(axes, ends if same_scale else _ends([panel.rows]), width)
            _differences(axes, panel)
        used += height
    return figure


def _marks(blocks: Sequence[Sequence[Panel]]) -> dict[str, str]:
    """Return what the marks are: where the effect lies first, then how precise its mean is."""
    rows = pd.concat([panel.rows for block in blocks for panel in block])
    found = set(verdicts(rows))
    marks = {"— where the effect lies": INK} if rows["effect_low"].notna().any() else {}
    if any(one.is_clear for one in found):
        marks["● clear direction"] = SIMULATED
    if Verdict.EITHER in found:
        marks["○ direction uncertain"] = SIMULATED
    if Verdict.UNKNOWN in found:
        marks["○ not known how sure"] = SIMULATED
    return marks | {"▬ precision of the mean": SIMULATED}


def _ends(tables: Sequence[pd.DataFrame]) -> tuple[float, float]:
    """Return the ends of an axis that holds these numbers and zero."""
    values = np.concatenate([table[DRAWN].to_numpy(dtype=float).ravel() for table in tables])
    low, high = float(np.nanmin([0.0, *values])), float(np.nanmax([0.0, *values]))
    if low == high:
        return -1.0, 1.0
    room = 0.08 * (high - low)
    return low - room, high + room


def scale(axes: Axes, ends: tuple[float, float], width: float) -> None:
    """Set the ends of an axis, and ticks within them, as many as there is room for."""
    ticks = MaxNLocator(nbins=max(2, int(2.6 * width)), steps=[1, 2, 5, 10]).tick_values(*ends)
    axes.set_xlim(*ends)
    axes.set_xticks([tick for tick in ticks if ends[0] <= tick <= ends[1]])


def _lay_out(axes: Axes, panel: Panel, title: str, labels: Sequence[str]) -> None:
    number = len(panel.rows)
    axes.set(ylim=(number - 0.5, -0.5), xlabel="", ylabel="")
    axes.set_yticks(range(number), labels or [""] * number)
    axes.tick_params(labelsize=9, axis="y", length=0)
    axes.tick_params(labelsize=8.5, axis="x")
    tidy(axes, grid="x")
    for row in range(0, number, 2):
        axes.axhspan(row - 0.5, row + 0.5, color=GRID, alpha=0.35, linewidth=0, zorder=0)
    axes.axvline(0, color=INK, linewidth=0.9, zorder=1)
    for text, size, weight, colour, up in (
        (title, 10, "bold", INK, 18),
        (panel.unit, 8.5, "normal", FAINT, 5),
    ):
        axes.annotate(
            text, (0, 1), (0, up), xycoords="axes fraction", textcoords="offset points",
            fontsize=size, fontweight=weight, color=colour, va="bottom", annotation_clip=False,
        )  # fmt: skip


def _differences(axes: Axes, panel: Panel) -> None:
    rows = panel.rows
    place = np.arange(len(rows)) + 0.22
    line: dict[str, Any] = {"zorder": 2}
    axes.hlines(place, rows["effect_low"], rows["effect_high"], color=INK, linewidth=1.2, **line)
    axes.hlines(place, rows["low"], rows["high"], color=SIMULATED, linewidth=6, alpha=0.45, **line)
    clear = np.array([found.is_clear for found in verdicts(rows)])
    for face, chosen in (("white", ~clear), (SIMULATED, clear)):
        sns.scatterplot(
            x=rows.loc[chosen, "difference"], y=place[chosen], ax=axes, s=34, zorder=3,
            color=face, edgecolor=SIMULATED, linewidth=1.5, legend=False,
        )  # fmt: skip
    axes.set(xlabel="", ylabel="")
    for y, (text, interval, sure) in enumerate(_numbers(panel)):
        beside: dict[str, Any] = {
            "va": "center", "fontsize": 8.5, "path_effects": HALO, "zorder": 5,
            "textcoords": "offset points", "color": INK if sure else FAINT,
        }  # fmt: skip
        number = axes.annotate(
            text, (0, y - 0.18), (3, 0), xycoords=axes.get_yaxis_transform(),
            fontweight="bold" if sure else "normal", **beside,
        )  # fmt: skip
        axes.annotate(interval, (1, 0.5), (3, 0), xycoords=number, **beside)


def _numbers(panel: Panel) -> Iterator[tuple[str, str, bool]]:
    """Yield what is written on each row: the number, its interval, and whether it stands out."""
    for found, (_, row) in zip(verdicts(panel.rows), panel.rows.iterrows(), strict=True):
        if found is Verdict.NONE:
            yield "no change", "", False
            continue
        yield signed(row["difference"], panel.decimals), between(row, panel), found.is_clear


def between(row: pd.Series, panel: Panel) -> str:
    """Return the interval of the effect, or that of the mean, which then says what it is."""
    pair = ends({name: row[name] for name in EFFECT})
    if not np.isfinite(row[list(pair)].astype(float)).all():
        return ""
    low, high = (signed(row[name], panel.decimals) for name in pair)
    return f"({low} to {high})" if pair == EFFECT else f"(mean {low} to {high})"
