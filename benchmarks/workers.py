"""Two worker processes against one: how much sooner the county's replications are done.

Each in a fresh process, so that every parallel run pays for the start of its workers as a command
does. The time is that of `sesim.simulate` alone, from the study to its summary: what one process
must do by itself, such as putting the tables together and summarising them, counts against the
speed-up. It is wall time, which other programs on the machine disturb.
"""

import subprocess
import sys
from functools import partial
from time import perf_counter

import joblib
from table import Measured, Row, at_least
from timing import in_turn, ratio

import sesim

REPLICATIONS = 40
REPEATS = 3
WORKERS = 2
LEAST = 1.6


def seconds(workers: int, replications: int) -> float:
    """Return the wall time of a study's replications with so many processes."""
    study = sesim.load_study([f"replications={replications}", f"workers={workers}"])
    begun = perf_counter()
    sesim.simulate(study)
    return perf_counter() - begun


def in_fresh_process(workers: int) -> float:
    """Return the same, with no workers left from an earlier run."""
    command = [sys.executable, __file__, str(workers), str(REPLICATIONS)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def measure() -> Measured:
    """Return the speed-up, if there are cores for it."""
    if joblib.cpu_count() < WORKERS:
        return Measured([], note=f"Workers: not measured with fewer than {WORKERS} cores.")
    times = in_turn({str(n): partial(in_fresh_process, n) for n in (1, WORKERS)}, REPEATS)
    return Measured(
        [
            Row(
                f"wall time, {REPLICATIONS} replications of the county, 1 worker",
                ratio(times["1"], times[str(WORKERS)]),
                f"{WORKERS} workers",
                REPEATS,
                at_least(LEAST),
            )
        ]
    )


if __name__ == "__main__":
    print(seconds(*map(int, sys.argv[1:])))
