"""Who has a job when the window ends: exact answers for lives written by hand."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from sesim.events import Kind, Reason
from sesim.outcomes import Better, Window, describe, measure, participants_table

HORIZON = 100.0
WINDOW = Window(date(2012, 1, 1), HORIZON)
AREAS = {"eksjo": "hoglandet", "aneby": "hoglandet"}
NAME = "in_work_at_end"

Rows = list[Any]


def life(
    who: int, *jobs: tuple[float, float | None], exited: float | None = None, sex: str = "female"
) -> Rows:
    """Write down a stay since week 5 with its jobs, some without an end."""
    rows: Rows = [(who, 1.0, Kind.REFERRED, {"sex": sex}), (who, 5.0, Kind.ENROLLED)]
    for begun, ended in jobs:
        rows.append((who, begun, Kind.JOB_STARTED, {"job_kind": "ordinary"}))
        if ended is not None:
            rows.append((who, ended, Kind.JOB_ENDED, {"job_kind": "ordinary"}))
    if exited is not None:
        rows.append((who, exited, Kind.EXITED, {"reason": Reason.SUPPORT_ENDED_IN_WORK}))
    return rows


def in_time(*lives: Rows) -> Rows:
    return sorted((row for rows in lives for row in rows), key=lambda row: row[1])


EKSJO = in_time(
    life(0, (10.0, 20.0), (30.0, None)),  # the second job goes on
    life(1, (10.0, None), exited=40.0),  # at work without support
    life(2, (10.0, 60.0), exited=40.0, sex="male"),  # lost after leaving
    life(3, (10.0, HORIZON)),  # ends as the window does
    life(4, (HORIZON, None), sex="male"),  # begins as the window ends
    life(5, (10.0, None), (20.0, 30.0)),  # two jobs, one of which has ended
    life(6),  # never
    life(7, exited=50.0),
    [(8, 1.0, Kind.REFERRED, {"sex": "male"})],  # waits
    [  # has found a job while waiting, and is no participant
        (9, 1.0, Kind.REFERRED, {"sex": "male"}),
        (9, 30.0, Kind.JOB_STARTED, {"job_kind": "ordinary"}),
    ],
)
ANEBY = in_time(
    life(0, (10.0, 20.0)),  # another person than number 0 of Eksjö
    life(2, (10.0, None)),
)
ANSWERS = {
    ("eksjo", "all"): 4.0,
    ("eksjo", "sex=female"): 3.0,
    ("eksjo", "sex=male"): 1.0,
    ("aneby", "all"): 1.0,
    ("county", "all"): 5.0,
    ("county", "sex=female"): 4.0,
}


def wrong(log: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the areas and groups whose number is not the known one."""
    measures = measure(log, participants_table(log, HORIZON), WINDOW, AREAS)
    rows = measures[measures["outcome"] == NAME].itertuples()
    found = {(row.programme, row.group): row.value for row in rows}
    return [cell for cell, answer in ANSWERS.items() if found[cell] != answer]


def test_it_is_a_number_of_persons_by_group() -> None:
    outcome = describe(NAME)

    assert (outcome.unit, outcome.better, outcome.by_group) == ("persons", Better.MORE, True)


def test_known_numbers(make_log: Any) -> None:
    assert wrong(make_log(eksjo=EKSJO, aneby=ANEBY)) == []


def ends_by_number(events: pd.DataFrame, people: pd.DataFrame) -> Any:
    """Count ends by the person's number only, as if there were but one programme."""
    ends = events.loc[events["kind"] == Kind.JOB_ENDED, "participant"].value_counts()
    return people["jobs"].to_numpy() > people["participant"].map(ends).fillna(0).to_numpy()


@pytest.mark.parametrize(
    "planted",
    [
        lambda _, people: people["jobs"].to_numpy() > 0,  # whoever ever had one
        lambda _, people: people["first_job"].notna() & people["first_job_ended"].isna(),
        ends_by_number,
    ],
)
def test_planted_rule_is_noticed(
    planted: Callable[[pd.DataFrame, pd.DataFrame], Any],
    make_log: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sesim.outcomes.measures.in_work", planted)

    assert wrong(make_log(eksjo=EKSJO, aneby=ANEBY)) != []


def test_in_an_empty_group_no_one_is_at_work(make_log: Any) -> None:
    log = make_log(eksjo=[], aneby=[])
    measures = measure(log, participants_table(log, HORIZON), WINDOW, AREAS, replications=[0])

    assert measures.loc[measures["outcome"] == NAME, "value"].unique().tolist() == [0.0]
