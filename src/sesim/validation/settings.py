"""The settings of a validation besides the parameters and the seed."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from sesim.study.errors import unknown_name
from sesim.study.frozen import Frozen
from sesim.validation.figures import ReferenceFigure, shipped_figures

ALL: Final = "all"

MOST = 100_000
"""No validation needs more draws."""


class ValidationSettings(Frozen):
    """The settings of a validation.

    Attributes:
        draws: of the parameters, with one replication of each setup; large setups have a fourth.
        figures: names of those that are compared, or `all`.
        observed: a file with yearly figures that are known by now.
        calibration: folder of a calibration whose predictions of left-out counts are shown.
    """

    draws: Annotated[int, Field(strict=True, ge=2, le=MOST)]
    figures: Literal["all"] | Annotated[tuple[str, ...], Field(min_length=1)] = ALL
    observed: Annotated[str, Field(min_length=1)] | None = None
    calibration: Annotated[str, Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.figures == ALL:
            return self
        known = [one.name for one in shipped_figures()]
        for name in self.figures:
            if name not in known:
                raise ValueError(unknown_name(f"figures: {name}", known, "figure"))
        if len(set(self.figures)) < len(self.figures):
            raise ValueError("figures: a name is there twice")
        return self

    @property
    def is_whole(self) -> bool:
        """Whether everything is compared, and not some figures alone."""
        return self.figures == ALL

    @property
    def chosen(self) -> tuple[ReferenceFigure, ...]:
        """The figures that are compared, in the order of their file."""
        return tuple(one for one in shipped_figures() if self.is_whole or one.name in self.figures)
