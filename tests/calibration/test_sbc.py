"""Simulation-based calibration: ranks that theory knows, and mistakes that it catches."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr
from tests.calibration import toys
from tests.calibration.toys import DROPOUT, OBSERVED, POINT, SPACE, STANDARD, TOY, linear_fit

from sesim.calibration import quantities as module
from sesim.calibration.checks import Inference
from sesim.calibration.quantities import LIKELIHOOD, TriedQuantity, quantities
from sesim.calibration.reference_table import ReferenceTable
from sesim.calibration.sbc import (
    LEVELS,
    at_points,
    coverage,
    quantity_coverage,
    ranks,
    within,
)
from sesim.calibration.simulator import Simulator
from sesim.calibration.space import Coordinate, Space
from sesim.study.parameters import Label

THREE = Space(
    (
        Coordinate("accept", Label.FREE, STANDARD),
        Coordinate("tenure_months", Label.CONTEXT, STANDARD),
        Coordinate("dropout_factor", Label.FREE, STANDARD),
    )
)


def test_coverage_by_hand() -> None:
    """Ranks of two truths: which intervals held them."""
    ranks = np.array([[0.5, 0.3, 0.96], [0.91, 0.06, 0.02]])

    table = coverage(ranks, THREE).set_index("coordinates")

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


@pytest.mark.usefixtures("as_they_are")
def test_ranks_are_where_truths_lie_in_their_posterior() -> None:
    fit = linear_fit(0)
    truths = ReferenceTable(*TOY.reference_table(5, 99))  # type: ignore[arg-type]

    found = ranks(fit.posterior(), truths)

    for rank, point, row in zip(found, truths.points, truths.counts, strict=True):
        mean, covariance = TOY.posterior(row)
        expected = ndtr((point - mean) / np.sqrt(np.diag(covariance)))
        np.testing.assert_allclose(rank, expected, atol=0.06)


def tried(reference_table: ReferenceTable, truths: ReferenceTable) -> pd.DataFrame:
    fit = Inference(SPACE, reference_table, truths.counts[0], 0.3)
    found = ranks(fit.posterior(), truths)
    return coverage(found, SPACE).set_index("coordinates")


def is_trusted(table: pd.DataFrame) -> bool:
    """Whether intervals hold the truth as often as they should, by the rule for acceptance."""
    return bool(table.loc[["free and own", "free", "own"], "within_0.9"].between(0.86, 0.93).all())


def test_intervals_hold_truths_as_often_as_they_say(
    stand_in: Inference, truths: ReferenceTable
) -> None:
    table = tried(stand_in.table, truths)

    assert is_trusted(table)
    for level in LEVELS:
        assert table.loc["free and own", f"within_{level:g}"] == pytest.approx(level, abs=0.03)


def test_planted_mistake_in_the_likelihood_is_caught_by_coverage(
    stand_in: Inference, truths: ReferenceTable
) -> None:
    """A table that takes those who have left for ongoing, tried on truths that are right."""
    table = tried(toys.mistaken(stand_in.table), truths)

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


# --- quantities of parameters and data ------------------------------------------------------------


@pytest.mark.usefixtures("as_they_are")
def test_a_quantity_that_is_a_parameter_has_its_rank() -> None:
    fit = linear_fit(0)
    truths = ReferenceTable(*TOY.reference_table(20, 99))  # type: ignore[arg-type]
    first = TriedQuantity("the first", lambda points, _: points[:, 0], 1.0)
    data = TriedQuantity("the data", lambda points, data: points[:, 1] - data[1], 1.0)

    found = ranks(fit.posterior(), truths, [first, data])

    assert found.shape == (20, 4)
    np.testing.assert_allclose(found[:, 2:], found[:, :2], atol=1e-12)


def test_quantities_hold_truths_as_often_as_they_say(
    stand_in: Inference, truths: ReferenceTable
) -> None:
    effect = 0.1 * stand_in.table.points[:500, 0] + 0.02 * stand_in.table.points[:500, 1]
    some = quantities(stand_in.table, {"a scenario": effect})

    found = ranks(stand_in.posterior(), truths, some)[:, len(SPACE) :]
    table = quantity_coverage({"prior": found}, some)

    assert table["quantity"].tolist() == [one.name for one in some]
    assert table["quantity"].iloc[-1] == "effect of a scenario"
    assert table["explained"].iloc[-1] > 0.99
    for level in LEVELS:  # four standard errors of 300 truths
        error = 4 * np.sqrt(level * (1 - level) / len(truths))
        assert table[f"within_{level:g}"].to_numpy() == pytest.approx(level, abs=error)


def test_the_likelihood_sees_a_posterior_that_ignores_the_data(
    stand_in: Inference, truths: ReferenceTable
) -> None:
    """Counts of other runs: the posterior is the prior, whose ranks of parameters are uniform."""
    shuffled = np.roll(stand_in.table.counts, 1, axis=0)
    ignoring = stand_in._replace(table=ReferenceTable(stand_in.table.points, shuffled))
    some = quantities(stand_in.table, {})

    found = ranks(ignoring.posterior(), truths, some)

    parameters = found[:, SPACE.places(Label.FREE, Label.OWN)]
    assert within(parameters, 0.9) == pytest.approx(0.9, abs=0.02)
    [place] = [i for i, one in enumerate(some) if one.name == LIKELIHOOD]
    assert within(found[:, len(SPACE) + place], 0.5) < 0.2


def test_approximations_are_those_of_theory() -> None:
    """An effect that is linear, and noise: explained is the part that is not noise."""
    points, values = TOY.reference_table(20_000, 1)
    noise = np.random.default_rng(5).standard_normal(len(points))
    counts = np.stack([np.full(len(points), 10**6)] * 3, axis=-1)[:, None]
    table = ReferenceTable(points, counts)
    effect = points[:, 0] - 0.5 * points[:, 1] + noise

    found = {one.name: one for one in quantities(table, {"x": effect})}["effect of x"]

    grid = np.array([[0.0, 0.0], [1.0, -1.0], [-2.0, 0.5]])
    expected = grid[:, 0] - 0.5 * grid[:, 1]
    np.testing.assert_allclose(found.of(grid, values[0]), expected, atol=0.1)
    variance = 1 + 0.25  # of one coordinate and half of another; the noise has 1
    assert found.explained == pytest.approx(variance / (variance + 1), abs=0.03)


def test_an_effect_that_is_chance_is_said_to_explain_nothing() -> None:
    points = toys.points(300, seed=4)
    table = ReferenceTable(points, toys.counts(points, seed=4))
    noise = np.random.default_rng(6).standard_normal(300)

    found = quantities(table, {"x": noise})[-1]

    assert -0.1 < found.explained < 0.1


@pytest.mark.usefixtures("as_they_are")
def test_likelihood_of_a_linear_toy_is_that_of_theory() -> None:
    points, values = TOY.reference_table(20_000, 1)
    table = ReferenceTable(points, values)  # type: ignore[arg-type]

    found = quantities_of_toy(table)

    grid = np.random.default_rng(2).standard_normal((50, 2))
    expected = -0.5 * ((OBSERVED - grid @ TOY.slopes.T) ** 2).sum(axis=1) / TOY.noise**2
    np.testing.assert_allclose(found.of(grid, OBSERVED), expected, atol=0.15)


def quantities_of_toy(table: ReferenceTable) -> TriedQuantity:
    """Return the likelihood; the county's totals mean nothing in a toy."""
    values = module.features(table.counts)
    expected = module.Surrogate.of(table.points, values, squares=True)
    return module._likelihood(table.points, values, expected, 1.0)


