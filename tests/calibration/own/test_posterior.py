"""The posterior from own counts: exact where it can be computed, and what plants errors."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from scipy import stats

from sesim.calibration.own.adjust import Reference, posterior, typicality
from sesim.calibration.own.counts import OwnCount, OwnCounts
from sesim.calibration.regression import Sample
from sesim.calibration.space import Floats
from sesim.runs.errors import RunError

START = date(2020, 1, 1)
MEAN, SLOPE = 40.0, 0.25
"""Of participants, who are Poisson; and how much an SD of the referral rate changes their log."""

GRID = np.linspace(-5, 5, 2001)

Interval = tuple[int, int]


def table(seed: int, number: int = 4000) -> Reference:
    """Return histories of a programme with one rate and one effect."""
    luck = np.random.default_rng(seed)
    points = luck.standard_normal((number, 2))
    participants = luck.poisson(MEAN * np.exp(SLOPE * points[:, 0]))
    employed = luck.binomial(participants, _share(points[:, 1]))
    return Reference(points, np.stack([participants, employed], axis=1))


def _share(effect: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(0.3 - 0.7 * effect)))


def known(participants: Interval, employed: Interval) -> OwnCounts:
    rows = [
        OwnCount(outcome=name, since=START, until=date(2021, 12, 31), low=low, high=high)
        for name, (low, high) in (("participants", participants), ("employed", employed))
    ]
    return OwnCounts("here", tuple(rows), START)


def exact(participants: Interval, employed: Interval) -> Floats:
    """Return mean and SD of the rate and the effect, on a grid: row by row."""
    numbers = np.arange(participants[0], participants[1] + 1)
    chance = stats.poisson.pmf(numbers[:, None], MEAN * np.exp(SLOPE * GRID))  # (numbers, rate)
    below = stats.binom.cdf(employed[0] - 1, numbers[:, None], _share(GRID))
    jobs = stats.binom.cdf(employed[1], numbers[:, None], _share(GRID)) - below  # (…, effect)
    joint = (chance.T @ jobs) * np.outer(*[stats.norm.pdf(GRID)] * 2)
    found = []
    for axis in (1, 0):
        weight = joint.sum(axis=axis) / joint.sum()
        mean = weight @ GRID
        found.append([mean, np.sqrt(weight @ (GRID - mean) ** 2)])
    return np.array(found)


def summary(sample: Sample) -> Floats:
    return np.stack([sample.mean(), np.sqrt(np.diag(sample.covariance()))], axis=1)


def over_tables(answer: Callable[[Reference], Floats]) -> tuple[Floats, Floats]:
    """Return the mean of an answer over twenty tables, and four of its standard errors."""
    answers = np.stack([answer(table(seed)) for seed in range(20)])
    return answers.mean(axis=0), 4 * answers.std(axis=0, ddof=1) / np.sqrt(len(answers))


CASES = [
    ((40, 40), (17, 17)),
    ((55, 55), (16, 16)),
    ((28, 28), (18, 18)),
    ((45, 52), (17, 17)),
    ((40, 40), (12, 22)),
    ((30, 70), (20, 30)),
    ((0, 1000), (0, 1000)),
]

TOLERANCE = 0.05
"""Of a mean and an SD, in SDs of the prior: the regression is linear, and the truth is not."""


@pytest.mark.parametrize(("participants", "employed"), CASES)
def test_means_and_spreads_are_the_exact_ones(participants: Interval, employed: Interval) -> None:
    counts = known(participants, employed)

    found, error = over_tables(lambda one: summary(posterior(one, counts, [0, 1], 0.3)))

    assert (np.abs(found - exact(participants, employed)) < error + TOLERANCE).all()
    assert (error < 0.1).all()  # so that the comparison means something


def test_the_comparison_would_notice_counts_that_are_ignored_or_turned_round() -> None:
    """Without the counts it is the prior; with many people for few, the other side of it."""
    right = exact((55, 55), (16, 16))
    ignored, _ = over_tables(lambda one: summary(posterior(one, known(*CASES[-1]), [0, 1], 0.3)))
    turned, _ = over_tables(
        lambda one: summary(posterior(one, known((29, 29), (16, 16)), [0, 1], 0.3))
    )

    assert np.abs(ignored - right).max() > 5 * TOLERANCE
    assert np.abs(turned - right).max() > 5 * TOLERANCE


def test_two_counts_of_three_are_enough_and_one_too() -> None:
    counts = OwnCounts("here", known((55, 55), (0, 0)).rows[:1], START)
    one = table(1)

    sample = posterior(Reference(one.points, one.counts[:, :1]), counts, [0, 1], 0.3)

    rate, effect = summary(sample)
    assert rate[0] > 0.5
    assert abs(effect[0]) < 0.1
    assert effect[1] == pytest.approx(1.0, abs=0.06)


def test_counts_in_the_middle_are_ordinary_and_others_rare() -> None:
    one = table(2)

    shares = [typicality(one, known((n, n), (17, 17))) for n in (40, 55, 70)]

    assert shares[0] > 0.5
    assert shares == sorted(shares, reverse=True)
    assert typicality(one, known((0, 1000), (0, 1000))) == 1.0


@pytest.mark.parametrize(
    ("participants", "employed"),
    [((200, 200), (80, 80)), ((60, 60), (0, 0)), ((1, 1), (0, 0)), ((200, 300), (0, 300))],
)
def test_counts_that_no_history_comes_near_are_refused(
    participants: Interval, employed: Interval
) -> None:
    with pytest.raises(RunError, match=r"none of 4000 simulated histories of here comes near"):
        typicality(table(3), known(participants, employed))


def test_a_count_that_is_always_the_same_can_be_refused_too() -> None:
    one = table(4)
    nobody = Reference(one.points, one.counts * [1, 0])

    assert typicality(nobody, known((40, 40), (0, 0))) > 0.5
    with pytest.raises(RunError, match=r"employed 5 \(simulated 0–0\)"):
        typicality(nobody, known((40, 40), (5, 5)))
