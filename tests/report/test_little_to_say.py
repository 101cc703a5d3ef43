"""Where results say little the page says little: few jobs, few histories, no programme."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from tests.report.board_data import study, sweep

from sesim.outcomes import ALL, COUNTY
from sesim.outcomes.absent import PER_FTE
from sesim.report.board import money
from sesim.report.board.answer import answer
from sesim.report.board.page import page
from sesim.report.board.page_data import PageData
from sesim.report.board.pictures import retention
from sesim.report.board.pictures.gallery import pictures_of
from sesim.report.board.tables import table
from sesim.report.board.view import FEWEST_EVENTS, View
from sesim.report.text.language import language

EN = language("en")


def with_rows(page_data: PageData, outcome: str, **columns: Any) -> PageData:
    """Return page data in which every area and group has this outcome."""
    rows = page_data.summary[page_data.summary["outcome"] == "participants"]
    given = rows.assign(outcome=outcome, observed=float("nan"), **columns)
    return replace(page_data, summary=pd.concat([page_data.summary, given], ignore_index=True))


@pytest.mark.parametrize(
    ("jobs", "shown"), [(FEWEST_EVENTS - 0.1, False), (float(FEWEST_EVENTS), True), (80.0, True)]
)
@pytest.mark.parametrize("make", [study, sweep])
def test_few_jobs_give_no_curve_and_no_price(jobs: float, shown: bool, make: Any) -> None:
    found = with_rows(make(), "employed", mean=jobs, low=jobs, high=jobs)
    found = with_rows(found, "cost_per_job", mean=5e5, low=4e5, high=6e5)
    view = View(found, EN)
    sentence, cost = retention.left_out(view), money.cost_per_job(view)

    assert ("retention" in pictures_of(found, EN)) is shown
    assert (sentence is None) is shown
    assert cost is not None
    assert ("500 (400–600) thousand SEK" in cost) is shown
    if sentence is not None:
        assert "on average 9.9 people" in sentence
        assert "on average 9.9 people" in cost
        assert "How long the first jobs last is not shown" in page(found, "en", {})


@pytest.mark.parametrize("tried_out", [True, False])
@pytest.mark.parametrize("make", [study, sweep])
def test_a_calibration_that_was_only_tried_out_is_told(make: Any, tried_out: bool) -> None:
    """On the page, and with every picture, which may be shown alone."""
    found = make(tried_out=tried_out) if make is study else replace(make(), tried_out=tried_out)

    told = [str(one.title).startswith("TRIED OUT") for one in pictures_of(found, EN).values()]

    assert told
    assert set(told) == {tried_out}
    assert ("TRIED OUT, not for use" in page(found, "en", {})) is tried_out


def test_a_cost_with_an_open_end() -> None:
    """The dearest histories are those without any job."""
    found = with_rows(study(), "employed", mean=30.0)
    found = with_rows(found, "cost_per_job", mean=5e5, low=4e5, high=float("nan"), replications=31)

    assert "500 (400 or more) thousand SEK for" in str(money.cost_per_job(View(found, EN)))


def test_a_range_of_some_histories_says_so() -> None:
    found = study()
    known = found.summary["outcome"] == "employed_share"
    found.summary.loc[known, "replications"] = 31
    [sentence, beside] = [answer(View(found, EN)).sentence, answer(View(found, EN)).beside]

    assert ", in 31 of 40 histories)" in sentence
    assert not any("in 31 of 40" in one for one in beside)
    assert "i 31 av 40 förlopp" in answer(View(found, language("sv"))).sentence


def idle(page_data: PageData, *places: str) -> PageData:
    found = with_rows(page_data, PER_FTE, mean=1.0, replications=40)
    never = (found.summary["outcome"] == PER_FTE) & found.summary["programme"].isin(places)
    found.summary.loc[never & (found.summary["group"] == ALL), "replications"] = 0
    return found


def test_a_programme_that_was_not_running_is_in_no_picture() -> None:
    found = idle(study(), "habo")
    rows = {str(row[0]): [str(one) for one in row[1:]] for row in table(View(found, EN)).rows}

    assert [one for one in rows["Habo"] if one] == ["was not running in this period"]
    assert "Habo" not in str(pictures_of(found, EN)["shares"].alternative)
    assert "Eksjö" in str(pictures_of(found, EN)["shares"].alternative)


@pytest.mark.parametrize(
    ("programmes", "said"),
    [
        (("habo",), "Habo was not running in this period, so there is no answer."),
        (("habo", "eksjo"), "No programme was running in this period, so there is no answer."),
    ],
)
def test_of_nothing_there_is_no_answer(programmes: tuple[str, ...], said: str) -> None:
    found = idle(study(programmes), *programmes, COUNTY)

    assert answer(View(found, EN)).sentence == said
    assert answer(View(found, EN)).beside == []


def test_one_history_has_no_bands_and_no_brackets() -> None:
    nothing = {"low": float("nan"), "high": float("nan")}
    found = study(replications=1)
    found = replace(
        found, summary=found.summary.assign(**nothing), curves=found.curves.assign(**nothing)
    )
    pictures = pictures_of(found, EN)
    told = answer(View(found, EN))

    for one in pictures.values():
        assert one.figure.axes
        assert "% of simulated histories" not in one.explanation
    assert not any("(–)" in text for text in (told.sentence, *told.beside))
    assert not any("range in brackets" in text for text in told.beside)
