"""The comparisons of a sweep as a table of plain text, for the terminal."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from sesim.outcomes import (
    ALL,
    COUNTY,
    FEWEST_REPLICATIONS,
    SINCE_PLAN,
    Verdict,
    judge,
    too_few,
    verdicts,
)
from sesim.outcomes.sureness import EFFECT, PRECISION, ends
from sesim.report.terminal.answers import answers, number
from sesim.report.text.names import AREAS, display_names, printable

SHOWN = ("employed", "employed_share", "employed_per_referred", "first_job_by_12_months")
"""Outcomes of the table: jobs, always with both denominators, and how soon."""

GROUPS = {SINCE_PLAN: "those referred since the plan began", ALL: ""}
"""What rows are about; those whom a plan touches come first."""

WIDTH = 96
NAME_WIDTH = 24

HEAD = ("before -> after", "change", "effect", "verdict", "[mean]", "better in")
"""Of the columns: where the effect lies comes before the precision of its mean."""

VERDICT = HEAD.index("verdict")

MOST_PLACES = 4
"""With more programmes than this the table is about all of them together."""


def contrast_table(
    comparison: pd.DataFrame,
    titles: Mapping[str, str],
    days: str,
    interval: float,
    *,
    future: bool = False,
) -> str:
    """Return what the jobs of a sweep change: the answers first, then the differences.

    The table is about the county; where few programmes were simulated, also about each of them,
    and where it was only one, about that alone.

    Args:
        comparison: as from `sesim.compare`, with one or more scenarios.
        titles: names for readers, by programme.
        days: which days the figures are about.
        interval: coverage of the intervals.
        future: whether the future is drawn.
    """
    places = _places(comparison, titles)
    mine = comparison[comparison["programme"] == places[-1]]
    rows = _in_places(comparison[comparison["outcome"].isin(SHOWN)], places)
    if rows.empty:
        return (
            "There is nothing to compare: no two jobs differ in their scenario or values alone. "
            "Name the baseline too, as in scenario=baseline,rapid_search."
        )
    names = display_names(rows["programme"].unique(), titles)
    rows = rows.assign(place=rows["programme"].map(names) if len(names) > 1 else "")
    with_what = list(rows["compared_with"].unique())
    single = f" with {printable(with_what[0])}" if len(with_what) == 1 else ""
    who = next((text for group, text in GROUPS.items() if group in set(mine["group"])), "")
    lines = [f"{', '.join(names.values())}, {days}"]
    lines += textwrap.wrap(f"Compared{single}: same people, same luck{who and f'; {who}'}.", WIDTH)
    lines += [*answers(mine), "", *_table(rows, named=not single)]
    return "\n".join([*lines, "", *_notes(rows, interval, future=future)])


def _table(rows: pd.DataFrame, *, named: bool) -> Iterator[str]:
    """Yield the lines of the table: outcome by outcome, with the columns below one head."""
    parts = [
        (", ".join(text for text in (outcome, heading, _unit(chosen)) if text), chosen)
        for group, heading in GROUPS.items()
        for outcome in SHOWN
        if len(chosen := rows[(rows["group"] == group) & (rows["outcome"] == outcome)])
    ]
    counting: list[list[Any]] = [
        part[part["replications"] > 0].to_dict("records") for _, part in parts
    ]
    cells = [[_cells(row) for row in part] for part in counting]
    columns = list(zip(HEAD, *(row for part in cells for row in part), strict=True))
    widths = [max(map(len, column)) for column in columns]
    labels = [[_label(row, named=named) for row in part] for part in counting]
    longest = max([len(text) for part in labels for text in part], default=0)
    longest = min(NAME_WIDTH, longest)
    yield _line("", HEAD, longest, widths)
    for (heading, _), names, figures in zip(parts, labels, cells, strict=True):
        yield from ("", heading)
        for label, row in zip(names, figures, strict=True):
            *before, last = textwrap.wrap(label, WIDTH) if len(label) > longest else [label]
            if len(last) > longest:
                before, last = [*before, last], ""
            yield from (f"  {text}" for text in before)
            yield _line(last, row, longest, widths)


def _line(label: str, cells: Sequence[str], longest: int, widths: Sequence[int]) -> str:
    padded = [f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True)]
    padded[VERDICT] = f"{cells[VERDICT]:<{widths[VERDICT]}}"
    return "  ".join([f"  {label:{longest}}", *padded]).rstrip()


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the figures of a row: where the effect lies before the precision of its mean."""
    effect, mean = (
        f"{number(row, low)} to {number(row, high)}" for low, high in (EFFECT, PRECISION)
    )
    return (
        f"{number(row, 'baseline', '')} -> {number(row, 'mean', '')}",
        number(row, "difference"),
        effect if ends(row) == EFFECT else "?",
        str(judge(row)),
        f"[{mean}]",
        f"{100 * row['probability_better']:.0f}%",
    )


