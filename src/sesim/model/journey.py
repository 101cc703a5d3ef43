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

from sesim.events import Activity, Goal, JobKind, Kind, Motivation, Reason
from sesim.model.constants import JOB_KINDS, LEAST_EMERGING_HOURS, NO_SHOW_WEEKS
from sesim.model.health import look_ahead
from sesim.model.job import JobOffer, begin_job, hold_job
from sesim.model.leaving import Phase, begin_spell, begin_stay, enter
from sesim.model.motivation import lose_motivation
from sesim.model.outside import alone_offer, found_alone_in, job_luck, live_outside
from sesim.model.person import Person
from sesim.model.placement import placement
from sesim.model.programme import RunningProgramme
from sesim.model.sampling import choice, exponential, lognormal
from sesim.model.search import find_employer
from sesim.study.programme import MotivationPolicy

Life = Generator[Event, Any, None]
Stage = Generator[Event, Any, Reason | None]
"""Part of a stay; returns why the stay ends, or None if it continues."""


def journey(programme: RunningProgramme, person: Person, again: bool = False) -> Life:
    """Be referred; if admitted, stay until something ends the stay; then live on outside."""
    how = Reason.RETURNED if again else None
    programme.log.referred(person, programme.parameters.target_group, how)
    reason = None
    if (yield from admitted(programme, person)):
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
    referred_at = programme.env.now
    patience, reason = (
        exponential(person.luck.patience, programme.parameters.withdrawal_rate),
        (Reason.LOST_PATIENCE),
    )
    if (found := found_alone_in(programme, person)) < patience:
        patience, reason = found, Reason.FOUND_JOB
    wait, closing = until_meeting(programme), until_closing(programme)
    if wait > 0:
        yield programme.env.timeout(min(wait, patience, closing))
    if closing <= min(wait, patience):  # the group does not meet again
        return withdraw(programme, person, Reason.PROGRAMME_CLOSED)
    if wait > patience:
        return withdraw(programme, person, reason)
    if person.luck.screened_out < programme.parameters.screened_out:
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
        programme.env.now - referred_at,
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
    reached = yield from reach_job(programme, person, get_ready(programme, person))
    while isinstance(reached, JobOffer):
        luck = job_luck(programme, person)
        if (reason := (yield from hold_job(programme, person, reached))) is not None:
            return reason
        if luck.return_to_search >= programme.parameters.return_to_search:
            return Reason.LEFT_AFTER_JOB
        begin_spell(programme, person)
        reached = yield from reach_job(programme, person)
    return reached


def reach_job(
    programme: RunningProgramme, person: Person, first: Stage | None = None
) -> Generator[Event, Any, JobOffer | Reason]:
    """Get ready, and search with the coach until there is a job, found by whomever.

    Returns the job, or why the stay ends without one.
    """
    try:
        if first is not None and (reason := (yield from first)) is not None:
            return reason
        kind = JOB_KINDS[choice(job_luck(programme, person).kind, programme.parameters.job_kinds)]
        return JobOffer(kind, (yield from find_job(programme, person, kind)))
    except Interrupt as interrupt:
        if interrupt.cause is not Reason.FOUND_ALONE:
            raise
        programme.end_search(person)
        return alone_offer(programme, person)


def get_ready(programme: RunningProgramme, person: Person) -> Stage:
    """Do all that comes before job search, or before studies."""
    enter(programme, person, Phase.PREPARING)
    for stage in (engage, prepare, train):
        if (reason := (yield from stage(programme, person))) is not None:
            return reason
    if person.goal is Goal.STUDY:
        return (yield from begin_studies(programme, person))
    return None


def engage(programme: RunningProgramme, person: Person) -> Stage:
    """Come to the first meetings; some people never do."""
    no_show = programme.parameters.no_show * person.exit_ratio(programme.parameters)
    if person.luck.no_show >= no_show:
        return None
    yield programme.env.timeout(person.luck.no_show_time * NO_SHOW_WEEKS)
    return Reason.DROPPED_OUT


