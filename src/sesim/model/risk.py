"""A risk: a budget of hazard, drawn once and spent at a rate that may change on the way."""

from math import inf, log


class Risk:
    """Something that happens sooner or later, at a hazard that changes with the situation.

    The budget is exponential with mean 1. It is spent at `rate`, and when nothing is left of it,
    the thing happens. Whatever way the rate takes, that has the law of the hazard.

    Args:
        u: uniform number that decides the budget.
        now: reading of the clock by which it is spent; any clock that never runs backwards.
    """

    __slots__ = ("_left", "_rate", "_since")

    def __init__(self, u: float, now: float) -> None:
        self._left = -log(u)
        self._rate = 0.0
        self._since = now

    def change(self, now: float, rate: float) -> float:
        """Spend what is due until now, go on at a new rate, and return when it then happens.

        Args:
            now: reading of the clock, not before the last one.
            rate: hazard per unit of the clock from now on, at least 0.
        """
        self._left = max(0.0, self._left - self._rate * (now - self._since))
        self._rate, self._since = rate, now
        return now + self._left / rate if rate > 0.0 else inf

    def change_clock(self, old: float, new: float) -> None:
        """Spend what is due by the old clock, and go on by another one.

        Args:
            old: what the old clock reads now.
            new: what the new clock reads now.
        """
        self.change(old, self._rate)
        self._since = new


class SteppedHazard:
    """A cumulative hazard that rises at a rate that changes at given times, and its inverse.

    Args:
        bounds: rising times at which the rate changes, shape (n - 1,).
        rates: hazard before the first bound, between the bounds, and after the last, shape (n,).
    """

    __slots__ = ("_bounds", "_hazards", "_rates")

    def __init__(self, bounds: tuple[float, ...], rates: tuple[float, ...]) -> None:
        self._bounds = (0.0, *bounds)
        self._rates = rates
        self._hazards = [0.0]
        for begin, end, rate in zip(self._bounds, bounds, rates, strict=False):
            self._hazards.append(self._hazards[-1] + (end - begin) * rate)

    def hazard(self, time: float) -> float:
        """Return the cumulative hazard up to a time."""
        step = len(self._bounds) - 1
        while self._bounds[step] > time:
            step -= 1
        return self._hazards[step] + (time - self._bounds[step]) * self._rates[step]

    def time(self, hazard: float) -> float:
        """Return the time at which the cumulative hazard reaches a value; infinity if never."""
        if hazard == inf:
            return inf
        step = len(self._hazards) - 1
        while self._hazards[step] > hazard:
            step -= 1
        rest = hazard - self._hazards[step]
        if rest == 0:
            return self._bounds[step]
        return self._bounds[step] + rest / self._rates[step] if self._rates[step] > 0 else inf
