"""A participant's journey, from referral to the last day of support. Read it from the top.

engagement → mapping, with social and motivational work → [in-house training] → job search
→ placement → job → support → exit, and back to search when a placement or a job ends. Meanwhile
people may find a job alone, drop out or be closed (`leaving`); and life goes on outside
(`outside`).
"""

from bisect import bisect_left
from collections.abc import Generator
from math import inf
from typing import Any

from simpy import Event, Interrupt

from sesim.events import JobKind, Kind, Reason
from sesim.model.constants import CONTACT, JOB_KINDS
from sesim.model.health import be_ill, look_ahead
from sesim.model.job import JobOffer, begin_job, hold_job
from sesim.model.leaving import begin_spell, begin_stay
from sesim.model.motivation import lose_motivation
from sesim.model.outside import alone_offer, found_alone_in, job_luck, live_outside
from sesim.model.person import Person
from sesim.model.placement import placement
from sesim.model.preparation import Part, get_ready
from sesim.model.programme import RunningProgramme
from sesim.model.sampling import choice, exponential
from sesim.model.search import find_employer
from sesim.model.standing import Stage

Life = Generator[Event, Any, None]
FIRST_CALL = 1 / 7
"""Weeks after the first day of a study at which those who wait may get a place: the next day."""


def journey(programme: RunningProgramme, person: Person, again: bool = False) -> Life:
    """Be referred; if admitted, stay until something ends the stay; then live on outside."""
    person.referred_at = programme.env.now
    if person.standing is not None:
        person.referred_at -= person.standing.referred_for  # those of the first day are in the log
    else:
        how = Reason.RETURNED if again else None
        programme.log.referred(person, programme.parameters.target_group, how)
    reason = None
    programme.waiting[person] = None
    is_admitted = yield from admitted(programme, person)
    del programme.waiting[person]
    if is_admitted:
        try:
            reason = yield from stay(programme, person)
        except Interrupt as leaving:
            reason = Reason(str(leaving.cause))
        programme.exit(person, reason)
    if (yield from live_outside(programme, person, reason)):
        back = person.again(programme.streams, programme.parameters)
        back.process = programme.env.process(journey(programme, back, again=True))


def admitted(programme: RunningProgramme, person: Person) -> Generator[Event, object, bool]:
    """Reach the programme through the referral group or directly, and wait for a place."""
    if person.standing is not None and not person.stands(Stage.WAITING):
        return True
    came_before = programme.begin(person, Stage.WAITING) is not None
    patience, reason = (
        exponential(person.luck.patience, programme.parameters.withdrawal_rate),
        (Reason.LOST_PATIENCE),
    )
    if (found := found_alone_in(programme, person)) < patience:
        patience, reason = found, Reason.FOUND_JOB
    wait, closing = until_meeting(programme), until_closing(programme)
    accepted = came_before and programme.definition.calendar.has_met_since(person.referred_at)
    if came_before and (accepted or wait == 0.0):
        wait = FIRST_CALL  # nobody enrols on the first day
    if wait > 0:
        yield programme.env.timeout(min(wait, patience, closing))
    if closing <= min(wait, patience):  # the group does not meet again
        return withdraw(programme, person, Reason.PROGRAMME_CLOSED)
    if wait > patience:
        return withdraw(programme, person, reason)
    if not accepted and person.luck.screened_out < programme.parameters.screened_out:
        programme.log.event(Kind.SCREENED_OUT, person.number)
        return False
    post = yield from programme.admission.place(person, patience - wait)
    if post is None:
        closed = programme.env.now >= programme.definition.closes
        return withdraw(programme, person, Reason.PROGRAMME_CLOSED if closed else reason)
    lose_motivation(
        person,
        person.luck.lost_motivation,
        programme.parameters.motivation_loss,
        programme.env.now - person.referred_at,
    )
    programme.log.event(Kind.ENROLLED, person.number, coach=post.name)
    return True


