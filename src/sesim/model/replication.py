"""One replication of one programme: from its definition to its events."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf, nextafter

from sesim.model.lookalikes import Past, of_the_first_day, past
from sesim.model.model_programme import ModelProgramme
from sesim.model.opening import start
from sesim.model.programme import RunningProgramme


def run(
    definition: ModelProgramme,
    replication: int,
    until: float = inf,
    before: Past | None = None,
) -> dict[str, list[object]]:
    """Return every event of one replication, in order of occurrence.

    Args:
        definition: the programme, from `model_programmes`.
        replication: its number, from 0; part of every random number's address.
        until: the last time (weeks) that is wanted, if not the end of the study period. What
            happens up to then stays the same; the hours of tasks that are open then follow.
        before: the past of this replication, from `past_of`, if it is there already.

    Returns:
        Columns of equal length, by name as in `sesim.events.COLUMNS`, without the replication
        and the programme.
    """
    with _without_collecting():
        programme = RunningProgramme(definition, replication)
        handover = None
        if definition.caseload is not None:
            handover = of_the_first_day(definition, definition.caseload, replication, before)
        start(programme, handover)
        programme.env.run_until(min(nextafter(until, inf), programme.horizon))
        programme.settle()
        return programme.log.columns()


def past_of(definition: ModelProgramme, replication: int) -> Past | None:
    """Return the simulated past of a programme that begins with people; None for any other.

    Programmes that differ only from their first day on have the same past.

    Args:
        definition: the programme, from `model_programmes`.
        replication: its number, from 0.
    """
    if definition.caseload is None:
        return None
    with _without_collecting():
        return past(definition.caseload, replication)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Leave garbage alone: many objects and none of it, which saves a quarter of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
