"""The comparisons of a sweep as a table of plain text, for the terminal."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sesim.outcomes import ALL, COUNTY, SINCE_PLAN
from sesim.report.names import AREAS, display_names
from sesim.report.words import printable

SHOWN = ("employed", "employed_share", "employed_per_referred", "first_job_by_12_months")
"""Outcomes of the table: jobs, always with both denominators, and how soon."""

GROUPS = {ALL: "", SINCE_PLAN: "those referred since the plan began"}

WIDTH = 96
NAME_WIDTH = 40

MOST_PLACES = 4
"""With more programmes than this the table is about all of them together."""

FEW = 20
"""With fewer replications nothing is told of what the parameters contribute."""


def contrast_table(
    comparison: pd.DataFrame, titles: Mapping[str, str], days: str, interval: float
) -> str:
    """Return the differences between jobs and what they are compared with, one line each.

    The table is about the county; where few programmes were simulated, also about each of them,
    and where it was only one, about that alone.

    Args:
        comparison: as from `sesim.compare`, with one or more scenarios.
        titles: names for readers, by programme.
        days: which days the figures are about.
        interval: coverage of the intervals.
    """
    rows = _in_places(comparison[comparison["outcome"].isin(SHOWN)], _places(comparison, titles))
    if rows.empty:
        return (
            "There is nothing to compare: no two jobs differ in their scenario or values alone. "
            "Name the baseline too, as in scenario=baseline,rapid_search."
        )
    names = display_names(rows["programme"].unique(), titles)
    rows = rows.assign(place=rows["programme"].map(names) if len(names) > 1 else "")
    with_what = list(rows["compared_with"].unique())
    single = f" from {printable(with_what[0])}" if len(with_what) == 1 else ""
    lines = [
        f"{', '.join(names.values())}, {days}",
        f"Differences{single}, paired on the same people and luck:",
    ]
    for group, heading in GROUPS.items():
        for outcome in SHOWN:
            chosen = rows[(rows["group"] == group) & (rows["outcome"] == outcome)]
            if len(chosen):
                unit = "differences in percentage points" if _is_share(chosen) else ""
                lines += ["", ", ".join(text for text in (outcome, heading, unit) if text)]
                lines += _lines(chosen, named=not single)
    return "\n".join([*lines, "", *_notes(rows, interval)])


def _is_share(rows: pd.DataFrame) -> bool:
    return bool((rows["unit"] == "share").all())


def _lines(rows: pd.DataFrame, *, named: bool) -> Iterator[str]:
    """Yield the lines of one outcome; a long label has lines of its own before its figures."""
    counting: list[Any] = rows[rows["replications"] > 0].to_dict("records")
    labels = [_label(row, named=named) for row in counting]
    longest = min(NAME_WIDTH, max(map(len, labels), default=0))
    for row, label in zip(counting, labels, strict=True):
        *before, last = textwrap.wrap(label, WIDTH) if len(label) > longest else [label]
        if len(last) > longest:
            before, last = [*before, last], ""
        yield from (f"  {text}" for text in before)
        yield (
            f"  {last:{longest}}  {_number(row, 'baseline', '')} -> {_number(row, 'mean', '')}   "
            f"{_number(row, 'difference')} [{_number(row, 'low')} to {_number(row, 'high')}]"
            f"{_effect(row)}   better in {100 * row['probability_better']:.0f}%"
        )


def _label(row: Mapping[str, Any], *, named: bool) -> str:
    label = printable(str(row["scenario"]))
    if row["place"]:
        label = f"{printable(row['place'])}: {label}"
    return f"{label} (from {printable(str(row['compared_with']))})" if named else label


def _effect(row: Mapping[str, Any]) -> str:
    if pd.isna(row["effect_low"]):
        return ""
    return f"   effect {_number(row, 'effect_low')} to {_number(row, 'effect_high')}"


def _number(row: Mapping[str, Any], key: str, sign: str = "+") -> str:
    value = float(row[key])
    if pd.isna(value):
        return "?"
    if row["unit"] == "share":
        return f"{100 * value:{sign}.1f}{'' if sign else '%'}"
    return f"{value:{sign}.1f}"


def _notes(rows: pd.DataFrame, interval: float) -> list[str]:
    number = int(rows["replications"].max())
    notes = [
        f"Means of {number} replications. In brackets: the {100 * interval:g}% interval of the "
        "mean difference, narrower with more replications. Better in: share of the "
        "histories in which it comes out better, a tie counting half.",
    ]
    if rows["effect_low"].notna().any():
        notes.append(
            f"Effect: the range that the uncertain parameters leave ({100 * interval:g}% of their "
            "draws), wider where few draws tell of it."
        )
    elif number < FEW:
        notes.append(
            f"{number} replication(s) give rough intervals, and nothing is told of what the "
            f"parameters contribute; take {FEW} or more, better 100."
        )
    nothing = [
        str(name)
        for name, part in rows.groupby("scenario", sort=False)
        if (part["difference"].fillna(0.0) == 0.0).all()
    ]
    if nothing:
        notes.append(f"Without any effect on these outcomes here: {', '.join(nothing)}.")
    return [textwrap.fill(note, WIDTH) for note in notes]


def _places(comparison: pd.DataFrame, titles: Mapping[str, str]) -> list[str]:
    """Return what the table is about, in order: each of a few programmes, then the county."""
    places = [str(place) for place in comparison["programme"].unique()]
    programmes = [place for place in places if place in titles and place not in AREAS]
    if len(programmes) == 1:
        return programmes
    total = COUNTY if COUNTY in places else places[0] if places else COUNTY
    return [*(programmes if len(programmes) <= MOST_PLACES else []), total]


def _in_places(rows: pd.DataFrame, places: list[str]) -> pd.DataFrame:
    """Return the rows about some places, one place after the other."""
    return pd.concat([rows[rows["programme"] == place] for place in places])