def _unit(rows: pd.DataFrame) -> str:
    return "differences in percentage points" if (rows["unit"] == "share").all() else ""


def _label(row: Mapping[str, Any], *, named: bool) -> str:
    label = printable(str(row["scenario"]))
    if row["place"]:
        label = f"{printable(row['place'])}: {label}"
    return f"{label} (from {printable(str(row['compared_with']))})" if named else label


def _notes(rows: pd.DataFrame, interval: float, *, future: bool) -> list[str]:
    most, share = int(rows["replications"].max()), f"{100 * interval:g}%"
    found = verdicts(rows)
    what = "parameter uncertainty" + " and the drawn future" * future
    notes = [
        f"effect: {share} credible interval of the effect ({what}, chance averaged "
        "out). It is clear where the whole interval lies on one side of zero.",
        f"[mean]: {share} confidence interval of the mean difference (simulation precision), over "
        f"{most} replications; more of them narrow it.",
        "better in: share of paired replications in which the scenario does better, a tie counting "
        "half.",
    ]
    if too_few(most):
        notes[:1] = [
            f"How sure the effect is, is not known: {most} replication(s) are too few to conclude "
            f"anything from; take {FEWEST_REPLICATIONS} or more, better 100."
        ]
    elif rows["effect_low"].isna().all():
        notes[:1] = [
            "How sure the effect is, is not known: all replications have the same parameters, or "
            "too few share one draw of them."
        ]
    nothing = [
        printable(str(name))
        for name, part in found.groupby(rows["scenario"], sort=False)
        if part.isin([Verdict.NONE, Verdict.MISSING]).all()
    ]
    if nothing:
        notes.append(f"Without any effect on these outcomes here: {', '.join(nothing)}.")
    return [line for note in notes for line in textwrap.wrap(note, WIDTH, subsequent_indent="  ")]


def _places(comparison: pd.DataFrame, titles: Mapping[str, str]) -> list[str]:
    """Return what the table is about, in order: each of a few programmes, then the county."""
    places = [str(place) for place in comparison["programme"].unique()]
    programmes = [place for place in places if place in titles and place not in AREAS]
    if len(programmes) == 1:
        return programmes
    total = COUNTY if COUNTY in places else places[0] if places else COUNTY
    return [*(programmes if len(programmes) <= MOST_PLACES else []), total]


def _in_places(rows: pd.DataFrame, places: list[str]) -> pd.DataFrame:
    """Return the rows about some places, one place after the other.

    The total of a job that is about one of them alone would only repeat its row.
    """
    *single, total = places
    found = [rows[rows["programme"] == place] for place in single]
    counts = pd.concat(found).groupby("scenario")["programme"].nunique() if found else pd.Series()
    alone = set(counts.index[counts == 1])
    return pd.concat([*found, rows[(rows["programme"] == total) & ~rows["scenario"].isin(alone)]])
