"""Fields of forms: what the pages show, and what comes back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sesim.report.text.language import Language

Given = Mapping[str, str]
"""What a form sends: a text for each name."""


@dataclass(frozen=True)
class InputField:
    """One field of a form.

    Attributes:
        name: in the form; also the end of its address on the page.
        label: what it is called.
        value: what stands in it.
        kind: `text`, `number`, `date`, `choice`, `area`, `file`, or `check`.
        options: of a choice, each with its value and what it is called.
        help: a sentence below the label.
        error: what is wrong with the value.
        note: where the value comes from.
        unit: behind the field.
    """

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()
    help: str = ""
    error: str = ""
    note: str = ""
    unit: str = ""


@dataclass(frozen=True)
class FieldGroup:
    """Several fields that are one value together, such as shares that are 100 in all.

    Attributes:
        name: of the value.
        label, help, error, note: as of a field.
        fields: in order.
        text: shown in their place where a form cannot show the value.
    """

    name: str
    label: str
    fields: tuple[InputField, ...]
    help: str = ""
    error: str = ""
    note: str = ""
    text: str = ""


FormPart = InputField | FieldGroup


@dataclass(frozen=True)
class FormSection:
    """Fields below a heading."""

    title: str
    parts: tuple[FormPart, ...]


def errors_of(sections: Iterable[FormSection]) -> list[tuple[str, str, str]]:
    """Return the name, the label and the error of each field that has one, also within a group."""
    return [
        (_first(one), one.label, one.error)
        for section in sections
        for part in section.parts
        for one in (part, *(part.fields if isinstance(part, FieldGroup) else ()))
        if one.error
    ]


def _first(part: FormPart) -> str:
    """Return the name of the field to go to."""
    return part.fields[0].name if isinstance(part, FieldGroup) and part.fields else part.name


class FormError(ValueError):
    """A value of a form that cannot be; the message says what is allowed, in words."""


def day_of(text: str, say: Language) -> str:
    """Return a day as files have it.

    Raises:
        FormError: it is none.
    """
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise FormError(say("should be a date such as 2024-01-01")) from None


def whole_of(text: str, say: Language, most: int) -> int:
    """Return a whole number.

    Raises:
        FormError: it is none, negative, or too large.
    """
    text = text.strip()
    if not text.isdecimal() or int(text) > most:
        raise FormError(say("should be a whole number from 0 to {most}", most=say.number(most)))
    return int(text)


def number_of(text: str, say: Language, least: float, most: float) -> float:
    """Return a number, with a point or a comma.

    Raises:
        FormError: it is none, or out of range.
    """
    try:
        found = float(text.strip().removesuffix("%").replace(",", "."))
    except ValueError:
        found = float("nan")
    if not least <= found <= most:
        raise FormError(
            say(
                "should be a number from {least} to {most}",
                least=say.exact(least),
                most=say.exact(most),
            )
        )
    return found


def read_into(
    problems: dict[str, str], name: str, read: Callable[[], Any], default: Any = None
) -> Any:
    """Return what a function reads; if it refuses, note why, and return the default."""
    try:
        return read()
    except FormError as problem:
        problems[name] = str(problem)
    return default
