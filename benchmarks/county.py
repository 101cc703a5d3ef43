"""One replication of the county against the bare SimPy kernel, side by side.

The bare kernel processes as many timeouts as the replication processed events, one environment
for each programme. It does so twice: in as many processes as people were referred, each
waiting for its share of them, so that the kernel's queue is as deep as a model of so many people
needs it; and in one process alone, with a queue of one, which is the least that SimPy can cost.
"""

from collections.abc import Iterator
from statistics import median
from typing import Any
from unittest.mock import patch

from simpy import Environment
from table import Measured, Row, at_most
from timing import ratio, seconds

import sesim
from sesim.events import Kind
from sesim.model import ModelProgramme, model_programmes, run
from sesim.model.clock import Clock

REPEATS = 15
MOST = 4.0
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


def measure() -> Measured:
    """Return the rows: time against the bare kernel, and events for each participant."""
    programmes = model_programmes(sesim.load_study(["replications=1"])).values()
    counted = [[events_of(programme, r) for programme in programmes] for r in range(REPEATS)]
    times: dict[str, list[float]] = {"county": [], "many": [], "one": []}
    for r in range(REPEATS):
        times["county"].append(seconds(lambda r=r: [run(one, r) for one in programmes]))
        times["many"].append(
            seconds(lambda r=r: [bare(events, max(1, n)) for events, n, _ in counted[r]])
        )
        times["one"].append(seconds(lambda r=r: [bare(events, 1) for events, _, _ in counted[r]]))
    totals = [[sum(column) for column in zip(*one, strict=True)] for one in counted]
    events, _, enrolled = (median(column) for column in zip(*totals, strict=True))
    what, anchor = "one replication of the county", "bare SimPy, as many timeouts"
    return Measured(
        [
            Row(
                what,
                ratio(times["county"], times["many"]),
                f"{anchor} in as many processes as people",
                REPEATS,
                at_most(MOST),
            ),
            Row(
                what + ", shallow queue",
                ratio(times["county"], times["one"]),
                f"{anchor} in one process",
                REPEATS,
                at_most(MOST),
            ),
            Row(
                "kernel events of the county",
                events / enrolled,
                "one participant",
                REPEATS,
                at_most(MOST_EVENTS),
            ),
        ]
    )
