"""The workbook: what the tables hold, as numbers and texts, and the same bytes each time."""

import math
import time
import zipfile
from io import BytesIO
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesim.outcomes import OUTCOMES, SUMMARY_COLUMNS
from sesim.runs.compare import COMPARISON_COLUMNS, compare
from sesim.runs.goals import GOAL_COLUMNS
from sesim.runs.replicate import Results
from sesim.runs.results import workbook as made
from sesim.runs.results.columns import COMPARISON, GOALS, GROUPS, RESULTS
from sesim.runs.results.store import parts_of
from sesim.runs.results.workbook import Sheet, of_study, of_sweep, results_sheet, workbook

NO_GOALS = pd.DataFrame(columns=list(GOAL_COLUMNS))

NUMBERS = st.floats(-1e300, 1e300) | st.sampled_from([math.nan, math.inf, -math.inf])


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(data))


def table_of(book: Any, name: str) -> pd.DataFrame:
    head, *rows = book[name].iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=head)


@pytest.fixture(scope="module")
def book(results: Results) -> Any:
    return opened(
        of_study(results.summary, NO_GOALS, {"program": "sesim", "packages": {"numpy": "2"}})
    )


def test_a_study_has_three_sheets_and_a_sweep_five(results: Results, book: Any) -> None:
    assert book.sheetnames == ["results", "explanations", "provenance"]
    comparison = compare(results, results)
    jobs = pd.DataFrame({"job": [0], "scenario": ["baseline"], "overrides": ["seed=1"]})
    sweep = opened(of_sweep(results.summary, comparison, NO_GOALS, jobs, {}))
    assert sweep.sheetnames == ["results", "comparison", "jobs", "explanations", "provenance"]
    assert len(table_of(sweep, "comparison")) == len(comparison)
    assert sorted(table_of(sweep, "comparison").columns) == sorted(COMPARISON_COLUMNS)


def test_the_results_are_those_of_the_summary(results: Results, book: Any) -> None:
    """Numbers are numbers, and a value that is missing is an empty cell."""
    shown = table_of(book, "results")[list(results.summary.columns)]

    pd.testing.assert_frame_equal(
        shown.fillna(np.nan), results.summary, check_dtype=False, check_categorical=False
    )


def test_the_first_row_stays_and_every_column_can_be_filtered(book: Any) -> None:
    for name in book.sheetnames:
        assert book[name].freeze_panes == "A2"
        assert book[name].auto_filter.ref.startswith("A1:")
    first = [cell.value for cell in book["results"][1]][:8]
    assert first == [
        "scenario", "programme", "group", "outcome", "unit", "mean", "low", "high",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "column", "shown"),
    [
        ("employed_share", "mean", "0.0%"),
        ("participants", "low", "#,##0.00"),
        ("cost_per_job", "high", "#,##0"),
        ("participants", "chance_share", "0.0%"),
        ("participants", "replications", "0"),
    ],
)
def test_numbers_are_shown_as_their_unit_wants(
    book: Any, outcome: str, column: str, shown: str
) -> None:
    page = book["results"]
    names = [cell.value for cell in page[1]]
    cells = [
        row[names.index(column)] for row in page if row[names.index("outcome")].value == outcome
    ]

    assert {cell.number_format for cell in cells if cell.value is not None} <= {shown}


def test_columns_groups_and_outcomes_are_explained(results: Results) -> None:
    """Each one that a table can have, in the words of the catalogue."""
    explained = table_of(opened(workbook([made.explanations_sheet(compared=True)])), "explanations")
    names = explained.groupby("what")["name"].apply(set)

    assert set(RESULTS) == set(SUMMARY_COLUMNS) == names["column of results"]
    assert set(COMPARISON) == set(COMPARISON_COLUMNS) == names["column of comparison"]
    assert names["outcome"] == set(OUTCOMES)
    assert set(results.summary["group"]) <= set(GROUPS) == names["group"]
    assert explained["meaning"].str.len().min() > 3
    employed = explained[explained["name"] == "employed"].iloc[0]
    assert (employed["unit"], employed["better"]) == ("persons", "more")
    assert employed["meaning"] == OUTCOMES["employed"].definition


def test_provenance_has_a_row_for_each_value(book: Any) -> None:
    rows = table_of(book, "provenance")

    assert dict(zip(rows["name"], rows["value"], strict=True)) == {
        "program": "sesim",
        "packages: numpy": "2",
    }


