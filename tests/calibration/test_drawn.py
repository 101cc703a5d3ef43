"""Draws as the prior of a calibration: their values come back, whole draws at a time."""

import numpy as np
import pandas as pd
import pytest

import sesim
from sesim.calibration.drawn import NormalScores, drawn_space
from sesim.calibration.fingerprint import priors
from sesim.calibration.space import space_of
from sesim.runs.draws import Draws, load
from sesim.study import Study
from sesim.study.parameters import Lognormal

ENTRIES = Lognormal(dist="lognormal", median=12.0, sigma=0.5)


@pytest.fixture(scope="module")
def study() -> Study:
    return sesim.load_study(["programmes=[habo]", "parameters=register", "end=2016-12-31"])


def luck(number: int, width: int) -> np.ndarray:
    return np.random.default_rng(1).random((number, width))


def test_each_point_of_a_draw_has_the_values_of_that_draw() -> None:
    table = pd.DataFrame({"a": [3.0, 1.0, 2.0, 2.0], "b": [1.0, 2.0, 3.0, 4.0]})
    scores = NormalScores(table)

    values = scores.values(scores.points)

    assert [one.tolist() for one in values] == [table["a"].tolist(), table["b"].tolist()]


def test_draws_are_the_prior_and_a_new_programme_has_its_own(study: Study) -> None:
    draws = load("posterior")
    space = drawn_space(study, draws, ["habo"], ENTRIES, {})

    values = space.values(space.points(luck(500, len(space))))

    shared = list(draws.table.columns)
    assert space.names == [*shared, "habo.referral_effect", "habo.programme_effect"]
    known = draws.table.astype(float).drop_duplicates()
    assert len(values[shared].merge(known, on=shared)) == 500  # whole draws, and nothing between
    plain = space_of(study, ["habo"], ENTRIES)
    own = [name for name in space.names if name.startswith("habo.")]
    before = plain.values(plain.points(luck(500, len(plain))))
    assert values[own].std().to_numpy() == pytest.approx(before[own].std().to_numpy(), rel=0.15)


def test_pinned_parameters_are_left_out(study: Study) -> None:
    pinned = study.replace({"parameters.accept": 0.03})

    space = drawn_space(pinned, load("posterior"), ["habo"], ENTRIES, {})

    assert "accept" not in space.names
    assert "parameters.accept" not in space.names


def test_other_draws_are_another_prior(study: Study) -> None:
    draws = load("posterior")
    other = Draws(draws.table.iloc[:500], draws.about)
    spaces = [drawn_space(study, one, ["habo"], ENTRIES, {}) for one in (draws, other)]

    marks = {priors(one) for one in (*spaces, space_of(study, ["habo"], ENTRIES))}

    assert len(marks) == 3


def test_the_referral_rate_is_expected_from_the_posts_of_its_own_window(study: Study) -> None:
    """Posts that a programme gets after its counts end tell nothing about them."""
    posts = [
        {
            "name": "coach_1",
            "fte": [
                {"since": "2012-01-01", "until": "2014-01-01", "share": 0.5},
                {"since": "2014-01-01", "share": 1.0},
            ],
        }
    ]
    grown = study.replace({"habo.since": "2012-01-01", "habo.posts": posts})
    early = pd.Timestamp("2013-12-31").date()
    means = {}
    for name, ends in (("whole", {}), ("early", {"habo": early})):
        space = space_of(grown, ["habo"], ENTRIES, ends)
        means[name] = space.values(np.zeros((1, len(space))))["habo.referral_effect"].iloc[0]

    assert np.exp(means["whole"] - means["early"]) == pytest.approx(1.6, abs=0.01)
