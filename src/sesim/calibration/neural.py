"""The posterior by neural networks: a check on the regression by quite another method.

Normalising flows learn, from the reference table alone, the density of the parameters given the
features (neural posterior estimation, one round), so one training serves any data. Two networks
trained on the same table differ nearly as much as two methods do; so several are trained, with
different seeds and architectures, and the posterior is their equal mixture.

It needs the extra `npe`, which is large. Nothing else in the package knows its libraries: they
are imported when a posterior is trained, since that takes seconds.

Source:
    Greenberg, Nonnenmacher and Macke, Automatic posterior transformation for likelihood-free
    inference, ICML 2019; Tejero-Cantero et al., sbi: a toolkit for simulation-based inference,
    Journal of Open Source Software 5 (2020).
"""

import contextlib
import hashlib
import importlib.util
import io
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ARCHITECTURES: tuple[dict[str, Any], ...] = (
    {"model": "nsf", "hidden_features": 50, "num_transforms": 3, "num_bins": 5},
    {"model": "maf", "hidden_features": 50, "num_transforms": 5},
    {"model": "nsf", "hidden_features": 64, "num_transforms": 3, "num_bins": 8},
)
"""Of the members, in turn: two spline flows and one autoregressive flow between them.

The splines are coarse: on a curved problem, five bins fitted new runs better than ten.
"""

STEPS, SMALLEST_BATCH, LARGEST_BATCH = 40, 50, 500
"""Steps of training in a round through the reference table, and bounds of its batches."""

LEARNING_RATE = 1e-3
PATIENCE, LONGEST = 10, 300
"""Rounds through the reference table without progress after which training ends, and rounds in all.

With batches of 500 and this patience the fit to a linear problem with a known answer is as close
as with sbi's own settings, in less than half of the time.
"""

FARTHEST = 4.0
"""Features count as no more than so many standard deviations from their mean.

Beyond the reference table a network can return anything; the regression clips at the same place.
"""

NO_CONCERN = (
    "Data has extreme outliers",  # sbi would standardise by them, but does not here
    "torch.triangular_solve is deprecated",  # by a library of sbi's; the pin of torch holds it
)
"""Warnings that are about nothing that a user could do or would have to know."""

LEAST_SPREAD = 1e-9
"""Standard deviation up to which a feature counts as constant: rounding alone makes as much."""


class MissingExtraError(ValueError):
    """The libraries for this method are not installed."""


def require_extra() -> None:
    """Raise if the libraries are missing; cheap, so that nothing is simulated in vain.

    Raises:
        MissingExtraError: they are; the message names the command that installs them.
    """
    if not all(importlib.util.find_spec(library) for library in ("sbi", "torch")):
        raise MissingExtraError(
            "the neural method needs the extra: pip install 'sesim[npe]' "
            "(on Linux see docs/how-to/neural_posterior.md first)"
        )


class NeuralPosterior:
    """Ensemble of neural posterior estimators, trained on one reference table.

    The same table and seeds give the same draws. Training a member on 20 000 runs takes one to four
    minutes of one core.

    Args:
        coordinates: of the reference table's runs, standard normal a priori, shape (n, d).
        features: of the same runs, shape (n, k).
        seed: of the networks' first weights and of the order of the runs in training.
        members: networks; they take turns in `ARCHITECTURES`.

    Raises:
        MissingExtraError: the libraries are not installed.
        ValueError: the tables do not fit together, or hold something that is no finite number.
    """

    def __init__(self, coordinates: Floats, features: Floats, seed: int, members: int = 3) -> None:
        if coordinates.ndim != 2 or features.ndim != 2 or len(coordinates) != len(features):
            raise ValueError(
                "coordinates and features must be tables with one row for each run, "
                f"got shapes {coordinates.shape} and {features.shape}"
            )
        if members < 1:
            raise ValueError(f"members must be at least 1, got {members}")
        _must_be_finite(coordinates, "coordinates")
        _must_be_finite(features, "features")
        self._dimensions = coordinates.shape[1]
        self._centre, self._scale = features.mean(axis=0), features.std(axis=0)
        # A feature that never varies in the reference table carries no information.
        self._varying = self._scale > LEAST_SPREAD
        if not self._varying.any():
            raise ValueError("features must differ between runs")
        require_extra()
        standard = self._standard(features)
        self._members = [
            _train(
                coordinates,
                standard,
                ARCHITECTURES[member % len(ARCHITECTURES)],
                _seed("train", seed, member),
            )
            for member in range(members)
        ]

    def sample(self, observed: Floats, draws: int, seed: int) -> Floats:
        """Return draws from the posterior for some data, shape (draws, d).

        The members take turns: row i comes from member i modulo their number, so that each has
        an equal share of the first rows as well as of all.

        Args:
            observed: features of the data, shape (k,).
            draws: how many.
            seed: of the draws.

        Raises:
            ValueError: `observed` has the wrong shape or holds no finite numbers.
        """
        if observed.shape != self._centre.shape:
            raise ValueError(f"need features of shape {self._centre.shape}, got {observed.shape}")
        _must_be_finite(observed, "observed")
        standard = self._standard(observed)
        found = np.empty((draws, self._dimensions))
        for member, estimator in enumerate(self._members):
            rows = found[member :: len(self._members)]
            if len(rows):
                rows[:] = _draw(estimator, standard, len(rows), _seed("sample", seed, member))
        return found

    def _standard(self, features: Floats) -> Floats:
        """Return the features that vary, on the scale of the reference table."""
        varying = self._varying
        standard = (features[..., varying] - self._centre[varying]) / self._scale[varying]
        return np.asarray(np.clip(standard, -FARTHEST, FARTHEST))


