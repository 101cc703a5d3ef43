"""The summary tables as one workbook, for spreadsheets that do not open a CSV file as a table.

The same study gives the same bytes, so nothing in it says when or where it was made.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sesim.outcomes import (
    ALL,
    BEFORE_PLAN,
    BEFORE_START,
    COUNTY,
    OUTCOMES,
    SINCE_PLAN,
    SINCE_START,
    Better,
)
from sesim.runs.results.columns import COMPARISON, GOALS, GROUPS, RESULTS

WORKBOOK = "summary.xlsx"

MADE = datetime(1980, 1, 1)
"""The date in the file: a fixed one, the earliest that the format allows."""

MOST_ROWS = 20_000
"""Rows of a sheet; more take long to write and open, and Excel refuses a million."""

MOST_LETTERS = 32_000
"""Letters of a cell; Excel's limit is slightly higher."""

WIDEST = 60
"""Width of a column, in letters."""

FIRST = (
    "scenario", "compared_with", "programme", "group", "outcome", "unit", "direction", "level",
    "baseline", "mean", "difference", "low", "high", "effect_low", "effect_high", "observed",
    "replications",
)  # fmt: skip
"""Columns in reading order; others follow in their own order."""

WITHOUT_TRAITS = (ALL, BEFORE_PLAN, SINCE_PLAN, BEFORE_START, SINCE_START)
"""Groups that are not made by a characteristic of people."""

WHOLE, SHARE, MONEY, DECIMALS = "0", "0.0%", "#,##0", "#,##0.00"

SHARES = (
    "probability_better", "chance_share", "variance_ratio",
    "probability", "probability_low", "probability_high",
)  # fmt: skip
"""Columns that hold shares for every outcome."""

COUNTED = ("replications", "reached", "job")
"""Columns that hold whole numbers."""


class Sheet(NamedTuple):
    """A table of the workbook.

    Attributes:
        name: of the sheet.
        table: its rows.
        note: what is left out, if anything.
    """

    name: str
    table: pd.DataFrame
    note: str = ""


def of_study(summary: pd.DataFrame, goals: pd.DataFrame, about: Mapping[str, Any]) -> bytes:
    """Return the workbook of a study.

    Args:
        summary: as in the CSV file.
        goals: likewise; without rows there is no sheet of them.
        about: its origin.
    """
    sheets = [
        results_sheet(summary),
        *_goals_sheet(goals),
        explanations_sheet(compared=False, goals=len(goals) > 0),
    ]
    return workbook([*sheets, provenance_sheet(about, sheets)])


def of_sweep(
    summary: pd.DataFrame,
    comparison: pd.DataFrame,
    goals: pd.DataFrame,
    jobs: pd.DataFrame,
    about: Mapping[str, Any],
) -> bytes:
    """Return the workbook of a sweep.

    Args:
        summary: as in the CSV file.
        comparison: likewise.
        goals: likewise; without rows there is no sheet of them.
        jobs: likewise.
        about: their origin.
    """
    sheets = [
        results_sheet(summary),
        comparison_sheet(comparison),
        *_goals_sheet(goals),
        Sheet("jobs", jobs),
        explanations_sheet(compared=True, goals=len(goals) > 0),
    ]
    return workbook([*sheets, provenance_sheet(about, sheets)])


def results_sheet(summary: pd.DataFrame) -> Sheet:
    """Return the sheet of the outcomes of a study, or of the jobs of a sweep."""
    return _limited("results", summary, "summary.csv")


def comparison_sheet(comparison: pd.DataFrame) -> Sheet:
    """Return the sheet of the differences between the jobs of a sweep."""
    return _limited("comparison", comparison, "comparison.csv")


def _goals_sheet(goals: pd.DataFrame) -> list[Sheet]:
    """Return the sheet of the programmes' goals, if there are any."""
    return [_limited("goals", goals, "goals.csv")] if len(goals) else []


def explanations_sheet(*, compared: bool, goals: bool = False) -> Sheet:
    """Return the sheet that explains columns, groups and outcomes.

    Args:
        compared: whether there is a sheet of comparisons.
        goals: whether there is a sheet of goals.
    """
    signs = {Better.LESS: "less", Better.NEITHER: "", Better.MORE: "more"}
    columns = [("column of results", RESULTS)]
    columns += [("column of comparison", COMPARISON)] if compared else []
    columns += [("column of goals", GOALS)] if goals else []
    rows = [
        {"what": what, "name": name, "meaning": meaning}
        for what, meanings in [*columns, ("group", GROUPS)]
        for name, meaning in meanings.items()
    ]
    rows += [
        {
            "what": "outcome",
            "name": name,
            "unit": outcome.unit,
            "better": signs[outcome.better],
            "meaning": outcome.definition,
        }
        for name, outcome in OUTCOMES.items()
    ]
    return Sheet("explanations", pd.DataFrame(rows, columns=EXPLANATIONS).fillna(""))


