"""The neural posterior: right where the answer is known, the same every time, and silent."""

import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sesim.calibration.neural import (
    ARCHITECTURES,
    MissingExtraError,
    NeuralPosterior,
    require_extra,
)

Floats = NDArray[np.float64]

SLOPES = np.array([[1.0, 0.6, 0.0, 0.0], [0.0, 0.8, 0.3, 0.0]])
NOISE = 0.5
OBSERVED = (np.array([1.2, 0.4, 0.3, 0.0]), np.array([-0.8, -1.5, 0.1, 0.0]))


def reference_table(number: int, seed: int) -> tuple[Floats, Floats]:
    """Return runs of a linear problem: two coordinates, four features, one of them constant."""
    luck = np.random.default_rng(seed)
    coordinates = luck.standard_normal((number, 2))
    features = coordinates @ SLOPES + NOISE * luck.standard_normal((number, 4))
    features[:, 3] = 7.0
    return coordinates, features


def exact(observed: Floats) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of the posterior, from conjugacy."""
    slopes = SLOPES[:, :3]
    covariance = np.linalg.inv(np.eye(2) + slopes @ slopes.T / NOISE**2)
    mean = covariance @ slopes @ observed[:3] / NOISE**2
    return mean, np.sqrt(np.diag(covariance))


def is_right(posterior: NeuralPosterior) -> bool:
    """Whether all means are within 0.3 standard deviations, and spreads within 25 %."""
    for observed in OBSERVED:
        mean, spread = exact(observed)
        draws = posterior.sample(observed, 3000, seed=5)
        off = np.abs(draws.mean(axis=0) - mean) / spread
        ratio = draws.std(axis=0) / spread
        if (off > 0.3).any() or (ratio < 0.8).any() or (ratio > 1.25).any():
            return False
    return True


@pytest.fixture(scope="module")
def trained() -> NeuralPosterior:
    pytest.importorskip("sbi")
    return NeuralPosterior(*reference_table(1000, seed=1), seed=1)


def test_known_posterior_is_found(trained: NeuralPosterior) -> None:
    assert is_right(trained)


def test_features_of_other_runs_are_noticed() -> None:
    """Otherwise the comparison above would pass whatever the networks had learned."""
    pytest.importorskip("sbi")
    coordinates, features = reference_table(1000, seed=1)
    shuffled = np.random.default_rng(2).permutation(features)

    assert not is_right(NeuralPosterior(coordinates, shuffled, seed=1, members=1))


def test_draws_depend_on_reference_table_and_seeds_alone(
    trained: NeuralPosterior,
) -> None:
    """The members take turns, so the first one trained again alone gives every third row."""
    import torch

    torch.manual_seed(99)
    again = NeuralPosterior(*reference_table(1000, seed=1), seed=1, members=1)
    rows = trained.sample(OBSERVED[0], 300, seed=3)

    assert len(ARCHITECTURES) == 3
    np.testing.assert_array_equal(rows[::3], again.sample(OBSERVED[0], 100, seed=3))
    np.testing.assert_array_equal(rows, trained.sample(OBSERVED[0], 300, seed=3))
    assert not (rows == trained.sample(OBSERVED[0], 300, seed=4)).any()


def test_another_seed_trains_another_network() -> None:
    pytest.importorskip("sbi")
    draws = [
        NeuralPosterior(*reference_table(100, seed=1), seed=seed, members=1).sample(
            OBSERVED[0], 10, seed=3
        )
        for seed in (1, 2)
    ]

    assert not (draws[0] == draws[1]).any()


def test_equal_shares_of_few_draws(trained: NeuralPosterior) -> None:
    assert trained.sample(OBSERVED[0], 2, seed=3).shape == (2, 2)
    assert trained.sample(OBSERVED[0], 100, seed=3).shape == (100, 2)


def test_training_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """No files, no words, and torch as it was."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("sbi")
    monkeypatch.chdir(tmp_path)
    torch.set_num_threads(2)
    before = torch.get_rng_state()

    NeuralPosterior(*reference_table(100, seed=1), seed=1).sample(OBSERVED[0], 9, seed=3)

    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")
    assert torch.get_num_threads() == 2
    assert torch.equal(torch.get_rng_state(), before)


def test_feature_that_never_varied_says_nothing(trained: NeuralPosterior) -> None:
    other = OBSERVED[0] + np.array([0.0, 0.0, 0.0, 50.0])

    np.testing.assert_array_equal(
        trained.sample(other, 30, seed=3), trained.sample(OBSERVED[0], 30, seed=3)
    )


@pytest.mark.parametrize("library", ["sbi", "torch"])
def test_without_the_extra_the_message_says_what_to_install(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(MissingExtraError, match=r"pip install 'sesim\[npe\]'"):
        NeuralPosterior(*reference_table(50, seed=1), seed=1)
    with pytest.raises(ValueError, match="needs the extra"):
        require_extra()


def test_wrong_tables_are_refused() -> None:
    coordinates, features = reference_table(50, seed=1)
    broken = features.copy()
    broken[7, 1] = np.nan

    with pytest.raises(ValueError, match="one row for each run"):
        NeuralPosterior(coordinates[:-1], features, seed=1)
    with pytest.raises(ValueError, match="one row for each run"):
        NeuralPosterior(coordinates[:, 0], features, seed=1)
    with pytest.raises(ValueError, match="features must be finite"):
        NeuralPosterior(coordinates, broken, seed=1)
    with pytest.raises(ValueError, match="features must differ"):
        NeuralPosterior(coordinates, np.ones((50, 2)), seed=1)
    with pytest.raises(ValueError, match="members must be at least 1"):
        NeuralPosterior(coordinates, features, seed=1, members=0)


def test_wrong_data_are_refused(trained: NeuralPosterior) -> None:
    with pytest.raises(ValueError, match="features of shape"):
        trained.sample(OBSERVED[0][:3], 10, seed=1)
    with pytest.raises(ValueError, match="observed must be finite"):
        trained.sample(np.full(4, np.inf), 10, seed=1)
