"""A study held against counts: known truths, and the studies' own histories."""

from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

import sesim
from sesim.calibration.own.adjust import Reference, posterior, typicality
from sesim.calibration.own.afterwards import later_counts, predictions
from sesim.calibration.own.counts import OwnCount, OwnCounts
from sesim.calibration.own.prior import StudyPrior, study_prior
from sesim.calibration.own.simulation import OwnSimulator, later_simulator
from sesim.calibration.simulator import REFERENCE, TRUTHS, Counts
from sesim.runs.draws import load
from sesim.study import Study, StudyError

UNTIL = date(2018, 12, 31)
NAMES = ("participants", "employed", "ongoing")
RUNS = 240
FAR = {"referral_effect": 0.9}
"""A programme to which two and a half times as many people are referred as the file says."""


class World(NamedTuple):
    """A study, and its histories."""

    study: Study
    simulator: OwnSimulator
    prior: StudyPrior
    reference: Reference


@cache
def world() -> World:
    """Return a study of a programme that the posterior has not been fitted to."""
    study = sesim.load_study(
        ["programmes=vaggeryd", "start=2018-01-01", "end=2019-03-31", "replications=6",
         "vaggeryd.fte_scale=2"]
    )  # fmt: skip
    prior = study_prior(study, load(study.draws), "vaggeryd")
    simulator = later_simulator(study, counted(study, [1, 1, 1]))
    points = prior.points(REFERENCE, range(RUNS))
    values = prior.values(points)
    found = simulator.counts(values, REFERENCE, range(RUNS))
    return World(study, simulator, prior, Reference(points, found))


def counted(study: Study, numbers: Counts | list[int]) -> OwnCounts:
    """Return counts of the study's first year."""
    rows = [
        OwnCount(outcome=name, until=UNTIL, count=int(number))
        for name, number in zip(NAMES, numbers, strict=True)
    ]
    return later_counts(rows, "vaggeryd", study, "tests", None)


def truth(number: int = 5) -> Counts:
    """Return the counts of the far-off programme: the middle of some histories of it."""
    here = world()
    values = here.prior.values(here.prior.points(TRUTHS, range(number)))
    far = values.assign(**{f"vaggeryd.{name}": value for name, value in FAR.items()})
    found = here.simulator.counts(far, TRUTHS, range(number))
    return np.median(found, axis=0).round().astype(np.int64)


def test_the_first_histories_are_the_replications_of_the_study() -> None:
    here = world()
    measures = sesim.simulate(here.study.replace(end="2018-12-31")).measures

    mine = measures[(measures["programme"] == "vaggeryd") & (measures["group"] == "all")]
    for place, name in enumerate(NAMES):
        values = mine[mine["outcome"] == name].sort_values("replication")["value"]
        assert here.reference.counts[:6, place].tolist() == values.tolist()


def test_a_history_has_the_future_of_its_replication() -> None:
    study = world().study.replace(future="drawn")
    simulator = later_simulator(study, counted(study, [1, 1, 1]))
    values = world().prior.values(world().prior.points(REFERENCE, range(6)))
    found = simulator.counts(values, REFERENCE, range(6))
    measures = sesim.simulate(study.replace(end="2018-12-31")).measures

    mine = measures[(measures["programme"] == "vaggeryd") & (measures["group"] == "all")]
    for place, name in enumerate(NAMES):
        of_study = mine[mine["outcome"] == name].sort_values("replication")["value"]
        assert found[:, place].tolist() == of_study.tolist()
    assert (found != world().reference.counts[:6]).any()


def test_counts_of_a_far_off_truth_are_flagged_and_move_the_posterior_towards_it() -> None:
    here = world()
    counts = counted(here.study, truth())

    table = predictions(counts, here.reference.counts, 0.9).set_index("outcome")
    sample = posterior(here.reference, counts, here.prior.focus, 0.3)
    moved = sample.mean()[here.prior.own["referral_effect"]]

    assert not table["inside"].all()
    assert table.loc["participants", "percentile"] > 0.9
    assert typicality(here.reference, counts) < 0.05
    assert moved > 1


def test_more_jobs_among_as_many_people_raise_the_programmes_effect() -> None:
    here = world()
    middle = np.median(here.reference.counts, axis=0).astype(np.int64)
    place = here.prior.own["programme_effect"]

    few, many = (
        posterior(
            here.reference,
            counted(here.study, middle + np.array([0, more, 0])),
            here.prior.focus,
            0.3,
        )
        for more in (-3, 4)
    )

    assert many.mean()[place] - few.mean()[place] > 0.5


def test_counts_from_the_middle_are_not_flagged() -> None:
    here = world()
    counts = counted(here.study, np.median(here.reference.counts, axis=0).astype(np.int64))

    table = predictions(counts, here.reference.counts, 0.9)

    assert table["inside"].all()
    assert table["percentile"].between(0.3, 0.7).all()
    assert typicality(here.reference, counts) > 0.5
    sample = posterior(here.reference, counts, here.prior.focus, 0.3)
    assert np.abs(sample.mean()[list(here.prior.own.values())]).max() < 0.4


