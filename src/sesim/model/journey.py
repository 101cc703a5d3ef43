"""A participant's journey, from referral to the last day of support. Read it from the top.

engagement → mapping, with social and motivational work → [in-house training] → job search
→ placement → job → support → exit, and back to search when a placement or a job ends.
"""

from bisect import bisect_left
from collections.abc import Generator
from math import exp, inf
from typing import Any

from simpy import Event, Interrupt

from sesim.events import Activity, Goal, JobKind, Kind, Motivation, Reason
from sesim.model.health import look_ahead
from sesim.model.job import hold_job
from sesim.model.luck import JobLuck
from sesim.model.parameters import JOB_KINDS, NO_SHOW_WEEKS
from sesim.model.person import Person
from sesim.model.placement import placement
from sesim.model.programme import RunningProgramme
from sesim.model.sampling import choice, exponential, lognormal
from sesim.model.search import find_employer
from sesim.study.programme import MotivationPolicy

Life = Generator[Event, Any, None]
Stage = Generator[Event, Any, Reason | None]
"""Part of a stay; returns why the stay ends, or None if it continues."""


def journey(programme: RunningProgramme, person: Person) -> Life:
    """Be referred; if admitted, stay until something ends the stay."""
    programme.log.referred(person, programme.parameters.target_group)
    if not (yield from admitted(programme, person)):
        return
    try:
        reason = yield from stay(programme, person)
    except Interrupt as leaving:
        reason = Reason(str(leaving.cause))
    programme.exit(person, reason)


def admitted(programme: RunningProgramme, person: Person) -> Generator[Event, object, bool]:
    """Reach the programme through the referral group or directly, and wait for a place."""
    referred_at = programme.env.now
    patience = exponential(person.luck.patience, programme.parameters.withdrawal_rate)
    wait, closing = until_meeting(programme), until_closing(programme)
    if wait > 0:
        yield programme.env.timeout(min(wait, patience, closing))
    if closing <= min(wait, patience):  # the group does not meet again
        return withdraw(programme, person, Reason.PROGRAMME_CLOSED)
    if wait > patience:
        return withdraw(programme, person, Reason.LOST_PATIENCE)
    if person.luck.screened_out < programme.parameters.screened_out:
        programme.log.event(Kind.SCREENED_OUT, person.number)
        return False
    post = yield from programme.admission.place(person, patience - wait)
    if post is None:
        closed = programme.env.now >= programme.definition.closes
        return withdraw(
            programme, person, Reason.PROGRAMME_CLOSED if closed else Reason.LOST_PATIENCE
        )
    lose_motivation(programme, person, programme.env.now - referred_at)
    programme.log.event(Kind.ENROLLED, person.number, coach=post.name)
    return True


def withdraw(programme: RunningProgramme, person: Person, reason: Reason) -> bool:
    """Leave before there is a place; return that the person was not admitted."""
    programme.log.event(Kind.WITHDREW, person.number, reason=reason)
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


def lose_motivation(programme: RunningProgramme, person: Person, waited: float) -> None:
    """Let a motivated person start to waver, with a constant hazard while waiting."""
    lost = 1 - exp(-programme.parameters.motivation_loss * waited)
    if person.motivation is Motivation.MOTIVATED and person.luck.lost_motivation < lost:
        person.motivation = Motivation.WAVERING


def stay(programme: RunningProgramme, person: Person) -> Generator[Event, Any, Reason]:
    """Prepare, then search and work, and search again, until something ends the stay."""
    programme.begin_stay(person)
    look_ahead(programme, person, programme.env.now)
    programme.set_deadline(person, jobless=True)
    for stage in (engage, prepare, train):
        if (reason := (yield from stage(programme, person))) is not None:
            return reason
    if person.goal is Goal.STUDY:
        return (yield from begin_studies(programme, person))
    while True:
        luck = programme.streams.luck(JobLuck, person.number, person.jobs)
        kind = JOB_KINDS[choice(luck.kind, programme.parameters.job_kinds)]
        employer = yield from find_job(programme, person, kind)
        if (reason := (yield from hold_job(programme, person, employer, kind, luck))) is not None:
            return reason
        if luck.return_to_search >= programme.parameters.return_to_search:
            return Reason.LEFT_AFTER_JOB
        programme.set_deadline(person, jobless=True)


def engage(programme: RunningProgramme, person: Person) -> Stage:
    """Come to the first meetings; some people never do."""
    if person.luck.no_show >= programme.parameters.no_show:
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
    programme.work(person, Activity.MAPPING, (1 - before) * mapping, parameters.mapping_wish)
    programme.work(person, Activity.SOCIAL_WORK, (1 - before) * social, parameters.social_wish)
    return None


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
            hired = yield from placement(programme, person, employer)
        if hired:
            return employer
