"""Jobs found alone, bridged and after leaving: which outcomes count them, by hand-made lives."""

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sesim.events import Kind
from sesim.outcomes import Window, figures_of_records, measure, participants_table, read_events
from sesim.outcomes.behind import counts_behind, weights_behind
from sesim.outcomes.window import MONTH

HORIZON = 200.0  # until 2015-11-01
WINDOW = Window(date(2012, 1, 1), HORIZON)
AREAS = {"eksjo": "hoglandet"}

ALONE = {"reason": "found_alone", "job_kind": "ordinary"}
COACHED = {"job_kind": "subsidised"}
SHORT = {"job_kind": "temporary"}
BRIDGED = {"reason": "bridged", "job_kind": "ordinary"}
START, END, EXIT = Kind.JOB_STARTED, Kind.JOB_ENDED, Kind.EXITED

Steps = list[Any]


def stay(who: int, *steps: tuple[Any, ...]) -> Steps:
    """Write down a life that is referred in week 0 and enrolled in week 10."""
    return [(who, 0.0, Kind.REFERRED), (who, 10.0, Kind.ENROLLED), *((who, *of) for of in steps)]


def outside(who: int, *steps: tuple[Any, ...]) -> Steps:
    """Write down a life that is referred in week 0 and never enrolled."""
    return [(who, 0.0, Kind.REFERRED), *((who, *of) for of in steps)]


LIVES = [
    stay(0, (20.0, START, COACHED)),
    stay(1, (20.0, START, ALONE)),
    stay(2, (20.0, START, ALONE), (30.0, END), (40.0, START, COACHED)),
    stay(3, (30.0, EXIT), (40.0, START, ALONE), (60.0, END), (65.0, START, ALONE)),
    stay(4, (20.0, START, SHORT), (25.0, EXIT), (30.0, END), (30.0, START, BRIDGED)),
    stay(5, (20.0, START, {**ALONE, **SHORT}), (30.0, END), (30.0, START, BRIDGED)),
    stay(6, (30.0, EXIT)),
    stay(7, (30.0, START, ALONE), (30.0, EXIT)),  # at the very moment of leaving
    outside(8, (5.0, Kind.WITHDREW, {"reason": "found_job"}), (5.0, START, ALONE)),
    outside(9, (5.0, Kind.SCREENED_OUT), (50.0, START, ALONE), (60.0, END)),
]


def in_time(*lives: Steps) -> Steps:
    return sorted((row for rows in lives for row in rows), key=lambda row: row[1])


@pytest.fixture
def log(make_log: Any) -> pd.DataFrame:
    log: pd.DataFrame = make_log(
        eksjo=[
            (-1, 0.0, Kind.POST_CHANGED, {"coach": "coach_1", "fte": 1.0}),
            *in_time(*LIVES),
        ]
    )
    return log


@pytest.fixture
def people(log: pd.DataFrame) -> pd.DataFrame:
    return participants_table(log, HORIZON)


def figures(log: pd.DataFrame, people: pd.DataFrame) -> dict[str, float]:
    found = measure(log, people, WINDOW, AREAS)
    of_all = found[(found["programme"] == "eksjo") & (found["group"] == "all")]
    return dict(zip(of_all["outcome"], of_all["value"], strict=True))


# --- persons -------------------------------------------------------------------------------------

NEVER = math.nan
COLUMNS: dict[str, list[float]] = {
    "first_job": [20, 20, 20, NEVER, 20, 20, NEVER, 30, NEVER, NEVER],
    "first_job_ended": [NEVER, NEVER, 30, NEVER, 30, 30, NEVER, NEVER, NEVER, NEVER],
    "first_job_through": [20, NEVER, 40, NEVER, 20, NEVER, NEVER, NEVER, NEVER, NEVER],
    "first_job_ever": [20, 20, 20, 40, 20, 20, NEVER, 30, 5, 50],
    "jobs": [1, 1, 2, 0, 1, 2, 0, 1, 0, 0],
    "weeks_worked": [180, 180, 10 + 160, 20 + 135, 180, 180, 0, 170, 0, 0],
}


