"""Values set in the text of a YAML file, with everything else as somebody has written it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

from sesim.study.commented import flow

SOURCES: Final = "sources"


def with_value(text: str, path: str, value: Any) -> str:
    r"""Return the text of a file with another value at a dotted path.

    Comments and the other values stay as they are. What is missing is appended to the file, or
    to the group that it belongs to.

    Args:
        text: of a YAML file that holds keys with values.
        path: such as `referral.per_year`.
        value: plain data.

    >>> with_value("a: 1  # one\nb: {c: 2}\n", "b.c", 3)
    'a: 1  # one\nb: {c: 3}\n'
    >>> with_value("a: 1\n", "b.c", 3)
    'a: 1\nb: {c: 3}\n'
    """
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    steps = path.split(".")
    if node is None or not isinstance(node, yaml.MappingNode):
        return _appended(text, steps[0], _nested(steps[1:], value))
    for place, step in enumerate(steps):
        found = _at(node, step)
        if found is None:
            return _with_missing(text, node, steps[place:], value, is_top=place == 0)
        if place == len(steps) - 1 or not isinstance(found, yaml.MappingNode):
            return _replaced(text, found, _nested(steps[place + 1 :], value))
        node = found
    return text


def without(text: str, key: str) -> str:
    """Return the text of a file without one of its first keys, and the comment right above it."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for name, value in node.value if isinstance(node, yaml.MappingNode) else []:
        if name.value == key:
            lines = text.splitlines(keepends=True)
            first, last = name.start_mark.line, _end(value)[1]
            while first > 0 and lines[first - 1].startswith("#") and first > 1:
                first -= 1
            return "".join([*lines[:first], *lines[last + 1 :]])
    return text


def with_comment(text: str, old: str, new: str) -> str:
    """Return a text with one comment in the place of another, wherever that is the whole line."""
    lines = text.splitlines(keepends=True)
    return "".join(line.replace(old, new) if line.strip() == f"# {old}" else line for line in lines)


def _at(node: yaml.MappingNode, key: str) -> Any:
    return next((value for name, value in node.value if name.value == key), None)


def _nested(steps: Sequence[str], value: Any) -> Any:
    for step in reversed(steps):
        value = {step: value}
    return value


def _end(node: Any) -> tuple[int, int]:
    """Return where the text of a value ends, and its last line, without comments below it."""
    is_block = isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value
    if not is_block:
        return node.end_mark.index, node.end_mark.line
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _replaced(text: str, node: Any, value: Any) -> str:
    start, (end, _) = node.start_mark.index, _end(node)
    is_block = isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value
    if is_block:  # it begins on a line of its own, below its key
        start = text.rindex(":", 0, start) + 1
        return f"{text[:start]} {flow(value)}{text[end:]}"
    before = "" if start == 0 or text[start - 1].isspace() else " "
    return f"{text[:start]}{before}{flow(value)}{text[end:]}"


def _with_missing(
    text: str, node: yaml.MappingNode, steps: Sequence[str], value: Any, *, is_top: bool
) -> str:
    """Return a text with a key that a group of values lacks."""
    inner = _nested(steps[1:], value)
    if is_top:
        return _appended(text, steps[0], inner)
    end, _ = _end(node)
    if node.flow_style:
        between = ", " if node.value else ""
        return f"{text[: end - 1]}{between}{steps[0]}: {flow(inner)}{text[end - 1 :]}"
    margin = " " * node.value[0][0].start_mark.column
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    return f"{text[:stop]}\n{margin}{steps[0]}: {flow(inner)}{text[stop:]}"


def _appended(text: str, key: str, value: Any) -> str:
    before = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{before}{key}: {flow(value)}\n"


def with_values(text: str, values: Mapping[str, Any]) -> str:
    """Return the text of a file with other values at several dotted paths."""
    for path, value in values.items():
        text = with_value(text, path, value)
    return text
