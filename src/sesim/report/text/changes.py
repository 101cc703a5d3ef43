"""What a study changes, in sentences: for the page, the pictures and the terminal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sesim.report.text.fields import FIELDS, value_in_words
from sesim.report.text.language import N_, Language, Phrase, breakable, capitalised, joined, listed

MOST_NAMES = 4
"""Programmes that a sentence names; of more it gives the number."""

MOST_LINES = 8
"""Changes that are listed; the others are in provenance.json."""

SCENARIO = "scenario"

ORIGINS = {
    "override": N_("Set on the command line."),
    "file": N_("From a file."),
    "Python": N_("Set in Python."),
    SCENARIO: N_("Part of the scenario."),
}


@dataclass(frozen=True, kw_only=True)
class ChangedValue:
    """One value that differs from the shipped description, for readers.

    Attributes:
        places: keys of the programmes concerned; empty where it is about the whole study.
        path: of the value, as in `sesim.study.departures`.
        was: the values that it differs from, in the order of `places`, or one; plain data.
        now: the value in this study.
        origin: where it comes from, one of `ORIGINS`.
        since: the first day on which it holds; None for the whole study period.
        meaning, unit: of a parameter or a rate, in English.
    """

    places: tuple[str, ...]
    path: str
    was: tuple[Any, ...]
    now: Any
    origin: str
    since: date | None = None
    meaning: str = ""
    unit: str = ""


def grouped(changes: Sequence[ChangedValue]) -> list[ChangedValue]:
    """Return the changes with those that are alike in several programmes as one."""
    found: dict[str, ChangedValue] = {}
    for one in changes:
        key = repr((one.path, one.now, one.origin, one.since, bool(one.places)))
        known = found.get(key)
        found[key] = (
            one
            if known is None
            else replace(known, places=known.places + one.places, was=known.was + one.was)
        )
    return list(found.values())


class Changes:
    """What a study changes, in one language.

    Args:
        say: the language.
        changes: what differs, grouped.
        names: names of all the study's programmes for readers, by key.
    """

    def __init__(
        self, say: Language, changes: Sequence[ChangedValue], names: Mapping[str, str]
    ) -> None:
        self._say, self._names = say, names
        self.changes = list(changes)

    @property
    def title(self) -> Phrase:
        """The first change, and how many more there are; it may stand after "if"."""
        first, more = self.changes[0], len(self.changes) - 1
        what = self.sentence(first) if len(self._names) > 1 else self._what(first)
        if not more:
            return what
        others = self._say.many(
            "and one more change", "and {number} more changes", more, number=self._say.count(more)
        )
        return joined([what, others], ", ")

    @property
    def lines(self) -> list[Phrase]:
        """Every change in a sentence of its own, with what it was, and where it comes from."""
        found = [self._line(one) for one in self.changes[:MOST_LINES]]
        rest = len(self.changes) - len(found)
        if rest > 0:
            found.append(
                self._say(
                    "And {number} more, listed in provenance.json.", number=self._say.count(rest)
                )
            )
        return found

    def sentence(self, change: ChangedValue) -> Phrase:
        """Return what holds and where, without a full stop, such as "Vetlanda: …"."""
        what = self._what(change)
        if not change.places:
            return what
        return self._say("{place}: {what}", place=self._places(change), what=what)

    def _what(self, change: ChangedValue) -> Phrase:
        say, value = self._say, self._value(change, change.now)
        if change.path in FIELDS:
            return say(FIELDS[change.path].sentence, value=value)
        return say("{meaning}: {value}", meaning=say.own(change.meaning), value=value)

    def _line(self, change: ChangedValue) -> Phrase:
        say = self._say
        parts = {"what": capitalised(self.sentence(change)), "was": self._was(change)}
        line = (
            say("From {day}: {what} ({was}).", day=say.day(change.since), **parts)
            if change.since
            else say("{what} ({was}).", **parts)
        )
        return joined([line, say(ORIGINS[change.origin])])

    def _was(self, change: ChangedValue) -> Phrase:
        """Return what it was, as it stands in brackets."""
        say = self._say
        if all(value is None for value in change.was) and change.path not in FIELDS:
            return say("otherwise uncertain")
        distinct = list(dict.fromkeys(str(self._value(change, value)) for value in change.was))
        if len(distinct) == 1:
            was = self._value(change, change.was[0])
        elif all(isinstance(value, int | float) for value in change.was):
            ends = (self._value(change, end) for end in (min(change.was), max(change.was)))
            was = say("{low} to {high}", **dict(zip(("low", "high"), ends, strict=True)))
        else:
            was = say("various")
        if change.since or change.path not in FIELDS:
            return say("{was} before", was=was) if change.since else say("otherwise {was}", was=was)
        return say.many(
            "{was} in the programme’s file", "{was} in the programmes’ files",
            len(change.places), was=was,
        )  # fmt: skip

    def _value(self, change: ChangedValue, value: Any) -> Phrase:
        say = self._say
        if change.path in FIELDS:
            return value_in_words(say, change.path, value)
        if isinstance(value, dict):
            return say("uncertain")
        if isinstance(value, bool) or not isinstance(value, int | float):
            return say.own(str(value))
        unit = say.own(change.unit) if change.unit else Phrase("")
        return joined([Phrase(say.exact(value)), unit] if unit else [Phrase(say.exact(value))])

    def _places(self, change: ChangedValue) -> Phrase:
        """Return the programmes concerned."""
        say, places = self._say, change.places
        if len(places) == len(self._names) > 1:
            return say("all programmes")
        if len(places) > MOST_NAMES:
            return say("{number} programmes", number=say.count(len(places)))
        return listed(say, [breakable(self._names.get(place, place)) for place in places])
