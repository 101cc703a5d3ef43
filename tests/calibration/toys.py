"""Problems whose answers are known, and a stand-in for the simulator that costs nothing."""

from typing import NamedTuple

import numpy as np

from sesim.calibration.checks import Inference
from sesim.calibration.reference_table import ReferenceTable
from sesim.calibration.simulator import Counts
from sesim.calibration.space import EFFECT, RATE, Coordinate, Floats, Space
from sesim.study.parameters import Label, Normal

STANDARD = Normal(dist="normal", mean=0.0, sd=1.0)


class Linear(NamedTuple):
    """Standard normal coordinates, of which the features are linear with independent noise.

    Attributes:
        slopes: of the features in the coordinates, shape (k, d).
        noise: SD of the features, given the coordinates.
    """

    slopes: Floats
    noise: float

    def reference_table(self, number: int, seed: int) -> tuple[Floats, Floats]:
        """Return coordinates and features of so many runs."""
        luck = np.random.default_rng(seed)
        features, coordinates = self.slopes.shape
        points = luck.standard_normal((number, coordinates))
        noise = self.noise * luck.standard_normal((number, features))
        return points, points @ self.slopes.T + noise

    def posterior(
        self, observed: Floats, mean: Floats | None = None, variance: Floats | None = None
    ) -> tuple[Floats, Floats]:
        """Return mean and covariance by conjugacy, also for another prior than the standard one."""
        number = self.slopes.shape[1]
        before = np.zeros(number) if mean is None else mean
        precision = np.eye(number) if variance is None else np.diag(1 / variance)
        covariance: Floats = np.linalg.inv(precision + self.slopes.T @ self.slopes / self.noise**2)
        score = precision @ before + self.slopes.T @ observed / self.noise**2
        return covariance @ score, covariance


PROGRAMMES = ("ada", "bo", "cia", "dag", "eva", "finn")

SPACE = Space(
    (
        Coordinate("accept", Label.FREE, STANDARD),
        Coordinate("dropout_factor", Label.FREE, STANDARD),
        Coordinate("tenure_months", Label.CONTEXT, STANDARD),
        *(
            Coordinate(f"{programme}.{name}", Label.OWN, STANDARD)
            for programme in PROGRAMMES
            for name in (RATE, EFFECT)
        ),
    )
)
"""Of the stand-in; its counts say nothing of the context parameter."""


def points(number: int, seed: int) -> Floats:
    """Return points of the stand-in's prior."""
    return np.random.default_rng([seed, 0]).standard_normal((number, len(SPACE)))


def counts(points: Floats, seed: int) -> Counts:
    """Return the stand-in's counts at these points, shape (n, programmes, 3).

    People come as a Poisson number; of them, independently, so many get a job and stay on.
    """
    luck = np.random.default_rng([seed, 1])
    accept, dropout = points[:, 0:1], points[:, 1:2]
    rate, effect = points[:, 3::2], points[:, 4::2]
    participants = luck.poisson(40 * np.exp(0.4 * rate))
    employed = luck.binomial(participants, _share(-0.4 + 0.8 * accept + 0.5 * effect))
    ongoing = luck.binomial(participants, _share(-0.8 - 0.7 * dropout + 0.0 * rate))
    return np.stack([participants, employed, ongoing], axis=-1).astype(np.int64)


def reference_table(number: int, seed: int) -> ReferenceTable:
    """Return a reference table of the stand-in's runs."""
    chosen = points(number, seed)
    return ReferenceTable(chosen, counts(chosen, seed))


def mistaken(right: ReferenceTable) -> ReferenceTable:
    """Return the table with a mistake in its counts: who has left is taken for ongoing."""
    wrong = right.counts.copy()
    wrong[..., 2] = wrong[..., 0] - wrong[..., 2]
    return ReferenceTable(right.points, wrong)


def _share(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-log_odds)))


# --- a point that is known, and a toy whose posterior is -----------------------------------------

ACCEPT, DROPOUT = SPACE.names.index("accept"), SPACE.names.index("dropout_factor")

POINT = np.zeros(len(SPACE))
POINT[[ACCEPT, DROPOUT]] = 1.1, 0.4
POINT[3::2] = 0.5, -1.0, 1.5, 0.0, -0.4, 0.8
POINT[4::2] = -1.2, 0.3, 0.0, 1.4, -0.6, 0.2


def observed_at(point: Floats, seed: int = 7) -> Counts:
    """Return data made at a point."""
    return np.asarray(counts(point[None], seed)[0])


TWO = Space(
    (
        Coordinate("accept", Label.FREE, STANDARD),
        Coordinate("dropout_factor", Label.FREE, STANDARD),
    )
)
TOY = Linear(np.array([[1.0, 0.0], [0.0, 0.5]]), 1.0)
OBSERVED = np.array([1.0, -0.8])
TABLES = range(20)


def linear_fit(seed: int, runs: int = 4000) -> Inference:
    points, features = TOY.reference_table(runs, seed)
    return Inference(TWO, ReferenceTable(points, features), OBSERVED, 0.3)  # type: ignore[arg-type]
