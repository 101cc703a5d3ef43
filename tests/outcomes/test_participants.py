"""One row per person: exact answers for lives written by hand."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sesim.events import Kind, Reason
from sesim.outcomes import PEOPLE_COLUMNS, concat, participants_table

HORIZON = 100.0
WORK = {"activity": "mapping", "hours": 4.0, "wished_hours": 6.0}
CONTACT = {"activity": "employer_contact", "hours": 1.0, "wished_hours": 1.5}
ANNA: list[Any] = [
    (4, 1.0, Kind.REFERRED, {"sex": "female", "age": 24.0, "goal": "work"}),
    (4, 5.0, Kind.ENROLLED, {"coach": "coach_1"}),
    (4, 7.0, Kind.HOURS_GIVEN, WORK),
    (4, 8.0, Kind.MOTIVATED),
    (4, 9.0, Kind.SEARCH_STARTED),
    (4, 10.0, Kind.EMPLOYER_CONTACT, CONTACT),
    (4, 12.0, Kind.EMPLOYER_CONTACT, CONTACT),
    (4, 13.0, Kind.PLACEMENT_STARTED),
    (4, 20.0, Kind.PLACEMENT_ENDED, {"reason": Reason.RENEWED}),
    (4, 20.0, Kind.PLACEMENT_STARTED),
    (4, 25.0, Kind.PLACEMENT_ENDED, {"reason": Reason.HIRED}),
    (4, 25.0, Kind.JOB_STARTED, {"job_kind": "subsidised"}),
    (4, 40.0, Kind.JOB_ENDED, {"job_kind": "subsidised", "reason": Reason.LOST}),
    (4, 50.0, Kind.JOB_STARTED, {"job_kind": "ordinary"}),
    (4, 70.0, Kind.EXITED, {"reason": Reason.SUPPORT_ENDED_IN_WORK}),
]


def one(log: pd.DataFrame) -> dict[str, Any]:
    """Return the only row of the table, without what is missing."""
    table = participants_table(log, HORIZON)
    assert len(table) == 1
    return {name: value for name, value in table.iloc[0].items() if not pd.isna(value)}


def test_a_whole_life(make_log: Any) -> None:
    assert one(make_log(replication=2, eksjo=ANNA)) == {
        "replication": 2,
        "programme": "eksjo",
        "participant": 4,
        "sex": "female",
        "age": 24.0,
        "goal": "work",
        "referred": 1.0,
        "enrolled": 5.0,
        "motivated_at": 8.0,
        "search_started": 9.0,
        "first_contact": 10.0,
        "first_placement": 13.0,
        "first_job": 25.0,
        "first_job_kind": "subsidised",
        "first_job_ended": 40.0,
        "first_job_through": 25.0,
        "first_job_ever": 25.0,
        "exited": 70.0,
        "exit_reason": "support_ended_in_work",
        "contacts": 2,
        "placements": 2,
        "jobs": 2,
        "weeks_in_placement": 12.0,
        "weeks_worked": 65.0,  # the second job goes on until the horizon
        "hours": 6.0,
        "wished_hours": 9.0,
    }


def test_a_job_may_end_after_support_has(make_log: Any) -> None:
    life = one(make_log(eksjo=[*ANNA, (4, 90.0, Kind.JOB_ENDED, {"reason": Reason.LOST})]))

    assert life["weeks_worked"] == 55.0
    assert life["first_job_ended"] == 40.0


def test_columns(make_log: Any) -> None:
    table = participants_table(make_log(eksjo=ANNA), HORIZON)

    assert tuple(table.columns) == PEOPLE_COLUMNS
    assert isinstance(table["sex"].dtype, pd.CategoricalDtype)


def test_persons_of_the_same_number_are_kept_apart(make_log: Any) -> None:
    """The same number in another programme or replication is another person."""
    other = [(4, 2.0, Kind.REFERRED, {"sex": "male"}), (4, 3.0, Kind.WITHDREW)]
    log = concat(
        [
            make_log(replication=1, eksjo=ANNA, aneby=other),
            make_log(replication=0, eksjo=other, aneby=[]),
        ]
    )

    table = participants_table(log, HORIZON)

    assert table[["replication", "programme", "participant"]].to_numpy().tolist() == [
        [0, "eksjo", 4],
        [1, "eksjo", 4],
        [1, "aneby", 4],
    ]
    assert table["sex"].tolist() == ["male", "female", "male"]
    assert table["withdrew"].fillna(-1).tolist() == [3.0, -1, 3.0]
    assert table["jobs"].tolist() == [0, 2, 0]


def test_each_event_reaches_its_own_person(make_log: Any) -> None:
    """Interleaved lives come out as they would alone."""
    bo = [(1, week + 0.5, kind, *extra) for _, week, kind, *extra in ANNA]
    together = sorted([*ANNA, *bo], key=lambda row: row[1])

    table = participants_table(make_log(eksjo=together), HORIZON)
    alone = participants_table(make_log(eksjo=ANNA), HORIZON)

    pd.testing.assert_frame_equal(table.iloc[[1]].reset_index(drop=True), alone)
    assert table["first_job"].tolist() == [25.5, 25.0]
    assert table["weeks_worked"].tolist() == [15.0 + 49.5, 65.0]


def test_events_of_posts_are_no_ones(make_log: Any) -> None:
    log = make_log(eksjo=[(-1, 0.0, Kind.POST_CHANGED, {"coach": "coach_1", "fte": 1.0})])

    assert len(participants_table(log, HORIZON)) == 0


def test_someone_whose_referral_is_not_recorded_is_there(make_log: Any) -> None:
    life = one(make_log(habo=[(1, 3.0, Kind.ENROLLED), (1, 9.0, Kind.JOB_STARTED)]))

    assert "referred" not in life
    assert life["weeks_worked"] == 91.0


def test_the_log_must_end_at_the_horizon(make_log: Any) -> None:
    with pytest.raises(ValueError, match="after the horizon"):
        participants_table(make_log(eksjo=ANNA), 69.0)


def test_many_replications_of_large_numbers(make_log: Any) -> None:
    """Keys of persons do not run together however large the numbers."""
    rows = [(number, 1.0, Kind.REFERRED) for number in (0, 99_999, 2**31 - 1)]
    log = concat([make_log(replication=r, aneby=rows, eksjo=rows) for r in (0, 1, 30_000)])

    table = participants_table(log, HORIZON)

    assert len(table) == 18
    assert table["participant"].to_numpy().tolist() == [0, 99_999, 2**31 - 1] * 6
    assert np.unique(table["replication"]).tolist() == [0, 1, 30_000]


def test_jobs_of_no_length_are_no_weeks_of_work(make_log: Any) -> None:
    """Exactly none, also where the last one begins at the horizon."""
    horizon = 942 / 7
    moments = [49 / 7, 116 / 7, 519 / 7]
    rows = [
        (0, time, kind, {"job_kind": "ordinary"})
        for time in moments
        for kind in (Kind.JOB_STARTED, Kind.JOB_ENDED)
    ]
    log = make_log(
        eksjo=[(0, 1.0, Kind.ENROLLED), *rows, (0, horizon, Kind.JOB_STARTED, {})],
    )

    assert participants_table(log, horizon)["weeks_worked"].tolist() == [0.0]
