"""A model that errs: errors of the size asked for, and a posterior that says less."""

import numpy as np
import pytest
from tests.calibration import toys
from tests.calibration.toys import DROPOUT

from sesim.calibration import checks
from sesim.calibration.checks import Inference
from sesim.calibration.discrepancy import discrepancy, erring, with_error
from sesim.calibration.reference_table import ReferenceTable
from sesim.calibration.sbc import coverage, ranks


def test_a_model_that_may_err_says_less(stand_in: Inference) -> None:
    table = discrepancy(stand_in).set_index("parameter")

    assert table.columns.tolist() == ["error_0", "error_0.15", "error_0.3", "error_0.6"]
    contraction = checks.contraction(stand_in, stand_in.sample()).set_index("parameter")
    np.testing.assert_allclose(table["error_0"], contraction.loc[table.index, "contraction"])
    left = 1 - table
    assert (left["error_0.3"] > 1.2 * left["error_0"]).all()
    assert (left["error_0.6"] > 1.5 * left["error_0.3"]).all()


@pytest.mark.parametrize("size", [0.0, 0.3, 3.0, 30.0])
def test_errors_leave_possible_counts(size: float) -> None:
    counts = toys.reference_table(500, seed=3).counts
    counts[0] = 0

    changed = erring(counts, size)

    np.testing.assert_array_equal(changed[..., 0], counts[..., 0])
    assert (changed >= 0).all()
    assert (changed[..., 1:] <= changed[..., :1]).all()
    assert changed.dtype == counts.dtype
    assert np.array_equal(changed, counts) == (size == 0.0)


def test_errors_have_the_size_that_was_asked_for() -> None:
    """In the log-odds; where there are so many people that rounding does not matter."""
    number = 4000
    counts = np.empty((number, 2, 3), dtype=np.int64)
    counts[..., 0], counts[..., 1], counts[..., 2] = 10**7, 4 * 10**6, 10**6

    changed = erring(counts, 0.3)

    odds = np.log(changed[..., 1:] / (changed[..., :1] - changed[..., 1:]))
    errors = (odds - np.log([4 / 6, 1 / 9])).reshape(number, 4)
    np.testing.assert_allclose(errors.std(axis=0), 0.3, rtol=4 / np.sqrt(2 * number))
    np.testing.assert_allclose(errors.mean(axis=0), 0.0, atol=4 * 0.3 / np.sqrt(number))
    assert np.abs(np.corrcoef(errors.T) - np.eye(4)).max() < 4 / np.sqrt(number)


def test_errors_of_another_address_are_others() -> None:
    counts = toys.reference_table(50, seed=3).counts

    assert np.array_equal(erring(counts, 0.3, "a"), erring(counts, 0.3, "a"))
    assert not np.array_equal(erring(counts, 0.3, "a"), erring(counts, 0.3, "b"))


def test_data_of_a_model_that_errs_need_a_posterior_that_knows_it(
    stand_in: Inference, truths: ReferenceTable
) -> None:
    """With the error, intervals hold the truth as often as they say; without it, too seldom."""
    wrong = with_error(truths, 0.6, "truths")
    knowing = stand_in._replace(table=with_error(stand_in.table, 0.6, "table"))

    def held(fit: Inference) -> float:
        found = ranks(fit.posterior(), wrong)
        table = coverage(found, fit.space).set_index("coordinates")
        return float(table.loc["free", "within_0.9"])

    assert held(knowing) == pytest.approx(0.9, abs=0.04)
    assert held(stand_in) < 0.82
    spread = [np.diag(one.sample().covariance())[DROPOUT] for one in (stand_in, knowing)]
    assert spread[1] > 1.3 * spread[0]
