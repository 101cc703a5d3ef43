"""What a study changes: every value that differs from the shipped files.

A study with a departure is a what-if, even if its scenario is called baseline. Everything that
shows results asks this module, so that no what-if is shown as what happened.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel

from sesim.study.economics import Economics
from sesim.study.future import FUTURE, KNOWN, Future, Quantity
from sesim.study.horizon import COUNTS_END
from sesim.study.joint import SHARES, in_one_unit, in_same_unit
from sesim.study.parameters import POSTERIOR, REGISTER
from sesim.study.programme import Programme
from sesim.study.regimes import regimes
from sesim.study.rules import ECONOMICS, rules_of, shipped_rules
from sesim.study.scenario import PARAMETERS, Scenario
from sesim.study.shipped import PRIMARY, options, shipped_file

if TYPE_CHECKING:
    from sesim.study.study import Study

DRAWS = f"{PARAMETERS}.draws"
WINDOW = ("start", "end")

NOT_COMPARED = frozenset({"goal", "sources"})
"""Fields of a programme that change nothing: what it wants to reach, and what is known of it."""

NO_PRICES = frozenset({"name", "rates", "referrers", "since", "sources"})
"""Fields of the economics that change nothing, and the rates, which are compared one by one."""

WHOLE = SHARES | {"posts", "today", "observed"}
"""Groups of values that only make sense together."""

MOST_NAMED = 3
"""Most departures in the label of a study."""


class ValueOrigin(StrEnum):
    """Where a value comes from if it differs from the shipped one."""

    OVERRIDE = "override"
    FILE = "file"
    PYTHON = "Python"
    SCENARIO = "scenario"


class Departure(NamedTuple):
    """One value that differs from the shipped description.

    Attributes:
        programme: its key; empty if the value is about the whole study.
        path: dotted path of the value: in the programme (`back_heaviness`), of a parameter
            (`parameters.accept`), a rate (`economics.rates.coach_cost`) or the study period
            (`end`).
        was: the value that it differs from, as plain data; None also if a parameter is uncertain
            without it.
        now: the value in this study, as plain data.
        origin: where the value comes from.
        since: the first day on which it holds; None for the whole study period.
    """

    programme: str
    path: str
    was: Any
    now: Any
    origin: ValueOrigin
    since: date | None = None

    @property
    def key(self) -> str:
        """The value's key on the command line."""
        return f"{self.programme}.{self.path}" if self.programme else self.path

    @property
    def is_window(self) -> bool:
        """Whether it is about the study period alone."""
        return not self.programme and self.path in WINDOW

    @property
    def is_future(self) -> bool:
        """Whether it is about what is drawn of the future."""
        return self.path.partition(".")[0] == FUTURE

    @property
    def is_money(self) -> bool:
        """Whether it changes what events cost, and no event."""
        return self.path.partition(".")[0] == ECONOMICS

    def to_plain(self) -> dict[str, Any]:
        """Return it as plain data, ready for JSON."""
        since = self.since and self.since.isoformat()
        return {**self._asdict(), "origin": str(self.origin), "since": since}

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> "Departure":
        """Return what `to_plain` wrote.

        Raises:
            KeyError, TypeError, ValueError: the data is something else.
        """
        since = data["since"] and date.fromisoformat(data["since"])
        return cls(**{**data, "origin": ValueOrigin(data["origin"]), "since": since})


@dataclass(frozen=True)
class Sources:
    """Where values of a study come from, other than the programmes' files.

    Two studies with the same values are equal, wherever the values come from; so any two of these
    are equal.

    Attributes:
        origins: of values, by dotted key; a key covers everything within it.
        described: programmes as in their files, if values were also set elsewhere.
    """

    origins: Mapping[str, ValueOrigin] = field(default_factory=dict, compare=False)
    described: Mapping[str, Programme] = field(default_factory=dict, compare=False)


NO_SOURCES = Sources()


