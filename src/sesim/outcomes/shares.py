"""What a share that was counted says about the share behind it."""

import math
from statistics import NormalDist


def wilson(yes: float, of: float, level: float) -> tuple[float, float]:
    """Return the interval of a share that was counted (Wilson 1927).

    >>> [round(end, 3) for end in wilson(31, 46, 0.95)]
    [0.53, 0.791]
    """
    if of <= 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, weight = yes / of, z * z / of
    middle = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * math.sqrt(share * (1 - share) / of + weight / of / 4)
    # At a share of 0 or 1 an end is 0 or 1 itself, but for rounding.
    return max(0.0, middle - half), min(1.0, middle + half)
