"""What a drawn future contributes to the spread of outcomes, for the terminal."""

import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sesim.report.terminal.answers import WIDTH
from sesim.report.text.questions import PEOPLE, SERVED, SHARE

SHOWN = (SERVED, PEOPLE, SHARE)
"""Outcomes that are named; the table has all."""


def future_lines(uncertainty: pd.DataFrame, place: str, interval: float) -> list[str]:
    """Return the future's part of the variance of the main outcomes; nothing if none is drawn.

    Args:
        uncertainty: the columns of `sesim.runs.uncertainty.UNCERTAINTY_COLUMNS`, of one study.
        place: the programme or area that is shown.
        interval: coverage of the intervals.
    """
    if uncertainty.empty:
        return []
    mine = uncertainty[uncertainty["programme"] == place]
    rows: list[Any] = mine[mine["outcome"].isin(SHOWN) & mine["future"].notna()].to_dict("records")
    if not rows:
        return _wrapped(
            "Too few replications share a path of the future to show its part of the variance; "
            "use 40 or more, better 400."
        )
    parts = ", ".join(_part(row) for row in sorted(rows, key=lambda row: _place(row["outcome"])))
    return _wrapped(
        f"The drawn future's part of the variance between histories, with its {100 * interval:g}% "
        f"confidence interval: {parts}. More replications narrow it; uncertainty.csv has the "
        "parts of chance and parameters, and every outcome."
    )


def _place(outcome: str) -> int:
    return SHOWN.index(outcome)


def _part(row: Mapping[str, Any]) -> str:
    share, low, high = (100 * float(row[name]) for name in ("future", "future_low", "future_high"))
    return f"{row['outcome']} {share:.0f}% [{low:.0f} to {high:.0f}%]"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH)
