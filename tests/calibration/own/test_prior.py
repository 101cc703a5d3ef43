"""The prior of own counts is the shipped posterior, in coordinates that lose nothing."""

import numpy as np
import pandas as pd
import pytest

from sesim.calibration.own.prior import OwnPrior, own_prior
from sesim.calibration.space import EFFECT, RATE
from sesim.runs.draws import Draws, load
from sesim.study.parameters import register

SHIPPED = load("posterior")


def prior(programme: str = "habo", referral_sd: float | None = None, seed: int = 1) -> OwnPrior:
    return own_prior(SHIPPED, programme, seed, referral_sd, {})


def test_the_draws_of_the_calibration_come_back_unchanged() -> None:
    """Each in turn; the columns that they do not hold are the programme's own."""
    one = prior()

    values = one.values(one.points(0, range(len(SHIPPED) + 5)))

    rows = pd.concat([SHIPPED.table, SHIPPED.table.iloc[:5]], ignore_index=True)
    assert list(values) == [*SHIPPED.table, f"habo.{RATE}", f"habo.{EFFECT}"]
    np.testing.assert_array_equal(values[list(SHIPPED.table)], rows.astype(float))


def test_own_values_come_from_the_register_and_from_their_address() -> None:
    one = prior()

    values = one.values(one.points(0, range(4000)))

    for name in (RATE, EFFECT):
        before = register()[name].prior
        column = values[f"habo.{name}"]
        assert column.std() == pytest.approx(before.sd, rel=0.06)
        assert abs(column.mean()) < 0.08 * before.sd
    again = one.values(one.points(0, range(1000, 1010)))
    pd.testing.assert_frame_equal(again, values.iloc[1000:1010].reset_index(drop=True))
    assert not np.allclose(one.points(1, range(9))[:, -2:], one.points(0, range(9))[:, -2:])
    assert not np.allclose(prior(seed=2).points(0, range(9)), one.points(0, range(9)))


def test_a_rate_that_is_a_guess_has_a_wider_prior() -> None:
    one = prior(referral_sd=0.5)

    values = one.values(one.points(0, range(4000)))

    assert values[f"habo.{RATE}"].std() == pytest.approx(0.5, rel=0.06)
    assert values[f"habo.{EFFECT}"].std() == pytest.approx(1.0, rel=0.06)


def test_values_of_a_programme_that_was_counted_are_those_of_the_calibration() -> None:
    one = prior("vetlanda")

    assert one.free == {}
    assert one.names == list(SHIPPED.table)
    assert [one.names[place] for place in one.own.values()] == [
        f"vetlanda.{RATE}", f"vetlanda.{EFFECT}",
    ]  # fmt: skip


def test_no_point_leads_out_of_the_values_that_the_draws_hold() -> None:
    one = prior()
    far = np.array([[-50.0] * len(one.names), [50.0] * len(one.names)])

    values = one.values(far)[list(SHIPPED.table)]

    assert (values.iloc[0] == SHIPPED.table.min().astype(float)).all()
    assert (values.iloc[1] == SHIPPED.table.max().astype(float)).all()


def test_coordinates_are_standard_normal_one_by_one_also_with_ties() -> None:
    table = pd.DataFrame({"accept": np.linspace(0.02, 0.04, 101), "support_months": [5.0] * 101})
    one = own_prior(Draws(table, {}), "habo", 1, None, {RATE: 0.0, EFFECT: 0.0})

    points = one.points(0, range(101))

    assert points[:, 0].mean() == pytest.approx(0, abs=1e-12)
    assert points[:, 0].std() == pytest.approx(1, abs=0.03)
    assert (points[:, 1] == 0).all()
    np.testing.assert_array_equal(one.values(points), table)
