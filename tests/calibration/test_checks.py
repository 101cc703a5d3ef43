"""The diagnostics: right where theory has the answer, and able to catch a wrong likelihood."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr
from tests.calibration import toys
from tests.calibration.toys import SPACE, STANDARD, Linear

from sesim.calibration import checks
from sesim.calibration.checks import Inference
from sesim.calibration.reference_table import ReferenceTable
from sesim.calibration.regression import Sample
from sesim.calibration.simulator import Counts
from sesim.calibration.space import Coordinate, Floats, Space
from sesim.study.parameters import Label, Lognormal, Normal, Uniform

# --- samples with known covariance ------------------------------------------------------------

THREE = Space(
    (
        Coordinate("accept", Label.FREE, Lognormal(dist="lognormal", median=2.0, sigma=0.5)),
        Coordinate("tenure_months", Label.CONTEXT, Normal(dist="normal", mean=3.0, sd=2.0)),
        Coordinate("dropout_factor", Label.FREE, Uniform(dist="uniform", low=1.0, high=5.0)),
    )
)
NOTHING = ReferenceTable(np.zeros((0, 3)), np.zeros((0, 1, 3), dtype=np.int64))
NO_DATA: Counts = np.zeros((1, 3), dtype=np.int64)


def fit_of(space: Space) -> Inference:
    """Return a fit for what looks at the space alone."""
    return Inference(space, NOTHING, NO_DATA, 0.3)


def two_sided(*columns: tuple[float, float]) -> Sample:
    """Return all corners of a box: independent coordinates with these means and SDs."""
    corners = np.stack(np.meshgrid(*[[-1.0, 1.0]] * len(columns)), axis=-1)
    means, spreads = np.array(columns).T
    points = means + spreads * corners.reshape(-1, len(columns))
    return Sample(points, np.full(len(points), 1 / len(points)))


def test_contraction_is_the_part_of_the_variance_that_is_gone() -> None:
    sample = two_sided((0.5, 0.6), (0.0, 1.0), (-1.0, 0.1))

    table = checks.contraction(fit_of(THREE), sample)

    assert table["parameter"].tolist() == THREE.names
    assert table["label"].tolist() == ["free", "context", "free"]
    np.testing.assert_allclose(table["contraction"], [1 - 0.36, 0.0, 1 - 0.01], atol=1e-12)
    np.testing.assert_allclose(table["shift"], [0.5, 0.0, -1.0], atol=1e-12)


def test_quantiles_are_in_the_unit_of_each_parameter() -> None:
    """The prior's by its law; the posterior's are those of a grid of even weights."""
    grid = np.repeat(np.linspace(-1, 1, 2001)[:, None], 3, axis=1)
    z = 1.6448536

    table = checks.contraction(fit_of(THREE), Sample(grid, np.full(2001, 1 / 2001)))

    row = table.iloc[0]
    prior = row[["prior_5", "prior_50", "prior_95"]].astype(float)
    np.testing.assert_allclose(prior, 2 * np.exp([-0.5 * z, 0, 0.5 * z]), rtol=1e-6)
    after = row[["posterior_5", "posterior_50", "posterior_95"]].astype(float)
    np.testing.assert_allclose(after, 2 * np.exp([-0.45, 0, 0.45]), rtol=2e-3)
    standard = row[["standard_5", "standard_50", "standard_95"]].astype(float)
    np.testing.assert_allclose(standard, [-0.9, 0, 0.9], atol=2e-3)
    uniform = table.iloc[2]
    assert uniform["prior_5"] == pytest.approx(1.2)
    assert uniform["posterior_95"] == pytest.approx(1 + 4 * ndtr(0.9), abs=2e-3)


def test_a_quantile_is_where_so_much_weight_lies_below() -> None:
    sample = Sample(np.array([[3.0], [1.0], [2.0]]), np.array([0.2, 0.5, 0.3]))

    assert [float(checks.quantiles(sample, level)[0]) for level in (0.4, 0.6, 0.79, 0.9)] == [
        1.0,
        2.0,
        2.0,
        3.0,
    ]


def test_directions_are_those_of_the_covariance() -> None:
    """The best known first: here a difference, while nothing is known of the sum."""
    box = two_sided((0.0, 0.2), (0.0, 0.7), (0.0, 0.9))
    turn = np.array([[1.0, 0.0, -1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 1.0]])
    sample = Sample(box.points @ (turn / np.sqrt([[2], [1], [2]])), box.weights)

    table = checks.directions(fit_of(THREE), sample)

    np.testing.assert_allclose(table["left"], [0.04, 0.81])
    assert table["made_of"][0] in (
        "+0.71 accept, -0.71 dropout_factor",
        "+0.71 dropout_factor, -0.71 accept",
    )
    assert "-" not in table["made_of"][1]
    assert not table["made_of"].str.contains("tenure").any()


def test_agreement_by_hand() -> None:
    sample = two_sided((0.5, 0.6), (9.0, 1.0), (-1.0, 0.1))
    other = two_sided((0.2, 0.3), (-1.1, 0.2)).points

    table = checks.agreement(fit_of(THREE), sample, other)

    assert table["parameter"].tolist() == ["accept", "dropout_factor"]
    np.testing.assert_allclose(table["mean_difference"], [1.0, 0.5])
    np.testing.assert_allclose(table["sd_ratio"], [2.0, 0.5])


def test_coverage_by_hand() -> None:
    """Ranks of two truths: which intervals held them."""
    ranks = np.array([[0.5, 0.3, 0.96], [0.91, 0.06, 0.02]])

    table = checks.coverage(ranks, THREE).set_index("coordinates")

    expected = {
        "free and own": [0.25, 0.25, 0.5],
        "free": [0.25, 0.25, 0.5],
        "context": [0.5, 0.5, 1.0],
        "accept": [0.5, 0.5, 1.0],
        "dropout_factor": [0.0, 0.0, 0.0],
    }
    assert table.index.tolist() == list(expected)
    assert list(table.columns) == ["within_0.5", "within_0.8", "within_0.9"]
    np.testing.assert_allclose(table.to_numpy(), list(expected.values()))


# --- a linear problem -------------------------------------------------------------------------

TWO = Space(
    (
        Coordinate("accept", Label.FREE, STANDARD),
        Coordinate("dropout_factor", Label.FREE, STANDARD),
    )
)
TOY = Linear(np.array([[1.0, 0.0], [0.0, 0.5]]), 1.0)
OBSERVED = np.array([1.0, -0.8])
TABLES = range(20)


@pytest.fixture
def as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the counts of a toy be its features."""
    monkeypatch.setattr(checks, "features", lambda counts: counts.reshape(len(counts), -1))


