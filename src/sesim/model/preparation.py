"""What comes before the job search: meetings, mapping, social and motivational work, training."""

from collections.abc import Generator
from typing import Any

from simpy import Event, Interrupt

from sesim.events import Activity, Goal, Kind, Motivation, Reason
from sesim.model.constants import LEAST_EMERGING_HOURS, NO_SHOW_WEEKS
from sesim.model.leaving import Phase, enter
from sesim.model.motivation import lose_motivation
from sesim.model.person import Person
from sesim.model.programme import RunningProgramme
from sesim.model.sampling import lognormal, rest_of_lognormal
from sesim.model.standing import Stage
from sesim.model.task import Task
from sesim.study.programme import MotivationPolicy

Part = Generator[Event, Any, Reason | None]
"""Part of a stay; returns why the stay ends, or None if it continues."""


def get_ready(programme: RunningProgramme, person: Person) -> Part:
    """Do all that comes before job search, or before studies."""
    enter(programme, person, Phase.PREPARING)
    stages = engage, prepare, train
    for stage in stages[stages_behind(person) :]:
        if (reason := (yield from stage(programme, person))) is not None:
            return reason
    if person.goal is Goal.STUDY:
        return (yield from begin_studies(programme, person))
    return None


def stages_behind(person: Person) -> int:
    """Return how many of the stages before the search a person has behind them."""
    if person.stands(Stage.PREPARING, Stage.SETTLING, Stage.BEING_CLOSED):
        return 1
    if person.stands(Stage.TRAINING):
        return 2
    return 3 if person.stands(Stage.BEGINNING_STUDIES) else 0


def engage(programme: RunningProgramme, person: Person) -> Part:
    """Come to the first meetings; some people never do."""
    no_show = programme.parameters.no_show * person.exit_ratio(programme.parameters)
    if person.luck.no_show >= no_show and not person.stands(Stage.STAYING_AWAY):
        return None
    programme.begin(person, Stage.STAYING_AWAY)
    left = NO_SHOW_WEEKS - (programme.env.now - person.since)
    yield programme.env.timeout(person.luck.no_show_time * max(0.0, left))
    return Reason.DROPPED_OUT


def prepare(programme: RunningProgramme, person: Person) -> Part:
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
    if not person.stands(Stage.SETTLING):
        first = begin_preparing(programme, person)
        if unmotivated and parameters.policy is MotivationPolicy.MOTIVATE:
            reason = yield from be_motivated(programme, person)
            if reason is not None:
                return reason
        for task in first:
            if task.open:
                yield task
    yield from settle_what_emerges(programme, person)
    mapping, social = person.needed
    before = parameters.back_heaviness
    prepared_for = programme.env.now - person.enrolled_at
    lose_motivation(
        person, person.luck.lost_preparing, parameters.preparing_motivation_loss, prepared_for
    )
    person.employability += parameters.person_gain * parameters.gain_of(
        before * (mapping + social) + person.emerged
    )
    programme.work(person, Activity.MAPPING, (1 - before) * mapping, parameters.mapping_wish)
    programme.work(person, Activity.SOCIAL_WORK, (1 - before) * social, parameters.social_wish)
    return None


def begin_preparing(programme: RunningProgramme, person: Person) -> list[Task]:
    """Request the hours of mapping and social work that come before the search."""
    parameters, luck = programme.parameters, person.luck
    if programme.begin(person, Stage.PREPARING) is None:
        mapping = lognormal(luck.mapping_hours, parameters.mapping_hours, parameters.mapping_spread)
        social = lognormal(luck.social_hours, parameters.social_hours, parameters.social_spread)
        person.needed = mapping, social
        before = parameters.back_heaviness
        programme.work(person, Activity.MAPPING, before * mapping, parameters.mapping_wish)
        programme.work(person, Activity.SOCIAL_WORK, before * social, parameters.social_wish)
    return list(person.tasks)


def settle_what_emerges(programme: RunningProgramme, person: Person) -> Generator[Event, Any, None]:
    """Do the social work that emerged in preparation so far, and what emerges meanwhile.

    Each stage of preparation brings new problems, the more the longer it was and the more the
    programme settles first; it may never end.
    """
    parameters = programme.parameters
    rate = parameters.back_heaviness * parameters.emerging_hours
    weeks = programme.env.now - person.enrolled_at
    while person.stands(Stage.SETTLING) or (hours := rate * weeks) >= LEAST_EMERGING_HOURS:
        task: Task | None
        if programme.begin(person, Stage.SETTLING) is None:
            task = programme.work(person, Activity.SOCIAL_WORK, hours, parameters.social_wish)
        else:
            [task, *_] = person.tasks
            hours = task.received + task.left()
        if task is not None:
            yield task
        person.emerged += hours
        weeks = programme.env.now - person.since


def be_closed(programme: RunningProgramme, person: Person) -> Part:
    """Be found unmotivated during mapping, and be discharged."""
    parameters = programme.parameters
    programme.begin(person, Stage.BEING_CLOSED)
    programme.attend(person, Activity.MAPPING, parameters.mapping_wish)
    passed = programme.env.now - person.since
    yield programme.env.timeout(
        rest_of_lognormal(
            person.luck.closing_time, parameters.closing_weeks, parameters.spread, passed
        )
    )
    return Reason.CLOSED


def be_motivated(programme: RunningProgramme, person: Person) -> Part:
    """Receive motivational work until motivated; be discharged if it does not help."""
    parameters, level = programme.parameters, person.motivation
    begun = [task for task in person.tasks if task.activity is Activity.MOTIVATIONAL_WORK]
    task = begun[0] if begun else None
    if task is None:
        hours = lognormal(
            person.luck.motivating_hours, parameters.motivating_hours[level], parameters.spread
        )
        wish = parameters.motivating_wish
        task = programme.work(person, Activity.MOTIVATIONAL_WORK, hours, wish)
    if task is not None:
        yield task
    if person.luck.ever_motivated >= parameters.ever_motivated[level]:
        return Reason.CLOSED
    person.motivation = Motivation.MOTIVATED
    programme.log.event(Kind.MOTIVATED, person.number)
    return None


def train(programme: RunningProgramme, person: Person) -> Part:
    """Spend time in in-house work training, if it is used; no job search meanwhile."""
    parameters, begun = programme.parameters, person.stands(Stage.TRAINING)
    if person.luck.training >= parameters.training and not begun:
        return None
    programme.begin(person, Stage.TRAINING)
    if not begun:
        programme.log.event(Kind.TRAINING_STARTED, person.number)
    task = programme.attend(person, Activity.TRAINING, parameters.training_wish)
    passed = programme.env.now - person.since
    weeks = rest_of_lognormal(
        person.luck.training_length, parameters.training_weeks, parameters.spread, passed
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
    programme.begin(person, Stage.BEGINNING_STUDIES)
    parameters, passed = programme.parameters, programme.env.now - person.since
    yield programme.env.timeout(
        rest_of_lognormal(person.luck.study_time, parameters.study_weeks, parameters.spread, passed)
    )
    programme.log.event(Kind.STUDY_STARTED, person.number)
    return Reason.STUDY
