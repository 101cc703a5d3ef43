"""Coaches over time: closed weeks, new parameters, posts that change, holders who leave."""

import math
from collections.abc import Generator, Iterator
from itertools import count

from simpy import Event

from sesim.model.calendar import WEEKS_PER_YEAR
from sesim.model.luck import DepartureLuck, HolderLuck
from sesim.model.model_programme import Staffing
from sesim.model.person import Person
from sesim.model.post import RunningPost
from sesim.model.programme import RunningProgramme
from sesim.model.sampling import exponential, lognormal, normal, rest_of_lognormal

Course = Generator[Event, object, None]

CANDIDATE_DEPARTURES_PER_YEAR = 4.0
"""Rate from which departures are thinned, so that they are the same in every scenario.

A constant of the address scheme, and the highest turnover that the register allows.
"""


def start(programme: RunningProgramme) -> None:
    """Set up the posts and start the processes of coaches."""
    programme.env.process(_parameters_and_posts(programme))
    programme.env.process(_closed_weeks(programme))
    if programme.definition.closes < programme.horizon:
        programme.env.process(_close(programme))
    for post in programme.posts:
        programme.env.process(_holders(programme, post))


def _closed_weeks(programme: RunningProgramme) -> Course:
    """Close for July and Christmas, and open again."""
    for begin, end in programme.definition.calendar.closed:
        yield programme.env.timeout(begin - programme.env.now)
        _set_hours(programme, closed=True)
        yield programme.env.timeout(end - programme.env.now)
        _set_hours(programme, closed=False)


def _parameters_and_posts(programme: RunningProgramme) -> Course:
    """Apply new parameters and new posts on their days."""
    regimes = dict(zip(programme.definition.weeks, programme.definition.parameters, strict=True))
    staffings = {staffing.since: staffing for staffing in programme.definition.staffing}
    for week in sorted({*regimes, *staffings}):
        yield programme.env.timeout(max(0.0, week) - programme.env.now)
        programme.parameters = regimes.get(week, programme.parameters)
        for post in programme.posts:
            post.norm = programme.parameters.caseload_norm
        if week in staffings:
            _restaff(programme, staffings[week])
        _set_hours(programme, programme.definition.calendar.is_closed(programme.env.now))
        programme.admission.call_next()


def _restaff(programme: RunningProgramme, staffing: Staffing) -> None:
    """Give every post its new state, and move people from posts that cannot keep them."""
    for post, state in zip(
        programme.posts, staffing.posts, strict=False
    ):  # later posts do not exist yet
        name, fte = post.name, post.fte
        post.become(state)
        if post.vacant:
            continue
        if post.name != name and fte > 0:
            programme.log.post_changed(name, 0.0)
        if (post.name, post.fte) != (name, fte):
            programme.log.post_changed(post.name, post.fte)
    programme.split_roles = any(post.fte > 0 and not post.supports for post in programme.posts)
    for post in programme.posts:
        for person in _too_many(post):
            others = [other for other in programme.posts if other.supports and other is not post]
            best = max(others, key=lambda other: other.places_left, default=None)
            if best is not None and (not post.supports or best.room > 0):
                programme.hand_over(person, best)
    for person in programme.enrolled():
        programme.redirect_contact(person)


def _too_many(post: RunningPost) -> list[Person]:
    """Return who must leave a post: all if it supports no one, else the newest above the norm."""
    people = list(post.people)
    if not post.supports:
        return people
    keep = math.ceil(post.norm * post.fte)
    return people[: keep - 1 : -1] if len(people) > keep else []


def _close(programme: RunningProgramme) -> Course:
    """Empty the waiting list on the day when the programme closes."""
    yield programme.env.timeout(programme.definition.closes)
    programme.admission.close()


