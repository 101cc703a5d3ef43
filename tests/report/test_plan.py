"""The report about plans: what it says of every kind of answer, in both languages."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pytest
from tests.report.figure_texts import faults, written

from sesim.outcomes import LEDGER
from sesim.report.plan.page import payers_table, plan_page, plans_table, verdict
from sesim.report.plan.picture import MOST_GOALS, frontier_picture
from sesim.report.plan.sentences import answer, guarantee
from sesim.report.plan.shown import ShownPlans, goal_in_words, plan_in_words, value_of_lever
from sesim.report.plan.terminal import MOST_LINES, plan_lines
from sesim.report.text.language import language
from sesim.study.parameters import register

EN, SV = language("en"), language("sv")

GOALS: Sequence[Mapping[str, Any]] = (
    {"outcome": "first_jobs_2027", "direction": "at_least", "level": 15.0, "certainty": 0.8},
    {"outcome": "waiting", "direction": "at_most", "level": 10.0, "certainty": 0.9},
)


def shown(
    plans: Mapping[tuple[float, float], str],
    goals: Sequence[Mapping[str, Any]] = GOALS,
    **about: Any,
) -> ShownPlans:
    """Return plans by their posts and the beginning of the search, with a verdict each.

    They are numbered in order, the first changes nothing, and a post costs 600,000 a year.
    """
    rows, of_goals = [], []
    for number, ((fte, heavy), found) in enumerate(plans.items()):
        costs = {f"cost_{row.name}": 1e5 for row in LEDGER} | {"cost_posts": 6e5 * fte}
        rows.append({
            "plan": number, "fte": fte, "back_heaviness": heavy, "changed": min(number, 2),
            "verdict": found, "chosen": number == about.get("chosen"), "histories": 400, **costs,
        })  # fmt: skip
        share = {"meets": 0.97, "misses": 0.31, "unclear": 0.82}[found]
        of_goals += [
            {"plan": number, "programme": "mytown", "on": "2028-12-31", **goal, "median": 12.0,
             "within_reach": 9.0, "histories": 400, "reached": round(400 * share),
             "probability": share, "low": share - 0.06, "high": share + 0.03, "verdict": found}
            for goal in goals
        ]  # fmt: skip
    order = sorted(range(len(rows)), key=lambda i: rows[i]["cost_posts"])
    given = {
        "levers": ["fte", "back_heaviness"], "titles": {"mytown": "Mytown – SE"}, "risk": 0.05,
        "budget": 1000, "first": 100, "cost": "posts", "chosen": None, "tied": [],
        "cheaper_unclear": [], "next_cheaper": None, "nearest": 0, "binding": [],
        "scenario": "", "caseloads": {}, "adjusted": None,
        "since": "2027-01-01", "end": "2028-12-31", **about,
    }  # fmt: skip
    meanings = {name: one.meaning for name, one in register().items()}
    return ShownPlans(
        pd.DataFrame([rows[i] for i in order]), pd.DataFrame(of_goals), given, meanings
    )


FOUND = shown(
    {(1.5, 0.5): "misses", (2.0, 0.5): "meets", (2.0, 0.9): "meets", (2.5, 0.5): "unclear"},
    chosen=1, tied=[2], next_cheaper=0, nearest=1,
)  # fmt: skip
BORDER = shown(
    {(1.5, 0.5): "unclear", (2.0, 0.5): "meets"}, chosen=1, cheaper_unclear=[0], nearest=1
)
NOW = shown({(1.5, 0.5): "meets", (2.0, 0.5): "unclear"}, chosen=0, nearest=0)
SHORT = shown(
    {(1.5, 0.5): "misses", (2.0, 0.5): "misses"}, nearest=1,
    binding=[{"lever": "fte", "before": 1.5, "after": 2.0, "goal": 1, "difference": 0.21,
              "error": 0.03}],
)  # fmt: skip
OPEN = shown({(1.5, 0.5): "unclear", (2.0, 0.5): "unclear"}, cheaper_unclear=[0, 1], nearest=1)
CASES = {"found": FOUND, "border": BORDER, "now": NOW, "short": SHORT, "open": OPEN}


def said(plans: ShownPlans, code: str = "en") -> str:
    return " ".join(map(str, answer(language(code), plans)))


# --- sentences ------------------------------------------------------------------------------------


def test_the_answer_is_the_plan_its_probabilities_and_why_no_cheaper_one() -> None:
    text = said(FOUND)

    assert (
        "The cheapest plan known to reach the goals often enough: 2 full-time posts in all" in text
    )
    assert "It costs 1,200 thousand kronor a year" in text
    assert "First jobs in 2027: at least 15" in text or "in 2027: at least 15" in text
    assert "97 (91 to 100) of 100 histories (400 were simulated); the demand is 80 of 100" in text
    assert "; the demand is 90 of 100" in text
    assert "The next cheaper plan misses: as it is now (1.5 full-time posts in all" in text
    assert "only in 31 (25 to 34) of 100 histories" in text
    assert "One other plan costs as much and reaches the goals too: 2 full-time posts" in text


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        (BORDER, "Of one plan that costs less, or changes less, it is not clear yet whether it"),
        (NOW, "No change is needed: the programme as it is now reaches the goals often enough"),
        (NOW, "No plan that was compared is cheaper"),
        (SHORT, "None of 2 plans reaches the goals often enough. No plan comes nearer than this "
                "one, up to chance, and none as near is cheaper: 2 full-time"),
        (SHORT, "What it does reach in 80 of 100 histories: People with their first job in 2027: "
                "at least 9."),
        (SHORT, "What it does reach in 90 of 100 histories: People waiting at the end of the "
                "period: at most 9."),
        (SHORT, "What limits it is the range of one lever: full-time posts in all. The last step, "
                "from 1.5 to 2, adds 21 of 100 histories that reach the goal (People waiting"),
        (OPEN, "Of 2 plans none is known to reach the goals often enough, and of two it is not"),
        (OPEN, "To go further with any of these levers would not clearly help"),
    ],
)  # fmt: skip
def test_every_kind_of_answer_says_what_it_is(case: ShownPlans, sentence: str) -> None:
    assert sentence in said(case)


def test_the_page_names_the_place_the_people_and_what_all_plans_share() -> None:
    today = {"date": "2027-01-01", "enrolled": 24, "waiting": 8}
    plans = shown(
        {(1.5, 0.5): "meets"}, chosen=0, scenario="Hard times", caseloads={"mytown": today},
        adjusted="mytown",
    )  # fmt: skip
    page, told = plan_page(plans, "en", {}, {}), "\n".join(plan_lines(plans, 200))

    assert "Plan for Mytown: what reaches the goals" in page
    for text in (
        "Mytown, 1 January 2027 to 31 December 2028.",
        "24 enrolled and 8 waiting on 1 January 2027.",
        "In every plan: Hard times.",
        "The parameters are adjusted to the own counts of Mytown.",
    ):
        assert text in page
        assert text in told


def test_many_plans_are_counted_and_not_all_named() -> None:
    plans = {(1.5 + i / 4, 0.5): "unclear" for i in range(8)}
    text = said(shown(plans, cheaper_unclear=list(range(8)), nearest=7))

    assert "and 5 more" in text


def test_what_is_not_needed_is_not_called_missed() -> None:
    assert str(verdict(EN, FOUND, 3)) == "left: costs no less than the chosen one"
    assert str(verdict(EN, FOUND, 1)) == "chosen: reaches the goals often enough"
    assert str(verdict(EN, FOUND, 0)) == "does not reach all goals often enough"
    assert str(verdict(EN, BORDER, 0)) == "not clear"
    assert str(verdict(EN, OPEN, 1)) == "not clear"


def test_the_guarantee_says_how_sure_and_of_what() -> None:
    text = " ".join(map(str, guarantee(EN, FOUND)))

    assert "With a probability of 95% all of these verdicts are right, if the model is" in text
    assert "in at most 1,000 histories" in text
    assert "from 1 January 2027 to 31 December 2028" in text


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        ({"outcome": "employed_share", "level": 0.35}, "at least 35"),
        ({"outcome": "cost_per_job", "level": 450000.0, "direction": "at_most"}, "at most 450"),
        ({"outcome": "waiting", "level": 2.5}, "at least 2.5"),
        ({"outcome": "waiting", "on": "2027-06-30"}, "on 30 June 2027: at least 15"),
    ],
)
def test_a_goal_is_in_the_unit_of_its_outcome(goal: Mapping[str, Any], words: str) -> None:
    plans = shown({(1.5, 0.5): "misses"}, [{**GOALS[0], **goal}])

    assert words in str(goal_in_words(EN, plans, plans.goals_of[0][0]))


def test_a_goal_names_its_place_where_there_are_several() -> None:
    titles = {"mytown": "Mytown – SE", "other": "Other – SE"}
    plans = shown({(1.5, 0.5): "misses"}, titles=titles)

    assert str(goal_in_words(EN, plans, plans.goals_of[0][0])).startswith("Mytown: ")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("fte", 1.0, "1 full-time post in all"),
        ("fte", 2.25, "2.25 full-time posts in all"),
        ("parameters.accept", 0.2, ": 0.2"),
        ("post_size", float("nan"), ""),
        ("motivation_policy", "close", ""),
        ("role_split", True, ""),
        ("motivation.motivated", 0.75, "motivation at referral: motivated 75%"),
        ("job_kinds.ordinary", 0.2, "kinds of jobs: "),
    ],
)
def test_levers_are_in_words(name: str, value: Any, words: str) -> None:
    for say in (EN, SV):
        text = str(value_of_lever(say, FOUND, name, value))
        assert text
        assert "nan" not in text.split()
        assert "True" not in text
        assert name not in text  # the name of a key
    assert words in str(value_of_lever(EN, FOUND, name, value))


# --- pages, pictures and lines --------------------------------------------------------------------

ENGLISH = {"the", "of", "and", "which", "more", "histories", "costs", "goals", "year"}


def plain_text(page: str) -> str:
    """Return the text of a page, without the names of files."""
    return re.sub(r"(?s)<style.*?</style>|<[^>]+>|\w+\.(csv|parquet|svg)", " ", page)


def numbers_in(text: str) -> list[str]:
    """Return the numbers of a text, as English writes them."""
    grouped = re.sub(r"(\d)[,\u00a0\u202f](?=\d{3}\b)", r"\1", text)
    return sorted(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(\d),(\d)", r"\1.\2", grouped)))


@pytest.mark.parametrize("case", CASES)
def test_swedish_is_swedish(case: str) -> None:
    plans = CASES[case]
    picture = frontier_picture(SV, plans)
    page = plan_page(plans, "sv", {}, {"version": "1"})
    texts = [
        said(plans, "sv"), *map(str, guarantee(SV, plans)), picture.message.plain,
        picture.explanation.plain, picture.alternative.plain, plain_text(page),
    ]  # fmt: skip

    for text in texts:
        assert not set(re.findall(r"[a-zåäö]+", text.lower())) & ENGLISH, text
    assert said(plans, "sv") != said(plans, "en")


@pytest.mark.parametrize("case", CASES)
def test_both_languages_hold_the_same_numbers(case: str) -> None:
    numbers = [numbers_in(said(CASES[case], code)) for code in ("en", "sv")]

    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("code", ["en", "sv"])
@pytest.mark.parametrize("case", ["found", "short"])
def test_the_picture_can_be_read(case: str, code: str) -> None:
    picture = frontier_picture(language(code), CASES[case])

    assert faults(picture.figure) == []
    assert len([axes for axes in picture.figure.axes if axes.get_ylim()[1] > 1]) == 2
    assert any("2027" in text for text in written(picture.figure))


def test_no_more_goals_are_drawn_than_can_be_read() -> None:
    goals = [{**GOALS[1], "level": float(level)} for level in range(MOST_GOALS + 3)]
    picture = frontier_picture(
        EN, shown({(1.5, 0.5): "misses", (2.0, 0.5): "meets"}, goals, chosen=1)
    )

    assert len(picture.figure.axes) == MOST_GOALS


def test_one_plan_alone_can_be_drawn() -> None:
    picture = frontier_picture(EN, shown({(1.5, 0.5): "meets"}, chosen=0))

    assert faults(picture.figure) == []


def test_the_tables_have_a_row_for_each_plan_and_each_payer() -> None:
    plans, payers = plans_table(EN, FOUND), payers_table(EN, FOUND)

    assert len(plans.rows) == 4
    assert [str(row[1]) for row in plans.rows] == ["900", "1,200", "1,200", "1,500"]
    assert len(payers.rows) == len(LEDGER)
    changes = {str(row[0]): str(row[-1]) for row in payers.rows}
    assert changes["Of which the coaches' posts"] == "+300"


def test_the_terminal_lists_plans_around_the_answer() -> None:
    many = {(1 + i / 10, 0.5): "misses" for i in range(80)} | {(10.0, 0.5): "meets"}
    plans = shown(many, chosen=80, nearest=80)
    lines = plan_lines(plans, 100)

    assert sum(line.endswith(("misses", "meets")) for line in lines) == MOST_LINES + 1
    assert any(line.startswith("now") for line in lines)  # with what all is compared
    assert f"  {80 - MOST_LINES} more plans stand in plans.csv" in lines
    assert next(line for line in lines if "->" in line).endswith("meets")
    assert max(map(len, plan_lines(FOUND, 100))) <= 100


def test_a_plan_is_called_as_it_is_now_only_if_it_is() -> None:
    assert str(plan_in_words(EN, FOUND, 0)).startswith("as it is now (")
    assert not str(plan_in_words(EN, FOUND, 1)).startswith("as it is now")