def departures(study: "Study") -> tuple[Departure, ...]:
    """Return every value of a study that differs from the shipped description.

    Programmes come first, in the study's order: for each, what holds from the start, then what the
    scenario changes, by date. A programme that is not shipped is compared with its own file.
    """
    found: list[Departure] = []
    for name in study.programmes:
        found += _of_programme(study, name)
        found += _of_scenario(study, name)
    return (
        *found,
        *_of_parameters(study),
        *_of_economics(study),
        *_of_future(study),
        *_of_window(study),
    )


def is_what_if(found: Sequence[Departure]) -> bool:
    """Whether a study with these departures is a what-if.

    Another study period alone does not make it one, and neither does a future that is drawn.
    """
    return any(not (one.is_window or one.is_future) for one in found)


def changes_histories(found: Sequence[Departure]) -> bool:
    """Whether events differ from those that the model was fitted to; prices change no events."""
    return any(not (one.is_window or one.is_money or _is_later(one)) for one in found)


def _is_later(one: Departure) -> bool:
    """Whether it is a future that is drawn from after the published counts on, or not drawn."""
    return one.is_future and (one.since is None or one.since > COUNTS_END)


def label(study: "Study") -> str:
    """Return a study's name in tables: its scenario, and other values that differ."""
    return joined_label([study.scenario.name, *assignments(departures(study))])


def assignments(found: Sequence[Departure]) -> list[str]:
    """Return the departures that do not come from a scenario, as on the command line."""
    return [
        _assignment(one)
        for one in found
        if not one.is_window and one.origin is not ValueOrigin.SCENARIO
    ]


def joined_label(parts: Sequence[str]) -> str:
    """Return the parts of a label as one text; of many parts, only the first.

    >>> joined_label(["baseline", "a=1", "b=2", "c=3", "d=4", "e=5"])
    'baseline, a=1, b=2, c=3, and 2 more'
    """
    kept, rest = parts[: MOST_NAMED + 1], len(parts) - MOST_NAMED - 1
    return ", ".join([*kept, f"and {rest} more"] if rest > 0 else kept)


def values_of(programme: Programme) -> dict[str, Any]:
    """Return the values of a programme by dotted path, as plain data; see `WHOLE`.

    The length of a placement has the unit in which it is given.
    """
    found: dict[str, Any] = {}
    plain = programme.model_dump(mode="json", exclude=set(NOT_COMPARED))
    for name, value in plain.items():
        if isinstance(getattr(programme, name), BaseModel) and name not in WHOLE:
            found |= {f"{name}.{inner}": part for inner, part in in_one_unit(name, value).items()}
        else:
            found[name] = value
    return found


@cache
def shipped_programme(name: str) -> Programme | None:
    """Return a programme as it is shipped; None if it is not."""
    if name not in options("programme"):
        return None
    return Programme.model_validate(shipped_file("programme", name))


def _assignment(departure: Departure) -> str:
    """Write a departure as on the command line; shares in short, a long value only as changed."""
    if departure.path in SHARES:
        return f"{departure.key}={'/'.join(f'{share:.4g}' for share in departure.now.values())}"
    if isinstance(departure.now, dict | list):
        return f"{departure.key} changed"
    if departure.path == DRAWS:
        return f"{PARAMETERS}={Path(str(departure.now)).stem}"  # of a file the name alone
    return f"{departure.key}={_written(departure.now)}"


def _written(value: Any) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _origin(study: "Study", key: str) -> ValueOrigin:
    """Return where a value was set, by its own key or by that of a group around it."""
    steps = key.split(".")
    for length in range(len(steps), 0, -1):
        if found := study.sources.origins.get(".".join(steps[:length])):
            return found
    inside = (
        origin for other, origin in study.sources.origins.items() if other.startswith(f"{key}.")
    )
    return next(inside, ValueOrigin.FILE)


def _of_programme(study: "Study", name: str) -> Iterator[Departure]:
    programme = study.programmes[name]
    reference = shipped_programme(name) or study.sources.described.get(name, programme)
    for path, was, now in _differing(values_of(reference), values_of(programme)):
        yield Departure(name, path, was, now, _origin(study, f"{name}.{path}"))


