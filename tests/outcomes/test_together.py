"""Replications that are computed together have the figures of each alone, to the last bit."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from tests.audit.test_random_lives import PLAN, PROGRAMMES, days_of, log_of

from sesim import outcomes
from sesim.outcomes import (
    RateValues,
    Window,
    concat,
    curves_of,
    measure,
    outcome,
    own_measures,
    participants_table,
    read_events,
    units,
)
from sesim.outcomes.arrays import Floats, totals
from sesim.outcomes.cells import Cells

START, LAST_DAY = date(2016, 1, 1), date(2018, 3, 31)
DAYS = days_of(START, LAST_DAY)
WINDOW = Window(START, DAYS[-1] / 7, (PLAN - START).days / 7)
AREAS = {name: str(one["forbund"]) for name, one in PROGRAMMES.items()}
COUNTED = ["east", "west", "north"]

RATES = RateValues(
    coach_cost=600_000.0,
    disability_benefit={0.0: 96_320.0, 23.0: 100_800.0, 30.0: 107_520.0},
    social_assistance_month=7_000.3,
    wage_month=22_000.7,
    hours_share=0.6,
    subsidised_job_month=16_700.1,
    subsidy_months=24.0,
    transition_job_day=611.0,
    forbund_share=0.9,
    forbund_state_share=0.5,
    forbund_region_share=0.25,
    financed=frozenset({"east", "south"}),
    has_disability_benefit={"young_disability_benefit": True, "income_support": False},
    others_have=False,
)

Tables = dict[str, pd.DataFrame]


@outcome(unit="weeks", definition="Mean number of the row, to see that rows are counted alone.")
def own_row(_: pd.DataFrame, people: pd.DataFrame, __: Window) -> Any:
    return people.index.to_numpy() / 3


def rates_of(number: int) -> RateValues:
    """Return other rates for each replication, also other ages and target groups."""
    factor = 1 + number / 7
    benefit = {age + number % 3: factor * one for age, one in RATES.disability_benefit.items()}
    return replace(
        RATES,
        coach_cost=factor * RATES.coach_cost,
        wage_month=factor * RATES.wage_month,
        subsidy_months=12.0 + number,
        disability_benefit=benefit,
        others_have=number % 2 == 0,
        financed=frozenset(list(PROGRAMMES)[: number % 4]),
    )


def log(number: int) -> pd.DataFrame:
    """Return random lives, of which sex is not known in every third replication."""
    events = read_events(log_of(number, DAYS).assign(replication=number))
    if number % 3 == 1:
        nobody = pd.Categorical.from_codes([-1] * len(events), dtype=events["sex"].dtype)
        events = events.assign(sex=nobody)
    return events


def tables(events: pd.DataFrame, numbers: Sequence[int]) -> Tables:
    """Return everything that is computed from a log of these replications."""
    people = participants_table(events, WINDOW.horizon)
    rates = [rates_of(number) for number in numbers]
    about = (events, people, WINDOW, AREAS, COUNTED)
    return {
        "people": people,
        "measures": measure(*about, numbers, rates),
        "curves": curves_of(*about, numbers),
        "own": concat([own_measures(number, *about, [own_row]) for number in numbers]),
    }


def differing(numbers: Sequence[int]) -> list[str]:
    """Return the names of the tables that differ when these replications are computed together."""
    logs = {number: log(number) for number in numbers}
    alone = [tables(events, [number]) for number, events in logs.items()]
    together = tables(concat(logs.values()), numbers)
    return [name for name in together if not same(together[name], [one[name] for one in alone])]


def same(together: pd.DataFrame, alone: Sequence[pd.DataFrame]) -> bool:
    try:
        assert_frame_equal(together, concat(alone), check_exact=True)
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize("first", [0, 6, 13])
def test_random_lives_together_and_alone(first: int) -> None:
    assert differing(range(first, first + 6)) == []


def test_replications_come_in_the_order_that_is_asked_for() -> None:
    """But people are always sorted by replication."""
    assert differing([5, 0, 3]) == ["people"]


def first_rates(rates: Sequence[RateValues], replications: int) -> list[RateValues]:
    return [rates[0]] * replications


def one_replication(_: units.Units, frame: pd.DataFrame, rows: Any = slice(None)) -> Any:
    """Put everyone into the first replication."""
    return np.zeros(len(frame["replication"].to_numpy()[rows]), dtype=np.intp)


def by_number_alone(frame: pd.DataFrame, rows: Any, _: Any) -> Any:
    """Take people of one number and programme for one person."""
    programme = frame["programme"].cat.codes.to_numpy()[rows].astype(np.int64)
    return programme * 2**32 + frame["participant"].to_numpy()[rows]


@pytest.mark.parametrize(
    ("where", "planted", "expected"),
    [
        ("sesim.outcomes.measures._of_each", first_rates, ["measures"]),
        ("sesim.outcomes.units.Units.replication_of", one_replication, ["measures", "curves"]),
        ("sesim.outcomes.persons_in_log._keys", by_number_alone, ["measures", "curves"]),
    ],
)
def test_planted_error_is_noticed(
    where: str,
    planted: Callable[..., Any],
    expected: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(where, planted)

    assert set(expected) <= set(differing(range(6)))


def test_another_order_of_people_in_sums_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the last bits of these lives would show nothing."""
    events = concat(map(log, range(6)))
    before = tables(events, range(6))["measures"]

    def backwards(self: Cells, values: Floats) -> Floats:
        return totals(self.cell[::-1], len(self), values[self.person][::-1])

    monkeypatch.setattr(Cells, "sums", backwards)
    after = tables(events, range(6))["measures"]

    assert not same(after, [before])
    assert_frame_equal(after, before, rtol=1e-12)


# --- matrix products ------------------------------------------------------------------------------


def products(source: str) -> list[str]:
    """Return the matrix products in some code."""
    names = ("dot", "matmul", "einsum", "tensordot", "inner", "vdot")
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult))
        or (isinstance(node, ast.Attribute) and node.attr in names)
    ]


def test_no_figure_is_a_matrix_product() -> None:
    """The processor would choose the order of the sums, and with it the last bits."""
    modules = sorted(Path(outcomes.__file__).parent.rglob("*.py"))
    found = {path.name for path in modules if products(path.read_text(encoding="utf-8"))}

    assert found == {"small_cells.py"}  # which cells to hide, and no figure


@pytest.mark.parametrize("source", ["a @ b", "np.dot(a, b)", "a.dot(b)", "np.einsum('ij->i', a)"])
def test_a_matrix_product_is_noticed(source: str) -> None:
    assert products(source) != []
