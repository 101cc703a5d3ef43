"""Which plans reach their goals, found with as few histories as needed, and with a guarantee.

All plans are simulated with the same people and the same luck. Those that are clear are left, and
so are those that are dearer than one that reaches every goal. The others go on until they are
clear too, or the budget is used; dearer ones wait as long as a cheaper one seems to reach them.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sesim.plan.bounds import Bounds, bounds

Numbers = NDArray[np.int64]

PROMISING: Final = 0.05
"""A plan whose goals are reached so much more often than needed probably reaches them."""


class PlanVerdict(StrEnum):
    """What is known of a plan, or of one of its goals."""

    MEETS = "meets"
    MISSES = "misses"
    UNCLEAR = "unclear"


class Rules(NamedTuple):
    """How a search goes on, and how sure it should be.

    Attributes:
        certainties: the share of histories that should reach each goal.
        risk: the probability that any verdict is wrong, at most.
        first: histories of every plan.
        budget: most histories of a plan.
    """

    certainties: tuple[float, ...]
    risk: float
    first: int
    budget: int

    def next(self, trials: int) -> range:
        """Return the histories that come after some: each time as many as there have been."""
        return range(trials, min(self.budget, 2 * trials) if trials else self.first)


@dataclass
class Record:
    """What is known of one plan.

    Attributes:
        trials: its histories so far.
        reached: how many of them reach each goal.
        limits: of the probability of each goal.
        verdicts: of each goal.
    """

    trials: int
    reached: Numbers
    limits: list[Bounds]
    verdicts: list[PlanVerdict]

    @property
    def verdict(self) -> PlanVerdict:
        """Whether the plan reaches all goals."""
        if PlanVerdict.MISSES in self.verdicts:
            return PlanVerdict.MISSES
        return PlanVerdict.UNCLEAR if PlanVerdict.UNCLEAR in self.verdicts else PlanVerdict.MEETS

    def seems_to_meet(self, certainties: Sequence[float]) -> bool:
        """Whether each goal is reached clearly more often than needed, up to chance."""
        return bool((self.reached / self.trials >= np.array(certainties) + PROMISING).all())


class Reached(NamedTuple):
    """What some histories of some plans have shown.

    Attributes:
        reached: how many of them reach each goal, shape (plans, goals).
        order: all plans, the cheapest first, as the first histories show.
    """

    reached: Numbers
    order: Sequence[int]


Look = Callable[[Sequence[int], range], Reached]
"""Simulates some plans, by number, in some histories."""


class Search(NamedTuple):
    """The end of a search.

    Attributes:
        records: of each plan, by number.
        order: the plans, the cheapest first.
    """

    records: list[Record]
    order: tuple[int, ...]

    @property
    def chosen(self) -> int | None:
        """The cheapest plan that reaches all goals; None if none is known to."""
        meeting = (one for one in self.order if self.records[one].verdict is PlanVerdict.MEETS)
        return next(meeting, None)


def search(plans: int, rules: Rules, look: Look) -> Search:
    """Find out which plans reach their goals, from the cheapest up.

    With a probability of at least 1 - `risk`, no verdict is wrong: no plan that is found to meet a
    goal reaches it with less than its certainty, and none that is found to miss it with more. This
    holds for all plans and goals together, whichever are left early, because the bounds hold for
    all numbers of histories at once (`sesim.plan.bounds`), and each for an equal part of the risk.

    Args:
        plans: their number.
        rules: how to go on.
        look: simulates; a history is never asked for twice.
    """
    goals = len(rules.certainties)
    each = rules.risk / (2 * plans * goals)
    records = [_nothing(goals) for _ in range(plans)]

    def add(asked: Sequence[int], numbers: range) -> Reached:
        seen = look(asked, numbers)
        for plan, reached in zip(asked, seen.reached, strict=True):
            _add(records[plan], len(numbers), reached, rules, each)
        return seen

    order = tuple(add(range(plans), rules.next(0)).order)
    while by_trials := _left(records, order, rules):
        for trials, asked in by_trials.items():
            add(asked, rules.next(trials))
    return Search(records, order)


def _left(
    records: Sequence[Record], order: Sequence[int], rules: Rules
) -> dict[int, tuple[int, ...]]:
    """Return the plans that go on, by the number of their histories so far."""
    found: dict[int, tuple[int, ...]] = defaultdict(tuple)
    for plan in order:
        record = records[plan]
        if record.verdict is PlanVerdict.MEETS:
            break
        if record.verdict is PlanVerdict.UNCLEAR and record.trials < rules.budget:
            found[record.trials] += (plan,)
            if record.seems_to_meet(rules.certainties):
                break
    return dict(found)


def _nothing(goals: int) -> Record:
    unknown = [Bounds(0.0, 1.0)] * goals
    return Record(0, np.zeros(goals, dtype=np.int64), unknown, [PlanVerdict.UNCLEAR] * goals)


def _add(record: Record, trials: int, reached: Numbers, rules: Rules, risk: float) -> None:
    """Add some histories to a plan's record."""
    record.trials += trials
    record.reached = record.reached + reached
    for goal, certainty in enumerate(rules.certainties):
        now = bounds(int(record.reached[goal]), record.trials, risk)
        before = record.limits[goal]  # what has been excluded once stays so
        limit = Bounds(max(before.low, now.low), min(before.high, now.high))
        record.limits[goal] = limit
        record.verdicts[goal] = _verdict(limit, certainty)


def _verdict(limit: Bounds, certainty: float) -> PlanVerdict:
    if limit.low >= certainty:
        return PlanVerdict.MEETS
    return PlanVerdict.MISSES if limit.high < certainty else PlanVerdict.UNCLEAR
