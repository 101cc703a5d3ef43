"""The judge of differences: where the effect lies decides, and only with enough replications."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesim.outcomes import FEWEST_REPLICATIONS, Verdict, judge, too_few, verdicts
from sesim.outcomes.sureness import EFFECT, JUDGED, PRECISION, ends

NAN = math.nan
NUMBERS = st.sampled_from([NAN, 0.0]) | st.floats(-50, 50)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, float]:
    """Return any row, with intervals around the difference where they are known."""
    difference = draw(NUMBERS)
    row = {"difference": difference, "replications": draw(st.sampled_from([0, 2, 19, 20, 21, 400]))}
    for low, high in (PRECISION, EFFECT):
        wide = draw(NUMBERS.map(abs))
        row |= {low: difference - wide, high: difference + wide}
    return row


def row(*numbers: float, replications: float = 40) -> dict[str, float]:
    return dict(zip(JUDGED, (*numbers, replications), strict=True))


@pytest.mark.parametrize(
    ("given_row", "expected"),
    [
        (row(1.0, 0.2, 1.8, -0.8, 3.6), Verdict.EITHER),
        (row(1.0, 0.2, 1.8, 0.1, 3.6), Verdict.MORE),
        (row(-1.0, -1.8, -0.2, -3.6, -0.1), Verdict.LESS),
        (row(1.0, 0.2, 1.8, 0.0, 3.6), Verdict.EITHER),
        (row(1.0, 0.2, 1.8, NAN, NAN), Verdict.UNKNOWN),
        (row(1.0, 0.2, 1.8, 0.1, NAN), Verdict.UNKNOWN),
        (row(1.0, 0.2, 1.8, 0.1, 3.6, replications=19), Verdict.UNKNOWN),
        (row(1.0, 0.2, 1.8, 0.1, 3.6, replications=20), Verdict.MORE),
        (row(0.0, 0.0, 0.0, NAN, NAN), Verdict.NONE),
        (row(0.0, 0.0, 0.0, NAN, NAN, replications=2), Verdict.UNKNOWN),
        (row(0.0, -0.1, 0.1, NAN, NAN), Verdict.UNKNOWN),
        (row(NAN, NAN, NAN, NAN, NAN), Verdict.MISSING),
        ({"difference": 1.0, "effect_low": 0.5, "effect_high": 2.0}, Verdict.MORE),
        ({}, Verdict.MISSING),
    ],
)
def test_verdicts_on_rows(given_row: Mapping[str, float], expected: Verdict) -> None:
    assert judge(given_row) is expected


@given(rows())
def test_the_precision_of_the_mean_never_makes_a_difference_clear(one: dict[str, float]) -> None:
    without = {name: value for name, value in one.items() if name not in EFFECT}

    assert not judge(without).is_clear


@given(rows(), st.floats(0.01, 100))
def test_the_unit_does_not_matter_and_the_sign_turns_the_verdict(
    one: dict[str, float], times: float
) -> None:
    turned = {Verdict.MORE: Verdict.LESS, Verdict.LESS: Verdict.MORE}
    scaled = {name: value * times for name, value in one.items() if name != "replications"}
    mirrored = {
        "difference": -one["difference"], "low": -one["high"], "high": -one["low"],
        "effect_low": -one["effect_high"], "effect_high": -one["effect_low"],
    }  # fmt: skip
    number = {"replications": one["replications"]}

    assert judge(scaled | number) is judge(one)
    assert judge(mirrored | number) is turned.get(judge(one), judge(one))


@given(rows(), st.floats(0, 50))
def test_a_wider_interval_never_makes_a_difference_clear(
    one: dict[str, float], more: float
) -> None:
    wider = one | {
        "effect_low": one["effect_low"] - more, "effect_high": one["effect_high"] + more
    }  # fmt: skip

    assert judge(one).is_clear or not judge(wider).is_clear


@given(rows())
def test_nothing_is_concluded_from_few_replications(one: dict[str, float]) -> None:
    few = one | {"replications": FEWEST_REPLICATIONS - 1}

    assert judge(few) in (Verdict.UNKNOWN, Verdict.MISSING)


@given(st.lists(rows(), max_size=5))
def test_a_table_is_judged_row_by_row(several: list[dict[str, float]]) -> None:
    table = pd.DataFrame(several, columns=list(JUDGED), index=np.arange(len(several))[::-1])

    found = verdicts(table)

    assert list(found) == [judge(one) for one in several]
    assert found.index.equals(table.index)


def test_the_interval_that_is_shown_is_the_effects_where_it_is_known() -> None:
    assert ends(row(1.0, 0.2, 1.8, -0.8, 3.6)) == EFFECT
    assert ends(row(1.0, 0.2, 1.8, NAN, 3.6)) == PRECISION


def test_how_many_replications_are_too_few() -> None:
    assert [number for number in range(1, 40) if too_few(number)] == list(range(1, 20))
    assert not too_few(NAN)
