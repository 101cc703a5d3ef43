"""Synthetic programmes: true parameters from the prior, counts from the model, and what follows."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import sesim
from sesim.calibration.own.adjust import Reference, posterior
from sesim.calibration.own.counts import OwnCount, OwnCounts, own_counts
from sesim.calibration.own.prior import OwnPrior, own_prior
from sesim.calibration.own.simulation import OwnSimulator, own_simulator
from sesim.calibration.regression import Sample
from sesim.calibration.simulator import PREDICTIVE, REFERENCE, TRUTHS, Counts
from sesim.calibration.space import EFFECT, RATE, Floats
from sesim.runs.draws import load
from sesim.runs.parallel import Crew
from sesim.study import Study

SEED = 20261128

PREDICTED = 59
"""Predictions for each truth."""

TAIL = 3
"""The third of 59 predictions and the third from above hold nine truths in ten, exactly, if the
truth is like the predictions: three of the sixty places of a truth among them lie outside at
either end."""

AGAIN = 3
"""Stream of the predictions: other random numbers than those of the truths."""


class Design(NamedTuple):
    """Which programme is counted, and how.

    Attributes:
        programme: one that the shipped posterior has not been fitted to.
        rows: outcome and last day of each count.
        width: of the interval that is known of each count; 0 for the number itself.
    """

    programme: str
    rows: tuple[tuple[str, str], ...]
    width: int = 0


class Answers(NamedTuple):
    """What the adjustment says of synthetic programmes, and the truth.

    Attributes:
        own: standardised distance of each true referral rate and effect from their posterior
            means, shape (truths, 2).
        spread: SDs of these two, in those of the prior, shape (truths, 2).
        ranks: of true own values in their posterior, shape (truths, 2).
        ahead: true first jobs in the years after the last count, shape (truths,).
        predicted: the same in runs at draws of the posterior, shape (truths, PREDICTED); without
            columns if nothing is predicted.
    """

    own: Floats
    spread: Floats
    ranks: Floats
    ahead: Counts
    predicted: Counts

    def held(self) -> NDArray[np.bool_]:
        """Whether the 90% interval of each prediction holds the truth; ties are broken by lot."""
        luck = np.random.default_rng(1).random((len(self.ahead), 1))
        below = (self.predicted < self.ahead[:, None]).sum(axis=1)
        equal = (self.predicted == self.ahead[:, None]).sum(axis=1)
        place = below + np.floor(luck[:, 0] * (equal + 1))
        return np.asarray((place >= TAIL) & (place <= PREDICTED - TAIL))

    def width(self) -> float:
        """Return the mean width of the intervals."""
        return width(self.predicted)


def width(predicted: Counts) -> float:
    """Return the mean width of 90% intervals of predictions, which are along the last axis."""
    low, high = np.quantile(predicted, [0.05, 0.95], axis=-1)
    return float(np.mean(high - low))


@dataclass(frozen=True)
class Synthetic:
    """Programmes of one design, which share their simulated histories.

    Attributes:
        runs: simulated histories.
        crew: who works.
    """

    design: Design
    runs: int
    crew: Crew

    @cached_property
    def prior(self) -> OwnPrior:
        """What is believed without counts."""
        return own_prior(load("posterior"), self.design.programme, SEED, None, {})

    @cached_property
    def simulator(self) -> OwnSimulator:
        """Runs the programme."""
        nothing = np.zeros(len(self.design.rows), dtype=np.int64)
        return own_simulator(self._study, self._counted(nothing, nothing))

    @cached_property
    def reference(self) -> Reference:
        """The simulated histories."""
        points = self.prior.points(REFERENCE, range(self.runs))
        return Reference(points, self._run(points, REFERENCE))

    def truths(self, number: int) -> Reference:
        """Return so many synthetic programmes; their last count is of the first jobs ahead."""
        points = self.prior.points(TRUTHS, range(number))
        return Reference(points, self._run(points, TRUTHS, ahead=True))

    def without_counts(self, number: int) -> Counts:
        """Return the first jobs ahead in runs at draws of the prior."""
        points = self.prior.points(PREDICTIVE, range(number))
        return self._run(points, PREDICTIVE, ahead=True)[:, -1]

    def answers(self, truths: Reference, *, ahead: bool = True) -> Answers:
        """Return what the adjustment says of synthetic programmes.

        Args:
            truths: the programmes.
            ahead: whether to predict what comes, which takes most of the time.
        """
        samples = [self.sample(row[:-1], n) for n, row in enumerate(truths.counts)]
        places = [self.prior.own[name] for name in (RATE, EFFECT)]
        means = np.stack([one.mean()[places] for one in samples])
        spread = np.stack([np.sqrt(np.diag(one.covariance())[places]) for one in samples])
        ranks = [
            one.shares_below(point)[places]
            for one, point in zip(samples, truths.points, strict=True)
        ]
        return Answers(
            (truths.points[:, places] - means) / spread,
            spread,
            np.stack(ranks),
            truths.counts[:, -1],
            self._predicted(samples) if ahead else np.empty((len(samples), 0), dtype=np.int64),
        )

    def sample(self, seen: Counts, number: int) -> Sample:
        """Return the posterior for what is counted of one programme."""
        return posterior(self.reference, self.known(seen, number), self.prior.focus, 0.3)

    def known(self, seen: Counts, number: int) -> OwnCounts:
        """Return what is known of one programme: the counts, or intervals that hold them."""
        room = np.full(len(seen), self.design.width)
        over = np.random.default_rng([2, number]).integers(0, room + 1)
        return self._counted((seen - over).clip(0), seen - over + room)

    def _predicted(self, samples: list[Sample]) -> Counts:
        values = [
            self.prior.values(one.draws(PREDICTED, f"tests/{self.design.programme}/{n}"))
            for n, one in enumerate(samples)
        ]
        table = pd.concat(values, ignore_index=True)
        found = self.simulator.many(table, AGAIN, self.crew, lambda _: None, ahead=True)
        return found[:, -1].reshape(len(samples), PREDICTED)

    @cached_property
    def _study(self) -> Study:
        return sesim.load_study([f"programmes={self.design.programme}", "parameters=register"])

    def _run(self, points: Floats, stream: int, *, ahead: bool = False) -> Counts:
        values = self.prior.values(points)
        return self.simulator.many(values, stream, self.crew, lambda _: None, ahead=ahead)

    def _counted(self, low: Counts, high: Counts) -> OwnCounts:
        rows = [
            OwnCount(outcome=outcome, until=until, low=least, high=most)
            for (outcome, until), least, most in zip(
                self.design.rows, low.tolist(), high.tolist(), strict=True
            )
        ]
        name = self.design.programme
        return own_counts(rows, name, self._study.programmes[name], "tests")


def by_weights(reference: Reference, counts: OwnCounts, share: float = 0.05) -> Sample:
    """Return the posterior by weights alone: histories count by how near their counts are.

    Args:
        reference: the histories.
        counts: what is known.
        share: of the histories that count at all (an Epanechnikov kernel of that reach).
    """
    found = np.log(reference.counts + 0.5)
    nearest = np.log(reference.counts.clip(*counts.bounds) + 0.5)
    whitening = np.linalg.inv(np.atleast_2d(np.cov(found.T)))
    distance = np.einsum("ni,ij,nj->n", found - nearest, whitening, found - nearest)
    reach = np.quantile(distance, share)
    weights = np.where(distance <= reach, 1 - distance / (reach + 1e-9), 0) + 1e-12
    return Sample(reference.points, weights / weights.sum())


def crps(sample: Sample, point: Floats, places: list[int]) -> Floats:
    """Return the continuous ranked probability score of some coordinates; less is better.

    Source:
        Gneiting and Raftery, Strictly proper scoring rules, prediction, and estimation, Journal
        of the American Statistical Association 102 (2007), equation 21.
    """
    found = []
    for place in places:
        values, weights = sample.points[:, place], sample.weights
        order = np.argsort(values)
        ranked, share = values[order], weights[order]
        below = np.cumsum(share) - share / 2
        spread = 2 * (share * ranked * (2 * below - 1)).sum()
        found.append((weights * np.abs(values - point[place])).sum() - spread / 2)
    return np.array(found)


def mirrored(truths: Reference) -> Reference:
    """Plant an error: a programme with few people is taken for one with many, and the reverse.

    Participants are the first count, so that no other of people enrolled can exceed them, and
    those referred are the last.
    """
    logs = np.log(truths.counts[:, :-1] + 0.5)
    turned = np.exp(2 * logs.mean(axis=0) - logs) - 0.5
    counts = truths.counts.copy()
    counts[:, :-1] = turned.round().clip(0)
    counts[:, 0] = np.minimum(counts[:, 0], counts[:, -2])
    counts[:, 1:-2] = np.minimum(counts[:, 1:-2], counts[:, :1])
    return Reference(truths.points, counts)
