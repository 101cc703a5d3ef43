"""What is counted among lives, by hand."""

from math import inf, isnan
from typing import Any

import pytest

from sesim.model.calendar import WEEKS_PER_MONTH
from sesim.validation.counts import COUNTS, TIMES
from sesim.validation.lives import Counted, JobSpell, Life
from sesim.validation.measures import Combined, CountedPart, Measure

MONTH = WEEKS_PER_MONTH


def life(**how: Any) -> Life:
    return Life(how.pop("motivation", "motivated"), 0.0, 100 * MONTH, **how)


def job(begins: float, ends: float = inf, kind: str = "ordinary") -> JobSpell:
    return JobSpell(begins * MONTH, ends * MONTH, None, kind, None)


AT_WORK = life(jobs=[job(10, 30)], left=20 * MONTH)
PLACED = life(placements=[(11 * MONTH, 30 * MONTH)])
STUDENT = life(studies=5 * MONTH, left=5 * MONTH)
ALONE = life(motivation="not_motivated", left=2 * MONTH, jobs=[job(3, 4, "transition"), job(6, 9)])
NOTHING = life()


def counted(*lives: Life, **more: Any) -> Counted:
    return Counted(list(lives), **more)


@pytest.mark.parametrize(
    ("name", "months", "expected"),
    [
        ("had_job", 9, (1, 5)),
        ("had_job", 10, (2, 5)),
        ("no_job", 10, (3, 5)),
        ("had_job_motivated", 12, (1, 4)),
        ("had_job_not_motivated", 12, (1, 1)),
        ("in_work", 15, (1, 5)),
        ("in_work", 31, (0, 5)),
        ("first_job_in_quarter", 12, (1, 4)),  # one had a job before month 9
        ("first_job_in_quarter", 3, (1, 5)),
        ("kept_first_job", 2, (1, 2)),
        ("after_transition_job", 3, (1, 1)),
        ("after_transition_job", 6, (0, 1)),
        ("employed", 0, (1, 1)),  # the other found one after leaving
        ("employed_share", 0, (1, 5)),
        ("ever", 48, (2, 5)),
        ("still_enrolled", 4, (4, 5)),
        ("still_enrolled", 20, (2, 5)),
        ("to_work", 0, (1, 3)),
        ("days_to_job", 0, (7 * 10 * MONTH,)),
        ("days_to_job_not_motivated", 0, ()),
    ],
)
def test_what_is_counted(name: str, months: float, expected: tuple[float, ...]) -> None:
    found = COUNTS[name](counted(AT_WORK, PLACED, STUDENT, ALONE, NOTHING), months)

    assert found == pytest.approx(expected)


def test_a_census_counts_everybody_enrolled_so_far_also_those_who_left() -> None:
    everybody = counted(AT_WORK, PLACED, STUDENT, NOTHING)

    assert COUNTS["idle_at_census"](everybody, 0) == (1, 4)
    assert COUNTS["working_at_census"](everybody, 0) == (1, 4)


def test_people_who_came_too_late_to_be_seen_are_not_counted() -> None:
    late = Life("motivated", 95 * MONTH, 100 * MONTH, jobs=[job(96)])

    assert COUNTS["had_job"](counted(late, NOTHING), 12) == (0, 1)
    assert COUNTS["had_job"](counted(late, NOTHING), 5) == (1, 2)


def test_coaches_time_is_counted_per_post() -> None:
    from collections import Counter

    some = counted(contacts=30, posts=10.0, hours=Counter(search=40.0, mapping=20.0))

    assert COUNTS["contacts"](some, 0) == (30, 10.0)
    people, paid = COUNTS["time_with_people"](some, 0)
    assert people == 60
    assert people < paid


# --- parts together -------------------------------------------------------------------------------

ONE, TWO = CountedPart("a", "had_job", 12), CountedPart("b", "had_job", 12)


@pytest.mark.parametrize(
    ("combined", "expected", "each"),
    [
        (Combined.ALONE, 0.3, [0.2, 0.4]),
        (Combined.RATIO, 0.6, [0.4, 0.8]),
        (Combined.DIFFERENCE, -0.2, [-0.3, -0.1]),
        (Combined.RANGE, 0.2, [0.3, 0.1]),
    ],
)
def test_parts_are_combined(combined: Combined, expected: float, each: list[float]) -> None:
    measure = Measure((ONE, TWO), combined)
    numbers = {ONE: [(2.0, 10.0), (4.0, 10.0)], TWO: [(5.0, 10.0), (5.0, 10.0)]}

    assert measure.value(numbers) == pytest.approx(expected)
    assert measure.each(numbers) == pytest.approx(each)


def test_times_are_put_together_one_by_one() -> None:
    days = CountedPart("a", "days_to_job")

    assert days.what in TIMES
    assert days.value([(10.0, 20.0, 30.0), (), (100.0, 110.0)]) == 30.0
    assert isnan(days.value([(), ()]))
    assert isnan(ONE.value([(0.0, 0.0)]))
