"""The results of a study as a table of plain text, for the terminal."""

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

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
OWN = "own"
NOBODYS: Mapping[str, str] = MappingProxyType({})
ABSENT = "was not running in this period"


def county_table(
    summary: pd.DataFrame,
    titles: Mapping[str, str],
    *,
    what_if: bool = False,
    counts_of: Mapping[str, str] = NOBODYS,
) -> str:
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
        counts_of: whose the counts of each area are: `published` unless it is `own` or `both`.
    """
    tables = []
    never = absent(summary)
    scenarios = list(summary["scenario"].unique())
    for scenario in scenarios:
        rows = summary[(summary["scenario"] == scenario) & (summary["group"] == ALL)]
        heading = f"Scenario: {scenario}\n" if len(scenarios) > 1 else ""
        idle = {place for name, place in never if name == scenario}
        counts = _Counts(rows, counts_of, what_if=what_if)
        tables.append(heading + _table(rows, titles, idle, counts))
    return "\n\n".join(tables)


def _table(
    rows: pd.DataFrame, titles: Mapping[str, str], idle: Collection[str], counts: "_Counts"
) -> str:
    wanted = rows[rows["outcome"].isin([*COUNTS, SHARE])]
    by_area = {str(area): part.set_index("outcome") for area, part in _in_order(wanted)}
    by_area = {area: by_area[area] for area in _worth_a_row(list(by_area), titles)}
    names = display_names(by_area, titles)
    head = _head(counts.label)
    columns, published = len(head[0]) - 1, bool(counts.label)
    lines = [
        [
            names[area],
            *([""] * columns if area in idle else _cells(part, published=published)),
        ]
        for area, part in by_area.items()
    ]
    widths = [max(map(_width, column)) for column in zip(*head, *lines, strict=True)]
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
    above = [_laid_out(line, widths) for line in head]
    notes = [_note(wanted), *_partly_known(wanted, names)]
    if counts.label:
        notes[0] += f"; {counts.note(names)}"
    return "\n".join([*above, rule, *laid_out, rule, *notes])


class _Counts:
    """The counts beside the simulated ones: what their columns are called, and why.

    Args:
        rows: of one scenario.
        counts_of: whose the counts of each area are.
        what_if: whether they are about another programme than the simulated one.
    """

    def __init__(self, rows: pd.DataFrame, counts_of: Mapping[str, str], *, what_if: bool) -> None:
        known = rows[rows["observed"].notna()]["programme"].unique()
        self._own = [area for area in map(str, known) if counts_of.get(area) == OWN]
        self._is_own = len(known) > 0 and len(self._own) == len(known)
        self._about = ", as it was" if what_if else ""
        self.label = "" if not len(known) else "own" if self._is_own else "publ."
        if self._own and not self._is_own:
            self.label = "counted"

    def note(self, names: Mapping[str, str]) -> str:
        """Return what the columns hold."""
        if self._is_own:
            return f"own: own counts{self._about}"
        if not self._own:
            return f"publ.: published{self._about}"
        places = ", ".join(_shortened(names[area], LINE_WIDTH // 3) for area in self._own)
        return f"counted: published{self._about}, but own counts of {places}"


def _note(rows: pd.DataFrame) -> str:
    number = _simulated(rows)
    note = f"simulated: mean of {number} replication(s) [interval between them]"
    if number < LEAST:
        note = "simulated: one replication, which has no interval"
    return note


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


def _head(label: str) -> tuple[list[str], list[str]]:
    """Return the two lines of heads; without a label there are no counts."""
    head, under = [""], [""]
    for title in ("participants", "employed", "ongoing", "share employed"):
        head.append(title)
        under.append("simulated")
        if label:
            head.append("")
            under.append(label)
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
