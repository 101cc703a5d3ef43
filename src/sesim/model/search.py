"""Job search: a series of employer contacts, until one leads somewhere."""

from collections.abc import Generator
from typing import Any

from simpy import Event

from sesim.events import Activity, Answer, Goal, JobKind, Kind
from sesim.model.constants import CONTACT, LEADS_FURTHER, REFUSED
from sesim.model.health import until_fit
from sesim.model.leaving import Phase, enter
from sesim.model.luck import ContactLuck
from sesim.model.motivation import gain_motivation
from sesim.model.person import Person
from sesim.model.post import RunningPost
from sesim.model.programme import RunningProgramme
from sesim.model.sampling import probability
from sesim.model.standing import Stage, Standing

Search = Generator[Event, Any, tuple[int, bool]]


def find_employer(programme: RunningProgramme, person: Person, kind: JobKind) -> Search:
    """Contact employers until one offers a job, or a placement that is taken.

    Returns the employer, and whether it offered a job at once (True) or a placement (False).
    """
    env, log = programme.env, programme.log
    stood = programme.begin(person, Stage.SEARCHING)
    left = contact_left(stood) if stood is not None else None
    if stood is None:
        log.event(Kind.SEARCH_STARTED, person.number)
    gain_motivation(programme, person)
    enter(programme, person, Phase.SEARCHING)
    coaching = programme.attend(
        person, Activity.SEARCH_SUPPORT, programme.parameters.search_support_wish
    )
    while True:
        if person.ill_at <= env.now and left is None:
            yield from until_fit(programme, person)
        post = programme.meets_employers_for(person)
        while post.trusted_at > env.now:
            yield env.timeout(post.trusted_at - env.now)
            post = programme.meets_employers_for(person)  # another post may do it by now
        task = programme.contact(person, post, left)
        left = None
        yield task
        post = programme.posts[task.coach.number]  # it may have been handed over meanwhile
        employer, answer = ask(programme, person, post, kind)
        log.contact(person.number, answer, post.name, employer, task)
        person.contacts += 1
        gain_motivation(programme, person)
        if answer in LEADS_FURTHER:
            programme.release(coaching)
            programme.employers.meet(employer)
            if answer is Answer.PLACEMENT:
                programme.employers.host(employer)
            return employer, answer is Answer.HIRED


def contact_left(standing: Standing) -> float | None:
    """Return the hours that a contact under way still needs; None if there is none."""
    return next((work.left for work in standing.open if work.activity is CONTACT), None)


def ask(
    programme: RunningProgramme, person: Person, post: RunningPost, kind: JobKind
) -> tuple[int, Answer]:
    """Contact one employer; return the employer and the answer."""
    parameters, now, employers = programme.parameters, programme.env.now, programme.employers
    luck = programme.streams.luck(ContactLuck, person.number, person.contacts)
    turn_to_known = luck.known < parameters.known_preference
    employer = employers.pick(parameters.employers, now, turn_to_known, luck.employer)
    if not employers.free(employer, now):
        return employer, REFUSED
    log_odds = (
        parameters.accept_log_odds
        + parameters.contact_weight * person.employability
        + post.skill(now, parameters)
        + employers.openness(employer)
    )
    if employers.knows(employer):
        log_odds += parameters.warm_log_odds
    if luck.answer >= probability(log_odds):
        return employer, REFUSED
    return employer, offer(programme, person, kind, luck)


def offer(programme: RunningProgramme, person: Person, kind: JobKind, luck: ContactLuck) -> Answer:
    """Return what an employer who says yes leads to: a job at once, or a trial first."""
    parameters = programme.parameters
    wants_job = person.goal is not Goal.PLACEMENT
    if wants_job and luck.asks_for_job < parameters.asks_for_job:
        log_odds = (
            parameters.at_once_log_odds
            + parameters.certainty(programme.known_hours(person))
            + (1 - parameters.contact_weight) * person.employability
            + parameters.kind_log_odds[kind]
        )
        if luck.hired_at_once < probability(log_odds):
            return Answer.HIRED
    if wants_job and luck.turned_down < parameters.turned_down:
        return Answer.TURNED_DOWN
    return Answer.PLACEMENT
