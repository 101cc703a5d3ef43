"""What the shipped scenarios must do by theory: employers, placements and jobs, and nothing.

Most of it holds for each person, not only in the mean: where coaches have time for everybody, a
life under two scenarios differs only by what the change says. Each law has a planted error.
"""

from hashlib import sha256
from typing import Any

import pytest
from tests.model.small_studies import PROGRAMME, SETTINGS, lives, log_of
from tests.verification.scenarios import (
    Changes,
    Times,
    changes_of,
    first,
    log_under,
    ratios,
    under,
)

from sesim.events import JobKind, Kind, Reason
from sesim.model import model_programmes
from sesim.model.calendar import WEEKS_PER_MONTH as MONTHS
from sesim.study import build

# --- employers, placements and jobs --------------------------------------------------------------

TOUCHY = {"unemployment_effect": -0.1}


def first_jobs(changes: str | Changes) -> Times:
    return first(log_under(changes, {}, TOUCHY), Kind.JOB_STARTED)


def test_nobody_finds_work_later_in_a_better_labour_market() -> None:
    recession, usual, boom = first_jobs("recession"), first_jobs([]), first_jobs("boom")

    assert set(recession) < set(usual) < set(boom)
    assert all(usual[who] <= recession[who] for who in recession)
    assert all(boom[who] <= usual[who] for who in usual)


def test_a_labour_market_that_does_not_matter_would_be_noticed() -> None:
    unmoved = {"unemployment_effect": 0.0}
    jobs = [first(log_under(name, {}, unmoved), Kind.JOB_STARTED) for name in ("recession", "boom")]

    assert jobs[0] == jobs[1]


PLACED = {"placement": {"aim": "placements", "months": 2.0}}
NEVER_HIRED = {"hired_per_month": 0.0}


def first_placements(changes: str | Changes) -> Times:
    """Return the length of each person's first placement, if it lasted as planned.

    Nobody is hired on the way, which would cut it short.
    """
    found = {}
    for who, life in lives(log_under(changes, PLACED, NEVER_HIRED)).items():
        rows = [row for row in life if row.kind in (Kind.PLACEMENT_STARTED, Kind.PLACEMENT_ENDED)]
        if len(rows) > 1 and rows[1].reason != Reason.LEFT_PROGRAMME:
            found[who] = rows[1].time - rows[0].time
    return found


@pytest.mark.parametrize(("name", "factor"), [("short_placements", 0.5), ("long_placements", 2.0)])
def test_everybody_s_placement_is_shorter_or_longer_by_the_factor(name: str, factor: float) -> None:
    found = ratios(first_placements([]), first_placements(name))

    assert found == pytest.approx([factor] * len(found))


def kinds_of_jobs(changes: str | Changes) -> set[str | None]:
    mixed = {"ordinary": 0.2, "subsidised": 0.3, "transition": 0.4, "temporary": 0.1}
    log = log_under(changes, {"job_kinds": mixed})
    return {row.job_kind for row in log if row.kind == Kind.JOB_STARTED}


def test_no_transition_job_begins_where_there_are_none() -> None:
    assert kinds_of_jobs([]) == set(JobKind)
    assert kinds_of_jobs("no_transition_jobs") == set(JobKind) - {JobKind.TRANSITION}


def beyond_the_limit(changes: str | Changes) -> tuple[int, int]:
    """Return how many stayed over nine months before any job, and were supported over four in one.

    Nobody drops out or is without support before the rules can be seen.
    """
    parameters = {"dropout_factor": 0.01, "accept": 0.03, "tenure_months": 100.0}
    jobless = supported = 0
    for life in lives(log_under(changes, {}, parameters)).values():
        times = {row.kind: row.time for row in reversed(life)}
        began = times.get(Kind.JOB_STARTED, times.get(Kind.EXITED))
        if began is not None and Kind.ENROLLED in times:
            jobless += began - times[Kind.ENROLLED] > 9 * MONTHS + 1e-6
        starts = [row.time for row in life if row.kind == Kind.JOB_STARTED]
        ends = [row.time for row in life if row.kind in (Kind.JOB_ENDED, Kind.EXITED)]
        supported += any(
            min((end for end in ends if end >= start), default=1e9) - start > 4 * MONTHS + 1e-6
            for start in starts
            if start < under([]).calendar.horizon - 5 * MONTHS
        )
    return jobless, supported


def test_nobody_outstays_the_time_limits() -> None:
    assert beyond_the_limit("time_limited_support") == (0, 0)
    assert min(beyond_the_limit([])) > 10


# --- nothing -------------------------------------------------------------------------------------


def fingerprints(**said: Any) -> list[str]:
    """Return a hash of all events of three replications, to the last bit of every number."""
    study = build(SETTINGS, {"here": PROGRAMME}, {"name": "test", **said}, {})
    logs = [log_of(model_programmes(study)["here"], replication) for replication in range(3)]
    return [sha256(repr(log).encode()).hexdigest() for log in logs]


def test_the_placebo_does_nothing_at_all() -> None:
    changes = changes_of("placebo")

    assert fingerprints(placebo=True, changes=changes) == fingerprints()


def test_a_placebo_within_the_window_would_be_noticed() -> None:
    [change] = changes_of("placebo")
    early = [{**change, "since": "2015-06-01"}]

    assert set(fingerprints(changes=early)).isdisjoint(fingerprints())
