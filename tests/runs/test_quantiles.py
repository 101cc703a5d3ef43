"""What is computed without `scipy.stats`, which takes long to import: equal to the last bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import special, stats

from sesim.runs.quantiles import quantile
from sesim.study.parameters import (
    Beta,
    HalfNormal,
    Lognormal,
    Normal,
    OneOrLognormal,
    Prior,
    Uniform,
    register,
)
from sesim.study.rules import shipped_rules

Floats = NDArray[np.float64]

SHARES = np.concatenate(
    [np.random.default_rng(1).random(5_000), [0.0, 1e-12, 0.05, 0.5, 0.95, 1 - 1e-12, 1.0]]
)

RATES = shipped_rules("sweden_2026").rates.named() | {
    f"{name}_2017": rate for name, rate in shipped_rules("sweden_2017").rates.named().items()
}

PRIORS = {
    name: one.prior
    for name, one in {**register(), **RATES}.items()
    if one.prior is not None  # some rates are known
}


def by_scipy(prior: Prior, share: Floats) -> Floats:
    """Return the quantiles as `scipy.stats` computes them."""
    match prior:
        case Lognormal():
            return stats.lognorm.ppf(share, prior.sigma, scale=prior.median)
        case Normal():
            return stats.norm.ppf(share, prior.mean, prior.sd)
        case HalfNormal():
            return stats.halfnorm.ppf(share, scale=prior.sd)
        case Beta():
            return stats.beta.ppf(share, prior.a, prior.b)
        case Uniform():
            return stats.uniform.ppf(share, prior.low, prior.high - prior.low)
        case OneOrLognormal():
            part = stats.lognorm(prior.sigma, scale=prior.median)
            below, mass = prior.weight * part.cdf(1.0), 1 - prior.weight
            low = part.ppf(np.clip(share / prior.weight, 0, 1))
            high = part.ppf(np.clip((share - mass) / prior.weight, 0, 1))
            return np.where(share < below, low, np.where(share < below + mass, 1.0, high))


@pytest.mark.parametrize("name", PRIORS)
def test_quantiles_of_every_prior_in_use(name: str) -> None:
    prior = PRIORS[name]

    np.testing.assert_array_equal(quantile(prior, SHARES), by_scipy(prior, SHARES))


NUMBERS = st.floats(0.01, 100)
ANY_PRIOR = st.one_of(
    st.builds(Lognormal, dist=st.just("lognormal"), median=NUMBERS, sigma=st.floats(0.01, 3)),
    st.builds(Normal, dist=st.just("normal"), mean=st.floats(-100, 100), sd=NUMBERS),
    st.builds(HalfNormal, dist=st.just("half_normal"), sd=NUMBERS),
    st.builds(Beta, dist=st.just("beta"), a=NUMBERS, b=NUMBERS),
    st.builds(
        OneOrLognormal,
        dist=st.just("mixture_one_or_lognormal"),
        weight=st.floats(0.01, 1),
        median=NUMBERS,
        sigma=st.floats(0.01, 3),
    ),
)


@given(ANY_PRIOR, st.floats(1e-9, 1 - 1e-9))
def test_quantiles_of_any_prior(prior: Prior, share: float) -> None:
    one = np.array(share)

    assert float(quantile(prior, one)) == float(by_scipy(prior, one))


def test_a_uniform_prior_of_one_value_has_that_value() -> None:
    prior = Uniform(dist="uniform", low=5.0, high=5.0)

    np.testing.assert_array_equal(quantile(prior, SHARES), np.full(len(SHARES), 5.0))


@given(st.floats(0.5, 1 - 1e-9, exclude_min=True), st.integers(1, 100_000))
def test_students_quantile(share: float, freedom: int) -> None:
    """As the half-widths of paired differences use it."""
    assert special.stdtrit(freedom, share) == stats.t.ppf(share, freedom)
    assert special.ndtri(share) == stats.norm.ppf(share)
