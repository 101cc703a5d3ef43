"""A programme of a study in the model's units: translated once, and picklable."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from sesim.model.calendar import Calendar
from sesim.model.caseload import Caseload, caseload
from sesim.model.inflow import Described, Inflow, Step, inflow_of, steps_of
from sesim.model.parameters import ModelParameters, model_parameters
from sesim.model.places import Posts, PostState, placed, scaled
from sesim.study.frozen import Same
from sesim.study.paths import FuturePath, on_path
from sesim.study.posts import Post, Role
from sesim.study.programme import Programme
from sesim.study.regimes import Regime
from sesim.study.study import Study


class Staffing(NamedTuple):
    """All posts from a time on, by their place in the programme."""

    since: float
    posts: Posts


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelProgramme:
    """One programme of a study, in the model's units.

    Attributes:
        weeks: when regimes begin, oldest first.
        parameters: the parameters of each regime.
        staffing: posts by the week from which they hold, oldest first.
        inflow: expected referrals by the week from which they hold, oldest first.
        closes: when the programme closes and discharges everyone, in weeks; the horizon if never.
        experienced: whether the first holder of each post is experienced, by place.
        caseload: who is there on the first day; None for nobody.
    """

    name: str
    seed: int
    calendar: Calendar
    weeks: tuple[float, ...]
    parameters: tuple[ModelParameters, ...]
    staffing: tuple[Staffing, ...]
    inflow: tuple[Inflow, ...]
    closes: float
    experienced: tuple[bool, ...]
    caseload: Caseload | None = None

    def parameters_at(self, week: float) -> ModelParameters:
        """Return the parameters in force at a time, in weeks."""
        return self.parameters[max(0, bisect_right(self.weeks, week) - 1)]


class Outline(NamedTuple):
    """What of a programme follows from its description alone, and so is the same in every draw."""

    weeks: tuple[float, ...]
    staffing: tuple[Staffing, ...]
    steps: tuple[Step, ...]
    closes: float
    experienced: tuple[bool, ...]


def model_programmes(study: Study, path: FuturePath | None = None) -> dict[str, ModelProgramme]:
    """Return each programme of a study in the model's units, by name.

    Args:
        study: with its parameters.
        path: of the future; None if all of it is as the study assumes.
    """
    settings = study.settings
    calendar = _calendar(settings.start, settings.end)
    return {
        name: _model_programme(
            name, settings.seed, calendar, _regimes(study, name, path), _caseload(study, name)
        )
        for name in study.programmes
    }


def _regimes(study: Study, name: str, path: FuturePath | None) -> tuple[Regime, ...]:
    """Return the dated states of a programme; a path changes what the scenario gives."""
    regimes = study.regimes(name)
    return regimes if path is None else on_path(regimes, path)


def _caseload(study: Study, name: str) -> Caseload | None:
    """Return who is in a programme when the study begins; None if it begins empty."""
    programme, settings = study.programmes[name], study.settings
    if programme.today is None:
        return None
    before = None
    if programme.since < settings.start:
        calendar = _calendar(programme.since, settings.start - timedelta(days=1))
        regimes = study.regimes_before(name)
        before = _model_programme(f"{name} before", settings.seed, calendar, regimes)
    return caseload(programme.today, before)


@lru_cache(maxsize=16)
def _calendar(start: date, end: date) -> Calendar:
    return Calendar(start, end)


def _model_programme(
    name: str,
    seed: int,
    calendar: Calendar,
    regimes: tuple[Regime, ...],
    people: Caseload | None = None,
) -> ModelProgramme:
    described = tuple((regime.since, Same(regime.programme)) for regime in regimes)
    outline = _outline(calendar, described)
    return ModelProgramme(
        name=name,
        seed=seed,
        calendar=calendar,
        weeks=outline.weeks,
        parameters=tuple(
            model_parameters(regime.programme, regime.parameters) for regime in regimes
        ),
        staffing=outline.staffing,
        inflow=inflow_of(outline.steps, regimes),
        closes=outline.closes,
        experienced=outline.experienced,
        caseload=people,
    )


@lru_cache(maxsize=2048)
def _outline(calendar: Calendar, described: tuple[tuple[date, Same[Programme]], ...]) -> Outline:
    """Return what follows from a programme's regimes, without the parameters of a draw."""
    regimes = tuple(Described(since, one.record) for since, one in described)
    latest = regimes[-1].programme
    staffing = _staffing(calendar, regimes)
    closes = _closing(calendar, latest, staffing)
    return Outline(
        weeks=tuple(calendar.week(regime.since) for regime in regimes),
        staffing=staffing,
        steps=steps_of(calendar, regimes, calendar.week(latest.since), closes),
        closes=closes,
        experienced=_experienced(regimes, staffing),
    )