def prepare(programme: RunningProgramme, person: Person) -> Stage:
    """Map, do social work and build motivation, as far as the programme requires it first.

    Back-heaviness is the share of mapping and social work that must be received before job
    search may begin; the rest runs alongside it. Motivational work always comes before it.
    """
    parameters = programme.parameters
    unmotivated = person.motivation is not Motivation.MOTIVATED
    if (
        person.motivation is Motivation.NOT_MOTIVATED
        and parameters.policy is MotivationPolicy.CLOSE
    ):
        return (yield from be_closed(programme, person))
    mapping = lognormal(
        person.luck.mapping_hours, parameters.mapping_hours, parameters.mapping_spread
    )
    social = lognormal(person.luck.social_hours, parameters.social_hours, parameters.social_spread)
    before = parameters.back_heaviness
    begun = programme.env.now
    first = (
        programme.work(person, Activity.MAPPING, before * mapping, parameters.mapping_wish),
        programme.work(person, Activity.SOCIAL_WORK, before * social, parameters.social_wish),
    )
    if unmotivated and parameters.policy is MotivationPolicy.MOTIVATE:
        reason = yield from be_motivated(programme, person)
        if reason is not None:
            return reason
    for task in first:
        if task is not None:
            yield task
    emerged = yield from settle_what_emerges(programme, person, programme.env.now - begun)
    prepared_for = programme.env.now - begun
    lose_motivation(
        person, person.luck.lost_preparing, parameters.preparing_motivation_loss, prepared_for
    )
    person.employability += parameters.person_gain * parameters.gain_of(
        before * (mapping + social) + emerged
    )
    programme.work(person, Activity.MAPPING, (1 - before) * mapping, parameters.mapping_wish)
    programme.work(person, Activity.SOCIAL_WORK, (1 - before) * social, parameters.social_wish)
    return None


def settle_what_emerges(
    programme: RunningProgramme, person: Person, weeks: float
) -> Generator[Event, Any, float]:
    """Do the social work that emerged in so many weeks of preparation, and what emerges meanwhile.

    Each stage of preparation brings new problems, the more the longer it was and the more the
    programme settles first; it may never end. Returns the hours.
    """
    parameters = programme.parameters
    rate = parameters.back_heaviness * parameters.emerging_hours
    total = 0.0
    while (hours := rate * weeks) >= LEAST_EMERGING_HOURS:
        begun = programme.env.now
        task = programme.work(person, Activity.SOCIAL_WORK, hours, parameters.social_wish)
        if task is not None:
            yield task
        total += hours
        weeks = programme.env.now - begun
    return total


def be_closed(programme: RunningProgramme, person: Person) -> Stage:
    """Be found unmotivated during mapping, and be discharged."""
    programme.attend(person, Activity.MAPPING, programme.parameters.mapping_wish)
    yield programme.env.timeout(
        lognormal(
            person.luck.closing_time,
            programme.parameters.closing_weeks,
            programme.parameters.spread,
        )
    )
    return Reason.CLOSED


def be_motivated(programme: RunningProgramme, person: Person) -> Stage:
    """Receive motivational work until motivated; be discharged if it does not help."""
    parameters, level = programme.parameters, person.motivation
    hours = lognormal(
        person.luck.motivating_hours, parameters.motivating_hours[level], parameters.spread
    )
    task = programme.work(person, Activity.MOTIVATIONAL_WORK, hours, parameters.motivating_wish)
    if task is not None:
        yield task
    if person.luck.ever_motivated >= parameters.ever_motivated[level]:
        return Reason.CLOSED
    person.motivation = Motivation.MOTIVATED
    programme.log.event(Kind.MOTIVATED, person.number)
    return None


def train(programme: RunningProgramme, person: Person) -> Stage:
    """Spend time in in-house work training, if it is used; no job search meanwhile."""
    if person.luck.training >= programme.parameters.training:
        return None
    programme.log.event(Kind.TRAINING_STARTED, person.number)
    task = programme.attend(person, Activity.TRAINING, programme.parameters.training_wish)
    weeks = lognormal(
        person.luck.training_length,
        programme.parameters.training_weeks,
        programme.parameters.spread,
    )
    try:
        yield programme.env.timeout(weeks)
    except Interrupt:
        programme.log.event(Kind.TRAINING_ENDED, person.number)
        raise
    programme.release(task)
    programme.log.event(Kind.TRAINING_ENDED, person.number)
    return None


def begin_studies(programme: RunningProgramme, person: Person) -> Generator[Event, Any, Reason]:
    """Wait for a course to begin, then leave to study."""
    yield programme.env.timeout(
        lognormal(
            person.luck.study_time, programme.parameters.study_weeks, programme.parameters.spread
        )
    )
    programme.log.event(Kind.STUDY_STARTED, person.number)
    return Reason.STUDY


def find_job(
    programme: RunningProgramme, person: Person, kind: JobKind
) -> Generator[Event, Any, int]:
    """Search, with placements, until hired for a job of this kind; return the employer."""
    while True:
        employer, hired = yield from find_employer(programme, person, kind)
        if not hired:
            hired = yield from placement(programme, person, employer, kind)
        if hired:
            return employer
