"""Estimates against theory: coverage of intervals, and medians of durations cut short."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight

from sesim.describe.estimate import (
    FEWEST_OBSERVATIONS,
    Estimate,
    mean,
    median,
    rate,
    share,
    shares,
    whole_parts,
)

RANDOM = np.random.default_rng(20260101)


def coverage(estimates: list[Estimate], true: float) -> float:
    """Return how many of the intervals hold the truth."""
    return float(np.mean([one.low <= true <= one.high for one in estimates]))


def poisson(mean_number: float, length: float) -> Estimate:
    times = np.sort(RANDOM.uniform(0, length, RANDOM.poisson(mean_number * length)))
    return rate(times, length, length / 48)


def test_the_interval_of_a_rate_holds_it_nine_times_in_ten() -> None:
    found = [poisson(12.0, 4.0) for _ in range(1000)]

    assert 0.87 <= coverage(found, 12.0) <= 0.94


def batches(dispersion: float) -> list[Estimate]:
    """Return rates of events whose monthly rate varies, with this variance / mean of counts."""
    months, monthly = 60, 2.0
    found = []
    for _ in range(1000):
        rates = RANDOM.gamma(monthly / (dispersion - 1), dispersion - 1, months)
        counts = RANDOM.poisson(rates)
        times = np.repeat(np.arange(months), counts) / 12 + 0.02
        found.append(rate(times, months / 12, 1 / 12))
    return found


def test_the_interval_allows_for_referrals_that_come_in_batches() -> None:
    assert 0.85 <= coverage(batches(2.5), 24.0) <= 0.94


def test_without_that_it_would_be_too_narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sesim.describe.estimate.dispersion", lambda _: 1.0)

    assert coverage(batches(2.5), 24.0) < 0.8


@pytest.mark.parametrize("true", [0.2, 0.5, 0.75])
def test_the_interval_of_a_share_holds_it_nine_times_in_ten(true: float) -> None:
    found = [share(int(k), 60) for k in RANDOM.binomial(60, true, 2000)]

    assert 0.86 <= coverage(found, true) <= 0.94


@given(st.integers(1, 200), st.integers(0, 200))
def test_no_small_number_of_people_follows_from_a_share(n: int, k: int) -> None:
    found = share(min(k, n), n)

    if 0 < min(k, n) < FEWEST_OBSERVATIONS or 0 < n - min(k, n) < FEWEST_OBSERVATIONS:
        assert found.value * 20 == pytest.approx(round(found.value * 20))
        assert math.isnan(found.low)
    else:
        assert found.low <= found.value <= found.high


@given(st.lists(st.integers(0, 60), min_size=2, max_size=5))
def test_shares_sum_to_one(counts: list[int]) -> None:
    found = shares({f"word {i}": count for i, count in enumerate(counts)})

    if sum(counts):
        assert sum(one.value for one in found.values()) == pytest.approx(1.0, abs=1e-9)
    else:
        assert all(one.n == 0 for one in found.values())


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=6), st.integers(1, 1000))
def test_whole_parts_are_within_one_of_the_exact_ones(wanted: list[float], parts: int) -> None:
    exact = np.asarray(wanted) / sum(wanted)
    found = whole_parts([float(one) for one in exact], parts)

    assert sum(found) == parts
    assert np.abs(np.asarray(found) - exact * parts).max() <= 1 + 1e-6


def test_the_interval_of_a_mean_is_that_of_student() -> None:
    values = RANDOM.normal(3.0, 2.0, 12)
    low, high = stats.t.interval(0.9, 11, values.mean(), stats.sem(values))

    assert (mean(values).low, mean(values).high) == pytest.approx((low, high))


def censored(n: int, scale: float) -> tuple[np.ndarray, np.ndarray]:
    """Return durations with median 4 of which some were followed for less, and which ended."""
    durations = RANDOM.lognormal(math.log(4), 0.8, n)
    followed = RANDOM.exponential(scale, n)
    return np.minimum(durations, followed), durations <= followed


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_medians_and_their_intervals_are_those_of_statsmodels(seed: int) -> None:
    random = np.random.default_rng(seed)
    durations = np.ceil(random.exponential(5, 40) * 2) / 2  # with ties
    ended = random.uniform(size=40) < 0.7
    judge = SurvfuncRight(durations, ended.astype(int))
    found = median(durations, ended)
    with np.errstate(all="ignore"):  # the judge takes logarithms of 0
        low, high = judge.quantile_ci(0.5, alpha=0.1, method="cloglog")

    if not np.isclose(judge.surv_prob, 0.5).any():  # the judge wants less than a half to last
        assert found.value == pytest.approx(judge.quantile(0.5), nan_ok=True)
    assert (found.low, found.high) == pytest.approx((low, high))


def test_the_interval_of_a_median_holds_it_nine_times_in_ten() -> None:
    found = [median(*censored(60, 8.0)) for _ in range(600)]

    assert 0.86 <= coverage(found, 4.0) <= 0.94


def test_the_median_of_what_has_ended_would_be_too_short() -> None:
    """The planted error: those still under way are left out."""
    found = []
    for _ in range(600):
        durations, ended = censored(60, 8.0)
        found.append(median(durations[ended], ended[ended]))

    assert coverage(found, 4.0) < 0.6


def test_a_median_that_is_not_reached_is_not_guessed() -> None:
    found = median(np.array([1.0, 2.0, 9.0, 9.0, 9.0]), np.array([True, True, False, False, False]))

    assert math.isnan(found.value)
    assert found.n == 2
    assert not found.enough
