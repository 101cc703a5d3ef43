"""Predictions beside what was counted: tables by hand, and nothing that looks at its answer."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from tests.calibration import toys
from tests.calibration.toys import PROGRAMMES, SPACE

from sesim.calibration import left_out as left_out_module
from sesim.calibration import predictive
from sesim.calibration.checks import Inference
from sesim.calibration.left_out import leave_area_out, leave_one_out
from sesim.calibration.predictive import (
    LEFT_OUT,
    STRUCTURE,
    UNINFORMED,
    VALIDATED,
    structure,
    table,
    validation,
    with_new_effects,
    without_effects,
)
from sesim.calibration.reference_table import ReferenceTable
from sesim.calibration.regression import RegressionPosterior, Sample
from sesim.calibration.simulator import Counts
from sesim.calibration.space import EFFECT, RATE, Floats
from sesim.calibration.targets import Target, TargetRole
from sesim.study.parameters import Grade

PUBLISHED = np.array(
    [
        [47, 17, 14],
        [46, 31, 8],
        [53, 26, 15],
        [13, 4, 7],
        [36, 14, 8],
        [62, 22, 23],
        [44, 7, 13],
        [23, 11, 11],
        [11, 5, 0],
    ]
)
"""The table of SUS."""


def test_published_rows_are_those_of_the_table() -> None:
    assert PUBLISHED.sum(axis=0).tolist() == [335, 137, 99]


def test_table_by_hand() -> None:
    """Twenty-one runs of 0 to 20 people, of whom the half are employed and nobody is left."""
    number = np.arange(21)
    counts = np.stack([number, number // 2, np.zeros(21, dtype=int)], axis=-1)[:, None]
    both = np.concatenate([counts, counts[::-1]], axis=1)

    found = table(both, np.array([[19, 5, 0], [20, 10, 1]]), ["ada", "bo"], "county")

    assert found["programme"].tolist() == ["ada"] * 3 + ["bo"] * 3 + ["county"] * 4
    names = ["participants", "employed", "ongoing"]
    assert found["quantity"].tolist() == [*names, *names, *names, "employed_share"]
    ada, bo, county = found.iloc[0], found.iloc[3], found.iloc[6]
    np.testing.assert_allclose(
        ada[["observed", "mean", "low", "high"]].astype(float), [19, 10, 1, 19]
    )
    assert bool(ada["inside"])
    assert not bool(bo["inside"])
    assert ada["tail"] == pytest.approx(1 - 19.5 / 21)
    assert bo["tail"] == pytest.approx(0.5 / 21)
    employed = found.iloc[1]  # 0 0 1 1 … 9 9 10: ten below 5, two of 5
    assert employed["tail"] == pytest.approx(1 - 11 / 21)
    nobody = found.iloc[2]
    assert (nobody["low"], nobody["high"], nobody["tail"]) == (0.0, 0.0, 0.5)
    assert bool(nobody["inside"])
    assert found.iloc[5]["tail"] == 0.0  # nobody stays in any run, and one person did
    assert (county["observed"], county["mean"], county["tail"]) == (39, 20.0, 0.0)
    share = found.iloc[9]
    assert share["observed"] == pytest.approx(15 / 39)
    shares = (number // 2 + number[::-1] // 2) / 20
    assert share["mean"] == pytest.approx(shares.mean())


def test_a_run_in_which_nobody_came_has_no_employed() -> None:
    counts = np.zeros((20, 1, 3), dtype=np.int64)

    share = table(counts, np.array([[4, 1, 1]]), ["ada"], "county").iloc[-1]

    assert (share["mean"], share["observed"]) == (0.0, 0.25)


# --- how much of the spread between programmes the structure explains --------------------------


def laird(counts: Counts) -> float:
    """Return DerSimonian and Laird's variance between programmes, as in their paper."""
    yes, no = counts[:, 1] + 0.5, counts[:, 0] - counts[:, 1] + 0.5
    odds, weights = np.log(yes / no), 1 / (1 / yes + 1 / no)
    q = (weights * (odds - np.average(odds, weights=weights)) ** 2).sum()
    c = weights.sum() - (weights**2).sum() / weights.sum()
    return float((q - len(counts) + 1) / c)


def test_spread_between_programmes_is_the_published_one() -> None:
    """Q = 25.2 on 8 degrees of freedom, and an SD of the log-odds of 0.51."""
    odds, noise = predictive.employed_log_odds(PUBLISHED)
    weights = 1 / noise
    q = (weights * (odds - np.average(odds, weights=weights)) ** 2).sum()

    found = predictive.variance_beyond_chance(odds, weights)

    assert np.sqrt(found) == pytest.approx(0.51, abs=0.005)
    assert q == pytest.approx(25.2, abs=0.4)
    assert found == pytest.approx(laird(PUBLISHED))


