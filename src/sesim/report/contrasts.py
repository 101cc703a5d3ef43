"""The comparisons of a sweep as a table of plain text, for the terminal."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sesim.outcomes import ALL, COUNTY, SINCE_PLAN
from sesim.report.names import display_names

SHOWN = ("employed", "employed_share", "employed_per_referred", "first_job_by_12_months")
"""Outcomes of the table: jobs, always with both denominators, and how soon."""

WIDTH = 96


def contrast_table(comparison: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Return the differences between scenarios and their baseline, one line each.

    The table is about the county; where only one programme was simulated, about that.

    Args:
        comparison: as from `sesim.compare`, with one or more scenarios.
        titles: names for readers, by programme.
    """
    area = _area(comparison)
    rows = comparison[(comparison["programme"] == area) & comparison["outcome"].isin(SHOWN)]
    if rows.empty:
        return "There is nothing to compare: no job differs from another in its scenario or values."
    name = display_names([area], titles)[area]
    lines = [f"{name}: differences from the baseline, paired on the same people and luck"]
    for group, heading in ((ALL, ""), (SINCE_PLAN, "those referred since the plan began")):
        for outcome in SHOWN:
            chosen = rows[(rows["group"] == group) & (rows["outcome"] == outcome)]
            if len(chosen) and not (group == SINCE_PLAN and outcome == "employed"):
                unit = "differences in percentage points" if _is_share(chosen) else ""
                lines += ["", ", ".join(text for text in (outcome, heading, unit) if text)]
                lines += _lines(chosen)
    return "\n".join([*lines, "", *_notes(rows)])


def _is_share(rows: pd.DataFrame) -> bool:
    return bool((rows["unit"] == "share").all())


def _lines(rows: pd.DataFrame) -> list[str]:
    counting = rows[rows["replications"] > 0]
    records: list[Any] = counting.to_dict("records")
    longest = max((len(_scenario(row)) for row in records), default=0)
    return [
        f"  {_scenario(row):{longest}}  {_number(row, 'baseline', '')} -> "
        f"{_number(row, 'mean', '')}   {_number(row, 'difference')} "
        f"[{_number(row, 'low')} to {_number(row, 'high')}]{_effect(row)}   "
        f"better in {100 * row['probability_better']:.0f}%"
        for row in records
    ]


def _scenario(row: Mapping[str, Any]) -> str:
    return textwrap.shorten(str(row["scenario"]), 40, placeholder=" …")


def _effect(row: Mapping[str, Any]) -> str:
    if pd.isna(row["effect_low"]):
        return ""
    return f"   effect {_number(row, 'effect_low')} to {_number(row, 'effect_high')}"


def _number(row: Mapping[str, Any], key: str, sign: str = "+") -> str:
    value = float(str(row[key]))
    if pd.isna(value):
        return "?"
    if row["unit"] == "share":
        return f"{100 * value:{sign}.1f}{'' if sign else '%'}"
    return f"{value:{sign}.1f}"


def _notes(rows: pd.DataFrame) -> Sequence[str]:
    number = int(rows["replications"].max())
    notes = [
        f"Means of {number} replications. In brackets: how precisely the mean difference is "
        "known, which more replications improve.",
    ]
    if rows["effect_low"].notna().any():
        notes.append(
            "Effect: where it lies given what is not known of the parameters, which they do not."
        )
    nothing = [
        str(name)
        for name, part in rows.groupby("scenario", sort=False)
        if (part["difference"].fillna(0.0) == 0.0).all()
    ]
    if nothing:
        notes.append(f"Without any effect on these outcomes here: {', '.join(nothing)}.")
    return [textwrap.fill(note, WIDTH) for note in notes]


def _area(comparison: pd.DataFrame) -> str:
    places = list(comparison["programme"].unique())
    return str(COUNTY if COUNTY in places else places[0]) if places else COUNTY
