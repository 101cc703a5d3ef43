"""Records beside the model's prediction, as a table of plain text for the terminal."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sesim.report.text.language import DASH
from sesim.report.text.numbers import decimals_for

HEAD = ("", "records", "model", "90% interval", "inside")


def beside_table(table: pd.DataFrame) -> str:
    """Return the comparison, and how many outcomes lie inside.

    Args:
        table: as from `beside_records`.
    """
    found: list[Any] = table.to_dict("records")
    rows = [HEAD, *map(_cells, found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths) for row in rows]
    lines[1:1] = ["-" * len(lines[0])]
    return "\n".join([*lines, *_notes(table)])


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    ends = [float(row[name]) for name in ("records", "mean", "low", "high")]
    decimals = decimals_for(max((abs(one) for one in ends if math.isfinite(one)), default=1.0))
    records, mean, low, high = (
        _number(one, decimals, percent=row["unit"] == "share") for one in ends
    )
    return (
        str(row["outcome"]),
        "hidden" if row["hidden"] else records,
        mean,
        f"{low} to {high}",
        {True: "yes", False: "no"}.get(row["inside"], ""),
    )


def _number(value: float, decimals: int, *, percent: bool) -> str:
    if math.isnan(value):
        return DASH
    return f"{100 * value:.0f}%" if percent else f"{value:.{decimals}f}"


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    first, *rest = (
        f"{cell:<{width}}" if not i else f"{cell:>{width}}"
        for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([first, *rest]).rstrip()


def _notes(table: pd.DataFrame) -> Iterator[str]:
    judged = table["inside"].notna()
    inside = int(table.loc[judged, "inside"].astype(bool).sum())
    number = int(table["replications"].max()) if len(table) else 0
    yield (
        f"{inside} of {int(judged.sum())} outcomes lie inside the 90% prediction interval of "
        f"{number} replications;"
    )
    yield "even if the model is right, expect one of ten outside."
    if table["hidden"].any():
        yield "hidden: fewer than 5 people stand behind the figure, or behind one that follows."
