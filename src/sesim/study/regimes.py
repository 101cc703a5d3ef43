"""A programme over time: its base, and its state after each dated change of the scenario."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import ValidationError

from sesim import messages
from sesim.study.changes import ValueChange
from sesim.study.errors import StudyError, explain, unknown_name
from sesim.study.frozen import Same
from sesim.study.joint import in_unit_of, settled, share_group
from sesim.study.parameters import register
from sesim.study.programme import Habit, Programme
from sesim.study.scenario import ALL, PARAMETERS, Change, Scenario

IDENTITY = (
    "title", "forbund", "registered", "since", "habits", "today", "observed", "goal", "sources",
)  # fmt: skip
"""Fields that identify a programme, and do not describe how it works."""


class Regime(NamedTuple):
    """What holds from a date until the next regime begins."""

    since: date
    programme: Programme
    parameters: Mapping[str, float]


POSTS, FTE_SCALE = "posts", "fte_scale"
"""What is scaled as a whole, and the number by which that is done."""


class _Dated(NamedTuple):
    """A change, the day from which it holds, and where it was written.

    Several changes are shares of one group that are set on the same day, and so together.
    """

    since: date
    changes: tuple[Change | Habit, ...]
    where: str


def regimes(
    name: str,
    programme: Programme,
    parameters: Mapping[str, float],
    scenario: Scenario,
    start: date,
) -> tuple[Regime, ...]:
    """Return the dated states of a programme under a scenario, oldest first.

    On every day the programme's own habits are applied first, in order of their dates, and the
    scenario's changes after them, so that a habit never undoes a scenario. Changes dated before
    `start` hold from the beginning; those of one day are applied in the order of their list.

    Raises:
        StudyError: a change names something unknown or leads to a value that is not allowed.
    """
    habits = [
        _Dated(habit.since, (habit,), f"{name}.habits.{i}")
        for i, habit in enumerate(programme.habits)
    ]
    changes = [
        _Dated(change.since or scenario.since or start, (change,), f"scenario.changes.{i}")
        for i, change in enumerate(scenario.changes)
        if change.programmes == ALL or name in change.programmes
    ]
    habits, changes = _in_order(habits, start), _in_order(changes, start)
    return tuple(
        _on(day, name, Regime(start, programme, parameters), habits, changes)
        for day in sorted({start, *(dated.since for dated in (*habits, *changes))})
    )


def _in_order(changes: list[_Dated], start: date) -> list[_Dated]:
    """Return changes in the order of their dates; what is older than the start holds from there."""
    by_date = _joined(sorted(changes, key=lambda dated: dated.since))
    return [dated._replace(since=max(dated.since, start)) for dated in by_date]


def _joined(by_date: list[_Dated]) -> list[_Dated]:
    """Return changes with those of one day to shares of one group as one."""
    found: list[_Dated] = []
    places: dict[tuple[date, str], int] = {}
    for dated in by_date:
        [change] = dated.changes
        places.pop((dated.since, change.target), None)  # the whole group: later shares are of it
        key = dated.since, share_group(change.target) or ""
        if (place := places.get(key)) is not None:
            found[place] = found[place]._replace(changes=(*found[place].changes, change))
            continue
        if key[1]:
            places[key] = len(found)
        found.append(dated)
    return found


def _on(day: date, name: str, base: Regime, habits: list[_Dated], changes: list[_Dated]) -> Regime:
    """Return what holds on a day."""
    state = base
    for since, several, where in (*habits, *changes):
        if since > day:
            continue
        _, before, values = state
        first = several[0]
        if isinstance(first, Change) and first.target.split(".")[0] == PARAMETERS:
            state = Regime(since, before, _with_parameter(values, first, where))
        else:
            after = _with_values(name, Same(before), tuple(map(Same, several)), where)
            state = Regime(since, after, values)
            _leave_the_past(before, state, where)
    return state._replace(since=day)


def _leave_the_past(before: Programme, after: Regime, where: str) -> None:
    """Refuse a change of the past, or of something that is not simulated."""
    for field in IDENTITY:
        if getattr(before, field) != getattr(after.programme, field):
            raise StudyError([f"{where}: {field}: this cannot change over time"])
    old, new = before.until, after.programme.until
    if new != old and any(day is not None and day < after.since for day in (old, new)):
        end = f"the programme's end ({old or 'none'}, changed to {new or 'none'})"
        raise StudyError([f"{where}: until: {end} lies before the change of {after.since}"])


def _with_parameter(values: Mapping[str, float], change: Change, where: str) -> dict[str, float]:
    name = change.target.removeprefix(PARAMETERS + ".")
    if name not in values:
        raise StudyError([unknown_name(f"{where}: {change.target}", values, "parameter")])
    value = _changed(values[name], change, where)
    if problem := register()[name].problem(name, value):
        raise StudyError([f"{where}: {change.target}: {problem} (got {messages.value(value)})"])
    return {**values, name: float(value)}


@lru_cache(maxsize=2048)
def _with_values(
    name: str, programme: Same[Programme], changed_by: tuple[Same[ValueChange], ...], where: str
) -> Programme:
    """Return a changed programme: in all parameter draws the same one, checked once."""
    before, data = programme.record.model_dump(), programme.record.model_dump()
    for one in changed_by:
        _put(data, one.record, where)
    after, problems = settled(before, data, [one.record.target for one in changed_by])
    if problems:
        raise StudyError([f"{where}: {name}.{problem}" for problem in problems])
    return programme_of(after, name, where)


def _put(data: dict[str, Any], change: ValueChange, where: str) -> None:
    """Change one value of a programme's plain data in place."""
    # All posts are scaled by one number, so that none is scaled twice or exceeds full time.
    scales_posts = change.target == POSTS and change.scale is not None
    target = FTE_SCALE if scales_posts else change.target
    *path, last = target.split(".")
    inner: Any = data
    for step in path:
        inner = _at(inner, step, where)
    _at(inner, last, where)
    inner[last] = _changed(in_unit_of(target, inner), change, where)


def programme_of(data: Mapping[str, Any], name: str, where: str) -> Programme:
    """Return a changed programme from plain data.

    Raises:
        StudyError: a value is not allowed; the message begins with `where`.
    """
    try:
        return Programme.model_validate(data)
    except ValidationError as error:
        lines = explain(error, Programme, name)
        raise StudyError([f"{where}: {line}" for line in lines]) from None


def _at(inner: Any, step: str, where: str) -> Any:
    """Return the value at one step of a dotted path.

    Raises:
        StudyError: there is none.
    """
    if not isinstance(inner, dict):
        raise StudyError(
            [f"{where}: {step}: unknown value; there is none within {messages.value(inner)}"]
        )
    if step not in inner:
        raise StudyError([unknown_name(f"{where}: {step}", inner, "value")])
    return inner[step]


def _changed(value: Any, change: ValueChange, where: str) -> Any:
    if change.scale is None:
        return change.set
    if isinstance(value, bool) or not isinstance(value, int | float):
        what = value if isinstance(value, str | bool | None) else "several values"
        problem = f"only a number can be scaled (it is {what!s}); use set"
        raise StudyError([f"{where}: {change.target}: {problem}"])
    scaled = value * change.scale
    return round(scaled) if isinstance(value, int) else scaled
