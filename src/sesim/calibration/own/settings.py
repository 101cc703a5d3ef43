"""How parameters are adjusted to a programme's own counts."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from sesim import messages
from sesim.study.field_types import Slug
from sesim.study.frozen import Frozen

Path = Annotated[str, Field(min_length=1)]


def _file_or_list(value: Any) -> str | list[Any]:
    if (isinstance(value, str) and value) or isinstance(value, list):
        return value
    if value is None:
        raise ValueError("missing; name a file, such as counts=own_counts.csv")
    raise ValueError(f"should be a file or a list of counts (got {messages.value(value)})")


class AdjustSettings(Frozen):
    """The settings of `sesim-adjust` besides the study.

    Attributes:
        counts: a CSV file with the columns of `OwnCount`, or a list of such counts, unchecked.
        name: of the adjusted parameters; by default that of the programme, and `_adjusted`.
        prior: the draws that are adjusted: `posterior`, or a file.
        referral_sd: how well the referral rate in the programme's file is known, as the SD of its
            log; None for that of the register.
        runs: simulated histories of the programme.
        accept: share of them that the regression keeps.
        draws: number of adjusted draws.
        predictive: runs of each kind of prediction.
    """

    counts: Annotated[Any, BeforeValidator(_file_or_list)]
    name: Slug | None = None
    prior: Path
    referral_sd: Annotated[float, Field(strict=True, ge=0.01, le=2)] | None = None
    runs: Annotated[int, Field(strict=True, ge=200, le=1_000_000)]
    accept: Annotated[float, Field(strict=True, gt=0, le=1)]
    draws: Annotated[int, Field(strict=True, ge=10, le=100_000)]
    predictive: Annotated[int, Field(strict=True, ge=20, le=100_000)]
