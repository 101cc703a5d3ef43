"""Figures of a sensitivity analysis: what an outcome depends on, and what is worth knowing."""

import math
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sesim.report.figures.forest import scale
from sesim.report.figures.style import (
    FAINT,
    GRID,
    HALO,
    INK,
    PUBLISHED,
    SIMULATED,
    headline,
    house_style,
    key,
    plot_area,
    save,
    tidy,
)
from sesim.report.text.numbers import printable, signed

WIDTH = 9.0
"""Of the figures, in inches."""

ROW = 0.5
"""Height of a row, in inches."""

MOST, FEWEST = 12, 6
"""Rows of a figure: those above the noise floor, up to so many; at least so many, if there are."""

LETTERS, LINES = 36, 3
"""Of a parameter's name: letters in a line, and lines."""

IN_TITLE = 90
"""Letters of a parameter's name in the message."""

BAR = 0.5
"""Height of a bar, in rows."""

Tables = Mapping[str, pd.DataFrame]


class Subject(NamedTuple):
    """What an analysis is about, in words for readers.

    Attributes:
        outcome: such as "share employed".
        whose: such as "All together".
        scenario: name of the scenario.
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
    """Draw how far the outcome swings with each of the parameters that matter most."""
    rows = _shown(table, "first_order")
    labels = [_label(name, names) for name in rows["parameter"]]
    clear = (rows["first_order"] > rows["noise_floor"]).to_numpy()
    figure, used = _begun(
        len(rows),
        _tornado_message(rows, clear, names, what),
        f"{_begin(what)}, in {subject.unit}: its mean where a parameter is at the 5th and at the "
        f"95th percentile of its prior, all others varying ({_draws(table)} draws). Share: part "
        "of the variance due to parameters that goes with this one alone. Chance makes "
        f"{_percent(_first(table, 'chance_share'))} of the variance of one history.",
        {
            "■ at its 95th percentile": SIMULATED,
            "□ at its 5th": PUBLISHED,
            "░ what chance alone would show": FAINT,
        },
    )
    axes = _axes(figure, labels, used, right=1.5)
    mean, values = _first(table, "mean"), rows[["at_5", "at_95"]].to_numpy(float)
    times = subject.times
    floor = times * _first(table, "swing_floor") / 2
    if len(rows):
        axes.axvspan(times * mean - floor, times * mean + floor, color=GRID, alpha=0.8, lw=0)
        ends = [times * mean - floor, times * mean + floor, *(times * values).ravel()]
        room = 0.16 * (max(ends) - min(ends))
        scale(axes, (min(ends) - room, max(ends) + room), WIDTH / 3)
        axes.axvline(times * mean, color=INK, linewidth=0.9, zorder=2)
        _swings(axes, times * values, times * mean)
    shares = rows[["first_order", "low", "high"]].to_numpy(float)
    texts = [f"{_percent(share)}{_ends(low, high)}" for share, low, high in shares]
    _beside(axes, "share of variance", texts, clear)
    axes.set_xlabel(f"{subject.unit}; the line is the mean")
    return figure


def information(table: pd.DataFrame, names: Mapping[str, str], subject: Subject) -> Figure:
    """Draw what it would be worth to know parameters before choosing."""
    everything, parameters = table.iloc[:1], table.iloc[1:]
    chosen = _shown(parameters[parameters["value"] > 0], "value")
    rows = pd.concat([everything, chosen], ignore_index=True)
    labels = ["All parameters at once", *(_label(name, names) for name in chosen["parameter"])]
    clear = (rows["value"] > rows["noise_floor"]).to_numpy()
    figure, used = _begun(
        len(rows),
        _information_message(rows, clear, names, subject),
        f"How much better the {subject.outcome} of {subject.whose} would be on average, in "
        f"{subject.unit}, if whoever chooses between {printable(subject.scenario)} and the "
        "baseline knew this parameter first (expected value of partial perfect information, given "
        "the published counts). Line: its interval.",
        {"■ value of knowing": SIMULATED, "░ what chance alone would show": FAINT},
    )
    axes = _axes(figure, labels, used, right=1.5)
    values = subject.times * rows[["value", "low", "high", "noise_floor"]].to_numpy(float)
    if len(parameters):
        floor = subject.times * float(parameters["noise_floor"].iloc[0])
        axes.axvspan(0, floor, color=GRID, alpha=0.8, lw=0)
    place = np.arange(len(rows))
    colours = [SIMULATED if one else "white" for one in clear]
    axes.barh(place, values[:, 0], height=BAR, color=colours, edgecolor=SIMULATED, zorder=3)
    axes.hlines(place, values[:, 1], values[:, 2], color=INK, linewidth=1.4, zorder=4)
    most = float(np.nanmax([0.0, *values.ravel()]))
    scale(axes, (0.0, 1.08 * most if most > 0 else 1.0), WIDTH / 3)
    decimals = _decimals(most)
    texts = [
        f"{one[0]:.{decimals}f} ({one[1]:.{decimals}f}–{one[2]:.{decimals}f})" for one in values
    ]
    _beside(axes, "value of knowing", texts, clear)
    axes.set_xlabel(subject.unit)
    return figure


def _shown(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the rows that a figure has room for, those above the noise floor first."""
    known = table[table[column].notna()].sort_values(column, ascending=False, kind="stable")
    above = int((known[column] > known["noise_floor"]).sum())
    return known.iloc[: min(MOST, max(FEWEST, above))].reset_index(drop=True)


