"""Simulation-based calibration: whether the method finds the truth in data that were made from it.

A truth is drawn from a distribution, data are simulated at it, and the posterior given these data
is learned as that of the real data is. In a calibrated method the rank of the truth in it is
uniform: of every parameter, and of every quantity that depends on parameters and data. Truths from
the prior try the method over the whole prior; truths from the posterior try it where the
data are.

Source:
    Talts, Betancourt, Simpson, Vehtari and Gelman, Validating Bayesian inference algorithms with
    simulation-based calibration (2018); Modrák and others, Simulation-based calibration checking
    for Bayesian computation: the choice of test quantities shapes sensitivity, Bayesian Analysis
    (2025); Säilynoja, Schmitt, Bürkner and Vehtari, Posterior SBC (2025).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sesim.calibration.fingerprint import of_points
from sesim.calibration.quantities import TriedQuantity
from sesim.calibration.reference_table import ReferenceTable
from sesim.calibration.regression import RegressionPosterior
from sesim.calibration.simulator import Simulator, features
from sesim.calibration.space import Floats, Space
from sesim.study.parameters import Label

LEVELS = (0.5, 0.8, 0.9)
"""Coverage of the intervals that are looked at."""


@dataclass(frozen=True)
class AtPoints(Simulator):
    """Runs a study at points that are given, instead of points drawn from the priors.

    Attributes:
        drawn: the point of each run, shape (n, d).
    """

    drawn: Floats

    def prior_points(self, _stream: int, numbers: range) -> Floats:
        """Return the points at which these runs are made."""
        return self.drawn[numbers.start : numbers.stop]

    @property
    def signs(self) -> Mapping[str, Any]:
        """What identifies the points."""
        return {"points": of_points(self.drawn)}


def at_points(runs: Simulator, points: Floats) -> AtPoints:
    """Return what runs a simulator's study at these points, shape (n, d)."""
    return AtPoints(runs.study, runs.space, runs.until, points)


def ranks(
    posterior: RegressionPosterior, truths: ReferenceTable, quantities: Sequence[TriedQuantity] = ()
) -> Floats:
    """Return where each truth lies in its own posterior, shape (truths, d + quantities).

    The truths' counts go through the whole inference like the data. In a calibrated method the
    numbers are uniform between 0 and 1.

    Args:
        posterior: learned from a reference table.
        truths: points of the distribution that the table's points come from, and data made there.
        quantities: of parameters and data, whose ranks stand after those of the coordinates.
    """
    found = []
    for data, point in zip(features(truths.counts), truths.points, strict=True):
        sample = posterior.given(data)
        below = [
            float(sample.weights @ (one.of(sample.points, data) < one.of(point[None], data)))
            for one in quantities
        ]
        found.append(np.append(sample.shares_below(point), below))
    return np.stack(found)


def coverage(ranks: Floats, space: Space) -> pd.DataFrame:
    """Return how often intervals held the truth: one row a label and pooled, by level."""
    groups: dict[str, list[int]] = {
        "free and own": space.places(Label.FREE, Label.OWN),
        "free": space.places(Label.FREE),
        "own": space.places(Label.OWN),
        "context": space.places(Label.CONTEXT),
    }
    groups |= {space.names[i]: [i] for i in groups["free and own"]}
    rows = [
        {"coordinates": name, **_within(ranks[:, places])}
        for name, places in groups.items()
        if places
    ]
    return pd.DataFrame(rows)


def quantity_coverage(
    ranks: Mapping[str, Floats], quantities: Sequence[TriedQuantity]
) -> pd.DataFrame:
    """Return how often intervals of quantities held the truth: one row a quantity and `truths`.

    Args:
        ranks: by where the truths come from, of the quantities alone, shape (truths, quantities).
        quantities: in the order of the columns.

    Returns:
        `explained`, how much of the variance of what was simulated the quantity's approximation
        gives; and `within_0.5` and so on.
    """
    return pd.DataFrame(
        [
            {
                "quantity": one.name,
                "truths": truths,
                "explained": one.explained,
                **_within(found[:, place]),
            }
            for truths, found in ranks.items()
            for place, one in enumerate(quantities)
        ]
    )


def _within(ranks: Floats) -> dict[str, float]:
    return {f"within_{level:g}": within(ranks, level) for level in LEVELS}


def within(ranks: Floats, level: float) -> float:
    """Return how often the central interval of this level held the truth."""
    return float((np.abs(ranks - 0.5) <= level / 2).mean())
