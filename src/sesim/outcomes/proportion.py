"""A share of replications, and how precisely so many of them show it."""

from typing import NamedTuple


class Proportion(NamedTuple):
    """A share of independent trials.

    Attributes:
        successes, trials: what was counted.
        share: of the trials; NaN without any.
        low, high: the exact interval of the probability that the share estimates.
    """

    successes: int
    trials: int
    share: float
    low: float
    high: float


def proportion(successes: int, trials: int, coverage: float) -> Proportion:
    """Return a share of independent trials, with its exact (Clopper–Pearson) interval.

    Args:
        successes: 0 or more, and at most the number of trials.
        trials: 0 or more.
        coverage: the interval holds the true probability in at least this share of samples,
            whatever that probability is.

    Raises:
        ValueError: the numbers or the coverage are impossible.

    Source:
        Clopper & Pearson, The use of confidence or fiducial limits, Biometrika 26 (1934) 404–413.

    >>> [round(one, 3) for one in proportion(0, 10, 0.95)[2:]]
    [0.0, 0.0, 0.308]
    """
    if not 0 <= successes <= trials or not 0 < coverage < 1:
        raise ValueError(
            f"needs 0 <= successes <= trials and 0 < coverage < 1, got {successes}, {trials} and "
            f"{coverage}"
        )
    if not trials:
        return Proportion(0, 0, float("nan"), 0.0, 1.0)
    from scipy.special import betaincinv  # slow to import, and few studies have goals

    outside, failures = (1 - coverage) / 2, trials - successes
    low = float(betaincinv(successes, failures + 1, outside)) if successes else 0.0
    high = float(betaincinv(successes + 1, failures, 1 - outside)) if failures else 1.0
    return Proportion(successes, trials, successes / trials, low, high)
