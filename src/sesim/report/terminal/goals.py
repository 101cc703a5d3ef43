"""Goals and how likely each is reached, as lines of plain text for the terminal."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sesim.report.terminal.answers import WIDTH
from sesim.report.text.names import display_names

Row = Mapping[str, Any]

UNKNOWN = "?"

SIDES = {"at_least": "at least", "at_most": "at most"}


def goal_lines(goals: pd.DataFrame, titles: Mapping[str, str], interval: float) -> list[str]:
    """Return each goal with the prediction and its probability; nothing without goals.

    Args:
        goals: the columns of `sesim.runs.goals.GOAL_COLUMNS`; of several scenarios, each goal
            has a line for each of them.
        titles: names of the programmes for readers.
        interval: coverage of the intervals.
    """
    if goals.empty:
        return []
    names = display_names(goals["programme"].unique(), titles)
    several = len(set(goals["scenario"])) > 1
    lines = ["Goals"]
    for (programme, outcome, direction, level), rows in goals.groupby(
        ["programme", "outcome", "direction", "level"], sort=False
    ):
        unit = str(rows["unit"].iloc[0])
        wanted = f"{SIDES[str(direction)]} {_number(float(str(level)), unit)}"
        lines.append(f"  {names[str(programme)]}: {outcome} {wanted}")
        records: list[Any] = rows.to_dict("records")
        for row in records:
            label = f"{row['scenario']}: " if several else ""
            lines += textwrap.wrap(
                label + _reached(row), WIDTH, initial_indent="    ", subsequent_indent="      "
            )
    return [*lines, *_note(interval), ""]


def _reached(row: Row) -> str:
    """Return what is predicted, and in how many replications the goal is reached."""
    if not row["replications"]:
        return "no value in this study period"
    unit = str(row["unit"])
    mean, low, high = (_number(float(row[key]), unit) for key in ("mean", "low", "high"))
    between = "" if low == UNKNOWN else f" [{low} to {'more' if high == UNKNOWN else high}]"
    bounds = [f"{100 * float(row[f'probability_{end}']):.0f}" for end in ("low", "high")]
    return (
        f"predicted {mean}{between}; reached in {row['reached']} of {row['replications']} "
        f"replications: {100 * float(row['probability']):.0f}% [{bounds[0]} to {bounds[1]}%]"
    )


def _note(interval: float) -> Iterator[str]:
    yield from textwrap.wrap(
        f"[of a share of replications]: exact {100 * interval:g}% confidence interval for the "
        "number of replications; more of them narrow it. How likely a goal is to be reached holds "
        "for the model and its assumptions.",
        WIDTH,
        initial_indent="  ",
        subsequent_indent="  ",
    )


def _number(value: float, unit: str) -> str:
    if pd.isna(value):
        return UNKNOWN
    if unit == "share":
        return f"{100 * value:.3g}%"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
