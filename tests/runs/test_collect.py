"""Jobs of a sweep put together: what they are called, and what each is compared with."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from pandas.testing import assert_frame_equal

from sesim import compare, simulate
from sesim.outcomes import BEFORE_PLAN, SINCE_PLAN
from sesim.outcomes.cells import ALL
from sesim.runs.compare import COMPARISON_COLUMNS, Names, compare_wide
from sesim.runs.pairing import KEYS, Wide
from sesim.runs.sweeps.assemble import (
    RunJob,
    all_curves,
    comparisons,
    labelled,
    references,
    summaries,
)
from sesim.runs.sweeps.jobs import SweepJob
from sesim.study import Change, Scenario, Study
from sesim.study.frozen import unchecked

pytestmark = pytest.mark.usefixtures("without_workbooks")

PLACEBO = Path(__file__).parents[2] / "conf" / "scenario" / "placebo.yaml"

Tiny = Callable[..., Study]
Finish = Callable[[Study, Path], Path]
Jobs = Callable[..., list[SweepJob]]

SOONER = Scenario(name="sooner", changes=(Change(target="back_heaviness", set=0.0),))


@pytest.fixture
def jobs(tiny: Tiny) -> Jobs:
    """Return a function from overrides to jobs; what is `scenario=` names their scenario.

    A scenario has a change unless it is called baseline or nothing.
    """

    def call(*overrides: str) -> list[SweepJob]:
        return labelled([(study(text), tuple(text.split())) for text in overrides])

    def study(text: str) -> Study:
        said = dict(word.split("=") for word in text.split())
        name = said.get("scenario", "baseline")
        changes = () if name in ("baseline", "nothing") else SOONER.changes
        one = tiny(seed=int(said.get("seed", 1)))
        return unchecked(one, scenario=Scenario(name=name, changes=changes))

    return call


def under(study: Study, scenario: Scenario) -> Study:
    return unchecked(study, scenario=scenario)


EVERYWHERE = ", parameters=register"
"""What all studies here change, and is therefore in the name of each."""

# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("overrides", "labels"),
    [
        (["seed=3"], ["baseline"]),
        (["scenario=baseline seed=3", "scenario=a seed=3"], ["baseline", "a"]),
        (["x=1 y=5", "x=2 y=5"], ["baseline, x=1", "baseline, x=2"]),
        (["", "x=2"], ["baseline", "baseline, x=2"]),
        (
            ["scenario=baseline x=1", "scenario=baseline x=2", "scenario=a x=1", "scenario=a x=2"],
            ["baseline, x=1", "baseline, x=2", "a, x=1", "a, x=2"],
        ),
        # What is said twice is told apart by its number.
        (["x=1", "x=1", "x=1"], ["baseline", "baseline (job 1)", "baseline (job 2)"]),
        (
            ["x=1", "x=2", "x=1"],
            ["baseline, x=1", "baseline, x=2", "baseline, x=1 (job 2)"],
        ),
        ([], []),
    ],
)
def test_a_job_is_called_by_its_scenario_and_by_what_it_varies(
    jobs: Jobs, overrides: list[str], labels: list[str]
) -> None:
    found = jobs(*overrides)

    assert [job.label.replace(EVERYWHERE, "") for job in found] == labels
    assert all(EVERYWHERE in job.label for job in found)
    assert [job.number for job in found] == [*range(len(labels))]
    assert [job.overrides for job in found] == [tuple(text.split()) for text in overrides]


# --- what each is compared with ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        # A grid of scenarios: the baseline, wherever it stands.
        (["scenario=baseline", "scenario=a", "scenario=b"], [0, 0, 0]),
        (["scenario=a", "scenario=b", "scenario=baseline"], [2, 2, 2]),
        # No job of that name: the one that changes nothing, or else the first.
        (["scenario=a", "scenario=nothing", "scenario=b"], [1, 1, 1]),
        (["scenario=nothing", "scenario=a", "scenario=baseline"], [2, 2, 2]),
        (["scenario=a", "scenario=b"], [0, 0]),
        # Scenarios and values: the baseline with the same values.
        (
            ["scenario=baseline x=1", "scenario=baseline x=2", "scenario=a x=1", "scenario=a x=2"],
            [0, 1, 0, 1],
        ),
        (["scenario=a seed=1", "scenario=a seed=2", "scenario=baseline seed=2"], [0, 2, 2]),
        # Values alone: the first job.
        (["x=1", "x=2", "x=3"], [0, 0, 0]),
        (["x=1 y=1", "x=1 y=2", "x=2 y=1", "x=2 y=2"], [0, 0, 0, 0]),
        (["x=1"], [0]),
        # The same job twice: the first of the two.
        (["x=1", "x=1"], [0, 0]),
    ],
)
def test_what_a_job_is_compared_with(jobs: Jobs, overrides: list[str], expected: list[int]) -> None:
    assert references(jobs(*overrides)) == dict(enumerate(expected))


# --- differences ---------------------------------------------------------------------------------


def put(folder: Path, studies: list[Study], finish: Finish) -> list[SweepJob]:
    """Finish studies as the jobs of a sweep over scenarios."""
    found = labelled([(one, (f"scenario={one.scenario.name}",)) for one in studies])
    for job in found:
        finish(job.study, folder / job.folder)
    return found


def test_what_changes_nothing_differs_in_nothing_at_all(
    tmp_path: Path, tiny: Tiny, finish: Finish
) -> None:
    """A scenario without changes, and the shipped placebo; beside them one with a change."""
    study = tiny()
    placebo = Scenario.model_validate(yaml.safe_load(PLACEBO.read_text(encoding="utf-8")))
    scenarios = [Scenario(name="nothing"), placebo, SOONER]
    found = put(tmp_path, [study, *(under(study, one) for one in scenarios)], finish)

    table, left_out = comparisons(tmp_path, found)

    assert left_out == []
    names = ("nothing", "placebo", "sooner")
    assert list(dict.fromkeys(table["scenario"])) == [name + EVERYWHERE for name in names]
    assert set(table["compared_with"]) == {"baseline" + EVERYWHERE}
    of = {name: table[table["scenario"] == name + EVERYWHERE] for name in names}
    for name in ("nothing", "placebo"):
        rows = of[name]
        assert len(rows) == len(of["sooner"])
        known = rows[rows["replications"] > 0]
        assert len(known) > 100
        assert (known["difference"] == 0.0).all()
        assert (known["probability_better"] == 0.5).all()
        several = rows[rows["replications"] > 1]
        assert (several[["low", "high"]] == 0.0).all(axis=None)
        without = rows["replications"] == 0
        assert rows.loc[without, ["difference", "low", "high"]].isna().all(axis=None)
    assert (of["sooner"]["difference"].abs() > 0).any()  # the check can fail


def test_only_what_is_asked_for_is_compared(tmp_path: Path, tiny: Tiny, finish: Finish) -> None:
    study = tiny()
    other = SOONER.model_copy(update={"name": "other"})
    found = put(tmp_path, [study, under(study, SOONER), under(study, other)], finish)
    only = {"programme": "vetlanda", "group": ALL, "outcome": "referred"}

    table = comparisons(tmp_path, found, only).table

    whole = comparisons(tmp_path, found).table
    wanted = whole[(whole["programme"] == "vetlanda") & (whole["group"] == ALL)]
    wanted = wanted[wanted["outcome"] == "referred"].reset_index(drop=True)
    assert table["scenario"].tolist() == ["sooner" + EVERYWHERE, "other" + EVERYWHERE]
    assert_frame_equal(table, wanted, check_exact=True)


def test_labels_stand_in_place_of_scenarios(tmp_path: Path, tiny: Tiny, finish: Finish) -> None:
    study = tiny()
    pinned = study.replace({"parameters.accept": 0.5})
    found = labelled([(study, ("x=1",)), (pinned, ("x=2",))])
    for job in found:
        finish(job.study, tmp_path / job.folder)

    table = comparisons(tmp_path, found).table
    summary = summaries(tmp_path, found)

    assert set(table["scenario"]) == {"baseline, x=2" + EVERYWHERE}
    assert set(table["compared_with"]) == {"baseline, x=1" + EVERYWHERE}
    for whole, name in ((summary, "summary.csv"), (all_curves(tmp_path, found), "curves.csv")):
        assert list(dict.fromkeys(whole["scenario"])) == [job.label for job in found]
        for job in found:
            own = pd.read_csv(tmp_path / job.folder / name).drop(columns="scenario")
            rows = whole[whole["scenario"] == job.label].drop(columns="scenario")
            assert_frame_equal(rows.reset_index(drop=True), own, check_exact=True)


def test_what_cannot_be_compared_is_left_out_and_told(
    tmp_path: Path, tiny: Tiny, finish: Finish
) -> None:
    """Another seed is other people: of four jobs one is comparable with the first."""
    study = tiny()
    told = [
        (study, ("seed=20",)),
        (tiny(seed=5), ("seed=5",)),
        (tiny(interval=0.5), ("interval=0.5",)),
        (under(study, SOONER), ("scenario=sooner",)),
    ]
    found = labelled(told)
    for job in found:
        finish(job.study, tmp_path / job.folder)

    table, left_out = comparisons(tmp_path, found)

    assert list(dict.fromkeys(table["scenario"])) == ["sooner" + EVERYWHERE]
    assert [text.replace(EVERYWHERE, "") for text in left_out] == [
        "baseline, seed=5 cannot be compared with baseline, seed=20: they differ in seed "
        f"({study.settings.seed} and 5).",
        "baseline, interval=0.5 cannot be compared with baseline, seed=20: they differ in interval "
        "(0.9 and 0.5).",
    ]


@pytest.mark.parametrize("number", [1, 2])
def test_where_nothing_can_be_compared_there_is_an_empty_table(
    tmp_path: Path, tiny: Tiny, finish: Finish, number: int
) -> None:
    found = labelled([(tiny(seed=seed), (f"seed={seed}",)) for seed in (5, 6)[:number]])
    for job in found:
        finish(job.study, tmp_path / job.folder)

    table, left_out = comparisons(tmp_path, found)

    assert list(table.columns) == list(COMPARISON_COLUMNS)
    assert table.empty
    assert len(left_out) == number - 1


@pytest.mark.slow
def test_comparisons_are_those_of_the_studies_themselves(
    tmp_path: Path, load: Callable[..., Study], finish: Finish
) -> None:
    """Also where two replications share a draw of the parameters, which the interval must know."""
    study = load("parameters=posterior", "end=2012-03-31", "replications=3")
    found = put(tmp_path, [under(study, SOONER), study], finish)

    table = comparisons(tmp_path, found).table

    before, after = simulate(study), simulate(under(study, SOONER))
    assert before.draws.tolist() == [0, 0, 1]
    assert_frame_equal(table, compare(before, after), check_exact=True)
    assert np.isfinite(table.loc[table["replications"] == 3, "low"]).all()


@pytest.mark.parametrize(
    ("day", "groups"), [(date(2012, 4, 1), [ALL, BEFORE_PLAN, SINCE_PLAN]), (None, [ALL])]
)
def test_groups_by_plan_are_compared_only_where_the_plan_begins_on_the_same_day(
    tiny: Tiny, day: date | None, groups: list[str]
) -> None:
    """Otherwise they are not the same people, although they are called the same."""
    keys = [("eksjo", group, "referred") for group in (ALL, BEFORE_PLAN, SINCE_PLAN)]
    laid_out = Wide(pd.MultiIndex.from_tuples(keys, names=KEYS), np.ones((3, 2)))
    baseline = RunJob(tiny(plan_start=date(2012, 4, 1)), np.arange(2))

    names = Names("one", "other")
    table = compare_wide(laid_out, laid_out, baseline, tiny(plan_start=day), names)

    assert table["group"].tolist() == groups


def test_a_scenario_that_only_calls_itself_baseline_is_no_reference(
    tmp_path: Path, tiny: Tiny, finish: Finish
) -> None:
    study = tiny()
    liar = under(study, SOONER.model_copy(update={"name": "baseline"}))
    found = put(tmp_path, [liar, study], finish)

    assert references(found) == {0: 1, 1: 1}
