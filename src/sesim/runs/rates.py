"""Costs in a replication: the rates of a study as plain numbers."""

import numpy as np

from sesim import model, outcomes
from sesim.runs.quantiles import quantile
from sesim.study import Study
from sesim.study.economics import Benefit, Rate

MIDDLE = 0.5

BENEFIT = "disability_benefit_"
"""Prefix of the rates of the disability benefit; the lowest age follows."""


def rates_of(study: Study, draw: int | None = None) -> outcomes.RateValues:
    """Return the rates of a study, in one draw or in the middle.

    A rate with a value keeps it. Each other rate is the quantile of its prior at an addressed
    random number between 0 and 1. The address is the seed, the draw and the name, so rates are
    the same in every scenario, and changing the prior of one rate changes no other.

    Args:
        study: with its economics.
        draw: number of the parameter draw; None for the median of every prior.
    """
    economics = study.economics
    value = {
        name: value_of(rate, _share(study, draw, name) if rate.value is None else MIDDLE)
        for name, rate in economics.rates.named().items()
    }
    amount = value.pop("price_base_amount")
    by_age = {name: value.pop(name) for name in list(value) if name.startswith(BENEFIT)}
    return outcomes.RateValues(
        **value,
        disability_benefit={
            float(name.removeprefix(BENEFIT)): amounts * amount for name, amounts in by_age.items()
        },
        financed=frozenset(name for name, one in study.programmes.items() if one.registered),
        has_disability_benefit={
            group.value: benefit is Benefit.DISABILITY_BENEFIT
            for group, benefit in economics.benefits.items()
        },
        others_have=economics.other_benefit is Benefit.DISABILITY_BENEFIT,
    )


def value_of(rate: Rate, share: float = MIDDLE) -> float:
    """Return a rate's value if it is known, otherwise a quantile of its prior (the median).

    Raises:
        ValueError: the rate has neither.
    """
    if rate.value is not None:
        return rate.value
    if rate.prior is None:
        raise ValueError(f"{rate.meaning}: neither value nor prior")
    return float(quantile(rate.prior, np.array(share)))


def _share(study: Study, draw: int | None, name: str) -> float:
    """Return where in its prior a rate lies."""
    if draw is None:
        return MIDDLE
    [share] = model.uniforms(f"sesim/economics/{study.settings.seed}/{draw}/{name}", 1)
    return float(share)
