"""The simulator: counts of real histories, streams apart, and features by hand."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from tests.model.small_studies import study

from sesim import model, outcomes
from sesim.calibration.predictive import (
    CONDITIONAL,
    LEFT_OUT,
    MARGINAL,
    SPACING,
    STRUCTURE,
    VALIDATED,
    Predictor,
)
from sesim.calibration.simulator import (
    PREDICTIVE,
    REFERENCE,
    STREAM,
    TRUTHS,
    Simulator,
    features,
    simulator,
)
from sesim.calibration.space import Floats, space_of
from sesim.calibration.targets import COUNTS, Target, TargetRole, Targets
from sesim.runs.parallel import Crew
from sesim.runs.replicate import horizon_weeks
from sesim.study import Study
from sesim.study.frozen import unchecked
from sesim.study.parameters import Grade, Lognormal

ENTRIES = Lognormal(dist="lognormal", median=12.0, sigma=0.5)
LAST = {"here": date(2013, 12, 31), "there": date(2013, 6, 30)}


@pytest.fixture(scope="module")
def one() -> Study:
    """A study of three programmes, of which two are counted."""
    others: dict[str, Any] = {"there": {"caseload_norm": 8.0}, "yonder": {}}
    return study(others=others, end="2013-12-31", seed=5)


@pytest.fixture(scope="module")
def targets() -> Targets:
    return Targets(
        Target(
            programme=name,
            quantity=quantity,
            value=1,
            value_high=None,
            denominator=None,
            window_start=date(2012, 1, 1),
            window_end=end,
            source="nowhere",
            page="1",
            quality=Grade.LOW,
            role=TargetRole.FIT,
        )
        for name, end in LAST.items()
        for quantity in COUNTS
    )


@pytest.fixture(scope="module")
def runs(one: Study, targets: Targets) -> Simulator:
    return simulator(one, space_of(one, targets.programmes, ENTRIES), targets)


def test_programmes_are_counted_until_the_end_of_their_last_day(runs: Simulator) -> None:
    """The window begins as 1 January 2012 does; 2012 was a leap year."""
    assert list(runs.counted.programmes) == ["here", "there"]
    assert runs.until["here"] == pytest.approx((366 + 365) / 7)
    assert runs.until["there"] == pytest.approx((366 + 181) / 7)


def histories(runs: Simulator, points: Floats, row: int, replication: int) -> pd.DataFrame:
    """Return the events of a run at a point, made step by step."""
    values = runs.space.values(points).iloc[row]
    shared = {name: float(values[name]) for name in values.index if "." not in name}
    own = {
        place: {
            name: float(values[f"{place}.{name}"])
            for name in ("referral_effect", "programme_effect")
        }
        for place in runs.counted.programmes
    }
    programmes = model.model_programmes(
        unchecked(runs.counted, parameters={**runs.counted.parameters, **shared}, own=own)
    )
    return outcomes.events_frame(
        {name: model.run(programme, replication) for name, programme in programmes.items()}, 0
    )


def test_counts_are_the_outcomes_with_these_names(runs: Simulator) -> None:
    """Each run at its own point with its own luck; to the horizon, as `measure` counts them."""
    horizon = horizon_weeks(runs.study)
    whole = Simulator(runs.study, runs.space, {"here": horizon, "there": horizon})
    points = whole.prior_points(REFERENCE, range(3, 6))

    counts = whole.counts(points, REFERENCE, range(3, 6))

    window = outcomes.Window(runs.study.settings.start, horizon)
    areas = dict.fromkeys(runs.counted.programmes, "somewhere")
    for row in range(3):
        log = histories(whole, points, row, 3 + row)
        people = outcomes.participants_table(log, horizon)
        table = outcomes.measure(log, people, window, areas)
        values = table[table["group"] == outcomes.ALL].set_index(["programme", "outcome"])["value"]
        expected = [[values[place, name] for name in COUNTS] for place in areas]
        assert counts[row].tolist() == expected
    assert counts.shape == (3, 2, 3)
    assert (counts[..., 0] > 0).all()


def test_earlier_ends_leave_out_what_came_later(runs: Simulator) -> None:
    points = runs.prior_points(REFERENCE, range(1))

    [counts] = runs.counts(points, REFERENCE, range(1))

    log = histories(runs, points, 0, 0)
    until = log[(log["programme"] == "there") & (log["time"] <= (366 + 181) / 7)]
    who = {
        kind: set(until.loc[until["kind"] == kind, "participant"])
        for kind in ("enrolled", "job_started", "exited")
    }
    assert counts[1].tolist() == [
        len(who["enrolled"]),
        len(who["enrolled"] & who["job_started"]),
        len(who["enrolled"] - who["exited"]),
    ]
    later = log[(log["programme"] == "there") & (log["time"] > (366 + 181) / 7)]
    assert (later["kind"] == "enrolled").any()  # otherwise the end would make no difference


def test_one_programme_alone_counts_as_among_others(runs: Simulator) -> None:
    points = runs.prior_points(REFERENCE, range(4))
    together = runs.counts(points, TRUTHS, range(4))

    for place, name in enumerate(("here", "there")):
        alone = runs.of(name)
        assert list(alone.study.programmes) == list(alone.until) == [name]
        counts = alone.counts(points, TRUTHS, range(4))
        np.testing.assert_array_equal(counts[:, 0], together[:, place])
    assert len(np.unique(together[:, :, 0])) > 1


def test_an_outcome_is_that_of_the_first_programme(runs: Simulator) -> None:
    points = runs.prior_points(REFERENCE, range(2))
    horizon = horizon_weeks(runs.study)
    counts = Simulator(runs.study, runs.space, {"here": horizon, "there": horizon}).counts(
        points, TRUTHS, range(2)
    )

    for place, name in enumerate(("here", "there")):
        found = runs.of(name).outcome(points, TRUTHS, range(2), "employed")
        assert found.tolist() == counts[:, place, 1].tolist()


def test_a_run_depends_on_its_number_and_not_on_its_neighbours(runs: Simulator) -> None:
    points = runs.prior_points(REFERENCE, range(10, 13))
    together = runs.counts(points, REFERENCE, range(10, 13))

    np.testing.assert_array_equal(runs.prior_points(REFERENCE, range(12, 13)), points[2:])
    np.testing.assert_array_equal(runs.counts(points[2:], REFERENCE, range(12, 13)), together[2:])


def test_the_same_values_with_another_luck_are_another_history(runs: Simulator) -> None:
    points = np.repeat(runs.prior_points(REFERENCE, range(1)), 6, axis=0)

    counts = runs.counts(points, REFERENCE, range(6))

    assert len(np.unique(counts.reshape(6, -1), axis=0)) > 1


def test_prior_points_are_independent_and_standard_normal(runs: Simulator) -> None:
    points = np.concatenate(
        [runs.prior_points(stream, range(300)) for stream in (REFERENCE, TRUTHS, PREDICTIVE)]
    )

    assert len(np.unique(points)) == points.size
    assert stats.kstest(points.ravel(), stats.norm.cdf).pvalue > 0.001
    assert stats.kstest(points.mean(axis=1) * np.sqrt(points.shape[1]), "norm").pvalue > 0.001
    between = np.corrcoef(points.T)[np.triu_indices(points.shape[1], 1)]
    assert np.abs(between).max() < 5 / np.sqrt(len(points))


def test_another_seed_gives_other_points(runs: Simulator, one: Study) -> None:
    settings = one.settings.model_copy(update={"seed": 6})
    other = Simulator(unchecked(one, settings=settings), runs.space, runs.until)

    same = other.prior_points(REFERENCE, range(3)) == runs.prior_points(REFERENCE, range(3))
    assert not same.any()


@pytest.mark.slow
def test_streams_do_not_overlap(runs: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """No replication is run for two purposes, so that nothing is judged by its own luck."""
    seen: list[int] = []

    def little(_: model.ModelProgramme, replication: int, *_until: float) -> dict[str, list[Any]]:
        seen.append(replication)
        return {"participant": [0], "time": [1.0], "kind": ["referred"]}

    monkeypatch.setattr(model, "run", little)
    points = runs.prior_points(REFERENCE, range(45))
    alone = runs.of("here")
    predictor = Predictor(alone, Crew(1))
    groups = []
    for make in (
        lambda: alone.counts(points, REFERENCE, range(45)),
        lambda: alone.counts(points, TRUTHS, range(45)),
        lambda: predictor.counts(points, CONDITIONAL),
        lambda: predictor.counts(points, MARGINAL),
        lambda: predictor.counts(points, LEFT_OUT),
        lambda: predictor.counts(points, STRUCTURE),
        lambda: predictor.outcome(points, VALIDATED, "employed"),
    ):
        seen.clear()
        make()
        assert len(seen) == 45
        groups.append(set(seen))

    assert len(set().union(*groups)) == 7 * 45
    # So it is for the largest calibration that the settings allow, as for this one.
    largest_reference_table, largest_prediction = 10_000_000, 100_000
    assert largest_reference_table < STREAM
    assert largest_prediction < SPACING
    assert max(CONDITIONAL, MARGINAL, LEFT_OUT, STRUCTURE, VALIDATED) * SPACING < STREAM / 2


def test_features_by_hand() -> None:
    counts = np.array([[[9, 4, 0], [19, 4, 19]], [[0, 0, 0], [0, 0, 0]]])

    first, nobody = features(counts)

    one = np.log([9.5, 4.5 / 5.5, 0.5 / 9.5])
    other = np.log([19.5, 4.5 / 15.5, 19.5 / 0.5])
    everybody = np.log([28.5, 8.5 / 20.5, 19.5 / 9.5])
    apart = np.abs(one - other) / 2  # the SD of two
    np.testing.assert_allclose(first, np.concatenate([one, other, everybody, apart]))
    np.testing.assert_allclose(nobody, [np.log(0.5), 0, 0] * 3 + [0, 0, 0], atol=1e-12)
