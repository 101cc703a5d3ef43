"""Groups by plan: those referred before it and since, who together are everybody."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from sesim.events import Kind
from sesim.outcomes import BEFORE_PLAN, SINCE_PLAN, Window, measure, participants_table
from sesim.outcomes.cells import groups_of

PLAN = 20.0
AREAS = {"eksjo": "hoglandet", "gnosjo": "finnveden"}

COUNTS = ("participants", "employed", "ongoing", "referred", "waiting", "jobs_2012")
"""Outcomes that are numbers of people or jobs: those of two groups add up."""

Row = tuple[Any, ...]


def life(who: int, referred: float, job: bool = False) -> list[Row]:
    """Write down somebody who is enrolled four weeks after referral, and may find a job."""
    rows: list[Row] = [
        (who, referred, Kind.REFERRED, {"sex": "female"}),
        (who, referred + 4, Kind.ENROLLED),
    ]
    return (
        [*rows, (who, referred + 30, Kind.JOB_STARTED, {"job_kind": "ordinary"})] if job else rows
    )


def log(make_log: Any) -> pd.DataFrame:
    """Return two programmes, with people before the plan, on its first day and after it."""
    eksjo = [
        *life(0, 1.0, job=True),
        *life(1, 19.9, job=True),
        *life(2, PLAN),
        *life(3, 30.0, job=True),
    ]
    gnosjo = [*life(0, 2.0), *life(1, 40.0), *life(2, 41.0, job=True)]
    logs = {"eksjo": eksjo, "gnosjo": [*gnosjo, (9, 45.0, Kind.REFERRED, {"sex": "male"})]}
    frame: pd.DataFrame = make_log(
        **{k: sorted(v, key=lambda row: row[1]) for k, v in logs.items()}
    )
    return frame


def figures(events: pd.DataFrame, plan: float | None) -> pd.Series:
    """Return every outcome, by programme, group and outcome."""
    window = Window(date(2012, 1, 1), 100.0, plan)
    table = measure(events, participants_table(events, window.horizon), window, AREAS)
    return table.astype({"programme": str, "group": str, "outcome": str}).set_index(
        ["programme", "group", "outcome"]
    )["value"]


def test_everyone_is_in_one_of_the_two(make_log: Any) -> None:
    found = figures(log(make_log), PLAN)

    for area in ("eksjo", "gnosjo", "hoglandet", "finnveden", "county"):
        for outcome in COUNTS:
            before, since, everybody = (
                found[area, group, outcome] for group in (BEFORE_PLAN, SINCE_PLAN, "all")
            )
            assert before + since == everybody, (area, outcome)
    assert found["county", "all", "employed"] == 4


def test_who_is_in_which_counted_by_hand(make_log: Any) -> None:
    """A person who is referred on the first day of the plan is of the plan, whenever enrolled."""
    found = figures(log(make_log), PLAN)

    for outcome, before, since in (
        ("referred", 2, 2),
        ("participants", 2, 2),  # one of the first two is enrolled after the plan began
        ("employed", 2, 1),  # both jobs began after the plan
    ):
        counted = [found["eksjo", group, outcome] for group in (BEFORE_PLAN, SINCE_PLAN)]
        assert counted == [before, since], outcome
    assert found["eksjo", SINCE_PLAN, "employed_share"] == 1 / 2
    assert found["county", BEFORE_PLAN, "employed_share"] == 2 / 3
    assert found["county", SINCE_PLAN, "waiting"] == 1


@pytest.mark.parametrize(("plan", "before"), [(0.0, 0), (0.5, 0), (1.0, 0), (1.5, 1), (99.0, 8)])
def test_a_group_may_be_empty(make_log: Any, plan: float, before: int) -> None:
    found = figures(log(make_log), plan)

    assert found["county", BEFORE_PLAN, "referred"] == before
    assert found["county", SINCE_PLAN, "referred"] == 8 - before


def test_without_a_plan_there_are_no_such_groups(make_log: Any) -> None:
    events = log(make_log)
    with_plan, without = figures(events, PLAN), figures(events, None)

    groups = set(without.index.get_level_values("group"))
    assert groups & {BEFORE_PLAN, SINCE_PLAN} == set()
    # Otherwise nothing is changed by them.
    of_plan = with_plan.index.get_level_values("group").isin([BEFORE_PLAN, SINCE_PLAN])
    assert of_plan.any()
    pd.testing.assert_series_equal(with_plan[~of_plan], without, check_exact=True)


def test_no_one_at_all(make_log: Any) -> None:
    people = participants_table(make_log(eksjo=[]), 100.0)

    groups = groups_of(people, Window(date(2012, 1, 1), 100.0, PLAN))

    assert groups.names[-2:] == [BEFORE_PLAN, SINCE_PLAN]
    assert groups.groupings.shape == (4, 0)  # everyone, by sex, by motivation, by plan
