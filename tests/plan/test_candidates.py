"""From levers to plans: what each changes, from which day, and what is refused."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
import yaml
from tests.model import small_studies

from sesim.model import model_programmes
from sesim.plan.candidates import DIFFERENT, MOST, Candidate, Choice, choice
from sesim.plan.question import PlanQuestion
from sesim.plan.scenario_file import TITLE, scenario_file
from sesim.plan.selection import Rules
from sesim.study import Study, StudyError
from sesim.study.frozen import unchecked
from sesim.study.regimes import Regime
from sesim.study.scenario import Scenario

SINCE = date(2014, 1, 1)


def chosen(levers: Mapping[str, Sequence[Any]], since: date | None = None, **study: Any) -> Choice:
    """Return the plans of a small study, whose programme has posts of 1 and 0.5."""
    return choice(small_studies.study(**study), levers, since, "plan")


def problems(
    levers: Mapping[str, Sequence[Any]], since: date | None = None, **study: Any
) -> list[str]:
    """Return the problems of levers, as the message has them."""
    with pytest.raises(StudyError) as caught:
        chosen(levers, since, **study)
    return list(caught.value.problems)


def under(study: Study, plan: Candidate) -> Study:
    return unchecked(study, scenario=plan.scenario)


def states(study: Study, name: str = "here") -> dict[str, Regime]:
    """Return the states of a programme by their day."""
    return {str(regime.since): regime for regime in study.regimes(name)}


def posts(study: Study) -> list[tuple[float, float]]:
    """Return the sum of posts from each week on, as the model has them."""
    return [
        (round(state.since, 2), round(sum(post.fte for post in state.posts), 9))
        for state in model_programmes(study)["here"].staffing
    ]


# --- the grid -------------------------------------------------------------------------------------


def test_plans_are_all_combinations_and_first_none() -> None:
    found = chosen({"fte": [1, 1.5, 2], "back_heaviness": [0.5, 0.9]})

    assert found.levers == ("fte", "back_heaviness")
    assert [(one.number, *one.values, one.changed) for one in found.candidates] == [
        (0, 1.5, 0.5, 0),
        (1, 1, 0.5, 1),
        (2, 1, 0.9, 2),
        (3, 1.5, 0.9, 1),
        (4, 2, 0.5, 1),
        (5, 2, 0.9, 2),
    ]


def test_the_first_plan_changes_nothing() -> None:
    study = small_studies.study(changes=[{"target": "employer_focus", "set": 0.2}])
    first = choice(study, {"fte": [3]}, SINCE, "plan").candidates[0]

    assert first.scenario is study.scenario
    assert first.values == (1.5,)


def test_plans_differ_in_their_levers_alone() -> None:
    study = small_studies.study()
    [_, plan] = choice(study, {"back_heaviness": [0.9]}, SINCE, "plan").candidates
    before, after = states(under(study, plan)).values()

    assert after.since == SINCE
    assert before.programme == study.programmes["here"]
    assert after.programme == before.programme.model_copy(update={"back_heaviness": 0.9})
    assert after.parameters == before.parameters


def test_what_is_there_already_is_no_other_plan() -> None:
    assert len(chosen({"fte": [1.5], "back_heaviness": [0.5]}).candidates) == 1
    assert len(chosen({"placement.weeks": [3 * 365.25 / 12 / 7, 8]}).candidates) == 2


def test_a_parameter_is_a_lever_too() -> None:
    study = small_studies.study()
    [now, plan] = choice(study, {"parameters.accept": [0.9]}, None, "plan").candidates
    [state] = study.regimes("here")
    [changed] = under(study, plan).regimes("here")

    assert now.values == (state.parameters["accept"],)
    assert changed.parameters == {**state.parameters, "accept": 0.9}


def test_words_and_nothing_are_values_too() -> None:
    found = chosen({"motivation_policy": ["motivate", "close"], "post_size": [None, 0.5]})

    assert [one.values for one in found.candidates] == [
        ("motivate", None), ("motivate", 0.5), ("close", None), ("close", 0.5)
    ]  # fmt: skip


# --- shares and lengths ---------------------------------------------------------------------------


def test_a_share_rescales_the_others() -> None:
    study = small_studies.study()
    plans = choice(study, {"motivation.motivated": [0.5, 0.75]}, None, "plan").candidates
    [state] = under(study, plans[1]).regimes("here")

    assert state.programme.motivation.model_dump() == pytest.approx(
        {"motivated": 0.75, "wavering": 0.15, "not_motivated": 0.1}
    )


def test_two_shares_of_a_group_are_set_together() -> None:
    """However they are listed: the second does not rescale the first."""
    study = small_studies.study()
    levers = {"goals.work": [0.5], "goals.study": [0.4]}
    for one in (levers, dict(reversed(levers.items()))):
        [_, plan] = choice(study, one, None, "plan").candidates
        [state] = under(study, plan).regimes("here")
        assert state.programme.goals.model_dump() == pytest.approx(
            {"work": 0.5, "study": 0.4, "placement": 0.1}
        )


def test_a_placement_has_one_length() -> None:
    study = small_studies.study()
    [now, plan] = choice(study, {"placement.weeks": [8]}, None, "plan").candidates
    [state] = under(study, plan).regimes("here")

    assert now.values == pytest.approx((3 * 365.25 / 12 / 7,))
    assert (state.programme.placement.weeks, state.programme.placement.months) == (8, None)


# --- posts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("programme", "now"),
    [
        ({}, 1.5),
        ({"fte_scale": 2.0}, 3.0),
        ({"post_size": 0.25}, 1.5),
        ({"posts": small_studies.posts(0.4, 0.35)}, 0.75),
    ],
)
def test_fte_is_the_sum_of_all_posts(programme: dict[str, Any], now: float) -> None:
    study = small_studies.study(programme)
    first, *plans = choice(study, {"fte": [0.3, 1, 2.75]}, None, "plan").candidates

    assert posts(under(study, first)) == [(0.0, first.values[0])] == [(0.0, now)]
    assert [posts(under(study, plan)) for plan in plans] == [
        [(0.0, 0.3)],
        [(0.0, 1.0)],
        [(0.0, 2.75)],
    ]


def test_posts_that_are_scaled_already_are_not_scaled_again() -> None:
    """Each lever's value is the sum from its day on, whatever the scenario did before."""
    change = {"target": "posts", "scale": 2.0, "since": "2013-01-01"}
    study = small_studies.study(changes=[change])
    first, one, three = choice(study, {"fte": [1, 2.25]}, SINCE, "plan").candidates

    assert first.values == (3.0,)
    assert [fte for _, fte in posts(under(study, one))] == [1.5, 3.0, 1.0]
    assert [fte for _, fte in posts(under(study, three))] == [1.5, 3.0, 2.25]


