"""Paired differences with a known law: what is chance, what are effects, and how precise it is.

Everywhere, rows are data sets of their own, so that one call tells how often something comes out.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray
from scipy import stats

from sesim.outcomes import Better
from sesim.runs.pairing import figures, wide

NAN = float("nan")
COVERAGE = 0.9
MEAN = 0.7

Floats = NDArray[np.float64]
Found = dict[str, Floats]


class Sample(NamedTuple):
    """Data sets whose truth is known.

    Attributes:
        differences: shape (data sets, replications).
        draws: number of the draw of each replication.
        effects: the true effect in each draw, shape (data sets, draws).
    """

    differences: Floats
    draws: NDArray[np.int64]
    effects: Floats


def sample(
    seed: int, rows: int, draws: int, parameters: float, chance: float, each: int = 2
) -> Sample:
    """Return normal differences: effects of this SD between draws, chance of that one within."""
    luck = np.random.default_rng(seed)
    effects = MEAN + parameters * luck.standard_normal((rows, draws))
    noise = chance * luck.standard_normal((rows, draws * each))
    return Sample(
        np.repeat(effects, each, axis=1) + noise, np.repeat(np.arange(draws), each), effects
    )


def found(differences: Floats, draws: NDArray[np.int64], coverage: float = COVERAGE) -> Found:
    """Return the figures of differences from a baseline of noughts."""
    rows = len(differences)
    better = np.full(rows, Better.MORE, dtype=np.int64)
    return figures(np.zeros_like(differences), differences, better, draws, coverage)


def alone(replications: int) -> NDArray[np.int64]:
    """Return a draw of its own for each replication."""
    return np.arange(replications)


def z_of_mean(values: Floats, expected: float) -> float:
    return float((values.mean() - expected) / (values.std(ddof=1) / len(values) ** 0.5))


def z_of_share(happened: NDArray[np.bool_], expected: float) -> float:
    return float((happened.mean() - expected) / (expected * (1 - expected) / len(happened)) ** 0.5)


# --- chance and parameters told apart ------------------------------------------------------------


@pytest.mark.parametrize(("parameters", "chance"), [(1.0, 1.0), (2.0, 1.0)])
def test_the_part_of_chance_has_the_law_that_theory_gives_it(
    parameters: float, chance: float
) -> None:
    """With two replications a draw, 2 / share - 1 is the ratio of the two mean squares.

    Over 1 + 2 (parameters / chance)² that ratio has an F law, whatever the mean.
    """
    draws = 60
    one = sample(1, 800, draws, parameters, chance)

    share = found(one.differences, one.draws)["chance_share"]

    law = stats.f(draws - 1, draws)
    squared = (parameters / chance) ** 2
    assert stats.kstest((2 / share - 1) / (1 + 2 * squared), law.cdf).pvalue > 0.001
    # A planted error: the variance between draws' means, which holds half of chance, for that of
    # the effects.
    wrong = 2 * share / (2 + share)
    assert stats.kstest((2 / wrong - 1) / (1 + 2 * squared), law.cdf).pvalue < 1e-6


def test_without_effects_all_is_chance_as_often_as_it_should_be() -> None:
    """The share is exactly 1 where draws differ by less than histories do: F below 1."""
    draws = 60
    one = sample(2, 2000, draws, 0.0, 1.0)

    share = found(one.differences, one.draws)["chance_share"]

    assert share.max() == 1.0
    assert abs(z_of_share(share == 1.0, stats.f(draws - 1, draws).cdf(1.0))) < 3.5


def test_without_chance_all_is_parameters() -> None:
    one = sample(3, 5, 20, 1.0, 0.0)

    figure = found(one.differences, one.draws)

    assert figure["chance_share"] == pytest.approx(0.0, abs=1e-12)
    assert [*figure["effect_low"], *figure["effect_high"]] == pytest.approx(
        [*stretched(one.effects.round(9)).ravel()]
    )


def stretched(effects: Floats) -> Floats:
    """Return the ends of effects that are known exactly, shape (2, rows).

    Their variance has a standard error of sqrt(2 / (n - 1)) of itself, which is added, and the
    mean of n another 1 / n; Student's quantile stands for the normal one.
    """
    draws = effects.shape[1]
    mean = effects.mean(axis=1)
    wider = (1 + (2 / (draws - 1)) ** 0.5) * (1 + 1 / draws)
    ratio = stats.t.ppf(0.95, draws - 1) / stats.norm.ppf(0.95)
    return mean + ratio * wider**0.5 * (np.quantile(effects, [0.05, 0.95], axis=1) - mean)


@pytest.mark.parametrize("unequal", ["one or two", "missing values"])
def test_the_part_of_chance_is_consistent_where_draws_have_not_equally_many(unequal: str) -> None:
    """sigma² / (sigma² + tau²) = 4 / 5 with sigma 2 and tau 1."""
    one = sample(4, 40, 3000, 1.0, 2.0, each=3)
    differences, draws = one.differences.copy(), one.draws
    if unequal == "one or two":
        wanted = (np.arange(len(draws)) % 3 == 0) | (draws % 2 == 0)
        differences, draws = differences[:, wanted], draws[wanted]
    else:
        differences[np.random.default_rng(5).random(differences.shape) < 0.4] = NAN

    share = found(differences, draws)["chance_share"]

    assert abs(z_of_mean(share, 4 / 5)) < 3.5
    assert abs(z_of_mean(share, 4 / 5 * 1.02)) > 3.5  # so small a mistake would be seen


def test_the_part_of_chance_with_few_and_unequal_draws_is_exact() -> None:
    """Mean squares as quadratic forms, each equated with its expectation."""
    sizes = [2] * 9 + [1, 1, 12]
    number, draws = sum(sizes), len(sizes)
    of_draw = np.repeat(np.arange(draws), sizes)
    luck = np.random.default_rng(22)
    values = (luck.standard_normal(draws)[of_draw] + luck.standard_normal(number)).round(3)

    share = found(values[None, :], of_draw)["chance_share"]

    member = np.eye(draws)[of_draw]
    means = member @ np.diag(1 / np.array(sizes)) @ member.T
    between = means - 1 / number
    chance = values @ (np.eye(number) - means) @ values / (number - draws)
    # The expectation of y'Ay is the trace of A times the covariance of y.
    weight = np.trace(between @ member @ member.T) / (draws - 1)
    effects = (values @ between @ values / (draws - 1) - chance) / weight
    assert effects > 0
    assert share == pytest.approx(chance / (chance + effects))


# --- where the effect lies -----------------------------------------------------------------------


def held(low: Floats, high: Floats, parameters: float) -> Floats:
    """Return the share of all effects there might be that lies between two ends."""
    law = stats.norm(MEAN, parameters)
    return law.cdf(high) - law.cdf(low)


def z_of_covering(low: Floats, high: Floats) -> float:
    """How far the share of intervals that hold the true mean is from what it should be."""
    return z_of_share((low < MEAN) & (high > MEAN), COVERAGE)


def ends(values: Floats) -> tuple[Floats, Floats]:
    low, high = np.quantile(values, [0.05, 0.95], axis=1)
    return low, high


def of_draws(one: Sample) -> Floats:
    """Return the mean of the two histories of each draw."""
    return one.differences.reshape(len(one.differences), -1, 2).mean(axis=2)


@pytest.mark.parametrize("chance", [0.3, 1.0, 3.0])
@pytest.mark.parametrize(("draws", "most"), [(10, 0.97), (30, 0.97), (100, 0.97), (3000, 0.93)])
def test_the_effect_lies_where_the_effects_do(draws: int, most: float, chance: float) -> None:
    """With few draws as with many, in the mean over data sets, and not much too wide."""
    one = sample(6, 90_000 // draws, draws, 1.0, chance)

    figure = found(one.differences, one.draws)

    share = held(figure["effect_low"], figure["effect_high"], 1.0).mean()
    assert COVERAGE - 0.03 < share < most


def test_chance_that_is_not_taken_out_of_the_effect_would_be_caught() -> None:
    """Planted errors: where single histories lie, where the draws' means do, and the mean's."""
    one = sample(7, 30, 3000, 1.0, 1.0)

    figure = found(one.differences, one.draws)

    assert held(*ends(one.differences), 1.0).mean() > 0.97
    assert held(*ends(of_draws(one)), 1.0).mean() > 0.93
    assert held(figure["low"], figure["high"], 1.0).mean() < COVERAGE - 0.03


def test_a_variance_taken_as_known_would_be_caught() -> None:
    """Planted error: the quantiles of ten effects, as if ten told where all of them lie."""
    one = sample(23, 3000, 10, 1.0, 0.3)

    assert held(*ends(one.effects), 1.0).mean() < COVERAGE - 0.03


def test_with_many_replications_a_draw_the_ends_are_those_of_the_effects_whatever_their_law() -> (
    None
):
    """A thousand histories of each draw leave no chance; the effects are far from normal."""
    luck = np.random.default_rng(8)
    effects = luck.exponential(size=(2, 50))
    differences = np.repeat(effects, 1000, axis=1) + luck.standard_normal((2, 50_000))

    figure = found(differences, np.repeat(np.arange(50), 1000))

    # Six standard errors of a draw's mean.
    assert [*figure["effect_low"], *figure["effect_high"]] == pytest.approx(
        [*stretched(effects).ravel()], abs=6 / 1000**0.5
    )


def test_the_effect_is_never_known_better_than_its_mean() -> None:
    """Also where the draws happen to vary by no more than chance does."""
    one = sample(9, 200, 40, 0.0, 1.0)
    figure = found(one.differences, one.draws)
    all_chance = figure["chance_share"] == 1.0

    assert all_chance.sum() > 50
    assert (figure["effect_low"] <= figure["low"]).all()
    assert (figure["effect_high"] >= figure["high"]).all()


@pytest.mark.parametrize(("draws", "known"), [(10, True), (9, False)])
def test_too_few_draws_with_two_replications_tell_nothing(draws: int, known: bool) -> None:
    one = sample(10, 1, draws, 1.0, 1.0)
    more = np.hstack([one.differences, np.zeros((1, 20))])  # these have draws of their own

    figure = found(more, np.concatenate([one.draws, 100 + np.arange(20)]))

    parts = ("chance_share", "effect_low", "effect_high")
    assert [bool(np.isfinite(figure[name][0])) for name in parts] == [known] * 3
    assert np.isfinite(figure["low"][0])


def test_with_the_same_parameters_everywhere_there_is_no_interval_of_the_effect() -> None:
    one = sample(11, 3, 20, 1.0, 1.0)

    figure = found(one.differences, alone(40))

    assert figure["chance_share"].tolist() == [1.0] * 3
    assert np.isnan([figure["effect_low"], figure["effect_high"]]).all()


# --- how precise the mean is ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draws", "parameters", "chance"),
    [(3, 1.0, 1.0), (15, 0.0, 1.0), (15, 2.0, 0.5), (40, 1.0, 2.0)],
)
def test_the_interval_of_the_mean_holds_it_as_often_as_it_says(
    draws: int, parameters: float, chance: float
) -> None:
    one = sample(12, 2000, draws, parameters, chance)

    figure = found(one.differences, one.draws)

    assert abs(z_of_covering(figure["low"], figure["high"])) < 3.5


def test_an_interval_of_the_mean_that_is_something_else_would_be_caught() -> None:
    """Planted errors: two replications of a draw taken as independent, and where effects lie."""
    one = sample(13, 2000, 15, 1.0, 1.0)

    right, wrong = found(one.differences, one.draws), found(one.differences, alone(30))

    assert abs(z_of_covering(right["low"], right["high"])) < 3.5
    assert z_of_covering(wrong["low"], wrong["high"]) < -3.5
    assert z_of_covering(right["effect_low"], right["effect_high"]) > 3.5


@pytest.mark.parametrize("coverage", [0.5, 0.9, 0.99])
@pytest.mark.parametrize("sizes", [[2] * 8, [1] * 8, [1, 2, 2, 5, 1, 3]])
def test_the_interval_is_that_of_a_cluster_robust_regression(
    sizes: list[int], coverage: float
) -> None:
    luck = np.random.default_rng(sum(sizes))
    draws = np.repeat(np.arange(len(sizes)), sizes)
    values = (luck.standard_normal(len(sizes))[draws] + luck.standard_normal(len(draws))).round(3)

    figure = found(values[None, :], draws, coverage)

    model = sm.OLS(values, np.ones(len(values)))
    fitted = model.fit(cov_type="cluster", cov_kwds={"groups": draws}, use_t=True)
    assert figure["difference"][0] == pytest.approx(fitted.params[0])
    expected = fitted.conf_int(1 - coverage)[0]
    assert [figure["low"][0], figure["high"][0]] == pytest.approx(list(expected))


# --- which replications count --------------------------------------------------------------------


def test_only_replications_in_which_both_have_a_value_count() -> None:
    """As if the others had never been."""
    luck = np.random.default_rng(14)
    before, after = luck.standard_normal((2, 1, 60))
    draws = np.repeat(np.arange(30), 2)
    before[0, [0, 7, 20]] = NAN
    after[0, [1, 7, 33, 40]] = NAN  # draw 0 is gone, draws 3, 10, 16 and 20 have one left
    both = np.isfinite(before[0] + after[0])
    better = np.array([Better.MORE])

    with_gaps = figures(before, after, better, draws, COVERAGE)
    without = figures(before[:, both], after[:, both], better, draws[both], COVERAGE)

    assert with_gaps["replications"].tolist() == [54]
    assert np.isfinite(without["effect_low"]).all()
    for name, value in without.items():
        np.testing.assert_allclose(with_gaps[name], value, rtol=1e-9, err_msg=name)


def test_rows_do_not_touch_one_another() -> None:
    luck = np.random.default_rng(15)
    before, after = luck.standard_normal((2, 3, 40))
    after[1] = NAN
    after[2, 3:] = NAN
    draws, better = np.repeat(np.arange(20), 2), np.array([Better.LESS, Better.MORE, Better.MORE])

    together = figures(before, after, better, draws, COVERAGE)

    for i in range(3):
        one = figures(before[[i]], after[[i]], better[[i]], draws, COVERAGE)
        for name, value in one.items():
            np.testing.assert_allclose(together[name][i], value[0], rtol=1e-12, err_msg=name)
    assert np.isnan([v[1] for k, v in together.items() if k != "replications"]).all()


def test_order_of_the_draws_makes_no_difference() -> None:
    one = sample(16, 4, 30, 1.0, 1.0)
    order = np.random.default_rng(17).permutation(60)

    figure, shuffled = (
        found(one.differences, one.draws),
        found(one.differences[:, order], one.draws[order]),
    )

    for name, value in figure.items():
        np.testing.assert_allclose(shuffled[name], value, rtol=1e-9, atol=1e-12, err_msg=name)


# --- which of the two is better ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("better", "expected"), [(Better.MORE, 0.7), (Better.LESS, 0.3), (Better.NEITHER, 0.7)]
)
def test_a_tie_counts_half_and_direction_is_that_of_the_outcome(
    better: Better, expected: float
) -> None:
    """Of five pairs three are larger, one is smaller and one the same; one does not count."""
    before = np.array([[1.0, 1.0, 1.0, 1.0, 1.0, NAN]])
    after = np.array([[2.0, 3.0, 1.5, 0.0, 1.0, 9.0]])

    figure = figures(before, after, np.array([better]), alone(6), COVERAGE)

    assert figure["probability_better"] == pytest.approx(expected)


def test_rounding_is_no_difference() -> None:
    """Sums that were added up in another order are the same: a tie, and exactly nothing."""
    before, after = np.array([[0.1 + 0.2, 0.6]]), np.array([[0.3, 0.1 + 0.2 + 0.3]])
    assert (before != after).all()

    figure = figures(before, after, np.array([Better.MORE]), alone(2), COVERAGE)

    assert [figure[name][0] for name in ("difference", "low", "high")] == [0.0, 0.0, 0.0]
    assert figure["probability_better"].tolist() == [0.5]


# --- what pairing is worth -----------------------------------------------------------------------


def test_pairs_are_worth_what_their_correlation_is() -> None:
    """With equal variances the limit is 1 - correlation, and 2 / ratio - 1 has an F law."""
    replications = 50

    def p_value(correlation: float, taken_for: float) -> float:
        luck = np.random.default_rng(18)
        before, other = luck.standard_normal((2, 500, replications))
        after = correlation * before + (1 - correlation**2) ** 0.5 * other
        better = np.ones(500, dtype=np.int64)
        ratio = figures(before, after, better, alone(replications), COVERAGE)["variance_ratio"]
        scaled = (2 / ratio - 1) * (1 - taken_for) / (1 + taken_for)
        return float(stats.kstest(scaled, stats.f(replications - 1, replications - 1).cdf).pvalue)

    for correlation in (0.0, 0.6, 0.95, -0.5):
        assert p_value(correlation, correlation) > 0.001
    for one, other in pairwise((0.0, 0.6, 0.95, -0.5)):
        assert p_value(one, other) < 1e-6  # the check knows them apart


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (lambda before: before + 3.0, 0.0),  # always the same difference
        (lambda before: -before, 2.0),  # as bad as it gets with equal variances
        (lambda before: np.zeros_like(before), 1.0),
        (lambda before: 2 * before, 1 / 5),
    ],
)
def test_variance_ratio_of_what_hangs_together_exactly(
    after: Callable[[Floats], Floats], expected: float
) -> None:
    before = np.random.default_rng(19).standard_normal((1, 30)).round(3)

    figure = figures(before, after(before), np.array([1]), alone(30), COVERAGE)

    assert figure["variance_ratio"] == pytest.approx(expected, abs=1e-12)


# --- side by side --------------------------------------------------------------------------------


def measures(*rows: tuple[int, str, str, str, float]) -> pd.DataFrame:
    columns = ["replication", "programme", "group", "outcome", "value"]
    return pd.DataFrame(list(rows), columns=columns)


@pytest.mark.parametrize("as_categories", [False, True])
def test_figures_stand_in_the_order_of_their_first_appearance(as_categories: bool) -> None:
    """A group that only the second replication has comes after all of the first."""
    table = measures(
        (0, "vetlanda", "all", "ongoing", 1.0),
        (0, "vetlanda", "all", "employed", 2.0),
        (0, "eksjo", "all", "ongoing", 3.0),
        (1, "vetlanda", "all", "ongoing", 4.0),
        (1, "vetlanda", "motivation=avoidant", "ongoing", 5.0),
        (1, "vetlanda", "all", "employed", 6.0),
        (2, "eksjo", "all", "ongoing", 7.0),
    )
    if as_categories:
        names = ["programme", "group", "outcome"]
        table[names] = table[names].astype("category")

    laid_out = wide(table, 4)

    assert laid_out.keys.tolist() == [
        ("vetlanda", "all", "ongoing"),
        ("vetlanda", "all", "employed"),
        ("eksjo", "all", "ongoing"),
        ("vetlanda", "motivation=avoidant", "ongoing"),
    ]
    expected = [
        [1.0, 4.0, NAN, NAN],
        [2.0, 6.0, NAN, NAN],
        [3.0, NAN, 7.0, NAN],
        [NAN, 5.0, NAN, NAN],
    ]
    np.testing.assert_array_equal(laid_out.values, expected)
    asked = laid_out.keys[[3, 0]]
    np.testing.assert_array_equal(laid_out.rows(asked), [expected[3], expected[0]])


def test_order_of_the_rows_of_a_table_does_not_mix_values_up() -> None:
    luck = np.random.default_rng(20)
    cells = [(p, g, o) for p in "ab" for g in "xyz" for o in "uvw"]
    table = measures(*((r, *cell, float(luck.normal())) for r in range(5) for cell in cells))
    shuffled = table.sample(frac=1, random_state=3)

    one, other = wide(table, 5), wide(shuffled, 5)

    assert one.keys.tolist() == cells
    np.testing.assert_array_equal(other.rows(one.keys), one.values)


def test_a_constant_difference_has_no_variance_to_divide() -> None:
    zero, one = np.zeros((1, 4)), np.ones((1, 4))

    found = figures(zero, one, np.array([Better.MORE]), np.arange(4), 0.9)

    assert np.isnan(found["chance_share"][0])
