"""Runs replications, in this process or in several, and returns them in order."""

import time
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from sesim import model, outcomes
from sesim.model import ModelProgramme
from sesim.runs.draws import Draws
from sesim.runs.errors import as_run_error
from sesim.runs.futures import path_number, path_of
from sesim.runs.parallel import Crew, cores, in_order
from sesim.runs.rates import rates_of
from sesim.study import Study

LARGEST_CHUNK = 20
"""Replications in one piece of work; few enough for the progress bar to move."""

TOGETHER = 100_000
"""Events after which outcomes are computed: enough to do many replications at once, and few enough
for the memory of small machines."""

CHUNKS_PER_WORKER = 4

POOL_SECONDS = 4.0
"""Seconds of work below which starting workers would take longer than doing it here."""


class WorkOrder(NamedTuple):
    """What a worker needs besides the numbers of its replications.

    Attributes:
        programmes: in the model's units, where all replications have the same parameters.
        study, draws: what they are made from in each replication, where it has its own, and
            what things cost; without a study, outcomes about money are left out.
        own: outcomes that users define.
        logs: whether event logs and participants are kept once their outcomes are computed.
    """

    programmes: Mapping[str, ModelProgramme]
    window: outcomes.Window
    areas: Mapping[str, str]
    counted: tuple[str, ...]
    study: Study | None = None
    draws: Draws | None = None
    own: tuple[outcomes.OwnOutcome, ...] = ()
    logs: bool = True

    def programmes_of(self, replication: int) -> Mapping[str, ModelProgramme]:
        """Return the programmes that a replication runs."""
        draw = self._draw_of(replication)
        if self.study is None or (draw is None and not self.study.future.is_drawn):
            return self.programmes
        drawn = self.study
        if self.draws is not None and draw is not None:
            drawn = self.draws.study(self.study, draw)
        return model.model_programmes(drawn, path_of(self.study, path_number(replication, draw)))

    def rates_of(self, replication: int) -> outcomes.RateValues | None:
        """Return the costs in a replication."""
        return None if self.study is None else rates_of(self.study, self._draw_of(replication))

    def _draw_of(self, replication: int) -> int | None:
        return None if self.draws is None else int(self.draws.of(replication + 1)[-1])


