"""What may be asked of `sesim-plan`: levers as lists and ranges, goals, and how sure."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sesim.plan.settings import MOST_VALUES, PlanGoal, PlanSettings
from sesim.study.errors import explain

GIVEN: dict[str, Any] = {
    "name": "plan",
    "certainty": 0.8,
    "levers": {"fte": [1, 2]},
    "cost": "posts",
    "confidence": 0.95,
    "first": 100,
    "budget": 1000,
}


def levers(value: Any) -> dict[str, tuple[Any, ...]]:
    """Return levers as they are understood."""
    return PlanSettings.model_validate({**GIVEN, "levers": value}).levers


def problems(**changes: Any) -> list[str]:
    """Return the problems of settings, as the message has them."""
    with pytest.raises(ValidationError) as caught:
        PlanSettings.model_validate({**GIVEN, **changes})
    return explain(caught.value, PlanSettings, "plan")


def ranged(first: float, last: float, step: float) -> tuple[Any, ...]:
    return levers({"fte": {"from": first, "to": last, "step": step}})["fte"]


# --- values ---------------------------------------------------------------------------------------


def test_a_range_has_both_ends() -> None:
    assert ranged(1, 2, 0.25) == (1.0, 1.25, 1.5, 1.75, 2.0)
    assert ranged(0.1, 0.4, 0.1) == (0.1, 0.2, 0.3, 0.4)  # 0.1 + 0.2 is not 0.3 in floats
    assert ranged(-1, 1, 1) == (-1.0, 0.0, 1.0)
    assert ranged(3, 3, 1) == (3.0,)


@pytest.mark.parametrize(
    ("given_", "fitting"),
    [
        ((1, 2, 0.3), "should divide 1, since both ends of the range are included, e.g. 0.25 or "),
        ((1, 2, 0.3), "e.g. 0.25 or 0.5 (got from: 1, to: 2, step: 0.3)"),
        ((1, 2, 0.4), "e.g. 0.25 or 0.5 ("),
        ((1, 1.1, 5), "should divide 0.1, since both ends of the range are included, e.g. 0.1 ("),
        ((0, 10, 3), "e.g. 2.5 or 5 ("),
    ],
)
def test_a_range_whose_end_no_step_reaches_is_refused(
    given_: tuple[float, float, float], fitting: str
) -> None:
    first, last, step = given_
    [found] = problems(levers={"fte": {"from": first, "to": last, "step": step}})

    assert fitting in found
    for one in found.partition("e.g. ")[2].partition(" (")[0].split(" or "):
        assert ranged(first, last, float(one))[-1] == pytest.approx(last)


@given(first=st.integers(-1000, 1000), number=st.integers(1, MOST_VALUES), step=st.integers(1, 500))
def test_a_range_of_hundredths_has_every_step(first: int, number: int, step: int) -> None:
    last = first + (number - 1) * step
    found = ranged(first / 100, last / 100, step / 100)

    assert list(found) == pytest.approx([(first + i * step) / 100 for i in range(number)])


@pytest.mark.parametrize(
    "given_",
    [
        {"placement": {"weeks": [4, 8]}, "fte": [1]},
        {"placement.weeks": [4, 8], "fte": [1]},
        {"placement": {"weeks": {"from": 4, "to": 8, "step": 4}}, "fte": [1]},
    ],
)
def test_paths_may_be_nested(given_: dict[str, Any]) -> None:
    assert levers(given_) == {"placement.weeks": (4, 8), "fte": (1,)}


def test_values_keep_their_kind() -> None:
    """A choice between words, and nothing as a value."""
    found = levers({"motivation_policy": ["close", "motivate"], "post_size": [None, 0.5, 1]})

    assert found == {"motivation_policy": ("close", "motivate"), "post_size": (None, 0.5, 1)}
    assert type(found["post_size"][2]) is int


def test_no_levers_are_left_to_the_study() -> None:
    assert levers(None) == {}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "plan.levers.fte: should be at least one value (got none)"),
        (2, "plan.levers.fte: should be a list of values, such as [1, 2], or a range, such as "
            "{from: 1, to: 4, step: 0.25} (got 2)"),
        ("1", "plan.levers.fte: should be a list of values"),
        ([1, 1], "levers.fte: a value is there twice (got [1, 1])"),
        ({"from": 1, "to": 2}, "plan.levers.fte: a range should have the numbers from, to and"),
        ({"from": 1, "to": 2, "step": "x"}, "a range should have the numbers from, to and step"),
        ({"from": True, "to": 2, "step": 1}, "a range should have the numbers from, to and step"),
        ({"from": 1, "to": 2, "step": 1, "by": 3}, "a range should have the numbers"),
        ({"from": 1, "to": float("nan"), "step": 1}, "a range should have the numbers"),
        ({"from": 1, "to": float("inf"), "step": 1}, "a range should have the numbers"),
        ({"from": 1, "to": 2, "step": 0}, "a range should go upwards"),
        ({"from": 1, "to": 2, "step": -1}, "in steps above 0 (got to: 2, step: -1)"),
        ({"from": 2, "to": 1, "step": 1}, "a range should go upwards, from 2 to something larger"),
        ({"from": 0, "to": 1e6, "step": 1}, f"a range should hold at most {MOST_VALUES} values"),
        ({"from": 0, "to": 1e9, "step": 1e-9}, "(got from: 0, to: 1e+09, step: 1e-09)"),
        ({"from": 1, "to": 1000, "step": 1e-308}, f"at most {MOST_VALUES} values (got from: 1, "),
        (list(range(MOST_VALUES + 1)), "plan.levers.fte: should"),
        ([[1, 2]], "plan.levers.fte: each value should be a number, a word or none (got [1, 2])"),
        ([1, {"a": 1}], "each value should be a number, a word or none"),
        ([float("nan")], "each value should be a number, a word or none (got nan)"),
    ],
)  # fmt: skip
def test_values_that_are_none_are_one_message(value: Any, message: str) -> None:
    [found] = problems(levers={"fte": value})

    assert message in found


def test_values_that_are_equal_but_written_otherwise_are_there_twice() -> None:
    """1 and 1.0 are the same plan."""
    [found] = problems(levers={"fte": [1, 1.0]})

    assert "levers.fte: a value is there twice" in found


# --- the rest -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cost": "taxes"}, "cost: should be one of"),
        ({"cost": "person"}, "cost: should be one of"),  # what people receive is no cost
        ({"first": 200, "budget": 100}, "first: should be at most the budget, 100 (got 200)"),
        ({"first": 9}, "plan.first: should be"),
        ({"budget": 10.5}, "plan.budget: should be"),
        ({"confidence": 1.0}, "plan.confidence: should be"),
        ({"confidence": 95}, "plan.confidence: should be"),
        ({"certainty": 0}, "plan.certainty: should be"),
        ({"certainty": 80}, "plan.certainty: should be"),
        ({"name": "My plan"}, "plan.name: should"),
        ({"name": "../plan"}, "plan.name: should"),
        ({"name": "a" * 61}, "plan.name: should have at most 60 characters"),
        ({"title": ""}, "plan.title: should have at least 1 character"),
        (
            {"goals": {"waiting": {"at_most": 2}}},
            "plan.goals: should be a list of goals, such as "
            "[{outcome: waiting, at_most: 10}] (got a mapping)",
        ),
        (
            {"levers": {"placement": {"weeks": [4]}, "placement.weeks": [8]}},
            "plan.levers: placement.weeks: is there twice",
        ),
        ({"title": "two\nlines"}, "plan.title: holds an invisible character"),
        ({"since": "soon"}, "plan.since: a date is written as"),
        ({"lever": {}}, "plan.lever: unknown key (did you mean 'levers'?)"),
        ({"goals": [{"outcome": "waiting"}]}, "plan.goals.0: give either at_least or at_most"),
        ({"goals": [{"at_least": 2}]}, "plan.goals.0.outcome: missing"),
        ({"goals": [{"outcome": "waiting", "at_most": 2, "certainty": 1.0}]}, "goals.0.certainty"),
        ({"goals": [{"outcome": "waiting", "atmost": 2}]}, "plan.goals.0.atmost: unknown key"),
    ],
)
def test_settings_that_are_not_allowed_name_their_key(
    changes: dict[str, Any], message: str
) -> None:
    assert any(message in one for one in problems(**changes)), problems(**changes)


def test_a_goal_is_that_of_a_programme_and_more() -> None:
    goal = PlanGoal.model_validate(
        {"outcome": "waiting", "at_most": 3, "on": "2027-06-30", "certainty": 0.9}
    )

    assert (goal.level, str(goal.direction), str(goal.on)) == (3.0, "at_most", "2027-06-30")
    assert goal.is_reached(3.0)
    assert not goal.is_reached(float("nan"))
