"""Who is in a placement when the window ends: exact answers for lives written by hand."""

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sesim.events import Kind, Reason
from sesim.outcomes import Better, Window, describe, measure, participants_table

HORIZON = 100.0
WINDOW = Window(date(2012, 1, 1), HORIZON)
AREAS = {"eksjo": "hoglandet", "aneby": "hoglandet"}
NAME = "in_placement_share_at_end"

Rows = list[Any]


def life(
    who: int,
    *periods: tuple[float, float | None],
    exited: float | None = None,
    sex: str = "female",
) -> Rows:
    """Write down a stay since week 5 with its periods of placement, some without an end."""
    rows: Rows = [(who, 1.0, Kind.REFERRED, {"sex": sex}), (who, 5.0, Kind.ENROLLED)]
    for begun, ended in periods:
        rows.append((who, begun, Kind.PLACEMENT_STARTED))
        if ended is not None:
            rows.append((who, ended, Kind.PLACEMENT_ENDED, {"reason": Reason.NOT_HIRED}))
    if exited is not None:
        rows.append((who, exited, Kind.EXITED, {"reason": Reason.DROPPED_OUT}))
    return rows


def in_time(*lives: Rows) -> Rows:
    return sorted((row for rows in lives for row in rows), key=lambda row: row[1])


def shares(log: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Return the share in placement of each area and group."""
    measures = measure(log, participants_table(log, HORIZON), WINDOW, AREAS)
    rows = measures[measures["outcome"] == NAME].itertuples()
    return {(row.programme, row.group): row.value for row in rows}


EKSJO = in_time(
    life(0, (10.0, 20.0), (20.0, None)),  # renewed, and under way
    life(1, (10.0, 30.0), sex="male"),  # over
    life(2, (10.0, 20.0), (90.0, HORIZON)),  # ends as the window does
    life(3),  # never
    life(4, (HORIZON, None), sex="male"),  # begins as the window ends
    life(5, (10.0, 40.0), exited=40.0),  # left, and the placement with it
    life(6, (10.0, None), exited=40.0),  # left; nobody wrote down the end of the placement
    life(7, (10.0, None), exited=HORIZON),  # left on the last day
    [(8, 1.0, Kind.REFERRED, {"sex": "male"})],  # waits
)
ANEBY = in_time(
    life(0, (10.0, 20.0)),  # another person than number 0 of Eksjö
    life(1, (10.0, 20.0), (40.0, 50.0), (60.0, None)),
    life(3, (70.0, None)),
)
ANSWERS = {
    ("eksjo", "all"): 2 / 5,
    ("eksjo", "sex=female"): 1 / 3,
    ("eksjo", "sex=male"): 1 / 2,
    ("aneby", "all"): 2 / 3,
    ("county", "all"): 4 / 8,
    ("county", "sex=female"): 3 / 6,
}


def wrong(log: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the areas and groups whose share is not the known one."""
    found = shares(log)
    return [cell for cell, answer in ANSWERS.items() if found[cell] != pytest.approx(answer)]


def test_it_is_a_share_without_direction_by_group() -> None:
    outcome = describe(NAME)

    assert (outcome.unit, outcome.better, outcome.by_group) == ("share", Better.NEITHER, True)


def test_known_shares(make_log: Any) -> None:
    assert wrong(make_log(eksjo=EKSJO, aneby=ANEBY)) == []


def ends_by_number(events: pd.DataFrame, people: pd.DataFrame) -> Any:
    """Count ends by the person's number only, as if there were but one programme."""
    ends = events.loc[events["kind"] == Kind.PLACEMENT_ENDED, "participant"].value_counts()
    return people["placements"].to_numpy() > people["participant"].map(ends).fillna(0).to_numpy()


@pytest.mark.parametrize(
    "planted",
    [
        lambda _, people: people["placements"].to_numpy() > 0,  # whoever ever was in one
        lambda _, people: people["placements"].to_numpy() == 1,  # as if none were renewed
        ends_by_number,
    ],
)
def test_planted_rule_is_noticed(
    planted: Callable[[pd.DataFrame, pd.DataFrame], Any],
    make_log: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sesim.outcomes.measures.in_placement", planted)

    assert wrong(make_log(eksjo=EKSJO, aneby=ANEBY)) != []


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        ([], math.nan),
        ([(0, 1.0, Kind.REFERRED)], math.nan),  # nobody is enrolled yet
        (life(0, (10.0, 20.0), exited=20.0), math.nan),  # nor any longer
        (life(0, (10.0, None), exited=20.0), math.nan),
        (life(0), 0.0),
        (life(0, (10.0, HORIZON)), 0.0),
        (life(0, (10.0, None)), 1.0),
        ([*life(0), (0, 30.0, Kind.PLACEMENT_ENDED)], 0.0),  # begun before anybody kept records
    ],
)
def test_edges(rows: Rows, answer: float, make_log: Any) -> None:
    log = make_log(eksjo=rows, aneby=[])
    measures = measure(log, participants_table(log, HORIZON), WINDOW, AREAS, replications=[0])
    found = measures.loc[(measures["outcome"] == NAME) & (measures["group"] == "all"), "value"]

    assert found.tolist() == pytest.approx([answer, math.nan, answer, answer], nan_ok=True)


@pytest.mark.parametrize("seed", range(3))
def test_as_slowly_as_a_reader_would_count(seed: int, make_log: Any) -> None:
    """The latest event of each of 60 made-up persons says what they are doing."""
    random = np.random.default_rng(seed)
    lives = []
    for who in range(60):
        times = np.sort(random.uniform(5.0, HORIZON, random.integers(0, 6))).tolist()
        exited = HORIZON if random.uniform() < 0.3 else None
        pairs = zip(times[::2], [*times[1::2], None], strict=False)
        lives.append(life(who, *pairs, exited=exited))
    rows = in_time(*lives)
    latest = {who: kind for who, _, kind, *_ in rows}
    present = [kind for kind in latest.values() if kind != Kind.EXITED]

    assert 0 < present.count(Kind.PLACEMENT_STARTED) < len(present) < len(lives)
    assert shares(make_log(eksjo=rows))["eksjo", "all"] == pytest.approx(
        present.count(Kind.PLACEMENT_STARTED) / len(present)
    )