def test_posts_of_the_day_are_counted() -> None:
    """A post that begins or ends is counted as it is on the day of the change."""
    fte = [{"since": "2012-01-01", "until": "2013-07-01", "share": 1.0}]
    listed = [*small_studies.posts(0.5), {"name": "left", "fte": fte}]
    study = small_studies.study({"posts": listed})

    first, plan = choice(study, {"fte": [1]}, SINCE, "plan").candidates
    assert first.values == (0.5,)
    assert [fte for _, fte in posts(under(study, plan))][-1] == 1.0
    assert choice(study, {"fte": [1]}, None, "plan").candidates[0].values == (1.5,)


def test_posts_of_several_programmes_are_refused() -> None:
    [problem] = problems({"fte": [1]}, others={"there": {}})

    assert problem == (
        "plan.levers.fte: is the sum of one programme's posts, and the study has 2; use fte_scale, "
        "a factor for the posts of each"
    )


def test_several_programmes_that_differ_have_no_one_value() -> None:
    others = {"there": {"back_heaviness": 0.1}}
    found = chosen({"back_heaviness": [0.5], "fte_scale": [1.0, 2.0]}, others=others)

    assert [one.values for one in found.candidates] == [(DIFFERENT, 1.0), (0.5, 1.0), (0.5, 2.0)]
    assert [one.changed for one in found.candidates] == [0, 1, 2]


