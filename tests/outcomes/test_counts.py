"""The three counts of SUS, each programme's up to a day of its own."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.model.small_studies import study

from sesim.events import Kind, Reason
from sesim.model import model_programmes, run
from sesim.outcomes import ALL, Window, counts_until, events_frame, measure, participants_table
from sesim.runs.replicate import horizon_weeks

HORIZON = 100.0


def life(who: int, enrolled: float, job: float | None, left: float | None) -> list[Any]:
    """Return what happens to somebody who is referred a week before enrolment."""
    found: list[Any] = [(who, enrolled - 1, Kind.REFERRED), (who, enrolled, Kind.ENROLLED)]
    if job is not None:
        found.append((who, job, Kind.JOB_STARTED, {"job_kind": "ordinary"}))
        found.append((who, job + 1, Kind.JOB_ENDED, {"reason": Reason.LOST}))
        found.append((who, job + 2, Kind.JOB_STARTED, {"job_kind": "subsidised"}))
    if left is not None:
        found.append((who, left, Kind.EXITED, {"reason": Reason.MOVED_ON}))
    return found


EKSJO = [
    *life(0, 2.0, 10.0, 30.0),
    *life(1, 3.0, 50.0, None),
    *life(2, 40.0, None, 60.0),
    *life(3, 50.0, None, None),
    (4, 5.0, Kind.REFERRED),
    (4, 9.0, Kind.WITHDREW, {"reason": Reason.LOST_PATIENCE}),
    (5, 5.0, Kind.REFERRED),
    (5, 6.0, Kind.SCREENED_OUT),
    (-1, 0.0, Kind.POST_CHANGED, {"coach": "coach_1", "fte": 1.0}),
]
ANEBY = [*life(0, 20.0, 21.0, 22.0), *life(7, 4.0, None, 5.0)]


@pytest.fixture
def people(make_log: Any) -> pd.DataFrame:
    return participants_table(make_log(eksjo=EKSJO, aneby=ANEBY, habo=[]), HORIZON)


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (1.9, [0, 0, 0]),
        (2.0, [1, 0, 1]),  # what happens at the very end counts
        (9.99, [2, 0, 2]),
        (10.0, [2, 1, 2]),
        (12.0, [2, 1, 2]),  # a second job adds nobody
        (29.99, [2, 1, 2]),
        (30.0, [2, 1, 1]),
        (49.99, [3, 1, 2]),
        (50.0, [4, 2, 3]),
        (60.0, [4, 2, 2]),
        (HORIZON, [4, 2, 2]),
    ],
)
def test_counts_up_to_an_earlier_end_by_hand(
    people: pd.DataFrame, end: float, expected: list[int]
) -> None:
    assert counts_until(people, {"eksjo": end, "aneby": end, "habo": end})[0].tolist() == expected


def test_each_programme_has_an_end_of_its_own(people: pd.DataFrame) -> None:
    counts = counts_until(people, {"eksjo": 10.0, "aneby": 21.5, "habo": 99.0})

    assert counts.tolist() == [[2, 1, 2], [2, 1, 1], [0, 0, 0]]
    assert counts.dtype == np.int64


def test_rows_come_in_the_order_asked_for(people: pd.DataFrame) -> None:
    counts = counts_until(people, {"habo": 99.0, "aneby": 21.5, "eksjo": 10.0})

    assert counts.tolist() == [[0, 0, 0], [2, 1, 1], [2, 1, 2]]


def test_programmes_that_are_not_asked_for_are_left_out(people: pd.DataFrame) -> None:
    assert counts_until(people, {"aneby": 21.5}).tolist() == [[2, 1, 1]]


def test_a_programme_to_which_no_one_came_counts_no_one(make_log: Any) -> None:
    nobody = participants_table(make_log(eksjo=[], aneby=[]), HORIZON)

    assert counts_until(nobody, {"eksjo": 50.0, "aneby": 50.0}).tolist() == [[0, 0, 0]] * 2


def test_one_of_many_programmes_to_which_few_came(make_log: Any) -> None:
    log = make_log(aneby=[], habo=[], nassjo=[], tranas=[], eksjo=life(0, 1.0, None, None))
    people = participants_table(log, HORIZON)

    assert counts_until(people, {"eksjo": 50.0}).tolist() == [[1, 0, 1]]


def test_up_to_the_horizon_they_are_the_outcomes_with_these_names() -> None:
    """On simulated histories, in which everything happens."""
    one = study(others={"there": {"caseload_norm": 5.0}})
    horizon = horizon_weeks(one)
    log = events_frame(
        {name: run(programme, 0) for name, programme in model_programmes(one).items()}, 0
    )
    people = participants_table(log, horizon)

    counts = counts_until(people, dict.fromkeys(one.programmes, horizon))

    window = Window(one.settings.start, horizon)
    table = measure(log, people, window, dict.fromkeys(one.programmes, "somewhere"))
    values = table[table["group"] == ALL].set_index(["programme", "outcome"])["value"]
    names = ("participants", "employed", "ongoing")
    assert counts.tolist() == [[values[place, name] for name in names] for place in one.programmes]
    assert (counts > 0).all()
    assert (counts[:, 1:] < counts[:, :1]).all()
