"""How many people are present: exact values, and Little's law in its finite form."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesim.outcomes.presence import number_present, weeks_present
from sesim.outcomes.units import Units

NAN = np.nan

stays = st.lists(
    st.tuples(st.floats(0, 50), st.one_of(st.none(), st.floats(0, 60))), min_size=1, max_size=30
)


def test_numbers_before_between_and_at_the_moments() -> None:
    """Two replications of two programmes; in the last, nobody is ever present."""
    unit = np.array([0, 0, 0, 1, 2, 3, 3])
    entered = np.array([1.0, 3.0, 3.0, 2.0, 0.0, NAN, 9.5])
    left = np.array([5.0, 5.0, NAN, NAN, 2.0, 4.0, NAN])
    moments = np.array([0.0, 1.0, 2.0, 3.0, 4.9, 5.0, 9.0])

    found = number_present(unit, Units([4, 7], 2), entered, left, moments)

    assert found.tolist() == [
        [[0, 1, 1, 3, 3, 1, 1], [0, 0, 1, 1, 1, 1, 1]],
        [[1, 1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0]],
    ]


def test_people_who_never_came_are_present_for_no_time() -> None:
    weeks = weeks_present(np.array([1.0, 2.0, NAN]), np.array([4.0, NAN, 3.0]), 10.0)

    assert weeks.tolist() == [3.0, 8.0, 0.0]


def area_and_stays(
    people: list[tuple[float, float | None]], horizon: float, read: Any = number_present
) -> tuple[float, float]:
    """Return the area under the number present, and the sum of everybody's time there."""
    entered = np.array([came for came, _ in people])
    left = np.array([NAN if stay is None else came + stay for came, stay in people])
    left[left > horizon] = NAN  # the log is cut at the horizon
    entered[entered > horizon] = NAN
    changes = np.concatenate([entered, left])
    edges = np.unique([0.0, *changes[~np.isnan(changes)], horizon])
    nobody = np.zeros(len(people), dtype=int)
    [[numbers]] = read(nobody, Units([0], 1), entered, left, edges[:-1])
    return numbers @ np.diff(edges), float(weeks_present(entered, left, horizon).sum())


@settings(max_examples=60)
@given(people=stays, horizon=st.floats(1, 100))
def test_area_under_the_number_present_is_the_sum_of_stays(
    people: list[tuple[float, float | None]], horizon: float
) -> None:
    area, total = area_and_stays(people, horizon)

    assert area == pytest.approx(total, rel=1e-9, abs=1e-9)


def test_a_number_read_one_event_late_would_be_caught() -> None:
    def late(*people: Any) -> Any:
        return number_present(*people[:-1], np.nextafter(people[-1], -1.0))

    area, total = area_and_stays([(1.0, 5.0), (2.0, 7.0)], 20.0, late)

    assert area != pytest.approx(total)
