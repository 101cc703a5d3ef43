"""How a calibration is done: its size, its data and its method."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from sesim.study.frozen import Frozen
from sesim.study.parameters import Lognormal

MOST_ENTRIES, WIDEST = 1000, 2
"""Bounds of the prior of people enrolled: beyond them a run would have no end."""


MOST_DISCREPANCY = 2
"""With a larger error of the model, counts say nothing."""


FEWEST_RUNS = 5000
"""With fewer runs in the reference table, a calibration is only tried out: the Monte Carlo error of
a posterior mean is then more than about a sixth of its SD. Assumption: that much may be."""


class Method(StrEnum):
    """Where the posterior comes from."""

    REGRESSION = "regression"
    NEURAL = "neural"


class PriorEvidence(StrEnum):
    """What the priors may rest on."""

    ALL = "all"
    OUTSIDE = "outside"


class CalibrationSettings(Frozen):
    """How a calibration is done: its settings besides those of the study.

    Attributes:
        targets: a file of figures: the name of one in `conf/targets`, or a path.
        runs: size of the reference table.
        method: whose draws are kept.
        crosscheck: also calibrate with the other method, and compare.
        accept: share of the reference table that the regression keeps.
        draws: size of the table of draws.
        truths: synthetic data sets on which the method is tried.
        effects: runs of the reference table that are run again under each of a few scenarios, so
            that the method is tried on their effects too; 0 for none.
        local: runs at draws of the posterior, from which the method is tried where the data are; 0
            for none.
        predictive: runs of each kind of prediction.
        repeats: replications pooled for one parameter draw, where chance is not wanted.
        entries_per_fte_year: prior of the people enrolled a year for each full-time post, before
            the counts are used.
        evidence: what the priors rest on; `outside` is without any count of the county.
        discrepancy: SD of an unknown error of the model in the log-odds of employed and ongoing.
        prior: draws of a calibration that are the prior, such as `posterior`, or a file; None for
            the priors of the register.
    """

    targets: Annotated[str, Field(min_length=1)]
    runs: Annotated[int, Field(strict=True, ge=200, le=10_000_000)]
    method: Method
    crosscheck: Annotated[bool, Field(strict=True)]
    accept: Annotated[float, Field(strict=True, gt=0, le=1)]
    draws: Annotated[int, Field(strict=True, ge=10, le=100_000)]
    truths: Annotated[int, Field(strict=True, ge=10, le=100_000)]
    effects: Annotated[int, Field(strict=True, ge=0, le=100_000)]
    local: Annotated[int, Field(strict=True, ge=0, le=10_000_000)]
    predictive: Annotated[int, Field(strict=True, ge=20, le=100_000)]
    repeats: Annotated[int, Field(strict=True, ge=1, le=1000)]
    entries_per_fte_year: Lognormal
    evidence: PriorEvidence = PriorEvidence.ALL
    discrepancy: Annotated[float, Field(ge=0, le=MOST_DISCREPANCY)] = 0.0
    prior: Annotated[str, Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _within_reason(self) -> Self:
        entries = self.entries_per_fte_year
        if entries.median > MOST_ENTRIES or entries.sigma > WIDEST:
            raise ValueError(
                f"entries_per_fte_year: median should be at most {MOST_ENTRIES} and sigma at most "
                f"{WIDEST} (got {entries.median:g} and {entries.sigma:g})"
            )
        if self.prior is not None and (self.crosscheck or self.method is Method.NEURAL):
            raise ValueError(
                "prior: draws go with method=regression and without crosscheck alone, since the "
                "neural method needs priors that it can draw from"
            )
        if self.prior is not None and self.evidence is PriorEvidence.OUTSIDE:
            raise ValueError("prior: draws are the prior, so evidence=outside changes nothing")
        return self

    def to_plain(self) -> dict[str, Any]:
        """Return the settings as plain data, without a prior that is not set."""
        return self.model_dump(mode="json", exclude={"prior"} if self.prior is None else None)
