"""What a search teaches besides its answer: what comes nearest, what is tied, which lever binds."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sesim.plan.candidates import Value
from sesim.plan.question import PAYERS, PlanAnswer, PlanQuestion, rounded
from sesim.plan.selection import PlanVerdict, Record


class LeverStep(NamedTuple):
    """What a step of one lever does, all others as they are.

    Attributes:
        lever: its name.
        before, after: its values.
        goal: the place of the goal that is reached more or less often.
        difference: of the shares of histories that reach it, with the same people and luck.
        error: its standard error.
    """

    lever: str
    before: Value
    after: Value
    goal: int
    difference: float
    error: float

    @property
    def is_clear(self) -> bool:
        """Whether the step surely helps: by more than two standard errors."""
        return self.difference > 2 * self.error


class Advice(NamedTuple):
    """What a reader should know of a search.

    Attributes:
        chosen: the cheapest plan that is known to reach all goals, by number.
        tied: plans that reach all goals too, and cost the same as the chosen one.
        cheaper_unclear: plans that cost less than the chosen one, or the same and change less, of
            which it is not clear whether they reach the goals; all unclear ones if none is chosen.
        next_cheaper: the dearest plan below the cost of the chosen one that misses a goal.
        nearest: where none is chosen, the cheapest plan that comes as near to its goals as any.
        binding: where none is chosen, the steps to the ends of the levers' values, from the plan
            that comes nearest, that help most.
        costs: of each plan a year by payer, in SEK.
    """

    chosen: int | None
    tied: tuple[int, ...]
    cheaper_unclear: tuple[int, ...]
    next_cheaper: int | None
    nearest: int
    binding: tuple[LeverStep, ...]
    costs: NDArray[np.float64]


def advice(question: PlanQuestion, answer: PlanAnswer) -> Advice:
    """Return what a search teaches."""
    records, order = answer.search.records, answer.search.order
    costs = answer.costs(len(question.goals))
    by_cost = [rounded(cost) for cost in costs[:, PAYERS.index(question.cost)]]
    chosen = answer.search.chosen
    before = order if chosen is None else order[: order.index(chosen)]
    tied = [
        plan
        for plan in order
        if chosen not in (None, plan)
        and by_cost[plan] == by_cost[chosen or 0]
        and records[plan].verdict is PlanVerdict.MEETS
    ]
    unclear = [plan for plan in before if records[plan].verdict is PlanVerdict.UNCLEAR]
    missing = [
        plan
        for plan in before
        if records[plan].verdict is PlanVerdict.MISSES and by_cost[plan] < by_cost[chosen or 0]
    ]
    nearest = _nearest(question, answer)
    return Advice(
        chosen=chosen,
        tied=tuple(tied),
        cheaper_unclear=tuple(unclear),
        next_cheaper=missing[-1] if missing and chosen is not None else None,
        nearest=nearest,
        binding=tuple(_binding(question, answer, nearest)) if chosen is None else (),
        costs=costs,
    )


def _nearest(question: PlanQuestion, answer: PlanAnswer) -> int:
    """Return the cheapest of the plans that come as near to their worst goal as any, up to chance.

    Otherwise the luck of a few histories would choose among plans of any cost.
    """
    records, order = answer.search.records, answer.search.order
    gaps = {plan: min(above(question, records[plan])) for plan in order}
    best = max(order, key=lambda plan: gaps[plan])
    goal = int(np.argmin(above(question, records[best])))
    for plan in order:
        difference, error = _difference(question, answer, best, plan, goal)
        if plan == best or (difference <= 2 * error and gaps[plan] >= gaps[best] - 2 * error):
            return plan
    return best


def above(question: PlanQuestion, record: Record) -> list[float]:
    """Return how far a plan is above the certainty of each goal, as a share of histories."""
    shares = record.reached / record.trials
    return [
        float(share) - goal.certainty for share, goal in zip(shares, question.goals, strict=True)
    ]


def _binding(question: PlanQuestion, answer: PlanAnswer, plan: int) -> Iterator[LeverStep]:
    """Yield steps of single levers to the ends of their values that clearly help, best first."""
    choice = question.choice
    places = {one.values: one.number for one in reversed(choice.candidates)}
    goal = int(np.argmin(above(question, answer.search.records[plan])))
    own = choice.candidates[plan].values
    steps = []
    for place, lever in enumerate(choice.levers):
        ordered = _values(places, own, place)
        if own[place] not in (ordered[0], ordered[-1]) or len(ordered) < 2:
            continue
        neighbour = ordered[1] if own[place] == ordered[0] else ordered[-2]
        other = places[(*own[:place], neighbour, *own[place + 1 :])]
        difference, error = _difference(question, answer, plan, other, goal)
        steps.append(LeverStep(lever, neighbour, own[place], goal, difference, error))
    yield from sorted((one for one in steps if one.is_clear), key=lambda one: -one.difference)


def _values(
    places: Mapping[tuple[Value, ...], int], own: tuple[Value, ...], place: int
) -> list[Value]:
    """Return the values of a lever that plans have whose other levers are the same, in order."""
    rest = (*own[:place], *own[place + 1 :])
    found = {
        repr(values[place]): values[place]
        for values in places
        if (*values[:place], *values[place + 1 :]) == rest
    }
    return sorted(found.values(), key=_size)


def _size(value: Value) -> tuple[int, float, str]:
    """Return the place of a value among those of its lever: numbers in order, then others."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return (0, float(value), "") if is_number else (1, 0.0, str(value))


def _difference(
    question: PlanQuestion, answer: PlanAnswer, plan: int, other: int, goal: int
) -> tuple[float, float]:
    """Return how much more often a plan reaches a goal than another one, and the error of that."""
    shared = min(len(answer.histories[plan]), len(answer.histories[other]))
    ours, theirs = (
        question.reached(answer.histories[one][:shared])[:, goal].astype(float)
        for one in (plan, other)
    )
    pairs = ours - theirs
    return float(pairs.mean()), float(pairs.std(ddof=1) / np.sqrt(shared))
