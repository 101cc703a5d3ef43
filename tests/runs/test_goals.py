"""Goals held against results: counted by hand, in memory, in a folder and in a sweep."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sesim import simulate
from sesim.outcomes.proportion import proportion
from sesim.runs.errors import OutputError
from sesim.runs.goals import GOAL_COLUMNS, asked, probability
from sesim.runs.replicate import Results
from sesim.runs.results.store import GOALS, SUMMARY
from sesim.runs.sweeps.assemble import all_goals, labelled
from sesim.runs.sweeps.reading import read_finished
from sesim.study import Study
from sesim.study.goal import ProgrammeGoal

pytestmark = pytest.mark.usefixtures("without_workbooks")

Load = Callable[..., Study]

WORDS = [
    "eksjo.goal={participants: {at_least: 4}, waiting: {at_most: 1}, first_jobs_2013: {at_least: 1}"
    ", first_jobs_2030: {at_least: 1}}",
    "vetlanda.goal.weeks_to_first_job.at_most=100",
]


@pytest.fixture(scope="module")
def with_goals(load: Load) -> Results:
    return simulate(load(*WORDS))


def by_hand(
    results: Results, programme: str, outcome: str, reached: Callable[[float], bool]
) -> int:
    """Count the replications that reach a goal, one by one."""
    rows = results.measures
    mine = rows[(rows["programme"] == programme) & (rows["outcome"] == outcome)]
    return sum(map(reached, mine.loc[mine["group"] == "all", "value"]))


def test_each_goal_is_counted(with_goals: Results) -> None:
    found = with_goals.goals.set_index(["programme", "outcome"])

    assert list(with_goals.goals.columns) == list(GOAL_COLUMNS)
    for (programme, outcome), reached in {
        ("eksjo", "participants"): lambda value: value >= 4,
        ("eksjo", "waiting"): lambda value: value <= 1,
        ("eksjo", "first_jobs_2013"): lambda value: value >= 1,
        ("vetlanda", "weeks_to_first_job"): lambda value: value <= 100,  # NaN is longer than any
    }.items():
        row = found.loc[(programme, outcome)]
        number = by_hand(with_goals, programme, outcome, reached)
        assert (row["reached"], row["replications"]) == (number, 4)
        assert (row["probability_low"], row["probability_high"]) == pytest.approx(
            proportion(number, 4, 0.9)[3:]
        )


def test_mean_and_range_are_those_of_the_summary(with_goals: Results) -> None:
    summary = with_goals.summary[with_goals.summary["group"] == "all"]
    both = with_goals.goals.merge(summary, on=["programme", "outcome"], suffixes=("", "_summary"))

    assert len(both) == 4
    for column in ("mean", "low", "high", "unit"):
        pd.testing.assert_series_equal(both[column], both[f"{column}_summary"], check_names=False)


def test_a_year_outside_the_study_period_has_no_value(with_goals: Results) -> None:
    row = with_goals.goals.set_index("outcome").loc["first_jobs_2030"]

    assert row["replications"] == 0
    assert row[["mean", "probability", "probability_low"]].isna().all()


def test_goals_change_nothing_that_is_simulated(results: Results, with_goals: Results) -> None:
    assert results.events is not None
    assert with_goals.events is not None
    pd.testing.assert_frame_equal(results.events, with_goals.events)
    pd.testing.assert_frame_equal(results.summary, with_goals.summary)
    assert results.goals.empty


def test_a_goal_of_every_year_is_one_of_each_full_year(load: Load) -> None:
    study = load("end=2015-06-30").replace({"eksjo.goal": {"first_jobs_{year}": {"at_least": 5}}})

    assert [(one.programme, one.outcome, one.goal.level) for one in asked(study)] == [
        ("eksjo", f"first_jobs_{year}", 5.0) for year in (2012, 2013, 2014)
    ]


def test_a_replication_without_a_value_counts_only_if_that_is_more_than_any() -> None:
    values = np.array([1.0, 2.0, np.nan, 3.0])

    assert probability(values, ProgrammeGoal(at_most=2.0), 0.9)[:2] == (2, 3)
    assert probability(values, ProgrammeGoal(at_most=2.0), 0.9, unbounded=True)[:2] == (2, 4)
    assert probability(values, ProgrammeGoal(at_least=2.0), 0.9, unbounded=True)[:2] == (3, 4)


def test_the_folder_has_the_same_table(
    with_goals: Results, study: Study, finish: Callable[[Study, Path], Path], tmp_path: Path
) -> None:
    folder = finish(with_goals.study, tmp_path / "goals")
    without = finish(study, tmp_path / "none")

    pd.testing.assert_frame_equal(
        read_finished(folder).goals, with_goals.goals, check_dtype=False, check_exact=True
    )
    assert not (without / GOALS).exists()
    assert read_finished(without).goals.empty
    assert (folder / SUMMARY).read_bytes() == (without / SUMMARY).read_bytes()


def test_a_changed_table_is_refused(
    with_goals: Results, finish: Callable[[Study, Path], Path], tmp_path: Path
) -> None:
    path = finish(with_goals.study, tmp_path / "goals") / GOALS
    path.write_text(path.read_text(encoding="utf-8").replace("at_least", "at_most"))

    with pytest.raises(OutputError, match=r"goals\.csv: damaged or changed"):
        read_finished(path.parent)


def test_a_sweep_has_the_goals_of_each_job(
    with_goals: Results, study: Study, finish: Callable[[Study, Path], Path], tmp_path: Path
) -> None:
    studies = enumerate([with_goals.study, study])
    jobs = labelled([(one, (f"job={number}",)) for number, one in studies])
    for job in jobs:
        finish(job.study, tmp_path / job.folder)
    table = all_goals(tmp_path, jobs)

    assert table["scenario"].unique().tolist() == [jobs[0].label]
    assert table["probability"].tolist() == pytest.approx(
        with_goals.goals["probability"].tolist(), nan_ok=True
    )
    assert all_goals(tmp_path, jobs[1:]).empty