def test_posts_that_are_not_there_cannot_grow() -> None:
    ended = [
        {"name": "only", "fte": [{"since": "2012-01-01", "until": "2013-01-01", "share": 1.0}]}
    ]

    [problem] = problems({"fte": [1]}, SINCE, programme={"posts": ended})

    assert problem == "plan.levers.fte: there is no post on 2014-01-01 that could grow"


# --- the study's own scenario ---------------------------------------------------------------------

OWN = [
    {"target": "employer_focus", "set": 0.4},
    {"target": "back_heaviness", "set": 0.2, "since": "2013-01-01"},
    {"target": "caseload_norm", "set": 15.0, "since": "2015-01-01"},
]


def test_the_own_changes_are_kept_on_their_days() -> None:
    """One without a date holds from the start, and not from the day of the plan."""
    study = small_studies.study(changes=OWN)
    [now, plan] = choice(study, {"back_heaviness": [0.9]}, SINCE, "plan").candidates
    found = {
        day: (
            one.programme.employer_focus,
            one.programme.back_heaviness,
            one.programme.caseload_norm,
        )
        for day, one in states(under(study, plan)).items()
    }

    assert now.values == (0.2,)
    assert found == {
        "2012-01-01": (0.4, 0.5, 20.0),
        "2013-01-01": (0.4, 0.2, 20.0),
        "2014-01-01": (0.4, 0.9, 20.0),
        "2015-01-01": (0.4, 0.9, 15.0),
    }


def test_a_lever_on_the_day_of_an_own_change_comes_after_it() -> None:
    study = small_studies.study(changes=OWN)
    plan = choice(study, {"back_heaviness": [0.9]}, date(2013, 1, 1), "plan").candidates[1]

    assert states(under(study, plan))["2013-01-01"].programme.back_heaviness == 0.9


@pytest.mark.parametrize("since", [None, date(2013, 1, 1), SINCE])
def test_the_scenario_file_is_the_plan(since: date | None) -> None:
    """Read again, it makes the same programme on every day."""
    study = small_studies.study(changes=OWN)
    levers = {"fte": [1, 2], "motivation.motivated": [0.7]}
    found = choice(study, levers, since, "plan")
    question = PlanQuestion(study, found, (), Rules((), 0.05, 10, 10), "posts")

    for plan in found.candidates:
        written = yaml.safe_load(scenario_file(question, plan.number, "ours", None))
        again = unchecked(study, scenario=Scenario.model_validate(written))
        assert states(again) == states(under(study, plan))
        assert len(written["title"]) <= TITLE
    assert written["name"] == "ours"
    assert "fte 2" in written["title"]


def test_a_title_is_used_and_a_long_one_of_its_own_shortened() -> None:
    levers = {"parameters.accept": [0.9], "parameters.turnover_per_year": [0.01], "fte": [2.123456],
              "motivation.motivated": [0.123456]}  # fmt: skip
    study = small_studies.study()
    found = choice(study, levers, None, "plan")
    question = PlanQuestion(study, found, (), Rules((), 0.05, 10, 10), "posts")

    own, given = (
        yaml.safe_load(scenario_file(question, 1, "ours", title))["title"]
        for title in (None, "Two posts")
    )
    assert own.endswith(" …")
    assert len(own) <= TITLE
    assert given == "Two posts"


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [date(2011, 12, 31), date(2017, 1, 1)])
def test_a_day_outside_the_study_is_refused(day: date) -> None:
    assert problems({"fte": [1]}, day) == [
        f"plan.since: should be from 2012-01-01 to 2016-12-31 (got {day})"
    ]


@pytest.mark.parametrize("day", [date(2012, 1, 1), date(2016, 12, 31)])
def test_the_first_and_the_last_day_are_inside(day: date) -> None:
    assert chosen({"fte": [1]}, day).since == day


def test_no_levers_are_refused() -> None:
    [problem] = problems({})

    assert problem.startswith("plan.levers: missing; name what could change, such as")


def test_too_many_plans_are_refused() -> None:
    values = [i / 100 for i in range(1, 25)]
    [problem] = problems({"fte": values, "back_heaviness": values})

    assert problem == f"plan.levers: have 576 combinations, and at most {MOST} can be compared"


