"""Paths of the future: their law, their addresses, and what replications have in common."""

import pickle
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from pandas.testing import assert_frame_equal

from sesim import compare, load_study, model, simulate
from sesim.runs.draws import draw_of_each, drawn, path_of_each
from sesim.runs.futures import path_number, path_numbers, path_of
from sesim.runs.replicate import work_order
from sesim.runs.results.configuration import from_plain, to_plain
from sesim.runs.results.paths import FUTURE_COLUMNS, path_table
from sesim.runs.workers import parts_of
from sesim.study import Study, StudyError
from sesim.study.future import Quantity

Floats = NDArray[np.float64]

OVERRIDES = [
    "programmes=[eksjo,vetlanda]",
    "replications=8",
    "end=2013-12-31",
    "workers=1",
    "future=drawn",
    "future.since=2012-01-01",
]
RAPID = {"scenario": "rapid_search", "scenario.since": "2012-06-01"}
SDS = {Quantity.UNEMPLOYMENT: 0.15, Quantity.REFERRALS: 0.2, Quantity.TURNOVER: 0.25}


@pytest.fixture(scope="module")
def future() -> Study:
    """A study of two years that draws the future and its parameters."""
    return load_study(OVERRIDES)


@pytest.fixture(scope="module")
def long(future: Study) -> Study:
    return future.replace(end="2022-01-01")


def logs(study: Study, quantity: Quantity, paths: int) -> Floats:
    """Return the logarithm of the factors, shape (paths, quarters)."""
    found = [path_of(study, number) for number in range(paths)]
    return np.log([one.factors[quantity] for one in found if one is not None])


# --- the law -------------------------------------------------------------------------------------


@pytest.mark.parametrize("quantity", list(Quantity))
def test_the_variance_grows_evenly_and_steps_are_independent(
    long: Study, quantity: Quantity
) -> None:
    """A random walk: after k quarters the variance is k sd² / 4, and no step tells of the next."""
    paths, sd = 2000, SDS[quantity]
    walks = logs(long, quantity, paths)

    def grows(values: Floats) -> bool:
        """Whether each variance is within 5 standard errors of what theory gives."""
        quarters = np.arange(1, values.shape[1])
        ratio = values[:, 1:].var(axis=0) / (sd**2 * quarters / 4)
        return bool((np.abs(ratio - 1) < 5 * np.sqrt(2 / paths)).all())

    steps = np.diff(walks, axis=1)
    between = np.corrcoef(steps.T)[~np.eye(steps.shape[1], dtype=bool)]
    assert (walks[:, 0] == 0).all()
    assert grows(walks)
    assert np.abs(between).max() < 5 / np.sqrt(paths)
    assert abs(walks.mean(axis=0) / (sd * np.sqrt(np.arange(walks.shape[1]) / 4 + 1e-9))).max() < (
        5 / np.sqrt(paths)
    )
    # Planted errors: steps that do not add up, and steps of a year in each quarter.
    assert not grows(np.concatenate([np.zeros((paths, 1)), steps], axis=1))
    assert not grows(2 * walks)


def test_quantities_and_paths_are_independent(long: Study) -> None:
    steps = np.stack([np.diff(logs(long, one, 200), axis=1).ravel() for one in Quantity])
    by_path = np.diff(logs(long, Quantity.REFERRALS, 200), axis=1)

    assert np.abs(np.corrcoef(steps)[~np.eye(3, dtype=bool)]).max() < 5 / np.sqrt(steps.shape[1])
    assert len(np.unique(by_path)) == by_path.size


# --- addresses -----------------------------------------------------------------------------------