def test_the_same_tables_give_the_same_bytes(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At another time too: a file of this kind usually bears the time at which it was made."""
    first = of_study(results.summary, NO_GOALS, {})
    later = time.time() + 1e6
    monkeypatch.setattr(time, "time", lambda: later)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(later))

    assert of_study(results.summary, NO_GOALS, {}) == first
    with zipfile.ZipFile(BytesIO(first)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01T00:00:00Z" in archive.read("docProps/core.xml")


@given(st.lists(st.text(max_size=40), min_size=1, max_size=50))
@settings(max_examples=15)
def test_any_text_stays_the_text_that_it_is(texts: list[str]) -> None:
    table = pd.DataFrame({"text": texts})
    page = opened(workbook([Sheet("texts", table)]))["texts"]

    for row, text in enumerate(texts, start=2):
        cell = page.cell(row, 1)
        assert cell.data_type in ("s", "n")  # empty cells count as numbers
        assert cell.hyperlink is None
        if text.isprintable():
            assert cell.value == (text or None)


@pytest.mark.parametrize("text", ["=1+1", "+46", "-x", "@SUM(A1)", "http://a.b", "{=1}", "0123"])
def test_no_text_is_a_formula_a_link_or_a_number(text: str) -> None:
    table = pd.DataFrame({"scenario": [text]})
    cell = opened(workbook([Sheet("texts", table)]))["texts"]["A2"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@given(st.lists(NUMBERS, min_size=1, max_size=50))
@settings(max_examples=15)
def test_any_number_is_that_number_or_an_empty_cell(numbers: list[float]) -> None:
    table = pd.DataFrame({"mean": numbers})
    page = opened(workbook([Sheet("numbers", table)]))["numbers"]

    for row, number in enumerate(numbers, start=2):
        # A spreadsheet holds 15 digits.
        known = pytest.approx(number, rel=1e-14, abs=0.0) if math.isfinite(number) else None
        assert page.cell(row, 1).value == known


def test_a_long_text_is_cut_where_spreadsheets_cut_it() -> None:
    table = pd.DataFrame({"text": ["x" * 100_000]})

    assert len(opened(workbook([Sheet("texts", table)]))["texts"]["A2"].value) == made.MOST_LETTERS


@pytest.mark.parametrize(
    ("most", "left_out"),
    [
        (10_000, ""),
        (400, "without sex and motivation, which summary.csv has"),
        (150, "without sex, motivation and programmes, which summary.csv has"),
        (5, "has too many rows for a spreadsheet; see summary.csv"),
    ],
)
def test_of_too_many_rows_the_most_important_stay(
    results: Results, monkeypatch: pytest.MonkeyPatch, most: int, left_out: str
) -> None:
    monkeypatch.setattr(made, "MOST_ROWS", most)

    sheet = results_sheet(results.summary)

    assert (len(sheet.table) <= most, sheet.note) == (True, left_out)
    notes = table_of(opened(of_study(results.summary, NO_GOALS, {})), "provenance")
    assert notes["value"].tolist() == ([left_out] if left_out else [])


def test_the_tables_of_a_study_hold_no_more_columns_than_are_explained(results: Results) -> None:
    assert list(results.summary.columns) == list(SUMMARY_COLUMNS)
    assert parts_of(results).measures["group"].isin(list(GROUPS)).all()


def test_goals_have_a_sheet_in_the_workbooks_of_a_study_and_of_a_sweep(results: Results) -> None:
    goals = pd.DataFrame(
        [
            ("baseline", "eksjo", "all", "employed", "persons", "at_least", 4.0,
             5.5, 2.0, 9.0, 7, 10, 0.7, 0.4, 0.9),
            ("baseline", "eksjo", "all", "employed_share", "share", "at_most", 0.35,
             np.nan, np.nan, np.nan, 0, 0, np.nan, np.nan, np.nan),
        ],
        columns=list(GOAL_COLUMNS),
    )  # fmt: skip
    study = opened(of_study(results.summary, goals, {}))
    sweep = opened(of_sweep(results.summary, compare(results, results), goals, goals[:0], {}))

    assert study.sheetnames == ["results", "goals", "explanations", "provenance"]
    assert sweep.sheetnames[:4] == ["results", "comparison", "goals", "jobs"]
    for book in (study, sweep):
        shown = table_of(book, "goals")[list(GOAL_COLUMNS)]
        pd.testing.assert_frame_equal(shown.fillna(np.nan), goals, check_dtype=False)
        meant = table_of(book, "explanations")
        names = meant.loc[meant["what"] == "column of goals", "name"]
        assert set(names) == set(GOAL_COLUMNS) == set(GOALS)
    page = study["goals"]
    heads = {cell.value: cell.column for cell in page[1]}
    formats = {name: page.cell(2, place).number_format for name, place in heads.items()}
    assert (formats["probability"], formats["reached"]) == (made.SHARE, made.WHOLE)
    assert page.cell(3, heads["level"]).number_format == made.SHARE
