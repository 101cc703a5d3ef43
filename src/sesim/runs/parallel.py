"""Calls in this process, in several, or on a cluster, with their results in order.

joblib is imported when there are several processes: a single one does not wait for it.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sesim.runs.cluster import PATIENCE_SECONDS, refuse_unless_it_speaks
from sesim.runs.errors import RunError
from sesim.runs.process import attend
from sesim.study import Settings

if TYPE_CHECKING:
    import joblib

Result = TypeVar("Result")


class Crew(NamedTuple):
    """The processes that do the work.

    Attributes:
        workers: number of processes on this machine; 1 means this process only.
        cluster: address of a Dask scheduler; its workers replace the processes here.
    """

    workers: int
    cluster: str | None = None


def cores() -> int:
    """Return how many processes this machine, or our share of it, can run at once."""
    import joblib

    return int(joblib.cpu_count())


def crew_of(settings: Settings) -> Crew:
    """Return the processes that a study asks for: by default, one per core.

    Raises:
        RunError: its cluster does not answer, or has no workers.
    """
    refuse_unless_it_answers(settings.cluster)
    return Crew(settings.workers or cores(), settings.cluster)


def in_order(
    function: Callable[..., Result], calls: Sequence[tuple[Any, ...]], crew: Crew
) -> Iterator[Result]:
    """Yield the result of each call, in the order of the calls, as soon as possible.

    Args:
        function: what to call; other processes must be able to import it.
        calls: the arguments of each call.
        crew: the processes that do the work, which does not affect the results.

    Raises:
        RunError: a worker was killed, or the cluster does not answer. Exceptions of the function
            are raised unchanged.
    """
    if crew.cluster is None and (crew.workers == 1 or len(calls) < 2):
        for arguments in calls:
            yield function(*arguments)
        return
    import joblib

    with _pool(crew, len(calls)) as pool:
        results = pool(joblib.delayed(function)(*arguments) for arguments in calls)
        try:
            yield from results
        except BrokenProcessPool as error:
            raise RunError(
                "a worker process was killed, most likely because memory ran out; "
                f"try fewer than {crew.workers} workers (workers=1)"
            ) from error
        finally:
            # Otherwise the workers would continue although no one needs their results.
            results.close()


@contextmanager
def _pool(crew: Crew, calls: int) -> "Iterator[joblib.Parallel]":
    import joblib

    if crew.cluster is not None:
        with _cluster(crew.cluster):
            yield joblib.Parallel(return_as="generator", batch_size=1)
        return
    with joblib.parallel_config(
        backend="loky",
        n_jobs=min(crew.workers, calls),
        inner_max_num_threads=1,  # the processes already use every core
        initializer=attend,
        initargs=(os.getpid(),),
    ):
        pool = joblib.Parallel(return_as="generator", batch_size=1)
    yield pool


def refuse_unless_it_answers(cluster: str | None) -> None:
    """Check that a cluster can be used, before there is anything to lose.

    Args:
        cluster: its address; None if there is none to check.

    Raises:
        RunError: it does not answer, or has no workers.
    """
    if cluster is not None:
        with _cluster(cluster):
            pass


@contextmanager
def _cluster(address: str) -> Iterator[None]:
    """Let joblib hand its calls to a Dask cluster."""
    try:
        import distributed
    except ImportError:
        raise RunError(
            "cluster: needs the extra for clusters: pip install 'sesim[cluster]'"
        ) from None
    refuse_unless_it_speaks(address)
    try:
        client = distributed.Client(address, timeout=PATIENCE_SECONDS, set_as_default=False)
    except Exception as error:  # another program may send anything
        raise RunError(f"cluster: {address} does not answer as a Dask scheduler") from error
    import joblib

    with client:
        if not client.scheduler_info()["workers"]:
            raise RunError(f"cluster: the scheduler at {address} has no workers")
        with joblib.parallel_config(backend="dask", client=client, n_jobs=-1):
            yield
