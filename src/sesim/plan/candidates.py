"""The plans to choose from: every combination of the levers' values, as a scenario."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from math import isclose, prod
from typing import Any, Final, NamedTuple

from sesim import messages
from sesim.plan.levers import FTE, overlaps, value_in
from sesim.study import Study, StudyError
from sesim.study.added_changes import with_changes
from sesim.study.regimes import FTE_SCALE, Regime
from sesim.study.scenario import Change, Scenario

MOST: Final = 500
"""Plans of one search."""

DIFFERENT: Final = "different"
"""The value of a lever that is not the same in all programmes without a change."""

NEAR: Final = 1e-9
"""Values that differ by less are the same."""

Value = Any


class Candidate(NamedTuple):
    """One plan to choose from.

    Attributes:
        number: from 0, which is the study without any change.
        values: of each lever, in their order.
        scenario: the changes of the study's own scenario, and these.
        changed: how many levers have another value than without a change.
    """

    number: int
    values: tuple[Value, ...]
    scenario: Scenario
    changed: int


class Choice(NamedTuple):
    """The plans to choose from.

    Attributes:
        levers: their names.
        candidates: the first changes nothing.
        since: the day from which the levers' values hold.
    """

    levers: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    since: date


def choice(
    study: Study, levers: Mapping[str, Sequence[Value]], since: date | None, key: str
) -> Choice:
    """Return every combination of the levers' values, and the study without a change.

    Args:
        study: what is changed.
        levers: values by dotted path, or of `FTE`.
        since: the day from which they hold; None for the first day of the study.
        key: where the levers were given, for messages.

    Raises:
        StudyError: with every problem found: a lever that does not exist, a value that is not
            allowed, two that set the same, a day outside the study or after the programmes' end,
            too many plans.
    """
    settings = study.settings
    day = settings.start if since is None else since
    if not settings.start <= day <= settings.end:
        raise StudyError(
            [f"{key}.since: should be from {settings.start} to {settings.end} (got {day})"]
        )
    if not levers:
        raise StudyError(
            [f"{key}.levers: missing; name what could change, such as 'levers={{fte: [1, 2]}}'"]
        )
    if problems := [*overlaps(levers, f"{key}.levers"), *_too_late(study, day, levers, key)]:
        raise StudyError(problems)
    number = prod(len(values) for values in levers.values())
    if number > MOST:
        raise StudyError(
            [f"{key}.levers: have {number} combinations, and at most {MOST} can be compared"]
        )
    where = f"{key}.levers"
    now = _all_now(study, levers, day, where)
    build = LeverScenarios(study, day, posts_on(study, day, where) if FTE in levers else 1.0)
    build.refuse_unfit(levers, where)
    candidates = tuple(_candidates(build, levers, now, where))
    return Choice(tuple(levers), candidates, day)


def _too_late(study: Study, day: date, levers: Mapping[str, object], key: str) -> Iterator[str]:
    """Yield why no plan would differ from the study: all programmes have closed before."""
    ends = [programme.until for programme in study.programmes.values()]
    if "until" not in levers and all(end is not None and end <= day for end in ends):
        last = max(end for end in ends if end is not None)
        yield (
            f"{key}.since: should be before {last}, when the last programme closes: "
            f"no lever has an effect later (got {day})"
        )


def _candidates(
    build: "LeverScenarios",
    levers: Mapping[str, Sequence[Value]],
    now: Mapping[str, Value],
    key: str,
) -> Iterator[Candidate]:
    """Yield the plans: first none, then the combinations in order; raises `StudyError`."""
    yield Candidate(0, tuple(now.values()), build.study.scenario, 0)
    number = 0
    for values in product(*levers.values()):
        together = dict(zip(levers, values, strict=True))
        changed = sum(not _same(value, now[path]) for path, value in together.items())
        if not changed:
            continue
        number += 1
        written = ", ".join(f"{path}={value}" for path, value in together.items())
        yield Candidate(number, values, build.checked(together, f"{key}: {written}"), changed)


class LeverScenarios:
    """Turns values of levers into scenarios.

    Args:
        study: what is changed.
        day: from which the values hold.
        posts: the sum of all posts on that day, before they are scaled.
    """

    def __init__(self, study: Study, day: date, posts: float) -> None:
        self.study = study
        self._day = day
        self._posts = posts

    def refuse_unfit(self, levers: Mapping[str, Sequence[Value]], key: str) -> None:
        """Refuse values that are not allowed even alone; raises `StudyError`."""
        problems: list[str] = []
        for path, values in levers.items():
            for value in values:
                try:
                    self.checked({path: value}, f"{key}.{path}: {value}")
                except StudyError as error:
                    problems += error.problems
        if problems:
            raise StudyError(list(dict.fromkeys(problems)))

    def checked(self, values: Mapping[str, Value], where: str) -> Scenario:
        """Return the study's scenario with the changes that some values need.

        Raises:
            StudyError: a value is not allowed; the message begins with `where`.
        """
        changes = [self._change(path, value, where) for path, value in values.items()]
        try:
            return with_changes(self.study, self._day, changes)
        except StudyError as error:
            raise StudyError([f"{where}: {problem}" for problem in error.problems]) from None

    def _change(self, path: str, value: Value, where: str) -> Change:
        if path != FTE:
            return Change(target=path, set=value)
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            kind = f" (got the text {messages.value(value)})" if isinstance(value, str) else ""
            raise StudyError([f"{where}: should be a number above 0{kind}"])
        return Change(target=FTE_SCALE, set=round(value / self._posts, 12))


# --- what is so without a change ------------------------------------------------------------------


def _all_now(study: Study, levers: Iterable[str], day: date, key: str) -> dict[str, Value]:
    """Return the value of each lever; raises `StudyError` with every one that is unknown."""
    found: dict[str, Value] = {}
    problems: list[str] = []
    for path in levers:
        try:
            found[path] = _now(study, path, day, key)
        except StudyError as error:
            problems += error.problems
    if problems:
        raise StudyError(problems)
    return found


def _now(study: Study, path: str, day: date, key: str) -> Value:
    """Return the value of a lever on a day without a change; raises `StudyError`."""
    first, *others = (value_in(_on(study, name, day), path, key) for name in study.programmes)
    if path == FTE:
        return round(first * posts_on(study, day, key), 9)
    return first if all(_same(one, first) for one in others) else DIFFERENT


def _on(study: Study, name: str, day: date) -> Regime:
    return [regime for regime in study.regimes(name) if regime.since <= day][-1]


def posts_on(study: Study, day: date, key: str) -> float:
    """Return the sum of a programme's posts on a day, before they are scaled.

    Args:
        study: of one programme.
        day: on which they are counted.
        key: where the lever was given, for messages.

    Raises:
        StudyError: there are several programmes, or there is no post.
    """
    if len(study.programmes) > 1:
        raise StudyError(
            [
                f"{key}.{FTE}: is the sum of one programme's posts, and the study has "
                f"{len(study.programmes)}; use {FTE_SCALE}, a factor for the posts of each"
            ]
        )
    (name,) = study.programmes
    listed = sum(post.share_on(day) for post in _on(study, name, day).programme.posts)
    if listed <= 0:
        raise StudyError([f"{key}.{FTE}: there is no post on {day} that could grow"])
    return listed


def _same(one: Value, other: Value) -> bool:
    """Whether two values of a lever are equal, up to rounding."""
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in (one, other)):
        return bool(one == other)
    return isclose(one, other, rel_tol=NEAR, abs_tol=NEAR)
