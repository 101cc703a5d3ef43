"""Records that cannot be changed: how they are copied and shown."""

from collections.abc import Mapping
from typing import Annotated, Any, Generic, NoReturn, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from sesim.study.errors import StudyError, explain
from sesim.study.showing import representation

Key = TypeVar("Key")
Value = TypeVar("Value")


class Fixed(dict[Key, Value]):
    """A dictionary that cannot be changed, so that `replace` is the only way to change a study."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a study cannot be changed in place; use study.replace(...)")

    def __reduce__(self) -> tuple[Any, ...]:
        return Fixed, (dict(self),)


for _name in (
    "__setitem__",
    "__delitem__",
    "__ior__",
    "update",
    "pop",
    "popitem",
    "clear",
    "setdefault",
):
    setattr(Fixed, _name, Fixed._refuse)

FixedMapping = Annotated[Mapping[Key, Value], AfterValidator(Fixed)]
"""A mapping that is fixed once it has been checked."""


class Frozen(BaseModel):
    """A record that cannot be changed and refuses unknown keys.

    A copy with other values is checked like a new record. pydantic's `model_construct` bypasses
    every check; do not use it for anything in a study.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with other values of some fields, which are checked.

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
        """Refuse pydantic's old method, which checks nothing.

        Raises:
            TypeError: always.
        """
        raise TypeError("copy does not check its values; use model_copy, or study.replace")

    def __repr__(self) -> str:
        parts = self._parts()
        return representation(type(self).__name__, parts) if parts else super().__repr__()

    def __str__(self) -> str:
        return repr(self)

    def _parts(self) -> list[str]:
        """Return the texts that the record is shown as; none shows every field."""
        return []

    def _follow(self, before: Self) -> None:
        """Take over what only the record knows that this one is a copy of."""


Record = TypeVar("Record", bound=Frozen)


def unchecked(record: Record, **fields: Any) -> Record:
    """Return a record with other values, which sesim made itself and need no check."""
    fixed = {
        key: Fixed(value) if isinstance(value, dict) else value for key, value in fields.items()
    }
    copied = BaseModel.model_copy(record, update=fixed)
    copied._follow(record)
    return copied


class Same(Generic[Record]):
    """A record as the key of a cache, which finds it by being the same object.

    That is cheap, and enough for a record that never changes. The cache keeps the record alive, so
    that no other object can take its place in memory.
    """

    __slots__ = ("record",)

    def __init__(self, record: Record) -> None:
        self.record = record

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.record is other.record

    def __hash__(self) -> int:
        return id(self.record)
