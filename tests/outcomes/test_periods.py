"""What belongs to a calendar year or quarter, at New Year and at the horizon to the moment."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from sesim.events import Kind
from sesim.outcomes import SINCE_PLAN, Window, measure, participants_table

NEW_YEAR, HORIZON = 366 / 7, 731 / 7
WINDOW = Window(date(2012, 1, 1), HORIZON, plan=NEW_YEAR)
JOB = {"job_kind": "ordinary"}

Row = tuple[Any, ...]


def figures(events: pd.DataFrame, group: str = "all") -> dict[str, float]:
    people = participants_table(events, HORIZON)
    table = measure(events, people, WINDOW, {"eksjo": "hoglandet"}, replications=[0])
    chosen = table[(table["programme"] == "county") & (table["group"] == group)]
    return dict(zip(chosen["outcome"].astype(str), chosen["value"], strict=True))


def stay(who: int, begin: float, end: float, *between: Row) -> list[Row]:
    return [(who, begin, Kind.ENROLLED), *between, (who, end, Kind.EXITED)]


def by_year(found: dict[str, float], outcome: str) -> list[float]:
    return [found[f"{outcome}_{year}"] for year in (2012, 2013)]


def test_a_stay_that_ends_at_new_year_belongs_to_the_old_year(make_log: Any) -> None:
    found = figures(make_log(eksjo=stay(0, 1.0, NEW_YEAR)))

    for outcome in ("yearly_positive_share", "quarterly_work_share"):
        assert by_year(found, outcome) == pytest.approx([0.0, float("nan")], nan_ok=True), outcome


@pytest.mark.parametrize("exit_week", [NEW_YEAR, NEW_YEAR + 1, HORIZON])
def test_a_stay_that_begins_at_new_year_belongs_to_the_new_year(
    make_log: Any, exit_week: float
) -> None:
    found = figures(make_log(eksjo=stay(0, NEW_YEAR, exit_week)))

    for outcome in ("yearly_positive_share", "quarterly_work_share"):
        assert by_year(found, outcome) == pytest.approx([float("nan"), 0.0], nan_ok=True), outcome


@pytest.mark.parametrize("kind", [Kind.JOB_STARTED, Kind.STUDY_STARTED])
def test_success_on_leaving_at_new_year_counts_in_the_new_year(make_log: Any, kind: Kind) -> None:
    success = (0, NEW_YEAR, kind, JOB if kind is Kind.JOB_STARTED else {})

    found = figures(make_log(eksjo=stay(0, 1.0, NEW_YEAR, success)))

    assert by_year(found, "yearly_positive_share") == [0.0, 1.0]


def test_a_stay_that_ends_with_a_quarter_is_served_in_that_quarter(make_log: Any) -> None:
    """In work in the only quarter of the stay, and no part of the next, in which nobody is."""
    quarter = 91 / 7
    job = [(0, 2.0, Kind.JOB_STARTED, JOB), (0, 5.0, Kind.JOB_ENDED, JOB)]
    log = make_log(eksjo=stay(0, 1.0, quarter, *job))

    assert figures(log)["quarterly_work_share_2012"] == 1.0


def test_a_job_that_ends_at_new_year_is_work_in_the_old_year(make_log: Any) -> None:
    job = [(0, 2.0, Kind.JOB_STARTED, JOB), (0, NEW_YEAR, Kind.JOB_ENDED, JOB)]
    found = figures(make_log(eksjo=[(0, 1.0, Kind.ENROLLED), *job]))

    assert by_year(found, "quarterly_work_share") == [1.0, 0.0]


def test_the_horizon_belongs_to_the_last_year(make_log: Any) -> None:
    """A job, and an enrolment, at the very end count in the totals and in the year."""
    log = make_log(
        eksjo=[
            (0, 1.0, Kind.ENROLLED),
            (0, HORIZON, Kind.JOB_STARTED, JOB),
            (1, HORIZON, Kind.ENROLLED),
        ]
    )
    found = figures(log)

    assert (found["employed"], found["participants"]) == (1, 2)
    assert by_year(found, "jobs") == by_year(found, "first_jobs") == [0, 1]
    assert by_year(found, "yearly_positive_share") == [0.0, 1 / 2]
    assert found["quarterly_work_share_2013"] == pytest.approx((0 + 0 + 0 + 1 / 2) / 4)


def test_a_year_that_ends_before_the_horizon_leaves_its_end_to_the_next(make_log: Any) -> None:
    log = make_log(eksjo=[(0, 1.0, Kind.ENROLLED), (0, NEW_YEAR, Kind.JOB_STARTED, JOB)])

    assert by_year(figures(log), "jobs") == [0, 1]


# --- where some referrals are not known -----------------------------------------------------------


def some_referrals(make_log: Any) -> pd.DataFrame:
    """Return one person who was referred, and three of whom only the enrolment is known."""
    job = {"job_kind": "ordinary"}
    return make_log(
        eksjo=[
            (0, 1.0, Kind.REFERRED),
            (0, NEW_YEAR + 1, Kind.ENROLLED),
            (1, 2.0, Kind.ENROLLED),
            (2, NEW_YEAR, Kind.ENROLLED),
            (3, NEW_YEAR + 3, Kind.ENROLLED),
            *((who, NEW_YEAR + 4, Kind.JOB_STARTED, job) for who in (0, 2, 3)),
        ]
    )


def test_people_without_a_referral_are_left_out_of_the_share_of_those_referred(
    make_log: Any,
) -> None:
    log = some_referrals(make_log)
    found = figures(log)

    assert (found["employed"], found["referred"]) == (3, 1)
    assert found["employed_per_referred"] == 1.0
    nobody = figures(log[log["kind"] != Kind.REFERRED])
    assert nobody["employed_per_referred"] != nobody["employed_per_referred"]  # missing


def test_people_without_a_referral_are_of_the_plan_by_enrolment(make_log: Any) -> None:
    log = some_referrals(make_log)

    assert figures(log, SINCE_PLAN)["participants"] == 2
    assert figures(log, "referred=before_plan")["participants"] == 2
