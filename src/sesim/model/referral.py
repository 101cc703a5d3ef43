"""How candidates come: layers of numbered candidates, thinned, so that 17 is always the same person.

Every layer is a Poisson stream of candidates at one fixed rate. The first layer is thinned to the
wanted rate; where that is higher than one layer's, the next layer gives the rest. Neither the
scenario nor the parameters touch a candidate's number, time or luck: they decide who is referred.
"""

from bisect import bisect_right
from collections.abc import Iterator
from heapq import merge
from itertools import count
from math import exp

from sesim.model.calendar import CLOSED_DAYS_A_YEAR, WEEKS_PER_YEAR
from sesim.model.decisions import REFERRAL_GAP, REFERRAL_THINNING, REFERRALS_OF_MONTH
from sesim.model.plan import Plan
from sesim.model.sampling import exponential, normal
from sesim.model.streams import Streams
from sesim.model.terms import Terms

LAYER_PER_YEAR = 6.0
"""Candidates a year in one layer; a constant of the address scheme, not of the model."""

LAYER_BITS = 12
"""Candidate i of layer k has number k * 2**12 + i, enough for centuries."""

OPEN_SHARE = 1 - CLOSED_DAYS_A_YEAR / 365.25


class Referrals:
    """The rate at which candidates come to one programme, and who they are.

    Args:
        plan: the programme.
        streams: the replication's random numbers.
    """

    def __init__(self, plan: Plan, streams: Streams) -> None:
        self._plan = plan
        self._streams = streams
        self._closed = plan.calendar.closed()
        self._closed_begin = [begin for begin, _ in self._closed]
        self._months = plan.calendar.month_starts()
        self._awareness_weeks = [week for week, _ in plan.awareness]

    def times(self) -> Iterator[tuple[float, int]]:
        """Yield (time, candidate) of everybody referred within the window, in order of time."""
        layers = int(self._highest() // LAYER_PER_YEAR) + 1
        return merge(*(self._layer(k) for k in range(layers)))

    def rate(self, week: float) -> float:
        """Return the candidates a year expected at a time, chance of the month included."""
        plan = self._plan
        if not plan.opens <= week < plan.closes:
            return 0.0
        terms = plan.terms_at(week)
        awareness = plan.awareness[bisect_right(self._awareness_weeks, week) - 1][1]
        rate = terms.referrals_per_year * awareness * self._month_factor(week, terms)
        if terms.by_group:
            return rate  # people are nominated all year; the group meets when it meets
        return 0.0 if self._is_closed(week) else rate / OPEN_SHARE

    def _layer(self, layer: int) -> Iterator[tuple[float, int]]:
        time = 0.0
        for i in count():
            candidate = (layer << LAYER_BITS) + i
            gap = self._streams.uniform(REFERRAL_GAP, candidate)
            time += exponential(gap, LAYER_PER_YEAR / WEEKS_PER_YEAR)
            if time >= self._plan.calendar.horizon:
                return
            share = self.rate(time) / LAYER_PER_YEAR - layer
            if self._streams.uniform(REFERRAL_THINNING, candidate) < share:
                yield time, candidate

    def _highest(self) -> float:
        """The highest rate of the window: the rate is constant between these times."""
        starts = {*self._months, *self._plan.weeks, *self._awareness_weeks, self._plan.opens}
        starts |= {end for _, end in self._closed}
        return max(self.rate(max(week, 0.0)) for week in starts)

    def _month_factor(self, week: float, terms: Terms) -> float:
        """Lumpiness: months differ by a factor of mean 1 and variance 1 / k, as a negative binomial."""
        month = bisect_right(self._months, week) - 1
        z = normal(self._streams.uniform(REFERRALS_OF_MONTH, month))
        return exp(terms.month_sigma * (z - terms.month_sigma / 2))

    def _is_closed(self, week: float) -> bool:
        i = bisect_right(self._closed_begin, week) - 1
        return i >= 0 and week < self._closed[i][1]
