"""The catalogue of outcomes, and the page that shows it."""

import re
from datetime import date

import pytest

from sesim.events import JobKind
from sesim.outcomes import OUTCOMES, Better, Window, describe
from sesim.outcomes.catalogue import names_for
from sesim.outcomes.reference import outcome_tables


def test_outcomes_alike_share_a_row_and_each_stands_in_one() -> None:
    rows = [line for line in outcome_tables().splitlines() if line.count(" | ") == 3][2:]
    named = [name for row in rows for name in re.findall(r"`(.+?)`", row.split(" | ")[0])]

    assert sorted(named) == sorted(OUTCOMES)
    assert len(rows) < len(OUTCOMES) * 0.6


def test_outcomes_of_a_year_share_one_description() -> None:
    assert describe("jobs_2014") is OUTCOMES["jobs_{year}"]
    assert describe("yearly_positive_share_2014") is OUTCOMES["yearly_positive_share_{year}"]
    assert describe("first_job_by_12_months").better is Better.MORE
    with pytest.raises(KeyError):
        describe("jobs_ever")


def test_kinds_of_jobs_keep_their_own_direction() -> None:
    better = {kind: describe(f"{kind}_job_share").better for kind in JobKind}

    assert better == dict.fromkeys(JobKind, Better.NEITHER) | {JobKind.ORDINARY: Better.MORE}
    assert all(f"`{kind}`" in describe(f"{kind}_job_share").definition for kind in JobKind)


def test_names_are_unique_and_in_order() -> None:
    names = names_for((2012, 2013))

    assert len(set(names)) == len(names)
    assert names[:4] == ["participants", "employed", "ongoing", "employed_share"]
    assert all(describe(name) for name in names)


@pytest.mark.parametrize(
    ("start", "days", "years"),
    [
        (date(2012, 1, 1), 366, (2012,)),
        (date(2012, 1, 1), 365, ()),  # a leap year
        (date(2012, 1, 2), 800, (2013,)),
        (date(2012, 1, 1), 2008, (2012, 2013, 2014, 2015, 2016)),  # until 2017-06-30
    ],
)
def test_only_full_calendar_years(start: date, days: int, years: tuple[int, ...]) -> None:
    assert Window(start, days / 7).years == years


def test_calendar_in_weeks() -> None:
    window = Window(date(2012, 1, 1), 2008 / 7)

    assert window.end == date(2017, 7, 1)
    assert window.year(2013) == (366 / 7, 731 / 7)


@pytest.mark.parametrize("horizon", [0.0, -1.0, float("nan"), float("inf")])
def test_a_window_takes_time(horizon: float) -> None:
    with pytest.raises(ValueError, match="horizon"):
        Window(date(2012, 1, 1), horizon)
