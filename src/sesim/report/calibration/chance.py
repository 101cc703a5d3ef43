"""What chance alone does: the range of a share, and the room that calibrated ranks keep to."""

import math

import numpy as np

LEVEL = 0.95
"""Of the intervals and bands here; predictions have 90% intervals, made elsewhere."""


def binomial_range(number: int, share: float, level: float = LEVEL) -> tuple[float, float]:
    """Return between which shares chance keeps, if each of so many is a yes with this share.

    >>> binomial_range(40, 0.9)
    (0.8, 0.975)
    """
    if number == 0:
        return 0.0, 0.0
    counts = np.arange(number + 1)
    logs = [
        math.lgamma(number + 1) - math.lgamma(k + 1) - math.lgamma(number - k + 1)
        + k * math.log(share) + (number - k) * math.log(1 - share)
        for k in counts.tolist()
    ]  # fmt: skip
    below = np.cumsum(np.exp(logs))
    low, high = np.searchsorted(below, [(1 - level) / 2, (1 + level) / 2])
    return float(low / number), float(min(high, number) / number)


def rank_band(number: int, level: float = LEVEL) -> float:
    """Return how far the ECDF of so many uniform numbers strays from the diagonal at most.

    It holds for the whole curve at once (Dvoretzky, Kiefer and Wolfowitz 1956; the constant is
    Massart's of 1990), so that one in twenty calibrated parameters leaves it, or fewer.
    """
    return math.sqrt(math.log(2 / (1 - level)) / (2 * number))


def ecdf_deviation(ranks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the corners of the ECDF less the diagonal, as x and y."""
    ordered = np.sort(np.asarray(ranks, dtype=float))
    number = len(ordered)
    steps = np.arange(number + 1) / number
    x = np.concatenate([[0.0], np.repeat(ordered, 2), [1.0]])
    return x, np.repeat(steps, 2) - x
