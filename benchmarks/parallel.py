"""Two worker processes against one: how much sooner the county's replications are done.

Both ways in turn within one run, each in a fresh process, so that every parallel run pays for
the start of its workers as a command does. The time is that of `sesim.simulate` alone, from the
study to its summary: what one process must do by itself, such as putting the tables together and
summarising them, counts against the speed-up.
"""

import subprocess
import sys
from statistics import median
from time import perf_counter

import joblib

import sesim

REPLICATIONS = 200
REPEATS = 3
WORKERS = 2
TARGET = 1.8


def seconds(workers: int, replications: int) -> float:
    """Return the wall time of a study's replications with so many processes."""
    study = sesim.load_study([f"replications={replications}", f"workers={workers}"])
    begun = perf_counter()
    sesim.simulate(study)
    return perf_counter() - begun


def seconds_in_fresh_process(workers: int, replications: int) -> float:
    """Return the same, with no workers left from an earlier run."""
    command = [sys.executable, __file__, str(workers), str(replications)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main() -> bool:
    """Print what was found; tell whether the target is met."""
    print(f"{REPLICATIONS} replications of the county with {WORKERS} workers against one")
    print(f"  {REPEATS} repeats in fresh processes, in turn; wall time, medians")
    if joblib.cpu_count() < WORKERS:
        print(f"  not measured: this machine has fewer than {WORKERS} cores")
        return True
    pairs = [
        [seconds_in_fresh_process(workers, REPLICATIONS) for workers in (1, WORKERS)]
        for _ in range(REPEATS)
    ]
    one, several = (median(times) for times in zip(*pairs, strict=True))
    ratio = median(alone / together for alone, together in pairs)
    print(f"  1 worker {one:.1f} s, {WORKERS} workers {several:.1f} s", end="")
    print(f"    speed-up {ratio:.2f} (target {TARGET:g})")
    return ratio >= TARGET


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(seconds(*map(int, sys.argv[1:])))
    else:
        raise SystemExit(not main())
