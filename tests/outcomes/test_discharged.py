"""Weeks in placements, and who is discharged: exact answers for lives written by hand."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from sesim.events import Kind, Reason
from sesim.outcomes import Window, measure, participants_table

HORIZON = 100.0
WINDOW = Window(date(2012, 1, 1), HORIZON)
AREAS = {"eksjo": "hoglandet"}

Rows = list[Any]


def life(who: int, *rows: Any, left: Reason | None = None) -> Rows:
    """Write down a stay since week 5, with what happens in it and why it ends in week 90."""
    begun: Rows = [(who, 1.0, Kind.REFERRED, {"sex": "female"}), (who, 5.0, Kind.ENROLLED)]
    ended = [(who, 90.0, Kind.EXITED, {"reason": left})] if left else []
    return [*begun, *((who, *row) for row in rows), *ended]


def outcome(log: pd.DataFrame, name: str) -> float:
    """Return an outcome of everyone in the county."""
    found = measure(log, participants_table(log, HORIZON), WINDOW, AREAS)
    row = (found["programme"] == "county") & (found["group"] == "all") & (found["outcome"] == name)
    return float(found.loc[row, "value"].item())


@pytest.mark.parametrize(
    ("reason", "counts"),
    [
        (Reason.CLOSED, 1), (Reason.NO_PROGRESS, 1), (Reason.TIME_LIMIT, 1),
        (Reason.DROPPED_OUT, 0), (Reason.MOVED_ON, 0), (Reason.PROGRAMME_CLOSED, 0),
        (Reason.SUPPORT_ENDED_IN_WORK, 0), (None, 0),
    ],
)  # fmt: skip
def test_only_the_programmes_own_decisions_are_discharges(
    make_log: Callable[..., pd.DataFrame], reason: Reason | None, counts: int
) -> None:
    rows = [*life(0, left=reason), *life(1, left=Reason.DROPPED_OUT), *life(2), *life(3)]
    log = make_log(eksjo=sorted(rows, key=lambda row: row[1]))
    assert outcome(log, "discharged_share") == counts / 4


def test_those_screened_out_are_not_discharged(make_log: Callable[..., pd.DataFrame]) -> None:
    rows = [(1, 2.0, Kind.REFERRED, {"sex": "male"}), (1, 3.0, Kind.SCREENED_OUT)]
    log = make_log(eksjo=sorted([*life(0), *rows], key=lambda row: row[1]))
    assert outcome(log, "discharged_share") == 0


def test_weeks_in_placements_are_of_everyone_enrolled(
    make_log: Callable[..., pd.DataFrame],
) -> None:
    """Two placements, one that still lasts at the end, and two people who had none."""
    rows = [
        *life(
            0,
            (10.0, Kind.PLACEMENT_STARTED),
            (22.0, Kind.PLACEMENT_ENDED, {"reason": Reason.NOT_HIRED}),
            (95.0, Kind.PLACEMENT_STARTED),
        ),
        *life(1, (20.0, Kind.PLACEMENT_STARTED),
              (30.0, Kind.PLACEMENT_ENDED, {"reason": Reason.HIRED})),
        *life(2), *life(3),
    ]  # fmt: skip
    log = make_log(eksjo=sorted(rows, key=lambda row: row[1]))
    assert outcome(log, "placement_weeks_mean") == (12 + 5 + 10) / 4
