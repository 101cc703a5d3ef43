"""Histories of several settings in pieces of work, each simulated once and kept until the end."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from sesim.plan.simulation import Trials
from sesim.plan.store import TrialStore
from sesim.runs.draws import Draws
from sesim.runs.parallel import Crew, in_order
from sesim.runs.replicate import rehearse, work_order
from sesim.runs.workers import WorkOrder
from sesim.study import Study

Task = TypeVar("Task")


def orders_of(
    studies: Iterable[Study], draws: Draws | None, replications: range
) -> Iterator[WorkOrder]:
    """Yield what is to be done in each history of each study.

    Args:
        studies: which differ in their scenario alone.
        draws: of the parameters; None if they are known.
        replications: that are simulated at most.

    Raises:
        StudyError: a study leads to a value that is not allowed in one of the draws.
    """
    for study in studies:
        rehearse(study, draws, replications)
        yield work_order(study, draws)


def in_pieces(
    simulate: Callable[[Task], Trials],
    task_of: Callable[[range], Task],
    asked: tuple[int, ...],
    pieces: Sequence[range],
    store: TrialStore,
    crew: Crew,
) -> Iterator[Trials]:
    """Yield histories in order, simulated or kept from an earlier attempt.

    Args:
        simulate: what a process does with a task.
        task_of: the task for some histories.
        asked: numbers of the settings.
        pieces: of the work: the numbers of the histories in each.
        store: where histories are kept; those that are there are not simulated again.
        crew: the processes that simulate, which does not affect the values.

    Raises:
        RunError: a history failed, or cannot be kept.
    """
    known = {piece: store.get(asked, piece) for piece in pieces}
    calls = [(task_of(piece),) for piece in pieces if known[piece] is None]
    new = in_order(simulate, calls, crew)
    for piece in pieces:
        found = known.pop(piece)
        if found is None:
            found = next(new)
            store.put(found)
        yield found
