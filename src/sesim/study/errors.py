"""Every problem of a study, in one message that a planner can act on."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sesim import messages
from sesim.study.meant import meant_number, near

LONGEST_LIST = 30
"""Names shown when a name is unknown and no known name resembles it."""

KNOWN = "; known: "
"""What stands between an unknown name and those that are known."""

GONE = {
    "fixed_overhead": "team_meeting_hours and post_meeting_hours",
    "motivation_hr": "participation_wavering and participation_not_motivated",
    "direct_hire_ratio": "hired_at_once",
    "placement_to_job": "hired_per_month",
    "support_log_odds": "support_log_ratio",
    "review_months": "subsidy_term_months",
    "retained_at_review": "renewed_at_review",
}
"""Parameters of earlier versions, and those in their place, whose values mean other things."""

REPLACED = {
    "first_share": "placement.aim (jobs, mixed or placements); sesim-convert does it in a file",
    **{name: f"{new}, which means another thing" for name, new in GONE.items()},
}
"""Names of earlier versions, and what replaced them."""


PERSON = "person"
"""The key of a person's number: what was given may be a personal identity number."""

UNSAID = "not repeated here, since it may identify a person"


class StudyError(ValueError):
    """A study that cannot be run; the message has every key, its value and what is allowed.

    Attributes:
        problems: each on one line of bounded length, including those that the message leaves out.

    Example:
        >>> import sesim
        >>> try:
        ...     sesim.load_study("programmes=vetlanda vetlanda.back_heaviness=7.0")
        ... except sesim.StudyError as error:
        ...     print(error.problems[0])
        vetlanda.back_heaviness: should be less than or equal to 1 (got 7.0)
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(map(messages.shortened, problems))
        count = len(self.problems)
        head = "1 problem" if count == 1 else f"{count} problems"
        shown = (f"  {line}" for line in messages.message_lines(tuple(_known_once(self.problems))))
        super().__init__("\n".join([f"invalid study: {head}", *shown]))


def _known_once(problems: Iterable[str]) -> Iterator[str]:
    """Yield the problems, with a list of known names only where it is new to the reader."""
    said = set()
    for problem in problems:
        told, listed, known = problem.partition(KNOWN)
        yield f"{told}{KNOWN}as above" if known in said else problem
        if listed:
            said.add(known)


def unknown_name(key: str, known: Iterable[str], what: str = "key") -> str:
    """Return the message that a name is unknown, with the most similar known one."""
    known = list(known)
    key = messages.shortened(key, messages.LONGEST_VALUE)
    name = re.split(r"[.: ]+", key)[-1]
    if name in REPLACED:
        return f"{key}: unknown {what}; it was replaced by {REPLACED[name]}"
    if meant := near(name, known):
        return f"{key}: unknown {what} (did you mean '{meant}'?)"
    some = ", ".join(known[:LONGEST_LIST])
    rest = f", … ({len(known)} in all)" if len(known) > LONGEST_LIST else ""
    return f"{key}: unknown {what}{KNOWN}{some}{rest}"


def explain(
    error: ValidationError, model: type[BaseModel], prefix: str = "", *, of_people: bool = False
) -> list[str]:
    """Turn a validation error into one line per problem: key, what is allowed, what was given.

    Args:
        error: what pydantic found.
        model: the record that was checked.
        prefix: what each key begins with.
        of_people: whether the record is a person's; then what was given is never repeated. The
            number of a person never is.
    """
    found = (detail for detail in error.errors() if not _follows(detail))
    return [_line(detail, model, prefix, of_people) for detail in found]


def _follows(detail: Any) -> bool:
    """Whether a list is reported as too short only because its items were refused already."""
    if detail["type"] != "too_short":
        return False
    return bool(len(detail["input"]) >= detail["ctx"]["min_length"])


def _line(detail: Any, model: type[BaseModel], prefix: str, of_people: bool) -> str:
    location = detail["loc"]
    hidden = bool(location) and (of_people or location[-1] == PERSON)
    key = ".".join(str(part) for part in (*([prefix] if prefix else []), *location))
    match detail["type"]:
        case "extra_forbidden":
            return unknown_name(key, _fields_at(model, location[:-1]))
        case "missing":
            return f"{key}: missing"
        case "value_error":
            problem = str(detail["ctx"]["error"])
            if hidden:
                problem = re.sub(r" \(got .*", f" ({UNSAID})", problem, flags=re.DOTALL)
            return f"{key}: {problem}" if key else problem
    given = UNSAID if hidden else got(detail["input"], detail["type"])
    return f"{key}: {_plain(detail['msg'])} ({given})"


def got(given: object, expected: str = "float_type") -> str:
    """Return what was given, and the number that was meant if one was expected.

    >>> got("0,2")
    "got '0,2'; did you mean 0.2?"
    """
    meant = None
    if expected.startswith(("int_", "float_")):
        meant = meant_number(given, whole=expected.startswith("int_"))
    hint = f"; did you mean {meant}?" if meant else ""
    return f"got {messages.value(given)}{hint}"


def _plain(message: str) -> str:
    """Return pydantic's message in the terms of a YAML file instead of Python's.

    >>> _plain("Input should be a valid dictionary or instance of Training")
    'should be a group of values'
    """
    message = re.sub(r"^\w+ should", "should", message)
    message = re.sub(r"a valid dictionary( or instance of \w+)?", "a group of values", message)
    return message.replace("a valid tuple", "a list")


def _fields_at(model: type[BaseModel], location: Sequence[str | int]) -> list[str]:
    """Return the names of the fields of the record at a location inside a model."""
    names = [part for part in location if isinstance(part, str)]
    while names:
        part = names.pop(0)
        annotation = model.model_fields[part].annotation if part in model.model_fields else None
        found = _record_in(annotation)
        if found is None:
            return []
        if names and get_origin(annotation) is Mapping:
            names.pop(0)  # a key of the mapping
        model = found
    return list(model.model_fields)


def _record_in(annotation: Any) -> type[BaseModel] | None:
    """Return the first record type inside an annotation such as `tuple[Post, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _record_in(part))), None)
