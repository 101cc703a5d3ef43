"""Histories in few bytes: exact where values are few, within half a step where they are many."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sesim.model import uniforms
from sesim.whatif.packing import MOST_EXACT, STEPS, packed, unpacked

COUNTS = arrays(float, (5, 8), elements=st.one_of(st.integers(-3, 300).map(float), st.just(np.nan)))


@given(COUNTS)
def test_few_values_come_back_as_they_were(values: np.ndarray) -> None:
    one = json.loads(json.dumps(packed(values), allow_nan=False))

    assert np.array_equal(unpacked(one, 8), values, equal_nan=True)


def test_many_values_come_back_within_half_a_step() -> None:
    values = 1e6 * uniforms("tests/whatif/packing", 40 * 50).reshape(40, 50)
    values[3, 4] = np.nan
    one = packed(values)
    back = unpacked(one, 50)

    assert len(np.unique(values)) > MOST_EXACT
    assert one["bytes"] == 2
    assert one["step"] == pytest.approx((np.nanmax(values) - np.nanmin(values)) / STEPS)
    assert np.isnan(back[3, 4])
    assert np.nanmax(np.abs(back - values)) <= 0.5001 * one["step"]


def test_equal_rows_stand_there_once() -> None:
    values = np.tile(np.arange(10.0), (300, 1))
    small, large = packed(values), packed(values + np.arange(300.0)[:, None])

    assert len(small["rows"]) < 20 < len(large["rows"])
