"""Sensitivity and the value of information against exact answers, with the noise told apart."""

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

from sesim import load_study, model
from sesim.sensitivity.morris import Factor, Way, at, design, elementary_effects, number_at
from sesim.sensitivity.series import by_draw
from sesim.sensitivity.smoothing import conditional, halves, means_of, spread
from sesim.sensitivity.sobol import first_order_indices
from sesim.sensitivity.value_of_information import EVERYTHING, value_of_information

DRAWS = 600
NORMAL = NormalDist()


def normals(address: str, rows: int, columns: int) -> np.ndarray:
    return np.asarray(ndtri(model.uniforms(f"test/{address}", rows * columns))).reshape(rows, -1)


def table(values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(values, columns=[f"x{i}" for i in range(values.shape[1])])


def noisy(effect: np.ndarray, deviation: float, repeats: int, address: str = "noise") -> np.ndarray:
    return effect[:, None] + deviation * normals(address, len(effect), repeats)


@pytest.fixture
def few_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Intervals and floors are not looked at: they may be rough."""
    monkeypatch.setattr("sesim.sensitivity.smoothing.HALVES", 2)
    monkeypatch.setattr("sesim.sensitivity.smoothing.TRIALS", 1)


def far(estimates: list[np.ndarray], exact: np.ndarray) -> np.ndarray:
    """Return how far means of independent estimates are from the exact values, in their errors."""
    found = np.array(estimates, dtype=float)
    error = found.std(axis=0, ddof=1) / math.sqrt(len(found))
    return np.abs(found.mean(axis=0) - exact) / error


CASES = range(24)

# --- a linear model: variances 9, 4, 1 and 0 of 14, and chance of 14 ------------------------------

SLOPES = np.array([3.0, 2.0, 1.0, 0.0])
EXACT = SLOPES**2 / 14


@pytest.fixture(scope="module")
def linear() -> tuple[pd.DataFrame, np.ndarray]:
    inputs = normals("linear", DRAWS, 4)
    return table(inputs), noisy(inputs @ SLOPES, math.sqrt(14), 2)


def linear_case(case: int) -> tuple[pd.DataFrame, np.ndarray]:
    inputs = normals(f"linear/{case}", DRAWS, 4)
    return table(inputs), noisy(inputs @ SLOPES, math.sqrt(14), 2, f"chance/{case}")


def test_variance_is_divided_into_chance_and_parameters() -> None:
    found = [np.array(spread(linear_case(case)[1])) for case in CASES]

    assert (far(found, np.array([14, 14, 21])) < 3.5).all()
    # Had each history a share in the variance between draws, 21 would be taken for 14.
    assert far([one[2:] for one in found], np.array([14.0])) > 20


def test_division_of_variance_by_hand() -> None:
    """Draws (1, 3) and (5, 7): mean squares 16 between and 2 within, so (16 - 2) / 2 and 2."""
    found = spread(np.array([[1.0, 3.0], [5.0, 7.0]]))

    assert (found.parameters, found.chance, found.means) == (7.0, 2.0, 8.0)


def test_draws_may_have_different_numbers_of_repeats() -> None:
    """By hand: (1, 3), (5,): total mean 3, between 6, within 2, usual size 4/3."""
    found = spread(np.array([[1.0, 3.0], [5.0, math.nan]]))

    assert found.chance == pytest.approx(2)
    assert found.parameters == pytest.approx((6 - 2) / (4 / 3))


def indices(inputs: pd.DataFrame, outputs: np.ndarray, share: float | None = None) -> np.ndarray:
    found = first_order_indices(inputs, outputs, "indices", chance_share=share)
    return found.set_index("parameter").loc[list(inputs.columns), "first_order"].to_numpy(float)


@pytest.mark.usefixtures("few_trials")
def test_first_order_indices_of_a_linear_model() -> None:
    found = [indices(*linear_case(case)) for case in CASES]

    assert (far(found, EXACT) < 3.5).all()


@pytest.mark.usefixtures("few_trials")
def test_noise_that_is_not_told_apart_would_be_seen() -> None:
    """Taken for the truth, histories half of which is chance halve every index."""
    wrong = [indices(inputs, y[:, :1], 0.0) for inputs, y in map(linear_case, CASES)]
    right = [indices(inputs, y[:, :1], 0.5) for inputs, y in map(linear_case, CASES)]

    assert far(wrong, EXACT)[0] > 20
    assert (far(wrong, EXACT / 2) < 3.5).all()
    assert (far(right, EXACT) < 3.5).all()


def test_intervals_hold_the_truth(linear: tuple[pd.DataFrame, np.ndarray]) -> None:
    found = first_order_indices(*linear, "linear", coverage=0.999).set_index("parameter")
    exact = pd.Series(EXACT, index=["x0", "x1", "x2", "x3"])

    assert (found["low"] < exact).all()
    assert (found["high"] > exact).all()
    assert (found["high"] - found["low"]).between(0.02, 0.5).all()


def test_chance_must_be_known(linear: tuple[pd.DataFrame, np.ndarray]) -> None:
    with pytest.raises(ValueError, match="no draw has two repeats"):
        first_order_indices(linear[0], linear[1][:, :1], "linear")


def test_indices_of_the_ishigami_function() -> None:
    """V = 7^2/8 + 0.1 pi^4/5 + 0.01 pi^8/18 + 1/2; the third input acts by interaction alone."""
    angles = math.pi * (2 * model.uniforms("test/ishigami", 3 * 1500).reshape(-1, 3) - 1)
    output = np.sin(angles[:, 0]) * (1 + 0.1 * angles[:, 2] ** 4) + 7 * np.sin(angles[:, 1]) ** 2
    variance = 49 / 8 + 0.1 * math.pi**4 / 5 + 0.01 * math.pi**8 / 18 + 0.5

    found = first_order_indices(table(angles), noisy(output, 2.0, 2), "ishigami")

    by_name = found.set_index("parameter")["first_order"]
    assert by_name["x0"] == pytest.approx(
        0.5 * (1 + 0.1 * math.pi**4 / 5) ** 2 / variance, abs=0.06
    )
    assert by_name["x1"] == pytest.approx(49 / 8 / variance, abs=0.06)
    assert by_name["x2"] < found.loc[0, "noise_floor"]


def test_nothing_is_above_the_noise_floor_where_nothing_matters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Thirty inputs, and an output that is about none of them: in 19 cases of 20 none is."""
    monkeypatch.setattr("sesim.sensitivity.smoothing.TRIALS", 25)
    monkeypatch.setattr("sesim.sensitivity.smoothing.HALVES", 2)
    above = 0
    for case in range(4):
        inputs = table(normals(f"nothing/{case}", 120, 30))
        output = noisy(normals(f"other/{case}", 120, 1)[:, 0], 1.0, 2, f"noise/{case}")
        found = first_order_indices(inputs, output, f"nothing/{case}")
        above += bool((found["first_order"] > found["noise_floor"]).any())
        assert (found["first_order"] > 0).sum() > 5  # without a floor, these would be effects

    assert above <= 1


def test_output_that_does_not_vary_has_no_indices() -> None:
    found = first_order_indices(table(normals("flat", 60, 2)), np.full((60, 2), 0.3), "flat")

    assert found["first_order"].isna().all()
    assert found["mean"].tolist() == pytest.approx([0.3, 0.3])


def test_draws_without_a_value_are_left_out(linear: tuple[pd.DataFrame, np.ndarray]) -> None:
    inputs, outputs = linear
    holes = outputs.copy()
    holes[::3] = math.nan

    found = first_order_indices(inputs, holes, "linear")

    expected = first_order_indices(
        inputs[np.arange(DRAWS) % 3 > 0], outputs[np.arange(DRAWS) % 3 > 0], "linear"
    )
    pd.testing.assert_frame_equal(found, expected)


def test_too_few_draws(linear: tuple[pd.DataFrame, np.ndarray]) -> None:
    with pytest.raises(ValueError, match="at least 40 draws"):
        first_order_indices(linear[0][:39], linear[1][:39], "linear")


# --- conditional means ----------------------------------------------------------------------------


def test_conditional_mean_of_a_line() -> None:
    """Between the 5th and the 95th percentile a standard normal moves by 2 x 1.645."""
    inputs = ndtri((np.arange(DRAWS) + 0.5) / DRAWS)
    found = conditional(np.exp(inputs), (2 * inputs + 5)[:, None])

    assert found.high[0] - found.low[0] == pytest.approx(4 * 1.645, rel=1e-3)
    np.testing.assert_allclose(found.expected[:, 0], 2 * inputs + 5, atol=1e-6)


def test_the_variance_that_chance_gives_a_fit_is_taken_off() -> None:
    """Without that, fits to nothing would have a variance of 4 / 100."""
    found = conditional(np.arange(100.0), normals("dummy", 100, 400))
    variances = found.expected.var(axis=0)

    assert variances.mean() < 0.02
    assert np.median(variances) < 0.01


def test_constant_and_two_valued_inputs_are_no_trouble() -> None:
    output = normals("two", 80, 1)
    two = np.where(np.arange(80) < 40, 1.0, 2.0)

    assert np.ptp(conditional(np.ones(80), output).expected) == 0
    found = conditional(two, 10 * two[:, None])
    assert found.high[0] - found.low[0] == pytest.approx(10)


def test_halves_are_halves() -> None:
    found = list(halves(11, "test"))

    assert {len(half) for half in found} == {5}
    assert len({tuple(half) for half in found}) > 50
    assert all(len(set(half)) == 5 and max(half) < 11 for half in found)


# --- value of information -------------------------------------------------------------------------


def expected_gain(mean: float, deviation: float) -> float:
    """Return E max(N, 0) - max(mean, 0) of a normal N: the unit normal loss integral."""
    distance = abs(mean) / deviation
    return deviation * (NORMAL.pdf(distance) - distance * (1 - NORMAL.cdf(distance)))


@pytest.mark.usefixtures("few_trials")
@pytest.mark.parametrize("mean", [0.0, 0.8, -1.5])
def test_value_of_information_of_a_linear_normal_choice(mean: float) -> None:
    """Effects are mean + 2 x0 + x1, and chance has standard deviation 3 in each history.

    The mean is estimated, too; the value is that at the mean which was found.
    """
    found, sure = [], []
    for case in CASES:
        inputs = normals(f"choice/{case}", DRAWS, 2)
        effect = 7 + mean + inputs @ np.array([2.0, 1.0])
        one = value_of_information(
            table(inputs), noisy(effect, 3.0, 2, f"luck/{case}"), 7.0, "choice"
        )
        values = one.table.set_index("parameter")["value"]
        exact = [expected_gain(one.mean, deviation) for deviation in (math.sqrt(5), 2.0, 1.0)]
        found.append(values[[EVERYTHING, "x0", "x1"]].to_numpy(float) - exact)
        sure.append(np.array([one.mean, one.worthwhile]))

    assert (far(found, np.zeros(3)) < 3.5).all()
    assert (far(sure, np.array([mean, NORMAL.cdf(mean / math.sqrt(5))])) < 3.5).all()


@pytest.mark.usefixtures("few_trials")
def test_chance_is_not_information() -> None:
    """Taken for effects, means of two noisy histories would promise much more."""
    found, naive = [], []
    for case in CASES:
        effect = normals(f"effect/{case}", DRAWS, 1)
        outputs = noisy(effect[:, 0], 2.0, 2, f"luck/{case}")
        one = value_of_information(table(effect), outputs, 0.0, "chance").table
        means = means_of(outputs)
        exact = expected_gain(means.mean(), 1.0)
        found.append(one.loc[:0, "value"].to_numpy(float) - exact)
        naive.append(np.array([np.maximum(means, 0).mean() - max(0, means.mean())]) - exact)

    assert far(found, np.zeros(1)) < 3.5
    assert far(naive, np.zeros(1)) > 20


def test_parameters_that_do_nothing_are_worth_nothing() -> None:
    inputs = normals("nothing", 200, 20)
    gains = noisy(normals("effect", 200, 1)[:, 0], 1.0, 2)

    found = value_of_information(table(inputs), gains, 0.0, "nothing").table[1:]

    assert (found["value"] <= found["noise_floor"]).all()
    assert found["value"].mean() < 0.03
    assert found["noise_floor"].iloc[0] < 0.3 * expected_gain(0, 1)


def test_nothing_is_worth_knowing_where_the_choice_is_clear() -> None:
    inputs = normals("clear", 100, 2)
    found = value_of_information(table(inputs), noisy(inputs[:, 0], 0.5, 2), -30.0, "clear")

    assert (found.table["value"] == 0).all()
    assert found.worthwhile == 1


def test_a_change_without_effect() -> None:
    found = value_of_information(table(normals("no", 50, 2)), np.zeros((50, 2)), 0.0, "no")

    assert (found.table["value"] == 0).all()
    assert (found.mean, found.worthwhile) == (0.0, 0.0)


# --- elementary effects ---------------------------------------------------------------------------

NAMES = ["strong", "weak", "null", "with_strong"]


def screened(
    function: Callable[[np.ndarray], np.ndarray], replications: int, noise: float
) -> pd.DataFrame:
    points = design(len(NAMES), 10, "screened")
    outputs = function(points)[:, None] + noise * normals("screen", len(points), replications)
    return elementary_effects(NAMES, points, outputs, "screened").set_index("factor")


def test_a_lever_moves_what_holds_together_with_it() -> None:
    """A length in months moves a programme that has weeks, and a share rescales the others."""
    study = load_study(["programmes=eksjo", "eksjo.placement.weeks=8"])
    levers = [
        Factor("placement.months", Way.SCALE, 0.5, 1.5),
        Factor("motivation.motivated", Way.SHIFT, -0.2, 0.0),
    ]

    moved = at(study, levers, np.array([1.0, 0.0])).programmes["eksjo"]

    assert number_at(study.programmes["eksjo"], "placement.months") == pytest.approx(1.84, abs=0.01)
    assert moved.placement.planned_weeks == pytest.approx(12.0)
    assert moved.motivation.model_dump() == pytest.approx(
        {"motivated": 0.6, "wavering": 0.2, "not_motivated": 0.2}
    )


def test_elementary_effects_are_exact() -> None:
    """Of 5 a - b + 2 a d: -1 for b everywhere; for d twice where a is, which lies in 0 to 1."""
    found = screened(lambda p: 5 * p[:, 0] - p[:, 1] + 2 * p[:, 0] * p[:, 3], 3, 0.0)

    assert found.loc["weak", ["mu", "mu_star", "sigma"]].to_list() == pytest.approx([-1, 1, 0])
    assert found.loc["null"].to_list() == [0.0, 0.0, 0.0, 0.0]
    assert 5 < found.loc["strong", "mu_star"] < 7
    assert 0 < found.loc["with_strong", "mu_star"] < 2
    assert found.loc["with_strong", "sigma"] > 0.1
    assert (found["noise_floor"] < 1e-12).all()


def test_real_effect_is_above_its_floor_and_inert_factor_is_zero() -> None:
    """The floor is for chance of SD 1 at each point, of which the inert factor's points share."""
    points = design(3, 10, "real")
    inert = _moved(points) == 2  # steps of this factor change neither outcome nor luck
    luck = normals("real", len(points), 10)
    for i in np.flatnonzero(inert):
        luck[i] = luck[i - 1]
    outputs = 5 * points[:, :1] + luck

    found = elementary_effects(["real", "noise", "inert"], points, outputs, "real")

    found = found.set_index("factor")
    # An effect is a difference of two means of 10 over a step of 2/3; mu_star is a mean of 10.
    of_one = math.sqrt(2 / 10) / (2 / 3)
    assert found.loc["real", "mu_star"] == pytest.approx(5, abs=4 * of_one / math.sqrt(10))
    assert found.loc["real", "mu_star"] > 3 * found.loc["real", "noise_floor"]
    assert found.loc["inert"].to_list() == [0.0, 0.0, 0.0, 0.0]


def _moved(points: np.ndarray) -> np.ndarray:
    """Return which factor the step to each point moved; -1 where a trajectory begins."""
    factors = points.shape[1]
    steps = np.abs(np.diff(points.reshape(-1, factors + 1, factors), axis=1)).argmax(axis=2)
    return np.pad(steps, ((0, 0), (1, 0)), constant_values=-1).ravel()


FACTORS, ALIKE = 60, 15


def pure_noise(address: str, replications: int) -> tuple[np.ndarray, np.ndarray]:
    points = design(FACTORS, 6, address)
    return points, 0.02 * normals(address, len(points), replications)


def jackknifed(points: np.ndarray, outputs: np.ndarray) -> np.ndarray:
    """Return twice the standard error of `mu_star` over replications: the planted floor."""
    number = outputs.shape[1]
    left_out = [
        in_order(points, np.delete(outputs, i, axis=1))["mu_star"].to_numpy() for i in range(number)
    ]
    return np.asarray(2 * np.sqrt((number - 1) * np.var(left_out, axis=0)))


def in_order(points: np.ndarray, outputs: np.ndarray) -> pd.DataFrame:
    names = [str(i) for i in range(points.shape[1])]
    found = elementary_effects(names, points, outputs, "floor").set_index("factor")
    return found.loc[names]


def beyond_binomial(above: int, number: int) -> bool:
    """Whether so many of 5 % would come by chance in less than one case of a thousand.

    Neighbouring factors share a point: half of the variance of one difference is that of the
    next, and the sizes of two differences that correlate by 1/2 correlate by less than 1/4;
    twice the binomial variance is beyond what that can add.
    """
    return abs(above - 0.05 * number) > 3.29 * math.sqrt(2 * number * 0.05 * 0.95)


def test_pure_noise_is_above_its_floor_in_one_case_of_twenty() -> None:
    above = 0
    for case in range(ALIKE):
        found = in_order(*pure_noise(f"pure/{case}", 4))
        above += int((found["mu_star"] > found["noise_floor"]).sum())

    assert not beyond_binomial(above, ALIKE * FACTORS)


@pytest.mark.usefixtures("rough_floor")
def test_planted_floor_from_the_standard_error_is_caught() -> None:
    """Twice the standard error does not see that a mean of sizes is above zero by chance."""
    above = 0
    for case in range(4):
        points, outputs = pure_noise(f"pure/{case}", 4)
        above += int((in_order(points, outputs)["mu_star"] > jackknifed(points, outputs)).sum())

    assert beyond_binomial(above, 4 * FACTORS)


def test_luck_that_trajectories_share_raises_the_floor() -> None:
    """Fully shared, mu_star is the size of one normal mean: the floor is Student's, t(3; 0.975)."""
    points = design(2, 8, "shared")
    slopes = normals("slopes", 2, 4)
    found = in_order(points, points @ slopes)

    exact = 3.182446 * slopes.std(axis=1, ddof=1) / 2
    assert found["noise_floor"].to_numpy() == pytest.approx(exact, rel=0.1)


@pytest.fixture
def rough_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    """The floor is not looked at."""
    monkeypatch.setattr("sesim.sensitivity.morris.BLOCKS", 1)


def test_common_random_numbers_take_noise_away() -> None:
    """Noise that all points share is no noise of effects."""
    points = design(len(NAMES), 5, "common")
    shared = normals("shared", 1, 6)

    found = elementary_effects(NAMES, points, 5 * points[:, :1] + shared, "common")
    found = found.set_index("factor")

    assert (found["noise_floor"] < 1e-12).all()
    assert found.loc["strong", "mu_star"] == pytest.approx(5)


def test_trajectories_move_one_factor_at_a_time_and_are_the_same_again() -> None:
    points = design(4, 3, "same")

    assert points.shape == (15, 4)
    steps = np.abs(np.diff(points.reshape(3, 5, 4), axis=1))
    assert (np.count_nonzero(steps, axis=2) == 1).all()
    np.testing.assert_array_equal(points, design(4, 3, "same"))
    assert not np.array_equal(points, design(4, 3, "other"))


# --- series ---------------------------------------------------------------------------------------


def test_values_are_laid_out_by_draw() -> None:
    found = by_draw(np.array([1.0, 2, 3, 4, 5]), np.array([7, 7, 9, 9, 7]))

    np.testing.assert_array_equal(found, [[1, 2, 5], [3, 4, np.nan]])