def linear_fit(seed: int, runs: int = 4000) -> Inference:
    points, features = TOY.reference_table(runs, seed)
    return Inference(TWO, ReferenceTable(points, features), OBSERVED, 0.3)  # type: ignore[arg-type]


def sensitivity(seed: int) -> Floats:
    fit = linear_fit(seed)
    table = checks.prior_sensitivity(fit, fit.sample()).set_index("parameter")
    return np.asarray(table.loc[TWO.names].to_numpy(dtype=float))


@pytest.mark.usefixtures("as_they_are")
def test_posterior_follows_its_prior_as_theory_says() -> None:
    """A shift of the prior moves the mean by posterior / prior variance.

    In posterior SDs, and with a standard normal prior, that is the posterior SD itself, here
    times the half that the prior is shifted by.
    """
    found = np.stack([sensitivity(seed) for seed in TABLES])
    mean, error = found.mean(axis=0), 4 * found.std(axis=0, ddof=1) / np.sqrt(len(TABLES))

    before, covariance = TOY.posterior(OBSERVED)
    spread = np.sqrt(np.diag(covariance))
    expected = np.empty((2, 4))
    for place in range(2):
        expected[place, :2] = -spread[place] / 2, spread[place] / 2
        for column, scale in ((2, 0.7), (3, 1.3)):
            variance = np.ones(2)
            variance[place] = scale**2
            after, _ = TOY.posterior(OBSERVED, variance=variance)
            expected[place, column] = (after - before)[place] / spread[place]
    assert (np.abs(mean - expected) < error + 0.01).all()
    assert (error < 0.05).all()


@pytest.mark.usefixtures("as_they_are")
def test_error_told_from_parts_is_that_of_repeated_reference_tables() -> None:
    fits = [linear_fit(seed, 3000) for seed in range(40)]
    told = np.stack([checks.monte_carlo_error(fit)["standard_error"] for fit in fits])

    means = np.stack([fit.sample().mean() for fit in fits])
    spread = np.sqrt(np.diag(TOY.posterior(OBSERVED)[1]))
    true = means.std(axis=0, ddof=1) / spread
    # Squared, both are variances: chi-square with 39 and with 40 times 3 degrees of freedom.
    ratio = np.sqrt((told**2).mean(axis=0)) / true
    assert (ratio > 0.65).all()
    assert (ratio < 1.5).all()