# --- truths from the posterior --------------------------------------------------------------------


@pytest.mark.usefixtures("as_they_are")
def test_near_the_data_the_posterior_is_given_both_data() -> None:
    """A table at draws of the posterior learns what theory gives for the data and new ones."""
    mean, covariance = TOY.posterior(OBSERVED)
    luck = np.random.default_rng(8)
    points = luck.multivariate_normal(mean, covariance, 4300)
    values = points @ TOY.slopes.T + TOY.noise * luck.standard_normal(points.shape)
    near = ReferenceTable(points, values)  # type: ignore[arg-type]
    fit = linear_fit(0)

    local = ranks(fit.posterior(near[:4000]), near[4000:])
    of_the_prior = ranks(fit.posterior(), near[4000:])

    precision = np.linalg.inv(covariance)
    for rank, point, row in zip(local, near.points[4000:], values[4000:], strict=True):
        both = np.linalg.inv(precision + TOY.slopes.T @ TOY.slopes / TOY.noise**2)
        centre = both @ (precision @ mean + TOY.slopes.T @ row / TOY.noise**2)
        expected = ndtr((point - centre) / np.sqrt(np.diag(both)))
        np.testing.assert_allclose(rank, expected, atol=0.12)
    assert abs(local.mean() - 0.5) < 0.04
    assert (np.abs(of_the_prior.mean(axis=0) - 0.5) > 0.04).any()  # that it is not the same


def test_runs_at_points_are_at_these_points() -> None:
    drawn = np.arange(12.0).reshape(6, 2)
    runs = at_points(Simulator(None, THREE, {}), drawn)  # type: ignore[arg-type]

    np.testing.assert_array_equal(runs.prior_points(3, range(2, 4)), drawn[2:4])
    other = at_points(runs, drawn + 1)
    assert runs.signs != other.signs
    assert runs.signs == at_points(other, drawn.copy()).signs