def _must_be_finite(table: Floats, name: str) -> None:
    """Refuse what sbi would only leave out, with a message in its log."""
    if not np.isfinite(table).all():
        raise ValueError(f"{name} must be finite numbers")


def _train(coordinates: Floats, features: Floats, architecture: dict[str, Any], seed: int) -> Any:
    """Return a trained density estimator of the coordinates given standardised features."""
    import torch
    from sbi.inference import NPE
    from sbi.neural_nets import posterior_nn

    dimensions = coordinates.shape[1]
    with _alone(seed), contextlib.redirect_stdout(io.StringIO()):  # sbi reports by printing
        trainer = NPE(
            prior=torch.distributions.MultivariateNormal(
                torch.zeros(dimensions), torch.eye(dimensions)
            ),
            # Both sides are standardised already.
            density_estimator=posterior_nn(**architecture, z_score_theta="none", z_score_x="none"),
            show_progress_bars=False,
            tracker=_NoRecord(),
        )
        trainer.append_simulations(_tensor(coordinates), _tensor(features))
        return trainer.train(
            training_batch_size=_batch(len(coordinates)),
            learning_rate=LEARNING_RATE,
            stop_after_epochs=PATIENCE,
            max_num_epochs=LONGEST,
        )


def _batch(runs: int) -> int:
    """Return how many runs of the reference table make a step of training."""
    return max(SMALLEST_BATCH, min(LARGEST_BATCH, runs // STEPS))


def _draw(estimator: Any, standard: Floats, number: int, seed: int) -> Floats:
    """Return draws from one member, shape (number, d).

    The prior has no bounds, so nothing needs to be rejected, and sbi's posterior is not needed.
    """
    import torch

    with _alone(seed), torch.no_grad():
        drawn = estimator.sample(torch.Size([number]), condition=_tensor(standard[None]))
    return np.asarray(drawn[:, 0].numpy(), dtype=np.float64)


def _tensor(table: Floats) -> Any:
    import torch

    return torch.as_tensor(table, dtype=torch.float32)


@contextlib.contextmanager
def _alone(seed: int) -> Iterator[None]:
    """Let torch run on one thread with random numbers of this seed, then leave all as it was.

    The order of summation, and with it the last digits, depends on the number of threads.
    torch makes its own random numbers: nothing else in a study shares them.
    """
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
            for message in NO_CONCERN:
                warnings.filterwarnings("ignore", message)
            torch.manual_seed(seed)
            yield
    finally:
        torch.set_num_threads(threads)


def _seed(purpose: str, seed: int, member: int) -> int:
    """Return a seed for torch that no other purpose, seed and member have."""
    address = f"sesim/calibration/npe/{purpose}/{seed}/{member}"
    # torch's generator on the processor heeds 32 bits only.
    return int.from_bytes(hashlib.blake2b(address.encode(), digest_size=4).digest(), "little")


class _NoRecord:
    """Stands in for sbi's record of the training, which would make a folder of files."""

    log_dir = None

    def _nothing(self, *_: object, **__: object) -> None:
        pass

    log_metric = log_metrics = log_params = add_figure = flush = _nothing
