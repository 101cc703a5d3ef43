"""Many people in one situation, and what became of them by a time."""

from collections.abc import Callable, Iterable, Sequence
from math import sqrt
from typing import Any

from tests.model import bare
from tests.model.small_studies import Log, Row, always_open, lives, log_of

from sesim.events import Kind
from sesim.model import ModelProgramme
from sesim.model.calendar import WEEKS_PER_MONTH

MONTH = WEEKS_PER_MONTH

CROWD: dict[str, Any] = {
    "referral.per_year": 400.0,
    "employer_focus": 0.0,
    "mapping": "short",
    "social_work_share": 0.0,
}
"""Hundreds of people who search and are never found a job, in a programme with room for them."""

CERTAIN: dict[str, float] = {
    **bare.NO_SPREAD,
    "accept": 1.0,
    "contacts_per_week": 0.8,
    "hired_per_month": 0.0,
    "renewal": 0.0,
    "burn_probability": 0.0,
}


def crowd(
    programme: dict[str, Any] | None = None,
    changes: Sequence[dict[str, Any]] = (),
    **parameters: float,
) -> ModelProgramme:
    """Return the bare programme with many people and without spread."""
    return always_open(
        {**bare.PROGRAMME, **CROWD, **(programme or {})},
        parameters={**bare.PARAMETERS, **CERTAIN, **parameters},
        changes=changes,
        **bare.WINDOW,
    )


def motivation(level: str) -> dict[str, Any]:
    """Return a programme where all have one level of motivation, and anyone may search."""
    shares = {"motivated": 0.0, "wavering": 0.0, "not_motivated": 0.0, level: 1.0}
    return {"motivation": shares, "motivation_policy": "open"}


def followed(
    the_plan: ModelProgramme, weeks: float, since: Kind = Kind.ENROLLED, log: Log | None = None
) -> list[Log]:
    """Return the events from the first of a kind on, of all who can be followed for so long."""
    found = []
    for life in lives(log if log is not None else log_of(the_plan)).values():
        begin = next((i for i, row in enumerate(life) if row.kind == since), None)
        if begin is not None and life[begin].time < the_plan.calendar.horizon - weeks:
            found.append(life[begin:])
    assert len(found) > 300
    return found


def share_by(
    the_plan: ModelProgramme,
    weeks: float,
    what: Callable[[Row], bool],
    since: Kind = Kind.ENROLLED,
    log: Log | None = None,
) -> tuple[int, int]:
    """Return to how many something has happened so many weeks after, and out of how many."""
    lives_there = followed(the_plan, weeks, since, log)
    count = sum(
        any(what(row) and row.time - life[0].time <= weeks + 1e-6 for row in life)
        for life in lives_there
    )
    return count, len(lives_there)


def agrees(found: tuple[int, int], share: float) -> bool:
    """Whether a count agrees with a share, within three and a half standard errors."""
    count, total = found
    return abs(count - share * total) <= 3.5 * sqrt(total * share * (1 - share)) + 1e-9


def left_for(*reasons: str) -> Callable[[Row], bool]:
    """Return what tells whether somebody left for one of these reasons."""
    return lambda row: row.kind == Kind.EXITED and row.reason in reasons


def shares_of(values: Iterable[Any], total: int) -> dict[Any, tuple[int, int]]:
    """Return how often each value occurs, out of how many."""
    counts: dict[Any, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return {value: (count, total) for value, count in counts.items()}
