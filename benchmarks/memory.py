"""Whether memory grows with the number of replications: the peak of the whole command."""

import tempfile
from functools import partial
from pathlib import Path

from table import Measured, Row, at_most
from timing import SESIM, cost, in_turn, ratio

FEW, MANY, MOST = 100, 1000, 10_000
REPEATS = 2
MOST_GROWTH = {MANY: 1.2, MOST: 1.3}
"""The most that the peak may be, as a ratio to that of the fewest replications."""


def peak(replications: int, *more: str) -> float:
    """Return the peak of memory of a study of one programme, in MB."""
    with tempfile.TemporaryDirectory() as scratch:
        words = ["programmes=vetlanda", f"replications={replications}", "workers=1", *more]
        output = f"output={Path(scratch) / 'results'}"
        return cost([SESIM, *words, "report=false", output], Path(scratch)).peak


def measure() -> Measured:
    """Return the growth of the peak."""
    rows = []
    for name, more, many in (
        ("", (), MANY), ("", (), MOST), (" and no event log", ("events=false",), MANY),
    ):  # fmt: skip
        repeats = REPEATS if many == MANY else 1
        peaks = in_turn({str(n): partial(peak, n, *more) for n in (FEW, many)}, repeats)
        rows.append(
            Row(
                f"peak memory, {many} replications of one programme{name}",
                ratio(peaks[str(many)], peaks[str(FEW)]),
                f"{FEW} replications",
                repeats,
                at_most(MOST_GROWTH[many]),
            )
        )
    return Measured(rows)
