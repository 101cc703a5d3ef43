"""What a search for a plan promises, over 500 searches among plans that are known."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from tests.plan.invented import (
    NEARLY,
    WHERE_BOUNDS_ARE,
    for_one_look,
    known_bounds,
    most_wrong,
    not_shared,
    wrong_searches,
)

from sesim.plan.bounds import Bounds
from sesim.plan.selection import Rules

pytestmark = pytest.mark.verification

REPETITIONS = 500

RULES = Rules((0.8, 0.9), risk=0.2, first=10, budget=2560)
PLANS = NEARLY * 2


def wrong(fake: Callable[[int, int, float], Bounds], *, paired: bool = False) -> int:
    """Return how many searches find anything that is wrong, with some bounds."""
    with patch(WHERE_BOUNDS_ARE, fake):
        return wrong_searches(PLANS, RULES, REPETITIONS, paired=paired)


@pytest.mark.parametrize("paired", [True, False])
def test_no_more_searches_are_wrong_than_promised(paired: bool) -> None:
    assert wrong(known_bounds, paired=paired) <= most_wrong(REPETITIONS, RULES.risk)


def test_many_plans_keep_the_promise_together() -> None:
    rules = RULES._replace(risk=0.1, budget=640)
    with patch(WHERE_BOUNDS_ARE, known_bounds):
        found = wrong_searches(NEARLY * 10, rules, REPETITIONS, paired=False)

    assert found <= most_wrong(REPETITIONS, rules.risk)


@pytest.mark.parametrize("fake", [not_shared(len(PLANS), goals=2), for_one_look])
def test_a_promise_that_is_not_kept_would_be_noticed(
    fake: Callable[[int, int, float], Bounds],
) -> None:
    """Planted errors: the risk is not shared, or the bounds are for somebody who looks once."""
    assert wrong(fake) > most_wrong(REPETITIONS, RULES.risk)
