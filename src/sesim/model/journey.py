"""A participant's journey, from referral to the last day of support. Read it from the top.

engagement → mapping beside social and motivational work → [in-house training] → job search
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
"""Part of a stay; returns why the stay ends, or None if it goes on."""


def journey(p: RunningProgramme, person: Person) -> Life:
    """Be referred; if admitted, stay until something ends the stay."""
    p.log.referred(person, p.terms.target_group)
    if not (yield from admitted(p, person)):
        return
    try:
        reason = yield from stay(p, person)
    except Interrupt as leaving:
        reason = Reason(str(leaving.cause))
    p.exit(person, reason)


def admitted(p: RunningProgramme, person: Person) -> Generator[Event, object, bool]:
    """Reach the programme through the referral group or directly, and wait for a place."""
    referred_at = p.env.now
    patience = exponential(person.luck.patience, p.terms.withdrawal_rate)
    wait, closing = until_meeting(p), until_closing(p)
    if wait > 0:
        yield p.env.timeout(min(wait, patience, closing))
    if closing <= min(wait, patience):  # the group does not meet any more
        return withdraw(p, person, Reason.PROGRAMME_CLOSED)
    if wait > patience:
        return withdraw(p, person, Reason.LOST_PATIENCE)
    if person.luck.screened_out < p.terms.screened_out:
        p.log.event(Kind.SCREENED_OUT, person.number)
        return False
    post = yield from p.admission.place(person, patience - wait)
    if post is None:
        closed = p.env.now >= p.plan.closes
        return withdraw(p, person, Reason.PROGRAMME_CLOSED if closed else Reason.LOST_PATIENCE)
    lose_motivation(p, person, p.env.now - referred_at)
    p.log.event(Kind.ENROLLED, person.number, coach=post.name)
    return True


def withdraw(p: RunningProgramme, person: Person, reason: Reason) -> bool:
    """Leave before there was a place; return that the person was not admitted."""
    p.log.event(Kind.WITHDREW, person.number, reason=reason)
    return False


def until_meeting(p: RunningProgramme) -> float:
    """Return the weeks until the referral group meets; none where people come directly."""
    if not p.terms.by_group:
        return 0.0
    i = bisect_left(p.meetings, p.env.now)
    return p.meetings[i] - p.env.now if i < len(p.meetings) else inf


def until_closing(p: RunningProgramme) -> float:
    """Return the weeks until the programme closes; infinity if it never does."""
    return p.plan.closes - p.env.now if p.plan.closes < p.horizon else inf


def lose_motivation(p: RunningProgramme, person: Person, waited: float) -> None:
    """Let a motivated person waver, with a hazard for each week of waiting."""
    lost = 1 - exp(-p.terms.motivation_loss * waited)
    if person.motivation is Motivation.MOTIVATED and person.luck.lost_motivation < lost:
        person.motivation = Motivation.WAVERING


def stay(p: RunningProgramme, person: Person) -> Generator[Event, Any, Reason]:
    """Prepare, then search and work, and search again, until there is a reason to leave."""
    p.begin_stay(person)
    look_ahead(p, person, p.env.now)
    p.set_deadline(person, jobless=True)
    for stage in (engage, prepare, train):
        if (reason := (yield from stage(p, person))) is not None:
            return reason
    if person.goal is Goal.STUDY:
        return (yield from begin_studies(p, person))
    while True:
        luck = p.streams.luck(JobLuck, person.number, person.jobs)
        kind = JOB_KINDS[choice(luck.kind, p.terms.job_kinds)]
        employer = yield from find_job(p, person, kind)
        if (reason := (yield from hold_job(p, person, employer, kind, luck))) is not None:
            return reason
        if luck.return_to_search >= p.terms.return_to_search:
            return Reason.LEFT_AFTER_JOB
        p.set_deadline(person, jobless=True)


def engage(p: RunningProgramme, person: Person) -> Stage:
    """Come to the first meetings; some never do."""
    if person.luck.no_show >= p.terms.no_show:
        return None
    yield p.env.timeout(person.luck.no_show_time * NO_SHOW_WEEKS)
    return Reason.DROPPED_OUT


def prepare(p: RunningProgramme, person: Person) -> Stage:
    """Map, settle social problems and find motivation, as far as the programme wants it first.

    Back-heaviness is the share of mapping and social work that must be received before search
    may begin; the rest runs beside the search. Motivational work always comes before it.
    """
    terms = p.terms
    unmotivated = person.motivation is not Motivation.MOTIVATED
    if person.motivation is Motivation.NOT_MOTIVATED and terms.policy is MotivationPolicy.CLOSE:
        return (yield from be_closed(p, person))
    mapping = lognormal(person.luck.mapping_hours, terms.mapping_hours, terms.mapping_spread)
    social = lognormal(person.luck.social_hours, terms.social_hours, terms.social_spread)
    before = terms.back_heaviness
    first = (
        p.work(person, Activity.MAPPING, before * mapping, terms.mapping_wish),
        p.work(person, Activity.SOCIAL_WORK, before * social, terms.social_wish),
    )
    if unmotivated and terms.policy is MotivationPolicy.MOTIVATE:
        reason = yield from be_motivated(p, person)
        if reason is not None:
            return reason
    for task in first:
        if task is not None:
            yield task
    p.work(person, Activity.MAPPING, (1 - before) * mapping, terms.mapping_wish)
    p.work(person, Activity.SOCIAL_WORK, (1 - before) * social, terms.social_wish)
    return None


def be_closed(p: RunningProgramme, person: Person) -> Stage:
    """Be found unmotivated while the situation is mapped, and leave for another measure."""
    p.attend(person, Activity.MAPPING, p.terms.mapping_wish)
    yield p.env.timeout(lognormal(person.luck.closing_time, p.terms.closing_weeks, p.terms.spread))
    return Reason.CLOSED


def be_motivated(p: RunningProgramme, person: Person) -> Stage:
    """Receive motivational work until motivated, or leave when it has not helped."""
    terms, level = p.terms, person.motivation
    hours = lognormal(person.luck.motivating_hours, terms.motivating_hours[level], terms.spread)
    task = p.work(person, Activity.MOTIVATIONAL_WORK, hours, terms.motivating_wish)
    if task is not None:
        yield task
    if person.luck.ever_motivated >= terms.ever_motivated[level]:
        return Reason.CLOSED
    person.motivation = Motivation.MOTIVATED
    p.log.event(Kind.MOTIVATED, person.number)
    return None


def train(p: RunningProgramme, person: Person) -> Stage:
    """Spend time in the municipality's own unit, where that is the habit; no search meanwhile."""
    if person.luck.training >= p.terms.training:
        return None
    p.log.event(Kind.TRAINING_STARTED, person.number)
    task = p.attend(person, Activity.TRAINING, p.terms.training_wish)
    weeks = lognormal(person.luck.training_length, p.terms.training_weeks, p.terms.spread)
    try:
        yield p.env.timeout(weeks)
    except Interrupt:
        p.log.event(Kind.TRAINING_ENDED, person.number)
        raise
    p.release(task)
    p.log.event(Kind.TRAINING_ENDED, person.number)
    return None


def begin_studies(p: RunningProgramme, person: Person) -> Generator[Event, Any, Reason]:
    """Wait for a course to begin, and leave for it."""
    yield p.env.timeout(lognormal(person.luck.study_time, p.terms.study_weeks, p.terms.spread))
    p.log.event(Kind.STUDY_STARTED, person.number)
    return Reason.STUDY


def find_job(p: RunningProgramme, person: Person, kind: JobKind) -> Generator[Event, Any, int]:
    """Search, and do placements, until hired for a job of the kind; return the employer."""
    while True:
        employer, hired = yield from find_employer(p, person, kind)
        if not hired:
            hired = yield from placement(p, person, employer)
        if hired:
            return employer