@pytest.mark.usefixtures("as_they_are")
def test_ranks_are_where_truths_lie_in_their_posterior() -> None:
    fit = linear_fit(0)
    truths = ReferenceTable(*TOY.reference_table(5, 99))  # type: ignore[arg-type]

    ranks = checks.ranks(fit.posterior(), truths)

    for rank, point, row in zip(ranks, truths.points, truths.counts, strict=True):
        mean, covariance = TOY.posterior(row)
        expected = ndtr((point - mean) / np.sqrt(np.diag(covariance)))
        np.testing.assert_allclose(rank, expected, atol=0.06)


# --- a stand-in for the simulator -------------------------------------------------------------

ACCEPT, DROPOUT = SPACE.names.index("accept"), SPACE.names.index("dropout_factor")
TRUTHS = 300


@pytest.fixture(scope="module")
def stand_in() -> Inference:
    """A reference table of the stand-in, and the data of a point that is known."""
    return Inference(SPACE, toys.reference_table(3000, seed=2), observed_at(POINT), 0.3)


@pytest.fixture(scope="module")
def truths() -> ReferenceTable:
    return toys.reference_table(TRUTHS, seed=102)


POINT = np.zeros(len(SPACE))
POINT[[ACCEPT, DROPOUT]] = 1.1, 0.4
POINT[3::2] = 0.5, -1.0, 1.5, 0.0, -0.4, 0.8
POINT[4::2] = -1.2, 0.3, 0.0, 1.4, -0.6, 0.2


def observed_at(point: Floats, seed: int = 7) -> Counts:
    """Return data made at a point."""
    return np.asarray(toys.counts(point[None], seed)[0])


def coverage(reference_table: ReferenceTable, truths: ReferenceTable) -> pd.DataFrame:
    fit = Inference(SPACE, reference_table, truths.counts[0], 0.3)
    found = checks.ranks(fit.posterior(), truths)
    return checks.coverage(found, SPACE).set_index("coordinates")


def is_trusted(table: pd.DataFrame) -> bool:
    """Whether intervals hold the truth as often as they should, by the rule for acceptance."""
    return bool(table.loc[["free and own", "free", "own"], "within_0.9"].between(0.86, 0.93).all())


def test_intervals_hold_truths_as_often_as_they_say(
    stand_in: Inference, truths: ReferenceTable
) -> None:
    table = coverage(stand_in.table, truths)

    assert is_trusted(table)
    for level in checks.LEVELS:
        assert table.loc["free and own", f"within_{level:g}"] == pytest.approx(level, abs=0.03)


def test_planted_mistake_in_the_likelihood_is_caught_by_coverage(
    stand_in: Inference, truths: ReferenceTable
) -> None:
    """A table that takes those who have left for ongoing, tried on truths that are right."""
    table = coverage(toys.mistaken(stand_in.table), truths)

    assert not is_trusted(table)
    assert table.loc["free", "within_0.9"] < 0.6
    assert table.loc["dropout_factor", "within_0.9"] < 0.2
    assert table.loc["accept", "within_0.9"] == pytest.approx(0.9, abs=0.06)  # not concerned


def test_planted_mistake_on_both_sides_is_seen_in_the_parameter(stand_in: Inference) -> None:
    """If the truths were mistaken too, coverage could not tell; a known parameter does."""
    wrong = Inference(SPACE, toys.mistaken(stand_in.table), stand_in.observed, 0.3)

    right, mistaken = stand_in.sample().mean(), wrong.sample().mean()

    assert abs(right[DROPOUT] - POINT[DROPOUT]) < 1.0
    assert abs(mistaken[DROPOUT] - POINT[DROPOUT]) > 2.0


@pytest.mark.parametrize("seed", range(7, 12))
def test_known_parameters_are_recovered(stand_in: Inference, seed: int) -> None:
    """Whatever the luck of the data, and nothing is learned of what they do not depend on."""
    fit = stand_in._replace(observed=observed_at(POINT, seed))
    sample = fit.sample()
    spread = np.sqrt(np.diag(sample.covariance()))

    off = (sample.mean() - POINT) / spread
    assert (np.abs(off) < 3.5).all()  # of 75 in all seeds, one in 30 such tests
    assert (np.abs(off) < 1.645).mean() > 0.7
    assert spread[ACCEPT] < 0.5
    assert spread[DROPOUT] < 0.5
    assert spread[SPACE.names.index("tenure_months")] == pytest.approx(1.0, abs=0.15)


