"""A difference says itself in whole numbers, and never hides on which side of zero it lies."""

import math
import re

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sesim.outcomes import ALL, COUNTY
from sesim.report.board.differences import Difference
from sesim.report.board.facts import Rows
from sesim.report.text.language import language
from sesim.report.text.questions import SHARE


def difference(number: float, low: float, high: float, outcome: str = SHARE) -> Difference:
    cells = {"difference": number, "effect_low": low, "effect_high": high, "low": low, "high": high}
    table = pd.DataFrame([{"scenario": "s", "programme": COUNTY, "group": ALL, "outcome": outcome,
                           "replications": 40, **cells}])  # fmt: skip
    return Difference(
        Rows(table, "comparison.csv", language("en"), 40).row("s", COUNTY, ALL, outcome)
    )


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((-11.6, -27.1, -0.9), "about 12 fewer (1 to 27): points to fewer people"),
        ((5.8, -1.1, 12.3), "about 6 more (from 1 fewer to 12 more): could go either way"),
        ((1.2, -0.1, 2.4), "about 1.2 more (from 0.1 fewer to 2.4 more): could go either way"),
        ((0.0, -3.0, 3.0), "about as many (from 3 fewer to 3 more): could go either way"),
        ((-0.6, 0.6, 2.0), "about 1 fewer (from 1 more to 2 more): points to more people"),
        ((0.0, 0.0, 0.0), "no difference"),
        ((math.nan, math.nan, math.nan), "not known"),
    ],
)
def test_a_difference_in_words(numbers: tuple[float, float, float], said: str) -> None:
    assert str(difference(*numbers, outcome="employed").in_words) == said


@given(st.tuples(*[st.floats(-300, 300, allow_subnormal=False)] * 3))
def test_words_keep_the_direction(numbers: tuple[float, float, float]) -> None:
    """Whole numbers must not hide that an interval includes zero, or that it does not."""
    low, number, high = sorted(numbers)
    found = difference(number, low, high, outcome="employed")
    text = str(found.in_words)
    ends = re.findall(r"from ([\d.]+) (fewer|more) to ([\d.]+) (fewer|more)", text)

    assume(all(abs(one) >= 0.05 for one in numbers))
    assert bool(ends) == (low < 0 < high)
    assert ("fewer" in text.split(" (")[0]) == (number < 0)
    assert re.search(r"[^\d.]0(\.0)?[^\d.]", text) is None
    for end in ends:
        assert [float(end[0]), float(end[2])] == pytest.approx([-low, high], abs=0.51)
