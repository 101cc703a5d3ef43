"""Own counts on a dozen synthetic programmes: 200 are in tests/verification/test_own_counts.py."""

import numpy as np
import pytest
from scipy import stats
from tests.calibration.own.synthetic import Answers, Design, Synthetic, mirrored

from sesim.runs.parallel import Crew

pytestmark = pytest.mark.slow

TRUTHS = 12
DESIGN = Design(
    "gislaved_ips",
    tuple((name, "2019-12-31") for name in ("participants", "employed", "ongoing", "referred")),
)
"""A small programme, which takes least time; everybody who is referred is counted too."""

ALPHA = 1e-3
"""Chance that a right method fails one of these tests on new random numbers."""


@pytest.fixture(scope="module")
def programmes() -> Synthetic:
    return Synthetic(DESIGN, 400, Crew(1))


@pytest.fixture(scope="module")
def answers(programmes: Synthetic) -> Answers:
    return programmes.answers(programmes.truths(TRUTHS))


def off(found: Answers) -> float:
    """Return the sum of squared standardised errors of the referral rates."""
    return float((found.own[:, 0] ** 2).sum())


def test_true_rates_are_as_far_from_their_means_as_they_should_be(answers: Answers) -> None:
    """The sum of twelve squared standard normal numbers has a chi-squared distribution."""
    assert off(answers) < stats.chi2.ppf(1 - ALPHA, TRUTHS)


def test_intervals_of_future_jobs_hold_as_many_truths_as_they_should(answers: Answers) -> None:
    fewest = int(stats.binom.ppf(ALPHA, TRUTHS, 0.9))

    assert answers.held().sum() >= fewest
    assert fewest >= 7


def test_the_counts_make_the_rates_surer(answers: Answers) -> None:
    """Those referred are a Poisson number, more or less, of about eighteen: a weight of 0.4."""
    assert answers.spread[:, 0].mean() < 0.9


def test_counts_that_are_turned_round_would_be_noticed(programmes: Synthetic) -> None:
    planted = programmes.answers(mirrored(programmes.truths(TRUTHS)), ahead=False)

    assert off(planted) > stats.chi2.ppf(1 - ALPHA, TRUTHS)


def test_counts_that_are_ignored_would_be_noticed(programmes: Synthetic) -> None:
    """Without counts the spread is that of the prior."""
    before = programmes.prior.points(0, range(400))[:, programmes.prior.own["referral_effect"]]

    assert np.std(before) > 0.93
