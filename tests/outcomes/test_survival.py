"""Cumulative incidence: by hand, by another program, and by theory."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight
from tests.outcomes.conftest import cells_from

from sesim.outcomes.cells import Cells
from sesim.outcomes.survival import CENSORED, COMPETING, EVENT, incidence

EVERYBODY = cells_from(np.ones((1, 5)))
WEEKS = [1.0, 2.0, 3.0, 4.0, 5.0]
ENDS = [EVENT, COMPETING, EVENT, CENSORED, EVENT]

lives = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from([CENSORED, EVENT, COMPETING])),
    min_size=1,
    max_size=40,
)


def all_of(people: int) -> Cells:
    """Return the one cell of everyone."""
    return cells_from(np.ones((1, people)))


def naive(duration: list[float], outcome: list[int], at: float) -> float:
    """One minus Kaplan-Meier, with those who left taken as if they might still find a job."""
    censored = [CENSORED if end == COMPETING else end for end in outcome]
    return float(incidence(duration, censored, all_of(len(duration))).at(at)[0, 0])


def test_against_a_calculation_by_hand() -> None:
    """At risk 5, 4, 3, 2, 1; still without event 4/5, 3/5, 2/5, 2/5, 0."""
    job = incidence(WEEKS, ENDS, EVERYBODY)

    assert job.at([0.9, 1.0, 2.5, 3.0, 4.5, 5.0]) == pytest.approx(
        np.array([[0, 1 / 5, 1 / 5, 2 / 5, 2 / 5, 4 / 5]])
    )
    assert job.median().tolist() == [5.0]


def test_all_causes_together_add_up() -> None:
    swapped = [{EVENT: COMPETING, COMPETING: EVENT}.get(end, end) for end in ENDS]
    job, other = (incidence(WEEKS, ends, EVERYBODY) for ends in (ENDS, swapped))
    either = incidence(WEEKS, [min(end, 1) for end in ENDS], EVERYBODY)

    assert job.at(WEEKS) + other.at(WEEKS) == pytest.approx(either.at(WEEKS))


def test_taking_exits_as_censored_overstates() -> None:
    assert naive(WEEKS, ENDS, 3.0) == pytest.approx(7 / 15)
    assert naive(WEEKS, ENDS, 3.0) > incidence(WEEKS, ENDS, EVERYBODY).at(3.0)[0, 0]


@settings(max_examples=60)
@given(people=lives)
def test_the_naive_estimate_is_never_smaller(people: list[tuple[int, int]]) -> None:
    weeks, ends = [float(week) for week, _ in people], [end for _, end in people]
    exact = incidence(weeks, ends, all_of(len(people))).shares
    swapped = [CENSORED if end == COMPETING else end for end in ends]
    wrong = incidence(weeks, swapped, all_of(len(people))).shares

    assert (wrong >= exact - 1e-12).all()


def product_integral(people: list[tuple[int, int]], at: float) -> Fraction:
    """The cumulative incidence by its definition, in exact fractions."""
    free, share = Fraction(1), Fraction(0)
    for time in sorted({week for week, _ in people if week <= at}):
        risk = sum(week >= time for week, _ in people)
        events = [end for week, end in people if week == time]
        share += free * Fraction(events.count(EVENT), risk)
        free *= 1 - Fraction(events.count(EVENT) + events.count(COMPETING), risk)
    return share


@settings(max_examples=60)
@given(people=lives)
def test_agrees_with_the_definition(people: list[tuple[int, int]]) -> None:
    """With ties, with and without competitors, at every time."""
    found = incidence([week for week, _ in people], [end for _, end in people], all_of(len(people)))
    expected = [float(product_integral(people, time)) for time in found.times]

    assert found.shares == pytest.approx(expected)


@settings(max_examples=200)
@given(people=lives)
def test_no_share_leaves_its_bounds(people: list[tuple[int, int]]) -> None:
    """To the last bit, and nobody waits when all are done."""
    weeks, ends = [week for week, _ in people], [end for _, end in people]
    found = incidence(weeks, ends, all_of(len(people)))
    had, waiting = found.at(found.times)[0], found.waiting_at(found.times)[0]

    assert (had >= 0).all()
    assert (waiting >= 0).all()
    assert (had <= 1 - waiting).all()
    last = [end for week, end in people if week == max(weeks)]
    assert (waiting[-1] == 0) == (CENSORED not in last)


@settings(max_examples=60)
@given(people=lives)
def test_without_competitors_those_who_wait_are_the_rest(people: list[tuple[int, int]]) -> None:
    weeks, ends = [week for week, _ in people], [min(end, EVENT) for _, end in people]
    found = incidence(weeks, ends, all_of(len(people)))

    assert found.waiting_at(found.times) == pytest.approx(1 - found.at(found.times))
    assert found.waiting_at(-1.0)[0, 0] == 1.0


def by_statsmodels(weeks: np.ndarray, ends: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """The cumulative incidence of one group on a grid of times, by another program."""
    if not (ends == EVENT).any():
        return np.zeros(len(grid))  # it wants at least one event
    with np.errstate(divide="ignore", invalid="ignore"):  # of its standard errors
        estimate = CumIncidenceRight(weeks, ends)
    steps = np.concatenate([[0.0], estimate.cinc[0]])
    return steps[np.searchsorted(estimate.times, grid, side="right")]


@pytest.mark.parametrize("weeks_apart", [0.0, 5.0], ids=["distinct times", "ties"])
def test_agrees_with_statsmodels_in_every_group(weeks_apart: float) -> None:
    weeks, ends = exponential_lives(500)
    if weeks_apart:
        weeks = np.ceil(weeks / weeks_apart) * weeks_apart
    member = np.random.default_rng(20170823).random((40, 500)) < np.linspace(0, 1, 40)[:, None]

    found = incidence(weeks, ends, cells_from(member))

    cuts = np.cumsum(found.of_cell)[:-1]
    of_cells = zip(np.split(found.shares, cuts), np.split(found.time, cuts), member, strict=True)
    for shares, time, inside in of_cells:
        expected = by_statsmodels(weeks[inside], ends[inside], found.times[time])
        np.testing.assert_allclose(shares, expected, rtol=0, atol=1e-12)


@settings(max_examples=40)
@given(people=lives, split=st.lists(st.booleans(), min_size=40, max_size=40))
def test_groups_at_once_are_groups_one_by_one(
    people: list[tuple[int, int]], split: list[bool]
) -> None:
    weeks = np.array([float(week) for week, _ in people])
    ends = np.array([end for _, end in people])
    first = np.array(split[: len(people)])
    at = [1.0, 6.0, 12.0]
    both = incidence(weeks, ends, cells_from([first, ~first])).at(at)

    for row, chosen in zip(both, (first, ~first), strict=True):
        alone = incidence(weeks[chosen], ends[chosen], all_of(int(chosen.sum()))).at(at)[0]
        np.testing.assert_array_equal(row, alone)


def exponential_lives(people: int) -> tuple[np.ndarray, np.ndarray]:
    """Jobs at rate 0.02 a week, exits at 0.01, and an even chance to be censored by week 100."""
    rng = np.random.default_rng(20170823)
    times = np.array([rng.exponential(1 / rate, people) for rate in (0.02, 0.01)])
    times = np.vstack([rng.uniform(0, 200, people), times])
    return times.min(axis=0), times.argmin(axis=0)


def test_theory_of_competing_exponential_times() -> None:
    """P(job by t) = 2/3 (1 - exp(-0.03 t)); the naive estimate goes for 1 - exp(-0.02 t)."""
    weeks, ends = exponential_lives(4000)
    expected = 2 / 3 * (1 - math.exp(-0.03 * 52))
    error = math.sqrt(expected * (1 - expected) / (4000 / 2))  # at least half are followed

    estimate = incidence(weeks, ends, all_of(4000)).at(52.0)[0, 0]

    assert abs(estimate - expected) < 3.5 * error
    assert abs(naive(weeks.tolist(), ends.tolist(), 52.0) - expected) > 3.5 * error


def test_there_is_no_value_beyond_the_time_that_anyone_was_followed() -> None:
    followed = incidence([1.0, 4.0], [EVENT, CENSORED], all_of(2))
    finished = incidence([1.0, 4.0], [EVENT, COMPETING], all_of(2))

    assert followed.at([4.0, 4.1])[0] == pytest.approx([0.5, math.nan], nan_ok=True)
    assert finished.at([4.0, 4.1])[0] == pytest.approx([0.5, 0.5])


def test_there_is_no_value_about_no_one() -> None:
    nobody = incidence([1.0, 2.0], [EVENT, EVENT], cells_from(np.zeros((1, 2))))
    empty = incidence([], [], cells_from(np.ones((2, 0))))

    assert math.isnan(nobody.at(1.5)[0, 0])
    assert math.isnan(nobody.median()[0])
    assert np.isnan(empty.at([1.0])).all()
    assert np.isnan(empty.median()).all()


def test_median_is_reached_by_exactly_half() -> None:
    half = incidence(WEEKS[:4], [EVENT, EVENT, COMPETING, COMPETING], all_of(4))
    less = incidence(WEEKS, [EVENT, EVENT, COMPETING, COMPETING, CENSORED], EVERYBODY)

    assert half.median().tolist() == [2.0]
    assert np.isnan(less.median()).tolist() == [True]
