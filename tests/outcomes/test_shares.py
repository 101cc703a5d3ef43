"""The interval of a counted share: Wilson's, as another library has it."""

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from sesim.outcomes.shares import wilson


@pytest.mark.parametrize("level", [0.9, 0.95])
@pytest.mark.parametrize(("yes", "of"), [(0, 11), (5, 11), (31, 46), (46, 46)])
def test_wilson_agrees_with_statsmodels(yes: int, of: int, level: float) -> None:
    expected = proportion_confint(yes, of, alpha=1 - level, method="wilson")
    assert np.allclose(wilson(yes, of, level), expected)


def test_nobody_counted_is_nothing_known() -> None:
    assert wilson(0, 0, 0.95) == (0.0, 1.0)
