"""What a search teaches besides its answer, on histories that are made up."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.model import small_studies

from sesim.plan.advice import Advice, LeverStep, advice
from sesim.plan.candidates import choice
from sesim.plan.goals import AskedGoal
from sesim.plan.question import PAYERS, PlanAnswer, PlanQuestion, rounded
from sesim.plan.selection import PlanVerdict, Reached, Rules, search
from sesim.plan.settings import PlanGoal
from sesim.plan.simulation import TrialFigure
from sesim.plan.tables import tables, within_reach

HISTORIES = 200

GOAL = AskedGoal(PlanGoal(outcome="employed", at_least=1.0), TrialFigure("employed", "here"), 0.8)
"""It is reached where the value is 1, and missed where it is 0."""

LEVERS: dict[str, Sequence[Any]] = {"fte": [1, 1.5, 2], "back_heaviness": [0.5, 0.9]}
"""Plans: 0 as now (1.5, 0.5), 1 (1, 0.5), 2 (1, 0.9), 3 (1.5, 0.9), 4 (2, 0.5), 5 (2, 0.9)."""


def question(goals: int = 1, levers: Mapping[str, Sequence[Any]] = LEVERS) -> PlanQuestion:
    study = small_studies.study()
    rules = Rules((0.8,) * goals, 0.05, 100, HISTORIES)
    return PlanQuestion(study, choice(study, levers, None, "plan"), (GOAL,) * goals, rules, "posts")


def answered(
    asked: PlanQuestion, shares: Sequence[Sequence[float]], costs: Sequence[float]
) -> PlanAnswer:
    """Return the answer to a question.

    Args:
        asked: the question.
        shares: of the histories of each plan that reach each goal: the first of them, so that
            plans have the same luck.
        costs: of each plan.
    """
    goals, place = len(asked.goals), PAYERS.index("posts")

    def values(plan: int, numbers: range) -> NDArray[np.float64]:
        found = np.zeros((len(numbers), goals + len(PAYERS)))
        for i, number in enumerate(numbers):
            found[i, :goals] = [number % 100 < 100 * share for share in shares[plan]]
        found[:, goals + place] = costs[plan]
        return found

    def look(plans: Sequence[int], numbers: range) -> Reached:
        parts = [values(plan, numbers) for plan in plans]
        for plan, part in zip(plans, parts, strict=True):
            histories[plan].append(part)
        reached = np.stack([asked.reached(part).sum(axis=0) for part in parts])
        return Reached(reached, order)

    changed = [one.changed for one in asked.choice.candidates]
    order = sorted(range(len(costs)), key=lambda plan: (costs[plan], changed[plan], plan))
    histories: list[list[NDArray[np.float64]]] = [[] for _ in costs]
    found = search(len(costs), asked.rules, look)
    return PlanAnswer(found, [np.concatenate(parts) for parts in histories], asked.rules.first)


COSTS = (1.5e6, 1e6, 1e6, 1.5e6, 2e6, 2e6)


def learnt(shares: Sequence[float], costs: Sequence[float] = COSTS) -> Advice:
    asked = question()
    return advice(asked, answered(asked, [[share] for share in shares], costs))


def test_the_cheapest_that_meets_is_chosen_and_the_next_cheaper_one_named() -> None:
    found = learnt([0.6, 0.1, 0.2, 0.5, 0.99, 0.99])

    assert found.chosen == 4
    assert found.next_cheaper == 3  # the last of those that cost less and miss
    assert found.cheaper_unclear == ()
    assert found.binding == ()


def test_of_equal_cost_the_plan_that_changes_least_is_chosen_and_the_tie_said() -> None:
    found = learnt([0.1, 0.1, 0.1, 0.1, 0.99, 0.98])

    assert found.chosen == 4
    assert found.tied == (5,)


def test_what_is_not_clear_yet_is_said() -> None:
    """A cheaper plan on the border, and one of the same cost that changes less."""
    found = learnt([0.8, 0.8, 0.1, 0.99, 0.99, 0.99])

    assert found.chosen == 3
    assert found.cheaper_unclear == (1, 0)
    assert found.next_cheaper == 2


def test_a_plan_of_the_same_cost_is_not_cheaper() -> None:
    found = learnt([0.1, 0.99, 0.99, 0.99, 0.99, 0.99], [1e6] * 6)

    assert found.chosen == 1
    assert found.next_cheaper is None


def test_no_change_may_be_enough() -> None:
    found = learnt([0.99] * 6, [1e6, *COSTS[1:3], *COSTS[3:]])

    assert (found.chosen, found.next_cheaper) == (0, None)


def test_where_nothing_meets_what_comes_nearest_is_named_and_what_limits_it() -> None:
    """Posts help by 20 of 100 histories a step; the search's beginning, at its end too, by none."""
    found = learnt([0.3, 0.1, 0.1, 0.3, 0.5, 0.5])

    assert found.chosen is None
    assert found.nearest == 4
    [step] = found.binding
    assert step[:4] == ("fte", 1.5, 2, 0)
    assert step.difference == pytest.approx(0.2)
    # The same luck: 20 of the first 100 pairs differ, all in one direction. Nobody looked longer.
    assert step.error == pytest.approx(np.sqrt(0.2 * 0.8 / 99))


