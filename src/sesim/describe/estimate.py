"""Rates, shares and medians of real records, each with its interval.

Where people are still waiting or at work when the records end, the estimate takes them as
followed until then; a mean of what has ended would be too short.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from scipy import special

from sesim.outcomes.arrays import Flags, Floats

COVERAGE: Final = 0.9
LOW, HIGH = (1 - COVERAGE) / 2, (1 + COVERAGE) / 2

FEWEST_OBSERVATIONS: Final = 5
"""With fewer observations nothing is concluded; a smaller count is not shown either."""

STEP: Final = 0.05
"""Shares that rest on a small cell are rounded to a whole number of these."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure of the records.

    Attributes:
        value: the figure.
        low, high: ends of its 90% interval; `high` is infinite if the records end too early, and
            both are NaN where an interval would disclose a small cell.
        n: the number of observations.
    """

    value: float
    low: float
    high: float
    n: int

    @property
    def enough(self) -> bool:
        """Whether there are enough observations to conclude something."""
        return self.n >= FEWEST_OBSERVATIONS and math.isfinite(self.value)

    def times(self, factor: float, most: float = math.inf) -> "Estimate":
        """Return the estimate in another unit, with an upper limit."""
        value, low, high = (min(one * factor, most) for one in (self.value, self.low, self.high))
        return Estimate(value, low, high, self.n)


NOTHING: Final = Estimate(math.nan, math.nan, math.nan, 0)


def rate(times: Floats, length: float, bin_length: float) -> Estimate:
    """Estimate how often something happens, per unit of time.

    Args:
        times: of the events, from 0 to `length`, shape (n,).
        length: how long events were recorded.
        bin_length: the length of a bin, in the same unit, in which counts tell how evenly events
            come.
    """
    counts = np.histogram(times, np.arange(0, length + 1e-9, bin_length))[0]
    return poisson_rate(len(times), length, dispersion(counts))


def poisson_rate(n: int, length: float, spread: float) -> Estimate:
    """Return the rate of n events in a length of time.

    Events may come in batches: the interval is that of Jeffreys for a Poisson process with a
    variance that is so many times its mean (quasi-Poisson).

    Args:
        n: the number of events.
        length: how long events were recorded.
        spread: variance / mean of counts, at least 1.

    Source:
        Brown, Cai and DasGupta, Interval estimation in exponential families, Statistica Sinica 13
        (2003), for the interval of a Poisson mean; McCullagh and Nelder, Generalized Linear Models
        (1989), section 6.2.3, for the dispersion.
    """
    shape = n / spread + 0.5
    low, high = (float(special.gammaincinv(shape, end)) * spread / length for end in (LOW, HIGH))
    return Estimate(n / length, low if n else 0.0, high, n)


def dispersion(counts: Sequence[int] | Floats) -> float:
    """Return variance / mean of counts, at least 1; 1 for fewer than two.

    >>> dispersion([2, 2, 2]), dispersion([0, 4])
    (1.0, 4.0)
    """
    found = np.asarray(counts, dtype=float)
    if len(found) < 2 or found.mean() == 0:
        return 1.0
    return max(1.0, float(found.var(ddof=1) / found.mean()))


def share(k: float, n: float) -> Estimate:
    """Estimate a share; its interval is that of Jeffreys.

    If 1 to 4 people stand behind the share or the rest, it is rounded to a whole number of
    `STEP`, and has no interval, so that no one can derive how many they are.

    Args:
        k: people of whom it is true.
        n: all of them.

    Source:
        Brown, Cai and DasGupta, Interval estimation for a binomial proportion, Statistical Science
        16 (2001).

    >>> share(2, 40)
    Estimate(value=0.05, low=nan, high=nan, n=40)
    """
    if n <= 0:
        return NOTHING
    if is_small(k) or is_small(n - k):
        return Estimate(round(k / n / STEP) * STEP, math.nan, math.nan, int(n))
    low = float(special.betaincinv(k + 0.5, n - k + 0.5, LOW)) if k > 0 else 0.0
    high = float(special.betaincinv(k + 0.5, n - k + 0.5, HIGH)) if k < n else 1.0
    return Estimate(k / n, low, high, int(n))


def is_small(count: float) -> bool:
    """Whether a count of people is too small to be shown; 0 discloses no one."""
    return 0 < count < FEWEST_OBSERVATIONS


Word = TypeVar("Word", bound=str)


def shares(counts: Mapping[Word, int]) -> dict[Word, Estimate]:
    """Estimate shares that sum to 1, each with three decimals.

    If one of the counts is small, all are rounded to a whole number of `STEP`, and none has an
    interval.
    """
    n = sum(counts.values())
    if not n:
        return dict.fromkeys(counts, NOTHING)
    coarse = any(map(is_small, counts.values()))
    parts = round(1 / STEP) if coarse else 1000
    rounded = whole_parts([count / n for count in counts.values()], parts)
    found = {}
    for (word, count), part in zip(counts.items(), rounded, strict=True):
        of_one = share(count, n)
        ends = (math.nan, math.nan) if coarse else (of_one.low, of_one.high)
        found[word] = Estimate(part / parts, *ends, n)
    return found


def whole_parts(wanted: Sequence[float], parts: int) -> list[int]:
    """Return whole numbers in proportion to shares, with this sum (largest remainders).

    >>> whole_parts([1 / 3, 1 / 3, 1 / 3], 100)
    [34, 33, 33]
    """
    exact = np.asarray(wanted) * parts
    whole = np.floor(exact + 1e-9)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: parts - int(whole.sum())]] += 1
    return [int(one) for one in whole]


def mean(values: Floats) -> Estimate:
    """Estimate a mean, with the interval of Student's t."""
    n = len(values)
    if n == 0:
        return NOTHING
    middle = float(values.mean())
    if n == 1:
        return Estimate(middle, -math.inf, math.inf, 1)
    half = float(special.stdtrit(n - 1, HIGH) * values.std(ddof=1) / math.sqrt(n))
    return Estimate(middle, middle - half, middle + half, n)


