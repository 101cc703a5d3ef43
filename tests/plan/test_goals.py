"""The goals of a plan: which outcome of what, on which day, and what is refused."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from tests.model import small_studies

from sesim.plan.goals import asked_goals, day_of
from sesim.plan.settings import PlanSettings
from sesim.plan.simulation import TrialFigure
from sesim.study import Study, StudyError

ABOUT: dict[str, Any] = {
    "name": "plan", "certainty": 0.8, "levers": {"fte": [1]}, "cost": "posts", "confidence": 0.95,
    "first": 100, "budget": 1000,
}  # fmt: skip

OF_FILE = {"goal": {"first_jobs_{year}": {"at_least": 5.0}, "waiting": {"at_most": 9.0}}}


def asked(study: Study, *goals: Mapping[str, Any]) -> list[tuple[TrialFigure, float, float]]:
    """Return what is wanted, the level and the certainty of each goal."""
    settings = PlanSettings.model_validate({**ABOUT, "goals": list(goals)})
    found = asked_goals(study, settings, "plan")
    return [(one.wanted, one.goal.level, one.certainty) for one in found]


def problems(*goals: Mapping[str, Any], **study: Any) -> list[str]:
    """Return the problems of goals, as the message has them."""
    with pytest.raises(StudyError) as caught:
        asked(small_studies.study(**study), *goals)
    return list(caught.value.problems)


def test_a_goal_has_its_own_certainty_or_that_of_the_plan() -> None:
    found = asked(
        small_studies.study(),
        {"outcome": "waiting", "at_most": 10},
        {"outcome": "employed", "at_least": 15, "certainty": 0.95},
    )

    assert found == [
        (TrialFigure("waiting", "here", None), 10.0, 0.8),
        (TrialFigure("employed", "here", None), 15.0, 0.95),
    ]


def test_a_goal_of_every_year_is_one_for_each_full_year() -> None:
    study = small_studies.study(start="2012-03-01", end="2015-06-30")
    found = asked(study, {"outcome": "first_jobs_{year}", "at_least": 2})

    assert [one.outcome for one, _, _ in found] == ["first_jobs_2013", "first_jobs_2014"]


def test_a_goal_as_of_a_day_is_for_the_years_until_then() -> None:
    """A later year has no outcome yet, so no history could reach a goal for it."""
    day = date(2013, 12, 31)
    found = asked(
        small_studies.study(), {"outcome": "first_jobs_{year}", "at_least": 2, "on": str(day)}
    )

    assert [one for one, _, _ in found] == [
        TrialFigure("first_jobs_2012", "here", day), TrialFigure("first_jobs_2013", "here", day)
    ]  # fmt: skip


def test_goals_are_those_of_the_file_if_none_are_given() -> None:
    study = small_studies.study(OF_FILE, end="2013-12-31")

    assert [(one.outcome, level) for one, level, _ in asked(study)] == [
        ("first_jobs_2012", 5.0), ("first_jobs_2013", 5.0), ("waiting", 9.0)
    ]  # fmt: skip
    [given] = asked(study, {"outcome": "employed", "at_least": 1})
    assert given[0].outcome == "employed"


def test_a_goal_is_of_the_only_programme_or_of_all_together() -> None:
    several = small_studies.study(others={"there": {"forbund": "elsewhere", **OF_FILE}})
    goal = {"outcome": "waiting", "at_most": 10}

    for named, place in ((None, "county"), ("there", "there"), ("elsewhere", "elsewhere")):
        [(found, _, _)] = asked(several, {**goal, "programme": named})
        assert found.programme == place
    assert {one.programme for one, _, _ in asked(several)} == {"there"}


@pytest.mark.parametrize("day", ["2012-01-02", "2016-12-31"])
def test_the_last_day_of_the_study_is_a_day_of_it(day: str) -> None:
    [(found, _, _)] = asked(small_studies.study(), {"outcome": "waiting", "at_most": 1, "on": day})

    assert str(found.on) == day


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        (
            {"outcome": "waitin", "at_most": 3},
            "plan.goals.0.outcome: waitin: unknown outcome (did you mean 'waiting'?)",
        ),
        (
            {"outcome": "employed_share", "at_least": 35},
            "plan.goals.0.at_least: should be a share from 0 to 1 (got 35.0; did you mean 0.35?)",
        ),
        (
            {"outcome": "waiting", "at_most": 3, "programme": "hre"},
            "plan.goals.0.programme: hre: unknown programme (did you mean 'here'?)",
        ),
        (
            {"outcome": "waiting", "at_most": 3, "on": "2012-01-01"},
            "plan.goals.0.on: should be after 2012-01-01 and not after 2016-12-31 (got 2012-01-01)",
        ),
        (
            {"outcome": "waiting", "at_most": 3, "on": "2017-01-01"},
            "plan.goals.0.on: should be after 2012-01-01 and not after 2016-12-31 (got 2017-01-01)",
        ),
        (
            {"outcome": "first_jobs_{year}", "at_least": 3, "on": "1999-01-01"},
            "plan.goals.0.on: should be after 2012-01-01 and not after 2016-12-31 (got 1999-01-01)",
        ),
        (
            {"outcome": "cost_per_job", "at_most": 3, "on": "2014-01-01"},
            "plan.goals.0.on: only outcomes about people can be as of a day; leave it out, or let "
            "the study end on 2014-01-01 with end=2014-01-01 (got cost_per_job)",
        ),
        (
            {"outcome": "first_jobs_2017", "at_least": 3},
            "plan.goals.0.outcome: first_jobs_2017: is not in the study, which has 2012-01-01 to "
            "2016-12-31 (full calendar years: 2012, 2013, 2014, 2015, 2016)",
        ),
        (
            {"outcome": "first_jobs_2014", "at_least": 3, "on": "2014-06-30"},
            "plan.goals.0.on: should be 2014-12-31 or later, since first_jobs_2014 is of whole "
            "calendar years (got 2014-06-30); leave it out for the end of each year",
        ),
        (
            {"outcome": "first_jobs_{year}", "at_least": 3, "on": "2012-06-30"},
            "plan.goals.0.on: should be 2012-12-31 or later, since first_jobs_{year} is of whole "
            "calendar years (got 2012-06-30); leave it out for the end of each year",
        ),
    ],
)
def test_a_goal_that_is_not_possible_names_its_key(goal: dict[str, Any], expected: str) -> None:
    assert problems(goal) == [expected]


def test_no_goal_at_all_is_refused() -> None:
    [problem] = problems()

    assert problem.startswith("plan.goals: missing, and the programmes have no goal of their own")


def test_a_goal_of_the_file_that_is_not_in_the_study_names_the_file() -> None:
    [problem] = problems(programme={"goal": {"first_jobs_2019": {"at_least": 3.0}}})

    assert problem.startswith("here.goal: first_jobs_2019: is not in the study")


def test_all_wrong_goals_are_in_one_message() -> None:
    found = problems({"outcome": "waitin", "at_most": 3}, {"outcome": "employd", "at_least": 3})

    assert [one.split(".outcome")[0] for one in found] == ["plan.goals.0", "plan.goals.1"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"outcome": "waiting", "at_most": 3}, {"outcome": "waiting", "at_most": 3}),
        ({"outcome": "waiting", "at_most": 3}, {"outcome": "waiting", "at_most": 3.0,
            "programme": "here", "on": "2016-12-31", "certainty": 0.8}),
        ({"outcome": "first_jobs_{year}", "at_least": 3},
            {"outcome": "first_jobs_2014", "at_least": 3}),
    ],
)  # fmt: skip
def test_equal_goals_are_refused(one: dict[str, Any], other: dict[str, Any]) -> None:
    [found] = problems(one, other)

    assert found.startswith("plan.goals.1: asks for the same as an earlier goal: ")


@pytest.mark.parametrize(
    "other",
    [{"at_most": 4}, {"at_least": 3}, {"at_most": 3, "certainty": 0.5},
     {"at_most": 3, "on": "2014-06-30"}],
)  # fmt: skip
def test_goals_that_differ_in_anything_are_several(other: dict[str, Any]) -> None:
    study, one = small_studies.study(), {"outcome": "waiting", "at_most": 3}

    assert len(asked(study, one, {"outcome": "waiting", **other})) == 2


def test_a_goal_of_a_calendar_year_counts_on_its_last_day() -> None:
    end, day = date(2016, 12, 31), date(2014, 6, 30)

    assert day_of(TrialFigure("first_jobs_2013", "here", None), end) == date(2013, 12, 31)
    assert day_of(TrialFigure("first_jobs_2013", "here", day), end) == date(2013, 12, 31)
    assert day_of(TrialFigure("waiting", "here", day), end) == day
    assert day_of(TrialFigure("waiting", "here", None), end) == end