def withdraw(programme: RunningProgramme, person: Person, reason: Reason) -> bool:
    """Leave before there is a place; return that the person was not admitted."""
    programme.log.event(Kind.WITHDREW, person.number, reason=reason)
    if reason is Reason.FOUND_JOB:
        begin_job(programme, person, alone_offer(programme, person))
    return False


def until_meeting(programme: RunningProgramme) -> float:
    """Return the weeks until the referral group meets; 0 where people come directly."""
    if not programme.parameters.by_group:
        return 0.0
    i = bisect_left(programme.meetings, programme.env.now)
    return programme.meetings[i] - programme.env.now if i < len(programme.meetings) else inf


def until_closing(programme: RunningProgramme) -> float:
    """Return the weeks until the programme closes; infinity if it never does."""
    return (
        programme.definition.closes - programme.env.now
        if programme.definition.closes < programme.horizon
        else inf
    )


def stay(programme: RunningProgramme, person: Person) -> Generator[Event, Any, Reason]:
    """Prepare, then search and work, and search again, until something ends the stay."""
    begin_stay(programme, person)
    look_ahead(programme, person, programme.env.now)
    begin_spell(programme, person)
    reached = yield from first_job(programme, person)
    while isinstance(reached, JobOffer):
        luck = job_luck(programme, person)
        if (reason := (yield from hold_job(programme, person, reached))) is not None:
            return reason
        if luck.return_to_search >= programme.parameters.return_to_search:
            return Reason.LEFT_AFTER_JOB
        begin_spell(programme, person)
        reached = yield from reach_job(programme, person)
    return reached


def first_job(
    programme: RunningProgramme, person: Person
) -> Generator[Event, Any, JobOffer | Reason]:
    """Reach the first job of a stay; those of the first day go on from where they stand."""
    standing = person.standing
    if standing is None:
        return (yield from reach_job(programme, person, get_ready(programme, person)))
    if standing.ill_for is not None:
        be_ill(programme, person, standing.ill_for)
    for work in standing.open:
        if work.activity is not CONTACT:
            programme.take_up(person, work)
    if standing.stage is Stage.WORKING and standing.kind is not None:
        return JobOffer(standing.kind, standing.employer)
    is_ready = standing.stage in (Stage.SEARCHING, Stage.BEGINNING_PLACEMENT, Stage.PLACED)
    ready = None if is_ready else get_ready(programme, person)
    return (yield from reach_job(programme, person, ready))


def reach_job(
    programme: RunningProgramme, person: Person, first: Part | None = None
) -> Generator[Event, Any, JobOffer | Reason]:
    """Get ready, and search with the coach until there is a job, found by whomever.

    Returns the job, or why the stay ends without one.
    """
    try:
        if first is not None and (reason := (yield from first)) is not None:
            return reason
        kind = person.kind = kind_sought(programme, person)
        return JobOffer(kind, (yield from find_job(programme, person, kind)))
    except Interrupt as interrupt:
        if interrupt.cause is not Reason.FOUND_ALONE:
            raise
        programme.end_search(person)
        return alone_offer(programme, person)


def kind_sought(programme: RunningProgramme, person: Person) -> JobKind:
    """Return the kind of job that a person will search for."""
    if person.standing is not None and person.standing.kind is not None:
        return person.standing.kind
    return JOB_KINDS[choice(job_luck(programme, person).kind, programme.parameters.job_kinds)]


def find_job(
    programme: RunningProgramme, person: Person, kind: JobKind
) -> Generator[Event, Any, int]:
    """Search, with placements, until hired for a job of this kind; return the employer."""
    while True:
        if person.stands(Stage.BEGINNING_PLACEMENT, Stage.PLACED):
            employer, hired = person.employer, False
        else:
            employer, hired = yield from find_employer(programme, person, kind)
        if not hired:
            hired = yield from placement(programme, person, employer, kind)
        if hired:
            return employer