def median(durations: Floats, ended: Flags) -> Estimate:
    """Estimate the median of durations, some of which were not followed to their end.

    The estimate is that of Kaplan and Meier, and its interval holds the times at which the share
    that lasts does not differ from a half, on the scale of its complementary log-log.

    Args:
        durations: until the end, or as long as each was followed, shape (n,).
        ended: whether each was followed to its end, shape (n,).

    Returns:
        `n` counts those that ended. The value is NaN if less than half have ended while they were
        followed.

    Source:
        Brookmeyer and Crowley, A confidence interval for the median survival time, Biometrics 38
        (1982); Klein and Moeschberger, Survival Analysis (2003), section 4.5.
    """
    n = int(ended.sum())
    if n == 0:
        return NOTHING
    times, lasting, variance = kaplan_meier(durations, ended)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.log(-np.log(lasting))
        error = np.sqrt(variance) / np.abs(np.log(lasting))
        below = (scale - math.log(math.log(2))) / error  # grows while fewer and fewer last
    z = float(special.ndtri(HIGH))
    low = first_of(times, (below >= -z) | (lasting == 0))
    high = first_of(times, (below > z) | (lasting == 0))
    middle = first_of(times, lasting <= 0.5 + 1e-12)
    return Estimate(middle if math.isfinite(middle) else math.nan, low, high, n)


def kaplan_meier(durations: Floats, ended: Flags) -> tuple[Floats, Floats, Floats]:
    """Return the times of ends, the share that lasts longer, and its Greenwood variance sum.

    The last is the variance of the logarithm of the share; each has the shape (times,).
    """
    times = np.unique(durations[ended])
    at_risk = (durations[:, None] >= times - 1e-9).sum(axis=0)
    ends = (np.abs(durations[ended][:, None] - times) <= 1e-9).sum(axis=0)
    lasting = np.cumprod(1 - ends / at_risk)
    with np.errstate(divide="ignore"):
        variance = np.cumsum(ends / (at_risk * (at_risk - ends)))
    return times, lasting, variance


def first_of(times: Floats, chosen: Flags) -> float:
    """Return the first time that is chosen; infinity if none is."""
    places = np.flatnonzero(chosen)
    return float(times[places[0]]) if len(places) else math.inf
