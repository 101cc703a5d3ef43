"""One replication of one programme: from its definition to its events."""

import gc
from math import inf, nextafter

from sesim.model.lookalikes import of_the_first_day
from sesim.model.model_programme import ModelProgramme
from sesim.model.opening import start
from sesim.model.programme import RunningProgramme


def run(
    definition: ModelProgramme, replication: int, until: float = inf
) -> dict[str, list[object]]:
    """Return every event of one replication, in order of occurrence.

    Args:
        definition: the programme, from `model_programmes`.
        replication: its number, from 0; part of every random number's address.
        until: the last time (weeks) that is wanted, if not the end of the study period. What
            happens up to then stays the same; the hours of tasks that are open then follow.

    Returns:
        Columns of equal length, by name as in `sesim.events.COLUMNS`, without the replication
        and the programme.
    """
    collecting = gc.isenabled()
    gc.disable()  # many objects and no garbage: this saves a quarter of the time
    try:
        programme = RunningProgramme(definition, replication)
        handover = None
        if definition.caseload is not None:
            handover = of_the_first_day(definition, definition.caseload, replication)
        start(programme, handover)
        programme.env.run_until(min(nextafter(until, inf), programme.horizon))
        programme.settle()
        return programme.log.columns()
    finally:
        if collecting:
            gc.enable()
