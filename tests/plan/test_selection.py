"""A search among plans whose probabilities are known: what it finds, and what it asks for."""

from collections import defaultdict
from collections.abc import Sequence
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plan.invented import (
    NEARLY,
    WHERE_BOUNDS_ARE,
    Invented,
    known_bounds,
    most_wrong,
    not_shared,
    wrong_searches,
)

from sesim.plan.bounds import Bounds
from sesim.plan.selection import PlanVerdict, Reached, Record, Rules, search

MEETS, MISSES, UNCLEAR = PlanVerdict.MEETS, PlanVerdict.MISSES, PlanVerdict.UNCLEAR

RULES = Rules((0.8,), risk=0.05, first=100, budget=1600)
"""Of searches for one goal."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work out the bounds of the same numbers once."""
    monkeypatch.setattr(WHERE_BOUNDS_ARE, known_bounds)


def verdicts(invented: Invented, rules: Rules = RULES) -> list[PlanVerdict]:
    return [record.verdict for record in invented.searched(rules).records]


def by_plan(invented: Invented) -> dict[int, list[range]]:
    """Return the histories that each plan was asked for, in order."""
    found: dict[int, list[range]] = defaultdict(list)
    for plans, numbers in invented.asked:
        for plan in plans:
            found[plan].append(numbers)
    return found


# --- the guarantee: tests/verification/test_plan.py has more repetitions -------------------------


def test_verdicts_are_rarely_wrong() -> None:
    """Thirty plans within a hair of their goals, each with luck of its own."""
    rules, repetitions = Rules((0.8, 0.9), risk=0.2, first=20, budget=640), 40
    plans = NEARLY * 10

    assert wrong_searches(plans, rules, repetitions, paired=False) <= most_wrong(repetitions, 0.2)
    with patch(WHERE_BOUNDS_ARE, not_shared(len(plans), goals=2)):  # a planted error
        wrong = wrong_searches(plans, rules, repetitions, paired=False)
    assert wrong > most_wrong(repetitions, 0.2)


def test_a_tie_is_not_decided() -> None:
    """A plan that reaches its goal exactly as often as it should is rarely found to miss it."""
    repetitions = 40
    found = []
    for repetition in range(repetitions):
        tied = Invented([[0.8]], repetition)
        search = tied.searched(RULES)
        assert search.records[0].trials <= RULES.budget
        found.append(search.records[0].verdict)

    assert found.count(MISSES) <= most_wrong(repetitions, RULES.risk)
    assert found.count(UNCLEAR) >= 0.9 * repetitions


# --- what is found --------------------------------------------------------------------------------


def test_clear_plans_are_found_and_the_cheapest_is_chosen() -> None:
    plans = Invented([[0.5], [0.7], [0.9], [0.99]])
    found = plans.searched(RULES)

    assert [record.verdict for record in found.records[:3]] == [MISSES, MISSES, MEETS]
    assert found.chosen == 2


def test_the_cheapest_is_first_by_cost_and_not_by_number() -> None:
    plans = Invented([[1.0], [0.2], [1.0]], order=(2, 1, 0))
    found = plans.searched(RULES)

    assert found.order == (2, 1, 0)
    assert found.chosen == 2


def test_all_goals_must_be_reached() -> None:
    rules = Rules((0.8, 0.5), risk=0.05, first=100, budget=400)
    plans = Invented([[1.0, 0.0], [0.0, 1.0], [1.0, 0.5], [1.0, 1.0]])

    found = plans.searched(rules)

    assert [one.verdict for one in found.records] == [MISSES, MISSES, UNCLEAR, MEETS]
    assert found.records[0].verdicts == [MEETS, MISSES]
    assert found.records[2].verdicts == [MEETS, UNCLEAR]
    assert found.chosen == 3


def test_nothing_is_chosen_where_nothing_meets() -> None:
    assert Invented([[0.1], [0.2]]).searched(RULES).chosen is None


def test_each_goal_has_its_own_certainty() -> None:
    plans = Invented([[0.6, 0.6]])

    assert plans.searched(Rules((0.4, 0.8), 0.05, 200, 800)).records[0].verdicts == [MEETS, MISSES]


