"""A scenario makes of a programme exactly the dated states that it describes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesim.study import Programme, Regime, Study, StudyError

Make = Callable[..., Study]
Problems = Callable[..., list[str]]

START = date(2012, 1, 1)
PLAN = "2017-07-01"


@pytest.fixture(scope="session")
def regimes(make: Make) -> Callable[..., tuple[Regime, ...]]:
    """Return the states of Eksjö under the given changes."""

    def regimes(*changes: dict[str, Any], **scenario: Any) -> tuple[Regime, ...]:
        return make(scenario={**scenario, "changes": list(changes)}).regimes("eksjo")

    return regimes


Regimes = Callable[..., tuple[Regime, ...]]


def test_without_changes_the_base_holds_throughout(make: Make) -> None:
    study = make()

    [only] = study.regimes("eksjo")

    assert only == (START, study.programmes["eksjo"], study.parameters)


def test_set_holds_from_its_date(regimes: Regimes) -> None:
    before, after = regimes({"target": "back_heaviness", "set": 0.7, "since": PLAN})

    assert (before.since, before.programme.back_heaviness) == (START, 0.1)
    assert (after.since, after.programme.back_heaviness) == (date(2017, 7, 1), 0.7)


def test_nothing_else_changes(regimes: Regimes) -> None:
    before, after = regimes({"target": "back_heaviness", "set": 0.7, "since": PLAN})
    restored = after.programme.model_copy(update={"back_heaviness": 0.1})

    assert restored == before.programme
    assert after.parameters == before.parameters


def test_set_reaches_inside(regimes: Regimes) -> None:
    _, after = regimes({"target": "referral.route", "set": "direct", "since": PLAN})

    assert after.programme.referral.route == "direct"


def test_set_can_replace_all_posts(regimes: Regimes) -> None:
    post = {"name": "new", "fte": [{"since": PLAN, "share": 1.0}]}

    _, after = regimes({"target": "posts", "set": [post], "since": PLAN})

    assert [p.name for p in after.programme.posts] == ["new"]


def test_set_to_nothing(regimes: Regimes) -> None:
    limited, free = regimes(
        {"target": "support.limit_months", "set": 6.0},
        {"target": "support.limit_months", "set": None, "since": PLAN},
    )

    assert limited.programme.support.limit_months == 6.0
    assert free.programme.support.limit_months is None


def test_scale_multiplies(regimes: Regimes) -> None:
    before, after = regimes({"target": "referral.per_year", "scale": 1.5, "since": PLAN})

    assert after.programme.referral.per_year == 1.5 * before.programme.referral.per_year


def test_whole_numbers_stay_whole(regimes: Regimes) -> None:
    [only] = regimes({"target": "labour_market.employers", "scale": 0.333})

    assert only.programme.labour_market.employers == 67


def test_a_change_without_a_date_takes_the_scenario_s(regimes: Regimes) -> None:
    _, after = regimes({"target": "mapping", "set": "long"}, since=PLAN)

    assert after.since == date(2017, 7, 1)


def test_a_scenario_without_a_date_holds_from_the_start(regimes: Regimes) -> None:
    [only] = regimes({"target": "mapping", "set": "long"})

    assert (only.since, only.programme.mapping) == (START, "long")


def test_a_change_before_the_start_holds_from_the_start(regimes: Regimes) -> None:
    [only] = regimes({"target": "mapping", "set": "long", "since": "2010-01-01"})

    assert (only.since, only.programme.mapping) == (START, "long")


def test_changes_of_one_day_apply_in_the_order_of_the_list(regimes: Regimes) -> None:
    half = {"target": "caseload_norm", "scale": 0.5, "since": PLAN}
    ten = {"target": "caseload_norm", "set": 10.0, "since": PLAN}

    assert [r.programme.caseload_norm for r in regimes(half, ten)] == [16.0, 10.0]
    assert [r.programme.caseload_norm for r in regimes(ten, half)] == [16.0, 5.0]


def test_changes_apply_by_date_however_they_are_listed(regimes: Regimes) -> None:
    late = {"target": "caseload_norm", "scale": 0.5, "since": "2016-01-01"}
    early = {"target": "caseload_norm", "set": 10.0, "since": "2014-01-01"}

    assert regimes(late, early) == regimes(early, late)
    assert [r.programme.caseload_norm for r in regimes(late, early)] == [16.0, 10.0, 5.0]


def test_a_parameter_can_change(make: Make) -> None:
    study = make(
        scenario={"changes": [{"target": "parameters.accept", "scale": 0.5, "since": PLAN}]},
        parameters={"accept": 0.2},
    )

    before, after = study.regimes("eksjo")

    assert (before.parameters["accept"], after.parameters["accept"]) == (0.2, 0.1)
    assert after.programme == before.programme
    assert study.parameters["accept"] == 0.2


def test_only_the_named_programmes_change(make: Make) -> None:
    change = {"target": "mapping", "set": "long", "programmes": ["eksjo"], "since": PLAN}
    study = make(scenario={"changes": [change]})

    assert len(study.regimes("eksjo")) == 2
    assert len(study.regimes("vetlanda")) == 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"target": "back_heavines", "set": 0.5},
            "scenario.changes.0: back_heavines: unknown value (did you mean 'back_heaviness'?)",
        ),
        (
            {"target": "referal.per_year", "set": 5.0},
            "scenario.changes.0: referal: unknown value (did you mean 'referral'?)",
        ),
        (
            {"target": "referral.per_yer", "set": 5.0},
            "scenario.changes.0: per_yer: unknown value (did you mean 'per_year'?)",
        ),
        (
            {"target": "title.colour", "set": "red"},
            "scenario.changes.0: colour: unknown value; there is none within 'Eksjö",
        ),
        (
            {"target": "parameters.acept", "set": 0.5},
            "scenario.changes.0: parameters.acept: unknown parameter (did you mean 'accept'?)",
        ),
        (
            {"target": "mapping", "scale": 2.0},
            "scenario.changes.0: mapping: only a number can be scaled (it is short); use set",
        ),
        (
            {"target": "registered", "scale": 2.0},
            "scenario.changes.0: registered: only a number can be scaled (it is True); use set",
        ),
        (
            {"target": "until", "scale": 2.0},
            "scenario.changes.0: until: only a number can be scaled (it is None); use set",
        ),
        (
            {"target": "back_heaviness", "scale": 20.0},
            "scenario.changes.0: eksjo.back_heaviness: should be less than or equal to 1 (got 2.0)",
        ),
        (
            {"target": "until", "set": "2011-01-01"},
            "scenario.changes.0: eksjo: until 2011-01-01 must be after since 2012-01-01",
        ),
        (
            {"target": "goals", "set": {"work": 0.5, "study": 0.17, "placement": 0.0}},
            "scenario.changes.0: eksjo.goals: the shares must sum to 1, they sum to 0.67",
        ),
        (
            {"target": "parameters.accept", "scale": 50.0},
            "scenario.changes.0: parameters.accept: should be between 0 and 1",
        ),
    ],
)
def test_a_change_that_cannot_be_is_reported_before_any_run(
    problems: Problems, change: dict[str, Any], expected: str
) -> None:
    [problem] = problems(settings={"programmes": ["eksjo"]}, scenario={"changes": [change]})

    assert problem.startswith(expected)


def test_one_mistake_is_reported_once_however_many_programmes_it_concerns(
    problems: Problems,
) -> None:
    changes = [{"target": "back_heavines", "set": 0.5}]

    assert len(problems(settings={"programmes": "all"}, scenario={"changes": changes})) == 1


days = st.integers(-500, 2500).map(lambda n: START + timedelta(days=n))
factors = st.floats(0.5, 2)


@given(st.lists(st.tuples(days, factors), max_size=5))  # with six, a norm of 1024 is refused
def test_states_follow_each_other_and_scales_multiply(
    regimes: Regimes, plan: list[tuple[date, float]]
) -> None:
    changes = [{"target": "caseload_norm", "scale": f, "since": day} for day, f in plan]

    states = regimes(*changes)

    dates = [state.since for state in states]
    assert dates == sorted({START, *(max(day, START) for day, _ in plan)})
    for state in states:
        product = 16.0
        for day, factor in plan:
            product *= factor if day <= state.since else 1.0
        assert state.programme.caseload_norm == pytest.approx(product)


@given(st.lists(st.tuples(days, st.integers(1, 99)), min_size=1, max_size=6))
def test_the_latest_change_holds_also_before_the_start(
    regimes: Regimes, plan: list[tuple[date, int]]
) -> None:
    """Unlike factors, values that are set show in which order changes are applied."""
    changes = [{"target": "caseload_norm", "set": float(x), "since": day} for day, x in plan]

    for state in regimes(*changes):
        past = [(day, i, float(x)) for i, (day, x) in enumerate(plan) if day <= state.since]
        expected = max(past)[2] if past else 16.0
        assert state.programme.caseload_norm == expected


@pytest.mark.parametrize(
    ("target", "value", "said"),
    [
        ("title", "Another", "this cannot change over time"),
        ("since", "2013-01-01", "this cannot change over time"),
        ("until", "2014-06-30", "lies before the change of 2015-01-01"),
    ],
)
def test_a_change_leaves_the_past_alone(
    regimes: Regimes, target: str, value: str, said: str
) -> None:
    """What a programme is, and when it was there, is not for a later day to decide."""
    change = {"target": target, "set": value, "since": "2015-01-01"}

    with pytest.raises(StudyError, match=said):
        regimes(change)


# --- a programme's own habits ---------------------------------------------------------------------


def habit(since: str, target: str = "employer_focus", **what: Any) -> dict[str, Any]:
    return {"since": since, "target": target, **what}


@pytest.fixture(scope="session")
def under_habits(make: Make) -> Callable[..., tuple[Regime, ...]]:
    """Return the states of Eksjö with the given habits, under the given changes."""

    def under_habits(habits: list[dict[str, Any]], *changes: dict[str, Any]) -> tuple[Regime, ...]:
        study = make(eksjo={"habits": habits}, scenario={"changes": list(changes)})
        return study.regimes("eksjo")

    return under_habits


def focus(states: tuple[Regime, ...]) -> dict[str, float]:
    """Return the intensity of employer contacts by the day from which it holds."""
    return {str(state.since): state.programme.employer_focus for state in states}


def test_habit_holds_from_its_date(under_habits: Regimes) -> None:
    states = under_habits([habit("2014-07-01", set=0.75), habit("2016-01-01", set=0.5)])

    assert focus(states) == {"2012-01-01": 1.0, "2014-07-01": 0.75, "2016-01-01": 0.5}


def test_habit_before_the_start_holds_from_the_start(under_habits: Regimes) -> None:
    assert focus(under_habits([habit("2010-07-01", set=0.75)])) == {"2012-01-01": 0.75}


def test_habit_may_scale_what_an_earlier_one_set(under_habits: Regimes) -> None:
    states = under_habits([habit("2014-07-01", set=0.8), habit("2016-01-01", scale=0.5)])

    assert list(focus(states).values()) == [1.0, 0.8, 0.4]


def test_habits_apply_by_date_however_they_are_listed(under_habits: Regimes) -> None:
    late, early = habit("2016-01-01", scale=0.5), habit("2014-07-01", set=0.8)

    assert focus(under_habits([late, early])) == focus(under_habits([early, late]))


def test_habit_changes_its_own_programme_alone(make: Make) -> None:
    study = make(eksjo={"habits": [habit("2014-07-01", set=0.75)]})

    assert len(study.regimes("eksjo")) == 2
    assert len(study.regimes("vetlanda")) == 1


def test_programme_with_habits_survives_being_written(make: Make) -> None:
    habits = [habit("2014-07-01", set=None, target="post_size"), habit("2016-01-01", scale=0.5)]
    programme = make(eksjo={"habits": habits}).programmes["eksjo"]

    written = programme.model_dump(mode="json")

    assert written["habits"] == habits
    assert Programme.model_validate(written) == programme


def test_scenario_wins_over_a_later_habit(under_habits: Regimes) -> None:
    change = {"target": "employer_focus", "set": 0.9, "since": "2013-01-01"}

    states = under_habits([habit("2014-07-01", set=0.75)], change)

    assert focus(states) == {"2012-01-01": 1.0, "2013-01-01": 0.9, "2014-07-01": 0.9}


def test_scenario_scales_what_the_habits_of_the_day_make_of_a_value(under_habits: Regimes) -> None:
    change = {"target": "employer_focus", "scale": 0.5, "since": "2013-01-01"}

    states = under_habits([habit("2014-07-01", set=0.8)], change)

    assert focus(states) == {"2012-01-01": 1.0, "2013-01-01": 0.5, "2014-07-01": 0.4}


def test_scenario_and_habit_of_one_day_apply_habit_first(under_habits: Regimes) -> None:
    change = {"target": "employer_focus", "scale": 0.5, "since": "2014-07-01"}

    states = under_habits([habit("2014-07-01", set=0.8)], change)

    assert focus(states) == {"2012-01-01": 1.0, "2014-07-01": 0.4}


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (
            habit("2014-07-01", "employer_focs", set=1.0),
            "eksjo.habits.0: employer_focs: unknown value (did you mean 'employer_focus'?)",
        ),
        (
            habit("2014-07-01", "mapping", scale=2.0),
            "eksjo.habits.0: mapping: only a number can be scaled (it is short); use set",
        ),
        (
            habit("2014-07-01", "back_heaviness", set=2.0),
            "eksjo.habits.0: eksjo.back_heaviness: should be less than or equal to 1 (got 2.0)",
        ),
        (
            habit("2014-07-01", "title", set="Another"),
            "eksjo.habits.0: title: this cannot change over time",
        ),
        (
            habit("2014-07-01", "habits", set=[]),
            "eksjo.habits.0: habits: this cannot change over time",
        ),
        (
            habit("2014-07-01", "parameters.accept", set=0.2),
            "eksjo.habits.0: parameters: unknown value",
        ),
        (habit("2014-07-01"), "eksjo.habits.0: give either set or scale"),
        (
            {"target": "mapping", "set": "long"},
            "eksjo.habits.0.since: missing",
        ),
    ],
)
def test_a_habit_that_cannot_be_is_reported_under_its_own_key(
    problems: Problems, wrong: dict[str, Any], expected: str
) -> None:
    [problem] = problems(settings={"programmes": ["eksjo"]}, eksjo={"habits": [wrong]})

    assert problem.startswith(expected)
