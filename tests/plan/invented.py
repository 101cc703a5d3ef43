"""Invented plans: how likely each reaches its goals is known, and so what may be found of it."""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, binom

from sesim.model import uniforms
from sesim.plan import selection
from sesim.plan.bounds import Bounds, bounds
from sesim.plan.selection import PlanVerdict, Reached, Rules, Search, search

NEARLY = [[0.8, 0.9], [0.79, 0.89], [0.8, 0.9]]
"""Plans that reach two goals nearly as often as they should, with certainties of 0.8 and 0.9."""

known_bounds = cache(bounds)
"""The bounds of the program; in many searches the same numbers come again."""


class Invented:
    """Plans that reach their goals with known probabilities.

    Args:
        probabilities: of each goal of each plan, the cheapest plan first.
        repetition: another one has other luck.
        paired: whether all plans have the same luck, as in the program; otherwise each has its
            own, which is when the most can go wrong.
        order: the plans in order of cost, if that is not the order of their numbers.

    Attributes:
        asked: what has been asked for so far: plans and histories.
    """

    def __init__(
        self,
        probabilities: Sequence[Sequence[float]],
        repetition: int = 0,
        *,
        paired: bool = True,
        order: Sequence[int] | None = None,
    ) -> None:
        self.probabilities = np.array(probabilities, dtype=float)
        self.order = tuple(range(len(probabilities))) if order is None else tuple(order)
        self.asked: list[tuple[tuple[int, ...], range]] = []
        self._repetition, self._paired = repetition, paired

    def reached(self, plan: int, numbers: range) -> NDArray[np.int64]:
        """Return in how many histories a plan reaches each goal."""
        who = "all" if self._paired else str(plan)
        return np.array([
            (_luck(f"{self._repetition}/{who}/{goal}")[numbers.start : numbers.stop] < chance).sum()
            for goal, chance in enumerate(self.probabilities[plan])
        ])  # fmt: skip

    def look(self, asked: Sequence[int], numbers: range) -> Reached:
        """Answer a search."""
        self.asked.append((tuple(asked), numbers))
        return Reached(np.stack([self.reached(plan, numbers) for plan in asked]), self.order)

    def searched(self, rules: Rules) -> Search:
        """Return the end of a search among the plans."""
        return search(len(self.probabilities), rules, self.look)

    def is_wrong(self, found: Search, certainties: Sequence[float]) -> bool:
        """Whether anything that was found contradicts the probabilities."""
        return any(
            verdict is (PlanVerdict.MEETS if chance < certainty else PlanVerdict.MISSES)
            for record, chances in zip(found.records, self.probabilities, strict=True)
            for verdict, chance, certainty in zip(
                record.verdicts, chances, certainties, strict=True
            )
        )


MOST_HISTORIES = 4000


@cache
def _luck(address: str) -> NDArray[np.float64]:
    """Return one number of luck for each history."""
    return uniforms(f"tests/plan/{address}", MOST_HISTORIES)


def wrong_searches(
    probabilities: Sequence[Sequence[float]], rules: Rules, repetitions: int, *, paired: bool
) -> int:
    """Return how many of some searches, each with other luck, find anything that is wrong."""
    return sum(
        one.is_wrong(one.searched(rules), rules.certainties)
        for one in (Invented(probabilities, i, paired=paired) for i in range(repetitions))
    )


def most_wrong(repetitions: int, risk: float) -> int:
    """Return how many searches may be wrong, which one test in 1000 exceeds at most."""
    return int(binom.ppf(0.999, repetitions, risk))


# --- planted errors -------------------------------------------------------------------------------


def not_shared(plans: int, goals: int) -> Callable[[int, int, float], Bounds]:
    """Return bounds that each have the whole risk, as if there were one plan with one goal."""
    return lambda successes, trials, risk: known_bounds(successes, trials, 2 * risk * plans * goals)


@cache
def for_one_look(successes: int, trials: int, risk: float) -> Bounds:
    """Return Clopper and Pearson's bounds: right for one number of trials, chosen before."""
    failures = trials - successes
    return Bounds(
        float(beta.ppf(risk, successes, failures + 1)) if successes else 0.0,
        float(beta.ppf(1 - risk, successes + 1, failures)) if failures else 1.0,
    )


WHERE_BOUNDS_ARE = f"{selection.__name__}.bounds"
"""What to patch."""
