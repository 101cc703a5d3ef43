"""The results of a study as a table of plain text, for the terminal."""

import unicodedata
from collections.abc import Collection, Iterator, Mapping

import numpy as np
import pandas as pd

from sesim.outcomes import ALL, COUNTY
from sesim.outcomes.absent import absent
from sesim.outcomes.summary import LEAST
from sesim.report.text.names import AREAS, display_names

COUNTS = ("participants", "employed", "ongoing")
SHARE = "employed_share"
LINE_WIDTH = 110
COLUMN_GAP = "  "
DASH = "-"
ABSENT = "was not running in this period"


def county_table(summary: pd.DataFrame, titles: Mapping[str, str], *, what_if: bool = False) -> str:
    """Return simulated and published counts by programme, förbund and county, side by side.

    The table has lines of at most 110 characters. Programmes come first, then the areas, without
    those that would only repeat a row: no total of a single programme, and no förbund if it is
    the only one.
    Numbers are means over replications, and brackets hold their intervals; one replication has
    none. A programme without a post in the window has a remark instead of numbers.

    Args:
        summary: as from `summarise`; with several scenarios, one table for each.
        titles: names for readers, by programme; areas may be named too.
        what_if: whether the study changes anything, so that what is published is about another.
    """
    tables = []
    never = absent(summary)
    scenarios = list(summary["scenario"].unique())
    for scenario in scenarios:
        rows = summary[(summary["scenario"] == scenario) & (summary["group"] == ALL)]
        heading = f"Scenario: {scenario}\n" if len(scenarios) > 1 else ""
        idle = {place for name, place in never if name == scenario}
        tables.append(heading + _table(rows, titles, idle, what_if=what_if))
    return "\n\n".join(tables)


def _table(
    rows: pd.DataFrame, titles: Mapping[str, str], idle: Collection[str], *, what_if: bool
) -> str:
    wanted = rows[rows["outcome"].isin([*COUNTS, SHARE])]
    by_area = {str(area): part.set_index("outcome") for area, part in _in_order(wanted)}
    by_area = {area: by_area[area] for area in _worth_a_row(list(by_area), titles)}
    names = display_names(by_area, titles)
    published = bool(wanted["observed"].notna().any())
    columns = len(_head(published)[0]) - 1
    lines = [
        [names[area], *([""] * columns if area in idle else _cells(part, published=published))]
        for area, part in by_area.items()
    ]
    widths = [max(map(_width, column)) for column in zip(*_head(published), *lines, strict=True)]
    widths[0] = max(
        12, min(widths[0], LINE_WIDTH - sum(widths[1:]) - len(COLUMN_GAP) * len(lines[0]))
    )
    rule = DASH * (sum(widths) + len(COLUMN_GAP) * (len(widths) - 1))
    laid_out = [
        _remarked(line[0], widths[0]) if area in idle else _laid_out(line, widths)
        for area, line in zip(by_area, lines, strict=True)
    ]
    if first := _first_total(list(by_area), titles):
        laid_out.insert(first, rule)
    head = [_laid_out(line, widths) for line in _head(published)]
    notes = [_note(wanted, published=published, what_if=what_if), *_partly_known(wanted, names)]
    return "\n".join([*head, rule, *laid_out, rule, *notes])


def _note(rows: pd.DataFrame, *, published: bool, what_if: bool) -> str:
    number = _simulated(rows)
    note = f"simulated: mean of {number} replication(s) [interval between them]"
    if number < LEAST:
        note = "simulated: one replication, which has no interval"
    about = ", as it was" if what_if else ""
    return f"{note}; publ.: published{about}" if published else note


def _simulated(rows: pd.DataFrame) -> int:
    return int(rows["replications"].max()) if len(rows) else 0


def _partly_known(rows: pd.DataFrame, names: Mapping[str, str]) -> Iterator[str]:
    """Yield where a share is over some of the replications, those in which somebody enrolled."""
    shares, number = rows[rows["outcome"] == SHARE], _simulated(rows)
    for area, known in zip(shares["programme"], shares["replications"], strict=True):
        if 0 < known < number:
            name = _shortened(names[str(area)], LINE_WIDTH // 2)
            yield f"{name}: share of those enrolled in {known} of {number} replications"


def _remarked(name: str, width: int) -> str:
    name = _shortened(name, width)
    return f"{name}{' ' * (width - _width(name))}{COLUMN_GAP}{ABSENT}"


def _in_order(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [(area, rows[rows["programme"] == area]) for area in rows["programme"].unique()]


def _worth_a_row(places: list[str], titles: Mapping[str, str]) -> list[str]:
    """Return the places without the totals that add up the same programmes as another row."""
    first = _first_total(places, titles)
    programmes, totals = places[:first], places[first:]
    if len(programmes) == 1:
        return programmes
    if programmes and COUNTY in totals and len(totals) == 2:  # the other is the only förbund
        return [*programmes, COUNTY]
    return places


def _first_total(places: list[str], titles: Mapping[str, str]) -> int:
    """Return where the totals begin, or 0: they come after the programmes, which have titles."""
    totals = [i for i, name in enumerate(places) if name in AREAS or name not in titles]
    return totals[0] if totals else 0


def _head(published: bool) -> tuple[list[str], list[str]]:
    head, under = [""], [""]
    for title in ("participants", "employed", "ongoing", "share employed"):
        head.append(title)
        under.append("simulated")
        if published:
            head.append("")
            under.append("publ.")
    return head, under


def _cells(outcomes: pd.DataFrame, *, published: bool) -> list[str]:
    cells = []
    for outcome in (*COUNTS, SHARE):
        known = outcome in outcomes.index
        columns = ("mean", "low", "high", "observed")
        values = [float(outcomes[c][outcome]) if known else np.nan for c in columns]
        percent = outcome == SHARE
        cells.append(_estimate(*values[:3], percent=percent))
        if published:
            cells.append(_number(values[3], percent=percent))
    return cells


def _estimate(mean: float, low: float, high: float, *, percent: bool) -> str:
    if np.isnan(mean):
        return DASH
    if np.isnan(low):
        return _number(mean, percent=percent)
    between = f"{_number(low, percent=percent).rstrip('%')}-{_number(high, percent=percent)}"
    return f"{_number(mean, percent=percent)} [{between}]"


def _number(value: float, *, percent: bool) -> str:
    if np.isnan(value):
        return DASH
    return f"{100 * value:.0f}%" if percent else f"{value:.0f}"


def _shortened(name: str, width: int) -> str:
    return name if _width(name) <= width else name[: width - 3].rstrip() + "..."


def _width(text: str) -> int:
    """Return how many columns of a terminal the text takes: accents that combine take none."""
    return sum(not unicodedata.combining(sign) for sign in text)


def _laid_out(cells: list[str], widths: list[int]) -> str:
    """Return one line: the name to the left, numbers to the right of their columns."""
    cells = [_shortened(cells[0], widths[0]), *cells[1:]]
    padding = [" " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)]
    first = cells[0] + padding[0]
    rest = [pad + cell for cell, pad in zip(cells[1:], padding[1:], strict=True)]
    return COLUMN_GAP.join([first, *rest]).rstrip()
