"""What the report says of counts outside their intervals."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesim.report.own.held import at_least, in_all
from sesim.report.text.language import language


def said(outside: int, number: int, code: str = "en") -> str:
    rows = [{"outcome": "jobs", "inside": place >= outside} for place in range(number)]
    return " ".join(map(str, in_all(language(code), rows, {"surprise": 0.3}, 0.9)))


@given(st.integers(1, 30), st.floats(0.01, 0.99))
def test_the_chance_of_at_least_one_or_all(number: int, probability: float) -> None:
    assert at_least(0, number, probability) == pytest.approx(1)
    assert at_least(1, number, probability) == pytest.approx(1 - (1 - probability) ** number)
    assert at_least(number, number, probability) == pytest.approx(probability**number)


def test_the_chance_of_two_of_three() -> None:
    assert math.isclose(at_least(2, 3, 0.1), 3 * 0.1**2 * 0.9 + 0.1**3)


def test_one_of_three_outside_is_not_unusual() -> None:
    assert "That is not unusual: of 3 counts, 27% of studies would have at least 1" in said(1, 3)


def test_two_of_three_outside_are_unusual() -> None:
    """3% of studies have that, and not the 27% that have at least one."""
    assert "so many of 3 would lie outside by chance in 3% of studies" in said(2, 3)
    assert "not unusual" not in said(2, 3)
    assert "i 3\N{NO-BREAK SPACE}% av studierna" in said(2, 3, "sv")


def test_three_of_three_are_less_than_one_in_a_hundred() -> None:
    assert "by chance in less than 1% of studies" in said(3, 3)