def test_programmes_that_differ_by_chance_alone_have_no_spread() -> None:
    luck = np.random.default_rng(3)
    participants = luck.integers(200, 400, (2000, 9))
    employed = luck.binomial(participants, 0.4)
    found = [
        predictive.variance_beyond_chance(*weighted(np.stack([total, part], axis=-1)))
        for total, part in zip(participants, employed, strict=True)
    ]

    assert np.mean(found) == pytest.approx(0.0, abs=4 * np.std(found) / np.sqrt(2000) + 1e-4)


def weighted(counts: Counts) -> tuple[Floats, Floats]:
    odds, noise = predictive.employed_log_odds(counts)
    return odds, 1 / noise


def test_structure_that_is_flat_explains_nothing() -> None:
    flat = np.tile([[10**9, 37 * 10**7, 0]], (9, 1))

    assert predictive.explained_share(PUBLISHED, flat) == pytest.approx(0.0, abs=1e-6)


def test_structure_that_is_what_was_observed_explains_all() -> None:
    """Up to chance, of which nothing is left to explain: what is left falls below 0."""
    found = predictive.explained_share(PUBLISHED, PUBLISHED * 10**9)

    odds, weights = weighted(PUBLISHED)
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    # Nearly: the half that is added to small counts changes their log-odds, and not large ones'.
    assert found == pytest.approx(1 + 8 / scale / laird(PUBLISHED), rel=0.005)
    assert found >= 1
    assert np.sqrt(laird(PUBLISHED)) > 0.5
    assert len(odds) == 9


def test_structure_explains_what_is_true_of_many_programmes() -> None:
    """Differences of variance 0.05 from structure and 0.05 from elsewhere: the half."""
    luck = np.random.default_rng(5)
    number = 3000
    seen, other = luck.normal(0, np.sqrt(0.05), (2, number))
    total = np.full(number, 400)
    share = 1 / (1 + np.exp(0.3 - seen - other))
    observed = np.stack([total, luck.binomial(total, share)], axis=-1)
    flat = np.full(number, 10**6)
    structural = np.stack([flat, np.rint(flat / (1 + np.exp(-1.0 - seen)))], axis=-1)

    assert predictive.explained_share(observed, structural) == pytest.approx(0.5, abs=0.05)


def test_structure_that_is_the_wrong_way_round_is_worse_than_none() -> None:
    turned = PUBLISHED.copy()
    turned[:, 1] = turned[:, 0] - turned[:, 1]

    assert predictive.explained_share(PUBLISHED, turned) < -1


# --- stubs ------------------------------------------------------------------------------------


class Stub:
    """Predicts from the points by a plain rule, and remembers what it was asked.

    So many are employed in each programme: the first coordinate and the programme's effect, in
    hundreds, on top of 500 of 1000; as many stay as its referral coordinate says.
    """

    def __init__(self, programmes: tuple[str, ...] = PROGRAMMES) -> None:
        self.programmes = programmes
        self.asked: list[tuple[tuple[str, ...], int, Floats]] = []

    def of(self, name: str, _end: date | None = None) -> "Stub":
        alone = Stub((name,))
        alone.asked = self.asked
        return alone

    def counts(self, points: Floats, kind: int) -> Counts:
        self.asked.append((self.programmes, kind, points.copy()))
        columns = []
        for name in self.programmes:
            effect = points[:, SPACE.names.index(f"{name}.{EFFECT}")]
            rate = points[:, SPACE.names.index(f"{name}.{RATE}")]
            employed = 500 + 100 * points[:, 0] + 100 * effect
            columns.append(np.stack([np.full(len(points), 1000), employed, 500 + rate], axis=-1))
        return np.asarray(np.rint(np.stack(columns, axis=1)), dtype=np.int64)

    observed = counts  # a model without error

    def outcome(self, points: Floats, kind: int, name: str) -> Floats:
        self.asked.append((self.programmes, kind, points.copy()))
        assert name == "weeks_to_first_job"
        return 50 + 10 * points[:, SPACE.names.index(f"{self.programmes[0]}.{EFFECT}")]


@pytest.fixture(scope="module")
def fit() -> Inference:
    reference_table = toys.reference_table(1000, seed=1)
    return Inference(SPACE, reference_table, toys.reference_table(1, seed=5).counts[0], 0.3)


@pytest.fixture(scope="module")
def points(fit: Inference) -> Floats:
    return fit.sample().draws(60, "posterior")


def where(*names: str) -> list[int]:
    return [SPACE.names.index(name) for name in names]


