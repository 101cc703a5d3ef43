"""A drawn future in the terminal and on the page: its bands, its part, and nothing without it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from tests.report import board_data

from sesim.report.board.box import banner
from sesim.report.board.caveats import would_change
from sesim.report.board.page import page
from sesim.report.board.page_data import PageData
from sesim.report.board.view import View
from sesim.report.terminal.future import future_lines
from sesim.report.text.future import Band, FutureShown, future_in_words
from sesim.report.text.language import language

NAN = float("nan")

ALIKE = FutureShown(
    date(2026, 1, 1),
    0.9,
    {
        "unemployment": Band(0.5, 2.0, 6.6, 100.0),
        "referrals": Band(0.6, 1.7, 20.0, 20_000.0),
        "turnover": Band(0.4, 2.5, 0.12, 4.0),
    },
)
DIFFERENT = ALIKE._replace(bands={"unemployment": Band(0.71, 1.4), "turnover": Band(0.5, 2.0)})

WORDS = {
    "en": "Nobody knows the future, so from 1 January 2026 on it is drawn at random in each "
    "simulated history. At the end of the period unemployment is 3.3 to 13.2% of the labour force "
    "(6.6% is assumed), 12 to 34 people are referred in a year (20 is assumed) and 5 to 30 of 100 "
    "coaches leave in a year (12 is assumed); each holds in 90% of the histories.",
    "sv": "Ingen känner framtiden, så från och med 1 januari 2026 slumpas den fram i varje "
    "simulerat förlopp. Vid periodens slut är arbetslösheten 3,3–13,2 % av arbetskraften "
    "(antagandet är 6,6 %), anvisas 12–34 personer om året (antagandet är 20) och slutar 5–30 av "
    "100 coacher om året (antagandet är 12). Var och en av uppgifterna gäller i 90 % av förloppen.",
}
PARTS = {
    "en": "The future that nobody knows makes up 20% (between 5 and 35).",
    "sv": "Framtiden, som ingen känner, står för 20 % (mellan 5 och 35).",
}
PEOPLE = {
    "en": "Of the spread in how many people get a job, the future makes up 40% (between 22 and "
    "61).",
    "sv": "Av spridningen i hur många som får arbete står framtiden för 40 % (mellan 22 och 61).",
}


def table(scenario: str = "baseline", place: str = "eksjo", **values: float) -> pd.DataFrame:
    """Return the parts of three outcomes."""
    about = {"scenario": scenario, "programme": place, "group": "all", "replications": 100}
    rows: list[dict[str, Any]] = [
        {"outcome": "participants", "unit": "persons", "chance": 0.3, "parameters": 0.1,
         "future": 0.6, "future_low": 0.4, "future_high": 0.75},
        {"outcome": "employed", "unit": "persons", "chance": 0.4, "parameters": 0.2,
         "future": 0.4, "future_low": 0.22, "future_high": 0.61},
        {"outcome": "employed_share", "unit": "share", "chance": 0.5, "parameters": 0.3,
         "future": 0.2, "future_low": 0.05, "future_high": 0.35},
    ]  # fmt: skip
    return pd.DataFrame([{**about, **row, **values} for row in rows])


def data(future: FutureShown | None = ALIKE, uncertainty: pd.DataFrame | None = None) -> PageData:
    made = board_data.study(["eksjo"])
    return replace(
        made, future=future, uncertainty=made.uncertainty if uncertainty is None else uncertainty
    )


@pytest.mark.parametrize("code", ["sv", "en"])
def test_one_sentence_says_what_is_drawn_and_how_far_it_strays(code: str) -> None:
    say = language(code)

    assert str(future_in_words(say, ALIKE)).replace("\N{NO-BREAK SPACE}", " ") == WORDS[code]
    assert str(banner(View(data(), say))).startswith(WORDS[code][:30])


def test_programmes_that_differ_are_described_by_what_is_assumed_of_each() -> None:
    english, swedish = (str(future_in_words(language(code), DIFFERENT)) for code in ("en", "sv"))

    assert "unemployment is 71 to 140% of what is assumed and staff turnover is 50 to 200%" in (
        english
    )
    assert "är arbetslösheten 71–140 % av vad som antas och är personalomsättningen" in (
        swedish.replace("\N{NO-BREAK SPACE}", " ")
    )


def test_a_band_ends_where_the_range_does() -> None:
    high = ALIKE._replace(bands={"unemployment": Band(0.5, 4.0, 40.0, 100.0)})

    assert "unemployment is 20.0 to 100.0% of the labour force" in str(
        future_in_words(language("en"), high)
    )


@pytest.mark.parametrize("code", ["sv", "en"])
def test_the_page_shows_the_three_parts_of_the_spread(code: str) -> None:
    said = [str(one) for one in would_change(View(data(uncertainty=table()), language(code)))]

    parts, people = (one.replace("\N{NO-BREAK SPACE}", " ") for one in said[:2])
    assert parts.endswith(PARTS[code])
    assert "50" in parts
    assert "30" in parts
    assert people == PEOPLE[code]


def test_the_page_names_the_row_of_each_part() -> None:
    text = page(data(uncertainty=table()), "en", {})

    assert 'data-file="uncertainty.csv"' in text
    assert 'data-column="future_low"' in text


def test_without_whole_blocks_the_page_shows_no_parts() -> None:
    """And does not say either that all but chance is how the programmes work."""
    nothing = dict.fromkeys(("chance", "parameters", "future", "future_low", "future_high"), NAN)
    said = " ".join(would_change(View(data(uncertainty=table(**nothing)), language("en"))))

    assert "spread" not in said


def test_without_a_drawn_future_nothing_is_said_of_it() -> None:
    view = View(data(None), language("en"))

    assert "future" not in str(banner(view))
    assert future_lines(table().iloc[:0], "eksjo", 0.9) == []


def test_the_terminal_shows_the_part_of_each_main_outcome() -> None:
    said = " ".join(future_lines(table(), "eksjo", 0.9))

    assert (
        "with its 90% confidence interval: participants 60% [40 to 75%], employed 40% [22 to "
        in (said)
    )
    assert "employed_share 20% [5 to 35%]" in said


def test_the_terminal_says_how_many_replications_it_takes() -> None:
    said = " ".join(future_lines(table(future=NAN), "eksjo", 0.9))

    assert said.startswith("Too few replications share a path of the future")
