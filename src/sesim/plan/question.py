"""What a plan is asked for, and the search for it: simulated, counted and put in order of cost."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sesim.outcomes import LEDGER
from sesim.plan.candidates import Choice
from sesim.plan.goals import AskedGoal, place_of
from sesim.plan.pieces import in_pieces, orders_of
from sesim.plan.selection import Reached, Rules, Search, search
from sesim.plan.simulation import PlanTask, TrialFigure, Trials, Values, chunks, simulate
from sesim.plan.store import TrialStore
from sesim.runs.draws import apart, drawn
from sesim.runs.parallel import Crew
from sesim.runs.workers import WorkOrder
from sesim.study import Study
from sesim.study.frozen import unchecked

PAYERS: Final = tuple(row.name for row in LEDGER)
"""The rows of the ledger: what a plan costs a year, by payer."""

DIGITS: Final = 3
"""Costs that are equal in so many digits are the same cost."""

Progress = Callable[[int], object]


class PlanQuestion(NamedTuple):
    """What is asked.

    Attributes:
        study: without the plans' changes.
        choice: the plans to choose from.
        goals: what should be reached.
        rules: how the search goes on.
        cost: the row of the ledger by which a plan is cheap.
    """

    study: Study
    choice: Choice
    goals: tuple[AskedGoal, ...]
    rules: Rules
    cost: str

    @property
    def wanted(self) -> tuple[TrialFigure, ...]:
        """What is taken from each history: the goals' outcomes, then the rows of the ledger."""
        place = place_of(self.study)
        return (
            *(goal.wanted for goal in self.goals),
            *(TrialFigure(f"ledger_{payer}", place) for payer in PAYERS),
        )

    def study_of(self, plan: int) -> Study:
        """Return the study under a plan."""
        return unchecked(self.study, scenario=self.choice.candidates[plan].scenario)

    def orders(self) -> Iterator[WorkOrder]:
        """Return what is to be done in each history of each plan; raises `StudyError`."""
        studies = map(self.study_of, range(len(self.choice.candidates)))
        most = range(apart(self.study) * self.rules.budget)
        return orders_of(studies, drawn(self.study), most)

    def reached(self, values: Values) -> NDArray[np.bool_]:
        """Whether histories reach each goal, shape (…, goals); one without a value does not."""
        found = [goal.goal.is_reached(values[..., i]) for i, goal in enumerate(self.goals)]
        return np.stack(found, axis=-1)


class PlanAnswer(NamedTuple):
    """What the search has found.

    Attributes:
        search: the verdicts about each plan.
        histories: of each plan, shape (its histories, wanted).
        first: histories that all plans have.
    """

    search: Search
    histories: list[Values]
    first: int

    def costs(self, goals: int) -> Values:
        """Return what each plan costs a year by payer, over the histories that all plans have.

        Args:
            goals: their number: the values of a history begin with them.

        Returns:
            SEK a year, shape (plans, payers).
        """
        return np.array([np.nanmean(one[: self.first, goals:], axis=0) for one in self.histories])


def answer(question: PlanQuestion, crew: Crew, store: TrialStore, progress: Progress) -> PlanAnswer:
    """Search for the cheapest plan that reaches its goals.

    Args:
        question: what is asked.
        crew: the processes that simulate, which does not affect the answer.
        store: where histories are kept; those that are there are not simulated again.
        progress: called with the number of histories just done.

    Raises:
        StudyError: a plan leads to a value that is not allowed in one of the draws.
        RunError: a history failed.
    """
    run = _Run(question, crew, store, progress)
    found = search(len(question.choice.candidates), question.rules, run.look)
    values = [np.concatenate(parts) for parts in run.values]
    return PlanAnswer(found, values, question.rules.first)


class _Run:
    """Simulates what a search asks for.

    Attributes:
        values: of the histories of each plan so far.
    """

    def __init__(
        self, question: PlanQuestion, crew: Crew, store: TrialStore, progress: Progress
    ) -> None:
        self._question, self._crew, self._store = question, crew, store
        self._progress = progress
        self.values: list[list[Values]] = [[] for _ in question.choice.candidates]
        self._orders = dict(enumerate(question.orders()))
        self._order: Sequence[int] = ()

    def look(self, asked: Sequence[int], numbers: range) -> Reached:
        """Simulate some histories of some plans."""
        parts = []
        for part in self._trials(tuple(asked), numbers):
            self._progress(len(asked) * len(part.numbers))
            parts.append(part.values)
        values = np.concatenate(parts, axis=1)
        for plan, own in zip(asked, values, strict=True):
            self.values[plan].append(own)
        if numbers.start == 0:
            self._order = self._in_order()
        reached = self._question.reached(values).sum(axis=1)
        return Reached(reached, self._order)

    def _trials(self, asked: tuple[int, ...], numbers: range) -> Iterator[Trials]:
        """Return the histories in order, simulated or kept from an earlier attempt."""
        question = self._question
        orders = {plan: self._orders[plan] for plan in asked}

        def task_of(piece: range) -> PlanTask:
            return PlanTask(orders, piece, question.wanted, apart(question.study))

        return in_pieces(simulate, task_of, asked, chunks(numbers), self._store, self._crew)

    def _in_order(self) -> list[int]:
        """Return the plans in order of cost; of equals, those first that change least."""
        question = self._question
        place = len(question.goals) + PAYERS.index(question.cost)
        costs = [np.nanmean(np.concatenate(parts)[:, place]) for parts in self.values]
        plans = question.choice.candidates
        return sorted(
            range(len(plans)),
            key=lambda plan: (rounded(float(costs[plan])), plans[plan].changed, plan),
        )


def rounded(cost: float) -> float:
    """Return a cost in as many digits as make a difference.

    >>> rounded(1_234_567.0)
    1230000.0
    """
    return float(f"{cost:.{DIGITS}g}")
