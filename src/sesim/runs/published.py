"""Published counts to compare with simulated ones, and the programmes that make up the totals."""

from collections.abc import Collection
from datetime import timedelta

from sesim.outcomes import COUNTY
from sesim.study import Study
from sesim.study.programme import Observed

TOLERANCE = timedelta(days=31)
"""Largest gap between the ends of the published and the simulated period."""

COUNTS = ("participants", "employed", "ongoing")
SHARE = "employed_share"


def counted(study: Study) -> tuple[str, ...]:
    """Return the programmes that make up the totals of förbund and county.

    These are the programmes with published counts, so that simulated and published totals cover
    the same programmes; all programmes if none has published counts.
    """
    with_counts = [
        name for name, one in study.programmes.items() if one.observed and one.registered
    ]
    return tuple(with_counts or study.programmes)


def published(study: Study) -> dict[tuple[str, str], float]:
    """Return published values by (area, outcome), where they cover the study's window.

    An area is a programme, a förbund or the county. It has a value if every programme that counts
    in it has one.
    """
    areas: dict[str, list[str]] = {name: [name] for name in study.programmes}
    for name in counted(study):
        areas.setdefault(study.programmes[name].forbund, []).append(name)
        areas.setdefault(COUNTY, []).append(name)
    return {
        (area, outcome): value
        for area, names in areas.items()
        for outcome, value in _together(study, names).items()
    }


def _together(study: Study, names: Collection[str]) -> dict[str, float]:
    known = [counts for name in names if (counts := _comparable(study, name))]
    if len(known) < len(names):
        return {}
    totals = {count: float(sum(getattr(one, count) for one in known)) for count in COUNTS}
    if totals["participants"] > 0:
        totals[SHARE] = totals["employed"] / totals["participants"]
    return totals


def _comparable(study: Study, name: str) -> Observed | None:
    """Return a programme's published counts if they cover the study's window."""
    programme, settings = study.programmes[name], study.settings
    counts = programme.observed
    if counts is None or settings.start > programme.since:
        return None
    return counts if abs(settings.end - counts.until) <= TOLERANCE else None
