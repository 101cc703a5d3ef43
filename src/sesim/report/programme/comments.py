"""Comments and sources of a described programme, in one language."""

import math
from collections.abc import Mapping
from datetime import date

from sesim.describe import FEWEST_OBSERVATIONS, Basis, Entry, Observation, Seen
from sesim.describe.estimate import is_small
from sesim.report.programme.words import ASSUMED, WORDS, Scale
from sesim.report.text.fields import FIELDS
from sesim.report.text.language import N_, Language

OWN, SET = N_("own records"), N_("set by you")

PLAIN = (Seen.POSTS, Seen.HIGHEST_CASELOAD, Seen.MOST_ENROLLED, Seen.EMPLOYERS)
"""Counts and maxima, which have no number of observations worth naming."""

BOUNDS = (Seen.FULL_CASELOAD, Seen.JOBLESS_MONTHS)
"""Figures whose interval holds what is possible, or all that was seen, instead of 90%."""


def head(say: Language, title: str, first: date, last: date) -> list[str]:
    """Return the paragraphs above a described programme.

    Args:
        say: the language.
        title: the programme's name for readers.
        first: the first day of the records.
        last: the last day that they cover.
    """
    days = {"first": say.day(first), "last": say.day(last)}
    return [
        say("{title}, described from its own records, {first} to {last}.", title=title, **days),
        say(
            "Each value stands below what the records show of it, with the number of observations "
            "(n) and a 90% interval. Stays, placements and waits that had not ended count as long "
            "as they were followed."
        ),
        say(
            "What rests on fewer than {fewest} observations keeps a default. Such numbers are not "
            "shown, and shares that would disclose them are rounded to 5%, without n and interval.",
            fewest=FEWEST_OBSERVATIONS,
        ),
    ]


def new_head(say: Language, title: str) -> list[str]:
    """Return the paragraphs above a programme that was described by answers."""
    return [
        say("{title}, described by answers to questions.", title=title),
        say("A value that nobody set is a default. Replace it when you know better."),
    ]


def comments(
    entries: Mapping[str, Entry], say: Language, assumed: str = ASSUMED
) -> dict[str, list[str]]:
    """Return the paragraphs above each value, by its path.

    Args:
        entries: every value of the file, by its path.
        say: the language.
        assumed: the words for defaults.
    """
    return {path: [_paragraph(path, entry, say, assumed)] for path, entry in entries.items()}


def _paragraph(path: str, entry: Entry, say: Language, assumed: str) -> str:
    """Return what a value is, where it comes from, and what the records show about it."""
    label = say(FIELDS[path].label)
    shown = _shown(path, entry, say)
    match entry.basis:
        case Basis.GIVEN:
            return f"{label}: {say(SET)}"
        case Basis.RECORDS:
            return f"{label}: {shown or say(OWN)}"
    return f"{label}: {say(assumed)}" + (f" ({shown})" if shown else "")


def sources(entries: Mapping[str, Entry], say: Language, assumed: str = ASSUMED) -> dict[str, str]:
    """Return where the values come from, by the field of the file that holds them.

    The arguments are those of `comments`.
    """
    fields: dict[str, dict[str, Entry]] = {}
    for path, entry in entries.items():
        field, _, name = path.partition(".")
        fields.setdefault(field, {})[name] = entry
    return {field: _source(parts, say, assumed) for field, parts in fields.items()}


def _source(parts: Mapping[str, Entry], say: Language, assumed: str) -> str:
    """Return the source of a field, by the names of its parts."""
    found = [
        f"{name}: {_of_records(one, say)}" if len(parts) > 1 else _of_records(one, say)
        for name, one in parts.items()
        if one.from_records
    ]
    if any(one.basis is Basis.GIVEN for one in parts.values()):
        found.append(say(SET))
    defaults = [name for name, one in parts.items() if one.basis is Basis.DEFAULT]
    if defaults:
        names = f" ({', '.join(defaults)})" if found else ""
        found.append(f"{say(assumed)}{names}")
    return "; ".join(found)


def _of_records(entry: Entry, say: Language) -> str:
    """Return the source of a value from the records, in short: n, and the interval of a number."""
    parts: list[str] = [say(OWN)]
    seen = [one for one in entry.seen if one.what not in PLAIN]
    if seen and not any(map(_is_coarse, seen)):
        parts.append(f"n = {max(one.estimate.n for one in seen)}")
        if isinstance(entry.value, float) and not math.isnan(seen[0].estimate.low):
            parts.append(_interval(seen[0], WORDS[seen[0].what].scale, say))
    return ", ".join(parts)


def _shown(path: str, entry: Entry, say: Language) -> str:
    """Return the observations about a value, with one n where all have the same.

    If one of them rests on a small cell, none has its n or interval.
    """
    numbers = {one.estimate.n for one in entry.seen}
    coarse = any(map(_is_coarse, entry.seen))
    together = len(entry.seen) > 1 and len(numbers) == 1 and not coarse
    parts = [
        _observation(path, one, say, with_n=not (together or coarse), with_interval=not coarse)
        for one in entry.seen
    ]
    if together and (n := numbers.pop()) >= FEWEST_OBSERVATIONS:
        parts.append(f"n = {n}")
    return (", " if together or coarse else "; ").join(parts)


def _observation(
    path: str, one: Observation, say: Language, *, with_n: bool, with_interval: bool
) -> str:
    """Return a figure with its interval and the number of observations."""
    text, scale = WORDS[one.what]
    what = say(FIELDS[path].words[one.word]) if one.what is Seen.WORD else say(text)
    found = one.estimate
    if one.what in PLAIN and not (one.what is Seen.MOST_ENROLLED and is_small(found.value)):
        return f"{what}: {_figure(say, scale, found.value)}"
    if found.n == 0:
        return say("{what}: none recorded", what=what)
    if found.n < FEWEST_OBSERVATIONS or one.what in PLAIN:
        return say("{what}: fewer than {fewest} recorded", what=what, fewest=FEWEST_OBSERVATIONS)
    if math.isnan(found.value):
        return say("{what}: less than half had ended (n = {n})", what=what, n=found.n)
    details = [_interval(one, scale, say)] if with_interval and not math.isnan(found.low) else []
    details += [f"n = {found.n}"] if with_n else []
    value = f"{what} {_figure(say, scale, found.value)}"
    return f"{value} ({', '.join(details)})" if details else value


def _is_coarse(one: Observation) -> bool:
    """Whether a share was rounded since it rests on a small cell, which n would disclose."""
    return WORDS[one.what].scale is Scale.SHARE and math.isnan(one.estimate.low)


def _interval(one: Observation, scale: Scale, say: Language) -> str:
    low, high = one.estimate.low, one.estimate.high
    begin = _figure(say, scale, low) if math.isfinite(low) else "?"
    end = _figure(say, scale, high) if math.isfinite(high) else "?"
    if one.what in BOUNDS:
        return say("bounds {low}–{high}", low=begin, high=end)
    return say("90% interval {low}–{high}", low=begin, high=end)


def _figure(say: Language, scale: Scale, value: float) -> str:
    return say.percent(value) if scale is Scale.SHARE else say.number(value, scale.value)
