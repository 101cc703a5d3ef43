"""Values of a programme that hold together: what else changes when one of them is set.

A share that is set rescales the other shares of its group, and a length in one unit replaces the
same length in another one. This holds for values that change a programme: on the command line, in
Python and in dated changes. A programme's file is not mended: its shares must sum to 1.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from sesim.study.field_types import WEEKS_PER_MONTH

SHARES = frozenset({"goals", "motivation", "job_kinds"})
"""Groups of shares that sum to 1."""

PLACEMENT = "placement"

WEEKS_IN: Mapping[str, float] = {"months": WEEKS_PER_MONTH, "weeks": 1.0}
"""Units in which the length of a placement can be given, and the weeks in one of each."""

TOLERANCE = 1e-6
"""Shares sum to 1 if they do so within this."""

DIGITS = 12
"""Decimals of a rescaled share, so that a share set to what it was leaves the others alone."""


class Settled(NamedTuple):
    """A programme as plain data after values have been set, and what is wrong with these."""

    programme: dict[str, Any]
    problems: list[str]


def share_group(path: str) -> str | None:
    """Return the group of a share by its dotted path in a programme; None if it is none.

    >>> share_group("goals.work"), share_group("goals"), share_group("referral.per_year")
    ('goals', None, None)
    """
    group, dot, _ = path.partition(".")
    return group if dot and group in SHARES else None


def settled(before: Any, after: Mapping[str, Any], paths: Iterable[str]) -> Settled:
    """Return a programme in which what holds together with some values follows them.

    Args:
        before: the programme without these values, as plain data.
        after: the same with them.
        paths: dotted paths of the values in the programme.
    """
    found, problems = dict(after), []
    groups: dict[str, set[str]] = {}
    for group, _, name in (path.partition(".") for path in paths):
        groups.setdefault(group, set()).add(name)
    for group, names in groups.items():
        old, new = (one.get(group) if isinstance(one, Mapping) else None for one in (before, after))
        if not isinstance(old, Mapping) or not isinstance(new, Mapping):
            continue
        if group == PLACEMENT:
            found[group] = in_one_unit(group, new, names)
        elif group in SHARES and _is_whole(old):
            try:
                found[group] = _rescaled(old, new, names)
            except ValueError as error:
                found[group] = old
                problems.append(f"{group}: {error}")
    return Settled(found, problems)


def in_unit_of(path: str, group: Mapping[str, Any]) -> Any:
    """Return the value at the end of a path, also if its group has it in another unit.

    Args:
        path: dotted path of a value in a programme.
        group: what holds the value, as plain data.
    """
    head, _, name = path.rpartition(".")
    value = group[name]
    if head != PLACEMENT or name not in WEEKS_IN or value is not None:
        return value
    known = [group[unit] * weeks for unit, weeks in WEEKS_IN.items() if group.get(unit) is not None]
    return known[0] / WEEKS_IN[name] if known else None


def in_one_unit(
    name: str, group: Mapping[str, Any], set_now: Collection[str] = ()
) -> dict[str, Any]:
    """Return a group of values with its length only in the unit in which it has been set.

    Args:
        name: of the group.
        group: as plain data.
        set_now: the values that have just been set; any, if none is named.
    """
    units = WEEKS_IN.keys() if name == PLACEMENT else ()
    given = [one for one in set_now or group if one in units and group.get(one) is not None]
    if len(given) != 1:
        return dict(group)
    return {one: value for one, value in group.items() if one not in units or one in given}


def in_same_unit(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return values in which the length of a placement has the unit of others, for readers.

    >>> in_same_unit({"placement.weeks": 2.0}, {"placement.weeks": 8.0})
    {'placement.weeks': 2.0}
    >>> in_same_unit({"placement.months": 12.0}, {"placement.weeks": 8.0})
    {'placement.weeks': 52.18}
    """
    found = dict(before)
    for unit, weeks in WEEKS_IN.items():
        for other, others in WEEKS_IN.items():
            path, wanted = f"{PLACEMENT}.{unit}", f"{PLACEMENT}.{other}"
            if path in found and path not in after and wanted in after:
                found[wanted] = round(found.pop(path) * weeks / others, 2)
    return found


def _rescaled(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Collection[str]
) -> dict[str, Any]:
    """Return shares that sum to 1: the others keep their proportions.

    Shares that have been set to something else than a share are left for the programme's own check.

    Raises:
        ValueError: no sizes of the others can do that.
    """
    others = [name for name in before if name not in names]
    set_now: list[Any] = [after.get(name) for name in names]
    if not others or names - before.keys() or not all(map(_is_share, set_now)):
        return dict(after)
    left, rest = 1 - sum(set_now), sum(before[name] for name in others)
    if left < -TOLERANCE:
        given = " + ".join(name for name in before if name in names)
        raise ValueError(f"{given} must not exceed 1 (got {1 - left:.4g})")
    if rest == 0 and left > TOLERANCE:
        raise ValueError(
            f"{left:.4g} is left for {', '.join(others)}, now 0, which cannot be rescaled; set "
            "each share"
        )
    factor = max(left, 0.0) / rest if rest else 0.0
    return {**after, **{name: round(before[name] * factor, DIGITS) for name in others}}


def _is_whole(shares: Mapping[str, Any]) -> bool:
    values = list(shares.values())
    return all(map(_is_share, values)) and abs(sum(values) - 1) <= TOLERANCE


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
