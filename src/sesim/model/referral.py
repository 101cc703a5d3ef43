"""How candidates are referred: numbered and thinned, so candidate 17 is always the same person.

Every layer is a Poisson process of candidates at one fixed rate. The first layer is thinned to the
required rate; if that exceeds the rate of one layer, the next layer provides the rest. Scenario and
parameters decide which candidates are referred, and never change a candidate's number, time or
luck.
"""

from bisect import bisect_right
from collections.abc import Iterator
from heapq import merge
from itertools import count
from math import exp

from sesim.model.calendar import WEEKS_PER_YEAR
from sesim.model.luck import MonthLuck, ReferralLuck
from sesim.model.model_programme import ModelProgramme
from sesim.model.sampling import exponential, normal
from sesim.model.streams import Streams

LAYER_PER_YEAR = 6.0
"""Candidates a year in one layer; a constant of the address scheme, not of the model."""

LAYER_BITS = 12
"""Candidate i of layer k has number k * 2**12 + i, enough for centuries."""


class Referrals:
    """The rate at which candidates are referred to one programme, and which candidates they are.

    Args:
        definition: the programme.
        streams: the replication's random numbers.
    """

    def __init__(self, definition: ModelProgramme, streams: Streams) -> None:
        self._horizon = definition.calendar.horizon
        self._streams = streams
        self._weeks = [step.since for step in definition.inflow]
        self._rates = [
            step.per_year * self._factor(step.month, step.sigma) for step in definition.inflow
        ]

    def times(self) -> Iterator[tuple[float, int]]:
        """Yield (time, candidate) of everyone referred in the study period, in order of time."""
        layers = int(max(self._rates) // LAYER_PER_YEAR) + 1
        return merge(*(self._layer(k) for k in range(layers)))

    def rate(self, week: float) -> float:
        """Return the candidates a year expected at a time, including the chance of its month."""
        return self._rates[max(0, bisect_right(self._weeks, week) - 1)]

    def _layer(self, layer: int) -> Iterator[tuple[float, int]]:
        time = 0.0
        for i in count():
            candidate = (layer << LAYER_BITS) + i
            luck = self._streams.luck(ReferralLuck, candidate)
            time += exponential(luck.gap, LAYER_PER_YEAR / WEEKS_PER_YEAR)
            if time >= self._horizon:
                return
            if luck.thinning < self.rate(time) / LAYER_PER_YEAR - layer:
                yield time, candidate

    def _factor(self, month: int, sigma: float) -> float:
        """Return the factor of a month: mean 1, variance 1 / k, so that people come in batches."""
        z = normal(self._streams.luck(MonthLuck, month).referrals)
        return exp(sigma * (z - sigma / 2))
