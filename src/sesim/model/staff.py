"""Coaches over time: closed weeks, new terms, posts that change, holders who leave."""

import math
from collections.abc import Generator, Iterator
from itertools import count

from simpy import Event

from sesim.model.calendar import WEEKS_PER_YEAR
from sesim.model.luck import DepartureLuck, HolderLuck
from sesim.model.person import Person
from sesim.model.plan import Staffing
from sesim.model.post import Post
from sesim.model.programme import RunningProgramme
from sesim.model.sampling import exponential, lognormal, normal

Life = Generator[Event, object, None]

CANDIDATE_DEPARTURES_PER_YEAR = 4.0
"""Rate from which departures are thinned, so that they are the same in every scenario.

A constant of the address scheme, and the highest turnover the register allows.
"""


def start(p: RunningProgramme) -> None:
    """Set up the posts and start everything that happens to coaches."""
    p.env.process(_terms_and_posts(p))
    p.env.process(_closed_weeks(p))
    if p.plan.closes < p.horizon:
        p.env.process(_close(p))
    for post in p.posts:
        p.env.process(_holders(p, post))


def _closed_weeks(p: RunningProgramme) -> Life:
    """Close for July and Christmas, and open again."""
    for begin, end in p.plan.calendar.closed:
        yield p.env.timeout(begin - p.env.now)
        _set_hours(p, closed=True)
        yield p.env.timeout(end - p.env.now)
        _set_hours(p, closed=False)


def _terms_and_posts(p: RunningProgramme) -> Life:
    """Let new terms and new posts take effect on their days."""
    regimes = dict(zip(p.plan.weeks, p.plan.terms, strict=True))
    staffings = {staffing.since: staffing for staffing in p.plan.staffing}
    for week in sorted({*regimes, *staffings}):
        yield p.env.timeout(max(0.0, week) - p.env.now)
        p.terms = regimes.get(week, p.terms)
        for post in p.posts:
            post.norm = p.terms.caseload_norm
        if week in staffings:
            _restaff(p, staffings[week])
        _set_hours(p, p.plan.calendar.is_closed(p.env.now))
        p.admission.call_next()


def _restaff(p: RunningProgramme, staffing: Staffing) -> None:
    """Give every post its new state, and everybody who must move a coach who has room."""
    for post, state in zip(p.posts, staffing.posts, strict=False):  # later ones are not there yet
        name, fte = post.name, post.fte
        post.become(state)
        if post.vacant:
            continue
        if post.name != name and fte > 0:
            p.log.post_changed(name, 0.0)
        if (post.name, post.fte) != (name, fte):
            p.log.post_changed(post.name, post.fte)
    p.split_roles = any(post.fte > 0 and not post.supports for post in p.posts)
    for post in p.posts:
        for person in _too_many(post):
            others = [other for other in p.posts if other.supports and other is not post]
            best = max(others, key=_emptiness, default=None)
            if best is not None and (not post.supports or best.room > 0):
                p.hand_over(person, best)
    for person in p.enrolled():
        p.redirect_contact(person)


def _too_many(post: Post) -> list[Person]:
    """Those who must leave a post: all if it supports nobody, else the newest above the norm."""
    people = list(post.people)
    if not post.supports:
        return people
    keep = math.ceil(post.norm * post.fte)
    return people[: keep - 1 : -1] if len(people) > keep else []


def _emptiness(post: Post) -> float:
    return post.norm * post.fte - len(post.people)


def _close(p: RunningProgramme) -> Life:
    """Send home everybody who waits on the day the programme closes."""
    yield p.env.timeout(p.plan.closes)
    p.admission.close()


def _holders(p: RunningProgramme, post: Post) -> Life:
    """Let one holder follow another, with a vacancy between them and a new start each time."""
    _take_up(p, post, novice=not p.plan.experienced[post.number], at=_opening(p, post))
    for leaves_at in _departures(p, post):
        if leaves_at < p.env.now:
            continue  # fell into the vacancy
        yield p.env.timeout(leaves_at - p.env.now)
        if post.fte > 0:
            yield from _vacancy(p, post)
            post.holder += 1
            _take_up(p, post, novice=True, at=p.env.now)
            luck = p.streams.luck(HolderLuck, post.number, post.holder)
            post.trusted_at = p.env.now + lognormal(luck.trust, p.terms.trust_weeks, p.terms.spread)


def _vacancy(p: RunningProgramme, post: Post) -> Life:
    """Leave a post empty for a while: its people wait, and nobody new comes."""
    luck = p.streams.luck(HolderLuck, post.number, post.holder)
    _set_vacant(p, post, True)
    yield p.env.timeout(lognormal(luck.vacancy, p.terms.vacancy_weeks, p.terms.spread))
    _set_vacant(p, post, False)
    p.admission.call_next(post)


def _set_vacant(p: RunningProgramme, post: Post, vacant: bool) -> None:
    post.vacant = vacant
    if post.fte > 0:
        p.log.post_changed(post.name, 0.0 if vacant else post.fte)
    post.work_hours(p.terms, p.plan.calendar.is_closed(p.env.now))


def _take_up(p: RunningProgramme, post: Post, novice: bool, at: float) -> None:
    """Put a new holder into a post, with a skill of their own."""
    luck = p.streams.luck(HolderLuck, post.number, post.holder)
    post.effect = p.terms.coach_effect_sd * normal(luck.skill)
    post.skilled_at = at + p.terms.learning_weeks if novice else at


def _opening(p: RunningProgramme, post: Post) -> float:
    """When a post first exists, in weeks; the horizon if never."""
    for staffing in p.plan.staffing:
        if post.number < len(staffing.posts) and staffing.posts[post.number].fte > 0:
            return max(0.0, staffing.since)
    return p.horizon


def _departures(p: RunningProgramme, post: Post) -> Iterator[float]:
    """When holders leave, in weeks.

    Thinned from candidates at a fixed rate, so that two scenarios share the departures that both
    have.
    """
    time = 0.0
    for i in count():
        luck = p.streams.luck(DepartureLuck, post.number, i)
        time += exponential(luck.gap, CANDIDATE_DEPARTURES_PER_YEAR / WEEKS_PER_YEAR)
        if time >= p.horizon:
            return
        kept = p.plan.terms_at(time).departures_per_year / CANDIDATE_DEPARTURES_PER_YEAR
        if luck.thinning < kept:
            yield time


def _set_hours(p: RunningProgramme, closed: bool) -> None:
    for post in p.posts:
        post.work_hours(p.terms, closed)
