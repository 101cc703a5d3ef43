"""Bounds that hold however long one looks: how often they are wrong is computed, not simulated."""

from collections.abc import Callable
from math import exp, isfinite

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, binom

from sesim.plan.bounds import Bounds, bounds, log_stake

MOST = 150
"""Trials after which nobody looks any more."""

Below = Callable[[int, int, float], float]
"""The bound below a probability, after some successes among some trials, for a risk."""


def below(successes: int, trials: int, risk: float) -> float:
    return bounds(successes, trials, risk).low


def above_of_failures(successes: int, trials: int, risk: float) -> float:
    """The bound above, turned round: what a bound below would be for the failures."""
    return 1 - bounds(trials - successes, trials, risk).high


def for_one_look(successes: int, trials: int, risk: float) -> float:
    """Clopper–Pearson: exact for somebody who looks once, at a number of trials fixed before."""
    return float(beta.ppf(risk, successes, trials - successes + 1)) if successes else 0.0


def ever_wrong(probability: float, risk: float, bound: Below, most: int = MOST) -> float:
    """Return how likely a bound below ever exceeds a probability, when it is looked at always.

    The numbers of successes form a random walk, which is followed exactly. A path that has been
    wrong is counted once and left.
    """
    paths, wrong = np.array([1.0]), 0.0
    least = 1  # successes at which the bound is wrong; it never falls, as trials are added
    for trials in range(1, most + 1):
        paths = np.append(paths * (1 - probability), 0.0) + np.append(0.0, paths * probability)
        while least <= trials and bound(least, trials, risk) <= probability:
            least += 1
        wrong += float(paths[least:].sum())
        paths[least:] = 0.0
    assert paths.sum() + wrong == pytest.approx(1.0)
    return wrong


@pytest.mark.parametrize(
    ("probability", "risk", "bound"),
    [
        (0.8, 0.1, below),
        (0.5, 0.025, below),
        (0.5, 0.025, above_of_failures),
        (0.05, 0.1, above_of_failures),
        (0.2, 0.001, below),
    ],
)
def test_bounds_are_rarely_ever_wrong(probability: float, risk: float, bound: Below) -> None:
    wrong = ever_wrong(probability, risk, bound)

    assert risk / 20 < wrong <= risk  # and not by promising next to nothing


def test_bounds_for_one_look_are_often_wrong_once() -> None:
    """A planted error: they hold at each number of trials, and not at all of them."""
    risk = 0.025
    each = [
        float(binom.pmf(range(trials + 1), trials, 0.5)
              @ [for_one_look(s, trials, risk) > 0.5 for s in range(trials + 1)])
        for trials in (20, 100, MOST)
    ]  # fmt: skip

    assert max(each) <= risk
    assert ever_wrong(0.5, risk, for_one_look) > 4 * risk


def test_a_bet_against_the_truth_is_fair() -> None:
    """The stake is 1 on average, at any number of trials; a bet against more than that loses."""
    for trials in (1, 7, 60):
        successes = range(trials + 1)
        stakes = [exp(log_stake(s, trials - s, 0.7)) for s in successes]

        assert binom.pmf(successes, trials, 0.7) @ stakes == pytest.approx(1.0)
        assert binom.pmf(successes, trials, 0.6) @ stakes < 1.0
        assert binom.pmf(successes, trials, 0.8) @ stakes > 1.0


COUNTS = st.integers(0, 400)
RISKS = st.sampled_from([0.2, 0.05, 1e-3, 1e-6])


@settings(max_examples=40)
@given(successes=COUNTS, failures=COUNTS)
def test_the_stake_falls_up_to_the_share_seen(successes: int, failures: int) -> None:
    """So halving a range finds the one place where a test begins not to reject."""
    if not successes:
        return
    places = np.linspace(0, successes / (successes + failures), 60)[1:]
    stakes = [log_stake(successes, failures, float(place)) for place in places]

    assert (np.diff(stakes) <= 1e-9).all()


@settings(max_examples=40)
@given(successes=COUNTS, failures=COUNTS, risk=RISKS)
def test_a_bound_is_where_the_test_begins_not_to_reject(
    successes: int, failures: int, risk: float
) -> None:
    low = bounds(successes, successes + failures, risk).low
    if low == 0:
        assert not successes
        return
    assert log_stake(successes, failures, low * (1 - 1e-6)) >= -np.log(risk)
    assert log_stake(successes, failures, low * (1 + 1e-6)) <= -np.log(risk) + 1e-9


@settings(max_examples=40)
@given(successes=COUNTS, failures=COUNTS, risk=RISKS)
def test_bounds_enclose_the_share_and_treat_failures_alike(
    successes: int, failures: int, risk: float
) -> None:
    trials = successes + failures
    found, turned = bounds(successes, trials, risk), bounds(failures, trials, risk)

    assert 0 <= found.low <= found.high <= 1
    assert (1 - turned.high, 1 - turned.low) == pytest.approx(found, abs=1e-15)
    if trials:
        assert found.low <= successes / trials <= found.high
        wider = bounds(successes, trials, risk / 10)
        assert wider.low <= found.low
        assert wider.high >= found.high


def test_more_trials_narrow_the_bounds() -> None:
    widths = []
    for trials in (10, 40, 160, 640, 2560, 1_000_000):
        found = bounds(trials * 4 // 5, trials, 0.01)
        widths.append(found.high - found.low)

    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 0.004


def test_nothing_is_known_without_trials() -> None:
    assert bounds(0, 0, 0.05) == Bounds(0.0, 1.0)


def test_what_never_or_always_happened_has_one_bound() -> None:
    never, always = bounds(0, 50, 0.05), bounds(50, 50, 0.05)

    assert never.low == 0.0
    assert always.high == 1.0
    assert 0.05 < never.high < 0.15
    assert always.low == pytest.approx(1 - never.high)


@pytest.mark.parametrize(
    ("probability", "successes", "failures", "stake"),
    [(0.0, 3, 1, np.inf), (0.0, 0, 0, 0.0), (1.0, 3, 1, -np.inf), (1.0, 3, 0, 0.0)],
)
def test_stakes_at_the_ends(
    probability: float, successes: int, failures: int, stake: float
) -> None:
    """What is impossible is rejected at once, and what is certain never."""
    assert log_stake(successes, failures, probability) == stake


def test_bounds_are_finite_for_very_many_trials() -> None:
    assert all(map(isfinite, bounds(9_999_999, 10_000_000, 1e-9)))


@pytest.mark.parametrize(
    ("successes", "trials", "risk"),
    [(-1, 3, 0.1), (4, 3, 0.1), (0, -1, 0.1), (1, 3, 0.0), (1, 3, 1.0), (1, 3, float("nan"))],
)
def test_what_is_impossible_is_refused(successes: int, trials: int, risk: float) -> None:
    with pytest.raises(ValueError, match="needs 0 <= successes <= trials and 0 < risk < 1, got"):
        bounds(successes, trials, risk)