def test_what_was_excluded_once_stays_so() -> None:
    """One goal is reached in all of the first histories and in none later, while another is open.

    Its bounds have been shown: they only become narrower.
    """
    limits: list[Bounds] = []

    def look(asked: Sequence[int], numbers: range) -> Reached:
        first = len(numbers) if numbers.start == 0 else 0
        return Reached(np.array([[first, len(numbers) // 2]] * len(asked)), (0,))

    for budget in (40, 80, 160):
        [record] = search(1, Rules((0.8, 0.5), 0.05, 40, budget), look).records
        assert record.verdicts == [MEETS, UNCLEAR]
        assert record.trials == budget
        limits.append(record.limits[0])

    assert limits[0].low == limits[1].low == limits[2].low > 0.8
    assert limits[0].high >= limits[1].high >= limits[2].high


# --- what is asked for ----------------------------------------------------------------------------


def test_a_plan_that_meets_ends_the_search() -> None:
    """Dearer plans that nobody needs are not looked at again, however unclear they are."""
    plans = Invented([[0.1], [1.0], [0.8], [0.8]])
    found = plans.searched(RULES)

    assert plans.asked == [((0, 1, 2, 3), range(100))]
    assert found.chosen == 1
    assert [record.verdict for record in found.records] == [MISSES, MEETS, UNCLEAR, UNCLEAR]


def test_dearer_plans_wait_while_a_cheaper_one_seems_to_meet() -> None:
    def look(asked: Sequence[int], numbers: range) -> Reached:
        called.append((tuple(asked), numbers))
        reached = [[round({0: 0.88, 1: 0.8}[plan] * len(numbers))] for plan in asked]
        return Reached(np.array(reached), (0, 1))

    called: list[tuple[tuple[int, ...], range]] = []
    found = search(2, RULES, look)

    assert called == [((0, 1), range(100)), ((0,), range(100, 200)), ((0,), range(200, 400))]
    assert [record.verdict for record in found.records] == [MEETS, UNCLEAR]


def test_dearer_plans_go_on_if_the_cheaper_one_disappoints() -> None:
    """A plan does well at first and then never reaches its goal again."""

    def look(asked: Sequence[int], numbers: range) -> Reached:
        well = {0: 0.88 if numbers.start == 0 else 0.0, 1: 0.8, 2: 0.3}
        reached = [[round(well[plan] * len(numbers))] for plan in asked]
        called.append((tuple(asked), numbers))
        return Reached(np.array(reached), (0, 1, 2))

    called: list[tuple[tuple[int, ...], range]] = []
    found = search(3, RULES, look)

    assert called == [
        ((0, 1, 2), range(100)),
        ((0,), range(100, 200)),
        ((1,), range(100, 200)),
        ((1,), range(200, 400)),
        ((1,), range(400, 800)),
        ((1,), range(800, 1600)),
    ]
    assert [record.verdict for record in found.records] == [MISSES, UNCLEAR, MISSES]


PROBABILITIES = st.lists(
    st.lists(st.sampled_from([0.3, 0.75, 0.8, 0.85, 0.9, 1.0]), min_size=2, max_size=2),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(max_examples=25)
@given(
    probabilities=PROBABILITIES, luck=st.integers(0, 5), random=st.randoms(), paired=st.booleans()
)
def test_nothing_is_asked_twice_or_skipped(
    probabilities: list[list[float]], luck: int, random: object, paired: bool
) -> None:
    order = list(range(len(probabilities)))
    random.shuffle(order)  # type: ignore[attr-defined]
    plans = Invented(probabilities, luck, paired=paired, order=order)
    rules = Rules((0.8, 0.6), 0.05, 50, 700)  # a budget that doubling does not hit

    found = plans.searched(rules)

    for plan, pieces in by_plan(plans).items():
        record = found.records[plan]
        assert [i for piece in pieces for i in piece] == list(range(record.trials))
        assert rules.first <= record.trials <= rules.budget
        assert [*record.reached] == [*plans.reached(plan, range(record.trials))]
    for asked, _ in plans.asked[1:]:
        assert list(asked) == sorted(asked, key=order.index)  # in order of cost
    assert found.order == tuple(order)


@settings(max_examples=25)
@given(probabilities=PROBABILITIES, luck=st.integers(0, 5))
def test_a_search_ends_when_the_answer_cannot_change(
    probabilities: list[list[float]], luck: int
) -> None:
    """Every plan up to the chosen one is clear, or has used its budget."""
    plans = Invented(probabilities, luck)
    rules = Rules((0.8, 0.6), 0.05, 50, 700)

    found = plans.searched(rules)

    meeting = [plan for plan in found.order if found.records[plan].verdict is MEETS]
    assert found.chosen == (meeting[0] if meeting else None)
    before = found.order if found.chosen is None else found.order[: found.chosen]
    for plan in before:
        record = found.records[plan]
        assert record.verdict is MISSES or record.trials == rules.budget


def test_each_look_doubles_the_histories_within_the_budget() -> None:
    rules = Rules((0.8,), 0.05, 100, 700)

    assert [rules.next(trials) for trials in (0, 100, 200, 400)] == [
        range(100), range(100, 200), range(200, 400), range(400, 700)
    ]  # fmt: skip
    assert Rules((0.8,), 0.05, 100, 100).next(0) == range(100)


def test_a_budget_of_the_first_histories_is_one_look() -> None:
    plans = Invented([[0.8], [0.8]])

    assert verdicts(plans, Rules((0.8,), 0.05, 100, 100)) == [UNCLEAR, UNCLEAR]
    assert plans.asked == [((0, 1), range(100))]


def test_one_missed_goal_is_enough_to_miss() -> None:
    nothing = [Bounds(0.0, 1.0)] * 3
    record = Record(10, np.zeros(3, dtype=np.int64), nothing, [MEETS, UNCLEAR, MISSES])

    assert record.verdict is MISSES
