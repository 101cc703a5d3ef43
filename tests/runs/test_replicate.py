"""Replications: the same whatever does them, and clear when one fails."""

import os
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from sesim import model, outcome, outcomes, simulate
from sesim.events import COLUMNS
from sesim.runs import workers
from sesim.runs.errors import RunError
from sesim.runs.parallel import Crew
from sesim.runs.replicate import Results, horizon_weeks, tidy
from sesim.runs.workers import Part, Workers, WorkOrder, chunks
from sesim.study import Study
from sesim.study.frozen import unchecked

TABLES = (*Part._fields, "summary")


def test_results_hold_every_replication_in_order(results: Results) -> None:
    assert list(results.events.columns) == list(COLUMNS)
    assert list(results.summary.columns) == list(outcomes.SUMMARY_COLUMNS)
    for table in (results.events, results.participants, results.measures):
        assert list(table["replication"].unique()) == [0, 1, 2, 3]
        assert table["replication"].is_monotonic_increasing
    assert list(results.events["programme"].cat.categories) == ["eksjo", "vetlanda"]
    assert results.summary["replications"].max() == 4


def test_event_log_is_what_the_model_says(results: Results, study: Study) -> None:
    programme = model.model_programmes(study)["vetlanda"]
    log = results.events.query("replication == 2 and programme == 'vetlanda'")

    assert log["time"].tolist() == [float(time) for time in model.run(programme, 2)["time"]]


def test_workers_make_no_difference(results: Results, study: Study) -> None:
    settings = study.settings.model_copy(update={"workers": 2})
    shared = simulate(unchecked(study, settings=settings))

    assert shared.workers == 2
    for table in TABLES:
        assert_frame_equal(getattr(shared, table), getattr(results, table), check_exact=True)


def test_little_work_is_done_here_unless_workers_are_asked_for(
    load: Callable[..., Study],
) -> None:
    assert simulate(load("workers=0", "replications=2")).workers == 1


@pytest.mark.parametrize(("most", "events"), [(1, 10**6), (3, 10**6), (10, 1)])
def test_how_many_are_computed_together_makes_no_difference(
    most: int, events: int, load: Callable[..., Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each replication has its own parameters and rates; neither limit changes a figure."""
    some = load("parameters=prior")
    told: list[int] = []
    together = simulate(some, told.append, outcomes=[enrolled_by_row])
    assert told == [4]

    monkeypatch.setattr(workers, "LARGEST_CHUNK", most)
    monkeypatch.setattr(workers, "TOGETHER", events)
    apart = simulate(some, told.append, outcomes=[enrolled_by_row])

    assert told[1:] == {1: [1, 1, 1, 1], 3: [3, 1], 10: [1, 1, 1, 1]}[most]
    for table in TABLES:
        assert_frame_equal(getattr(apart, table), getattr(together, table), check_exact=True)


@outcome(unit="persons", how="sum", definition="Rows of those enrolled, each counted from 0.")
def enrolled_by_row(_: pd.DataFrame, people: pd.DataFrame, __: outcomes.Window) -> Any:
    return people["enrolled"].notna() * people.index.to_numpy()


@pytest.mark.slow
def test_pieces_of_several_replications_are_told_and_put_together(
    load: Callable[..., Study],
) -> None:
    told: list[int] = []
    words = ("programmes=vetlanda", "replications=17")

    shared = simulate(load(*words, "workers=2"), told.append)

    assert sum(told) == 17
    assert max(told) > 1
    alone = simulate(load(*words, "workers=1"))
    for table in TABLES:
        assert_frame_equal(getattr(shared, table), getattr(alone, table), check_exact=True)


def test_replications_do_not_depend_on_how_many_there_are(
    results: Results, load: Callable[..., Study]
) -> None:
    fewer = simulate(load("replications=2"))

    first_two = results.measures[results.measures["replication"] < 2]
    assert_frame_equal(fewer.measures, first_two, check_exact=True)


def test_horizon_includes_the_last_day(load: Callable[..., Study]) -> None:
    assert horizon_weeks(load("start=2013-01-01", "end=2013-01-07")) == 1.0


@pytest.mark.parametrize("workers", [1, 2])
def test_failure_names_the_replication(study: Study, workers: int) -> None:
    job = WorkOrder({"eksjo": None}, outcomes.Window(study.settings.start, 10.0), {}, ())

    with pytest.raises(RunError, match=r"replication \d failed: AttributeError: .*NoneType"):
        list(Workers(job, range(4), Crew(workers)).parts())


class Fatal:
    """Ends the process that receives it, as the system does when memory runs out."""

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return os._exit, (9,)


@pytest.mark.slow
def test_killed_worker_is_explained(study: Study) -> None:
    job = WorkOrder({"eksjo": Fatal()}, outcomes.Window(study.settings.start, 10.0), {}, ())

    with pytest.raises(RunError, match=r"a worker process was killed.*fewer than 2 workers"):
        list(Workers(job, range(4), Crew(2)).parts())


@pytest.mark.parametrize(
    ("first", "stop", "workers"), [(0, 1, 8), (1, 100, 2), (0, 1000, 4), (1, 3, 2)]
)
def test_chunks_cover_every_replication_once(first: int, stop: int, workers: int) -> None:
    made = chunks(range(first, stop), workers)

    assert [number for chunk in made for number in chunk] == list(range(first, stop))
    assert len(made) >= min(workers, stop - first)
    sizes = [len(chunk) for chunk in made]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == 1  # the last to finish keeps the others waiting for one alone


def test_tidy_rounds_fractions_and_leaves_the_rest() -> None:
    table = pd.DataFrame({"a": [0.1 + 0.2, float("nan")], "b": [1, 2], "c": ["x", "y"]})

    rounded = tidy(table)

    assert rounded["a"].tolist()[0] == 0.3
    assert rounded["a"].isna().tolist() == [False, True]
    assert_frame_equal(rounded[["b", "c"]], table[["b", "c"]])
