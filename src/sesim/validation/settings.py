"""The settings of a validation besides the parameters and the seed."""

from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field, model_validator

from sesim import messages
from sesim.study.errors import unknown_name
from sesim.study.frozen import Frozen
from sesim.validation.figures import ReferenceFigure, shipped_figures

ALL: Final = "all"

MOST = 100_000
"""No validation needs more draws."""


def _names(value: Any) -> Any:
    """Return names of figures as a list; None for all of them."""
    if value is None or value == ALL:
        return None
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not names:
        raise ValueError(f"should be all, or names of figures (got {messages.value(value)})")
    if not all(isinstance(name, str) for name in names):
        raise ValueError(f"should be names of figures (got {messages.value(value)})")
    return tuple(names)


class ValidationSettings(Frozen):
    """The settings of a validation.

    Attributes:
        draws: of the parameters, with one replication of each setup; large setups have a fourth.
        figures: names of those that are compared; None for all.
        observed: a file with yearly figures that are known by now.
        calibration: folder of a calibration whose predictions of left-out counts are shown.
    """

    draws: Annotated[int, Field(strict=True, ge=2, le=MOST)]
    figures: Annotated[tuple[str, ...] | None, BeforeValidator(_names)] = None
    observed: Annotated[str, Field(min_length=1)] | None = None
    calibration: Annotated[str, Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        known, names = [one.name for one in shipped_figures()], self.figures or ()
        for name in names:
            if name not in known:
                raise ValueError(unknown_name(f"figures: {name}", known, "figure"))
        if len(set(names)) < len(names):
            raise ValueError("figures: a name is there twice")
        return self

    @property
    def is_whole(self) -> bool:
        """Whether everything is compared, and not some figures alone."""
        return self.figures is None

    @property
    def chosen(self) -> tuple[ReferenceFigure, ...]:
        """The figures that are compared, in the order of their file."""
        names = self.figures
        return tuple(one for one in shipped_figures() if names is None or one.name in names)
