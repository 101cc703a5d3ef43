"""What a study was made from, and how parts of it are replaced."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from sesim.messages import LONGEST_VALUE, shortened
from sesim.study.departures import Sources, ValueOrigin
from sesim.study.errors import StudyError
from sesim.study.future import FUTURE
from sesim.study.joint import settled
from sesim.study.meant import near
from sesim.study.parameters import DISCREPANCY, OUTSIDE, POINT, POSTERIOR, PRIOR, REGISTER
from sesim.study.programme import Programme
from sesim.study.rules import BY_YEAR, ECONOMICS, RULES
from sesim.study.scenario import PARAMETERS
from sesim.study.shipped import options, shipped_file

if TYPE_CHECKING:
    from sesim.study.study import Study

SCENARIO = "scenario"

SECTIONS = (SCENARIO, PARAMETERS, ECONOMICS, FUTURE)
"""Parts of a study that the name of a file can stand for."""

DRAWS, DRAWS_ID = "draws", "draws_id"
ORIGINS = (POSTERIOR, PRIOR, OUTSIDE, DISCREPANCY, POINT, REGISTER)

DAYS = ("end", "plan_start")
"""Days that follow from the scenario unless they are set."""

Option = Callable[[str, str], Mapping[str, Any]]


def shipped_option(group: str, name: str) -> Mapping[str, Any]:
    """Return the contents of a shipped file, as plain data.

    Raises:
        StudyError: no such file is shipped.
    """
    without_file = choices(group)
    if name in without_file:
        return without_file[name]
    # Parameters have no files.
    files = () if group == PARAMETERS else options(group)
    if name not in files:
        raise StudyError([unknown_option(group, name, [*without_file, *files])])
    return shipped_file(group, name)


def choices(group: str) -> dict[str, dict[str, str]]:
    """Return what the names of a group stand for that have no file, as plain data."""
    named: dict[str, dict[str, dict[str, str]]] = {
        PARAMETERS: {name: {DRAWS: name} for name in ORIGINS},
        ECONOMICS: {BY_YEAR: {RULES: BY_YEAR}},
    }
    return named.get(group, {})


def unknown_option(group: str, chosen: str, known: Iterable[str]) -> str:
    """Return the message that a group has no file of this name, with the most similar one."""
    chosen, known = shortened(chosen, LONGEST_VALUE), sorted(known)
    meant = near(chosen, known)
    hint = f" (did you mean '{meant}'?)" if meant else ""
    return f"{group}: unknown option '{chosen}'{hint}; available: {', '.join(known) or 'none'}"


def _unread(*_: object) -> "Study":
    raise TypeError(
        "this study was assembled by hand, so it cannot be checked as a whole; make studies with "
        "sesim.load_study"
    )


Reader = Callable[[Mapping[str, Any], Collection[str], Sources], "Study"]


@dataclass(frozen=True)
class Source:
    """What a study was made from. All are equal: two studies with the same values are equal.

    Attributes:
        plain: the study as plain data; a day that was not set is None or missing.
        named: keys that are programmes, whatever their values.
        option: returns the contents of a configuration file, from its group and name.
        read: checks plain data, and returns the study.
    """

    plain: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    named: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    option: Option = field(default=shipped_option, compare=False, repr=False)
    read: Reader = field(default=_unread, compare=False, repr=False)

    @property
    def unset_days(self) -> frozenset[str]:
        """The days that follow from the scenario."""
        return frozenset(day for day in DAYS if self.plain and self.plain.get(day) is None)

    def changed(self, changes: Mapping[str, Any], sources: Sources) -> Any:
        """Return the study with some values changed; see `Study.replace`."""
        problems: list[str] = []
        plain = changed(self.plain, changes, self.option, problems)
        try:
            study = self.read(plain, self.named, self._sources(changes, sources))
        except StudyError as error:
            raise StudyError([*problems, *error.problems]) from None
        if problems:
            raise StudyError(problems)
        return study.with_files(self.option)

    def _sources(self, changes: Mapping[str, Any], before: Sources) -> Sources:
        """Return where values come from after these have been set from Python."""
        keys = list(leaves(changes))
        old = {key: value for key, value in before.origins.items() if not _within(key, keys)}
        set_now = {key.partition(".")[0] for key in keys} & self.plain.keys()
        files = {}
        for name in set_now:
            with suppress(
                ValidationError
            ):  # not a programme, or incomplete without what is set now
                files[name] = Programme.model_validate(self.plain[name])
        origins = {**old, **dict.fromkeys(keys, ValueOrigin.PYTHON)}
        return Sources(origins, {**files, **before.described})

    def following(self, before: Any, after: Any) -> "Source":
        """Return the source of a study that sesim has copied with other values."""
        return replace(self, plain={**self.plain, **dict(_differing(before, after))})


def changed(
    plain: Mapping[str, Any],
    changes: Mapping[str, Any],
    option: Option,
    problems: list[str],
) -> dict[str, Any]:
    """Return plain data with some values changed; the result is not checked here.

    Whole sections are replaced first, so that single values hold in the new ones.

    Args:
        plain: the study as plain data.
        changes: values by dotted key, or groups of values by name.
        option: returns the contents of a configuration file.
        problems: receives the problems of single changes, which are left out.

    Raises:
        TypeError: a key is not a text.
    """
    found = dict(plain)
    wholes: dict[str, Any] = {}
    within: dict[str, list[str]] = {}
    singles: dict[str, Any] = {}
    for key, value in changes.items():
        if not _is_readable(key):
            problems.append(f"{key!r}: should be a key such as vetlanda.back_heaviness")
            continue
        (wholes if _is_whole(key, value) else singles)[key] = value
    for key, value in wholes.items():
        try:
            found[key] = option(key, value) if isinstance(value, str) else plain_of(value)
        except StudyError as error:
            problems += error.problems
    for key, value in singles.items():
        new, whole = plain_of(value), isinstance(value, BaseModel)
        found = _put(found, key.split("."), new, whole=whole)
        for leaf in [key] if whole else leaves({key: new}):
            name, _, path = leaf.partition(".")
            within.setdefault(name, []).append(path)
    for name, paths in within.items():
        if isinstance(found.get(name), Mapping) and name not in SECTIONS:
            found[name], wrong = settled(plain.get(name), found[name], paths)
            problems += [f"{name}.{problem}" for problem in wrong]
    return _without_stale_draws(plain, found)


def plain_of(value: Any) -> Any:
    """Return a value as plain data, as in a configuration file.

    >>> plain_of({"since": date(2018, 1, 1), "programmes": ("eksjo",)})
    {'since': '2018-01-01', 'programmes': ['eksjo']}
    """
    if getattr(value, "shape", None) == ():  # a NumPy number
        value = value.item()
    match value:
        case BaseModel():
            return value.model_dump(mode="json", exclude_unset=True)
        case Mapping():
            return {key: plain_of(inner) for key, inner in value.items()}
        case list() | tuple():
            return [plain_of(inner) for inner in value]
        case Enum():
            return value.value
        case os.PathLike():
            return os.fspath(value)
        case bool():
            return value
        case Integral():
            return int(value)
        case Real():
            return float(value)
    # A date with a time of day is left as it is, and refused like any other.
    return value.isoformat() if type(value) is date else value


def _is_readable(key: object) -> bool:
    """Whether a key consists of steps between dots; raises `TypeError` if it is not a text."""
    if not isinstance(key, str):
        raise TypeError(f"a key is a text such as 'vetlanda.back_heaviness' (got {key!r})")
    return all(key.split("."))


def _is_whole(key: str, value: object) -> bool:
    """Whether a change replaces a whole section."""
    if key not in SECTIONS:
        return False
    return isinstance(value, str | BaseModel) or key == SCENARIO


def _put(inner: Any, steps: list[str], value: Any, *, whole: bool = False) -> Any:
    """Return nested plain data with another value at a path; groups of values are merged."""
    if not steps:
        if whole or not isinstance(value, Mapping) or not isinstance(inner, Mapping):
            return value
        for key, part in value.items():
            inner = _put(inner, str(key).split("."), part)
        return inner
    step, *rest = steps
    if isinstance(inner, list) and step.isdigit() and int(step) < len(inner):
        place = int(step)
        return [*inner[:place], _put(inner[place], rest, value, whole=whole), *inner[place + 1 :]]
    # Values within a single value replace it, and are refused later like any wrong value.
    known = inner if isinstance(inner, Mapping) else {}
    return {**known, step: _put(known.get(step), rest, value, whole=whole)}


def leaves(changes: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """Yield the dotted key of every single value; a section that is replaced is one value."""
    for key, value in changes.items():
        place = f"{before}{key}"
        if isinstance(value, Mapping) and place != SCENARIO:
            yield from leaves(value, f"{place}.")
        else:
            yield place


def _within(key: str, keys: Collection[str]) -> bool:
    """Whether a key is one of some keys, or lies within one."""
    return any(key == one or key.startswith(f"{one}.") for one in keys)


def _without_stale_draws(before: Mapping[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Drop the identity of an earlier table of draws if draws now come from elsewhere."""
    old, new = before.get(PARAMETERS), after.get(PARAMETERS)
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return after
    if old.get(DRAWS) == new.get(DRAWS) or old.get(DRAWS_ID) != new.get(DRAWS_ID):
        return after
    kept = {key: value for key, value in new.items() if key != DRAWS_ID}
    return {**after, PARAMETERS: kept}


def _differing(before: "Study", after: "Study") -> Iterator[tuple[str, Any]]:
    """Yield plain data of what differs between two studies."""
    if after.settings is not before.settings:
        old, new = (one.settings.model_dump(mode="json") for one in (before, after))
        yield from ((key, value) for key, value in new.items() if value != old[key])
    if after.programmes is not before.programmes:
        yield "programmes", list(after.programmes)
        for name, programme in after.programmes.items():
            if programme is not before.programmes.get(name):
                yield name, programme.model_dump(mode="json")
    if after.scenario is not before.scenario:
        yield SCENARIO, plain_of(after.scenario)
    if after.economics is not before.economics:
        yield ECONOMICS, after.economics.model_dump(mode="json")
    if after.future is not before.future:
        yield FUTURE, after.future.model_dump(mode="json")
    if after.pinned is not before.pinned or after.draws != before.draws:
        yield PARAMETERS, {DRAWS: after.draws or REGISTER, **after.pinned}
