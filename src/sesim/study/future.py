"""What nobody knows of the future: the quantities that are drawn as paths, and how far they stray.

A quantity follows a random walk of its logarithm around what the study assumes. It holds by
quarter, and begins at what is assumed, since what is known is known until the first day.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from sesim.study.field_types import Day, Slug
from sesim.study.frozen import Frozen
from sesim.study.parameters import Grade

FUTURE = "future"
"""The section of a study that holds it, and the folder of `conf/` with the files."""

KNOWN = "none"
"""Name of the future in which nothing is drawn."""


class Quantity(StrEnum):
    """What may be drawn; each is a field of `Future`."""

    UNEMPLOYMENT = "unemployment"
    REFERRALS = "referrals"
    TURNOVER = "turnover"


TARGETS = MappingProxyType(
    {
        Quantity.UNEMPLOYMENT: "labour_market.unemployment",
        Quantity.REFERRALS: "referral.per_year",
        Quantity.TURNOVER: "parameters.turnover_per_year",
    }
)
"""The value of a programme that follows each path, or the parameter."""


class Drift(Frozen):
    """How far one quantity strays from what a study assumes.

    Attributes:
        sd: SD of the change of its logarithm in a year; 0 draws nothing.
        source: key of a source, with the place in it, or an assumption.
    """

    sd: Annotated[float, Field(strict=True, ge=0, le=2)]
    grade: Grade = Grade.ASSUMPTION
    source: Annotated[str, Field(min_length=1)] = "assumption"


class Future(Frozen):
    """Which quantities of a study are drawn, and how far they stray.

    Attributes:
        since: first day of the paths; if not given, the first day of a study that begins with
            people, and otherwise the day after the published counts, or the start if it is later.
        unemployment, referrals, turnover: None if the quantity is taken as known.
    """

    name: Slug = KNOWN
    since: Day | None = None
    unemployment: Drift | None = None
    referrals: Drift | None = None
    turnover: Drift | None = None

    @property
    def sds(self) -> dict[Quantity, float]:
        """The SD of each quantity that is drawn, by its name."""
        drifts = {one: getattr(self, one.value) for one in Quantity}
        return {one: drift.sd for one, drift in drifts.items() if drift and drift.sd > 0}

    @property
    def is_drawn(self) -> bool:
        """Whether any quantity is drawn."""
        return bool(self.sds)

    def _parts(self) -> list[str]:
        return [self.name, *(f"{one} {sd:g}" for one, sd in self.sds.items())]