@pytest.mark.parametrize(
    ("levers", "expected"),
    [
        ({"back_heavyness": [1]}, "plan.levers: back_heavyness: unknown lever (did you mean"),
        (
            {"placement.wekks": [1]},
            "plan.levers: placement.wekks: unknown lever (did you mean 'placement.weeks",
        ),
        ({"xyz": [1]}, "plan.levers: xyz: unknown lever; known: fte, placement.weeks, fte_scale"),
        ({"fte": ["2"]}, "plan.levers.fte: 2: should be a number above 0 (got the text '2')"),
        ({"parameters.acept": [1]}, "plan.levers: parameters.acept: unknown parameter (did you"),
        ({"fte": [0]}, "plan.levers.fte: 0: should be a number above 0"),
        ({"fte": ["two"]}, "plan.levers.fte: two: should be a number above 0"),
        ({"fte": [True]}, "plan.levers.fte: True: should be a number above 0"),
        ({"fte": [1000]}, "plan.levers.fte: 1000: here.fte_scale: should be"),
        ({"back_heaviness": [2]}, "plan.levers.back_heaviness: 2: here.back_heaviness: should be"),
        ({"parameters.accept": [-1]}, "plan.levers.parameters.accept: -1: parameters.accept:"),
        ({"motivation_policy": ["x"]}, "plan.levers.motivation_policy: x: here.motivation_policy"),
        ({"title": ["Ours"]}, "plan.levers.title: Ours: title: this cannot change over time"),
        ({"since": ["2013-01-01"]}, "plan.levers.since: 2013-01-01: since: this cannot change"),
        (
            {"goals.work": [0.9], "goals.study": [0.3]},
            "plan.levers: goals.work=0.9, goals.study=0.3: here.goals: work + study must not",
        ),
    ],
)
def test_a_lever_that_is_not_allowed_is_named(levers: dict[str, Any], expected: str) -> None:
    [problem] = problems(levers)

    assert problem.startswith(expected)
    assert "scenario.changes" not in problem  # which the user has not written


def test_every_wrong_value_is_in_one_message() -> None:
    found = problems({"fte": [0, 1, -1], "back_heaviness": [0.5, 7]})

    assert [one.split(":")[0] for one in found] == ["plan.levers.fte"] * 2 + [
        "plan.levers.back_heaviness"
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fte", "fte_scale"), ("fte", "posts"), ("fte_scale", "posts"),
        ("placement.weeks", "placement.months"), ("placement", "placement.weeks"),
        ("referral.per_year", "referral"), ("posts", "posts.share"),
    ],
)  # fmt: skip
def test_levers_that_overwrite_each_other_are_refused(one: str, other: str) -> None:
    [found] = problems({one: [1], "back_heaviness": [0.5], other: [2]})

    assert found == f"plan.levers: {one} and {other} set the same value; choose one of them"


def test_levers_that_go_together_are_not_refused() -> None:
    found = chosen({"fte": [2], "post_size": [0.5], "goals.work": [0.5], "goals.study": [0.4]})

    assert len(found.candidates) == 2
    assert len(chosen({"placement.months": [1], "placement.aim": ["jobs"]}).candidates) == 2


def test_levers_that_are_known_describe_how_a_programme_works() -> None:
    [found] = problems({"xyz": [1]})
    known = found.partition("known: ")[2].split(", ")

    assert not {"title", "since", "until", "today", "sources", "habits", "posts"} & set(known)
    assert not {name for name in known if name.startswith(("goal.", "today."))}


def test_every_unknown_lever_is_named() -> None:
    assert len(problems({"xyz": [1], "back_heavyness": [1]})) == 2


def test_a_change_after_the_programme_has_closed_is_refused() -> None:
    study = small_studies.study()
    [(name, programme)] = study.programmes.items()
    closed = unchecked(study, programmes={name: unchecked(programme, until=SINCE)})

    with pytest.raises(StudyError) as caught:
        choice(closed, {"fte": [2]}, SINCE, "plan")
    assert caught.value.problems == (
        f"plan.since: should be before {SINCE}, when the last programme closes: "
        f"no lever has an effect later (got {SINCE})",
    )
    assert len(choice(closed, {"fte": [2]}, date(2013, 12, 31), "plan").candidates) == 2
