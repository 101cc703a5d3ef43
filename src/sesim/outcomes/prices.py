"""What things cost: the rates of one replication, and those of several side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import pandas as pd

from sesim.outcomes.arrays import Flags, Floats, Places


@dataclass(frozen=True, slots=True)
class RateValues:
    """Prices, amounts and shares as plain numbers, and the people they apply to.

    Attributes:
        coach_cost: SEK per full-time post and year.
        disability_benefit: SEK per year, by the least age (years) at which it applies.
        social_assistance_month: SEK.
        wage_month: SEK for full-time work.
        hours_share: hours of a job / those of a full week.
        subsidised_job_month: SEK that AF pays for full-time work.
        subsidy_months: longest time for which a job's subsidy is paid.
        transition_job_day: SEK that AF pays for a full working day.
        forbund_share: part that a förbund pays of the posts in the programmes that it finances.
        forbund_state_share: the state's part of a förbund's money.
        forbund_region_share: the region's part; municipalities pay the rest.
        financed: names of the programmes that a förbund finances.
        has_disability_benefit: by target group, whether people without a job live on disability
            benefit; otherwise on social assistance.
        others_have: the same for target groups that are not named or not known.
    """

    coach_cost: float
    disability_benefit: Mapping[float, float]
    social_assistance_month: float
    wage_month: float
    hours_share: float
    subsidised_job_month: float
    subsidy_months: float
    transition_job_day: float
    forbund_share: float
    forbund_state_share: float
    forbund_region_share: float
    financed: frozenset[str]
    has_disability_benefit: Mapping[str, bool]
    others_have: bool


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """The rates that are plain numbers in `RateValues`, by replication or by person.

    Each is of shape (n, 1), so that it multiplies amounts of shape (n, …).
    """

    coach_cost: Floats
    social_assistance_month: Floats
    wage_month: Floats
    hours_share: Floats
    subsidised_job_month: Floats
    subsidy_months: Floats
    transition_job_day: Floats
    forbund_share: Floats
    forbund_state_share: Floats
    forbund_region_share: Floats

    @classmethod
    def of(cls, rates: Sequence[RateValues]) -> Self:
        """Return the rates of each replication."""
        columns = {
            field.name: np.array([[getattr(one, field.name)] for one in rates], dtype=float)
            for field in fields(cls)
        }
        return cls(**columns)

    def at(self, replication: Places) -> Self:
        """Return the rates for each of some persons or jobs, given their replications."""
        columns = {field.name: getattr(self, field.name)[replication] for field in fields(self)}
        return type(self)(**columns)


def disability_benefit(age: Floats, replication: Places, rates: Sequence[RateValues]) -> Floats:
    """Return SEK per year at an age in years; an unknown age counts as the highest.

    Args:
        age: of each person, shape (people, k).
        replication: that of each person, as its place among the rates, shape (people,).
        rates: those of each replication.
    """
    least = sorted({at for one in rates for at in one.disability_benefit})
    amounts = np.array([[_amount(one, at) for at in least] for one in rates])
    place = np.searchsorted(least, age, side="right") - 1
    return np.asarray(amounts[replication[:, None], np.maximum(place, 0)])


def _amount(rates: RateValues, age: float) -> float:
    """Return the benefit at an age; the first one below all ages."""
    steps = rates.disability_benefit
    return steps[max((at for at in steps if at <= age), default=min(steps))]


def insured(target_group: pd.Series, replication: Places, rates: Sequence[RateValues]) -> Flags:
    """Return who receives disability benefit without a job, shape (people,).

    Args:
        target_group: that of each person, as in the participants' table.
        replication: that of each person, as its place among the rates.
        rates: those of each replication.
    """
    names = [*target_group.cat.categories, None]  # the last is the group with the code -1
    have = [[one.has_disability_benefit.get(n, one.others_have) for n in names] for one in rates]
    return np.array(have, dtype=bool)[replication, target_group.cat.codes.to_numpy()]


def financed(programmes: Sequence[str], rates: Sequence[RateValues]) -> Floats:
    """Return 1 where a förbund finances a programme, shape (replications, programmes)."""
    return np.array([[name in one.financed for name in programmes] for one in rates], dtype=float)
