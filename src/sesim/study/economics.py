"""What things cost and who pays: the rates that turn an event log into money."""

from collections.abc import Mapping
from enum import StrEnum
from math import exp, inf
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sesim.study.field_types import Slug
from sesim.study.frozen import Frozen
from sesim.study.parameters import (
    Beta,
    Grade,
    HalfNormal,
    Lognormal,
    Normal,
    OneOrLognormal,
    Prior,
    Uniform,
)
from sesim.study.programme import TargetGroup
from sesim.study.shipped import shipped_file
from sesim.study.showing import number_of

SHIPPED = "sweden_2017"
"""The economics of a study that names none: `conf/economics/sweden_2017.yaml`."""

SHARE = "share"
HIGHEST: Mapping[str, float] = MappingProxyType(
    {
        SHARE: 1.0,
        "SEK": 1e6,
        "SEK per FTE-year": 1e7,
        "SEK per month": 1e6,
        "SEK per working day": 1e5,
        "months": 480.0,
        "price base amounts per year": 100.0,
    }
)
"""Greatest value of a rate by its unit: what is above is a slip of the keyboard."""

SURELY = 4.0
"""A normal law lies, for our purpose, within so many SDs of its mean."""

FAR = 1e9
"""Greatest value of a rate in a unit that has no limit of its own."""

LARGEST_LOG = 700.0
"""More than this cannot be raised to a power."""


class Benefit(StrEnum):
    """What somebody lives on who has no job."""

    DISABILITY_BENEFIT = "disability_benefit"
    SOCIAL_ASSISTANCE = "social_assistance"


class Rate(Frozen):
    """One price, amount or share.

    Attributes:
        value: what it is known to be. Where it is said, it holds in every draw and the prior
            does not count; where it is not, the rate is uncertain as the prior says.
        prior: what is believed of it.
        source: key of a source, with the place, or an assumption.
    """

    meaning: Annotated[str, Field(min_length=1)]
    unit: str
    value: Annotated[float, Field(strict=True, ge=0)] | None = None
    prior: Prior | None = None
    grade: Grade
    source: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _possible(self) -> Self:
        highest = HIGHEST.get(self.unit, FAR)
        if self.value is None and self.prior is None:
            raise ValueError(f"needs a value (in {self.unit}) or a prior")
        if self.value is not None and self.value > highest:
            raise ValueError(f"value: should be between 0 and {highest:,.0f} (got {self.value:g})")
        if self.prior is not None:
            low, high = _reach(self.prior)
            if not 0 <= low <= high <= highest:
                raise ValueError(
                    f"prior: should lie between 0 and {highest:,.0f} (it reaches {low:g} to "
                    f"{high:g})"
                )
        return self


def _reach(prior: Prior) -> tuple[float, float]:
    """Between which values a prior lies, all but surely."""
    match prior:
        case Beta():
            return 0.0, 1.0
        case Uniform():
            return prior.low, prior.high
        case Normal():
            return prior.mean - SURELY * prior.sd, prior.mean + SURELY * prior.sd
        case HalfNormal():
            return 0.0, SURELY * prior.sd
        case Lognormal():
            return 0.0, _at_most(prior.median, prior.sigma)
        case OneOrLognormal():
            return 0.0, max(1.0, _at_most(prior.median, prior.sigma))


def _at_most(median: float, sigma: float) -> float:
    """Return what a lognormal stays below, all but surely."""
    return median * exp(min(SURELY * sigma, LARGEST_LOG))


def _highest(rate: Rate) -> float:
    if rate.value is not None:
        return rate.value
    return inf if rate.prior is None else _reach(rate.prior)[1]


def _in(unit: str) -> AfterValidator:
    """Refuse a rate in another unit than the one that the program reckons in."""

    def check(rate: Rate) -> Rate:
        if rate.unit != unit:
            raise ValueError(f"unit: should be '{unit}' (got '{rate.unit}')")
        return rate

    return AfterValidator(check)


Monthly = Annotated[Rate, _in("SEK per month")]
ShareRate = Annotated[Rate, _in(SHARE)]
Yearly = Annotated[Rate, _in("price base amounts per year")]


class Rates(Frozen):
    """Every rate there is; what each means is said with its value.

    Those of the disability benefit are named after the least age at which they hold.
    """

    coach_cost: Annotated[Rate, _in("SEK per FTE-year")]
    price_base_amount: Annotated[Rate, _in("SEK")]
    disability_benefit_0: Yearly
    disability_benefit_21: Yearly
    disability_benefit_23: Yearly
    disability_benefit_25: Yearly
    disability_benefit_27: Yearly
    disability_benefit_29: Yearly
    social_assistance_month: Monthly
    wage_month: Monthly
    hours_share: ShareRate
    subsidised_job_month: Monthly
    subsidy_months: Annotated[Rate, _in("months")]
    transition_job_day: Annotated[Rate, _in("SEK per working day")]
    forbund_share: ShareRate
    forbund_state_share: ShareRate
    forbund_region_share: ShareRate

    def named(self) -> dict[str, Rate]:
        """Return the rates by name, in order."""
        return {name: getattr(self, name) for name in type(self).model_fields}


class Economics(Frozen):
    """All rates of a study, in the prices of one year.

    Attributes:
        price_year: all money is in the prices and by the rules of this year, in every year.
        benefits: what people of each target group live on who have no job.
        other_benefit: the same for a target group that is not named, as in real records.
        sources: where `benefits` and `other_benefit` come from.
    """

    name: Slug
    price_year: Annotated[int, Field(strict=True, ge=1990, le=2100)]
    currency: Literal["SEK"]
    rates: Rates
    benefits: Mapping[TargetGroup, Benefit]
    other_benefit: Benefit
    sources: Mapping[Literal["benefits", "other_benefit"], str] = {}

    def _parts(self) -> list[str]:
        rates = number_of(len(Rates.model_fields), "rate")
        return [self.name, rates, f"prices of {self.price_year}"]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        shares = self.rates.forbund_state_share, self.rates.forbund_region_share
        if sum(map(_highest, shares)) > 1:
            raise ValueError(
                "rates: forbund_state_share and forbund_region_share must not exceed 1 together "
                "(municipalities pay the rest)"
            )
        return self


def shipped() -> Mapping[str, Any]:
    """Return the economics that come with the program, as plain data.

    Raises:
        FileNotFoundError: the files are neither in the package nor in a checkout.
    """
    return shipped_file("economics", SHIPPED)