EXPLANATIONS = ["what", "name", "unit", "better", "meaning"]


def provenance_sheet(about: Mapping[str, Any], sheets: Sequence[Sheet]) -> Sheet:
    """Return the sheet with the origin of the results, and with what other sheets leave out.

    Args:
        about: values by name; a mapping becomes one row for each of its values.
        sheets: the other sheets.
    """
    notes = {f"sheet {sheet.name}": sheet.note for sheet in sheets if sheet.note}
    rows = [{"name": name, "value": str(value)} for name, value in _flat({**about, **notes})]
    return Sheet("provenance", pd.DataFrame(rows, columns=["name", "value"]))


def _flat(about: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in about.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}: {inner}", one) for inner, one in value.items())
        elif value is not None:
            yield name, value


def _limited(name: str, table: pd.DataFrame, whole: str) -> Sheet:
    """Return a sheet with as much of a table as a spreadsheet opens easily."""
    everyone = table["group"].isin(WITHOUT_TRAITS)
    county = table["programme"] == COUNTY
    for rows, without in (
        (table, ""),
        (table[everyone], "sex and motivation"),
        (table[everyone & county], "sex, motivation and programmes"),
    ):
        if len(rows) <= MOST_ROWS:
            return Sheet(name, rows, f"without {without}, which {whole} has" if without else "")
    return Sheet(name, table.iloc[:0], f"has too many rows for a spreadsheet; see {whole}")


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return an XLSX file with some sheets; texts never become formulas or links."""
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": "sesim", "created": MADE})
    formats = {text: book.add_format({"num_format": text}) for text in _NUMBERS}
    formats["head"] = book.add_format({"bold": True, "bottom": 1})
    formats["text"] = book.add_format({"text_wrap": True, "valign": "top"})
    for sheet in sheets:
        _fill(book.add_worksheet(sheet.name), sheet, formats)
    book.close()
    return stream.getvalue()


_NUMBERS = (WHOLE, SHARE, MONEY, DECIMALS)


def _fill(page: Worksheet, sheet: Sheet, formats: Mapping[str, Format]) -> None:
    table = sheet.table[_order(sheet.table)]
    units = list(table["unit"]) if "unit" in table else [""] * len(table)
    for place, name in enumerate(table.columns):
        page.write_string(0, place, name, formats["head"])
        values = table[name].tolist()
        if table[name].dtype.kind in "if":
            _numbers(page, place, values, [formats[_format(name, unit)] for unit in units])
            page.set_column(place, place, max(10, len(name) + 4))
        else:
            texts = [_clean(value) for value in values]
            longest = max(map(len, [*texts, name]))
            wrapped = formats["text"] if longest > WIDEST else None
            for row, text in enumerate(texts, start=1):
                if text:
                    page.write_string(row, place, text, wrapped)
            page.set_column(place, place, min(WIDEST * 2, longest + 3))
    page.freeze_panes(1, 0)
    if len(table):
        page.autofilter(0, 0, len(table), len(table.columns) - 1)


def _numbers(page: Worksheet, place: int, values: list[float], formats: list[Format]) -> None:
    """Write a column of numbers; a cell without a value stays empty."""
    for row, (value, number) in enumerate(zip(values, formats, strict=True), start=1):
        if value == value and abs(value) != float("inf"):
            page.write_number(row, place, value, number)


def _order(table: pd.DataFrame) -> list[str]:
    first = [name for name in FIRST if name in table.columns]
    return [*first, *(name for name in table.columns if name not in first)]


def _format(column: str, unit: str) -> str:
    """Return the display format of a number, which is stored in full."""
    if column in COUNTED:
        return WHOLE
    if column in SHARES or unit == "share":
        return SHARE
    return MONEY if unit.startswith("SEK") else DECIMALS


def _clean(value: object) -> str:
    """Return a text that a cell can hold."""
    text = "" if value is None or value != value else str(value)
    return text.encode("utf-8", "replace").decode("utf-8")[:MOST_LETTERS]
