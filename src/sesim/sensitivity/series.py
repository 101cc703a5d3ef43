"""One outcome of many replications, for sensitivity analysis; their logs are not kept."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sesim import outcomes
from sesim.runs.draws import Draws, drawn
from sesim.runs.parallel import Crew, in_order
from sesim.runs.replicate import rehearse, work_order
from sesim.runs.workers import chunks, histories, measured
from sesim.study import Study

Floats = NDArray[np.float64]


class Wanted(NamedTuple):
    """The wanted figure of each replication: an outcome of everyone in an area."""

    area: str
    outcome: str


def series(
    studies: Sequence[Study],
    numbers: range,
    wanted: Wanted,
    crew: Crew,
    progress: Callable[[int], object],
) -> Floats:
    """Run the same replications of several studies and return one outcome of each.

    Args:
        studies: what to simulate; replications and workers in their settings are ignored.
        numbers: of the replications, which use common random numbers in all studies.
        wanted: the outcome; the result has its unit.
        crew: the processes that do the work, which does not affect the result.
        progress: called with the number of replications just finished.

    Returns:
        Shape (studies, replications); NaN where a replication has no value.

    Raises:
        StudyError: the scenario leads to a value that is not allowed in one of the draws.
        RunError: a replication failed, or a worker was killed.
    """
    calls = []
    for study in studies:
        draws = drawn(study)
        rehearse(study, draws, numbers)
        calls += [(study, draws, share, wanted) for share in chunks(numbers, crew.workers)]
    found: list[float] = []
    for values in in_order(_values, calls, crew):
        found += values
        progress(len(values))
    return np.array(found, dtype=np.float64).reshape(len(studies), len(numbers))


def by_draw(values: Floats, draws: NDArray[np.int64]) -> Floats:
    """Lay the values of replications out by the parameter draw that they share.

    Args:
        values: one for each replication, shape (replications,).
        draws: number of the draw of each.

    Returns:
        Shape (draws, largest number of replications per draw), in the order of the draws'
        numbers; NaN where a draw has fewer.
    """
    _, row, sizes = np.unique(draws, return_inverse=True, return_counts=True)
    table = np.full((len(sizes), sizes.max(initial=0)), np.nan)
    order = np.argsort(row, kind="stable")
    place = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    table[row[order], place] = values[order]
    return table


def _values(study: Study, draws: Draws | None, numbers: range, wanted: Wanted) -> list[float]:
    """Run some replications and return the outcome of each."""
    job = work_order(study, draws)
    values: list[float] = []
    for some in histories(job, numbers):
        table = measured(job, some)
        chosen = (
            (table["programme"] == wanted.area)
            & (table["group"] == outcomes.ALL)
            & (table["outcome"] == wanted.outcome)
        )
        found = table[chosen].set_index("replication")["value"]
        values += found.reindex(some.numbers).to_list()
    return values