def test_a_model_that_may_err_says_less(stand_in: Inference) -> None:
    table = checks.discrepancy(stand_in).set_index("parameter")

    assert table.columns.tolist() == ["error_0", "error_0.15", "error_0.3", "error_0.6"]
    contraction = checks.contraction(stand_in, stand_in.sample()).set_index("parameter")
    np.testing.assert_allclose(table["error_0"], contraction.loc[table.index, "contraction"])
    left = 1 - table
    assert (left["error_0.3"] > 1.2 * left["error_0"]).all()
    assert (left["error_0.6"] > 1.5 * left["error_0.3"]).all()


@pytest.mark.parametrize("size", [0.0, 0.3, 3.0, 30.0])
def test_errors_leave_possible_counts(size: float) -> None:
    counts = toys.reference_table(500, seed=3).counts
    counts[0] = 0

    changed = checks.erring(counts, size)

    np.testing.assert_array_equal(changed[..., 0], counts[..., 0])
    assert (changed >= 0).all()
    assert (changed[..., 1:] <= changed[..., :1]).all()
    assert changed.dtype == counts.dtype
    assert np.array_equal(changed, counts) == (size == 0.0)


def test_errors_have_the_size_that_was_asked_for() -> None:
    """In the log-odds; where there are so many people that rounding does not matter."""
    number = 4000
    counts = np.empty((number, 2, 3), dtype=np.int64)
    counts[..., 0], counts[..., 1], counts[..., 2] = 10**7, 4 * 10**6, 10**6

    changed = checks.erring(counts, 0.3)

    odds = np.log(changed[..., 1:] / (changed[..., :1] - changed[..., 1:]))
    errors = (odds - np.log([4 / 6, 1 / 9])).reshape(number, 4)
    np.testing.assert_allclose(errors.std(axis=0), 0.3, rtol=4 / np.sqrt(2 * number))
    np.testing.assert_allclose(errors.mean(axis=0), 0.0, atol=4 * 0.3 / np.sqrt(number))
    assert np.abs(np.corrcoef(errors.T) - np.eye(4)).max() < 4 / np.sqrt(number)


def test_surprise_of_data_from_the_reference_table_is_anything(
    stand_in: Inference, truths: ReferenceTable
) -> None:
    found = np.array([checks.surprise(stand_in._replace(observed=one)) for one in truths.counts])

    assert found.mean() == pytest.approx(0.5, abs=4 * np.sqrt(1 / 12 / TRUTHS))
    assert (found < 0.1).mean() == pytest.approx(0.1, abs=0.07)
    assert (found > 0.9).mean() == pytest.approx(0.1, abs=0.07)


def test_surprise_of_impossible_data_is_next_to_nothing(stand_in: Inference) -> None:
    """Ongoing shares that differ wildly, although one parameter decides them all."""
    odd = stand_in.observed.copy()
    odd[::2, 2], odd[1::2, 2] = 0, odd[1::2, 0]

    assert checks.surprise(stand_in._replace(observed=odd)) == 0.0
    assert checks.surprise(stand_in) > 0.05


def test_checks_leave_the_reference_table_alone(stand_in: Inference) -> None:
    before = ReferenceTable(stand_in.table.points.copy(), stand_in.table.counts.copy())

    checks.discrepancy(stand_in)
    checks.prior_sensitivity(stand_in, stand_in.sample())
    checks.surprise(stand_in)

    np.testing.assert_array_equal(before.points, stand_in.table.points)
    np.testing.assert_array_equal(before.counts, stand_in.table.counts)


@pytest.mark.usefixtures("as_they_are")
def test_another_prior_of_one_parameter_is_that_of_theory() -> None:
    """Lognormal before and after: on the log scale a shift and another spread of a normal prior."""
    own = Lognormal(dist="lognormal", median=0.7, sigma=0.4)
    first = replace(TWO.coordinates[0], prior=own)
    fit = linear_fit(1, 20_000)._replace(space=Space((first, TWO.coordinates[1])))
    name = first.name
    other = Lognormal(dist="lognormal", median=own.median * 1.2, sigma=own.sigma * 0.8)
    shift = np.zeros(2)
    shift[0] = np.log(1.2) / own.sigma
    variance = np.ones(2)
    variance[0] = 0.8**2

    told = checks.under_another_prior(fit, name, other).set_index("prior")

    mean, covariance = TOY.posterior(OBSERVED, mean=shift, variance=variance)
    expected = np.log(own.median) + own.sigma * mean[0]
    spread = own.sigma * np.sqrt(covariance[0, 0])
    assert np.log(told["posterior"]["other"]) == pytest.approx(expected, abs=0.15 * spread)
    assert np.log(told["posterior_high"]["other"]) == pytest.approx(
        expected + 1.645 * spread, abs=0.25 * spread
    )
    assert told["posterior"]["as set"] != pytest.approx(told["posterior"]["other"], rel=0.01)
