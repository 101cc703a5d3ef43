"""Designs of experiments: which studies they hold, that these are paired, and what is refused."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sesim
from sesim.designs.rows import MOST_STUDIES
from sesim.runs.compare import COMPARISON_COLUMNS
from sesim.study import Study, StudyError

SMALL = (
    "programmes=vetlanda replications=2 start=2016-07-01 end=2017-12-31 workers=1 "
    "parameters=register"
)


@pytest.fixture(scope="module")
def study() -> Study:
    return sesim.load_study(SMALL)


@pytest.fixture(scope="module")
def results(study: Study) -> sesim.DesignResults:
    levers = {"vetlanda.back_heaviness": [0.9, 0.2], "scenario": ["baseline", "rapid_search"]}
    return sesim.run(sesim.design(study, levers))


def problems(study: Study, levers: Any, since: Any = None) -> list[str]:
    """Return the problems of a design, as the message has them."""
    with pytest.raises(StudyError) as caught:
        sesim.design(study, levers, since=since)
    return list(caught.value.problems)


# --- which studies --------------------------------------------------------------------------------


def test_every_combination_is_a_study_and_the_last_lever_varies_fastest(study: Study) -> None:
    found = sesim.design(study, {"vetlanda.caseload_norm": (15, 20), "fte": np.array([1.5, 2.0])})

    assert [dict(one.settings) for one in found] == [
        {"vetlanda.caseload_norm": norm, "fte": fte} for norm in (15, 20) for fte in (1.5, 2.0)
    ]
    assert [one.study.programmes["vetlanda"].caseload_norm for one in found] == [15, 15, 20, 20]
    posts = [sum(post.share_on(date(2017, 1, 1)) for post in of(one.study).posts) for one in found]
    scaled = [of(one.study).fte_scale * fte for one, fte in zip(found, posts, strict=True)]
    assert scaled == pytest.approx([1.5, 2.0, 1.5, 2.0])


def of(study: Study) -> Any:
    """Return Vetlanda in its last state."""
    return study.regimes("vetlanda")[-1].programme


def test_a_design_of_ones_own_may_leave_levers_as_they_are(study: Study) -> None:
    rows = [{}, {"back_heaviness": 0.2}, {"vetlanda.caseload_norm": 15}]
    table = pd.DataFrame(rows)

    given, from_table = sesim.design(study, rows), sesim.design(study, table)

    assert [one.label for one in given] == [
        "as it is", "back_heaviness=0.2", "vetlanda.caseload_norm=15",
    ]  # fmt: skip
    assert given[0].study == study
    assert [one.study for one in given] == [one.study for one in from_table]
    assert given.table["back_heaviness"].isna().tolist() == [True, False, True]


def test_a_lever_of_every_programme_changes_on_its_day(study: Study) -> None:
    day = date(2017, 3, 1)

    [one] = sesim.design(study, {"back_heaviness": [0.2]}, since=day)

    before, after = one.study.regimes("vetlanda")[-2:]
    assert after.since == day
    assert (before.programme.back_heaviness, after.programme.back_heaviness) == (0.9, 0.2)
    assert one.study.settings.plan_start == day


def test_a_day_may_be_a_text(study: Study) -> None:
    text, day = (
        sesim.design(study, {"back_heaviness": [0.2]}, since=since)
        for since in ("2017-03-01", date(2017, 3, 1))
    )

    assert text[0].study == day[0].study


def test_a_lever_of_every_programme_is_told_in_the_name_of_a_study(study: Study) -> None:
    [one] = sesim.design(study, {"back_heaviness": [0.2]})

    assert "back_heaviness=0.2" in one.study.label


def test_all_studies_have_the_days_of_the_longest() -> None:
    """The baseline would otherwise end with the published counts."""
    open_end = sesim.load_study("programmes=vetlanda replications=2")

    found = sesim.design(open_end, {"scenario": ["baseline", "rapid_search"]})

    assert {one.study.settings.end for one in found} == {date(2022, 6, 30)}
    assert {one.study.settings.plan_start for one in found} == {date(2017, 7, 1)}


def test_replace_holds_in_every_study_and_keeps_the_levers(study: Study) -> None:
    found = sesim.design(study, {"back_heaviness": [0.9, 0.2]}).replace(seed=7)

    assert [one.study.settings.seed for one in found] == [7, 7]
    assert [of(one.study).back_heaviness for one in found] == [0.9, 0.2]


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("levers", "expected"),
    [
        ({"fte": 2}, "fte: should be a list of values, such as [2] (got 2)"),
        ({"scenario": "baseline"}, "scenario: should be a list of values, such as ['baseline']"),
        ({"fte": []}, "fte: should have at least one value"),
        ({}, "levers: no value is set"),
        ([{}], "levers: no value is set"),
        (3, "levers: should be lists of values by lever"),
        ([3], "levers: should be lists of values by lever"),
        ({3: [1]}, "levers: should have texts as keys, such as 'fte' (got 3)"),
        ({"ftee": [1]}, "levers: ftee: unknown lever (did you mean 'fte'?)"),
        ({"parameters.acept": [1]}, "parameters.acept: unknown"),
        ({"fte": [0]}, "fte=0: should be a number above 0"),
        ({"back_heaviness": [7]}, "back_heaviness=7: vetlanda.back_heaviness: should be less than"),
        ({"vetlanda.back_heaviness": [7]}, "vetlanda.back_heaviness: should be less than or equal"),
        (
            {"scenario": ["rapid"]},
            "scenario: unknown option 'rapid' (did you mean 'rapid_search'?)",
        ),
        ({"fte": [2], "posts": [3]}, "levers: fte and posts set the same value"),
        ({"seed": [1, 2]}, "seed=2: should have the same seed (1 and 2) as seed=1"),
        ({"parameters": ["register", "prior"]}, "parameters=prior: should have the same draws"),
        ({"seed": range(MOST_STUDIES + 1)}, "levers: make 10,001 studies; at most 10,000"),
    ],
)
def test_bad_input_is_answered(study: Study, levers: Any, expected: str) -> None:
    [found] = problems(study, levers)

    assert found.startswith(expected)


def test_every_problem_is_named_once(study: Study) -> None:
    found = problems(study, {"vetlanda.back_heaviness": [7, 8], "vetlanda.caseload_norm": [-1, 20]})

    assert len(found) == 3


@pytest.mark.parametrize(
    ("levers", "since", "expected"),
    [
        ({"fte": [2]}, date(2030, 1, 1), "since: should be from 2016-07-01 to 2017-12-31"),
        ({"scenario": ["baseline"]}, date(2017, 1, 1), "since: has no effect"),
        ({"fte": [2]}, "1 July", "since: should be a day, such as '2017-07-01' (got '1 July')"),
        ({"fte": [2]}, 3, "since: should be a day, such as '2017-07-01' (got 3)"),
    ],
)
def test_a_day_that_does_nothing_is_refused(
    study: Study, levers: Any, since: Any, expected: str
) -> None:
    assert problems(study, levers, since)[0].startswith(expected)


@pytest.mark.parametrize("given", ["vetlanda", None])
def test_something_else_is_refused(given: Any) -> None:
    with pytest.raises(TypeError, match="load_study"):
        sesim.run(given)
    with pytest.raises(TypeError, match="load_study"):
        sesim.design(given, {"fte": [1]})


# --- run and compare ------------------------------------------------------------------------------


def test_settings_of_a_run_are_checked(study: Study) -> None:
    with pytest.raises(StudyError, match=r"replications: .*greater than or equal to 1 \(got 0\)"):
        sesim.run(study, replications=0)


def test_a_run_takes_other_settings(study: Study) -> None:
    found = sesim.run(study, replications=3, seed=5, events=False)

    assert (found.study.settings.replications, found.study.settings.seed) == (3, 5)
    assert found.events is None
    assert found.measures["replication"].nunique() == 3
    again = sesim.simulate(study.replace(replications=3, seed=5, events=False))
    assert found.summary.equals(again.summary)


def test_tables_of_a_design_have_its_levers(results: sesim.DesignResults) -> None:
    head = ["vetlanda.back_heaviness", "scenario", "study"]

    for table in (results.summary, results.measures, results.curves, sesim.compare(results)):
        assert sorted(table.columns[:3]) == sorted(head)
    means = results.summary.query("group == 'all' and outcome == 'participants'")
    assert means["study"].tolist() == means["study"].sort_values().tolist()
    assert set(means["vetlanda.back_heaviness"]) == {0.9, 0.2}
    assert [one.events for one in results] == [None] * 4  # unless they are asked for


def test_rows_of_a_study_are_its_own(results: sesim.DesignResults) -> None:
    for number, one in enumerate(results):
        mine = results.summary[results.summary["study"] == number].reset_index(drop=True)
        assert mine[["outcome", "mean"]].equals(one.summary[["outcome", "mean"]])


def test_studies_of_a_design_have_the_same_people(results: sesim.DesignResults) -> None:
    people = results.measures.query("group == 'all' and outcome == 'participants'")
    per_study = people.pivot_table(
        index=["programme", "replication"], columns="study", values="value"
    )

    assert per_study.nunique(axis=1).eq(1).all()


def test_comparison_is_that_of_two_studies(results: sesim.DesignResults) -> None:
    table = sesim.compare(results)

    numbers = [name for name in COMPARISON_COLUMNS if name not in ("scenario", "compared_with")]
    for study in (1, 2, 3):
        alone = sesim.compare(results[0], results[study])
        mine = table[table["study"] == study].reset_index(drop=True)
        assert mine[numbers].equals(alone[numbers])
        assert mine["vetlanda.back_heaviness"].unique().tolist() == [0.9 if study == 1 else 0.2]
    assert table["difference"].abs().max() > 0
    assert set(table["compared_with"]) == {"vetlanda.back_heaviness=0.9, baseline"}
    assert set(table["study"]) == {1, 2, 3}


def test_outcomes_of_ones_own_go_through_a_design(study: Study) -> None:
    @sesim.outcome(unit="share", better="more")
    def quick_job(_events: pd.DataFrame, people: pd.DataFrame, _window: Any) -> Any:
        """Share with a job within half a year of referral."""
        return people["first_job"] - people["referred"] < 26

    found = sesim.run(sesim.design(study, {"back_heaviness": [0.9, 0.2]}), outcomes=[quick_job])

    table = sesim.compare(found)
    assert "quick_job" in set(table["outcome"])


def test_a_design_that_would_fill_the_memory_is_refused(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = sesim.design(study, {"vetlanda.caseload_norm": [15, 20, 25]})
    first = sesim.run(plans[0].study, events=False)
    tables = (first.measures, first.curves, first.summary)
    each = 1.5 * sum(int(table.memory_usage(index=False).sum()) for table in tables)
    monkeypatch.setattr("sesim.runs.space.free_memory", lambda: int(1.5 * each))

    with pytest.raises(sesim.RunError, match=r"levers: should make at most 2 studies here"):
        sesim.run(plans)


@pytest.mark.parametrize("wrong", [(3,), (None, None), ([],)])
def test_only_results_are_compared(wrong: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError, match="compare takes the results of two studies"):
        sesim.compare(*wrong)


def test_a_design_is_compared_alone(results: sesim.DesignResults) -> None:
    with pytest.raises(TypeError, match="or those of a design alone"):
        sesim.compare(results, results[0])  # type: ignore[call-overload]
