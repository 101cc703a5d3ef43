"""Replications in parallel: from a study to its results, the same for any number of workers."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import joblib
import pandas as pd
from joblib.externals.loky.process_executor import BrokenProcessPool

from sesim import model, outcomes
from sesim.model import Plan
from sesim.runs.errors import RunError
from sesim.runs.published import counted, published
from sesim.study import Study

LARGEST_CHUNK = 10
"""Replications that a worker does in one go; few enough for the progress bar to move."""

CHUNKS_PER_WORKER = 4

POOL_SECONDS = 4.0
"""Less work than this is done sooner in this process than by workers that must first start."""

SIGNIFICANT_DIGITS = 12
"""Digits of the summary: the rest is rounding error, and the table is easier to read."""

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """What a study gives.

    Attributes:
        study: what was simulated.
        events: the event log of all replications (columns: `sesim.events.COLUMNS`).
        participants: one row for each person, programme and replication; weeks and hours.
        measures: every outcome of every replication.
        summary: mean and interval over replications of every outcome.
        workers: processes that were used; says nothing about the numbers.
    """

    study: Study
    events: pd.DataFrame
    participants: pd.DataFrame
    measures: pd.DataFrame
    summary: pd.DataFrame
    workers: int = field(default=1, kw_only=True)


class Job(NamedTuple):
    """What a worker needs besides the numbers of its replications."""

    plans: Mapping[str, Plan]
    window: outcomes.Window
    areas: Mapping[str, str]
    counted: tuple[str, ...]


class Part(NamedTuple):
    """One replication's tables."""

    events: pd.DataFrame
    participants: pd.DataFrame
    measures: pd.DataFrame


def horizon_weeks(study: Study) -> float:
    """Return the length of the window in weeks; the end date is its last day."""
    return ((study.settings.end - study.settings.start).days + 1) / 7


def replicate(study: Study, progress: Progress | None = None) -> Results:
    """Simulate all replications of a study.

    Args:
        study: what to simulate; its `settings.workers` says with how many processes.
        progress: called with the number of replications just finished.

    Raises:
        RunError: a replication failed, or a worker was killed.
    """
    job = Job(
        plans=model.prepare(study),
        window=outcomes.Window(study.settings.start, horizon_weeks(study)),
        areas={name: programme.forbund for name, programme in study.programmes.items()},
        counted=counted(study),
    )
    crew = _Crew(job, study.settings.replications, study.settings.workers)
    parts = []
    for part in crew.parts():
        parts.append(part)
        if progress:
            progress(1)
    events, participants, measures = (
        outcomes.concat(tables) for tables in zip(*parts, strict=True)
    )
    settings = study.settings
    summary = outcomes.summarise(measures, study.scenario.name, settings.interval, published(study))
    return Results(study, events, participants, measures, tidy(summary), workers=crew.workers)


def tidy(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its fractional columns at `SIGNIFICANT_DIGITS` digits."""
    rounded = {
        name: [float(f"{value:.{SIGNIFICANT_DIGITS}g}") for value in table[name]]
        for name in table.columns
        if table[name].dtype.kind == "f"
    }
    return table.assign(**rounded)


class _Crew:
    """Does the replications, in this process or in several, and gives them back in order."""

    def __init__(self, job: Job, replications: int, wanted: int) -> None:
        self._job = job
        self._replications = replications
        self._wanted = wanted
        self.workers = 1

    def parts(self) -> Iterator[Part]:
        """Yield the tables of each replication, in order."""
        if self._wanted == 1:
            yield from self._here(0, self._replications)
            return
        done = 0
        if self._wanted == 0:
            started = time.perf_counter()
            yield from self._here(0, 1)
            done, left = 1, self._replications - 1
            if left * (time.perf_counter() - started) < POOL_SECONDS:
                yield from self._here(1, self._replications)
                return
        self.workers = min(self._wanted or joblib.cpu_count(), self._replications - done)
        yield from self._elsewhere(done, self._replications)

    def _here(self, first: int, stop: int) -> Iterator[Part]:
        for number in range(first, stop):
            yield from replications(self._job, range(number, number + 1))

    def _elsewhere(self, first: int, stop: int) -> Iterator[Part]:
        chunks = _chunks(first, stop, self.workers)
        with joblib.parallel_config(
            backend="loky",
            n_jobs=self.workers,
            inner_max_num_threads=1,  # the processes already use every core
            initializer=_attend,
            initargs=(os.getpid(),),
        ):
            pool = joblib.Parallel(return_as="generator")
            results = pool(joblib.delayed(replications)(self._job, chunk) for chunk in chunks)
        try:
            for parts in results:
                yield from parts
        except BrokenProcessPool as error:
            raise RunError(
                "a worker process was killed, most likely because memory ran out; "
                f"try fewer than {self.workers} workers (workers=1)"
            ) from error
        finally:
            # Otherwise the workers would go on with what nobody waits for any more.
            results.close()


def _chunks(first: int, stop: int, workers: int) -> list[range]:
    size = max(1, min(LARGEST_CHUNK, (stop - first) // (workers * CHUNKS_PER_WORKER)))
    return [range(start, min(start + size, stop)) for start in range(first, stop, size)]


def replications(job: Job, numbers: range) -> list[Part]:
    """Simulate some replications, one after the other, and return their tables.

    Raises:
        RunError: one of them failed.
    """
    parts = []
    for number in numbers:
        try:
            parts.append(_replication(job, number))
        except Exception as error:
            raise RunError(
                f"replication {number} failed: {type(error).__name__}: {error}"
            ) from error
    return parts


def _replication(job: Job, number: int) -> Part:
    columns = {name: model.run(plan, number) for name, plan in job.plans.items()}
    events = outcomes.events_frame(columns, number)
    people = outcomes.participants_table(events, job.window.horizon)
    figures = outcomes.measure(events, people, job.window, job.areas, job.counted)
    return Part(events, people, figures)


def _attend(parent: int) -> None:
    """Make a worker leave Ctrl-C to its parent, and end when the parent has been killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
