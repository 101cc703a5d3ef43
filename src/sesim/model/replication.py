"""One replication of one programme: from its definition to its events."""

import gc
from collections.abc import Generator
from math import inf, nextafter

from simpy import Event

from sesim.model import staff
from sesim.model.journey import journey
from sesim.model.luck import PersonLuck
from sesim.model.model_programme import ModelProgramme
from sesim.model.person import Person
from sesim.model.programme import RunningProgramme
from sesim.model.referral import Referrals


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
        staff.start(programme)
        programme.env.process(referrals(programme))
        programme.env.run_until(min(nextafter(until, inf), programme.horizon))
        programme.settle()
        return programme.log.columns()
    finally:
        if collecting:
            gc.enable()


def referrals(programme: RunningProgramme) -> Generator[Event, object, None]:
    """Let candidates be referred, and start the journey of each."""
    for time, number in Referrals(programme.definition, programme.streams).times():
        yield programme.env.timeout(time - programme.env.now)
        person = Person(number, programme.streams.luck(PersonLuck, number), programme.parameters)
        person.process = programme.env.process(journey(programme, person))
