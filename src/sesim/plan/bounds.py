"""Bounds of a probability that hold however long one looks, and whenever one stops.

A plan is simulated until it is clear whether it reaches its goals. Bounds for a fixed number of
histories would be too narrow then: who looks often enough sees what chance shows once. These hold
for all numbers at once.
"""

from math import exp, inf, log
from typing import Final, NamedTuple

PRIOR: Final = 0.5
"""Both shape parameters of the beta distribution that weighs the alternatives (Jeffreys)."""

STEPS: Final = 60
"""Halvings of the range in which a bound lies; more than a float can show."""


class Bounds(NamedTuple):
    """Where a probability lies.

    Attributes:
        low, high: each is wrong with at most the probability that was asked for.
    """

    low: float
    high: float


def bounds(successes: int, trials: int, risk: float) -> Bounds:
    """Return the bounds of a probability after some independent trials.

    The bound below is the least probability that a test does not reject. The test bets against
    it: its stake grows by the likelihood ratio of all larger probabilities, each weighed by a
    beta distribution, and against a stake that is fair or worse, nobody ever multiplies theirs by
    1 / `risk` with a larger probability than `risk`. The bound above is the same for failures.

    Args:
        successes: 0 or more, and at most the number of trials.
        trials: 0 or more.
        risk: each bound is ever wrong, at any number of trials, with at most this probability.

    Raises:
        ValueError: the numbers or the risk are impossible.

    Source:
        Ville, Étude critique de la notion de collectif (1939); Robbins, Statistical methods
        related to the law of the iterated logarithm, Ann. Math. Stat. 41 (1970) 1397–1409;
        Howard et al., Time-uniform confidence sequences, Ann. Stat. 49 (2021) 1055–1080.

    >>> [round(one, 2) for one in bounds(90, 100, 0.025)]
    [0.78, 0.97]
    """
    if not 0 <= successes <= trials or not 0 < risk < 1:
        raise ValueError(
            f"needs 0 <= successes <= trials and 0 < risk < 1, got {successes}, {trials} and {risk}"
        )
    return Bounds(
        _below(successes, trials - successes, risk),
        1 - _below(trials - successes, successes, risk),
    )


def _below(successes: int, failures: int, risk: float) -> float:
    """Return the bound below a probability."""
    if not successes:
        return 0.0
    low, high = 0.0, successes / (successes + failures)
    for _ in range(STEPS):
        middle = (low + high) / 2
        if log_stake(successes, failures, middle) >= -log(risk):
            low = middle
        else:
            high = middle
    return low


def log_stake(successes: int, failures: int, probability: float) -> float:
    """Return the log of the stake in a bet that successes are more likely than a probability.

    Args:
        successes: that have been seen.
        failures: that have been seen.
        probability: from 0 to 1.
    """
    from scipy.special import betaincc, betaln, xlog1py, xlogy  # slow to import

    if probability <= 0.0:
        return inf if successes else 0.0
    if probability >= 1.0:
        return -inf if failures else 0.0
    before, after = (PRIOR, PRIOR), (PRIOR + successes, PRIOR + failures)
    weights = [betaln(*shape) + _log(betaincc(*shape, probability)) for shape in (after, before)]
    likelihood = xlogy(successes, probability) + xlog1py(failures, -probability)
    return float(weights[0] - weights[1] - likelihood)


def _log(share: float) -> float:
    return log(share) if share > exp(-700.0) else -inf