def test_a_prediction_is_what_the_histories_hold() -> None:
    counts = OwnCounts(
        "here",
        tuple(
            OwnCount(outcome="jobs", since=date(2020, 1, 1), until=day, low=low, high=high)
            for day, low, high in (
                (date(2020, 12, 31), 9, 9), (date(2021, 1, 31), 3, 20), (date(2021, 2, 28), 0, 0),
            )
        ),
        date(2020, 1, 1),
    )  # fmt: skip
    simulated = np.repeat(np.arange(11)[:, None], 3, axis=1)

    table = predictions(counts, simulated, 0.8)

    assert table["median"].tolist() == [5, 5, 5]
    assert (table["predicted_low"].tolist(), table["predicted_high"].tolist()) == ([1] * 3, [9] * 3)
    assert table["inside"].tolist() == [True, True, False]
    assert table["as_far"].tolist() == pytest.approx([2 / 11, 6 / 11, 1 / 11])
    assert table["percentile"].tolist() == pytest.approx([9.5 / 11, 0.5, 0.5 / 11])


def test_an_interval_around_the_median_is_no_surprise() -> None:
    here = world()
    rows = [OwnCount(outcome=name, until=UNTIL, low=0, high=500) for name in NAMES]
    counts = later_counts(rows, "vaggeryd", here.study, "tests", None)

    assert typicality(here.reference, counts) == 1.0
    assert predictions(counts, here.reference.counts, 0.9)["inside"].all()


@pytest.mark.parametrize(
    ("row", "used", "said"),
    [
        ({"until": "2019-04-01"}, None, "should lie in the period of the study, 2018-01-01 to"),
        ({"until": "2018-12-31", "since": "2017-12-31"}, None, "should lie in the period"),
        ({"until": "2018-12-31"}, "2018-05-31", "since should be after 2018-05-31"),
    ],
)
def test_windows_of_which_nothing_new_was_predicted_are_refused(
    row: dict[str, str], used: str | None, said: str
) -> None:
    count = OwnCount(outcome="employed", count=3, **row)
    until = date.fromisoformat(used) if used else None

    with pytest.raises(StudyError, match=said):
        later_counts([count], "vaggeryd", world().study, "tests", until)


@cache
def begun() -> Study:
    """Return a study that begins with the people of 2018-06-01."""
    return sesim.load_study(
        ["programmes=vaggeryd", "end=2019-12-31",
         "vaggeryd.today={date: '2018-06-01', enrolled: 5}"]
    )  # fmt: skip


@pytest.mark.parametrize("since", [None, "2018-06-01"])
def test_counts_of_everyone_may_begin_with_the_people_of_the_day_on_which_earlier_ones_end(
    since: str | None,
) -> None:
    everyone = OwnCount(outcome="ongoing", since=since, until=UNTIL, count=7)

    found = later_counts([everyone], "vaggeryd", begun(), "tests", date(2018, 6, 1))

    assert found.tallies[0].since == -np.inf
    assert found.include_those_there


def test_no_person_counts_twice_where_earlier_counts_end_later_or_nobody_is_there() -> None:
    everyone = OwnCount(outcome="ongoing", until=UNTIL, count=7)

    with pytest.raises(StudyError, match="no person may count twice"):
        later_counts([everyone], "vaggeryd", begun(), "tests", date(2018, 6, 2))
    with pytest.raises(StudyError, match="no person may count twice"):
        later_counts([everyone], "vaggeryd", world().study, "tests", date(2018, 1, 1))


@pytest.mark.parametrize(
    ("outcome", "since", "included"),
    [("ongoing", None, True), ("ongoing", "2018-06-02", False), ("first_jobs", None, False)],
)
def test_those_there_are_mentioned_where_a_count_includes_them(
    outcome: str, since: str | None, included: bool
) -> None:
    count = OwnCount(outcome=outcome, since=since, until=UNTIL, count=7)

    found = later_counts([count], "vaggeryd", begun(), "tests", None)

    assert found.include_those_there is included


def test_draws_that_hold_the_programmes_values_are_used_as_they_are() -> None:
    """The programme's values in a draw come from the table, and none is added."""
    study = sesim.load_study(["programmes=vetlanda", "start=2017-06-01", "end=2018-12-31"])
    draws = load(study.draws)

    prior = study_prior(study, draws, "vetlanda")
    values = prior.values(prior.points(REFERENCE, range(6)))

    assert prior.free == {}
    wanted = draws.table.iloc[draws.of(6)].reset_index(drop=True).astype(float)
    pd.testing.assert_frame_equal(values, wanted, check_exact=True)