@pytest.mark.parametrize("column", COLUMNS)
def test_columns_of_persons(column: str, people: pd.DataFrame) -> None:
    assert people[column].to_numpy(dtype=float) == pytest.approx(COLUMNS[column], nan_ok=True)


def test_kind_of_the_first_job_is_that_of_the_first_one_in_the_stay(people: pd.DataFrame) -> None:
    kinds = people["first_job_kind"].astype(object).fillna("").tolist()

    assert kinds == [
        "subsidised", "ordinary", "ordinary", "", "temporary", "temporary", "", "ordinary", "", "",
    ]  # fmt: skip


# --- outcomes ------------------------------------------------------------------------------------

ANSWERS = {
    "participants": 8,
    "employed": 6,
    "employed_through_programme": 3,  # the first, the third and the fifth
    "employed_after_leaving": 1,
    "employed_share": 6 / 8,
    "any_job_by_12_months": 7 / 8,
    "any_job_by_18_months": 7 / 8,
    "first_job_by_12_months": 6 / 8,
    "jobs_2012": 8,
    "first_jobs_2012": 6,
    "jobs_per_fte_year": 8 / (HORIZON * 7 / 365.25),
    "ordinary_job_share": 4 / 8,
    "subsidised_job_share": 2 / 8,
    "temporary_job_share": 2 / 8,
    "weeks_worked_mean": (180 + 180 + 170 + 180 + 180 + 170) / 6,
    "in_work_at_end": 7,
    "withdrew": 1,
}


def wrong(log: pd.DataFrame, people: pd.DataFrame) -> set[str]:
    """Return the outcomes whose figure is not the known one."""
    found = figures(log, people)
    return {name for name, answer in ANSWERS.items() if found[name] != pytest.approx(answer)}


def test_known_figures(log: pd.DataFrame, people: pd.DataFrame) -> None:
    assert wrong(log, people) == set()


PLANTED: dict[str, tuple[Callable[[pd.DataFrame], dict[str, Any]], set[str]]] = {
    "jobs found alone are through the programme": (
        lambda people: {"first_job_through": people["first_job"]},
        {"employed_through_programme"},
    ),
    "jobs through the programme alone count": (
        lambda people: {"first_job": people["first_job_through"]},
        {"employed", "employed_after_leaving", "first_job_by_12_months"},
    ),
    "jobs after leaving count in the stay": (
        lambda people: {"first_job": people["first_job_ever"]},
        {"employed", "employed_after_leaving"},
    ),
    "jobs after leaving do not exist": (
        lambda people: {"first_job_ever": people["first_job"]},
        {"employed_after_leaving", "any_job_by_12_months", "any_job_by_18_months"},
    ),
    "everyone is followed from referral": (
        lambda people: {"enrolled": people["referred"]},
        {"participants", "employed_after_leaving", "any_job_by_12_months"},
    ),
}


@pytest.mark.parametrize("error", PLANTED)
def test_planted_error_is_noticed(error: str, log: pd.DataFrame, people: pd.DataFrame) -> None:
    plant, changes = PLANTED[error]

    assert changes <= wrong(log, people.assign(**plant(people)))


def test_leaving_competes_with_a_first_job_and_not_with_any_job(make_log: Any) -> None:
    """At risk of any job: 5 after 10 weeks, and 3 after 30, since one is censored after 20.

    Two leave after 5 weeks, so that 3 are at risk of a first job after 10.
    """
    log = make_log(
        eksjo=in_time(
            stay(0, (20.0, START, COACHED)),
            [(1, 0.0, Kind.REFERRED), (1, HORIZON - 20.0, Kind.ENROLLED)],
            stay(2, (15.0, EXIT), (40.0, START, ALONE)),
            stay(3, (15.0, EXIT)),
            stay(4),
        )
    )
    found = figures(log, participants_table(log, HORIZON))

    assert found["any_job_by_12_months"] == pytest.approx(1 / 5 + 4 / 5 * 1 / 3)
    assert found["first_job_by_12_months"] == pytest.approx(3 / 5 * 1 / 3)