# --- new programmes ---------------------------------------------------------------------------


def test_new_effects_are_standard_normal_and_touch_nothing_else(fit: Inference) -> None:
    points = np.full((2000, len(SPACE)), 0.25)

    changed = with_new_effects(fit, points, ["bo", "eva"])

    places = where(f"bo.{EFFECT}", f"eva.{EFFECT}")
    for place in places:
        assert stats.kstest(changed[:, place], "norm").pvalue > 0.001
    assert abs(np.corrcoef(changed[:, places].T)[0, 1]) < 4 / np.sqrt(2000)
    rest = np.setdiff1d(np.arange(len(SPACE)), places)
    np.testing.assert_array_equal(changed[:, rest], 0.25)
    np.testing.assert_array_equal(points, 0.25)


def test_new_effects_are_the_same_every_time(fit: Inference, points: Floats) -> None:
    both = with_new_effects(fit, points, ["bo", "eva"])
    alone = with_new_effects(fit, points, ["eva"])

    np.testing.assert_array_equal(both[:, where(f"eva.{EFFECT}")], alone[:, where(f"eva.{EFFECT}")])


def test_without_effects_every_programme_is_in_the_middle(fit: Inference, points: Floats) -> None:
    changed = without_effects(fit, points)

    effects = where(*(f"{name}.{EFFECT}" for name in PROGRAMMES))
    assert (changed[:, effects] == 0).all()
    rest = np.setdiff1d(np.arange(len(SPACE)), effects)
    np.testing.assert_array_equal(changed[:, rest], points[:, rest])


# --- leaving one out --------------------------------------------------------------------------


def left_out(fit: Inference, points: Floats) -> pd.DataFrame:
    found = leave_one_out(fit, Stub(), PROGRAMMES, points, "address")  # type: ignore[arg-type]
    return found.set_index(["programme", "quantity"])


PREDICTED = ["mean", "low", "high"]


@pytest.mark.parametrize("place", [0, 3])
def test_a_programmes_own_counts_make_no_difference_to_its_prediction(
    fit: Inference, points: Floats, place: int
) -> None:
    """Neither those that were observed, nor those of the reference table; other programmes' do."""
    observed, counts = fit.observed.copy(), fit.table.counts.copy()
    observed[place] = [80, 1, 79]
    counts[:, place] = counts[::-1, place]
    before = left_out(fit, points)

    after = left_out(
        fit._replace(observed=observed, table=ReferenceTable(fit.table.points, counts)),
        points,
    )

    name = PROGRAMMES[place]
    assert after.loc[name, "observed"].tolist() == [1, 79]
    pd.testing.assert_frame_equal(after.loc[name][PREDICTED], before.loc[name][PREDICTED])
    others = [other for other in PROGRAMMES if other != name]
    assert not after.loc[others]["mean"].equals(before.loc[others]["mean"])


