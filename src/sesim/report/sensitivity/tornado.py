"""Figures of a sensitivity analysis: what an outcome depends on, and what is worth measuring."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sesim.report.figures.canvas import points, scale, sheet
from sesim.report.figures.key import area, bar, dot, stroke
from sesim.report.figures.ladder import Cell, Columns, Row, ladder
from sesim.report.figures.picture import Head
from sesim.report.figures.style import (
    FAINT,
    GRID,
    INK,
    PUBLISHED,
    SIMULATED,
    house_style,
    save,
)
from sesim.report.text.language import language
from sesim.report.text.names import printable, shortened
from sesim.report.text.numbers import between, decimals_for

MOST_ROWS, FEWEST_ROWS = 12, 6
"""Rows of a figure, by their share: those above the noise floor; how many at most and at least."""

COLUMNS = Columns(8.8, 3.0)

IN_TITLE = 90
"""Letters of a parameter's name in the message."""

BAR = 0.15
"""Height of a bar, in inches."""

SAY = language("en")
"""These figures are in English."""

Tables = Mapping[str, pd.DataFrame]


class Subject(NamedTuple):
    """What an analysis is about, in words for readers.

    Attributes:
        outcome: such as "share employed".
        whose: such as "All together".
        scenario: title of the scenario, in quotation marks.
        unit: of the outcome, such as "percentage points".
        times: what values are multiplied with to be in that unit.
    """

    outcome: str
    whose: str
    scenario: str
    unit: str
    times: float


def draw_sensitivity(
    tables: Tables, names: Mapping[str, str], subject: Subject, folder: Path
) -> list[Path]:
    """Draw the figures of a sensitivity analysis as PNG and SVG, always the same bytes.

    Args:
        tables: `sobol_level` and `sobol_difference` with the columns `parameter`, `first_order`,
            `low`, `high`, `noise_floor`, `at_5`, `at_95`, `swing_floor`, `mean`, `chance_share`
            and `draws`; `information` with `parameter`, `value`, `low`, `high` and
            `noise_floor`, its first row being about all parameters at once.
        names: names for readers, by parameter.
        subject: what the analysis is about.
        folder: where to write; made if it does not exist.

    Returns:
        The paths of the files written.
    """
    level = f"{subject.outcome} of {subject.whose}"
    change = f"what {subject.scenario} changes in the {level}"
    with house_style():
        figures = {
            "sensitivity_level": tornado(tables["sobol_level"], names, level, subject),
            "sensitivity_difference": tornado(tables["sobol_difference"], names, change, subject),
            "information": information(tables["information"], names, subject),
        }
        return [path for name, figure in figures.items() for path in save(figure, folder, name)]


def tornado(table: pd.DataFrame, names: Mapping[str, str], what: str, subject: Subject) -> Figure:
    """Draw how far the outcome moves with each of the parameters that matter most."""
    rows = _shown(table, "first_order")
    clear = _is_clear(rows, "first_order")
    head = Head(
        _tornado_message(rows, clear, names, what),
        f"{_begin(what)}, in {subject.unit}, with one parameter at an end of its prior while all "
        f"others vary ({_draws(table)} draws). Share: part of the variance due to parameters that "
        "belongs to this one alone. Chance makes "
        f"{SAY.percent(_share(_first(table, 'chance_share')))} of the variance of one replication.",
    )
    if not len(rows):
        return sheet(COLUMNS.sheet, 0.0, head)[0]
    mean = subject.times * _first(table, "mean")
    swings = subject.times * rows[["at_5", "at_95"]].to_numpy(float)
    decimals = decimals_for(float(np.nanmax([0.0, *np.abs(swings - mean).ravel()])))
    shares = rows[["first_order", "low", "high"]].to_numpy(float)
    cells = [
        (
            *(Cell(SAY.number(end - mean, decimals, signed=True), colour) for end in swing),
            Cell(_share_text(share, low, high), colour),
        )
        for colour, swing, (share, low, high) in zip(_colours(clear), swings, shares, strict=True)
    ]
    heads = [
        Cell("□ at 5th", PUBLISHED), Cell("■ at 95th", SIMULATED), Cell("share of variance"),
    ]  # fmt: skip
    marks = [
        dot("at the 5th percentile of its prior", PUBLISHED, "s", hollow=True),
        dot("at the 95th percentile", SIMULATED, "s"),
        stroke("mean", INK, 0.9), area("what chance alone would show", GRID),
    ]  # fmt: skip
    laid = ladder(_rows(rows, names, cells), heads, COLUMNS, subject.unit, head, marks)
    floor = subject.times * _first(table, "swing_floor") / 2
    scale(laid.axes, [mean - floor, mean + floor, *swings.ravel()], SAY)
    laid.axes.axvspan(mean - floor, mean + floor, color=GRID, alpha=0.8, lw=0)
    laid.axes.axvline(mean, color=INK, linewidth=0.9, zorder=2)
    _swings(laid.axes, laid.places, swings, mean)
    return laid.figure


