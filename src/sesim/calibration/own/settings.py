"""How parameters are adjusted to a programme's own counts."""

from typing import Annotated

from pydantic import Field

from sesim.calibration.own.counts import OwnCount
from sesim.study.field_types import Slug
from sesim.study.frozen import Frozen

Path = Annotated[str, Field(min_length=1)]


class AdjustSettings(Frozen):
    """The settings of `sesim-adjust` besides the study.

    Attributes:
        counts: a CSV file with the columns of `OwnCount`, or such counts.
        name: of the adjusted parameters; by default that of the programme, and `_adjusted`.
        prior: the draws that are adjusted: `posterior`, or a file.
        referral_sd: how well the referral rate in the programme's file is known, as the SD of its
            log; None for that of the register.
        runs: simulated histories of the programme.
        accept: share of them that the regression keeps.
        draws: number of adjusted draws.
        predictive: runs of each kind of prediction.
    """

    counts: Path | tuple[OwnCount, ...]
    name: Slug | None = None
    prior: Path
    referral_sd: Annotated[float, Field(strict=True, ge=0.01, le=2)] | None = None
    runs: Annotated[int, Field(strict=True, ge=200, le=1_000_000)]
    accept: Annotated[float, Field(strict=True, gt=0, le=1)]
    draws: Annotated[int, Field(strict=True, ge=10, le=100_000)]
    predictive: Annotated[int, Field(strict=True, ge=20, le=100_000)]
