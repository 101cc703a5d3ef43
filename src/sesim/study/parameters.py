"""The parameter register: every shared parameter, with its unit, prior, source and grade."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from sesim.study.frozen import Frozen
from sesim.study.yaml_text import data_in


class Grade(StrEnum):
    """Confidence in a prior."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    ASSUMPTION = "assumption"


class Label(StrEnum):
    """What the calibration may do with a parameter."""

    FREE = "free"
    CONTEXT = "context"
    FIXED = "fixed"
    OWN = "own"


class Lognormal(Frozen):
    """Lognormal with a median and a log-SD."""

    dist: Literal["lognormal"]
    median: Annotated[float, Field(gt=0)]
    sigma: Annotated[float, Field(gt=0)]


class Normal(Frozen):
    """Normal."""

    dist: Literal["normal"]
    mean: float
    sd: Annotated[float, Field(gt=0)]


class HalfNormal(Frozen):
    """The absolute value of a normal around 0."""

    dist: Literal["half_normal"]
    sd: Annotated[float, Field(gt=0)]


class Beta(Frozen):
    """Beta."""

    dist: Literal["beta"]
    a: Annotated[float, Field(gt=0)]
    b: Annotated[float, Field(gt=0)]


class Uniform(Frozen):
    """Uniform."""

    dist: Literal["uniform"]
    low: float
    high: float


class OneOrLognormal(Frozen):
    """Exactly 1 with probability 1 - `weight`, else lognormal."""

    dist: Literal["mixture_one_or_lognormal"]
    weight: Annotated[float, Field(ge=0, le=1)]
    median: Annotated[float, Field(gt=0)]
    sigma: Annotated[float, Field(gt=0)]


Prior = Annotated[
    Lognormal | Normal | HalfNormal | Beta | Uniform | OneOrLognormal, Field(discriminator="dist")
]

BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "share": (0.0, 1.0),
        "probability": (0.0, 1.0),
        "log odds": (-20.0, 20.0),
        "1/year": (0.0, 4.0),
        "log": (0.0, 3.0),
        "log ratio": (-5.0, 5.0),
        "SD": (-10.0, 10.0),
        "shape": (0.2, 5.0),
    }
)
"""Least and greatest allowed value by unit; others reach up to `FAR_ENOUGH` defaults.

Rates a year stop at 4 because departures of coaches are thinned from candidates at that rate.
"""

POSTERIOR, PRIOR, POINT, REGISTER = "posterior", "prior", "point", "register"
OUTSIDE, DISCREPANCY = "outside", "discrepancy"
"""Where parameter values may come from; anything else is the path of a table of draws.

`outside` is the posterior from priors in which no count of the county is used, and `discrepancy`
that of a model that errs: with them one sees which answers depend on how the calibration was done.
`point` is the centre of the posterior, one value for each parameter; `register` is the median of
each prior, before calibration.
"""

FAR_ENOUGH = 100.0
"""A value this many times larger or smaller than the default is taken for a typing error."""

MUST_BE_POSITIVE = frozenset(
    {"ratio", "months", "weeks", "hours", "hours/week", "hours/year", "years", "-"}
)
"""Units in which values near 0 are refused: such a length, size or ratio has no meaning."""

MAY_BE_ZERO = frozenset(
    {
        "emerging_hours",
        "frailty_variance",
        "post_meeting_hours",
        "preparing_loss_ratio",
        "search_support_hours",
        "team_meeting_hours",
    }
)
"""Parameters that may be zero in spite of their unit: zero switches them off."""


class OutsidePrior(Frozen):
    """What would be believed of a parameter if no count of the county were known."""

    prior: Prior
    source: str


class Parameter(Frozen):
    """One row of the register.

    Attributes:
        outside: the prior of outside evidence only, where the other one uses counts of the county.
    """

    meaning: str
    unit: str
    default: float
    prior: Prior
    grade: Grade
    label: Label
    source: str
    outside: OutsidePrior | None = None

    @property
    def outside_prior(self) -> Prior:
        """The prior in which no count of the county is used."""
        return self.prior if self.outside is None else self.outside.prior

    def problem(self, name: str, value: object) -> str | None:
        """Return what is wrong with a value for this parameter, or None."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"should be a number, in {self.unit}"
        low, high = BOUNDS.get(self.unit, (0.0, FAR_ENOUGH * self.default))
        if self.unit in MUST_BE_POSITIVE and name not in MAY_BE_ZERO:
            low = self.default / FAR_ENOUGH
        if not low <= value <= high:
            return f"should be between {low:g} and {high:g}, in {self.unit}"
        return None


def notation(prior: Prior) -> str:
    """Return a prior as the page of parameters writes and explains it.

    >>> notation(Lognormal(dist="lognormal", median=2.5, sigma=0.5))
    'LN(2.5; 0.5)'
    """
    match prior:
        case Lognormal():
            return f"LN({prior.median:g}; {prior.sigma:g})"
        case Normal():
            return f"N({prior.mean:g}; {prior.sd:g})"
        case HalfNormal():
            return f"HN({prior.sd:g})"
        case Beta():
            return f"Beta({prior.a:g}; {prior.b:g})"
        case Uniform():
            return f"U({prior.low:g}; {prior.high:g})"
        case OneOrLognormal():
            return f"1 or LN({prior.median:g}; {prior.sigma:g}), {prior.weight:g}"


@cache
def register() -> Mapping[str, Parameter]:
    """Return the register, by name, in the order of the file."""
    text = files("sesim.study").joinpath("register.yaml").read_text(encoding="utf-8")
    return MappingProxyType({k: Parameter.model_validate(v) for k, v in data_in(text).items()})


def defaults() -> dict[str, float]:
    """Return every parameter's default value, by name."""
    return {name: parameter.default for name, parameter in register().items()}
