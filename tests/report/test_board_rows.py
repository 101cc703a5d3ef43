"""What a board decides on: rows all alike, choices, participants and money in words."""

from dataclasses import replace
from typing import Any

import pytest
from tests.report.board_data import study, sweep

from sesim.outcomes import COUNTY
from sesim.report.board import decide, fidelity, money, participants, sexes
from sesim.report.board.alternatives import rows
from sesim.report.board.answer import answer
from sesim.report.board.page import page
from sesim.report.board.page_data import PageData
from sesim.report.board.view import View
from sesim.report.text.language import LANGUAGES, language

THREE = ("baseline", "back_heavy", "rapid_search", "placebo")


def view_of(data: PageData, code: str = "en") -> View:
    return View(data, language(code))


def with_money(data: PageData, **thousands: float) -> PageData:
    """Return the data with differences of these payers, in thousands of SEK a year."""
    assert data.comparison is not None
    assert data.summary is not None
    row = data.comparison.iloc[0].to_dict() | {"programme": COUNTY, "group": "all"}
    more = [
        row
        | {"outcome": f"ledger_{name}", "difference": 1e3 * it, "low": 1e3 * it, "high": 1e3 * it,
           "effect_low": 1e3 * it - abs(1e2 * it), "effect_high": 1e3 * it + abs(1e2 * it)}
        for name, it in thousands.items()
    ]  # fmt: skip
    levels = [
        data.summary.iloc[0].to_dict()
        | {"programme": COUNTY, "group": "all", "outcome": f"ledger_{name}", "mean": 5e6}
        for name in thousands
    ]
    frame = type(data.comparison)
    return replace(
        data,
        comparison=frame([*data.comparison.to_dict("records"), *more]),
        summary=frame([*data.summary.to_dict("records"), *levels]),
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_rows_are_alike_and_in_the_order_asked_for(code: str) -> None:
    """The worst alternative, which was asked for first, stands first and has the same questions."""
    view = view_of(sweep(THREE), code)
    found = rows(view)

    assert [one.title for one in found] == [view.title(it) for it in view.data.alternatives]
    asked = {tuple(one.asked for one in row.questions if one.answer) for row in found}
    assert len({names[:3] for names in asked}) == 1
    html = page(view.data, code, {})
    assert html.index(f"<h3>{found[0].title}") < html.index(f"<h3>{found[1].title}")


def test_a_row_says_how_often_it_is_better_and_on_what_that_rests() -> None:
    data = sweep(("baseline", "rapid_search"))
    scenario = replace(data.scenarios[1], grade="studied", find_out="Ask them.")
    [row] = rows(view_of(replace(data, scenarios=(data.scenarios[0], scenario))))
    told = {str(one.asked): str(one.answer) for one in row.questions}

    assert "More in 50 of 100 histories." in told["More people with a job?"]
    assert "studies elsewhere" in told["How sure?"]
    assert told["First step"] == "Ask them."


def test_a_change_of_your_own_has_no_borrowed_evidence() -> None:
    [row] = rows(view_of(sweep(("baseline", "rapid_search"))))
    told = {str(one.asked): str(one.answer) for one in row.questions}

    assert "no stated evidence" in told["How sure?"]


@pytest.mark.parametrize(
    ("thousands", "words"),
    [
        (120.0, "about 120 thousand SEK more a year (108 to 132): points to higher costs"),
        (-40.0, "about 40 thousand SEK less a year (36 to 44): points to lower costs"),
    ],
)
def test_money_is_worded_as_money(thousands: float, words: str) -> None:
    data = with_money(sweep(("baseline", "rapid_search")), posts=thousands, municipality=thousands)
    view = view_of(data)
    told = {str(one.asked): str(one.answer) for one in rows(view)[0].questions}

    assert f"The coaches’ posts: {words}." in told["Cost for whom, apart from the change itself?"]
    [of_one] = money.differences(view)
    assert of_one.lines[0] == f"The coaches’ posts: {words}."  # first, as it is what is decided


def test_what_people_receive_is_no_payer() -> None:
    data = with_money(sweep(("baseline", "rapid_search")), person=50.0, fk=50.0, posts=1.0)
    [found] = money.differences(view_of(data))
    people = participants.panel(view_of(data))

    assert len(found.lines) == 2
    assert not any("receive" in line for line in found.lines)
    assert people is not None
    assert "points to higher incomes" in str(people.rows[1][-1])


def test_choices_follow_the_verdicts() -> None:
    found = {str(one.title): str(one.follows) for one in decide.choices(view_of(sweep(THREE)))}

    assert "points to more people with a job." in found["Search from the first day"]
    assert "points to fewer people with a job." in found["All preparation before the search"]
    assert "Nothing changes" in found["Nothing changes"]


def test_a_choice_says_where_the_two_ways_to_count_disagree() -> None:
    data = sweep(("baseline", "motivated_intake"))
    assert data.comparison is not None
    table = data.comparison.copy()
    enrolled = table["outcome"] == "employed_share"
    table.loc[enrolled, ["difference", "effect_low", "effect_high"]] = [0.05, 0.02, 0.08]
    [one] = decide.choices(view_of(replace(data, comparison=table)))

    assert "whose chances you want to improve" in one.follows


def test_participants_have_no_empty_cell() -> None:
    found = participants.panel(view_of(sweep(THREE)))

    assert found is not None
    assert all(str(cell).strip() for row in found.rows for cell in row)


def test_the_scale_shows_what_was_read_for_every_way_of_working() -> None:
    found = fidelity.panel(view_of(sweep(THREE)))

    assert found is not None
    assert len(found.rows) == 4
    assert [str(one).partition(":")[0] for one in found.head[1::2]] == ["Caseload size"]
    assert "5 for at most 20, 4 for at most 25" in found.note


def test_sexes_are_shown_where_the_data_carry_them() -> None:
    data = study(["eksjo"])
    assert sexes.panel(view_of(data)) is None
    everyone = data.summary[data.summary["group"] == "all"]
    split = [everyone.assign(group=f"sex={one}") for one in ("female", "male")]
    both: Any = type(data.summary)(
        [row for one in (data.summary, *split) for row in one.to_dict("records")]
    )
    found = sexes.panel(view_of(replace(data, summary=both)))

    assert found is not None
    assert [str(row[0]) for row in found.rows] == ["Women", "Men"]
    assert "split by sex" in found.note


def test_programmes_stand_by_area_and_name_not_by_result() -> None:
    view = view_of(study())

    assert view.places[:5] == ["aneby", "eksjo", "nassjo", "vetlanda", "hoglandet"]
    assert view.places[-1] == COUNTY


def with_differences(data: PageData, outcome: str, width: float, **size: float) -> PageData:
    """Return the data with these differences of an outcome, by scenario, without a direction."""
    assert data.comparison is not None
    comparison = data.comparison.copy()
    for scenario, it in size.items():
        of = (comparison["outcome"] == outcome) & (comparison["scenario"] == scenario)
        assert of.any()
        comparison.loc[of, "mean"] = comparison.loc[of, "baseline"] + it
        comparison.loc[of, ["difference", "effect_low", "effect_high"]] = it, it - width, it + width
    return replace(data, comparison=comparison)


def test_people_have_the_same_decimals_in_every_row() -> None:
    """0.4 beside 1 would make the smaller look larger."""
    data = with_differences(
        sweep(("baseline", "rapid_search", "back_heavy")), "employed", 3.0,
        rapid_search=0.4, back_heavy=1.2,
    )  # fmt: skip
    view = view_of(data)
    found = [str(view.difference(one, "employed").in_words) for one in data.alternatives]

    assert [one.split(" more")[0] for one in found] == ["about 0.4", "about 1.2"]


def test_levels_that_read_the_same_are_not_said_to_differ() -> None:
    data = with_differences(
        sweep(("baseline", "rapid_search")), "employed_share", 0.03, rapid_search=-0.0007
    )
    told = str(answer(view_of(data)).sentence)

    assert "as well, on average" in told
    assert "that is," not in told


@pytest.mark.usefixtures("undrawn")
def test_the_glossary_has_the_words_of_the_page_alone() -> None:
    html = page(sweep(THREE), "en")
    words = html[html.index('<section class="words">') :]

    assert "<dt>coach</dt>" in words
    assert "<dt>back-heavy</dt>" not in words
