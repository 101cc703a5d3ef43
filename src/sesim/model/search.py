"""Job search: a series of employer contacts, until one is positive."""

from collections.abc import Generator
from typing import Any

from simpy import Event

from sesim.events import Answer, Goal, JobKind, Kind
from sesim.model.health import until_fit
from sesim.model.luck import ContactLuck
from sesim.model.person import Person
from sesim.model.post import RunningPost
from sesim.model.programme import RunningProgramme
from sesim.model.sampling import probability

Search = Generator[Event, Any, tuple[int, bool]]


def find_employer(programme: RunningProgramme, person: Person, kind: JobKind) -> Search:
    """Contact employers until one answers with a job or a placement.

    Returns the employer, and whether it offered a job at once (True) or a placement (False).
    """
    env, log = programme.env, programme.log
    log.event(Kind.SEARCH_STARTED, person.number)
    while True:
        if person.ill_at <= env.now:
            yield from until_fit(programme, person)
        post = programme.meets_employers_for(person)
        while post.trusted_at > env.now:
            yield env.timeout(post.trusted_at - env.now)
            post = programme.meets_employers_for(person)  # another post may do it by now
        task = programme.contact(person, post)
        yield task
        post = programme.posts[task.coach.number]  # it may have been handed over meanwhile
        employer, answer = ask(programme, person, post, kind)
        log.contact(person.number, answer, post.name, employer, task)
        person.contacts += 1
        if answer is not Answer.REFUSED:
            programme.employers.meet(employer)
            if answer is Answer.PLACEMENT:
                programme.employers.host(employer)
            return employer, answer is Answer.HIRED


def ask(
    programme: RunningProgramme, person: Person, post: RunningPost, kind: JobKind
) -> tuple[int, Answer]:
    """Contact one employer; return the employer and the answer."""
    parameters, now, employers = programme.parameters, programme.env.now, programme.employers
    luck = programme.streams.luck(ContactLuck, person.number, person.contacts)
    turn_to_known = luck.known < parameters.known_preference
    employer = employers.pick(parameters.employers, now, turn_to_known, luck.employer)
    if not employers.free(employer, now):
        return employer, Answer.REFUSED
    placement = luck.placement_first < parameters.first_placement or person.goal is Goal.PLACEMENT
    log_odds = (
        parameters.accept_log_odds
        + person.log_odds(parameters)
        + post.skill(now, parameters)
        + employers.openness(employer)
        + parameters.kind_log_odds[kind]
    )
    if employers.knows(employer):
        log_odds += parameters.warm_log_odds
    if not placement:
        log_odds += parameters.direct_log_odds
    if luck.answer >= probability(log_odds):
        return employer, Answer.REFUSED
    return employer, Answer.PLACEMENT if placement else Answer.HIRED
