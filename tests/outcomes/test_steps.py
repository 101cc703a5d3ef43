"""Step functions: exact values, and Little's law in its finite form."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesim.outcomes.steps import Steps, number_present, steps

stays = st.lists(
    st.tuples(st.floats(0, 50), st.one_of(st.none(), st.floats(0, 60))), min_size=1, max_size=30
)


def test_values_before_between_and_at_the_steps() -> None:
    queue = steps([3.0, 1.0, 5.0], [2.0, 1.0, -3.0])

    assert queue.at([0.0, 1.0, 2.0, 3.0, 4.9, 5.0, 9.0]).tolist() == [0, 1, 1, 3, 3, 0, 0]


def test_average_is_weighted_by_duration() -> None:
    queue = steps([1.0, 3.0], [1.0, 2.0])

    assert queue.average(0.0, 4.0) == (0 * 1 + 1 * 2 + 3 * 1) / 4
    assert queue.average(2.0, 4.0) == (1 * 1 + 3 * 1) / 2
    assert queue.average(3.0, 9.0) == 3.0


def test_average_of_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        steps([1.0], [1.0]).average(2.0, 2.0)


def test_nothing_ever_happened() -> None:
    assert steps([], []).average(0.0, 10.0) == 0.0
    assert number_present([np.nan], [3.0]).average(0.0, 10.0) == 0.0


def area_and_stays(people: list[tuple[float, float | None]], horizon: float) -> tuple[float, float]:
    """Return the area under the number present, and the sum of everybody's time there."""
    entered = np.array([came for came, _ in people])
    left = np.array([np.nan if stay is None else came + stay for came, stay in people])
    left[left > horizon] = np.nan  # the log is cut at the horizon
    inside = entered <= horizon
    present = number_present(entered[inside], left[inside])
    stayed = np.where(np.isnan(left), horizon, left) - entered
    return present.average(0.0, horizon) * horizon, float(stayed[inside].sum())


@settings(max_examples=60, deadline=None)
@given(people=stays, horizon=st.floats(1, 100))
def test_area_under_the_number_present_is_the_sum_of_stays(
    people: list[tuple[float, float | None]], horizon: float
) -> None:
    area, total = area_and_stays(people, horizon)

    assert area == pytest.approx(total, rel=1e-9, abs=1e-9)


def test_a_step_read_one_event_late_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(self: Steps, moments: np.ndarray) -> np.ndarray:
        place = np.searchsorted(self.times, moments, side="left")
        return np.concatenate([[0.0], self.values])[place]

    monkeypatch.setattr(Steps, "at", late)
    area, total = area_and_stays([(1.0, 5.0), (2.0, 7.0)], 20.0)

    assert area != pytest.approx(total)
