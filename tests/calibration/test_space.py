"""The space of a calibration: every prior by its law, and what is calibrated in a study."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy import stats
from tests.model.small_studies import PROGRAMME, study

from sesim.calibration.space import Coordinate, Floats, Space, mean_fte, space_of
from sesim.runs.quantiles import quantile
from sesim.study import Study, StudyError
from sesim.study.parameters import (
    Beta,
    HalfNormal,
    Label,
    Lognormal,
    Normal,
    OneOrLognormal,
    Prior,
    Uniform,
    register,
)

ENTRIES = Lognormal(dist="lognormal", median=12.0, sigma=0.5)
SHARES = np.array([0.001, 0.05, 0.3, 0.5, 0.77, 0.95, 0.999])


@pytest.mark.parametrize(
    ("prior", "law"),
    [
        (Lognormal(dist="lognormal", median=8.0, sigma=0.2), stats.lognorm(0.2, scale=8.0)),
        (Normal(dist="normal", mean=-0.4, sd=0.3), stats.norm(-0.4, 0.3)),
        (HalfNormal(dist="half_normal", sd=0.5), stats.halfnorm(scale=0.5)),
        (Beta(dist="beta", a=2.5, b=20.0), stats.beta(2.5, 20.0)),
        (Uniform(dist="uniform", low=0.6, high=1.0), stats.uniform(0.6, 0.4)),
    ],
)
def test_quantiles_are_those_of_the_law(prior: Prior, law: Any) -> None:
    np.testing.assert_allclose(law.cdf(quantile(prior, SHARES)), SHARES, rtol=1e-9)


def test_closed_forms() -> None:
    """Independently of the library that both sides above come from."""
    z = 1.6448536269514722

    def at(prior: Prior, share: float) -> float:
        return float(quantile(prior, np.array([share]))[0])

    lognormal = Lognormal(dist="lognormal", median=8.0, sigma=0.2)
    assert at(lognormal, 0.95) == pytest.approx(8 * np.exp(0.2 * z))
    assert at(Normal(dist="normal", mean=-0.4, sd=0.3), 0.05) == pytest.approx(-0.4 - 0.3 * z)
    assert at(HalfNormal(dist="half_normal", sd=0.5), 0.9) == pytest.approx(0.5 * z)
    assert at(Beta(dist="beta", a=3.0, b=1.0), 0.027) == pytest.approx(0.3)
    assert at(Uniform(dist="uniform", low=2.0, high=6.0), 0.25) == pytest.approx(3.0)


MIXTURE = OneOrLognormal(dist="mixture_one_or_lognormal", weight=0.4, median=0.75, sigma=0.2)


def test_mixture_has_a_lump_at_one() -> None:
    below = 0.4 * stats.norm.cdf(np.log(1 / 0.75) / 0.2)
    inside = np.linspace(below + 1e-6, below + 0.6 - 1e-6, 50)

    np.testing.assert_array_equal(quantile(MIXTURE, inside), 1.0)
    assert quantile(MIXTURE, np.array([below - 1e-3]))[0] < 1.0
    assert quantile(MIXTURE, np.array([below + 0.6 + 1e-3]))[0] > 1.0


def test_mixture_is_lognormal_elsewhere() -> None:
    """Of many even shares, so many are as small or as large as the two laws together say."""
    values = quantile(MIXTURE, (np.arange(100_000) + 0.5) / 100_000)
    lognormal = stats.lognorm(0.2, scale=0.75)

    assert (np.diff(values) >= 0).all()
    for low in (0.4, 0.6, 0.75, 0.9, 0.99):
        assert (values < low).mean() == pytest.approx(0.4 * lognormal.cdf(low), abs=1e-4)
    for high in (1.01, 1.1, 1.3):
        assert (values > high).mean() == pytest.approx(0.4 * lognormal.sf(high), abs=1e-4)


@pytest.mark.parametrize("weight", [1e-9, 1.0])
def test_mixture_of_one_law_alone(weight: float) -> None:
    values = quantile(MIXTURE.model_copy(update={"weight": weight}), SHARES)

    expected = stats.lognorm(0.2, scale=0.75).ppf(SHARES) if weight == 1 else np.ones(len(SHARES))
    np.testing.assert_allclose(values, expected)


def test_points_become_values() -> None:
    """One column a coordinate, in order; a point of zeros is the median of each prior."""
    space = Space(
        (
            Coordinate("tenure_months", Label.CONTEXT, MIXTURE),
            Coordinate("accept", Label.FREE, Lognormal(dist="lognormal", median=3.0, sigma=1.0)),
            Coordinate("here.referral_effect", Label.OWN, Normal(dist="normal", mean=5.0, sd=2.0)),
        )
    )

    table = space.values(np.array([[0.0, 0.0, 0.0], [9.0, -1.0, 2.0]]))

    assert len(space) == 3
    assert list(table.columns) == space.names
    assert space.names == ["tenure_months", "accept", "here.referral_effect"]
    np.testing.assert_allclose(table.iloc[0], [1.0, 3.0, 5.0])
    np.testing.assert_allclose(table.iloc[1, 1:].astype(float), [3.0 * np.exp(-1), 9.0])
    assert space.places(Label.OWN, Label.FREE) == [1, 2]
    assert space.places(Label.FIXED) == []


def own(*programmes: str) -> list[str]:
    return [
        f"{programme}.{name}"
        for programme in programmes
        for name in ("referral_effect", "programme_effect")
    ]


@pytest.fixture(scope="module")
def three() -> Study:
    return study(others={"there": {}, "yonder": {"referral.per_year": 6.0}})


def test_what_is_calibrated_are_the_shared_parameters_and_two_of_each_programme(
    three: Study,
) -> None:
    space = space_of(three, ["yonder", "here"], ENTRIES)
    shared = [name for name, one in register().items() if one.label in ("free", "context")]

    assert space.names == [*shared, *own("yonder", "here")]
    for one in space.coordinates[: len(shared)]:
        assert one.label == register()[one.name].label
        assert one.prior == register()[one.name].prior
    assert {one.label for one in space.coordinates[len(shared) :]} == {Label.OWN}
    assert space.coordinates[-1].prior == register()["programme_effect"].prior
    assert {"free", "context", "own"} == {str(one.label) for one in space.coordinates}


def test_what_is_pinned_is_not_calibrated() -> None:
    pinned = {"accept": 0.1, "tenure_months": 9.0}
    everything = space_of(study(), ["here"], ENTRIES).names

    names = space_of(study(parameters=pinned), ["here"], ENTRIES).names

    assert names == [name for name in everything if name not in pinned]
    assert len(names) == len(everything) - 2


@pytest.mark.parametrize("name", ["referral_effect", "programme_effect"])
def test_what_programmes_have_of_their_own_can_be_pinned_too(name: str) -> None:
    """A pinned value holds in every programme, so the counts say nothing of it."""
    names = space_of(study(parameters={name: 0.0}), ["here"], ENTRIES).names

    assert f"here.{name}" not in names


def test_a_parameter_that_is_fixed_is_not_calibrated(three: Study) -> None:
    fixed = {name for name, one in register().items() if one.label is Label.FIXED}

    assert fixed
    assert fixed & set(space_of(three, ["here"], ENTRIES).names) == set()


def test_mean_of_full_posts_by_hand() -> None:
    """In 2012, a leap year: half a post more from 1 July, and a full one in February alone."""
    posts = [
        {"name": "first", "fte": [{"since": "2011-05-01", "share": 1.0}]},
        {"name": "second", "fte": [{"since": "2012-07-01", "share": 0.5}]},
        {"name": "third", "fte": [{"since": "2012-02-01", "until": "2012-03-01", "share": 1.0}]},
    ]
    programme = study({"posts": posts}).programmes["here"]

    found = mean_fte(programme, date(2012, 1, 1), date(2012, 12, 31))

    assert found == pytest.approx((366 * 1.0 + 184 * 0.5 + 29 * 1.0) / 366)


def test_days_without_posts_do_not_count() -> None:
    fte = [
        {"since": "2012-01-11", "until": "2012-01-21", "share": 1.0},
        {"since": "2012-01-26", "share": 0.4},
    ]
    programme = study({"posts": [{"name": "only", "fte": fte}]}).programmes["here"]

    found = mean_fte(programme, date(2012, 1, 1), date(2012, 1, 31))

    assert found == pytest.approx((10 * 1.0 + 6 * 0.4) / 16)


def test_days_outside_the_programme_do_not_count() -> None:
    fte = [
        {"since": "2011-01-01", "until": "2012-01-11", "share": 1.0},
        {"since": "2012-01-11", "share": 0.5},
    ]
    values = {"posts": [{"name": "only", "fte": fte}], "since": "2012-01-06"}
    programme = study(values).programmes["here"]

    assert mean_fte(programme, date(2012, 1, 1), date(2012, 1, 20)) == pytest.approx(10 / 15)
    early = programme.model_copy(update={"until": date(2012, 1, 10)})
    assert mean_fte(early, date(2012, 1, 1), date(2012, 1, 20)) == 1.0


def entered_a_year(programme: dict[str, Any], point: float) -> float:
    """Return people enrolled a year at a point of the referral coordinate."""
    one = study(programme)
    space = space_of(one, ["here"], ENTRIES)
    points: Floats = np.full((1, len(space)), point)
    effect = space.values(points)["here.referral_effect"].iloc[0]
    referral = one.programmes["here"].referral
    return float(referral.per_year * np.exp(effect) * (1 - referral.screened_out_share))


@pytest.mark.parametrize(
    "programme",
    [
        {},
        {"referral.per_year": 3.0},
        {"referral.screened_out_share": 0.6},
        {"referral.per_year": 100.0, "referral.screened_out_share": 0.0},
    ],
)
def test_entries_are_believed_from_posts_whatever_rate_the_file_says(
    programme: dict[str, Any],
) -> None:
    """One post and a half: 18 a year in the middle, and a log-SD of a half around it."""
    assert sum(post["fte"][0]["share"] for post in PROGRAMME["posts"]) == 1.5
    assert entered_a_year(programme, 0.0) == pytest.approx(18.0)
    assert entered_a_year(programme, 1.0) == pytest.approx(18.0 * np.exp(0.5))
    assert entered_a_year(programme, -2.0) == pytest.approx(18.0 * np.exp(-1.0))


@pytest.mark.parametrize(
    "programme",
    [
        {"referral.per_year": 0.0},
        {"referral.screened_out_share": 1.0},
        {"posts": [{"name": "only", "fte": [{"since": "2012-01-01", "share": 0.0}]}]},
        {"since": "2020-01-01"},
    ],
)
def test_a_programme_that_nobody_can_enter_is_refused(programme: dict[str, Any]) -> None:
    with pytest.raises(StudyError, match="here"):
        space_of(study(programme), ["here"], ENTRIES)
