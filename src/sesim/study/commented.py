"""Programme files with comments: plain data as YAML, each value below what is known of it."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from sesim.study.file_format import FORMAT

WIDTH = 96
"""Characters of a line; a value is never broken, so its line may be longer."""


def commented_file(
    plain: Mapping[str, Any], comments: Mapping[str, Sequence[str]], head: Sequence[str] = ()
) -> str:
    """Return the text of a programme's file.

    Reading the text as YAML gives `plain`, and the mark of the format.

    Args:
        plain: the values, in the order of the file.
        comments: the paragraphs above a value, by its dotted path.
        head: the paragraphs above everything.

    >>> print(commented_file({"goals": {"work": 1.0}}, {"goals": ["41 people"]}), end="")
    format: 2
    # 41 people
    goals: {work: 1.0}
    """
    lines = [*_comment(head, 0), f"format: {FORMAT}", *_entries(plain, comments, "")]
    return "\n".join(lines) + "\n"


def _entries(plain: Mapping[str, Any], comments: Mapping[str, Sequence[str]], path: str
             ) -> Iterator[str]:  # fmt: skip
    indent = 2 * path.count(".")
    margin = " " * indent
    for key, value in plain.items():
        inner = f"{path}{key}"
        yield from _comment(comments.get(inner, ()), indent)
        if _has_inner_comments(inner, comments):
            yield f"{margin}{key}:"
            yield from _entries(value, comments, f"{inner}.")
        elif value and _is_list_of_mappings(value):
            yield f"{margin}{key}:"
            yield from (f"{margin}  - {flow(item)}" for item in value)
        elif key == "sources":
            yield f"{margin}{key}:"
            yield from (f"{margin}  {name}: {flow(text)}" for name, text in value.items())
        else:
            yield f"{margin}{key}: {flow(value)}"


def _has_inner_comments(path: str, comments: Mapping[str, Sequence[str]]) -> bool:
    return any(other.startswith(f"{path}.") for other in comments)


def _is_list_of_mappings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, Mapping) for item in value)


def _comment(paragraphs: Sequence[str], indent: int) -> Iterator[str]:
    margin = f"{' ' * indent}# "
    for paragraph in paragraphs:
        yield from textwrap.wrap(
            paragraph, WIDTH, initial_indent=margin, subsequent_indent=margin,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip


def flow(value: Any) -> str:
    """Return a value on one line."""
    text = yaml.safe_dump(
        value, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10**9
    )
    return str(text).removesuffix("...\n").strip()
