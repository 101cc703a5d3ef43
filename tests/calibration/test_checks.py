"""The diagnostics: right where theory has the answer, and able to catch a wrong likelihood."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr
from tests.calibration.toys import (
    ACCEPT,
    DROPOUT,
    OBSERVED,
    POINT,
    SPACE,
    TABLES,
    TOY,
    TWO,
    linear_fit,
    observed_at,
)

from sesim.calibration import checks
from sesim.calibration.checks import Inference
from sesim.calibration.discrepancy import discrepancy
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


# --- a linear problem -------------------------------------------------------------------------


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


def test_surprise_of_data_from_the_reference_table_is_anything(
    stand_in: Inference, truths: ReferenceTable
) -> None:
    found = np.array([checks.surprise(stand_in._replace(observed=one)) for one in truths.counts])

    assert found.mean() == pytest.approx(0.5, abs=4 * np.sqrt(1 / 12 / len(truths)))
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

    discrepancy(stand_in)
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
