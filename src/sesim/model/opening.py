"""How a programme opens: empty, or with the people of a day; and how people are referred to it."""

from collections.abc import Generator

from simpy import Event

from sesim.model import staff
from sesim.model.handover import Handover, arrive, take_over
from sesim.model.journey import journey
from sesim.model.luck import PersonLuck
from sesim.model.person import Person
from sesim.model.programme import RunningProgramme
from sesim.model.referral import Referrals


def start(programme: RunningProgramme, handover: Handover | None = None) -> None:
    """Let a programme begin: empty, or with what is handed over."""
    if handover is not None:
        take_over(programme, handover)
    staff.start(programme)
    programme.env.process(referrals(programme))
    if handover is not None:
        programme.env.process(arrive(programme, handover.people))


def referrals(programme: RunningProgramme) -> Generator[Event, object, None]:
    """Let candidates be referred, and start the journey of each."""
    for time, number in Referrals(programme.definition, programme.streams).times():
        yield programme.env.timeout(time - programme.env.now)
        person = Person(number, programme.streams.luck(PersonLuck, number), programme.parameters)
        person.process = programme.env.process(journey(programme, person))