def information(table: pd.DataFrame, names: Mapping[str, str], subject: Subject) -> Figure:
    """Draw the value of information of each parameter, and of all at once."""
    everything, parameters = table.iloc[:1], table.iloc[1:]
    chosen = _shown(parameters[parameters["value"] > 0], "value")
    rows = pd.concat([everything, chosen], ignore_index=True)
    clear = _is_clear(rows, "value")
    head = Head(
        _information_message(rows, clear, names, subject),
        f"How much better the {subject.outcome} of {subject.whose} would be on average, in "
        f"{subject.unit}, if you knew this parameter before you chose between "
        f"{printable(subject.scenario)} and the baseline (expected value of partial perfect "
        "information, given the published counts).",
    )
    values = subject.times * rows[["value", "low", "high", "noise_floor"]].to_numpy(float)
    values[:, 1:3] = values[:, 1:3].clip(min=0.0)  # knowing more is never worth less than nothing
    most = float(np.nanmax([0.0, *values.ravel()]))
    decimals = decimals_for(most)
    cells = [
        (Cell(_with_range(SAY.number(value, decimals), low, high, decimals), colour),)
        for colour, (value, low, high, _) in zip(_colours(clear), values, strict=True)
    ]
    named = {**names, str(everything["parameter"].iloc[0]): "All parameters at once"}
    heads = [Cell("value of information")]
    marks = [
        dot("stands out from chance", SIMULATED), dot("does not", SIMULATED, hollow=True),
        bar("its interval", SIMULATED), area("what chance alone would show", GRID),
    ]  # fmt: skip
    laid = ladder(_rows(rows, named, cells), heads, COLUMNS, subject.unit, head, marks)
    scale(laid.axes, [0.0, most or 1.0], SAY)
    laid.axes.set_xlim(left=0.0)
    if len(parameters):
        floor = subject.times * float(parameters["noise_floor"].iloc[0])
        laid.axes.axvspan(0, floor, color=GRID, alpha=0.8, lw=0)
    laid.axes.hlines(
        laid.places, values[:, 1], values[:, 2], color=SIMULATED, linewidth=7, alpha=0.4
    )
    at = np.array(laid.places)
    for face, which in (("white", ~clear), (SIMULATED, clear)):
        points(
            laid.axes, values[which, 0], at[which], 44, color=face, edgecolor=SIMULATED,
            linewidth=1.6, clip_on=False,
        )  # fmt: skip
    return laid.figure


def _rows(
    rows: pd.DataFrame, names: Mapping[str, str], cells: Sequence[tuple[Cell, ...]]
) -> list[Row]:
    labels = [names.get(name, name) for name in rows["parameter"]]
    return [Row(label, texts) for label, texts in zip(labels, cells, strict=True)]


def _is_clear(rows: pd.DataFrame, column: str) -> np.ndarray:
    """Return which rows stand out from chance."""
    return np.array(rows[column] > rows["noise_floor"], dtype=bool)


def _colours(clear: np.ndarray) -> list[str]:
    """Return the colours of numbers: those that chance may make are faint."""
    return [INK if one else FAINT for one in clear]


def _share(share: float) -> float:
    """Return a share of variance; an estimate below zero, as chance makes some, is none."""
    return min(max(share, 0.0), 1.0) if math.isfinite(share) else share


def _share_text(share: float, low: float, high: float) -> str:
    """Return a share of variance with its range."""
    return _with_range(
        SAY.percent(_share(share)), 100 * _share(low), 100 * _share(high), decimals=0
    )


def _with_range(number: str, low: float, high: float, decimals: int) -> str:
    """Return a number, and its range in brackets if it is known."""
    ends = between(SAY, low, high, decimals)
    return f"{number} ({ends})" if math.isfinite(low + high) else number


def _shown(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the rows that a figure has room for, those above the noise floor first."""
    known = table[table[column].notna()].sort_values(column, ascending=False, kind="stable")
    above = int((known[column] > known["noise_floor"]).sum())
    return known.iloc[: min(MOST_ROWS, max(FEWEST_ROWS, above))].reset_index(drop=True)


def _swings(axes: Axes, places: Sequence[float], values: np.ndarray, mean: float) -> None:
    """Draw a bar from the mean to where the outcome is at each end of a parameter."""
    for place, (low, high) in zip(places, values, strict=True):
        half = (low - mean) * (high - mean) > 0  # both on one side: one above the other
        for value, face, edge, up in (
            (low, "white", PUBLISHED, -0.5),
            (high, SIMULATED, SIMULATED, 0.5),
        ):
            axes.barh(
                place + up * BAR * half, value - mean, left=mean, height=BAR,
                color=face, edgecolor=edge, linewidth=1.4, zorder=3,
            )  # fmt: skip


def _tornado_message(
    rows: pd.DataFrame, clear: np.ndarray, names: Mapping[str, str], what: str
) -> str:
    if not len(rows):
        return f"{_begin(what)}: no parameter makes a difference"
    if not clear.any():
        return f"{_begin(what)}: no parameter stands out from chance"
    first = rows.iloc[0]
    return (
        f"{_begin(what)} depends most on: {_inner(first['parameter'], names)} "
        f"({SAY.percent(_share(first['first_order']))})"
    )


def _information_message(
    rows: pd.DataFrame, clear: np.ndarray, names: Mapping[str, str], subject: Subject
) -> str:
    if rows["value"].iloc[0] <= 0:
        return "The choice is clear: no parameter would change it"
    if not clear[1:].any():
        return "No single parameter is worth measuring first, as far as these runs can show"
    best = rows.iloc[1]
    value = subject.times * float(best["value"])
    return (
        f"Worth measuring first: {_inner(best['parameter'], names)} "
        f"({SAY.number(value, decimals_for(value))} {subject.unit})"
    )


def _inner(name: str, names: Mapping[str, str]) -> str:
    """Return a name as inside a sentence; that of a programme keeps its capital."""
    text = shortened(printable(names.get(name, name)), IN_TITLE)
    return text if ":" in text else text[:1].lower() + text[1:]


def _begin(text: str) -> str:
    """Return a text as at the beginning of a sentence."""
    text = printable(text)
    return text[:1].upper() + text[1:]


def _first(table: pd.DataFrame, column: str) -> float:
    return float(table[column].iloc[0]) if len(table) else math.nan


def _draws(table: pd.DataFrame) -> str:
    return str(int(table["draws"].iloc[0])) if len(table) else "no"