class Part(NamedTuple):
    """The tables of one replication, or of several in a row.

    `events` and `participants` are None where they are not kept.
    """

    events: pd.DataFrame | None
    participants: pd.DataFrame | None
    measures: pd.DataFrame
    curves: pd.DataFrame

    @property
    def replications(self) -> int:
        """How many replications the tables cover."""
        numbers = self.measures["replication"]
        return int(numbers.iloc[-1] - numbers.iloc[0] + 1)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables that are kept, by name."""
        return {name: table for name, table in self._asdict().items() if table is not None}


class Workers:
    """Runs the replications of a job and returns them in order.

    Args:
        job: what to do.
        numbers: of the replications.
        crew: the processes; with 0 workers, one per core if that is quicker.

    Attributes:
        number: of processes that were used.
    """

    def __init__(self, job: WorkOrder, numbers: range, crew: Crew) -> None:
        self._job = job
        self._numbers = numbers
        self._crew = crew
        self.number = 1

    def parts(self) -> Iterator[Part]:
        """Yield the tables of all replications, a piece of work at a time, in order.

        Raises:
            RunError: a replication failed, or a worker was killed.
        """
        started = time.perf_counter()
        here = self._here_first()
        if here:
            yield from parts_of(self._job, self._numbers[:here])
        rest = self._numbers[here:]
        left = len(rest)
        wanted, cluster = self._crew
        took = time.perf_counter() - started
        if wanted == 0:
            wanted = 1 if left * took < POOL_SECONDS and not cluster else cores()
        self.number = max(1, min(wanted, left))
        if self.number == 1 and not cluster:
            yield from parts_of(self._job, rest)
            return
        calls = [(self._job, share) for share in chunks(rest, self.number)]
        yield from in_order(_piece, calls, Crew(self.number, cluster))

    def _here_first(self) -> int:
        """Return how many replications to time here, to decide whether more processes pay off."""
        return min(1, len(self._numbers)) if self._crew.workers == 0 else 0


def chunks(numbers: range, workers: int) -> list[range]:
    """Divide replications into pieces of work, in order.

    They become smaller towards the end, so that no worker is still busy with a large piece when
    the others have finished.
    """
    pieces = []
    while numbers:
        fair = len(numbers) // (workers * CHUNKS_PER_WORKER)
        piece = max(1, min(LARGEST_CHUNK, fair))
        pieces.append(numbers[:piece])
        numbers = numbers[piece:]
    return pieces


def together(parts: list[Part]) -> Part:
    """Return the tables of all parts below one another, and empty the list.

    A table of a part is given up as soon as it is copied, so that no more than one is there twice.
    """
    if len(parts) == 1:
        return parts.pop()
    columns = [[getattr(part, name) for part in parts] for name in Part._fields]
    parts.clear()
    return Part._make(_below(columns.pop(0)) for _ in Part._fields)


def _below(tables: list[pd.DataFrame | None]) -> Any:
    """Return tables below one another, or None if they are not kept."""
    kept = [table for table in tables if table is not None]
    return outcomes.concat(kept) if kept else None


def _piece(job: WorkOrder, numbers: range) -> Part:
    """Simulate some replications and combine them here, which spares the only parent that work."""
    return together(list(parts_of(job, numbers)))


def parts_of(job: WorkOrder, numbers: range) -> Iterator[Part]:
    """Simulate replications and yield their tables, of some replications at a time.

    Raises:
        RunError: one of them failed.
    """
    for some in histories(job, numbers):
        with as_run_error(_called(some.numbers)):
            measures, curves = measured(job, some), _curves(job, some)
        measures = outcomes.joined(measures, _own(job, some))
        events, people = (some.events, some.people) if job.logs else (None, None)
        yield Part(events, people, measures, curves)


class Histories(NamedTuple):
    """What happened in some replications: their numbers, event logs and participants."""

    numbers: range
    events: pd.DataFrame
    people: pd.DataFrame


def histories(job: WorkOrder, numbers: range) -> Iterator[Histories]:
    """Simulate replications and yield some at a time, as outcomes of many are quicker together.

    How many are in one yield does not affect their outcomes.

    Raises:
        RunError: one of them failed.
    """
    logs, begun = outcomes.EventLogs(), numbers.start
    for number in numbers:
        with as_run_error(f"replication {number}"):
            for name, programme in job.programmes_of(number).items():
                logs.add(number, name, model.run(programme, number))
        some = range(begun, number + 1)
        if len(some) == LARGEST_CHUNK or len(logs) >= TOGETHER or number == numbers[-1]:
            with as_run_error(_called(some)):
                events = logs.frame()
                people = outcomes.participants_table(events, job.window.horizon)
            yield Histories(some, events, people)
            logs, begun = outcomes.EventLogs(), number + 1


def measured(job: WorkOrder, some: Histories) -> pd.DataFrame:
    """Return every outcome of some replications but those that users define."""
    numbers, events, people = some
    rates = [one for number in numbers if (one := job.rates_of(number)) is not None]
    return outcomes.measure(
        events, people, job.window, job.areas, job.counted, numbers, rates or None
    )


def _curves(job: WorkOrder, some: Histories) -> pd.DataFrame:
    numbers, events, people = some
    return outcomes.curves_of(events, people, job.window, job.areas, job.counted, numbers)


def _own(job: WorkOrder, some: Histories) -> list[pd.DataFrame]:
    """Return the outcomes that users define, of each replication."""
    found = []
    for number in some.numbers if job.own else ():
        with as_run_error(_called(range(number, number + 1))):
            about = (some.events, some.people, job.window, job.areas, job.counted, job.own)
            found.append(outcomes.own_measures(number, *about))
    return found


def _called(numbers: range) -> str:
    """Name replications in a message."""
    if len(numbers) == 1:
        return f"replication {numbers[0]}"
    return f"replications {numbers[0]} to {numbers[-1]}"
