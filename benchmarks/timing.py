"""How everything is measured: CPU time, in turn, with the garbage collector treated alike."""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import process_time
from typing import NamedTuple

SESIM = Path(sys.executable).with_name("sesim")


@contextmanager
def no_collection() -> Iterator[None]:
    """Treat all alike: a replication pauses the garbage collector, so the others do too."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU time of some work."""
    with no_collection():
        begun = process_time()
        work()
        return process_time() - begun


def in_turn(works: Mapping[str, Callable[[], float]], repeats: int) -> dict[str, list[float]]:
    """Return what each of some measurements gives, taken in turn, so that all see the same machine.

    The order is turned round each time.
    """
    found: dict[str, list[float]] = {name: [] for name in works}
    for repeat in range(repeats):
        for name in list(works)[:: -1 if repeat % 2 else 1]:
            found[name].append(works[name]())
    return found


def ratio(values: Sequence[float], anchors: Sequence[float]) -> float:
    """Return the median of the ratios of measurements that were taken one after the other."""
    return median(one / anchor for one, anchor in zip(values, anchors, strict=True))


class Cost(NamedTuple):
    """What a process took: seconds of CPU time of it and its children, and its peak in MB."""

    seconds: float
    peak: float


MEASURE = """
import json, os, resource, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ,
    file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
_, status, used = os.wait4(child, 0)
spent = used.ru_utime + used.ru_stime
print(json.dumps([os.waitstatus_to_exitcode(status), spent, used.ru_maxrss]))
"""


def cost(command: Sequence[str | Path], folder: Path | None = None) -> Cost:
    """Run a command and return what it took.

    A small process in between starts it, as a process's peak is never below that of the one that
    started it. Python may keep compiled files, or every start would compile everything again.

    Args:
        command: the program and its arguments.
        folder: where it is run.

    Raises:
        SystemExit: it failed.
    """
    done = subprocess.run(
        [sys.executable, "-S", "-c", MEASURE, *map(str, command)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
    )
    status, spent, peak = json.loads(done.stdout)
    if status:
        raise SystemExit(f"make bench: {' '.join(map(str, command))} ended with {status}")
    return Cost(spent, peak / 1024)


def python(code: str) -> list[str]:
    """Return the command that runs some code in a fresh process."""
    return [sys.executable, "-c", code]
