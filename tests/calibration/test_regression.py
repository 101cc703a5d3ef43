"""The regression's posterior: that of conjugacy where features are linear and normal."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from tests.calibration.toys import Linear

from sesim.calibration import regression
from sesim.calibration.regression import CLIP, FEWEST, RegressionPosterior, Sample
from sesim.calibration.space import Floats

TOY = Linear(np.array([[1.0, 0.0, 0.0], [0.5, 0.8, 0.0], [0.0, -0.4, 0.2], [0.3, 0.3, 0.0]]), 0.7)
OBSERVED = np.array([0.9, -0.6, 0.5, 0.1])
TABLES = range(20)


def over_reference_tables(answer: Callable[[int], Floats]) -> tuple[Floats, Floats]:
    """Return the mean of an answer over tables, and how wide chance makes it (four SE)."""
    answers = np.stack([answer(seed) for seed in TABLES])
    return answers.mean(axis=0), 4 * answers.std(axis=0, ddof=1) / np.sqrt(len(answers))


def given(seed: int, weights: Callable[[Floats], Floats] | None = None) -> Sample:
    points, features = TOY.reference_table(4000, seed)
    weighted = None if weights is None else weights(points)
    return RegressionPosterior(points, features, (0, 1, 2), weighted, accept=0.3).given(OBSERVED)


def spread(sample: Sample) -> Floats:
    return np.sqrt(np.diag(sample.covariance()))


def test_mean_and_spread_are_those_of_conjugacy() -> None:
    exact_mean, exact_covariance = TOY.posterior(OBSERVED)
    exact_spread = np.sqrt(np.diag(exact_covariance))

    mean, mean_error = over_reference_tables(lambda seed: given(seed).mean())
    found, spread_error = over_reference_tables(lambda seed: spread(given(seed)))

    assert (exact_spread < 0.98).all()  # something is learned of every coordinate
    assert (np.abs(mean - exact_mean) < mean_error + 0.01).all()
    assert (np.abs(found - exact_spread) < spread_error + 0.01).all()
    assert (mean_error < 0.06).all()  # so that the comparison means something
    assert (spread_error < 0.04).all()


def test_correlations_are_those_of_conjugacy() -> None:
    _, exact = TOY.posterior(OBSERVED)

    found, error = over_reference_tables(lambda seed: given(seed).covariance().ravel())

    assert abs(exact[0, 1]) > 0.05
    assert (np.abs(found - exact.ravel()) < error + 0.01).all()


@pytest.mark.parametrize("shift", [1.0, -1.0])
def test_weights_stand_for_a_shifted_prior(shift: float) -> None:
    """Every mean moves, by its posterior covariance with what the prior says otherwise."""

    def move(seed: int) -> Floats:
        weighted = given(seed, lambda points: np.exp(shift * points[:, 0] - shift**2 / 2))
        return weighted.mean() - given(seed).mean()

    _, exact = TOY.posterior(OBSERVED)
    found, error = over_reference_tables(move)

    assert (np.abs(found - shift * exact[:, 0]) < error + 0.01).all()
    assert (error < 0.06).all()


@pytest.mark.parametrize("scale", [0.7, 1.3])
def test_weights_stand_for_a_wider_or_narrower_prior(scale: float) -> None:
    variance = np.array([1.0, 1.0, scale**2])
    exact_mean, exact_covariance = TOY.posterior(OBSERVED, variance=variance)

    def answer(seed: int) -> Floats:
        sample = given(seed, lambda points: np.exp(points[:, 2] ** 2 * (1 - 1 / scale**2) / 2))
        return np.concatenate([sample.mean(), spread(sample)])

    found, error = over_reference_tables(answer)

    expected = np.concatenate([exact_mean, np.sqrt(np.diag(exact_covariance))])
    assert (np.abs(found - expected) < error + 0.02).all()
    assert (error < 0.08).all()


FEW, MANY_FEATURES = 300, 30


def small_reference_table_coverage() -> dict[float, float]:
    """Return how often intervals held the truth: reference tables of few runs and many features."""
    luck = np.random.default_rng(8)
    slopes = np.zeros((MANY_FEATURES, 3))
    slopes[:6] = luck.normal(0.0, 0.4, (6, 3))  # the rest is noise
    toy = Linear(slopes, 1.0)
    ranks = []
    for seed in range(40):
        posterior = RegressionPosterior(*toy.reference_table(FEW, seed), (0, 1, 2), accept=0.3)
        truths, data = toy.reference_table(15, 1000 + seed)
        ranks += [
            posterior.given(row).shares_below(truth)
            for truth, row in zip(truths, data, strict=True)
        ]
    off = np.abs(np.stack(ranks) - 0.5)
    return {level: float((off <= level / 2).mean()) for level in (0.5, 0.8, 0.9)}


def is_nominal(coverage: dict[float, float]) -> bool:
    return all(abs(held - level) < 0.035 for level, held in coverage.items())


def test_intervals_of_a_small_reference_table_hold_the_truth_as_often_as_they_say() -> None:
    coverage = small_reference_table_coverage()

    assert is_nominal(coverage), coverage


def test_planted_intervals_that_are_not_widened_are_too_narrow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(regression, "spent_on_chance", lambda _design, _weights: (1.0, 0.0))

    coverage = small_reference_table_coverage()

    assert not is_nominal(coverage)
    assert all(held < level - 0.035 for level, held in coverage.items()), coverage


def test_a_share_of_the_runs_is_kept_but_no_fewer_than_are_needed() -> None:
    def kept(runs: int, accept: float) -> int:
        points, features = TOY.reference_table(runs, 1)
        return len(RegressionPosterior(points, features, (0,), None, accept).given(OBSERVED).points)

    assert kept(2000, 0.3) == 600
    assert kept(2000, 1.0) == 2000
    assert kept(2000, 0.01) == FEWEST
    assert kept(150, 0.01) == 150


@pytest.mark.parametrize(
    ("focus", "expected"),
    [
        ((0,), (2 / 3) ** 2 / (8 / 15)),  # distances are uniform along a line
        ((0, 1), (1 / 2) ** 2 / (1 / 3)),  # their squares are, in a disc
    ],
)
def test_weight_falls_with_the_square_of_the_distance_in_the_focus_alone(
    focus: tuple[int, ...], expected: float
) -> None:
    """Both features tell of a coordinate; the second counts only if it is looked at."""
    toy = Linear(np.eye(2), 0.01)
    shares = []
    for seed in TABLES:
        sample = RegressionPosterior(*toy.reference_table(4000, seed), focus).given(np.zeros(2))
        shares.append(sample.effective() / len(sample.points))

    assert np.mean(shares) == pytest.approx(expected, abs=0.015)


def test_data_beyond_the_reference_table_count_as_no_further_than_its_edge() -> None:
    points, features = TOY.reference_table(1000, 1)
    posterior = RegressionPosterior(points, features, (0, 1, 2))
    centre, scale = features.mean(axis=0), features.std(axis=0)

    far = posterior.given(centre + 100 * scale)
    edge = posterior.given(centre + (CLIP + 0.01) * scale)
    inside = posterior.given(centre + (CLIP - 0.5) * scale)

    np.testing.assert_array_equal(far.points, edge.points)
    assert not np.array_equal(far.points, inside.points)


def test_feature_that_never_varied_says_nothing() -> None:
    points, features = TOY.reference_table(1000, 1)
    constant = np.concatenate([features, np.full((1000, 1), 7.0)], axis=1)

    with_it = RegressionPosterior(points, constant, (0, 1, 2)).given(np.append(OBSERVED, 9.0))
    without = RegressionPosterior(points, features, (0, 1, 2)).given(OBSERVED)

    np.testing.assert_allclose(with_it.mean(), without.mean(), atol=0.02)


SAMPLE = Sample(
    np.array([[0.0, 10.0], [1.0, 10.0], [2.0, 14.0], [3.0, 6.0]]), np.array([0.4, 0.3, 0.2, 0.1])
)


def test_mean_and_covariance_by_hand() -> None:
    np.testing.assert_allclose(SAMPLE.mean(), [1.0, 10.4])
    # E(x²) = 0.3 + 0.8 + 0.9 = 2; E(y²) = 40 + 30 + 39.2 + 3.6; E(xy) = 3 + 5.6 + 1.8
    np.testing.assert_allclose(
        SAMPLE.covariance(), [[2 - 1, 10.4 - 10.4], [0.0, 112.8 - 10.4**2]], atol=1e-12
    )


def test_shares_below_by_hand() -> None:
    np.testing.assert_allclose(SAMPLE.shares_below(np.array([1.5, 10.0])), [0.7, 0.1])
    np.testing.assert_allclose(SAMPLE.shares_below(np.array([-1.0, 99.0])), [0.0, 1.0])


def test_effective_number_by_hand() -> None:
    assert SAMPLE.effective() == pytest.approx(1 / 0.30)
    assert Sample(np.zeros((5, 1)), np.full(5, 0.2)).effective() == pytest.approx(5.0)
    assert Sample(np.zeros((2, 1)), np.array([1.0, 0.0])).effective() == pytest.approx(1.0)


def is_systematic(drawn: Floats, weights: Floats) -> bool:
    """Whether each row, known by its first coordinate, came within one of its share."""
    times = Counter(drawn[:, 0].astype(int).tolist())
    wanted = weights * len(drawn)
    return all(abs(times[i] - one) < 1 for i, one in enumerate(wanted))


def numbered(rows: int) -> Sample:
    """Return points that bear their number, with uneven weights."""
    weights = np.random.default_rng(4).exponential(size=rows) ** 2
    return Sample(np.arange(rows, dtype=float)[:, None], weights / weights.sum())


@pytest.mark.parametrize(("rows", "number"), [(50, 1000), (1000, 50), (7, 7), (1, 3)])
def test_draws_are_as_even_as_can_be(rows: int, number: int) -> None:
    sample = numbered(rows)

    for address in ("a", "b", "c"):
        assert is_systematic(sample.draws(number, address), sample.weights)


def test_planted_independent_draws_are_not_even() -> None:
    sample = numbered(50)
    chosen = np.random.default_rng(1).choice(50, 1000, p=sample.weights)

    assert not is_systematic(sample.points[chosen], sample.weights)


def test_draws_depend_on_their_address_alone() -> None:
    sample = numbered(50)

    np.testing.assert_array_equal(sample.draws(200, "a"), sample.draws(200, "a"))
    assert not np.array_equal(sample.draws(200, "a"), sample.draws(200, "b"))


def test_draws_are_in_random_order() -> None:
    """So that the first of them are draws too: predictions take no more."""
    sample = numbered(1000)
    drawn = sample.draws(1000, "a")[:, 0]

    assert abs(np.corrcoef(drawn, np.arange(1000))[0, 1]) < 0.13  # four SE
    first = drawn[:250]
    middle = sample.weights @ sample.points[:, 0]
    assert abs(first.mean() - middle) < 4 * drawn.std() / np.sqrt(250)
