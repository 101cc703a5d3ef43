"""A change of one value, in a scenario or in a programme's own history: set it or scale it."""

from typing import Annotated, Any, Self

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from sesim.study.frozen import Frozen

LARGEST_SCALE = 1000.0
"""A value scaled by more than this is taken for a typing error."""


class ValueChange(Frozen):
    """One value that is set or scaled.

    Attributes:
        target: dotted path of the value.
    """

    target: Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z_]+)*$")]
    set: Any = None
    scale: Annotated[float, Field(strict=True, ge=0, le=LARGEST_SCALE)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if ("set" in self.model_fields_set) == (self.scale is not None):
            raise ValueError("give either set or scale")
        return self

    @model_serializer(mode="wrap")
    def _as_written(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out the way that is not taken, so that what is written can be read again."""
        plain: dict[str, Any] = write(self)
        plain.pop("set" if "set" not in self.model_fields_set else "scale", None)
        return plain
