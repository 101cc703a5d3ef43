"""The numbers of a picture as cells of its table, each with the row that it stands in."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from sesim.outcomes import COUNTY
from sesim.report.board.differences import Difference
from sesim.report.board.facts import CURVES, OF_100, Fact, Form, Level, with_interval
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.view import View
from sesim.report.text.language import Phrase
from sesim.report.text.tables import Cell, Table, cell

EVERY = 6
"""Months between the rows of a table of curves."""


class Curve(NamedTuple):
    """A curve of the file: what it is called in a table, and where it stands.

    Attributes:
        name: of its column.
        scenario, curve, series, place: its keys in `curves.csv`.
        form: how its numbers are shown.
        group: whose it is; None for the group of the page.
    """

    name: Cell
    scenario: ScenarioSummary
    curve: str
    series: str = "share"
    place: str = COUNTY
    form: Form = OF_100
    group: str | None = None

    def points(self, view: View) -> pd.DataFrame:
        """Return `x`, `mean`, `low` and `high` where they are known."""
        return view.curve(
            self.scenario, self.curve, series=self.series, place=self.place, group=self.group
        )

    def shown(self, view: View, row: pd.Series) -> Cell:
        """Return one point of it, and beneath it its interval."""
        where = {
            "file": CURVES, "scenario": self.scenario.name, "programme": self.place,
            "group": self.group or view.data.group, "curve": self.curve, "series": self.series,
            "x": f"{float(row['x'])!r}",
        }  # fmt: skip
        value, low, high = (
            Fact(float(row[name]), self.form, view.say, {**where, "column": name})
            for name in ("mean", "low", "high")
        )
        if not (low.known and high.known) or low.text == high.text == value.text:
            return cell(value)
        between = view.say("{low}–{high}", low=low, high=high)
        return cell(value, between)


def brief(view: View, level: Level) -> Phrase:
    """Return a figure and its interval, however many histories have a value."""
    known = level.low.known and level.high.known and level.interval
    between = view.say("{low}–{high}", low=level.low, high=level.high) if known else Phrase("")
    return with_interval(level.value, between, view.say)


def shown(view: View, figure: Level | Difference) -> Cell:
    """Return a figure and beneath it its interval, or that there is none."""
    return cell(figure.value, figure.interval) if figure.value.known else nothing(view)


def fact(view: View, one: Fact) -> Cell:
    """Return a number, or that there is none."""
    return cell(one) if one.known else nothing(view)


def nothing(view: View) -> Phrase:
    """Return what stands where there is no number."""
    return view.say("no value")


def curves_table(
    view: View, caption: Phrase, first: Cell, curves: Sequence[Curve], longest: float = math.inf
) -> Table:
    """Return curves by month, thinned: one row for every so many months, and the last one.

    Args:
        view: the page's data.
        caption: what the table shows.
        first: head of the column of months.
        curves: a column each; those without points are left out.
        longest: last month.
    """
    points = [(one, one.points(view)) for one in curves]
    points = [(one, found[found["x"] <= longest]) for one, found in points if len(found)]
    months = sorted({x for _, found in points for x in found["x"] if x % EVERY == 0})
    rows: list[list[Cell]] = []
    for month in months:
        cells: list[Cell] = [Phrase(view.say.number(month))]
        for one, found in points:
            here = found[found["x"] == month]
            cells.append(one.shown(view, here.iloc[0]) if len(here) else nothing(view))
        rows.append(cells)
    return Table(caption, [first, *(one.name for one, _ in points)], rows)