def _holders(programme: RunningProgramme, post: RunningPost) -> Course:
    """Let one holder succeed another, with a vacancy in between."""
    _take_up(
        programme,
        post,
        novice=not programme.definition.experienced[post.number],
        at=_opening(programme, post),
    )
    if programme.handed:
        yield from _hold(programme, post)
    for leaves_at in _departures(programme, post):
        if leaves_at < programme.env.now:
            continue  # it fell into the vacancy
        yield programme.env.timeout(leaves_at - programme.env.now)
        if post.fte > 0:
            yield from _succeed(programme, post)


def _hold(programme: RunningProgramme, post: RunningPost) -> Course:
    """Go on with the holder, or the vacancy, that a post has on the first day."""
    yield programme.env.timeout(0.0)  # until then, posts have no names
    stood = programme.handed.get(post.name)
    if stood is None or post.fte == 0:
        return
    post.stand(stood, programme.env.now)
    if stood.vacant_for is not None:
        yield from _succeed(programme, post, stood.vacant_for)


def _succeed(programme: RunningProgramme, post: RunningPost, passed: float = 0.0) -> Course:
    """Leave a post vacant, some weeks of which have passed, and let someone new take it up."""
    yield from _vacancy(programme, post, passed)
    post.holder += 1
    _take_up(programme, post, novice=True, at=programme.env.now)
    luck = programme.streams.luck(HolderLuck, post.number, post.holder)
    post.trusted_at = programme.env.now + lognormal(
        luck.trust, programme.parameters.trust_weeks, programme.parameters.spread
    )


def _vacancy(programme: RunningProgramme, post: RunningPost, passed: float) -> Course:
    """Leave a post empty for some time: its people wait, and it takes no one on."""
    luck, parameters = (
        programme.streams.luck(HolderLuck, post.number, post.holder),
        programme.parameters,
    )
    post.vacant_since = programme.env.now - passed
    _set_vacant(programme, post, True)
    yield programme.env.timeout(
        rest_of_lognormal(luck.vacancy, parameters.vacancy_weeks, parameters.spread, passed)
    )
    _set_vacant(programme, post, False)
    programme.admission.call_next(post)


def _set_vacant(programme: RunningProgramme, post: RunningPost, vacant: bool) -> None:
    post.vacant = vacant
    if post.fte > 0:
        programme.log.post_changed(post.name, 0.0 if vacant else post.fte)
    _set_hours(programme, programme.definition.calendar.is_closed(programme.env.now))


def _take_up(programme: RunningProgramme, post: RunningPost, novice: bool, at: float) -> None:
    """Put a new holder into a post, with a new skill."""
    luck = programme.streams.luck(HolderLuck, post.number, post.holder)
    post.effect = programme.parameters.coach_effect_sd * normal(luck.skill)
    post.skilled_at = at + programme.parameters.learning_weeks if novice else at


def _opening(programme: RunningProgramme, post: RunningPost) -> float:
    """Return when a post first exists, in weeks; the horizon if never."""
    for staffing in programme.definition.staffing:
        if post.number < len(staffing.posts) and staffing.posts[post.number].fte > 0:
            return max(0.0, staffing.since)
    return programme.horizon


def _departures(programme: RunningProgramme, post: RunningPost) -> Iterator[float]:
    """Yield when holders leave, in weeks.

    Departures are thinned from candidates at a fixed rate, so that scenarios share them.
    """
    time = 0.0
    for i in count():
        luck = programme.streams.luck(DepartureLuck, post.number, i)
        time += exponential(luck.gap, CANDIDATE_DEPARTURES_PER_YEAR / WEEKS_PER_YEAR)
        if time >= programme.horizon:
            return
        kept = (
            programme.definition.parameters_at(time).departures_per_year
            / CANDIDATE_DEPARTURES_PER_YEAR
        )
        if luck.thinning < kept:
            yield time


def _set_hours(programme: RunningProgramme, closed: bool) -> None:
    team = sum(post.fte for post in programme.posts)
    for post in programme.posts:
        post.work_hours(programme.parameters, closed, team)
