"""Outcomes that users define: computed by area and group like those of the program."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outcomes.conftest import cells_from

from sesim import simulate
from sesim.outcomes import (
    Better,
    OwnOutcome,
    describe,
    descriptions,
    outcome,
    own_measures,
)
from sesim.outcomes.measures import MEASURES_COLUMNS
from sesim.outcomes.unknown import UnknownOutcomeError
from sesim.outcomes.window import Window
from sesim.runs.published import counted
from sesim.runs.replicate import Results, areas_of, window_of

Function = Callable[[pd.DataFrame, pd.DataFrame, Window], Any]


def made(how: str, function: Function, name: str = "mine") -> OwnOutcome:
    return outcome(unit="share", how=how, name=name, definition="Mine.")(function)  # type: ignore[arg-type]


def enrolled(people: pd.DataFrame) -> Any:
    return people["enrolled"].notna()


AS_BUILT_IN: dict[str, tuple[str, Function]] = {
    "participants": ("sum", lambda _, people, __: enrolled(people)),
    "employed": ("sum", lambda _, people, __: enrolled(people) & people["first_job"].notna()),
    "employed_share": (
        "mean",
        lambda _, people, __: np.where(enrolled(people), people["first_job"].notna(), np.nan),
    ),
    "employed_per_referred": (
        "ratio",
        lambda _, people, __: (
            enrolled(people) & people["first_job"].notna(),
            people["referred"].notna(),
        ),
    ),
    "waiting_weeks_mean": ("mean", lambda _, people, __: people["enrolled"] - people["referred"]),
    "stay_years_mean": (
        "mean",
        lambda _, people, window: (
            (people["exited"].fillna(window.horizon) - people["enrolled"]) * 7 / 365.25
        ),
    ),
}
"""How a user would write outcomes that the program has; those must come out the same."""


@pytest.fixture(scope="module")
def results(small: Any) -> Results:
    return simulate(small)


@pytest.fixture(scope="module")
def small() -> Any:
    from sesim import load_study

    return load_study(
        "programmes=[eksjo,vetlanda,habo] replications=3 end=2014-12-31 plan_start=2013-06-01 "
        "parameters=register workers=1"
    )


@pytest.mark.parametrize("name", AS_BUILT_IN)
def test_outcome_written_by_a_user_is_that_of_the_program(name: str, results: Results) -> None:
    how, function = AS_BUILT_IN[name]

    table = results.with_outcomes(made(how, function)).measures

    keys = ["replication", "programme", "group"]
    mine, theirs = (
        table[table["outcome"] == one].set_index(keys)["value"] for one in ("mine", name)
    )
    assert len(mine) > 30
    pd.testing.assert_series_equal(
        mine.sort_index(), theirs.sort_index(), check_names=False, rtol=1e-12, check_exact=False
    )


@settings(max_examples=50)
@given(data=st.data(), how=st.sampled_from(["sum", "mean", "ratio"]))
def test_figures_are_those_of_plain_arithmetic(data: st.DataObject, how: str) -> None:
    """By loops over people: whoever has no value counts neither above nor below."""
    n, cells = data.draw(st.integers(0, 8)), 3
    value = st.one_of(st.just(float("nan")), st.integers(-5, 5).map(float))
    column = st.lists(value, min_size=n, max_size=n)
    above, below = data.draw(column), data.draw(column) if how == "ratio" else [1.0] * n
    member = np.array(
        [
            data.draw(st.lists(st.sampled_from([0.0, 1.0]), min_size=n, max_size=n))
            for _ in range(cells)
        ]
    ).reshape(cells, n)
    people = pd.DataFrame({"replication": np.zeros(n)})
    one = made(how, lambda *_: (above, below) if how == "ratio" else above)

    window = Window(pd.Timestamp(2012, 1, 1), 52.0)
    found = one.figures(pd.DataFrame(), people, window, cells_from(member))

    for cell in range(cells):
        inside = [
            i for i in range(n) if member[cell, i] and above[i] == above[i] and below[i] == below[i]
        ]
        total, base = sum(above[i] for i in inside), sum(below[i] for i in inside)
        if how == "sum":
            assert found[cell] == total
        elif base == 0:
            assert np.isnan(found[cell])
        else:
            assert found[cell] == pytest.approx(total / base)


def test_rows_are_like_those_of_other_outcomes(results: Results, small: Any) -> None:
    one = made("sum", lambda _, people, __: enrolled(people))
    log = results.events[results.events["replication"] == 1]
    people = results.participants[results.participants["replication"] == 1]
    table = own_measures(
        1,
        log,
        people.reset_index(drop=True),
        window_of(small),
        areas_of(small),
        counted(small),
        [one],
    )

    theirs = results.measures.query("replication == 1 and outcome == 'participants'")
    assert list(table.columns) == list(MEASURES_COLUMNS)
    assert (
        table.drop(columns="outcome")
        .astype({"programme": str, "group": str})
        .equals(
            theirs.drop(columns="outcome")
            .astype({"programme": str, "group": str})
            .reset_index(drop=True)
        )
    )


@pytest.mark.parametrize(
    ("function", "how", "message"),
    [
        (lambda *_: 5.0, "mean", r"one value per row of people \(\d+\), and has the shape \(\)"),
        (lambda *_: [1.0, 2.0], "mean", r"has the shape \(2,\)"),
        (lambda _, people, __: ["x"] * len(people), "mean", "should have one number per row"),
        (lambda _, people, __: people["sex"], "mean", "could not convert|one number per row"),
        (lambda _, people, __: [np.inf] * len(people), "sum", "infinite"),
        (lambda _, people, __: people["age"], "ratio", "a ratio needs two values"),
        (lambda _, people, __: people["age"].sort_values(), "mean", "the index is different"),
        (lambda _, people, __: people["nothing"], "mean", "mine: KeyError: 'nothing'"),
        (lambda *_: None, "mean", "has the shape"),
    ],
)
def test_function_that_gives_something_else_is_refused(
    function: Function, how: str, message: str, results: Results
) -> None:
    with pytest.raises(ValueError, match=message):
        results.with_outcomes(made(how, function))


def test_function_cannot_change_what_others_see(results: Results) -> None:
    def greedy(events: pd.DataFrame, people: pd.DataFrame, _: Window) -> Any:
        events["time"] = 0.0
        people["enrolled"] = 0.0
        return people["enrolled"]

    before = results.participants["enrolled"].copy()
    results.with_outcomes(made("mean", greedy, "greedy"), made("sum", AS_BUILT_IN["employed"][1]))

    assert results.participants["enrolled"].equals(before)


@pytest.mark.parametrize("name", ["Mine", "my outcome", "2mine", "", "mine!", "år"])
def test_name_that_is_taken_or_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="outcome"):
        OwnOutcome(name, lambda *_: None, "share", "Mine.")


@pytest.mark.parametrize("name", ["employed", "jobs_2014", "ledger_public_2030"])
def test_name_of_the_program_is_refused_also_for_single_years(name: str) -> None:
    with pytest.raises(ValueError, match="sesim has an outcome with this name"):
        made("mean", lambda *_: None, name)


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ({"unit": ""}, "needs a unit"),
        ({"definition": ""}, "needs a unit and a definition"),
        ({"how": "median"}, "should be mean, sum or ratio"),
        ({"better": "most"}, "should be more, less or neither"),
    ],
)
def test_outcome_that_lacks_something_is_refused(what: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        outcome(**{"unit": "share", "name": "mine", "definition": "Mine.", **what})(lambda *_: None)


def test_function_says_its_name_and_its_definition() -> None:
    @outcome(unit="share", better="less")
    def mine(_: Any, people: pd.DataFrame, __: Any) -> Any:
        """Share of people who are mine, in a sentence that goes on.

        Nobody reads this.
        """
        return people

    assert (mine.name, mine.definition) == (
        "mine",
        "Share of people who are mine, in a sentence that goes on.",
    )
    assert mine.better is Better.LESS
    assert mine("events", "people", "window") == "people"  # type: ignore[arg-type]
    assert describe("mine", descriptions([mine])).unit == "share"


def test_two_of_one_name_and_other_things_are_refused() -> None:
    one = made("sum", lambda *_: None)

    with pytest.raises(ValueError, match="same name: mine"):
        descriptions([one, one])
    with pytest.raises(TypeError, match=r"@sesim\.outcome"):
        descriptions([lambda *_: None])  # type: ignore[list-item]


def test_unknown_outcome_says_how_to_make_one() -> None:
    with pytest.raises(UnknownOutcomeError) as caught:
        describe("mine")

    assert isinstance(caught.value, KeyError)
    assert "@sesim.outcome" in str(caught.value)
