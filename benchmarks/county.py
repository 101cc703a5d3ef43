"""One replication of the county against the bare SimPy kernel, side by side.

The bare kernel processes as many timeouts as the replication processed events, one environment
for each programme. It does so twice: in as many processes as people were referred, each
waiting for its share of them, so that the kernel's queue is as deep as a model of so many people
needs it; and in one process alone, with a queue of one, which is the least that SimPy can cost.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from time import process_time
from typing import Any
from unittest.mock import patch

from simpy import Environment

import sesim
from sesim.events import Kind
from sesim.model import ModelProgramme, model_programmes, run
from sesim.model.clock import Clock

REPEATS = 15
TARGET, AIM = 4.0, 2.5
MOST_EVENTS = 120


class Counting(Clock):
    """Counts the events it processes."""

    processed = 0

    def step(self) -> None:
        """Process the next event."""
        Counting.processed += 1
        super().step()

    def run_until(self, end: float) -> None:
        """Take the steps one by one, so that they can be counted."""
        self.run(until=end)


def events_of(programme: ModelProgramme, replication: int) -> tuple[int, int, int]:
    """Return a replication's kernel events, people referred and people enrolled."""
    Counting.processed = 0
    with patch("sesim.model.programme.Clock", Counting):
        kinds = run(programme, replication)["kind"]
    return Counting.processed, kinds.count(Kind.REFERRED), kinds.count(Kind.ENROLLED)


def bare(events: int, processes: int) -> None:
    """Let the kernel process some timeouts in some processes, and nothing else."""
    env = Environment()

    def wait(times: int, pause: float) -> Iterator[Any]:
        for _ in range(times):
            yield env.timeout(pause)

    for i in range(processes):
        times = events // processes + (i < events % processes)
        env.process(wait(times, 1.0 + i / processes))
    env.run()


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


def main() -> bool:
    """Print the table; tell whether the targets are met."""
    programmes = model_programmes(sesim.load_study(["replications=1"])).values()
    counted = [[events_of(programme, r) for programme in programmes] for r in range(REPEATS)]
    totals = [[sum(column) for column in zip(*one, strict=True)] for one in counted]
    times: dict[str, list[float]] = {"county": [], "as many processes": [], "one process": []}
    for r in range(REPEATS):
        times["county"].append(seconds(lambda r=r: [run(programme, r) for programme in programmes]))
        times["as many processes"].append(
            seconds(lambda r=r: [bare(events, max(1, n)) for events, n, _ in counted[r]])
        )
        times["one process"].append(
            seconds(lambda r=r: [bare(events, 1) for events, _, _ in counted[r]])
        )
    events, referred, enrolled = (median(column) for column in zip(*totals, strict=True))
    print("one replication of the county against the bare SimPy kernel")
    print(f"  {REPEATS} replications, in turn with the bare kernel; CPU time, medians")
    print(f"  {events:,.0f} kernel events, {referred:.0f} people referred, {enrolled:.0f} enrolled")
    each = events / enrolled
    print(f"  events for each participant: {each:.0f} (target at most {MOST_EVENTS})")
    print(f"  county {1000 * median(times['county']):.1f} ms")
    fine = each <= MOST_EVENTS
    for name in ("as many processes", "one process"):
        ratio = median(a / b for a, b in zip(times["county"], times[name], strict=True))
        print(f"  bare, {name}: {1000 * median(times[name]):.1f} ms", end="")
        print(f"    ratio {ratio:.1f} (target {TARGET:g}, aim {AIM:g})")
        fine = fine and ratio <= TARGET
    return fine


if __name__ == "__main__":
    raise SystemExit(not main())
