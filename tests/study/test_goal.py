"""What a goal may say, and that it changes nothing that is simulated."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sesim.cli.load import load_study
from sesim.runs.results.configuration import from_plain, to_plain
from sesim.study import Study, StudyError
from sesim.study.goal import Direction, ProgrammeGoal

Problems = Callable[..., list[str]]

EKSJO = "programmes=eksjo"


@given(level=st.floats(-1e9, 1e9), values=st.lists(st.floats(-1e9, 1e9), min_size=1))
def test_a_goal_is_reached_from_its_level_on(level: float, values: list[float]) -> None:
    least, most = ProgrammeGoal(at_least=level), ProgrammeGoal(at_most=level)
    numbers = np.array([*values, level, np.nan])

    assert least.is_reached(numbers).tolist() == [value >= level for value in values] + [
        True,
        False,
    ]
    assert most.is_reached(numbers).tolist() == [value <= level for value in values] + [True, False]
    assert (least.direction, least.level) == (Direction.AT_LEAST, level)
    assert (most.direction, most.level) == (Direction.AT_MOST, level)


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        ({"employed": {}}, "eksjo.goal.employed: give either at_least or at_most (got neither)"),
        (
            {"employed": {"at_least": 2.0, "at_most": 3.0}},
            "eksjo.goal.employed: give either at_least or at_most (got both)",
        ),
        (
            {"employed": {"at_lest": 2.0}},
            "eksjo.goal.employed.at_lest: unknown key (did you mean 'at_least'?)",
        ),
        ({"employed": 3}, "eksjo.goal.employed: should be a group of values (got 3)"),
        (
            {"first_jbs_2016": {"at_least": 2.0}},
            "eksjo.goal: first_jbs_2016: unknown outcome (did you mean 'first_jobs_{year}'?)",
        ),
        (
            {"employed_share": {"at_least": 35}},
            "eksjo.goal.employed_share.at_least: should be a share from 0 to 1 (got 35; did you "
            "mean 0.35?)",
        ),
        (
            {"employed": {"at_least": "many"}},
            "eksjo.goal.employed.at_least: should be a valid number (got 'many')",
        ),
    ],
    ids=str,
)
def test_one_mistake_gives_one_line(goal: dict[str, Any], expected: str) -> None:
    with pytest.raises(StudyError) as caught:
        load_study(EKSJO).replace({"eksjo.goal": goal})

    assert caught.value.problems == (expected,)


def test_a_goal_in_a_programme_that_does_not_run_is_checked_too() -> None:
    with pytest.raises(StudyError, match=r"habo\.goal: nothing: unknown outcome"):
        load_study([EKSJO, "habo.goal.nothing.at_least=3"])


def test_a_scenario_cannot_change_what_is_wanted(problems: Problems) -> None:
    change = {"target": "goal", "set": {"employed": {"at_least": 3.0}}}

    found = problems(settings={"programmes": ["eksjo"]}, scenario={"changes": [change]})

    assert found == ["scenario.changes.0: goal: this cannot change over time"]


def with_goals() -> Study:
    words = ["eksjo.goal.employed.at_least=3", "eksjo.goal.waiting.at_most=10"]
    return load_study([EKSJO, *words])


def test_a_study_with_goals_is_no_what_if() -> None:
    plain, study = load_study(EKSJO), with_goals()

    assert study.programmes["eksjo"].goal == {
        "employed": ProgrammeGoal(at_least=3.0),
        "waiting": ProgrammeGoal(at_most=10.0),
    }
    assert study.departures == plain.departures
    assert study.label == plain.label


def test_goals_survive_being_written() -> None:
    study = with_goals()

    assert from_plain(yaml.safe_load(yaml.safe_dump(to_plain(study)))) == study
    assert study.replace({"eksjo.goal.employed.at_least": 4}).programmes["eksjo"].goal == {
        "employed": ProgrammeGoal(at_least=4.0),
        "waiting": ProgrammeGoal(at_most=10.0),
    }
