"""The coaches' posts of a programme: what each does, and its size over time."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from sesim.study.field_types import Day, Slug
from sesim.study.frozen import Frozen


class Role(StrEnum):
    """What a post does: everything, all but employer contacts, or only employer contacts."""

    GENERALIST = "generalist"
    SUPPORT = "support"
    EMPLOYERS = "employers"


class Fte(Frozen):
    """A share of a full-time post, from one date until another, or without an end."""

    since: Day
    until: Day | None = None
    share: Annotated[float, Field(strict=True, ge=0, le=1)]

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.until is not None and self.until <= self.since:
            raise ValueError(f"until {self.until} must be after since {self.since}")
        return self


class Post(Frozen):
    """A coach's post in the programme, with whichever holder it has.

    Attributes:
        fte: shares of a full-time post over time, oldest first, without overlap.
        other_duties: the holder has another mission for the rest of the working week, and loses
            time by switching (see the parameter `part_time_loss`).
        experienced: the first holder is experienced when the post begins.
    """

    name: Slug
    role: Role = Role.GENERALIST
    fte: Annotated[tuple[Fte, ...], Field(min_length=1)]
    other_duties: bool = True
    experienced: bool = True

    def share_on(self, day: date) -> float:
        """Return the post's share of a full-time post on a day; 0 if it does not exist then."""
        for period in self.fte:
            if period.since <= day and (period.until is None or day < period.until):
                return period.share
        return 0.0

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for earlier, later in zip(self.fte, self.fte[1:], strict=False):
            if earlier.until is None or later.since < earlier.until:
                end = earlier.until or "open"
                raise ValueError(
                    f"FTE periods overlap: {earlier.since} to {end} and from {later.since}; "
                    "each must end before the next begins"
                )
        return self
