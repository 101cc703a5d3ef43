"""Coaches and the queue: hours, posts, and Little's law on random logs."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesim.events import Kind
from sesim.outcomes import Window, coaches, measure, participants_table
from sesim.outcomes.posts import fte_at, posts_of
from sesim.outcomes.units import Units
from sesim.outcomes.window import YEAR

HORIZON = 100.0
WINDOW = Window(date(2012, 1, 1), HORIZON)
AREAS = {"eksjo": "hoglandet", "aneby": "hoglandet"}


def post(week: float, coach: str, fte: float) -> Any:
    return (-1, week, Kind.POST_CHANGED, {"coach": coach, "fte": fte})


def hours(week: float, activity: str, given: float, wished: float) -> Any:
    kind = Kind.EMPLOYER_CONTACT if activity == "employer_contact" else Kind.HOURS_GIVEN
    return (0, week, kind, {"activity": activity, "hours": given, "wished_hours": wished})


def table(log: pd.DataFrame) -> dict[tuple[str, str], float]:
    measures = measure(log, participants_table(log, HORIZON), WINDOW, AREAS, replications=[0])
    everybody = measures[measures["group"] == "all"]
    return everybody.set_index(["programme", "outcome"])["value"].to_dict()


def test_hours_and_service_ratio(make_log: Any) -> None:
    eksjo = [
        hours(1.0, "mapping", 4.0, 4.0),
        hours(2.0, "employer_contact", 1.0, 2.0),
        hours(3.0, "mapping", 2.0, 3.0),
    ]
    aneby = [hours(1.0, "job_support", 1.0, 11.0)]
    found = table(make_log(eksjo=eksjo, aneby=aneby))

    assert found["eksjo", "hours_mapping"] == 6.0
    assert found["eksjo", "hours_employer_contact"] == 1.0
    assert found["eksjo", "hours_training"] == 0.0
    assert found["eksjo", "wished_mapping"] == 7.0
    assert found["eksjo", "wished_employer_contact"] == 2.0
    assert found["county", "wished_job_support"] == 11.0
    assert found["eksjo", "service_ratio"] == 7 / 9
    assert found["county", "hours_job_support"] == 1.0
    assert found["county", "service_ratio"] == 8 / 20  # not the mean of 7/9 and 1/11


def test_posts_by_time(make_log: Any) -> None:
    """0.5 for 100 weeks, 1.0 for the last 20, 0.4 from 10 to 60: 50 + 20 + 20 = 90 FTE-weeks."""
    eksjo = [
        post(0.0, "coach_1", 0.5),
        post(10.0, "coach_2", 0.4),
        (0, 20.0, Kind.ENROLLED),
        hours(30.0, "employer_contact", 1.0, 1.0),
        (0, 40.0, Kind.JOB_STARTED, {"job_kind": "ordinary"}),
        post(60.0, "coach_2", 0.0),
        (0, 65.0, Kind.EXITED),
        post(80.0, "coach_3", 1.0),
    ]
    found = table(make_log(eksjo=eksjo))

    assert found["eksjo", "caseload_per_fte"] == pytest.approx(45 / 90)
    assert found["eksjo", "contacts_per_fte_week"] == pytest.approx(1 / 90)
    assert found["eksjo", "jobs_per_fte_year"] == pytest.approx(1 / (90 / YEAR))


sizes = st.lists(st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.7, 1.0]), min_size=1, max_size=4)


@settings(max_examples=50)
@given(changes=st.lists(sizes, min_size=1, max_size=4))
def test_posts_that_are_all_closed_leave_nothing(make_log: Any, changes: list[list[float]]) -> None:
    """Not even the rest that 0.1 + 0.2 - 0.3 leaves; until then, the sum of the sizes."""
    rows = [
        post(float(week), f"coach_{number}", size)
        for number, of_post in enumerate(changes)
        for week, size in enumerate([*of_post, 0.0])
    ]
    units = Units([0], 1)
    posts = posts_of(make_log(eksjo=sorted(rows, key=lambda row: row[1])), units)
    [[[early, late]]] = fte_at(posts, units, np.array([0.5, 4.0]))

    assert late == 0.0
    assert early == pytest.approx(sum(of_post[0] for of_post in changes))


def test_posts_of_the_same_name_in_two_programmes(make_log: Any) -> None:
    enrolled = (0, 0.0, Kind.ENROLLED)
    found = table(
        make_log(
            eksjo=[post(0.0, "coach_1", 1.0), enrolled],
            aneby=[post(50.0, "coach_1", 0.5), enrolled],
        )
    )

    assert found["eksjo", "caseload_per_fte"] == pytest.approx(1.0)
    assert found["aneby", "caseload_per_fte"] == pytest.approx(1 / 0.25)
    assert found["county", "caseload_per_fte"] == pytest.approx(2 / 1.25)


def test_without_posts_nothing_is_computed_per_fte(make_log: Any) -> None:
    found = table(make_log(eksjo=[(0, 0.0, Kind.ENROLLED)]))

    assert np.isnan(found["eksjo", "caseload_per_fte"])
    assert np.isnan(found["eksjo", "contacts_per_fte_week"])


waits = st.lists(
    st.tuples(
        st.floats(0, HORIZON),
        st.sampled_from([None, Kind.ENROLLED, Kind.WITHDREW, Kind.SCREENED_OUT]),
        st.floats(0, 40),
    ),
    max_size=25,
)


def queue_log(people: list[Any]) -> list[Any]:
    """Rows of people who come, wait, and stop waiting in one way or another."""
    rows: list[Any] = []
    for who, (came, end, wait) in enumerate(people):
        rows.append((who, came, Kind.REFERRED))
        if end is not None and came + wait <= HORIZON:
            rows.append((who, came + wait, end))
    return sorted(rows, key=lambda row: row[1])


def area_and_waits(log: pd.DataFrame) -> tuple[float, float]:
    """Return the area under the queue as measured, and everybody's weeks of waiting."""
    people = participants_table(log, HORIZON)
    ends = people[["enrolled", "withdrew", "screened_out"]].min(axis="columns").fillna(HORIZON)
    return table(log)["county", "queue_mean"] * HORIZON, float((ends - people["referred"]).sum())


@settings(max_examples=40)
@given(people=waits, others=waits)
def test_area_under_the_queue_is_the_sum_of_waits(
    make_log: Any, people: list[Any], others: list[Any]
) -> None:
    """Little's law in its exact finite form: nobody's waiting is lost or counted twice."""
    log = make_log(eksjo=queue_log(people), aneby=queue_log(others))
    area, waited = area_and_waits(log)

    assert area == pytest.approx(waited, rel=1e-9, abs=1e-6)


def test_a_withdrawal_that_is_forgotten_would_be_caught(
    make_log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taking only enrolment for the end of waiting breaks the law."""
    log = make_log(eksjo=queue_log([(1.0, Kind.WITHDREW, 5.0), (2.0, Kind.ENROLLED, 5.0)]))
    assert area_and_waits(log) == pytest.approx((10.0, 10.0))

    monkeypatch.setattr(coaches, "end_of_waiting", lambda people: people["enrolled"].to_numpy())
    area, waited = area_and_waits(log)

    assert area != pytest.approx(waited)


@settings(max_examples=40)
@given(people=waits)
def test_everyone_referred_is_somewhere(make_log: Any, people: list[Any]) -> None:
    found = table(make_log(eksjo=queue_log(people), aneby=[]))
    ends = ("participants", "withdrew", "screened_out", "waiting")

    assert sum(found["eksjo", end] for end in ends) == found["eksjo", "referred"] == len(people)
