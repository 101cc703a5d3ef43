"""Whether memory grows with the number of replications: the peak of the whole command."""

import tempfile
from functools import partial
from pathlib import Path

from table import Measured, Row, at_most
from timing import SESIM, cost, in_turn, ratio

FEW, MANY = 100, 1000
REPEATS = 2
MOST_GROWTH = 1.2
"""The most that the peak may grow; ten times as many more may make it 1.3, which takes minutes."""


def peak(replications: int, *more: str) -> float:
    """Return the peak of memory of a study of one programme, in MB."""
    with tempfile.TemporaryDirectory() as scratch:
        words = ["programmes=vetlanda", f"replications={replications}", "workers=1", *more]
        output = f"output={Path(scratch) / 'results'}"
        return cost([SESIM, *words, "report=false", output], Path(scratch)).peak


def measure() -> Measured:
    """Return the growth of the peak, with and without an event log."""
    rows = []
    for name, more in (("", ()), (" and no event log", ("events=false",))):
        peaks = in_turn({str(n): partial(peak, n, *more) for n in (FEW, MANY)}, REPEATS)
        rows.append(
            Row(
                f"peak memory, {MANY} replications of one programme{name}",
                ratio(peaks[str(MANY)], peaks[str(FEW)]),
                f"{FEW} replications",
                REPEATS,
                at_most(MOST_GROWTH),
            )
        )
    return Measured(rows)
