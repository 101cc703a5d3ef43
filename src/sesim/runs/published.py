"""Counts to compare with simulated ones, and the programmes that make up the totals.

Counts are published if they are those of a shipped file, and own ones otherwise.
"""

from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum

from sesim.outcomes import COUNTY
from sesim.runs.draws import drawn
from sesim.study import Study
from sesim.study.departures import shipped_programme
from sesim.study.programme import Observed

TOLERANCE = timedelta(days=31)
"""Largest gap between the ends of the published and the simulated period."""

COUNTS = ("participants", "employed", "ongoing")
SHARE = "employed_share"


class CountsOf(StrEnum):
    """Whose the counts are that stand beside simulated ones."""

    PUBLISHED = "published"
    OWN = "own"
    BOTH = "both"


def counts_of(study: Study) -> dict[str, CountsOf]:
    """Return whose the counts of each area are that has any: those of its programmes.

    This is the only place that decides what may be called published.
    """
    found = {}
    for area, names in _areas(study).items():
        own = {_is_own(study, name) for name in names if study.programmes[name].observed}
        if own:
            found[area] = (
                CountsOf.BOTH if len(own) > 1 else CountsOf.OWN if own.pop() else CountsOf.PUBLISHED
            )
    return found


def _is_own(study: Study, name: str) -> bool:
    """Whether a programme's counts are not those of a shipped file."""
    shipped = shipped_programme(name)
    return shipped is None or study.programmes[name].observed != shipped.observed


def counted(study: Study) -> tuple[str, ...]:
    """Return the programmes that make up the totals of förbund and county.

    These are the programmes with counts, so that simulated and counted totals cover the same
    programmes; all programmes if none has counts.
    """
    with_counts = [
        name for name, one in study.programmes.items() if one.observed and one.registered
    ]
    return tuple(with_counts or study.programmes)


def published(study: Study) -> dict[tuple[str, str], float]:
    """Return counted values by (area, outcome), where they cover the study's window.

    An area is a programme, a förbund or the county. It has a value if every programme that counts
    in it has one. `counts_of` says which of them are own. Own counts that the parameters are
    adjusted to are left out: agreement with them shows nothing.
    """
    own = _own(study)
    return {
        (area, outcome): value
        for area, names in _areas(study).items()
        for outcome, value in ({} if own in names else _together(study, names)).items()
    }


def _areas(study: Study) -> dict[str, list[str]]:
    """Return the programmes of each area: a programme, a förbund or the county."""
    areas: dict[str, list[str]] = {name: [name] for name in study.programmes}
    for name in counted(study):
        areas.setdefault(study.programmes[name].forbund, []).append(name)
        areas.setdefault(COUNTY, []).append(name)
    return areas


def _own(study: Study) -> str | None:
    """Return the programme of your own to whose counts the parameters are adjusted, if any."""
    if not any(one.observed for one in study.programmes.values()):
        return None  # nothing depends on it, and no file has to be read
    draws = drawn(study)
    name = draws.adjusted if draws is not None else None
    return name if name is not None and shipped_programme(name) is None else None


def _together(study: Study, names: Collection[str]) -> dict[str, float]:
    known = [counts for name in names if (counts := _comparable(study, name))]
    if len(known) < len(names):
        return {}
    totals = {count: float(sum(getattr(one, count) for one in known)) for count in COUNTS}
    if totals["participants"] > 0:
        totals[SHARE] = totals["employed"] / totals["participants"]
    return totals


def _comparable(study: Study, name: str) -> Observed | None:
    """Return a programme's counts if they cover the study's window."""
    programme, settings = study.programmes[name], study.settings
    counts = programme.observed
    if counts is None or settings.start > programme.since:
        return None
    return counts if abs(settings.end - counts.until) <= TOLERANCE else None
