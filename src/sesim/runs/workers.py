"""Who does the replications: this process or several, always in order."""

import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import joblib
import pandas as pd
from joblib.externals.loky.process_executor import BrokenProcessPool

from sesim import model, outcomes
from sesim.model import Plan
from sesim.runs.errors import RunError

LARGEST_CHUNK = 10
"""Replications that a worker does in one go; few enough for the progress bar to move."""

CHUNKS_PER_WORKER = 4

POOL_SECONDS = 4.0
"""Less work than this is done sooner in this process than by workers that must first start."""


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


class Workers:
    """Does the replications of a job and gives them back in order.

    Args:
        job: what to do.
        replications: how many.
        wanted: processes to use; 0 means as many as there are cores, if that is quicker.

    Attributes:
        number: processes that were used.
    """

    def __init__(self, job: Job, replications: int, wanted: int) -> None:
        self._job = job
        self._replications = replications
        self._wanted = wanted
        self.number = 1

    def parts(self) -> Iterator[Part]:
        """Yield the tables of each replication, in order.

        Raises:
            RunError: a replication failed, or a worker was killed.
        """
        started = time.perf_counter()
        here = self._here_first()
        yield from self._here(0, here)
        left = self._replications - here
        cores = self._wanted or joblib.cpu_count()
        if self._wanted == 0 and left * (time.perf_counter() - started) < POOL_SECONDS:
            cores = 1
        self.number = max(1, min(cores, left))
        share = self._here if self.number == 1 else self._elsewhere
        yield from share(here, self._replications)

    def _here_first(self) -> int:
        """Return how many replications tell whether more processes are worth it."""
        return 1 if self._wanted == 0 else 0

    def _here(self, first: int, stop: int) -> Iterator[Part]:
        for number in range(first, stop):
            yield from replications(self._job, range(number, number + 1))

    def _elsewhere(self, first: int, stop: int) -> Iterator[Part]:
        shares = chunks(first, stop, self.number)
        with joblib.parallel_config(
            backend="loky",
            n_jobs=self.number,
            inner_max_num_threads=1,  # the processes already use every core
            initializer=_attend,
            initargs=(os.getpid(),),
        ):
            pool = joblib.Parallel(return_as="generator")
            results = pool(joblib.delayed(replications)(self._job, share) for share in shares)
        try:
            for parts in results:
                yield from parts
        except BrokenProcessPool as error:
            raise RunError(
                "a worker process was killed, most likely because memory ran out; "
                f"try fewer than {self.number} workers (workers=1)"
            ) from error
        finally:
            # Otherwise the workers would go on with what nobody waits for any more.
            results.close()


def chunks(first: int, stop: int, workers: int) -> list[range]:
    """Divide the replications from `first` to before `stop` into pieces of work, in order."""
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