def _of_scenario(study: "Study", name: str) -> Iterator[Departure]:
    """Yield what the scenario changes in a programme, by date; not what its own habits change."""
    base, start = study.programmes[name], study.settings.start
    parameters: Mapping[str, float] = study.values(name)
    habitual = regimes(name, base, parameters, Scenario(name="none"), start)
    before = usual = values_of(base)
    for since, programme, values in study.regimes(name):
        if since > study.settings.end:
            return  # a placebo: its changes come too late to have an effect
        after = values_of(programme)
        habits = values_of([regime for regime in habitual if regime.since <= since][-1].programme)
        by_habit = list(_differing(usual, habits))
        for path, was, now in _differing(before, after):
            if (path, was, now) not in by_habit:
                yield Departure(name, path, was, now, ValueOrigin.SCENARIO, since)
        for path, was, now in _differing(parameters, values):
            yield Departure(name, f"{PARAMETERS}.{path}", was, now, ValueOrigin.SCENARIO, since)
        before, usual, parameters = after, habits, values


def _of_parameters(study: "Study") -> Iterator[Departure]:
    if (study.draws or REGISTER) != POSTERIOR:
        now = study.draws or REGISTER
        yield Departure("", DRAWS, POSTERIOR, now, _origin(study, DRAWS))
    for name, value in study.pinned.items():
        key = f"{PARAMETERS}.{name}"
        yield Departure("", key, None, value, _origin(study, key))


def _of_economics(study: "Study") -> Iterator[Departure]:
    """Yield which rules are chosen instead of those of the year, and what differs from them."""
    usual, name = rules_of(study.settings.start), study.economics.name
    chosen = name if name in options(ECONOMICS) else usual
    if chosen != usual:
        yield Departure("", ECONOMICS, usual, chosen, _origin(study, ECONOMICS))
    before, after = (_prices(one) for one in (shipped_rules(chosen), study.economics))
    for path, was, now in _differing(before, after):
        yield Departure("", f"{ECONOMICS}.{path}", was, now, _origin(study, f"{ECONOMICS}.{path}"))


def _of_future(study: "Study") -> Iterator[Departure]:
    """Yield which future is drawn, and what differs from its file."""
    name, since = study.future.name, study.future_since
    chosen = name if name in options(FUTURE) else KNOWN
    if chosen != KNOWN:
        yield Departure("", FUTURE, KNOWN, chosen, _origin(study, FUTURE), since)
    shipped = Future.model_validate(shipped_file(FUTURE, chosen))
    for path, was, now in _differing(_drifts(shipped), _drifts(study.future)):
        key = f"{FUTURE}.{path}"
        yield Departure("", key, was, now, _origin(study, key), since)


def _drifts(future: Future) -> dict[str, Any]:
    """Return what is drawn, by dotted path; an SD of 0 is the same as nothing."""
    since = future.since and future.since.isoformat()
    return {"since": since, **{f"{one}.sd": future.sds.get(one, 0.0) for one in Quantity}}


def _prices(economics: Economics) -> dict[str, Any]:
    """Return what things cost and who pays, by dotted path; a rate by its value or its prior."""
    plain = economics.model_dump(mode="json", exclude=set(NO_PRICES))
    benefits = {f"benefits.{group}": paid for group, paid in plain.pop("benefits").items()}
    rates = {
        f"rates.{name}": rate.prior.model_dump(mode="json")
        if rate.value is None and rate.prior is not None
        else rate.value
        for name, rate in economics.rates.named().items()
    }
    return {**plain, **benefits, **rates}


def _of_window(study: "Study") -> Iterator[Departure]:
    usual = {"start": str(shipped_file("", PRIMARY)["start"]), "end": str(COUNTS_END)}
    now = {name: str(getattr(study.settings, name)) for name in WINDOW}
    for path, was, is_now in _differing(usual, now):
        yield Departure("", path, was, is_now, _origin(study, path))


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the path, the old and the new value of everything that differs."""
    before = in_same_unit(before, after)
    for path in dict.fromkeys([*before, *after]):
        was, now = before.get(path), after.get(path)
        if was != now:
            yield path, was, now
