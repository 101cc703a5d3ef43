"""A user's outcomes in a run: in any number of processes, and beside all others."""

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import sesim
from sesim.outcomes.unknown import UnknownOutcomeError
from sesim.runs.errors import RunError
from sesim.runs.replicate import Results
from sesim.runs.results.provenance import histories
from sesim.runs.results.store import parts_of
from sesim.study import Study


@sesim.outcome(unit="share", better="more")
def quick_job(_: pd.DataFrame, people: pd.DataFrame, __: Any) -> Any:
    """Share of those enrolled who start a first job within 90 days."""
    quick = people["first_job"] - people["enrolled"] <= 90 / 7
    return np.where(people["enrolled"].notna(), quick, np.nan)


@sesim.outcome(unit="hours per contact", better="less", how="ratio")
def hours_per_contact(_: pd.DataFrame, people: pd.DataFrame, __: Any) -> Any:
    """Coach hours / employer contacts."""
    return people["hours"], people["contacts"]


MINE = [quick_job, hours_per_contact]
NAMES = {one.name for one in MINE}


@pytest.fixture(scope="module")
def with_mine(study: Study) -> Results:
    return sesim.simulate(study, outcomes=MINE)


@pytest.fixture
def as_in_a_notebook() -> Any:
    """A function that no other process could import, as one in a notebook's cell."""
    names: dict[str, Any] = {"__name__": "__page__", "sesim": sesim}
    exec(  # noqa: S102 - written here
        "@sesim.outcome(unit='persons', how='sum', definition='Enrolled.')\n"
        "def cell(events, people, window):\n"
        "    return people['enrolled'].notna()\n",
        names,
    )
    return names["cell"]


@pytest.mark.slow
def test_processes_make_no_difference(
    study: Study, with_mine: Results, as_in_a_notebook: Any
) -> None:
    found = sesim.simulate(study.replace(workers=2), outcomes=[*MINE, as_in_a_notebook])

    assert found.workers == 2
    wanted = with_mine.with_outcomes(as_in_a_notebook)
    assert found.measures["outcome"].nunique() == wanted.measures["outcome"].nunique()
    assert_frame_equal(found.summary, wanted.summary, check_exact=True)


def test_outcomes_can_be_added_without_a_new_run(results: Results, with_mine: Results) -> None:
    found = results.with_outcomes(*MINE)

    assert_frame_equal(found.measures, with_mine.measures, check_exact=True)
    assert_frame_equal(found.summary, with_mine.summary, check_exact=True)
    assert found.own == with_mine.own == tuple(MINE)
    assert results.own == ()


def test_nothing_else_moves(results: Results, with_mine: Results) -> None:
    for theirs, mine in zip(parts_of(results), parts_of(with_mine), strict=True):
        if "outcome" in mine:
            mine = mine[~mine["outcome"].isin(NAMES)].reset_index(drop=True)
            mine = mine.assign(outcome=mine["outcome"].cat.remove_unused_categories())
        assert_frame_equal(theirs, mine, check_exact=True)
    rest = with_mine.summary[~with_mine.summary["outcome"].isin(NAMES)]
    assert_frame_equal(results.summary, rest.reset_index(drop=True), check_exact=True)
    assert histories(with_mine.study) == histories(results.study)


def test_replication_without_a_value_counts_where_the_outcome_is_unbounded(
    results: Results,
) -> None:
    """Three of four values: their mean without the fourth; with it, the middle one."""

    def some(_: Any, people: pd.DataFrame, __: Any) -> Any:
        number = int(people["replication"].iloc[0])
        return np.full(len(people), np.nan if number == 3 else [1.0, 2.0, 9.0][number])

    for unbounded, middle in ((False, 4.0), (True, 9.0)):
        mine = sesim.outcome(unit="weeks", name="mine", definition="Mine.", unbounded=unbounded)(
            some
        )
        summary = results.with_outcomes(mine).summary
        row = summary.query("outcome == 'mine' and group == 'all' and programme == 'county'")
        assert row["mean"].item() == middle


def test_summary_has_their_units(with_mine: Results) -> None:
    rows = with_mine.summary[with_mine.summary["outcome"].isin(NAMES)]

    assert dict(zip(rows["outcome"], rows["unit"], strict=True)) == {
        "quick_job": "share",
        "hours_per_contact": "hours per contact",
    }
    assert set(rows["programme"]) == {"eksjo", "vetlanda", "hoglandet", "county"}
    assert {"all", "sex=female"} <= set(rows["group"])


def test_comparison_knows_them(study: Study, with_mine: Results) -> None:
    other = sesim.simulate(study.replace({"vetlanda.back_heaviness": 0.0}), outcomes=MINE)

    table = sesim.compare(with_mine, other)

    rows = table[(table["group"] == "all") & (table["programme"] == "vetlanda")]
    found = rows.set_index("outcome").loc["hours_per_contact"]
    wide = [
        one.measures.query("programme == 'vetlanda' and group == 'all'")
        .query("outcome == 'hours_per_contact'")["value"]
        .to_numpy()
        for one in (with_mine, other)
    ]
    both = ~np.isnan(wide[1] - wide[0])  # a history may have no contact at all
    wide = [values[both] for values in wide]
    assert found["difference"] == pytest.approx(np.mean(wide[1] - wide[0]))
    assert found["unit"] == "hours per contact"
    better = np.mean((wide[1] < wide[0]) + 0.5 * (wide[1] == wide[0]))
    assert found["probability_better"] == pytest.approx(better)


def test_comparison_refuses_two_meanings(study: Study, with_mine: Results) -> None:
    other = sesim.outcome(unit="share", name="quick_job", definition="Something else.")(
        lambda _, people, __: people["age"]
    )

    with pytest.raises(ValueError, match="quick_job: the two studies define this outcome"):
        sesim.compare(with_mine, sesim.simulate(study).with_outcomes(other))


def test_comparison_of_one_alone_leaves_them_out(results: Results, with_mine: Results) -> None:
    assert not set(sesim.compare(results, with_mine)["outcome"]) & NAMES


def test_rows_that_nobody_defined_are_refused_in_words(results: Results) -> None:
    planted = results.measures.query("outcome == 'employed'").assign(outcome="mine")
    wrong = dataclasses.replace(results, measures=pd.concat([results.measures, planted]))

    with pytest.raises(UnknownOutcomeError, match=r"outcomes=\["):
        sesim.compare(wrong, wrong)


def test_function_that_fails_says_where(study: Study) -> None:
    @sesim.outcome(unit="share", definition="Wrong.")
    def wrong(_: Any, people: pd.DataFrame, __: Any) -> Any:
        return people["nothing"]

    with pytest.raises(RunError, match="replication 0 failed: ValueError: wrong: KeyError"):
        sesim.simulate(study, outcomes=[wrong])


def test_wrong_outcomes_are_refused_before_any_run(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("was run")

    monkeypatch.setattr("sesim.model.run", never)
    not_one: Callable[..., Any] = lambda *_: None  # noqa: E731 - what a user may try
    with pytest.raises(TypeError, match=r"@sesim\.outcome"):
        sesim.simulate(study, outcomes=[not_one])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="same name"):
        sesim.simulate(study, outcomes=[quick_job, quick_job])
