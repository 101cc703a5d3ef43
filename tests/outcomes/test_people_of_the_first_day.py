"""Outcomes of a study that begins with people count from its first day."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from sesim.events import Kind
from sesim.outcomes import (
    ALL,
    BEFORE_START,
    SINCE_START,
    Window,
    curves_of,
    measure,
    participants_table,
)

AREAS = {"eksjo": "hoglandet"}
WINDOW = Window(date(2016, 1, 1), 105.0, begins_with_people=True)

Row = tuple[Any, ...]


def log(make_log: Any) -> pd.DataFrame:
    """Return one person of each kind who is there, and one who comes later."""
    at_work = [
        (0, -60.0, Kind.REFERRED, {"sex": "female"}),
        (0, -50.0, Kind.ENROLLED, {}),
        (0, -10.0, Kind.JOB_STARTED, {"job_kind": "ordinary"}),
        (0, 20.0, Kind.JOB_ENDED, {"job_kind": "ordinary", "reason": "quit"}),
        (0, 40.0, Kind.JOB_STARTED, {"job_kind": "ordinary"}),
    ]
    searching = [
        (1, -30.0, Kind.REFERRED, {"sex": "male"}),
        (1, -20.0, Kind.ENROLLED, {}),
        (1, -8.0, Kind.SEARCH_STARTED, {}),
        (1, 10.0, Kind.JOB_STARTED, {"job_kind": "subsidised"}),
    ]
    placed = [
        (2, -30.0, Kind.REFERRED, {"sex": "male"}),
        (2, -25.0, Kind.ENROLLED, {}),
        (2, -5.0, Kind.PLACEMENT_STARTED, {}),
        (2, 15.0, Kind.PLACEMENT_ENDED, {"reason": "not_hired"}),
        (2, 30.0, Kind.EXITED, {"reason": "dropped_out"}),
    ]
    waiting = [(3, -4.0, Kind.REFERRED, {"sex": "male"}), (3, 2.0, Kind.ENROLLED, {})]
    later = [
        (4, 5.0, Kind.REFERRED, {"sex": "male"}),
        (4, 8.0, Kind.ENROLLED, {}),
        (4, 60.0, Kind.JOB_STARTED, {"job_kind": "ordinary"}),
    ]
    return make_log(eksjo=sorted([*at_work, *searching, *placed, *waiting, *later], key=_time))


def _time(row: Row) -> float:
    return float(row[1])


def figures(events: pd.DataFrame) -> "pd.Series[float]":
    people = participants_table(events, WINDOW.horizon)
    measures = measure(events, people, WINDOW, AREAS)
    of_one = measures[measures["programme"] == "eksjo"]
    return of_one.set_index(["group", "outcome"])["value"]


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        # everyone; those who are there on the first day; those who come later
        ("participants", (5, 4, 1)),
        ("referred", (5, 4, 1)),
        ("employed", (3, 2, 1)),
        ("ongoing", (4, 3, 1)),
        ("jobs_2016", (2, 2, 0)),
        ("first_jobs_2016", (2, 2, 0)),
        ("in_work_at_end", (3, 2, 1)),
        ("waiting_weeks_mean", ((6 + 3) / 2, 6, 3)),
        ("weeks_worked_mean", ((20 + 65 + 95 + 45) / 3, None, 45)),
    ],
)
def test_counts_are_from_that_day_on(
    make_log: Any, outcome: str, expected: tuple[float | None, ...]
) -> None:
    found = figures(log(make_log))

    for group, value in zip((ALL, BEFORE_START, SINCE_START), expected, strict=True):
        if value is not None:
            assert found[group, outcome] == pytest.approx(value), group


def test_who_has_a_job_on_the_first_day_is_not_among_those_who_could_get_one(
    make_log: Any,
) -> None:
    assert figures(log(make_log))[ALL, "employed_share"] == pytest.approx(3 / 4)


def test_a_queue_and_a_caseload_have_no_past(make_log: Any) -> None:
    """Weeks before the first day belong to no mean over the study period."""
    events = log(make_log)
    found = figures(events)

    assert found[ALL, "queue_mean"] == pytest.approx((2 + 3) / 105)
    people = participants_table(events, WINDOW.horizon)
    assert people["weeks_in_placement"].tolist() == [0, 0, 15, 0, 0]
    assert people["earlier_job"].dropna().tolist() == [-10.0]


def test_curves_since_enrolment_are_of_those_who_enrol(make_log: Any) -> None:
    events = log(make_log)
    people = participants_table(events, WINDOW.horizon)
    curves = curves_of(events, people, WINDOW, AREAS).set_index(["curve", "series", "x"])
    county = curves[(curves["programme"] == "county") & (curves["group"] == ALL)]["value"]

    assert county["first_job", "share", 12.0] == pytest.approx(1 / 2)
    assert county["level", "enrolled", 0.0] == 3
    assert county["level", "waiting", 0.0] == 1
