"""Records that cannot be changed: how they are copied, and how they show themselves."""

from collections.abc import Mapping
from typing import Any, NoReturn, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from sesim.study.errors import StudyError, explain


class Frozen(BaseModel):
    """A record that cannot be changed and refuses keys that it does not know.

    A copy with other values is checked like a new record. `model_construct` is pydantic's own way
    past every check; nothing in a study may come from it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy, with other values of some fields; they are checked.

        Raises:
            StudyError: a value is not allowed, or there is no such field.
        """
        if not update:
            return super().model_copy(deep=deep)
        given = {name: getattr(self, name) for name in self.model_fields_set}
        try:
            return type(self).model_validate({**given, **update})
        except ValidationError as error:
            raise StudyError(explain(error, type(self))) from None

    def copy(self, **_: Any) -> NoReturn:
        """Refuse pydantic's old way to copy, which checks nothing.

        Raises:
            TypeError: always.
        """
        raise TypeError("copy does not check what it is given; use model_copy, or study.replace")

    def _follow(self, before: Self) -> None:
        """Learn from which record this one was copied."""


Record = TypeVar("Record", bound=Frozen)


def unchecked(record: Record, **fields: Any) -> Record:
    """Return a record with other values, which the program itself made and need no check."""
    copied = BaseModel.model_copy(record, update=fields)
    copied._follow(record)
    return copied
