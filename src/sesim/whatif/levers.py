"""The levers of programmes: the values to choose from, how it is now, and what each changes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import inf, isclose
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sesim.study import Study, StudyError
from sesim.study.added_changes import with_changes
from sesim.study.joint import in_unit_of
from sesim.study.programme import MotivationPolicy, Programme
from sesim.study.regimes import FTE_SCALE
from sesim.study.scenario import ALL, Change
from sesim.whatif.evidence import WEAKEST, grade_of
from sesim.whatif.settings import (
    BACK_HEAVINESS,
    CASELOAD_NORM,
    EMPLOYER_FOCUS,
    LEVERS,
    MOTIVATION_POLICY,
    PLACEMENT_LENGTH,
    POST_SIZES,
    POSTS,
    Option,
    WhatIfSettings,
)

NOW: Final = "now"
"""The code of the value that a lever has without a change."""

FIELDS: Final = {
    BACK_HEAVINESS: "back_heaviness",
    MOTIVATION_POLICY: "motivation_policy",
    EMPLOYER_FOCUS: "employer_focus",
    CASELOAD_NORM: "caseload_norm",
}
"""The field of a programme that a lever sets."""

MONTHS: Final = "placement.months"

STARTS: Final[Mapping[str, float]] = {POSTS: 0.0, PLACEMENT_LENGTH: 1.0}
"""How it is now, of levers whose values are additions or factors."""

NEAR: Final = 1e-9


class LeverOption(NamedTuple):
    """One value of a lever.

    Attributes:
        code: names it in tables and in the address of a page.
        value: as in the settings; of how it is now, as in the programmes, and None if they differ.
        changes: of the scenario; none for how it is now.
    """

    code: str
    value: Option | None
    changes: tuple[Change, ...] = ()


class GridLever(NamedTuple):
    """Something that can be changed.

    Attributes:
        name: one of `LEVERS`.
        options: in the order of the page.
        now: the place of how it is now.
        size: what factors and additions start from: the months of a placement, or the full-time
            posts in all; NaN for other levers, and for placements where the programmes differ.
        impossible: values that a programme cannot have, each with the reason.
        each: how it is now in each programme, by its name: months, full-time posts, or the value.
        grade: what its effect rests on, one of `evidence.GRADES`.
    """

    name: str
    options: tuple[LeverOption, ...]
    now: int
    size: float
    impossible: tuple[tuple[Option, str], ...] = ()
    each: Mapping[str, Option] = MappingProxyType({})
    grade: str = WEAKEST


def levers_of(
    study: Study, settings: WhatIfSettings, since: date, key: str
) -> tuple[GridLever, ...]:
    """Return the levers of a study, in the order of `LEVERS`; each applies to all programmes.

    Args:
        study: without a change.
        settings: with the values of each lever.
        since: the day from which they hold.
        key: where the settings were given, for messages.

    Raises:
        StudyError: with every value that no programme can have.
    """
    programmes = {name: _on(study, name, since) for name in study.programmes}
    problems: list[str] = []
    found = []
    for name in (one for one in LEVERS if one in settings.levers):
        where = f"{key}.levers.{name}"
        options = settings.levers[name]
        problems += _problems(name, options, where)
        if not problems:
            found.append(_lever(study, programmes, name, options, since))
    if problems:
        raise StudyError(problems)
    return tuple(found)


def _on(study: Study, name: str, day: date) -> Programme:
    """Return a programme as it is on a day."""
    return [regime for regime in study.regimes(name) if regime.since <= day][-1].programme


def _problems(name: str, options: Sequence[Option], where: str) -> Iterator[str]:
    """Yield what is wrong with the values of a lever, whatever the programme."""
    for value in options:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if name == MOTIVATION_POLICY:
            words = [one.value for one in MotivationPolicy]
            if value not in words:
                yield f"{where}: should be one of {', '.join(words)} (got {value})"
        elif name == POSTS and isinstance(value, str):
            if value not in POST_SIZES:
                yield f"{where}: should be a number or one of {', '.join(POST_SIZES)} (got {value})"
        elif not is_number:
            yield f"{where}: should be a number (got {value})"
        elif name in (BACK_HEAVINESS, EMPLOYER_FOCUS) and not 0 <= float(value) <= 1:
            yield f"{where}: should be from 0 to 1 (got {value})"
        elif name in (PLACEMENT_LENGTH, CASELOAD_NORM) and float(value) <= 0:
            yield f"{where}: should be above 0 (got {value})"


def _lever(
    study: Study,
    programmes: Mapping[str, Programme],
    name: str,
    values: Sequence[Option],
    since: date,
) -> GridLever:
    each = {place: _now(one, name, since) for place, one in programmes.items()}
    size, now = _size(name, each), _common(name, each)
    options: list[tuple[tuple[bool, float], LeverOption]] = []
    options.append((_order(now, values), LeverOption(NOW, now)))
    impossible = []
    for value in values:
        if all(_is_now(one, name, value, each[place], since) for place, one in programmes.items()):
            continue
        try:
            changes = _changes(programmes, name, value, size)
            with_changes(study, since, changes)
        except StudyError as error:
            impossible.append((value, error.problems[0]))
        else:
            options.append((_order(value, values), LeverOption(code_of(value), value, changes)))
    ordered = tuple(option for _, option in sorted(options, key=lambda one: one[0]))
    at = [option.code for option in ordered].index(NOW)
    return GridLever(name, ordered, at, size, tuple(impossible), each, grade_of(name))


def _order(value: Option | None, values: Sequence[Option]) -> tuple[bool, float]:
    """Return where a value stands: numbers by size, then words as they are given.

    How it is now comes first where the programmes differ.
    """
    if isinstance(value, str):
        return True, float(values.index(value)) if value in values else -1.0
    return False, -inf if value is None else float(value)


def code_of(value: Option) -> str:
    """Return the code of a value.

    >>> code_of(0.5), code_of(25), code_of("whole")
    ('0.5', '25', 'whole')
    """
    return value if isinstance(value, str) else f"{value:g}"


def _now(programme: Programme, name: str, since: date) -> Option:
    """Return how a programme is now: its months of a placement, its posts in all, or its value."""
    if name == POSTS:
        return programme.fte_scale * sum(post.share_on(since) for post in programme.posts)
    if name == PLACEMENT_LENGTH:
        months = in_unit_of(MONTHS, programme.placement.model_dump(mode="json"))
        return float(months)
    value: Any = getattr(programme, FIELDS[name])
    return str(value) if name == MOTIVATION_POLICY else float(value)


def _size(name: str, each: Mapping[str, Option]) -> float:
    """Return what factors and additions start from; NaN where nothing does."""
    if name == POSTS:
        return sum(map(float, each.values()))
    if name == PLACEMENT_LENGTH and len(set(each.values())) == 1:
        return float(next(iter(each.values())))
    return float("nan")


def _common(name: str, each: Mapping[str, Option]) -> Option | None:
    """Return the value without a change, as the settings have it; None if programmes differ."""
    if name in STARTS:
        return STARTS[name]
    first, *others = each.values()
    return first if all(one == first for one in others) else None


def _changes(
    programmes: Mapping[str, Programme], name: str, value: Option, size: float
) -> tuple[Change, ...]:
    """Return what a value changes; raises `StudyError` if a programme cannot have it."""
    if name == PLACEMENT_LENGTH:
        return (Change(target=MONTHS, scale=float(value)),)
    if name == POSTS and isinstance(value, str):
        return (Change(target="post_size", set=POST_SIZES[value]),)
    if name == POSTS:
        left = size + float(value)
        if size <= 0 or left <= NEAR:
            raise StudyError(["posts: none would be left"])
        return tuple(
            Change(
                target=FTE_SCALE,
                set=round(one.fte_scale * left / size, 12),
                programmes=ALL if len(programmes) == 1 else (place,),
            )
            for place, one in programmes.items()
        )
    return (Change(target=FIELDS[name], set=value if isinstance(value, str) else float(value)),)


def _is_now(programme: Programme, name: str, value: Option, now: Option, since: date) -> bool:
    """Whether a value is how it is now; posts of this size, or none to take away, are too."""
    if name == POSTS and isinstance(value, str):
        shares = [programme.fte_scale * post.share_on(since) for post in programme.posts]
        return programme.post_size == POST_SIZES[value] or _is_cut(shares, POST_SIZES[value])
    start = STARTS.get(name, now)
    if isinstance(value, str) or isinstance(start, str):
        return value == start
    return isclose(value, start, rel_tol=NEAR, abs_tol=NEAR)


def _is_cut(shares: Sequence[float], size: float) -> bool:
    """Whether posts are already of a size, but for one smaller post for the rest."""
    there = sorted((share for share in shares if share > 0), reverse=True)
    fits = bool(there) and there[-1] <= size * (1 + NEAR)
    return fits and all(isclose(one, size, rel_tol=NEAR) for one in there[:-1])
