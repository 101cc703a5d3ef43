"""What follows a simulation: event logs, participants, outcomes and curves.

Against the simulation whose events they are computed from; and for each programme, in studies of
1, 17, 136 and 290 programmes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import process_time
from typing import Any

from table import Measured, Row, at_most
from timing import in_turn, no_collection, ratio

import sesim
from sesim import outcomes
from sesim.model import run
from sesim.runs.replicate import work_order
from sesim.runs.workers import WorkOrder
from sesim.study import Study
from sesim.study.frozen import unchecked

REPEATS = 3

PROGRAMMES = (17, 136, 290)
"""Numbers of programmes; 17 are shipped, and the others are these over and over."""

FEW = PROGRAMMES[0]
MOST_GROWTH = 1.2
RUNS = 17 * 17
"""Replications of programmes whose outcomes are computed at every number of programmes."""

TOGETHER = 20
"""Replications whose outcomes are computed together."""

SIZES = {"one programme": (("programmes=vetlanda",), TOGETHER, 0.5), "the county": ((), 10, 0.3)}
"""Overrides, replications, and the most that everything after the simulation may take of it."""

MOST_OF_ALONE = 0.2
"""The most that outcomes of many replications may take of those one after the other."""


@dataclass(frozen=True)
class Simulated:
    """Replications of a study that have been simulated, and the CPU seconds that this took."""

    job: WorkOrder
    logs: list[Mapping[str, Any]]
    seconds: float


def simulated(study: Study, replications: int) -> Simulated:
    """Simulate some replications of a study, one parameter draw for all."""
    job = work_order(study, None)
    with no_collection():
        begun = process_time()
        logs = [
            {name: run(programme, number) for name, programme in job.programmes.items()}
            for number in range(replications)
        ]
        return Simulated(job, logs, process_time() - begun)


def analysed(found: Simulated, together: int) -> float:
    """Return the CPU seconds of everything after the simulation.

    Args:
        found: the replications.
        together: how many of them have their outcomes computed together.
    """
    with no_collection():
        begun = process_time()
        for first in range(0, len(found.logs), together):
            numbers = range(first, min(first + together, len(found.logs)))
            analyse(found, numbers)
        return process_time() - begun


def analyse(found: Simulated, numbers: range) -> None:
    """Compute outcomes and curves of some replications."""
    logs, job = outcomes.EventLogs(), found.job
    for number in numbers:
        for name, columns in found.logs[number].items():
            logs.add(number, name, columns)
    events = logs.frame()
    people = outcomes.participants_table(events, job.window.horizon)
    about = (events, people, job.window, job.areas, job.counted, numbers)
    outcomes.measure(*about, [job.rates_of(number) for number in numbers])
    outcomes.curves_of(*about)


def so_many(programmes: int) -> Study:
    """Return a study of this many programmes, which are those that are shipped over and over."""
    study = sesim.load_study(["programmes=all", "replications=1"])
    names = list(study.programmes)
    chosen = {f"{names[i % len(names)]}_{i}": names[i % len(names)] for i in range(programmes)}
    return unchecked(study, programmes={name: study.programmes[of] for name, of in chosen.items()})


def of_their_simulation() -> list[Row]:
    """Return rows for one programme and for the county."""
    return [
        Row(
            f"outcomes and curves of {name}",
            ratio(*zip(*(once(overrides, number) for _ in range(REPEATS + 1)), strict=True)),
            f"its simulation, {number} replications",
            REPEATS + 1,
            at_most(most),
        )
        for name, (overrides, number, most) in SIZES.items()
    ]


def once(overrides: Sequence[str], replications: int) -> tuple[float, float]:
    """Return the CPU seconds of everything after a simulation, and of the simulation."""
    found = simulated(sesim.load_study([*overrides, "replications=1"]), replications)
    return analysed(found, TOGETHER), found.seconds


def together() -> Row:
    """Return what computing outcomes of many replications together saves."""
    found = simulated(sesim.load_study(["programmes=vetlanda", "replications=1"]), TOGETHER)
    times = in_turn(
        {"together": partial(analysed, found, TOGETHER), "alone": partial(analysed, found, 1)},
        REPEATS,
    )
    return Row(
        f"outcomes of {TOGETHER} replications together",
        ratio(times["together"], times["alone"]),
        "one after the other",
        REPEATS,
        at_most(MOST_OF_ALONE),
    )


def by_programmes() -> list[Row]:
    """Return rows of the time for each programme in studies of 1 and of many programmes."""
    studies = {number: [so_many(number)] for number in PROGRAMMES}
    everything = studies[FEW][0]
    studies[1] = [
        unchecked(everything, programmes={name: one}) for name, one in everything.programmes.items()
    ]
    found = {
        number: [simulated(study, max(1, RUNS // (number * len(some)))) for study in some]
        for number, some in studies.items()
    }

    def each(number: int) -> float:
        runs = sum(len(one.logs) * len(one.job.programmes) for one in found[number])
        return sum(analysed(one, TOGETHER) for one in found[number]) / runs

    times = in_turn({str(number): partial(each, number) for number in sorted(found)}, REPEATS)
    few = median(times[str(FEW)])
    return [
        Row(
            f"outcomes time per programme, {number} in a study",
            median(times[str(number)]) / few,
            f"{FEW} in a study",
            REPEATS,
            at_most(MOST_GROWTH) if number > FEW else None,
        )
        for number in sorted(found)
        if number != FEW
    ]


def measure() -> Measured:
    """Return the rows."""
    return Measured([*of_their_simulation(), together(), *by_programmes()])
