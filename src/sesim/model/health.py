"""Health episodes: they stop the search, and end a placement early."""

from collections.abc import Generator

from simpy import Event

from sesim.model.luck import HealthLuck
from sesim.model.person import Person
from sesim.model.programme import RunningProgramme
from sesim.model.sampling import exponential, lognormal


def look_ahead(p: RunningProgramme, person: Person) -> None:
    """Decide when the person's next health episode comes."""
    luck = p.streams.luck(HealthLuck, person.number, person.illnesses)
    person.ill_at = p.env.now + exponential(luck.comes, p.terms.health_rate)


def until_fit(p: RunningProgramme, person: Person) -> Generator[Event, object, None]:
    """Sit out an episode that has come, and look ahead to the next."""
    while person.ill_at <= p.env.now:
        luck = p.streams.luck(HealthLuck, person.number, person.illnesses)
        person.illnesses += 1
        yield p.env.timeout(lognormal(luck.lasts, p.terms.health_pause, p.terms.spread))
        look_ahead(p, person)
