"""Every inverse transform is the quantile function of its law; scipy's are the reference."""

import math
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy import stats

from sesim.model.risk import Risk, SteppedHazard
from sesim.model.sampling import (
    choice,
    exponential,
    log_odds,
    lognormal,
    normal,
    probability,
    ratio,
    truncated_normal,
)

LEAST, MOST = 2.0**-54, 1 - 2.0**-53
uniform = st.floats(LEAST, MOST)
rate = st.floats(1e-3, 10.0)
ENDS = (LEAST, 1e-9, 0.5, 1 - 1e-9, MOST)


@given(u=uniform)
@example(u=LEAST)
@example(u=MOST)
def test_normal(u: float) -> None:
    assert normal(u) == pytest.approx(stats.norm.ppf(u), rel=1e-9, abs=1e-9)


@given(u=uniform, rate=rate)
@example(u=LEAST, rate=0.1)
@example(u=MOST, rate=0.1)
def test_exponential(u: float, rate: float) -> None:
    """A small number is a long wait: u is the share of people who wait longer."""
    assert exponential(u, rate) == pytest.approx(stats.expon.isf(u, scale=1 / rate), rel=1e-12)


@pytest.mark.parametrize("u", ENDS)
def test_what_has_no_rate_never_happens(u: float) -> None:
    assert exponential(u, 0.0) == math.inf
    assert piecewise_exponential(u, 0.0, [1.0], [0.0, 0.0]) == math.inf


@given(u=uniform, median=st.floats(0.01, 100.0), sigma=st.floats(0.05, 2.0))
def test_lognormal(u: float, median: float, sigma: float) -> None:
    expected = stats.lognorm.ppf(u, sigma, scale=median)

    assert lognormal(u, median, sigma) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("u", ENDS)
def test_lognormal_without_spread_is_its_median(u: float) -> None:
    assert lognormal(u, 3.0, 0.0) == 3.0


@given(
    u=uniform,
    mean=st.floats(18.0, 65.0),
    sd=st.floats(1.0, 15.0),
    low=st.floats(15.0, 40.0),
    width=st.floats(1.0, 50.0),
)
@example(u=MOST, mean=24.0, sd=4.0, low=37.3, width=28.0)
def test_truncated_normal(u: float, mean: float, sd: float, low: float, width: float) -> None:
    high = low + width
    assume(stats.norm.cdf(high, mean, sd) - stats.norm.cdf(low, mean, sd) > 1e-4)
    law = stats.truncnorm((low - mean) / sd, (high - mean) / sd, loc=mean, scale=sd)
    value = truncated_normal(u, mean, sd, low, high)

    assert low <= value <= high
    assert law.cdf(value) == pytest.approx(u, abs=1e-9)


@pytest.mark.parametrize("u", ENDS)
@pytest.mark.parametrize(("mean", "expected"), [(10.0, 40.0), (99.0, 60.0)])
def test_truncated_normal_far_outside_its_interval(u: float, mean: float, expected: float) -> None:
    assert truncated_normal(u, mean, 1.0, 40.0, 60.0) == expected


def piecewise_exponential(u: float, since: float, bounds: list[float], rates: list[float]) -> float:
    """Return when a risk is due whose hazard depends on the time, as the model finds it.

    From time to hazard and back rounds, and what is due before now the model lets happen now.
    """
    base = SteppedHazard(tuple(bounds), tuple(rates))
    begun = base.hazard(since)
    return max(since, base.time(Risk(u, begun).change(begun, 1.0)))


@given(
    u=uniform,
    since=st.floats(0.0, 60.0),
    bounds=st.lists(st.floats(0.1, 100.0), min_size=0, max_size=3, unique=True).map(sorted),
    rates=st.lists(rate, min_size=4, max_size=4),
)
def test_piecewise_exponential(
    u: float, since: float, bounds: list[float], rates: list[float]
) -> None:
    """The hazard added up from `since` to the event is minus the logarithm of the number."""
    time = piecewise_exponential(u, since, bounds, rates[: len(bounds) + 1])
    edges = [0.0, *bounds, math.inf]
    spent = sum(
        hazard * max(0.0, min(time, end) - max(since, begin))
        for begin, end, hazard in zip(edges, edges[1:], rates, strict=False)
    )

    assert time >= since
    assert spent == pytest.approx(-math.log(u), rel=1e-9, abs=1e-9)