def _staffing(calendar: Calendar, regimes: tuple[Described, ...]) -> tuple[Staffing, ...]:
    """Return the posts over time, over all regimes; days without a change are left out."""
    found: list[Staffing] = []
    for i, regime in enumerate(regimes):
        ends = regimes[i + 1].since if i + 1 < len(regimes) else date.max
        days = {regime.since, *_turning_points(regime.programme)}
        for day in sorted(day for day in days if regime.since <= day < ends):
            posts = _posts(regime.programme, day)
            if not found or posts != found[-1].posts:
                found.append(Staffing(calendar.week(day), posts))
    by_place = placed(state.posts for state in found)
    return tuple(map(Staffing, (state.since for state in found), by_place))


def _closing(calendar: Calendar, latest: Programme, staffing: tuple[Staffing, ...]) -> float:
    """Return when the programme closes, in weeks: its own date, or when its last post ends."""
    closes = calendar.week(latest.until) if latest.until else calendar.horizon
    for state in reversed(staffing):
        if any(post.fte > 0 for post in state.posts):
            break
        closes = min(closes, state.since)
    return max(closes, 0.0)


def _experienced(
    regimes: tuple[Described, ...], staffing: tuple[Staffing, ...]
) -> tuple[bool, ...]:
    """Whether each place's first holder is experienced, as in the first list with its post."""
    first: dict[int, str] = {}
    for state in staffing:
        for place, post in enumerate(state.posts):
            first.setdefault(place, post.name)
    known: dict[str, bool] = {}
    for regime in reversed(regimes):
        known |= _experience(regime.programme, len(first))
    return tuple(known[name] for name in first.values())


def _experience(programme: Programme, most: int) -> dict[str, bool]:
    """Return whether the first holder of each post is experienced, by its name.

    Posts that exist only because of `post_size` follow the posts listed; those that exist only
    because of `fte_scale` begin with someone experienced if all listed posts do.
    """
    listed = {post.name: post.experienced for post in programme.posts}
    names, others = cut_names(programme.posts), [all(listed.values())] * most
    if programme.post_size is not None:
        return dict(zip(names, [*listed.values(), *others], strict=False))
    added = dict(zip(names, others, strict=False)) if programme.fte_scale > 1 else {}
    return {**listed, **added}


def _turning_points(programme: Programme) -> set[date]:
    days = {programme.since}
    if programme.until:
        days.add(programme.until)
    for post in programme.posts:
        for period in post.fte:
            days.add(period.since)
            if period.until:
                days.add(period.until)
    return days


def _posts(programme: Programme, day: date) -> tuple[PostState, ...]:
    """Return a programme's posts on a day.

    They are scaled and cut to size, then get their other duties, and then split their roles.
    """
    running = programme.since <= day and (programme.until is None or day < programme.until)
    posts = [
        PostState(post.name, post.role, post.share_on(day) if running else 0.0, post.other_duties)
        for post in programme.posts
    ]
    if programme.post_size is None:
        posts = scaled(posts, programme.fte_scale, cut_names(posts))
    else:
        larger = [post._replace(fte=post.fte * programme.fte_scale) for post in posts]
        posts = cut_to_size(larger, programme.post_size)
    if programme.other_duties is not None:
        posts = [post._replace(other_duties=programme.other_duties) for post in posts]
    return tuple(_split(posts) if programme.role_split else posts)


def cut_to_size(listed: list[PostState], size: float) -> list[PostState]:
    """Return posts with the same FTE in each role, all of one size but a smaller last one."""
    cut: list[PostState] = []
    names = cut_names(listed)
    for role in Role:
        posts = [post for post in listed if post.role is role]
        rest = sum(post.fte for post in posts)
        other_duties = any(post.other_duties for post in posts)
        while rest > 1e-9:
            cut.append(PostState(next(names), role, min(size, rest), other_duties))
            rest -= size
    return cut


def cut_names(listed: Iterable[PostState | Post]) -> Iterator[str]:
    """Yield names for posts that exist only because of a size or a scale; none is listed."""
    taken = {post.name for post in listed}
    return (name for i in count(1) if (name := f"post_{i}") not in taken)


def _split(posts: list[PostState]) -> list[PostState]:
    """Return the posts, with one generalist to meet employers and the others to support people.

    The smallest one meets employers, the last of equals, so that most participants keep their
    post. A single post has to do both.
    """
    working = [post for post in posts if post.fte > 0]
    free = [post for post in working if post.role is Role.GENERALIST]
    if len(working) < 2 or not free:
        return posts
    roles = {post.name: Role.SUPPORT for post in free}
    if all(post.role is not Role.EMPLOYERS for post in working):
        roles[min(reversed(free), key=lambda post: post.fte).name] = Role.EMPLOYERS
    return [post._replace(role=roles.get(post.name, post.role)) for post in posts]
