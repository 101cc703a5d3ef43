"""A goal of a programme: the level that one of its outcomes should reach."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from sesim.study.frozen import Frozen

FAR = 1e12
"""No level is larger."""

Level = Annotated[float, Field(strict=True, ge=-FAR, le=FAR)]


class Direction(StrEnum):
    """On which side of its level an outcome reaches a goal; the level itself does."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class ProgrammeGoal(Frozen):
    """The level that an outcome should reach.

    A mapping of goals has them by outcome, such as `first_jobs_2027`; in `first_jobs_{year}`,
    `{year}` stands for every full calendar year of a study.

    Attributes:
        at_least, at_most: the level, in the unit of the outcome; one of the two.
    """

    at_least: Level | None = None
    at_most: Level | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            got = "neither" if self.at_most is None else "both"
            raise ValueError(f"give either at_least or at_most (got {got})")
        return self

    @property
    def direction(self) -> Direction:
        """On which side of the level the goal is reached."""
        return Direction.AT_MOST if self.at_least is None else Direction.AT_LEAST

    @property
    def level(self) -> float:
        """The level, in the unit of the outcome."""
        return (self.at_least or 0.0) + (self.at_most or 0.0)  # one of them is None

    def is_reached(self, value: Any) -> Any:
        """Whether a value reaches the goal, or each value of an array; NaN does not."""
        return value >= self.level if self.at_most is None else value <= self.level
