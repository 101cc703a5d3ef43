"""The three counts of SUS, each programme's up to a day of its own."""

from collections.abc import Callable, Mapping
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from tests.model.small_studies import study
from tests.outcomes.conftest import Row, columns_of

from sesim.events import Kind, Reason
from sesim.model import model_programmes, run
from sesim.outcomes import ALL, Window, counts_until, events_frame, measure, participants_table
from sesim.outcomes.frames import Columns
from sesim.runs.replicate import horizon_weeks

HORIZON = 100.0

Logs = Mapping[str, Columns]


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
def logs() -> Logs:
    return logs_of(eksjo=EKSJO, aneby=ANEBY, habo=[])


def logs_of(**rows: list[Row]) -> Logs:
    """Return the logs of programmes as a simulation hands them over."""
    return {name: columns_of(of_one) for name, of_one in rows.items()}


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
def test_counts_up_to_an_earlier_end_by_hand(logs: Logs, end: float, expected: list[int]) -> None:
    assert counts_until(logs, {"eksjo": end, "aneby": end, "habo": end})[0].tolist() == expected


def test_each_programme_has_an_end_of_its_own(logs: Logs) -> None:
    counts = counts_until(logs, {"eksjo": 10.0, "aneby": 21.5, "habo": 99.0})

    assert counts.tolist() == [[2, 1, 2], [2, 1, 1], [0, 0, 0]]
    assert counts.dtype == np.int64


def test_rows_come_in_the_order_asked_for(logs: Logs) -> None:
    counts = counts_until(logs, {"habo": 99.0, "aneby": 21.5, "eksjo": 10.0})

    assert counts.tolist() == [[0, 0, 0], [2, 1, 1], [2, 1, 2]]


def test_programmes_that_are_not_asked_for_are_left_out(logs: Logs) -> None:
    assert counts_until(logs, {"aneby": 21.5}).tolist() == [[2, 1, 1]]


def test_a_programme_to_which_no_one_came_counts_no_one() -> None:
    nobody = logs_of(eksjo=[], aneby=[])

    assert counts_until(nobody, {"eksjo": 50.0, "aneby": 50.0}).tolist() == [[0, 0, 0]] * 2
    assert counts_until(nobody, {}).shape == (0, 3)


def test_up_to_the_horizon_they_are_the_outcomes_with_these_names() -> None:
    """On simulated histories, in which everything happens."""
    one = study(others={"there": {"caseload_norm": 5.0}})
    horizon = horizon_weeks(one)
    logs = {name: run(programme, 0) for name, programme in model_programmes(one).items()}
    log = events_frame(logs, 0)
    people = participants_table(log, horizon)

    counts = counts_until(logs, dict.fromkeys(one.programmes, horizon))

    window = Window(one.settings.start, horizon)
    table = measure(log, people, window, dict.fromkeys(one.programmes, "somewhere"))
    values = table[table["group"] == ALL].set_index(["programme", "outcome"])["value"]
    names = ("participants", "employed", "ongoing")
    assert counts.tolist() == [[values[place, name] for name in names] for place in one.programmes]
    assert (counts > 0).all()
    assert (counts[:, 1:] < counts[:, :1]).all()


def of_people(people: pd.DataFrame, until: Mapping[str, float]) -> NDArray[np.int64]:
    """Return the counts from the participants' table, which has the definitions of the outcomes."""
    rows = []
    for name, end in until.items():
        of_one = people[people["programme"] == name]
        enrolled = of_one["enrolled"] <= end
        employed = enrolled & (of_one["first_job"] <= end)
        ongoing = enrolled & ~(of_one["exited"] <= end)
        rows.append([int(chosen.sum()) for chosen in (enrolled, employed, ongoing)])
    return np.array(rows, dtype=np.int64)


ENDS = {"eksjo": 3.0, "aneby": 5.0}
"""Days on which much of what happens in a random log happens exactly."""


def random_logs(seed: int) -> dict[str, list[Row]]:
    """Return lives in any order: more stays, jobs before, in and after them, and equal times."""
    random = Random(seed)  # noqa: S311 (no secret)
    return {name: random_rows(random) for name in ENDS}


def random_rows(random: Random) -> list[Row]:
    rows: list[Row] = [(-1, 0.0, Kind.POST_CHANGED, {"coach": "coach_1", "fte": 1.0})]
    for who in range(random.choice((0, 2, 6))):
        times = sorted(float(random.randint(0, 6)) for _ in range(random.randint(1, 9)))
        rows += [(who, time, random.choice(STEPS)) for time in times]
    return sorted(rows, key=lambda row: row[1])


STEPS = (
    Kind.REFERRED,
    Kind.ENROLLED,
    Kind.ENROLLED,
    Kind.EMPLOYER_CONTACT,
    Kind.JOB_STARTED,
    Kind.JOB_STARTED,
    Kind.JOB_ENDED,
    Kind.EXITED,
)


SEEDS = range(150)


@cache
def random_case(seed: int) -> tuple[dict[str, list[Row]], NDArray[np.int64]]:
    """Return a random log, and what its people count. Shared: not to be changed."""
    rows = random_logs(seed)
    people = participants_table(events_frame(logs_of(**rows), 0), HORIZON)
    return rows, of_people(people, ENDS)


def test_random_logs_count_as_their_people_do() -> None:
    """Also with a second stay, jobs outside the stay, and events exactly on the last day."""
    for seed in SEEDS:
        rows, expected = random_case(seed)

        assert counts_until(logs_of(**rows), ENDS).tolist() == expected.tolist()


def without_the_last_moment(rows: list[Row], end: float) -> list[Row]:
    return [row for row in rows if row[1] != end]


def with_what_came_later(rows: list[Row], end: float) -> list[Row]:
    return [(who, min(time, end), kind, *rest) for who, time, kind, *rest in rows]


def with_jobs_outside_the_stay(rows: list[Row], _: float) -> list[Row]:
    had_jobs = {who for who, _, kind, *_ in rows if kind is Kind.JOB_STARTED}
    at_once = [
        (who, time, Kind.JOB_STARTED)
        for who, time, kind, *_ in rows
        if who in had_jobs and kind is Kind.ENROLLED
    ]
    return [*rows, *at_once]


def with_the_last_stay_first(rows: list[Row], _: float) -> list[Row]:
    return rows[::-1]


@pytest.mark.parametrize(
    "mistake",
    [
        without_the_last_moment,
        with_what_came_later,
        with_jobs_outside_the_stay,
        with_the_last_stay_first,
    ],
)
def test_the_comparison_finds_a_mistake(mistake: Callable[[list[Row], float], list[Row]]) -> None:
    """Each of these is what a mistake in the counting would see."""
    found = 0
    for seed in SEEDS:
        rows, expected = random_case(seed)
        wrong = {name: mistake(of_one, ENDS[name]) for name, of_one in rows.items()}
        found += not np.array_equal(counts_until(logs_of(**wrong), ENDS), expected)
    assert found > len(SEEDS) / 10
