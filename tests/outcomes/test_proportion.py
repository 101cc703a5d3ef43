"""The exact interval of a share covers as it promises, by enumeration of every sample."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from sesim.outcomes.proportion import Proportion, proportion

Interval = Callable[[int, int, float], Proportion]

TRUTHS = np.linspace(0.001, 0.999, 400)


def least_coverage(interval: Interval, trials: int, coverage: float) -> float:
    """Return in which share of samples the interval holds the truth, for the worst truth."""
    counts = np.arange(trials + 1)
    found = [interval(int(count), trials, coverage) for count in counts]
    lows, highs = (np.array([one[place] for one in found]) for place in (3, 4))
    holds = (lows <= TRUTHS[:, None]) & (TRUTHS[:, None] <= highs)
    return float((binom.pmf(counts, trials, TRUTHS[:, None]) * holds).sum(axis=1).min())


def approximate(successes: int, trials: int, _: float) -> Proportion:
    """Return the textbook interval, which is too narrow near 0 and 1: a planted error."""
    share = successes / trials
    half = 1.96 * float(np.sqrt(share * (1 - share) / trials))
    return Proportion(successes, trials, share, share - half, share + half)


@pytest.mark.parametrize("coverage", [0.9, 0.95])
@pytest.mark.parametrize("trials", [1, 5, 20, 100])
def test_interval_covers_every_probability(trials: int, coverage: float) -> None:
    assert least_coverage(proportion, trials, coverage) >= coverage - 1e-12


def test_an_interval_that_is_too_narrow_would_be_noticed() -> None:
    assert least_coverage(approximate, 20, 0.95) < 0.9


@pytest.mark.parametrize("trials", [1, 10, 400])
def test_ends_that_have_a_closed_form(trials: int) -> None:
    """All or none: the bound solves p ** n = alpha / 2."""
    bound = 0.05 ** (1 / trials)

    assert proportion(trials, trials, 0.9)[2:] == (1.0, pytest.approx(bound), 1.0)
    assert proportion(0, trials, 0.9)[2:] == (0.0, 0.0, pytest.approx(1 - bound))


@given(successes=st.integers(0, 50), more=st.integers(0, 50), coverage=st.floats(0.5, 0.99))
def test_interval_holds_the_share_and_mirrors(successes: int, more: int, coverage: float) -> None:
    trials = successes + more
    found, mirrored = (proportion(one, trials, coverage) for one in (successes, more))

    assert found.low <= (found.share if trials else 0.5) <= found.high
    assert (found.low, found.high) == pytest.approx((1 - mirrored.high, 1 - mirrored.low), abs=1e-9)


def test_nothing_tried_shows_nothing() -> None:
    found = proportion(0, 0, 0.9)

    assert np.isnan(found.share)
    assert (found.low, found.high) == (0.0, 1.0)


@pytest.mark.parametrize("wrong", [(-1, 3, 0.9), (4, 3, 0.9), (1, 3, 1.0), (1, 3, 0.0)])
def test_impossible_numbers_are_refused(wrong: tuple[int, int, float]) -> None:
    with pytest.raises(ValueError, match="needs 0 <= successes"):
        proportion(*wrong)
