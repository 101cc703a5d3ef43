"""Checks of the posterior that need the reference table alone: trust, information, sensitivity."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import ndtri

from sesim.calibration.reference_table import ReferenceTable
from sesim.calibration.regression import RegressionPosterior, Sample
from sesim.calibration.simulator import Counts, features
from sesim.calibration.space import Floats, Space
from sesim.study.parameters import Label, Lognormal

INFORMED = 0.2
"""With less contraction than this, we claim nothing about a parameter."""

SHIFTS = {"half_an_SD_lower": -0.5, "half_an_SD_higher": 0.5}
SCALES = {"narrower_by_0.7": 0.7, "wider_by_1.3": 1.3}
"""Other priors. Runs are weighted; beyond a factor of 1.4 the weights would have no variance."""

PARTS = 4
"""Equal parts of the reference table from which its Monte Carlo error is estimated."""


class Inference(NamedTuple):
    """All that the checks need: space, reference table, data, and the share of runs to keep."""

    space: Space
    table: ReferenceTable
    observed: Counts
    accept: float

    def posterior(
        self, table: ReferenceTable | None = None, weights: Floats | None = None
    ) -> RegressionPosterior:
        """Return the posterior learned from the reference table, or from another one."""
        runs = self.table if table is None else table
        return RegressionPosterior(
            runs.points, features(runs.counts), self.focus, weights, self.accept
        )

    @property
    def focus(self) -> list[int]:
        """Coordinates by which nearness is judged."""
        return self.space.places(Label.FREE, Label.OWN)

    def sample(self) -> Sample:
        """Return the posterior for the data."""
        return self.posterior().given(self.data)

    @property
    def data(self) -> Floats:
        """Features of the data, shape (k,)."""
        return np.asarray(features(self.observed[None])[0])


def contraction(fit: Inference, sample: Sample) -> pd.DataFrame:
    """Return what the data show of each parameter.

    Returns:
        One row a coordinate: 5, 50 and 95 per cent of prior and posterior in the parameter's
        own unit; on the scale on which the prior is standard normal, the same of the posterior
        (`standard_5` and so on), `shift` of its mean and `contraction`, the part of the prior
        variance that is gone.
    """
    levels = np.array([0.05, 0.5, 0.95])
    points = np.stack([quantiles(sample, level) for level in levels])
    prior = fit.space.values(np.repeat(ndtri(levels)[:, None], len(fit.space), axis=1))
    after = fit.space.values(points)
    columns = {
        "parameter": fit.space.names,
        "label": [str(one.label) for one in fit.space.coordinates],
    }
    for name, table in (("prior", prior), ("posterior", after)):
        for row, level in enumerate(levels):
            columns[f"{name}_{100 * level:.0f}"] = table.iloc[row].tolist()
    for row, level in enumerate(levels):
        columns[f"standard_{100 * level:.0f}"] = points[row].tolist()
    return pd.DataFrame(columns).assign(
        shift=sample.mean(), contraction=1 - np.diag(sample.covariance())
    )


def quantiles(sample: Sample, level: float) -> Floats:
    """Return the point below which so much of the weight lies, in each coordinate."""
    order = np.argsort(sample.points, axis=0)
    cumulated = np.cumsum(sample.weights[order], axis=0)
    place = (cumulated < level).sum(axis=0).clip(max=len(order) - 1)
    columns = np.arange(order.shape[1])
    return np.asarray(sample.points[order[place, columns], columns])


def directions(fit: Inference, sample: Sample, loadings: int = 3) -> pd.DataFrame:
    """Return how much of the prior variance is left along each principal direction.

    Directions are of the free parameters, the best known first: `left` is posterior / prior
    variance, `made_of` the parameters that make up most of the direction, with their signs.
    """
    places = fit.space.places(Label.FREE)
    variances, vectors = np.linalg.eigh(sample.covariance()[np.ix_(places, places)])
    names = np.array(fit.space.names)[places]
    made_of = []
    for vector in vectors.T:
        vector = vector * np.sign(vector[np.argmax(np.abs(vector))])
        largest = np.argsort(-np.abs(vector))[:loadings]
        made_of.append(", ".join(f"{vector[i]:+.2f} {names[i]}" for i in largest))
    return pd.DataFrame({"left": variances, "made_of": made_of})


def prior_sensitivity(fit: Inference, sample: Sample) -> pd.DataFrame:
    """Return how far the posterior mean of each free parameter follows its prior.

    The reference table is weighted as if its prior were another one; the shift is in posterior SDs.
    """
    spread = np.sqrt(np.diag(sample.covariance()))
    rows = []
    for place in fit.space.places(Label.FREE):
        coordinate = fit.table.points[:, place]
        row: dict[str, object] = {"parameter": fit.space.names[place]}
        for name, log_weights in _other_priors(coordinate):
            weights = np.exp(log_weights - log_weights.max())
            moved = fit.posterior(weights=weights / weights.mean()).given(fit.data).mean()
            row[name] = (moved - sample.mean())[place] / spread[place]
        rows.append(row)
    return pd.DataFrame(rows)


def under_another_prior(fit: Inference, name: str, prior: Lognormal) -> pd.DataFrame:
    """Return what the posterior of a parameter would be under another prior.

    Returns:
        Two rows, `as set` and `other`: prior median and log-SD, and posterior 5, 50 and 95 per
        cent in the parameter's unit.
    """
    place = fit.space.names.index(name)
    own = fit.space.coordinates[place].prior
    if not isinstance(own, Lognormal):
        raise TypeError(f"{name}: only a lognormal prior can be exchanged here, not {own.dist}")
    z = fit.table.points[:, place]
    other = (np.log(own.median / prior.median) + own.sigma * z) / prior.sigma
    weights = np.exp((z**2 - other**2) / 2)
    samples = {
        "as set": (own, fit.sample()),
        "other": (prior, fit.posterior(weights=weights / weights.mean()).given(fit.data)),
    }
    rows = []
    for what, (belief, sample) in samples.items():
        ends = [quantiles(sample, level)[place] for level in (0.5, 0.05, 0.95)]
        middle, low, high = own.median * np.exp(own.sigma * np.array(ends))
        rows.append(
            {
                "parameter": name,
                "prior": what,
                "median": belief.median,
                "log_sd": belief.sigma,
                "posterior": middle,
                "posterior_low": low,
                "posterior_high": high,
            }
        )
    return pd.DataFrame(rows)


def _other_priors(coordinate: Floats) -> Iterator[tuple[str, Floats]]:
    """Yield the log of how much likelier each point is under another prior."""
    for name, shift in SHIFTS.items():
        yield name, shift * coordinate
    for name, scale in SCALES.items():
        yield name, coordinate**2 * (1 - 1 / scale**2) / 2


def monte_carlo_error(fit: Inference) -> pd.DataFrame:
    """Return the error of the posterior that comes from the size of the reference table.

    The table is cut into parts; the spread of their posterior means, in posterior SDs, divided by
    the root of their number is the standard error of the mean from the whole table.
    """
    size = len(fit.table) // PARTS
    samples = []
    for part in range(PARTS):
        table = fit.table[part * size : (part + 1) * size]
        samples.append(fit.posterior(table).given(fit.data))
    means = np.stack([sample.mean() for sample in samples])
    spread = np.sqrt(np.diag(fit.sample().covariance()))
    error = means.std(axis=0, ddof=1) / np.sqrt(PARTS) / spread
    places = fit.space.places(Label.FREE, Label.OWN)
    names = [fit.space.names[i] for i in places]
    return pd.DataFrame({"parameter": names, "standard_error": error[places]})


def agreement(fit: Inference, sample: Sample, other: Floats) -> pd.DataFrame:
    """Return how two methods agree on the free and the programmes' own parameters.

    Args:
        fit: the calibration.
        sample: of the method that is used.
        other: equally likely points of the other method in the coordinates of `focus`,
            shape (n, focus).

    Returns:
        By parameter: difference of the means in SDs of `other`, and ratio of the SDs.
    """
    spread = other.std(axis=0)
    return pd.DataFrame(
        {
            "parameter": [fit.space.names[i] for i in fit.focus],
            "mean_difference": (sample.mean()[fit.focus] - other.mean(axis=0)) / spread,
            "sd_ratio": np.sqrt(np.diag(sample.covariance()))[fit.focus] / spread,
        }
    )


def surprise(fit: Inference) -> float:
    """Return how unlike the reference table the data are: the share of its runs that are more so.

    It is judged by Mahalanobis' distance from the mean of the table's features. Near 0, no values
    of the parameters produce such figures.
    """
    table = features(fit.table.counts)
    centre, scatter = table.mean(axis=0), np.cov(table.T) + 1e-6 * np.eye(table.shape[1])
    inverse = np.linalg.inv(scatter)

    def distance(rows: Floats) -> Floats:
        offset = rows - centre
        return np.asarray(((offset @ inverse) * offset).sum(axis=1))

    return float((distance(table) >= distance(fit.data[None])[0]).mean())
