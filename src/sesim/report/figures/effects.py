"""Differences with their intervals, drawn and explained in the same way everywhere."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sesim.outcomes import Verdict, describe, verdicts
from sesim.outcomes.sureness import EFFECT, ends
from sesim.report.figures.canvas import points, scale
from sesim.report.figures.key import Mark, bar, dot, stroke
from sesim.report.figures.ladder import Cell, Columns, Row, Section, ladders
from sesim.report.figures.picture import Head
from sesim.report.figures.style import FAINT, INK, SIMULATED
from sesim.report.text.language import Language
from sesim.report.text.names import printable
from sesim.report.text.numbers import between, decimals_for, unit_of

DRAWN = ["difference", "low", "high", "effect_low", "effect_high"]
"""Columns that are drawn."""

COLUMNS = Columns(8.8, 3.0)

BELOW = 0.09
"""The interval of the mean lies so far below that of the effect, in inches."""


class Panel(NamedTuple):
    """Differences of one outcome, in one section of a figure.

    Attributes:
        title: of the section.
        rows: the columns of `DRAWN` in the unit of the panel, and `replications` if known;
            index: label of each row.
        unit: of the values.
        decimals: of the numbers written.
    """

    title: str
    rows: pd.DataFrame
    unit: str
    decimals: int


def panel_of(title: str, rows: pd.DataFrame, outcome: str) -> Panel:
    """Return a panel with the unit that readers know; what is not known or not finite is NaN.

    Args:
        title: of the panel.
        rows: the columns of `DRAWN` in the unit of the outcome, and `replications` if known;
            index: label of each row.
        outcome: whose differences they are.
    """
    unit = unit_of(describe(outcome).unit)
    numbers = rows[DRAWN].astype(float) * unit.times
    numbers = numbers.where(np.isfinite(numbers)).where(rows["difference"].notna(), axis=0)
    largest = float(np.nanmax([0.0, *numbers.abs().to_numpy().ravel()]))
    if "replications" in rows:
        numbers["replications"] = rows["replications"].astype(float)
    return Panel(title, numbers, unit.name, decimals_for(largest))


def effects_figure(
    panels: Sequence[Panel],
    say: Language,
    message: str,
    explanation: str,
    interval: float,
    *,
    same_scale: bool = False,
) -> Figure:
    """Draw panels below one another: points, intervals, and the numbers beside them.

    Args:
        panels: at least one, each with at least one row.
        say: the language of numbers and of the key.
        message: the title.
        explanation: what is shown; what the marks are is added.
        interval: coverage of the intervals.
        same_scale: whether all panels have the same axis.
    """
    sections = [
        Section(
            [
                Row(printable(str(name)), cells)
                for name, cells in zip(panel.rows.index, _cells(panel, say), strict=True)
            ],
            panel.unit,
            panel.title,
        )
        for panel in panels
    ]
    heads = [Cell(say("Difference"), FAINT), Cell(say("lies within"), FAINT)]
    shown = pd.concat([panel.rows for panel in panels])
    known = bool(shown["effect_low"].notna().any())
    marks = effect_marks(say, interval, known=known, precise=True)
    laid = ladders(sections, heads, COLUMNS, Head(message, explanation), marks)
    for panel, one in zip(panels, laid, strict=True):
        found = verdicts(panel.rows)
        draw_effects(
            one.axes, one.places, panel.rows[DRAWN].to_numpy(dtype=float),
            np.array([verdict.is_clear for verdict in found], dtype=bool), precise=True,
        )  # fmt: skip
        held = shown if same_scale else panel.rows
        scale(one.axes, [0.0, *held[DRAWN].to_numpy(dtype=float).ravel()], say, signed=True)
    return laid[0].figure


def draw_effects(
    axes: Axes, places: Sequence[float], values: np.ndarray, clear: np.ndarray, *,
    precise: bool = False,
) -> None:  # fmt: skip
    """Draw the interval of the effect as a pale bar, and the difference as a point.

    Where no interval of the effect is known, the bar is that of the mean.

    Args:
        axes: where.
        places: of the rows.
        values: shape (rows, 5), columns as `DRAWN`.
        clear: shape (rows,), whether the direction is clear; other points are hollow.
        precise: whether the interval of the mean is drawn too, below that of the effect.
    """
    at = np.array(places, dtype=float)
    known = np.isfinite(values[:, 3:]).all(axis=1)
    low, high = np.where(known, values[:, [3, 4]].T, values[:, [1, 2]].T)
    axes.axvline(0, color=INK, linewidth=1.0, zorder=1)
    axes.hlines(at, low, high, color=SIMULATED, linewidth=7, alpha=0.4)
    if precise:
        axes.hlines(at[known] + BELOW, *values[known, 1:3].T, color=INK, linewidth=1.2, zorder=2)
    for face, chosen in (("white", ~clear), (SIMULATED, clear)):
        points(
            axes, values[chosen, 0], at[chosen], 44, color=face, edgecolor=SIMULATED, linewidth=1.6
        )


def effect_marks(say: Language, interval: float, *, known: bool, precise: bool) -> list[Mark]:
    """Return the key of differences.

    Args:
        say: the language.
        interval: coverage of the intervals.
        known: whether the interval of any effect is known.
        precise: whether the interval of the mean is drawn too.
    """
    share = say.percent(interval)
    how_precise = say("how precisely the mean is calculated ({share})", share=share)
    if not known:
        unsure = dot(say("difference; not known how sure"), SIMULATED, hollow=True)
        return [unsure, bar(how_precise, SIMULATED)]
    marks = [
        dot(say("points to a difference"), SIMULATED),
        dot(say("could go either way"), SIMULATED, hollow=True),
        bar(say("within this in {share} of the assumptions tried", share=share), SIMULATED),
    ]
    return [*marks, stroke(how_precise, INK, 1.2)] if precise else marks


def _cells(panel: Panel, say: Language) -> list[tuple[Cell, Cell]]:
    """Return what is written of each row: the difference, and what it lies within."""
    cells = []
    for verdict, (_, row) in zip(verdicts(panel.rows), panel.rows.iterrows(), strict=True):
        colour = INK if verdict.is_clear else FAINT
        number = say.number(row["difference"], panel.decimals, signed=True)
        text = str(verdict)
        if verdict not in (Verdict.NONE, Verdict.MISSING):
            text = interval_of(row, panel.decimals, say)
        if verdict is Verdict.UNKNOWN:
            text = f"{text}\n{say('not known how sure')}"
        cells.append((Cell(number, colour, verdict.is_clear), Cell(text, colour)))
    return cells


def interval_of(row: pd.Series, decimals: int, say: Language) -> str:
    """Return the interval of the effect, or that of the mean, which then says what it is."""
    pair = ends({name: row[name] for name in EFFECT})
    low, high = (row[name] for name in pair)
    text = between(say, low, high, decimals, signed=True)
    if pair == EFFECT or not np.isfinite([low, high]).all():
        return str(text)
    return f"mean {text}"