def test_a_lever_binds_at_the_lower_end_too() -> None:
    found = learnt([0.3, 0.5, 0.1, 0.1, 0.1, 0.1])

    assert found.nearest == 1
    assert [step[:4] for step in found.binding] == [
        ("back_heaviness", 0.9, 0.5, 0), ("fte", 1.5, 1, 0)
    ]  # fmt: skip


def test_a_lever_inside_its_values_does_not_bind() -> None:
    found = learnt([0.1, 0.1, 0.1, 0.5, 0.1, 0.1])

    assert found.nearest == 3
    assert [step.lever for step in found.binding] == ["back_heaviness"]


def test_a_step_that_may_be_chance_does_not_bind() -> None:
    assert LeverStep("fte", 1, 2, 0, 0.02, 0.009).is_clear
    assert not LeverStep("fte", 1, 2, 0, 0.02, 0.011).is_clear
    assert not LeverStep("fte", 1, 2, 0, 0.0, 0.0).is_clear
    assert not LeverStep("fte", 1, 2, 0, -0.2, 0.01).is_clear


def test_of_plans_that_come_as_near_up_to_chance_the_cheapest_is_named() -> None:
    """A gap of 3 of 100 histories between dear plans and cheap ones is within two errors of 1.7."""
    assert learnt([0.1, 0.47, 0.1, 0.1, 0.5, 0.49]).nearest == 1
    assert learnt([0.1, 0.30, 0.1, 0.1, 0.5, 0.49]).nearest == 4


@pytest.mark.parametrize(
    ("goal", "certainty", "level"),
    [
        ({"at_least": 5.0}, 0.8, 3.0),  # 8 of the 10 are 3 or more
        ({"at_least": 5.0}, 0.5, 6.0),
        ({"at_most": 5.0}, 0.8, 8.0),
        ({"at_most": 5.0}, 0.5, 5.0),
    ],
)
def test_the_level_within_reach_is_reached_as_often_as_asked_for(
    goal: dict[str, float], certainty: float, level: float
) -> None:
    """Reached by so many histories, and the next better level by fewer."""
    values = np.arange(1.0, 11.0)
    asked = AskedGoal(
        PlanGoal(outcome="employed", **goal), TrialFigure("employed", "here"), certainty
    )
    better = 1.0 if "at_least" in goal else -1.0

    assert within_reach(values, asked) == level
    for found, enough in ((level, True), (level + better, False)):
        reached = values >= found if "at_least" in goal else values <= found
        assert bool(reached.mean() >= certainty) is enough
    assert np.isnan(within_reach(np.full(10, np.nan), asked))


def test_the_nearest_is_nearest_in_the_goal_that_is_furthest() -> None:
    """One goal that is always reached does not make up for another one."""
    asked = question(goals=2)
    shares = [[0.4, 0.4], [1.0, 0.1], [0.1, 1.0], [0.3, 0.9], [0.5, 0.6], [0.9, 0.4]]
    found = advice(asked, answered(asked, shares, COSTS))

    assert found.nearest == 4
    assert {step.goal for step in found.binding} == {0}  # the one that is furthest from it


def test_costs_are_of_the_histories_that_all_plans_have() -> None:
    asked = question()
    found = answered(asked, [[0.8], *[[0.1]] * 5], COSTS)
    found.histories[0][asked.rules.first :, 1:] = 1e9  # which only this plan has

    assert len(found.histories[0]) > asked.rules.first == len(found.histories[1])
    costs = advice(asked, found).costs
    assert costs[:, PAYERS.index("posts")].tolist() == list(COSTS)
    assert costs[:, PAYERS.index("region")].tolist() == [0.0] * 6


def test_costs_that_differ_by_a_hair_are_equal() -> None:
    assert rounded(1_234_567.0) == rounded(1_230_001.0) != rounded(1_240_000.0)
    assert (rounded(0.0), rounded(-1234.0)) == (0.0, -1230.0)


def test_tables_hold_what_was_found() -> None:
    asked = question()
    found = answered(asked, [[0.8], [0.1], [0.2], [0.99], [0.99], [0.99]], COSTS)
    made = tables(asked, found, advice(asked, found))

    plans, goals, trials = made["plans"], made["goals"], made["trials"]
    assert plans["plan"].tolist() == goals["plan"].tolist() == list(found.search.order)
    assert plans.loc[plans["chosen"], "plan"].tolist() == [3]
    assert dict(zip(plans["plan"], plans["verdict"], strict=True)) == {
        plan: str(record.verdict) for plan, record in enumerate(found.search.records)
    }
    assert set(plans["verdict"]) == set(map(str, PlanVerdict))
    first = goals[goals["plan"] == 0].iloc[0]
    assert (first["reached"], first["histories"], first["probability"]) == (160, 200, 0.8)
    assert first["median"] == 1.0
    assert len(trials) == plans["histories"].sum()
    assert trials.columns.tolist()[:3] == ["plan", "replication", "goal_0"]


def test_a_median_of_nothing_is_left_out() -> None:
    asked = question()
    found = answered(asked, [[0.1]] * 6, COSTS)
    for values in found.histories:
        values[:, 0] = np.nan

    goals = tables(asked, found, advice(asked, found))["goals"]

    assert goals["median"].isna().all()
