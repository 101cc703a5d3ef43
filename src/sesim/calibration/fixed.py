"""Parameters that are not calibrated, as factors of a screening: each over most of its prior."""

import numpy as np

from sesim.runs.quantiles import quantile
from sesim.sensitivity.morris import Factor, Way
from sesim.study import Study
from sesim.study.parameters import Label, register
from sesim.study.scenario import PARAMETERS

ENDS = (0.05, 0.95)
"""Of the prior: the ends of the range."""


def fixed_factors(study: Study) -> list[Factor]:
    """Return the parameters labelled `fixed` that are not pinned in a study."""
    factors = []
    for name, one in register().items():
        if one.label is Label.FIXED and name not in study.pinned:
            low, high = map(float, quantile(one.prior, np.array(ENDS)))
            factors.append(Factor(f"{PARAMETERS}.{name}", Way.SET, low, high))
    return factors
