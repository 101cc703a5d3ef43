"""Who leaves to work or studies: exact answers for lives written by hand."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sesim.events import Kind, Reason
from sesim.outcomes import Window, measure, participants_table

HORIZON = 106.0
WINDOW = Window(date(2012, 1, 1), HORIZON)
AREAS = {"eksjo": "hoglandet"}

Rows = list[Any]


def life(
    who: int, exited: float | None, *jobs: tuple[float, float | None], studies: bool = False
) -> Rows:
    """Write down a stay since week 5 with its jobs, some without an end."""
    rows: Rows = [(who, 1.0, Kind.REFERRED, {}), (who, 5.0, Kind.ENROLLED)]
    for begun, ended in jobs:
        rows.append((who, begun, Kind.JOB_STARTED, {"job_kind": "ordinary"}))
        if ended is not None:
            rows.append((who, ended, Kind.JOB_ENDED, {"job_kind": "ordinary"}))
    if studies and exited is not None:
        rows.append((who, exited, Kind.STUDY_STARTED))
    if exited is not None:
        rows.append((who, exited, Kind.EXITED, {"reason": Reason.DROPPED_OUT}))
    return rows


LIVES = [
    life(0, 40.0, (10.0, None)),  # in work
    life(1, 40.0, (10.0, 60.0)),  # in work, and loses it later
    life(2, 40.0, (10.0, 20.0)),  # out of work again
    life(3, 40.0, (10.0, 40.0)),  # the job ends as the stay does
    life(4, 40.0, (50.0, None)),  # finds one later
    life(5, 60.0, studies=True),  # the second year begins in week 52.3
    life(6, 60.0),
    life(7, 60.0, (10.0, 20.0), (30.0, None)),
    life(8, None, (10.0, None)),  # stays
]
ANSWERS = {"": 4 / 8, "_2012": 2 / 5, "_2013": 2 / 3}


def shares(log: pd.DataFrame) -> dict[str, float]:
    measures = measure(log, participants_table(log, HORIZON), WINDOW, AREAS)
    mine = measures[(measures["programme"] == "eksjo") & (measures["group"] == "all")]
    found = mine.set_index("outcome")["value"]
    return {when: float(found[f"positive_exit_share{when}"]) for when in ANSWERS}


def log_of(make_log: Any, lives: list[Rows]) -> pd.DataFrame:
    rows = sorted((row for rows in lives for row in rows), key=lambda row: row[1])
    log: pd.DataFrame = make_log(eksjo=rows)
    return log


def test_known_shares(make_log: Any) -> None:
    assert shares(log_of(make_log, LIVES)) == pytest.approx(ANSWERS)


def test_without_anybody_who_leaves_there_is_no_share(make_log: Any) -> None:
    assert all(map(np.isnan, shares(log_of(make_log, [life(0, None)])).values()))


@pytest.mark.parametrize(
    "planted",
    [
        lambda _, people: people["first_job"].notna().to_numpy(),  # whoever ever had one
        lambda _, people: (people["weeks_worked"] > 0).to_numpy(),
        lambda _, people: people["study_started"].notna().to_numpy(),
    ],
)
def test_planted_rule_is_noticed(
    planted: Callable[[pd.DataFrame, pd.DataFrame], Any],
    make_log: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sesim.outcomes.measures.to_work_or_studies", planted)

    assert shares(log_of(make_log, LIVES)) != pytest.approx(ANSWERS)
