"""A budget of hazard that is spent at a changing rate has the law of the hazard."""

from math import exp, inf, log

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.model.piecewise import piecewise_exponential

from sesim.model.risk import Risk, SteppedHazard

GRID = (np.arange(4000) + 0.5) / 4000

uniform = st.floats(1e-6, 1 - 1e-6)
rates = st.sampled_from([0.0, 0.01, 0.2, 1.0, 3.0])
pieces = st.lists(st.tuples(st.floats(0.01, 10.0), rates), min_size=1, max_size=6)
"""Stretches of time, with the rate in each."""


def happens_at(u: float, course: list[tuple[float, float]]) -> float:
    """Return when a risk happens whose rate takes this course, the last rate for ever."""
    risk, now, at = Risk(u, 0.0), 0.0, inf
    for length, rate in course:
        at = risk.change(now, rate)
        if at <= now + length:
            return at
        now += length
    return at


def hazard_until(time: float, course: list[tuple[float, float]]) -> float:
    total, begin = 0.0, 0.0
    for i, (length, rate) in enumerate(course):
        end = begin + length if i + 1 < len(course) else inf
        total += rate * max(0.0, min(time, end) - begin) if rate else 0.0
        begin = end
    return total


@given(u=uniform, course=pieces)
def test_the_hazard_spent_is_the_budget(u: float, course: list[tuple[float, float]]) -> None:
    at = happens_at(u, course)

    if at == inf:
        assert course[-1][1] == 0
        assert hazard_until(1e9, course) < -log(u) * (1 + 1e-9)
    else:
        assert hazard_until(at, course) == pytest.approx(-log(u), rel=1e-9, abs=1e-9)


COURSE = [(2.0, 0.1), (3.0, 0.0), (1.0, 0.8), (9.0, 0.05)]


def survives(time: float) -> float:
    return sum(happens_at(u, COURSE) > time for u in GRID) / len(GRID)


@pytest.mark.parametrize("time", [1.0, 2.0, 4.0, 5.5, 6.0, 12.0])
def test_survival_has_the_closed_form(time: float) -> None:
    assert survives(time) == pytest.approx(exp(-hazard_until(time, COURSE)), abs=5e-4)


def test_a_budget_that_is_not_spent_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: what was risked before the last change counts for nothing."""
    monkeypatch.setattr(
        Risk, "change", lambda self, now, rate: now + self._left / rate if rate else inf
    )

    with pytest.raises(AssertionError):
        test_survival_has_the_closed_form(12.0)


@given(u=uniform, rate=st.floats(0.01, 3.0), looks=st.lists(st.floats(0.0, 1.0), max_size=5))
def test_looking_at_a_risk_does_not_change_it(u: float, rate: float, looks: list[float]) -> None:
    risk = Risk(u, 0.0)
    at = risk.change(0.0, rate)

    for look in sorted(looks):
        assert risk.change(look * at, rate) == pytest.approx(at)


def test_what_is_due_happens_now() -> None:
    """Rounding may have spent a little more than there was."""
    risk = Risk(0.5, 0.0)
    at = risk.change(0.0, 1.0)

    assert risk.change(at + 1e-9, 0.5) == at + 1e-9


@given(u=st.floats(1e-6, 0.05), rate=st.floats(0.01, 1.0), new=st.floats(0.0, 99.0))
def test_another_clock_keeps_what_is_left(u: float, rate: float, new: float) -> None:
    """Two units are spent by the old clock, whatever the new one reads then."""
    risk = Risk(u, 5.0)
    risk.change(5.0, rate)
    risk.change_clock(7.0, new)

    assert risk.change(new, 1.0) == pytest.approx(new - log(u) - 2.0 * rate)


# --- steps ---------------------------------------------------------------------------------------

steps = st.builds(
    lambda lengths, values: (
        tuple(float(x) for x in np.cumsum(lengths)),
        tuple(values[: len(lengths) + 1]),
    ),
    lengths=st.lists(st.floats(0.1, 10.0), max_size=4),
    values=st.lists(st.floats(0.01, 3.0), min_size=5, max_size=5),
)
Course = tuple[tuple[float, ...], tuple[float, ...]]


@given(course=steps, time=st.floats(0.0, 60.0))
def test_time_is_the_inverse_of_the_hazard(course: Course, time: float) -> None:
    found = SteppedHazard(*course)

    assert found.time(found.hazard(time)) == pytest.approx(time, rel=1e-9, abs=1e-9)


@given(course=steps, hazard=st.floats(0.0, 60.0))
def test_the_hazard_is_the_inverse_of_time(course: Course, hazard: float) -> None:
    found = SteppedHazard(*course)

    assert found.hazard(found.time(hazard)) == pytest.approx(hazard, rel=1e-9, abs=1e-9)


@given(course=steps, time=st.floats(0.0, 40.0))
def test_the_hazard_is_the_area_under_the_rates(course: Course, time: float) -> None:
    bounds, values = course
    edges = (0.0, *bounds, inf)
    area = sum(
        rate * max(0.0, min(time, end) - begin)
        for rate, begin, end in zip(values, edges, edges[1:], strict=False)
    )

    assert SteppedHazard(*course).hazard(time) == pytest.approx(area)


@given(course=steps, u=uniform, since=st.floats(0.0, 30.0))
def test_a_risk_on_a_clock_of_hazard_is_piecewise_exponential(
    course: Course, u: float, since: float
) -> None:
    """As drop-out is: the clock is the hazard so far, which the rate multiplies."""
    found = SteppedHazard(*course)
    risk = Risk(u, found.hazard(since))
    at = found.time(risk.change(found.hazard(since), 1.0))

    assert at == pytest.approx(piecewise_exponential(u, since, *course), rel=1e-9)


def test_where_the_rate_is_zero_no_more_hazard_comes() -> None:
    found = SteppedHazard((2.0, 5.0), (0.5, 0.0, 0.0))

    assert [found.hazard(time) for time in (0.0, 1.0, 2.0, 9.0)] == [0.0, 0.5, 1.0, 1.0]
    assert found.time(0.25) == 0.5
    assert found.time(1.5) == inf
    assert found.time(inf) == inf


@given(course=steps)
def test_a_bound_belongs_to_both_sides(course: Course) -> None:
    bounds, _ = course
    assume(bounds)
    found = SteppedHazard(*course)

    for bound in bounds:
        assert found.hazard(bound - 1e-12) == pytest.approx(found.hazard(bound))
