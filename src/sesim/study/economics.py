"""What things cost and who pays: the rates that turn an event log into money."""

from collections.abc import Mapping
from enum import StrEnum
from math import exp, inf
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sesim.events import JobKind
from sesim.study.field_types import Day, Slug
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
from sesim.study.showing import number_of

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
"""Greatest value of a rate by its unit; larger values are taken for typing errors."""

SURELY = 4.0
"""A normal distribution is taken to lie within so many SDs of its mean."""

FAR = 1e9
"""Greatest value of a rate in any other unit."""

LARGEST_LOG = 700.0
"""Greatest exponent that does not overflow."""


class Benefit(StrEnum):
    """What a person without a job lives on."""

    DISABILITY_BENEFIT = "disability_benefit"
    SOCIAL_ASSISTANCE = "social_assistance"


class Rate(Frozen):
    """One price, amount or share.

    Attributes:
        value: the known value, if set. It then holds in every parameter draw and the prior is
            ignored; otherwise the rate is uncertain, with the prior as its distribution.
        prior: the distribution of an uncertain rate.
        source: key of a source, with the place in it, or an assumption.
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
    """Return the values between which a prior almost surely lies."""
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
    """Return the value that a lognormal almost surely stays below."""
    return median * exp(min(SURELY * sigma, LARGEST_LOG))


def _highest(rate: Rate) -> float:
    if rate.value is not None:
        return rate.value
    return inf if rate.prior is None else _reach(rate.prior)[1]


def _in(unit: str) -> AfterValidator:
    """Refuse a rate in another unit than the one that sesim calculates in."""

    def check(rate: Rate) -> Rate:
        if rate.unit != unit:
            raise ValueError(f"unit: should be '{unit}' (got '{rate.unit}')")
        return rate

    return AfterValidator(check)


Monthly = Annotated[Rate, _in("SEK per month")]
ShareRate = Annotated[Rate, _in(SHARE)]
Yearly = Annotated[Rate, _in("price base amounts per year")]


class Rates(Frozen):
    """Every rate; each explains its meaning.

    Rates of the disability benefit are named after the least age at which they apply.
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


RATE_OF_KIND: Mapping[str, JobKind] = MappingProxyType(
    {"subsidised_job_month": JobKind.SUBSIDISED, "transition_job_day": JobKind.TRANSITION}
)
"""Rates that are paid for one kind of job alone."""


class Economics(Frozen):
    """All rates of a study, in the prices and by the rules of one year.

    Attributes:
        price_year: prices and rules of this year apply in every year.
        since: a shipped file is used for studies that begin on this day or later.
        benefits: what people without a job live on, by target group.
        other_benefit: the same for any other target group, as in real records.
        kinds: the kinds of job that exist.
        referrers: who refers people, in words; numbers are in the programmes' files.
        sources: where those of the other fields come from that are not rates.
    """

    name: Slug
    price_year: Annotated[int, Field(strict=True, ge=1990, le=2100)]
    since: Day | None = None
    currency: Literal["SEK"]
    rates: Rates
    benefits: Mapping[TargetGroup, Benefit]
    other_benefit: Benefit
    kinds: Annotated[tuple[JobKind, ...], Field(min_length=1)] = tuple(JobKind)
    referrers: str = ""
    sources: Mapping[Literal["benefits", "other_benefit", "kinds", "referrers"], str] = {}

    @property
    def rates_in_use(self) -> dict[str, Rate]:
        """The rates by name, without those of kinds of job that do not exist."""
        return {
            name: rate
            for name, rate in self.rates.named().items()
            if RATE_OF_KIND.get(name) in (None, *self.kinds)
        }

    def _parts(self) -> list[str]:
        rates = number_of(len(Rates.model_fields), "rate")
        return [self.name, rates, f"prices of {self.price_year}"]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        shares = self.rates.forbund_state_share, self.rates.forbund_region_share
        if sum(map(_highest, shares)) > 1:
            raise ValueError(
                "rates: forbund_state_share and forbund_region_share must not exceed 1 in total "
                "(municipalities pay the rest)"
            )
        return self