def test_planted_leave_one_out_that_looks_at_all_counts_is_caught(
    fit: Inference, points: Floats, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The posterior with all data instead of that with the others'."""

    class Careless(RegressionPosterior):
        def given(self, _: Floats) -> Sample:
            return whole.sample()

    changed = fit.observed.copy()
    changed[0] = [80, 1, 79]
    found = []
    for observed in (fit.observed, changed):
        whole = fit._replace(observed=observed)
        monkeypatch.setattr(left_out_module, "RegressionPosterior", Careless)
        found.append(left_out(whole, points).loc["ada"])

    assert not found[0][PREDICTED].equals(found[1][PREDICTED])


def test_what_is_predicted_is_a_programme_of_which_its_rate_is_known(
    fit: Inference, points: Floats
) -> None:
    stub = Stub()

    found = leave_one_out(fit, stub, PROGRAMMES, points, "address")  # type: ignore[arg-type]

    assert found["programme"].tolist() == [name for name in PROGRAMMES for _ in range(2)]
    assert found["quantity"].tolist() == ["employed", "ongoing"] * 6
    for name, (programmes, kind, asked) in zip(PROGRAMMES, stub.asked, strict=True):
        assert programmes == (name,)
        assert kind == LEFT_OUT
        rate, effect = where(f"{name}.{RATE}", f"{name}.{EFFECT}")
        np.testing.assert_array_equal(asked[:, rate], points[:, rate])
        expected = with_new_effects(fit, points, [name])[:, effect]
        np.testing.assert_array_equal(asked[:, effect], expected)
    first = stub.asked[0][2]
    row = found.iloc[0]
    employed = np.rint(500 + 100 * first[:, 0] + 100 * first[:, where(f"ada.{EFFECT}")[0]])
    assert row["mean"] == pytest.approx(employed.mean())
    assert row["observed"] == fit.observed[0, 1]


def test_other_programmes_do_inform_the_prediction(fit: Inference, points: Floats) -> None:
    """What they share is known from the others; and not better than with all."""
    stub = Stub()
    leave_one_out(fit, stub, PROGRAMMES, points, "address")  # type: ignore[arg-type]

    shared = stub.asked[0][2][:, 0]
    whole = fit.sample()
    assert shared.std() < 0.6
    assert shared.mean() == pytest.approx(whole.mean()[0], abs=0.5)


AREAS = dict(zip(PROGRAMMES, ["east", "east", "west", "west", "west", "alone"], strict=True))


def test_an_areas_own_counts_make_no_difference_to_its_prediction(
    fit: Inference, points: Floats
) -> None:
    def found(one: Inference) -> pd.DataFrame:
        table = leave_area_out(one, Stub(), AREAS, points, "address")  # type: ignore[arg-type]
        return table.set_index(["programme", "quantity"])

    observed, counts = fit.observed.copy(), fit.table.counts.copy()
    observed[:2] = [80, 1, 79]
    counts[:, :2] = counts[::-1, :2]
    before = found(fit)

    after = found(fit._replace(observed=observed, table=ReferenceTable(fit.table.points, counts)))

    assert list(dict.fromkeys(before.index.get_level_values(0))) == ["east", "west"]
    assert after.loc["east", "observed"].tolist() == [2, 158]
    pd.testing.assert_frame_equal(after.loc["east"][PREDICTED], before.loc["east"][PREDICTED])
    assert not after.loc["west"]["mean"].equals(before.loc["west"]["mean"])


# --- structure --------------------------------------------------------------------------------


def test_structure_runs_each_point_several_times_without_effects(
    fit: Inference, points: Floats
) -> None:
    stub = Stub()

    found, said = structure(fit, stub, points[:5], PROGRAMMES, 3)  # type: ignore[arg-type]

    assert [(where, kind) for where, kind, _ in stub.asked] == [
        (PROGRAMMES, STRUCTURE),
        (PROGRAMMES, UNINFORMED),
    ]
    for (_, _, asked), asked_for in zip(stub.asked, (points, fit.table.points), strict=True):
        expected = np.repeat(without_effects(fit, asked_for[:5]), 3, axis=0)
        np.testing.assert_array_equal(asked, expected)
    assert found["programme"].tolist() == [*PROGRAMMES, "explained"]
    shares = (500 + 100 * points[:5, 0]) / 1000
    np.testing.assert_allclose(found["structural"][:6], shares.mean(), atol=1e-3)
    np.testing.assert_allclose(found["observed"][:6], fit.observed[:, 1] / fit.observed[:, 0])
    # The stub's programmes are all alike, so nothing is explained at any point.
    # Nearly: the stub's few thousand people are not weighted quite like the published ones.
    explained = found.iloc[-1]
    for column in ("structural", "low", "high"):
        assert explained[column] == pytest.approx(0.0, abs=0.06)
    assert said["over"].tolist() == ["posterior draws", "prior draws", "published shares"]
    assert said["explained"][:2].to_numpy() == pytest.approx(0.0, abs=0.06)


# --- figures that were not fitted ---------------------------------------------------------------


def target(programme: str, value: float, value_high: float | None) -> Target:
    return Target(
        programme=programme,
        quantity="weeks_to_first_job",
        value=value,
        value_high=value_high,
        denominator=None,
        window_start=date(2012, 1, 1),
        window_end=date(2017, 6, 30),
        source="nowhere",
        page="1",
        quality=Grade.LOW,
        role=TargetRole.VALIDATE,
    )


def test_figures_that_were_not_fitted_by_hand() -> None:
    points = np.zeros((101, len(SPACE)))
    points[:, where(f"bo.{EFFECT}")[0]] = np.linspace(-5, 5, 101)  # 0 to 100 weeks
    figures = [target("bo", 20.0, 40.0), target("bo", 96.0, None), target("eva", 50.0, None)]
    stub = Stub()

    found = validation(stub, points, figures)  # type: ignore[arg-type]

    assert found["programme"].tolist() == ["bo", "bo", "eva"]
    np.testing.assert_allclose(found["mean"], 50.0)
    np.testing.assert_allclose(found["low"], [5.0, 5.0, 50.0])
    np.testing.assert_allclose(found["high"], [95.0, 95.0, 50.0])
    np.testing.assert_allclose(found["within"], [21 / 101, 0.0, 1.0], atol=0.011)
    assert {kind for _, kind, _ in stub.asked} == {VALIDATED}