@given(u=uniform, since=st.floats(0.0, 50.0), hazard=rate)
def test_piecewise_exponential_with_one_rate_forgets(u: float, since: float, hazard: float) -> None:
    """The same rate everywhere is the plain law, counted from when it begins to work."""
    time = piecewise_exponential(u, since, [10.0, 20.0], [hazard] * 3)

    assert time - since == pytest.approx(exponential(u, hazard), rel=1e-9, abs=1e-9)


def test_piecewise_exponential_passes_over_a_safe_period() -> None:
    """Nothing happens while the hazard is 0, and it may become so for good."""
    assert piecewise_exponential(0.5, 0.0, [10.0], [0.0, math.log(2)]) == pytest.approx(11.0)
    assert piecewise_exponential(0.1, 0.0, [1.0], [1.0, 0.0]) == math.inf
    assert piecewise_exponential(0.5, 0.0, [1.0], [math.log(2), 0.0]) == pytest.approx(1.0)


@given(u=uniform, weights=st.lists(st.floats(0.0, 5.0), min_size=1, max_size=6))
def test_choice(u: float, weights: list[float]) -> None:
    """The chosen share of the unit interval is the one that the number lies in."""
    assume(sum(weights) > 0.1)
    shares = [weight / sum(weights) for weight in weights]
    cumulative = list(accumulate(shares))
    i = choice(u, cumulative)
    begin = cumulative[i - 1] if i else 0.0

    assert begin <= u
    assert u < cumulative[i] or i == len(shares) - 1


def test_choice_of_nothing_is_never_made() -> None:
    assert {choice(u, [0.0, 0.4, 0.4, 1.0]) for u in np.linspace(LEAST, MOST, 101)} == {1, 3}


def test_choice_survives_shares_that_fall_short_of_one() -> None:
    assert choice(MOST, [0.3, 0.9999999]) == 1


@given(p=st.floats(1e-9, 1 - 1e-9))
def test_log_odds_and_back(p: float) -> None:
    assert log_odds(p) == pytest.approx(math.log(p / (1 - p)), rel=1e-9, abs=1e-12)
    assert probability(log_odds(p)) == pytest.approx(p, rel=1e-6)


@pytest.mark.parametrize(("p", "expected"), [(0.0, -math.inf), (1.0, math.inf), (-0.1, -math.inf)])
def test_certainty_has_infinite_log_odds(p: float, expected: float) -> None:
    assert log_odds(p) == expected


@pytest.mark.parametrize(
    ("odds", "expected"), [(-math.inf, 0.0), (-1e6, 0.0), (1e6, 1.0), (math.inf, 1.0)]
)
def test_probability_at_the_ends(odds: float, expected: float) -> None:
    assert probability(odds) == expected


@pytest.mark.parametrize(
    ("ours", "law"),
    [
        (lambda u: exponential(u, 0.2), stats.expon(scale=5.0)),
        (lambda u: lognormal(u, 3.0, 0.7), stats.lognorm(0.7, scale=3.0)),
        (lambda u: truncated_normal(u, 25.0, 3.0, 19.0, 30.0), stats.truncnorm(-2, 5 / 3, 25, 3)),
    ],
    ids=["exponential", "lognormal", "truncated_normal"],
)
@pytest.mark.parametrize("off", [1.0, 1.05])
def test_whole_laws(ours, law, off: float) -> None:
    """An even grid of numbers gives the law; a scale 5 % off would be far outside."""
    grid = (np.arange(20_000) + 0.5) / 20_000
    values = off * np.array([ours(u) for u in grid])
    distance = float(stats.kstest(values, law.cdf).statistic)

    assert (distance < 1e-3) == (off == 1.0)


def test_a_ratio_beyond_the_largest_number_is_finite() -> None:
    """Effects at the ends of their ranges, multiplied, once stopped a replication."""
    assert ratio(math.log(2.0)) == pytest.approx(2.0)
    assert ratio(-math.inf) == 0.0
    assert math.isfinite(ratio(math.inf))
