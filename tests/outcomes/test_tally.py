"""Counts in a window: the outcomes of those names in the whole period, and by hand in a part."""

from math import inf

import pytest
from tests.model.small_studies import study
from tests.outcomes.conftest import columns_of

from sesim.events import Kind, Reason
from sesim.model import model_programmes, run
from sesim.outcomes import ALL, OUTCOMES, Window, events_frame, measure, participants_table
from sesim.outcomes.tally import FIRST_JOBS, JOBS, TALLIED, Tally, tally
from sesim.runs.replicate import horizon_weeks

LOG = columns_of(
    [
        (0, 1.0, Kind.REFERRED),
        (0, 2.0, Kind.ENROLLED),
        (0, 10.0, Kind.JOB_STARTED, {"job_kind": "ordinary", "reason": Reason.FOUND_ALONE}),
        (0, 12.0, Kind.JOB_ENDED, {"reason": Reason.LOST}),
        (0, 20.0, Kind.JOB_STARTED, {"job_kind": "ordinary"}),
        (0, 25.0, Kind.EXITED, {"reason": Reason.MOVED_ON}),
        (1, 11.0, Kind.REFERRED),
        (1, 15.0, Kind.ENROLLED),
        (1, 18.0, Kind.EXITED, {"reason": Reason.DROPPED_OUT}),
        (1, 19.0, Kind.JOB_STARTED, {"job_kind": "ordinary", "reason": Reason.FOUND_ALONE}),
        (2, 12.0, Kind.REFERRED),
        (2, 22.0, Kind.WITHDREW, {"reason": Reason.LOST_PATIENCE}),
        (3, 13.0, Kind.REFERRED),
        (3, 14.0, Kind.SCREENED_OUT),
        (-1, 0.0, Kind.POST_CHANGED, {"coach": "coach_1", "fte": 1.0}),
    ]
)


@pytest.mark.parametrize(
    ("outcome", "since", "until", "expected"),
    [
        ("participants", 0.0, 30.0, 2),
        ("participants", 3.0, 30.0, 1),
        ("participants", 2.0, 15.0, 2),  # both ends belong to the window
        ("employed", 0.0, 9.9, 0),
        ("employed", 0.0, 30.0, 1),
        ("employed", 3.0, 30.0, 0),  # of those who enrol in the window
        ("employed_through_programme", 0.0, 19.0, 0),
        ("employed_through_programme", 0.0, 20.0, 1),
        ("employed_after_leaving", 0.0, 18.5, 0),
        ("employed_after_leaving", 0.0, 30.0, 1),
        ("ongoing", 0.0, 16.0, 2),
        ("ongoing", 0.0, 24.0, 1),
        ("ongoing", 3.0, 17.0, 1),
        ("in_work_at_end", 0.0, 11.0, 1),
        ("in_work_at_end", 0.0, 13.0, 0),
        ("in_work_at_end", 0.0, 30.0, 2),
        ("referred", 5.0, 30.0, 3),
        ("screened_out", 0.0, 13.5, 0),
        ("screened_out", 0.0, 30.0, 1),
        ("withdrew", 0.0, 21.0, 0),
        ("withdrew", 12.5, 30.0, 0),  # of those referred in the window
        ("withdrew", 0.0, 30.0, 1),
        ("waiting", 0.0, 14.5, 2),
        ("waiting", 0.0, 30.0, 0),
        (JOBS, 0.0, 30.0, 2),
        (JOBS, 11.0, 30.0, 1),
        (FIRST_JOBS, 0.0, 30.0, 1),
        (FIRST_JOBS, 11.0, 30.0, 0),
    ],
)
def test_counts_by_hand(outcome: str, since: float, until: float, expected: int) -> None:
    assert tally(LOG, [Tally(outcome, since, until)]) == [expected]


def test_each_has_a_window_of_its_own_and_an_empty_log_counts_nobody() -> None:
    wanted = [Tally("participants", 0.0, 3.0), Tally("employed", 0.0, 30.0)]

    assert tally(LOG, wanted) == [1, 1]
    assert tally(columns_of([]), [Tally(one, 0.0, inf) for one in TALLIED]) == [0] * len(TALLIED)


def test_in_the_whole_period_they_are_the_outcomes_with_these_names() -> None:
    """On simulated histories, in which everything happens."""
    one = study(others={"there": {"caseload_norm": 5.0}})
    window = Window(one.settings.start, horizon_weeks(one))
    logs = {name: run(programme, 0) for name, programme in model_programmes(one).items()}
    log = events_frame(logs, 0)
    people = participants_table(log, window.horizon)
    table = measure(log, people, window, dict.fromkeys(one.programmes, "somewhere"))
    values = table[table["group"] == ALL].set_index(["programme", "outcome"])["value"]
    year = window.years[0]

    whole = [name for name in TALLIED if name in OUTCOMES]
    yearly = [JOBS, FIRST_JOBS]
    wanted = [Tally(name, 0.0, window.horizon) for name in whole]
    wanted += [Tally(name, *window.year(year)) for name in yearly]

    names = [*whole, *(f"{name}_{year}" for name in yearly)]
    assert {*whole, *yearly} == set(TALLIED)
    for place in one.programmes:
        assert tally(logs[place], wanted) == [values[place, name] for name in names]
        assert values[place, FIRST_JOBS + f"_{year}"] > 0


def test_a_job_from_before_the_first_day_counts_as_work_and_not_as_a_job_start() -> None:
    """Those who are there on the first day have a past, at negative times."""
    log = columns_of(
        [
            (0, -20.0, Kind.REFERRED),
            (0, -15.0, Kind.ENROLLED),
            (0, -5.0, Kind.JOB_STARTED, {"job_kind": "ordinary"}),
            (1, -10.0, Kind.REFERRED),
            (1, -8.0, Kind.ENROLLED),
            (0, 4.0, Kind.JOB_ENDED, {"reason": Reason.LOST}),
            (1, 6.0, Kind.JOB_STARTED, {"job_kind": "ordinary"}),
        ]
    )
    wanted = {"participants": 2, "employed": 1, "in_work_at_end": 1, FIRST_JOBS: 1, JOBS: 1}

    found = tally(log, [Tally(name, -inf, 10.0) for name in wanted])

    assert found == list(wanted.values())
    assert tally(log, [Tally("in_work_at_end", -inf, 3.0)]) == [1]
    assert tally(log, [Tally("employed", -inf, 3.0), Tally("participants", 0.0, 9.0)]) == [0, 0]