def test_a_path_depends_on_its_address_alone(future: Study, long: Study) -> None:
    here, there = path_of(future, 3), path_of(long, 3)
    assert here is not None
    assert there is not None
    alone = path_of(future.replace({"future.unemployment": None, "future.turnover.sd": 0.1}), 3)
    assert alone is not None

    assert there.days[: len(here.days)] == here.days
    for one in Quantity:
        assert there.factors[one][: len(here.days)] == here.factors[one]
    assert alone.factors[Quantity.REFERRALS] == here.factors[Quantity.REFERRALS]
    assert set(alone.factors) == {Quantity.REFERRALS, Quantity.TURNOVER}
    assert path_of(future, 4) != here
    assert path_of(future.replace(seed=1), 3) != here
    assert path_of(future.replace({**RAPID, "programmes": ["vetlanda"]}), 3) == here


def test_two_draws_of_the_parameters_meet_the_same_path(future: Study) -> None:
    number = 5000
    many = future.replace(replications=number)
    draws, paths = draw_of_each(many), path_of_each(many)
    assert paths is not None
    pairs = pd.DataFrame({"draw": draws, "path": paths})

    distinct = pairs.drop_duplicates()
    assert distinct["draw"].is_unique
    assert (distinct["path"].value_counts() == 2).all()
    assert paths[:8].tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert paths.tolist() == [path_number(one, int(draw)) for one, draw in enumerate(draws)]


def test_with_known_parameters_two_replications_share_a_path(future: Study) -> None:
    known = future.replace(parameters="point", replications=2006)
    paths = path_of_each(known)
    assert paths is not None

    assert draw_of_each(known).tolist() == paths.tolist()
    assert paths[:5].tolist() == [0, 0, 1, 1, 2]
    assert paths[1998:].tolist() == [999, 999, 0, 0, 1, 1, 2, 2]
    assert paths.tolist() == [path_number(one, None) for one in range(2006)]
    assert path_of_each(future.replace(future="none")) is None
    assert path_numbers(3, None).tolist() == [0, 0, 1]


# --- what is simulated ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def run(future: Study) -> Any:
    return simulate(future)


def test_without_it_every_event_is_as_before(future: Study) -> None:
    """The same programmes as made without a path, and so the same events."""
    off = future.replace({"future": "none", "replications": 2})
    nothing = future.replace({f"future.{one}.sd": 0.0 for one in Quantity} | {"replications": 2})

    known = off.replace(parameters="point")
    order = work_order(known, None)
    assert order.programmes_of(1) is order.programmes
    assert_frame_equal(simulate(off).events, simulate(nothing).events)
    assert "future" not in to_plain(off)


def test_a_path_that_stays_at_one_changes_no_event(future: Study) -> None:
    """A quarter that begins is no event: not for hours, queues or coaches."""
    flat = path_of(future, 0)
    assert flat is not None
    ones = flat._replace(factors={one: (1.0,) * len(flat.days) for one in Quantity})
    plain, walked = (model.model_programmes(future, path) for path in (None, ones))
    assert len(walked["eksjo"].weeks) > len(plain["eksjo"].weeks)

    for name, programme in plain.items():
        before, after = (model.run(one, 1) for one in (programme, walked[name]))
        for column, values in before.items():
            for one, other in zip(values, after[column], strict=True):
                near = pytest.approx(other, nan_ok=True) if isinstance(one, float) else other
                assert one == near


def test_nothing_differs_before_the_future_begins(future: Study, run: Any) -> None:
    later = future.replace({"future.since": "2013-01-01", "replications": 4})
    off = simulate(later.replace(future="none")).events
    on = simulate(later).events
    week = (pd.Timestamp("2013-01-01") - pd.Timestamp("2012-01-01")).days / 7
    # Hours are logged when a task ends, and so only by what has ended.
    early = [table[table["time"] < week].reset_index(drop=True) for table in (off, on)]

    assert len(early[0]) > 100
    assert_frame_equal(*early)
    assert not off.equals(on)
    assert not run.events.equals(off)


