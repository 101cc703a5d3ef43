"""Values set in the text of a YAML file, with everything else as somebody has written it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

from sesim.study import StudyError
from sesim.study.commented import flow
from sesim.study.yaml_text import data_in

SOURCES: Final = "sources"

BLOCK_TEXTS: Final = ("|", ">")
"""Styles of texts that end with the line break behind their last line."""


def with_value(text: str, path: str, value: Any) -> str:
    r"""Return the text of a file with another value at a dotted path.

    Comments and the other values stay as they are. What is missing is appended to the file, or
    to the group that it belongs to.

    Args:
        text: of a YAML file that holds keys with values.
        path: such as `referral.per_year`.
        value: plain data.

    Raises:
        StudyError: the file is written in a way that this cannot follow.

    >>> with_value("a: 1  # one\nb: {c: 2}\n", "b.c", 3)
    'a: 1  # one\nb: {c: 3}\n'
    >>> with_value("a: 1\n", "b.c", 3)
    'a: 1\nb: {c: 3}\n'
    """
    steps = path.split(".")
    expected = _put(data_in(text), steps, data_in(flow(value)))
    return _checked(_with_value(text, steps, value), expected, path)


def without(text: str, key: str) -> str:
    """Return the text of a file without one of its first keys, and the comment right above it.

    Raises:
        StudyError: the file is written in a way that this cannot follow.
    """
    expected = {name: value for name, value in (data_in(text) or {}).items() if name != key}
    return _checked(_without(text, key), expected, key)


def _checked(text: str, expected: Mapping[str, Any], path: str) -> str:
    """Return a text if it holds what it should: others may refer to what has been changed.

    Raises:
        StudyError: it does not.
    """
    try:
        found = data_in(text) or {}
    except yaml.YAMLError:
        found = None
    if found != expected:
        raise StudyError([f"{path}: cannot be changed in this file; edit the file itself"])
    return text


def _put(held: Any, steps: Sequence[str], value: Any) -> Any:
    """Return plain data with another value at a path."""
    if not steps:
        return value
    before = held if isinstance(held, Mapping) else {}
    return {**before, steps[0]: _put(before.get(steps[0]), steps[1:], value)}


def _with_value(text: str, steps: Sequence[str], value: Any) -> str:
    node = _top(text)
    if node is None:
        return _with_line(
            text, len(text) - 1, f"{flow(steps[0])}: {flow(_nested(steps[1:], value))}"
        )
    for place, step in enumerate(steps):
        found = _at(node, step)
        if found is None:
            return _with_missing(text, node, step, _nested(steps[place + 1 :], value), place == 0)
        name, inner = found
        if place == len(steps) - 1 or not isinstance(inner, yaml.MappingNode):
            new = _inline(_nested(steps[place + 1 :], value), node)
            return _replaced(text, name, inner, new)
        node = inner
    return text


def _without(text: str, key: str) -> str:
    node = _top(text)
    found = None if node is None else _at(node, key)
    if node is None or found is None:
        return text
    name, value = found
    if node.flow_style:
        return _without_in_flow(text, node, key)
    start = text.rfind("\n", 0, name.start_mark.index) + 1
    stop = text.find("\n", _end(text, value)) + 1
    while (above := text.rfind("\n", 0, max(start - 1, 0)) + 1) and text.startswith("#", above):
        start = above
    return text[:start] + (text[stop:] if stop else "")


def _without_in_flow(text: str, node: yaml.MappingNode, key: str) -> str:
    place = [name.value for name, _ in node.value].index(key)
    name, value = node.value[place]
    start, stop = name.start_mark.index, value.end_mark.index
    if place + 1 < len(node.value):
        stop = node.value[place + 1][0].start_mark.index
    elif place:
        start = node.value[place - 1][1].end_mark.index
    return text[:start] + text[stop:]


def with_comment(text: str, old: str, new: str) -> str:
    """Return a text with one comment in the place of another, wherever that is the whole line."""
    lines = text.splitlines(keepends=True)
    return "".join(line.replace(old, new) if line.strip() == f"# {old}" else line for line in lines)


def _top(text: str) -> yaml.MappingNode | None:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    return node if isinstance(node, yaml.MappingNode) else None


def _at(node: yaml.MappingNode, key: str) -> tuple[Any, Any] | None:
    """Return a key and its value."""
    return next(((name, value) for name, value in node.value if name.value == key), None)


def _nested(steps: Sequence[str], value: Any) -> Any:
    for step in reversed(steps):
        value = {step: value}
    return value


def _inline(value: Any, group: yaml.MappingNode) -> str:
    """Return a value on one line; within braces, a comma in a text needs quotation marks."""
    return flow([value])[1:-1] if group.flow_style else flow(value)


def _is_block(node: Any) -> bool:
    return isinstance(node, yaml.CollectionNode) and not node.flow_style and bool(node.value)


def _end(text: str, node: Any) -> int:
    """Return where the text of a value ends, without comments and line breaks below it."""
    if _is_block(node):
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    end: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in BLOCK_TEXTS:
        end = len(text[:end].removesuffix("\n").removesuffix("\r"))
    return end


def _replaced(text: str, name: Any, node: Any, new: str) -> str:
    start, end = node.start_mark.index, _end(text, node)
    if _is_block(node):  # it begins below its key, whose line may have a comment
        start = text.index(":", name.end_mark.index) + 1
        beside = text[start : text.index("\n", start)].rstrip()
        return f"{text[:start]} {new}{beside}{text[end:]}"
    before = "" if start == 0 or text[start - 1].isspace() else " "
    return f"{text[:start]}{before}{new}{text[end:]}"


def _with_missing(text: str, node: yaml.MappingNode, key: str, value: Any, is_top: bool) -> str:
    """Return a text with a key that a group of values lacks."""
    new = f"{flow(key)}: {_inline(value, node)}"
    if node.flow_style:
        end = node.value[-1][1].end_mark.index if node.value else node.end_mark.index - 1
        return f"{text[:end]}{', ' if node.value else ''}{new}{text[end:]}"
    margin = " " * node.value[0][0].start_mark.column
    after = len(text) - 1 if is_top else _end(text, node)
    return _with_line(text, after, f"{margin}{new}")


def _with_line(text: str, after: int, line: str) -> str:
    """Return a text with a line more, below the one that holds a place."""
    end = "\r\n" if "\r\n" in text else "\n"
    stop = text.find("\n", max(after, 0)) + 1
    if not stop:
        return f"{text}{end if text else ''}{line}{end}"
    return f"{text[:stop]}{line}{end}{text[stop:]}"
