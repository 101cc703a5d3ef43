"""The parts of chance, parameters and future, on tables whose truth is known.

Everywhere, rows are data sets of their own, so that one call tells how often something comes out.
"""

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy import stats

from sesim.outcomes import Better
from sesim.runs.futures import path_numbers
from sesim.runs.pairing import figures
from sesim.runs.uncertainty import PARTS, parts_of_variance

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

COVERAGE = 0.9


def additive(
    seed: int, rows: int, replications: int, chance: float, parameters: float, future: float
) -> tuple[Floats, Integers, Integers]:
    """Return normal figures with these variances, and the path and draw of each replication."""
    luck = np.random.default_rng(seed)
    draws = np.arange(replications) // 2
    paths = path_numbers(replications, draws)
    of_draws, of_paths = (luck.standard_normal((rows, n)) for n in (draws[-1] + 1, paths[-1] + 1))
    noise = luck.standard_normal((rows, replications))
    values = (
        chance**0.5 * noise
        + parameters**0.5 * of_draws[:, draws]
        + future**0.5 * of_paths[:, paths]
    )
    return values, paths, draws


def near(values: Floats, expected: float) -> bool:
    """Whether a mean is within 4 of its standard errors, or a hundredth."""
    return bool(abs(values.mean() - expected) < max(4 * values.std() / len(values) ** 0.5, 0.01))


@pytest.mark.parametrize("truth", [(0.5, 0.3, 0.2), (0.2, 0.1, 0.7)])
def test_the_parts_are_those_of_an_additive_table(truth: tuple[float, float, float]) -> None:
    values, paths, draws = additive(1, 1000, 400, *truth)

    found = parts_of_variance(values, paths, draws, COVERAGE)

    for name, part in zip(PARTS, truth, strict=True):
        assert near(found[name], part), name
    assert sum(found[name] for name in PARTS) == pytest.approx(1.0)
    inside = (found["future_low"] <= truth[2]) & (truth[2] <= found["future_high"])
    assert 0.87 < inside.mean() < 0.97
    assert (found["replications"] == 400).all()
    # A planted error: paths that are not those of the replications have no part in the variance.
    wrong = parts_of_variance(
        values[:, np.random.default_rng(2).permutation(400)], paths, draws, 0.9
    )
    assert not near(wrong["future"], truth[2])


def test_without_parameters_two_replications_of_a_path_are_enough() -> None:
    luck = np.random.default_rng(3)
    paths = path_numbers(200, None)
    of_paths = luck.standard_normal((1000, 100))[:, paths]
    values = luck.standard_normal((1000, 200)) + of_paths

    found = parts_of_variance(values, paths, None, COVERAGE)

    assert near(found["future"], 0.5)
    assert (found["parameters"] == 0).all()
    inside = (found["future_low"] <= 0.5) & (found["future_high"] >= 0.5)
    assert 0.87 < inside.mean() < 0.93  # exact for normal values


def test_a_future_without_effect_is_not_ruled_in_and_not_ruled_out() -> None:
    values, paths, draws = additive(4, 1000, 100, 0.5, 0.5, 0.0)

    found = parts_of_variance(values, paths, draws, COVERAGE)

    assert np.median(found["future"]) < 0.05
    assert (found["future_low"] == 0).mean() > 0.93
    assert (found["future_high"] > 0.1).all()  # never as if it were known to be nothing


def test_what_cannot_be_told_apart_is_missing() -> None:
    values, paths, draws = additive(5, 3, 39, 0.5, 0.3, 0.2)
    few = parts_of_variance(values, paths, draws, COVERAGE)  # nine whole blocks
    still = parts_of_variance(np.ones((1, 80)), np.arange(80) // 4, np.arange(80) // 2, COVERAGE)

    for found in (few, still):
        assert all(np.isnan(found[name]).all() for name in (*PARTS, "future_low", "future_high"))
    assert few["replications"].tolist() == [36] * 3


def test_a_block_with_a_missing_value_does_not_count() -> None:
    values, paths, draws = additive(6, 2, 80, 0.5, 0.3, 0.2)
    lacking = values.copy()
    lacking[0, [1, 2, 41]] = np.nan
    kept = np.setdiff1d(np.arange(80), [*range(4), *range(40, 44)])

    found = parts_of_variance(lacking, paths, draws, COVERAGE)
    without = parts_of_variance(values[:, kept], paths[kept], draws[kept], COVERAGE)

    assert found["replications"].tolist() == [72, 80]
    for name in (*PARTS, "future_low", "future_high"):
        assert found[name][0] == pytest.approx(without[name][0])


def test_draws_that_come_round_again_do_not_make_mixed_blocks() -> None:
    """A table of 25 draws: from replication 50 on, blocks of four straddle two paths."""
    draws = np.arange(100) // 2 % 25
    paths = path_numbers(100, draws)
    luck = np.random.default_rng(7)
    values = luck.standard_normal((400, 100)) + 2 * luck.standard_normal((400, 13))[:, paths]

    found = parts_of_variance(values, paths, draws, COVERAGE)

    assert (found["replications"] < 100).all()
    assert near(found["parameters"], 0.0) or found["parameters"].mean() < 0.05
    assert abs(np.median(found["future"]) - 0.8) < 0.05


def test_a_mean_is_as_precise_as_the_paths_are_many() -> None:
    """Where the path alone decides, the interval of the mean is Student's, over the paths."""
    luck = np.random.default_rng(8)
    paths = path_numbers(80, np.arange(80) // 2)
    effects = luck.standard_normal((6, 20)).round(6)
    values = effects[:, paths]
    better = np.full(6, Better.MORE, dtype=np.int64)
    about = (np.zeros_like(values), values, better, np.arange(80) // 2, COVERAGE)

    found, wrong = figures(*about, paths), figures(*about)

    half = stats.t.ppf(0.95, 19) * effects.std(axis=1, ddof=1) / 20**0.5
    assert (found["high"] - found["low"]) / 2 == pytest.approx(half)
    # The error that this rules out: draws of one path taken for independent ones.
    assert ((wrong["high"] - wrong["low"]) / 2 < 0.75 * half).all()
    assert found["chance_share"] == pytest.approx(0.0, abs=1e-12)


def test_the_effect_covers_the_future_too() -> None:
    values, paths, draws = additive(9, 300, 200, 0.3, 0.0, 0.7)
    better = np.full(300, Better.MORE, dtype=np.int64)

    found = figures(np.zeros_like(values), values, better, draws, COVERAGE, paths)

    assert near(found["chance_share"], 0.3)
    width = found["effect_high"] - found["effect_low"]
    assert width.mean() > 2 * stats.norm.ppf(0.95) * 0.7**0.5


def test_a_table_of_figures_keeps_its_columns() -> None:
    values, paths, draws = additive(10, 2, 40, 0.5, 0.3, 0.2)
    frame = pd.DataFrame(parts_of_variance(values, paths, draws, COVERAGE))

    assert list(frame.columns) == ["replications", *PARTS, "future_low", "future_high"]
