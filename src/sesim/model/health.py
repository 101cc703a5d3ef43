"""Health episodes: they interrupt the job search, and end a placement early."""

from collections.abc import Generator

from simpy import Event

from sesim.model.luck import HealthLuck
from sesim.model.person import Person
from sesim.model.programme import RunningProgramme
from sesim.model.sampling import exponential, lognormal, rest_of_lognormal


def look_ahead(programme: RunningProgramme, person: Person, since: float) -> None:
    """Decide when the next health episode after a time (weeks) comes, and when it is over."""
    luck, parameters = _luck_of_next(programme, person), programme.parameters
    person.ill_at = since + exponential(luck.comes, parameters.health_rate)
    person.fit_at = person.ill_at + lognormal(
        luck.lasts, parameters.health_pause, parameters.spread
    )


def be_ill(programme: RunningProgramme, person: Person, weeks: float) -> None:
    """Be in an episode that has lasted for some weeks; the rest of it is drawn."""
    luck, parameters = _luck_of_next(programme, person), programme.parameters
    now = programme.env.now
    rest = rest_of_lognormal(luck.lasts, parameters.health_pause, parameters.spread, weeks)
    person.ill_at, person.fit_at = now - weeks, now + rest


def _luck_of_next(programme: RunningProgramme, person: Person) -> HealthLuck:
    """Return the luck of the person's next episode."""
    luck = programme.streams.luck(HealthLuck, person.number, person.illnesses)
    person.illnesses += 1
    return luck


def is_ill(programme: RunningProgramme, person: Person) -> bool:
    """Whether a person is in an episode now."""
    now = programme.env.now
    while person.fit_at <= now:
        look_ahead(programme, person, person.fit_at)
    return person.ill_at <= now


def until_fit(programme: RunningProgramme, person: Person) -> Generator[Event, object, None]:
    """Wait until an episode is over; episodes that have already passed cause no delay."""
    while person.ill_at <= programme.env.now:
        if person.fit_at > programme.env.now:
            yield programme.env.timeout(person.fit_at - programme.env.now)
        look_ahead(programme, person, person.fit_at)
