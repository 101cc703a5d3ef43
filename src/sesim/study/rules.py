"""Rules of the year: which shipped economics a study takes, and what they rule out."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from sesim import messages
from sesim.events import JobKind
from sesim.study.economics import Economics
from sesim.study.shipped import options, shipped_file

if TYPE_CHECKING:
    from sesim.study.programme import Programme
    from sesim.study.study import Study

ECONOMICS = "economics"
"""The section of a study that holds the rules, and the folder of `conf/` with their files."""

RULES, BY_YEAR = "rules", "by_year"
"""`{rules: by_year}` stands for the economics that the first day of the study chooses."""


@cache
def shipped_rules(name: str) -> Economics:
    """Return the economics in a shipped file; raises `KeyError` if there is none."""
    return Economics.model_validate(shipped_file(ECONOMICS, name))


def rules_of(start: date | None) -> str:
    """Return the name of the shipped economics for a study that begins on a day.

    It is the latest file whose `since` has come. The rules of its beginning apply to the whole
    study, also if it goes on into years with other rules.

    Args:
        start: first day of the study; None, if it is not known, gives the earliest rules.
    """
    *others, first = sorted(options(ECONOMICS), key=_since, reverse=True)
    return next((name for name in others if start is not None and _since(name) <= start), first)


@cache
def _since(name: str) -> date:
    return shipped_rules(name).since or date.min


def with_rules(given: Any, start: date | None, problems: list[str]) -> Any:
    """Return economics as plain data, with those of the year if nothing else is chosen.

    Args:
        given: economics as plain data; `{rules: by_year}` with single values that differ, or
            None, leaves the choice to the year.
        start: first day of the study, if it is known.
        problems: receives what is wrong with the choice.
    """
    if given is None:
        return shipped_file(ECONOMICS, rules_of(start))
    if not isinstance(given, Mapping) or RULES not in given:
        return given
    if given[RULES] != BY_YEAR:
        problems.append(
            f"{ECONOMICS}.{RULES}: should be {BY_YEAR} (got {messages.value(given[RULES])}); "
            f"choose a file with {ECONOMICS}=NAME, one of {', '.join(options(ECONOMICS))}"
        )
    rest = {key: part for key, part in given.items() if key != RULES}
    return _merged(shipped_file(ECONOMICS, rules_of(start)), rest)


def _merged(before: Any, after: Any) -> Any:
    """Return nested plain data with other values; a whole distribution replaces another one."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping) or "dist" in after:
        return after
    return {**before, **{key: _merged(before.get(key), part) for key, part in after.items()}}


def ruled_out(study: "Study") -> Iterator[str]:
    """Yield a message for each kind of job in a programme that does not exist by the rules."""
    missing = [kind for kind in JobKind if kind not in study.economics.kinds]
    if not missing:
        return
    why = f"there are no such jobs by the rules of {study.economics.price_year}"
    for name, programme in study.programmes.items():
        for kind in missing:
            if found := _first_share(study, name, kind):
                yield (
                    f"{name}.job_kinds.{kind}: should be 0 ({found}), because {why}; set it to 0, "
                    f"which rescales the other kinds, or choose other rules with {ECONOMICS}=NAME"
                )
        yield from _people(name, programme, missing, why)


def _first_share(study: "Study", name: str, kind: JobKind) -> str | None:
    """Return the first share of a kind of job in a programme that is not 0, with its day."""
    settings = study.settings
    for since, programme, _ in study.regimes(name):
        share: float = getattr(programme.job_kinds, kind)
        if share > 0 and since <= settings.end:
            return f"got {share:g}" + (f" from {since}" if since > settings.start else "")
    return None


def _people(name: str, programme: "Programme", missing: list[JobKind], why: str) -> Iterator[str]:
    """Yield a message for the first person of today's caseload with a kind that is missing."""
    people = programme.today.people or () if programme.today else ()
    for row, one in enumerate(people, 1):
        if one.job_kind in missing:
            yield f"{name}.today.people: row {row}: job_kind {one.job_kind}, but {why}"
            return