def _begun(
    rows: int, message: str, explanation: str, marks: Mapping[str, str]
) -> tuple[Figure, float]:
    top = 0.8 + 0.21 * math.ceil(len(message) / 72) + 0.17 * math.ceil(len(explanation) / 112)
    figure = Figure(figsize=(WIDTH, top + 0.85 + ROW * max(1, rows)))
    used = headline(figure, message, explanation)
    return figure, key(figure, used + 0.02, marks)


def _axes(figure: Figure, labels: list[str], used: float, *, right: float) -> Axes:
    longest = max((len(line) for label in labels for line in label.split("\n")), default=0)
    axes = plot_area(figure, left=0.35 + 0.078 * longest, right=right, top=used + 0.4, bottom=0.6)
    axes.set(ylim=(max(1, len(labels)) - 0.4, -0.6), xlabel="", ylabel="")
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(labelsize=9)
    axes.tick_params(axis="y", labelsize=8.5)
    tidy(axes, grid="x")
    return axes


def _swings(axes: Axes, values: np.ndarray, mean: float) -> None:
    """Draw a bar from the mean to where the output is at each end of a parameter."""
    span = np.ptp(axes.get_xlim())
    decimals = _decimals(float(np.abs(values - mean).max()))
    for row, (low, high) in enumerate(values):
        same_side = (low - mean) * (high - mean) > 0
        for value, face, edge, up in (
            (low, "white", PUBLISHED, -0.14 if same_side else 0.0),
            (high, SIMULATED, SIMULATED, 0.14 if same_side else 0.0),
        ):
            axes.barh(
                row + up, value - mean, left=mean, height=BAR / (2 if same_side else 1),
                color=face, edgecolor=edge, linewidth=1.4, zorder=3,
            )  # fmt: skip
            right = value >= mean
            axes.text(
                value + (0.012 if right else -0.012) * span, row + up,
                signed(value - mean, decimals), ha="left" if right else "right", va="center",
                fontsize=8.5, color=INK, path_effects=HALO, zorder=5,
            )  # fmt: skip


def _beside(axes: Axes, head: str, texts: list[str], clear: np.ndarray) -> None:
    """Write numbers to the right of the plot; those that chance may make are faint."""
    cells: list[tuple[float, str, dict[str, Any]]] = [
        (-0.85, head, {"color": INK, "fontweight": "bold"})
    ]
    cells += [
        (float(i), text, {"color": INK if sure else FAINT, "fontweight": "normal"})
        for i, (text, sure) in enumerate(zip(texts, clear, strict=True))
    ]
    for y, text, look in cells:
        axes.annotate(
            text, (1.0, y), (10, 0), xycoords=axes.get_yaxis_transform(), va="center",
            textcoords="offset points", annotation_clip=False, fontsize=9, **look,
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
        f"({_percent(first['first_order'])})"
    )


def _information_message(
    rows: pd.DataFrame, clear: np.ndarray, names: Mapping[str, str], subject: Subject
) -> str:
    if rows["value"].iloc[0] <= 0:
        return "The choice is clear: no parameter would change it"
    if not clear[1:].any():
        return "No single parameter is worth knowing before choosing, as far as these runs tell"
    best = rows.iloc[1]
    value = subject.times * float(best["value"])
    return (
        f"Worth knowing first: {_inner(best['parameter'], names)} "
        f"({value:.{_decimals(value)}f} {subject.unit})"
    )


def _label(name: str, names: Mapping[str, str]) -> str:
    lines = textwrap.wrap(
        printable(names.get(name, name)), LETTERS, max_lines=LINES, placeholder=" …"
    )
    return "\n".join(lines)


def _inner(name: str, names: Mapping[str, str]) -> str:
    """Return a name as inside a sentence; that of a programme keeps its capital."""
    text = textwrap.shorten(printable(names.get(name, name)), IN_TITLE, placeholder=" …")
    return text if ":" in text else text[:1].lower() + text[1:]


def _begin(text: str) -> str:
    """Return a text as at the beginning of a sentence."""
    text = printable(text)
    return text[:1].upper() + text[1:]


def _decimals(most: float) -> int:
    """Return with how many decimals numbers of this size are written."""
    return 0 if most >= 100 else 1 if most >= 2 else 2 if most >= 0.1 else 3


def _first(table: pd.DataFrame, column: str) -> float:
    return float(table[column].iloc[0]) if len(table) else math.nan


def _draws(table: pd.DataFrame) -> str:
    return str(int(table["draws"].iloc[0])) if len(table) else "no"


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{round(100 * share)}%".replace("-", "−")


def _ends(low: float, high: float) -> str:
    if math.isnan(low) or math.isnan(high):
        return ""
    return f" ({round(100 * low)} to {round(100 * high)})".replace("-", "−")
