"""What is handed over from one part of a simulation to the next: people, employers and posts.

With all of it, a programme goes on as if it had not been interrupted, but for new luck.
"""

from collections.abc import Generator
from typing import NamedTuple

from simpy import Event

from sesim.events import Activity, Kind, Motivation
from sesim.model.clock import Alarm
from sesim.model.employers import Employers
from sesim.model.health import is_ill
from sesim.model.journey import journey
from sesim.model.luck import PersonLuck
from sesim.model.motivation import one_step_up
from sesim.model.person import Person
from sesim.model.post import PostStanding, RunningPost
from sesim.model.programme import RunningProgramme
from sesim.model.standing import OpenWork, Stage, Standing

NUMBERS_FROM = 1 << 27
"""The first of the numbers of those who are there on the first day, above those of all others."""


class Placed(NamedTuple):
    """A person of the first day.

    Attributes:
        number: among those of the first day, from 0; it addresses the luck that comes.
        coach: the name of the post whose caseload the person is on, if it is known.
    """

    number: int
    standing: Standing
    coach: str | None = None


class Handover(NamedTuple):
    """The state of a programme at a moment.

    Attributes:
        people: those enrolled and those who wait, each in order of arrival.
    """

    people: tuple[Placed, ...]
    employers: Employers
    posts: tuple[PostStanding, ...]


def handed_over(programme: RunningProgramme) -> Handover:
    """Return the state of a programme as it is now."""
    people = tuple(
        Placed(i, standing_of(programme, person), _post_of(person))
        for i, person in enumerate((*programme.enrolled(), *programme.waiting))
    )
    return Handover(people, *surroundings(programme))


def surroundings(programme: RunningProgramme) -> tuple[Employers, tuple[PostStanding, ...]]:
    """Return the state of a programme without its people."""
    now = programme.env.now
    posts = tuple(post.standing(now) for post in programme.posts if post.fte > 0)
    return programme.employers.at(now), posts


def _post_of(person: Person) -> str | None:
    return person.post.name if person.post is not None else None


# --- where a person stands -----------------------------------------------------------------------

SUPPORT = {Stage.PLACED: Activity.PLACEMENT_SUPPORT, Stage.WORKING: Activity.JOB_SUPPORT}
"""The support that counts for how a stage goes on."""


def standing_of(programme: RunningProgramme, person: Person) -> Standing:
    """Return where a person stands now who is waiting or enrolled."""
    now, spell, tasks = programme.env.now, person.spell, person.open_tasks()
    searched_at = None if spell is None else spell.searched_at
    support = [task for task in tasks if task.activity is SUPPORT.get(person.stage)]
    received, wished = person.support_before
    mapping = [task for task in tasks if task.activity is Activity.MAPPING]
    return Standing(
        stage=person.stage,
        sex=person.sex,
        age=person.age,
        goal=person.goal,
        motivation=_motivation(person, now),
        found=person.found,
        employability=person.employability,
        referred_for=now - person.referred_at,
        enrolled_for=0.0 if person.post is None else now - person.enrolled_at,
        stage_for=now - person.since,
        spell_for=0.0 if spell is None else now - spell.began,
        searching_for=None if searched_at is None else now - searched_at,
        ill_for=now - person.ill_at
        if person.post is not None and is_ill(programme, person)
        else None,
        mapped=programme.known_hours(person) - sum(task.received_until_now() for task in mapping),
        needed=person.needed,
        emerged=person.emerged,
        open=tuple(
            OpenWork(task.activity, task.left(), task.received_until_now(), task.wish)
            for task in tasks
            if task.is_work
        ),
        kind=person.kind,
        employer=person.employer,
        placed_for=now - person.placed_at,
        served=person.served,
        received=received + sum(task.received_until_now() for task in support),
        wished=wished + sum(task.wished_until_now() for task in support),
    )


def _motivation(person: Person, now: float) -> Motivation:
    """Return a person's motivation, with a step up that is due."""
    due = person.gains_at is not None and person.gains_at <= now
    if due and person.motivation is not Motivation.MOTIVATED:
        return one_step_up(person.motivation)
    return person.motivation


# --- the first day -------------------------------------------------------------------------------


def take_over(programme: RunningProgramme, handover: Handover) -> None:
    """Let a programme that has not started yet begin with what is handed over."""
    programme.employers.take_over(handover.employers)
    programme.handed = {post.name: post for post in handover.posts}


def arrive(
    programme: RunningProgramme, placed: tuple[Placed, ...]
) -> Generator[Event, object, None]:
    """Put everyone where they stand, on the first day."""
    yield programme.env.timeout(0.0)  # until then, there are no posts
    people = []
    for place, standing, coach in placed:
        number = NUMBERS_FROM + place
        person = Person(number, programme.streams.luck(PersonLuck, number), programme.parameters)
        person.stand(standing)
        if standing.stage is not Stage.WAITING:
            programme.take_on(_post(programme, coach), person)
        if standing.stage in (Stage.BEGINNING_PLACEMENT, Stage.PLACED):
            programme.employers.host(standing.employer)
        people.append(person)
    _log_the_past(programme, people)
    programme.admission.call_next()
    programme.resuming = True
    for person in people:
        person.process = programme.env.process(journey(programme, person))
    Alarm(programme.env, 0.0, lambda _: _go_on(programme))


def _go_on(programme: RunningProgramme) -> None:
    programme.resuming = False


def _post(programme: RunningProgramme, coach: str | None) -> RunningPost:
    """Return a person's post: that of their coach, or else the one with most room."""
    supporting = [post for post in programme.posts if post.supports]
    named = [post for post in supporting if post.name == coach]
    return max(named or supporting, key=lambda post: post.places_left)


BEGUN = {
    Stage.TRAINING: Kind.TRAINING_STARTED,
    Stage.SEARCHING: Kind.SEARCH_STARTED,
    Stage.BEGINNING_PLACEMENT: Kind.SEARCH_STARTED,
    Stage.PLACED: Kind.PLACEMENT_STARTED,
    Stage.WORKING: Kind.JOB_STARTED,
}
"""The event with which a stage begins."""


def _log_the_past(programme: RunningProgramme, people: list[Person]) -> None:
    """Log how everyone came to where they stand, before the first day: at negative times."""
    rows: list[tuple[float, Person, Kind]] = []
    for person in people:
        if (standing := person.standing) is None:
            continue
        rows.append((-standing.referred_for, person, Kind.REFERRED))
        if standing.stage is not Stage.WAITING:
            rows.append((-standing.enrolled_for, person, Kind.ENROLLED))
        if standing.stage in BEGUN:
            is_placed = standing.stage is Stage.PLACED
            began = -(standing.placed_for if is_placed else standing.stage_for)
            rows.append((began, person, BEGUN[standing.stage]))
    for time, person, kind in sorted(rows, key=lambda row: row[0]):
        _log(programme, time, person, kind)


def _log(programme: RunningProgramme, time: float, person: Person, kind: Kind) -> None:
    """Log one event of the past."""
    log, number = programme.log, person.number
    match kind:
        case Kind.REFERRED:
            log.referred(person, programme.parameters.target_group, at=time)
        case Kind.ENROLLED:
            log.event(kind, number, coach=_post_of(person), at=time)
        case Kind.PLACEMENT_STARTED:
            log.event(kind, number, employer=person.employer, at=time)
        case Kind.JOB_STARTED:
            log.event(kind, number, job_kind=person.kind, employer=person.employer, at=time)
        case _:
            log.event(kind, number, at=time)
