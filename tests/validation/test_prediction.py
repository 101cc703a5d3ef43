"""Prediction intervals: they hold the chance of the study, and what draws differ by, alone."""

import numpy as np
import pytest
from scipy import stats

from sesim import model
from sesim.validation.prediction import SharesByDraw, of_a_difference, of_a_share, of_replications

ALIKE = SharesByDraw.of([(4, 20), (6, 20)] * 100)
APART = SharesByDraw.of([(100, 1000), (500, 1000)] * 100)


def test_the_chance_of_the_study_is_put_in_and_that_of_the_simulation_taken_out() -> None:
    mean, low, high = of_a_share(ALIKE, 1_000_000)
    _, lowest, highest = of_a_share(ALIKE, 50)

    assert mean == pytest.approx(0.25)
    assert high - low < 0.005  # two shares so near are chance alone
    assert lowest < 0.2 < 0.3 < highest


def test_without_spread_between_draws_it_is_the_interval_of_a_binomial() -> None:
    same = SharesByDraw.of([(30, 100)] * 7)

    _, low, high = of_a_share(same, 40)

    assert (low, high) == tuple(stats.binom.ppf([0.05, 0.95], 40, 0.3) / 40)


def test_what_draws_differ_by_is_kept() -> None:
    other = SharesByDraw.of([(50, 1000), (50, 1000)] * 100)

    _, low, high = of_a_share(APART, 100_000)
    mean, less, more = of_a_difference(APART, other, 100_000)

    assert (low, high) == pytest.approx((0.1, 0.5), abs=0.01)
    assert (mean, less, more) == pytest.approx((0.25, 0.05, 0.45), abs=0.01)


def test_an_interval_covers_nine_of_ten_studies_of_the_model_itself() -> None:
    """Studies drawn from the model: a draw of the parameters, and the chance of its people."""
    people, draws, studies = 60, 400, 2000
    luck = model.uniforms("test/coverage", 3 * max(draws, studies)).reshape(3, -1)
    shares = stats.beta.ppf(luck[0, :draws], 6, 14)
    simulated = stats.binom.ppf(luck[1, :draws], 35, shares)
    _, low, high = of_a_share(SharesByDraw.of([(yes, 35) for yes in simulated]), people)

    truths = stats.beta.ppf(luck[1, :studies], 6, 14)
    found = stats.binom.ppf(luck[2, :studies], people, truths) / people
    inside = float(((low <= found) & (found <= high)).mean())

    assert 0.87 < inside < 0.94
    _, narrow, wide = of_a_share(SharesByDraw.of([(6, 20)] * draws), people)  # planted: one draw
    assert float(((narrow <= found) & (found <= wide)).mean()) < 0.8


def test_a_figure_that_nobody_has_is_not_predicted() -> None:
    nobody = SharesByDraw.of([(0, 0)] * 3)

    assert np.isnan(of_a_share(nobody, 10)).all()
    assert np.isnan(of_a_difference(nobody, ALIKE._replace(value=ALIKE.value[:3]), 10)).all()
    mean, low, high = of_replications(float("nan"), [float("nan")])
    assert np.isnan([mean, low, high]).all()


def test_replications_without_a_figure_are_left_out() -> None:
    each = [*np.linspace(0, 1, 101), float("nan")]

    assert of_replications(0.5, each) == pytest.approx((0.5, 0.05, 0.95))