@pytest.mark.parametrize(("later", "share"), [(0.0, 1.0), (0.1, 0.0)])
@pytest.mark.parametrize("months", [12, 18])
def test_any_job_within_that_many_months_counts(
    later: float, share: float, months: int, make_log: Any
) -> None:
    log = make_log(
        eksjo=stay(0, (12.0, EXIT), (10.0 + months * MONTH + later, START, ALONE)),
    )

    found = figures(log, participants_table(log, HORIZON))

    assert found[f"any_job_by_{months}_months"] == share


def test_nothing_is_known_of_any_job_before_the_time_is_over(make_log: Any) -> None:
    log = make_log(eksjo=[(0, HORIZON - 12 * MONTH + 0.1, Kind.ENROLLED)])

    assert math.isnan(figures(log, participants_table(log, HORIZON))["any_job_by_12_months"])


# --- small cells ---------------------------------------------------------------------------------


def records(through: int, alone: int, later: int, never: int, turned_away: int = 0) -> pd.DataFrame:
    """Return records of so many people by how they found a job."""
    kinds = np.repeat(
        ["through", "alone", "later", "never", "turned away"],
        [through, alone, later, never, turned_away],
    )
    steps: dict[str, list[Any]] = {
        "through": [(10.0, "enrolled"), (20.0, "job_started", COACHED)],
        "alone": [(10.0, "enrolled"), (20.0, "job_started", ALONE)],
        "later": [(10.0, "enrolled"), (30.0, "exited"), (40.0, "job_started", ALONE)],
        "never": [(10.0, "enrolled"), (30.0, "exited")],
        "turned away": [(5.0, "screened_out"), (20.0, "job_started", ALONE)],
    }
    return pd.DataFrame(
        {"participant": who, "time": week, "kind": kind, **dict(*details)}
        for who, how in enumerate(kinds)
        for week, kind, *details in [(0.0, "referred"), *steps[how]]
    ).assign(replication=0, programme="eksjo")


NEW = ["employed_through_programme", "employed_after_leaving"]
NEW += ["any_job_by_12_months", "any_job_by_18_months"]


@pytest.mark.parametrize(
    ("log", "hidden"),
    [
        (records(10, 10, 10, 10), set()),
        (records(2, 10, 10, 10), {"employed_through_programme"}),
        (records(10, 2, 10, 10), {"employed_through_programme"}),  # `employed` minus it
        (records(10, 10, 2, 10), set(NEW[1:])),
        (records(10, 10, 10, 2), set(NEW[1:])),
        (records(10, 10, 0, 10), set()),
    ],
    ids=["many", "few through", "few alone", "few later", "few never", "none later"],
)
def test_figures_are_hidden_where_few_are_behind_them(log: pd.DataFrame, hidden: set[str]) -> None:
    found = figures_of_records(log, WINDOW, AREAS).query("group == 'all' and programme == 'eksjo'")

    assert set(found.loc[found["hidden"] & found["outcome"].isin(NEW), "outcome"]) == hidden
    assert not found.loc[found["outcome"] == "employed", "hidden"].any()


def test_ledger_depends_on_jobs_of_people_who_are_not_enrolled() -> None:
    """The ledger has the wages of people who were turned away; no other outcome has."""
    events = read_events(records(10, 10, 10, 10, 3))
    weights = weights_behind(events, participants_table(events, HORIZON), WINDOW)
    behind = {name: weights[name].sum() for name in counts_behind("ledger_af", (), weights)}

    assert behind["in work without enrolment"] == 3
    assert behind["jobs ordinary outside"] == behind["holders ordinary outside"] == 13
