"""Goals in the terminal and on the page: every goal, every scenario, and nothing without goals."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from tests.report import board_data

from sesim.report.board.goals import sentences
from sesim.report.board.goals import table as goals_table
from sesim.report.board.page import page
from sesim.report.board.page_data import PageData
from sesim.report.board.pictures.goals import goals_picture
from sesim.report.board.view import View
from sesim.report.terminal.goals import goal_lines
from sesim.report.text.language import language
from sesim.report.text.outcomes import NAMES, outcome_in_words

NAN = float("nan")

TITLES = {"eksjo": "Eksjö – Jobb", "vetlanda": "Vetlanda – SE"}


def row(scenario: str, outcome: str = "first_jobs_2016", **values: Any) -> dict[str, Any]:
    found = {
        "scenario": scenario, "programme": "eksjo", "group": "all", "outcome": outcome,
        "unit": "persons", "direction": "at_least", "level": 5.0, "mean": 5.4, "low": 2.0,
        "high": 9.0, "reached": 25, "replications": 40, "probability": 0.625,
        "probability_low": 0.48, "probability_high": 0.75,
    }  # fmt: skip
    return {**found, **values}


SHARE = {"unit": "share", "level": 0.35, "mean": 0.41, "low": 0.3, "high": 0.5}
NEVER = {"mean": None, "low": None, "high": None, "reached": 0, "replications": 0,
         "probability": None, "probability_low": None, "probability_high": None}  # fmt: skip


def table(*scenarios: str) -> pd.DataFrame:
    rows = [
        line
        for name in scenarios
        for line in (
            row(name),
            row(name, "positive_exit_share", direction="at_most", **SHARE),
            row(name, "first_jobs_2050", **NEVER),
        )
    ]
    return pd.DataFrame(rows)


def data(sweep: bool) -> PageData:
    scenarios = ("baseline", "rapid_search") if sweep else ("baseline",)
    made = board_data.page_data(["eksjo", "vetlanda"], scenarios)
    return replace(made, goals=table(*scenarios))


def test_terminal_shows_the_target_the_prediction_and_the_probability() -> None:
    lines = goal_lines(table("baseline"), TITLES, 0.9)

    assert lines[:6] == [
        "Goals",
        "  Eksjö: first_jobs_2016 at least 5",
        "    predicted 5.4 [2 to 9]; reached in 25 of 40 replications: 62% [48 to 75%]",
        "  Eksjö: positive_exit_share at most 35%",
        "    predicted 41% [30% to 50%]; reached in 25 of 40 replications: 62% [48 to 75%]",
        "  Eksjö: first_jobs_2050 at least 5",
    ]
    assert lines[6] == "    no value in this study period"


def test_terminal_shows_each_scenario_of_a_sweep() -> None:
    lines = goal_lines(table("baseline", "other"), TITLES, 0.9)

    assert lines[2].startswith("    baseline: predicted 5.4")
    assert lines[3].startswith("    other: predicted 5.4")


def test_terminal_says_nothing_without_goals() -> None:
    assert goal_lines(pd.DataFrame(columns=["programme"]), TITLES, 0.9) == []


def test_page_says_in_how_many_histories_a_goal_is_reached() -> None:
    first, second, third, _ = map(str, sentences(View(data(sweep=False), language("en"))))

    assert first == (
        "Eksjö: people with their first job in 2016: the goal is at least 5. The simulation gives "
        "5.4 (2.0–9.0) and reaches the goal in 62 (48–75) of 100 histories."
    )
    assert second.startswith("Eksjö: to work or studies, of 100 who leave: the goal is at most 35.")
    assert third.endswith("This period has no such figure.")


@pytest.mark.parametrize("code", ["sv", "en"])
def test_page_of_a_sweep_has_each_scenario_and_a_picture(code: str) -> None:
    view = View(data(sweep=True), language(code))
    shown, picture = goals_table(view), goals_picture(view)

    assert shown is not None
    assert [list(map(str, line[1:])) for line in shown.rows] == 2 * [
        ["62 (48–75)", "62 (48–75)", "–"]
    ]
    assert sentences(view) == []
    assert picture is not None
    axes = picture.figure.axes[-1]
    assert any(list(line.get_xdata()) == [1.0, 1.0] for line in axes.get_lines())  # the goal
    assert "62" in picture.alternative


def test_page_tells_goals_apart_that_a_sweep_varies() -> None:
    made = data(sweep=True)
    rows = [row("baseline"), row("rapid_search", level=3.0)]
    shown = goals_table(View(replace(made, goals=pd.DataFrame(rows)), language("en")))

    assert shown is not None
    assert [str(head).rpartition(": ")[2] for head in shown.head[1:]] == [
        "at least 5",
        "at least 3",
    ]
    assert [list(map(str, line[1:])) for line in shown.rows] == [
        ["62 (48–75)", "–"],
        ["–", "62 (48–75)"],
    ]


def test_one_history_has_no_range() -> None:
    alone = row("baseline", low=NAN, high=NAN, reached=1, replications=1, probability=1.0)
    made = replace(data(sweep=False), goals=pd.DataFrame([alone]), replications=1)

    first = str(sentences(View(made, language("en")))[0])

    assert first.endswith("gives 5.4 and reaches the goal in 100 of 100 histories.")


def test_page_without_goals_has_no_section() -> None:
    made = board_data.study(["eksjo"])

    assert 'class="goals"' not in page(made, "sv", {})
    assert 'class="goals"' in page(data(sweep=False), "sv", {})


def test_every_name_is_a_text_in_swedish_too() -> None:
    for name in NAMES:
        outcome = name.format(year="2016", months="12")
        texts = {str(outcome_in_words(language(code), outcome)) for code in ("sv", "en")}
        assert len(texts) == 2
        assert not any("{" in text or "_" in text for text in texts)
    assert outcome_in_words(language("sv"), "stay_years_mean") == "stay years mean"
