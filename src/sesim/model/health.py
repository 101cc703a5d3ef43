"""Health episodes: they come in their own time, stop the search, and end a placement early."""

from collections.abc import Generator

from simpy import Event

from sesim.model.luck import HealthLuck
from sesim.model.person import Person
from sesim.model.programme import RunningProgramme
from sesim.model.sampling import exponential, lognormal


def look_ahead(p: RunningProgramme, person: Person, since: float) -> None:
    """Decide when the next health episode after a time (weeks) comes, and when it is over."""
    luck, terms = p.streams.luck(HealthLuck, person.number, person.illnesses), p.terms
    person.illnesses += 1
    person.ill_at = since + exponential(luck.comes, terms.health_rate)
    person.fit_at = person.ill_at + lognormal(luck.lasts, terms.health_pause, terms.spread)


def until_fit(p: RunningProgramme, person: Person) -> Generator[Event, object, None]:
    """Sit out what is left of an episode; those that passed meanwhile hold up nothing now."""
    while person.ill_at <= p.env.now:
        if person.fit_at > p.env.now:
            yield p.env.timeout(person.fit_at - p.env.now)
        look_ahead(p, person, person.fit_at)
