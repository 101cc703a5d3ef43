"""Levers by name: which there are, which exclude each other, and what they are set to now."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, Final

from sesim.study import StudyError
from sesim.study.errors import REPLACED, unknown_name
from sesim.study.joint import PLACEMENT, WEEKS_IN, in_unit_of
from sesim.study.meant import near
from sesim.study.regimes import FTE_SCALE, IDENTITY, POSTS, Regime
from sesim.study.scenario import PARAMETERS

FTE: Final = "fte"
"""The lever that is the sum of all posts."""

WEEKS: Final = f"{PLACEMENT}.weeks"

NO_LEVERS: Final = frozenset({*IDENTITY, POSTS, "until", "format"})
"""Fields of a programme that are not offered as levers."""

SAME: Final = (
    frozenset({FTE, FTE_SCALE, POSTS}),
    frozenset(f"{PLACEMENT}.{unit}" for unit in WEEKS_IN),
)
"""Levers of which each sets what the others set."""


def overlaps(levers: Iterable[str], key: str) -> Iterator[str]:
    """Yield a message for each two levers of which one would overwrite the other.

    Args:
        levers: their names.
        key: where they were given.
    """
    for one, other in combinations(levers, 2):
        shorter, longer = sorted((one, other), key=len)
        nested = longer.startswith(f"{shorter}.")
        if nested or any({one, other} <= same for same in SAME):
            yield f"{key}: {one} and {other} set the same value; choose one of them"


def value_in(regime: Regime, path: str, key: str) -> Any:
    """Return the value of a lever in one programme; of `FTE`, the factor of its posts.

    Raises:
        StudyError: there is no such lever.
    """
    head, _, name = path.partition(".")
    if head == PARAMETERS:
        if name not in regime.parameters:
            raise StudyError([unknown_name(f"{key}: {path}", regime.parameters, "parameter")])
        return regime.parameters[name]
    target = FTE_SCALE if path == FTE else path
    *path_to, last = target.split(".")
    whole: Any = regime.programme.model_dump(mode="json")
    inner = whole
    for step in path_to:
        inner = inner.get(step) if isinstance(inner, dict) else None
    if not isinstance(inner, dict) or last not in inner:
        raise StudyError([_unknown(path, list(_known(whole)), key)])
    return in_unit_of(target, inner)


def _unknown(path: str, known: list[str], key: str) -> str:
    """Return the message that a lever is unknown, with the known ones."""
    if path.rpartition(".")[2] not in REPLACED and (meant := near(path, known)):
        return f"{key}: {path}: unknown lever (did you mean '{meant}'?)"
    return unknown_name(f"{key}: {path}", known, "lever")


def _known(programme: Mapping[str, Any]) -> Iterator[str]:
    """Yield the levers of a programme, those first that planners ask for most."""
    first = (FTE, WEEKS)
    yield from first
    for name, value in programme.items():
        if name in NO_LEVERS:
            continue
        inner = [f"{name}.{one}" for one in value] if isinstance(value, dict) else [name]
        yield from (one for one in inner if one not in first)
