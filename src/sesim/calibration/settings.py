"""How a calibration is done: its size, its data and its method."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from sesim.study.parameters import Lognormal
from sesim.study.programme import Frozen


class Method(StrEnum):
    """Where the posterior comes from."""

    REGRESSION = "regression"
    NEURAL = "neural"


class CalibrationSettings(Frozen):
    """What a calibration says besides the study.

    Attributes:
        targets: a file of figures: the name of one in `conf/targets`, or a path.
        runs: size of the bank.
        method: whose draws are kept.
        crosscheck: also calibrate with the other method, and compare.
        accept: share of the bank that the regression keeps.
        draws: size of the table of draws.
        truths: synthetic data sets on which the method is tried.
        predictive: runs of each kind of prediction.
        repeats: histories put together for one set of values, where chance is not wanted.
        entries_per_fte_year: what is believed of people enrolled a year for each full post,
            before the counts are looked at.
    """

    targets: Annotated[str, Field(min_length=1)]
    runs: Annotated[int, Field(strict=True, ge=200, le=10_000_000)]
    method: Method
    crosscheck: Annotated[bool, Field(strict=True)]
    accept: Annotated[float, Field(strict=True, gt=0, le=1)]
    draws: Annotated[int, Field(strict=True, ge=10, le=100_000)]
    truths: Annotated[int, Field(strict=True, ge=10, le=100_000)]
    predictive: Annotated[int, Field(strict=True, ge=20, le=100_000)]
    repeats: Annotated[int, Field(strict=True, ge=1, le=1000)]
    entries_per_fte_year: Lognormal