def test_a_worker_that_has_some_replications_makes_the_same(future: Study, run: Any) -> None:
    """Each finds its paths by their address, also in another process."""
    order = pickle.loads(pickle.dumps(work_order(future, drawn(future))))  # noqa: S301 - our own

    parts = [part for some in (range(3, 5), range(6, 8)) for part in parts_of(order, some)]

    for part, numbers in zip(parts, ([3, 4], [6, 7]), strict=True):
        of_run = run.events[run.events["replication"].isin(numbers)].reset_index(drop=True)
        assert_frame_equal(part.events.astype(of_run.dtypes), of_run)


def test_another_seed_has_other_paths(future: Study) -> None:
    one, other = (path_table(future.replace(seed=seed)) for seed in (1, 2))

    assert one["since"].equals(other["since"])
    assert (one["referrals"] != other["referrals"]).sum() == (one["referrals"] != 1).sum()


def test_what_is_drawn_reaches_the_model(future: Study) -> None:
    """Referrals follow the path: the expected number is that of the path, quarter by quarter."""
    path = path_of(future, 1)
    assert path is not None
    plain, walked = (model.model_programmes(future, one)["eksjo"] for one in (None, path))
    start = future.settings.start
    weeks = [(day - start).days / 7 for day in path.days]

    def rate(programme: Any, week: float) -> float:
        return float([one.per_year for one in programme.inflow if one.since <= week + 0.1][-1])

    for place, week in enumerate(weeks):
        expected = rate(plain, week) * path.factors[Quantity.REFERRALS][place]
        assert rate(walked, week) == pytest.approx(expected)
        turnover = walked.parameters_at(week).departures_per_year
        assert turnover == pytest.approx(
            plain.parameters_at(week).departures_per_year * path.factors[Quantity.TURNOVER][place]
        )
    high = path.factors[Quantity.UNEMPLOYMENT][-1] > 1
    before, after = (one.parameters_at(weeks[-1]).accept_log_odds for one in (plain, walked))
    assert (after < before) is high  # an effect of less than nothing: more unemployed, fewer jobs


def test_a_scenario_is_compared_on_the_same_paths(future: Study, run: Any) -> None:
    changed = future.replace(RAPID)
    same = future.replace(plan_start="2012-06-01")

    assert path_table(changed).equals(path_table(same))
    # A scenario that changes nothing gives no difference at all, in any replication.
    table = compare(run, simulate(future))
    assert (table["difference"].dropna() == 0).all()


def test_with_known_parameters_no_effect_is_sure(future: Study) -> None:
    """The future alone does not tell how sure an effect is."""
    known = future.replace({"parameters": "point", "replications": 24, "programmes": ["eksjo"]})
    table = compare(
        *(simulate(known.replace(one)) for one in ({"plan_start": "2012-06-01"}, RAPID))
    )

    assert table["effect_low"].isna().all()
    assert set(table["verdict"]) <= {"not known", "no difference", "no value"}
    assert table["chance_share"].lt(1).any()


def test_a_folder_describes_its_future(future: Study) -> None:
    again = from_plain(to_plain(future))

    assert again.future == future.future
    assert path_table(again).equals(path_table(future))


def test_the_table_names_the_replications_of_each_path(future: Study) -> None:
    table = path_table(future.replace({"future.turnover": None}))

    assert tuple(table.columns) == FUTURE_COLUMNS
    assert table["replications"].unique().tolist() == ["0-3", "4-7"]
    assert (table["turnover"] == 1.0).all()
    assert (table.groupby("path")["unemployment"].first() == 1.0).all()
    assert path_table(future.replace(future="none")).empty


def test_a_study_without_a_future_is_refused_before_it_runs(future: Study) -> None:
    with pytest.raises(StudyError, match="future: nothing is drawn"):
        simulate(future.replace({"future.since": "2013-12-01"}))


def test_the_draws_stay_those_of_a_study_without_it(future: Study) -> None:
    """So that a study and the same one with a drawn future share parameters, people and luck."""
    off = future.replace(future="none")
    study_of: Callable[[Study], Any] = partial(draw_of_each)

    assert study_of(future).tolist() == study_of(off).tolist()
    assert drawn(future) is drawn(off)
