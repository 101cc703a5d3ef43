"""Values set in the text of a YAML file: any file keeps everything else, to the letter."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sesim.app.edited import with_comment, with_value, without
from sesim.study import StudyError

KEYS = ("a", "b", "per_year", "åäö", "n", "title", "x y")
TEXTS = (
    "plain", "två ord", "a, b", "key: value", "# no comment", "it's", '"quoted"', "{x}", "[y",
    "2024-01-01", "yes", "1.5", "", "- dash", "*star", "&mark", "%", "| pipe", "ends with:",
)  # fmt: skip
SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(TEXTS), st.integers(-99, 9999), st.sampled_from([0.5, 1e-3, True, False, None])
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=5,
)


class Written(NamedTuple):
    """A file as somebody might have written it.

    Attributes:
        text: of the file.
        comments: each comment, with the path of the value inside which it stands.
        paths: of every value that stands in groups alone, each with the kind of its text.
    """

    text: str
    comments: dict[str, str]
    paths: dict[str, str]


class Writer:
    """Writes files in all the ways that people do."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.comments: dict[str, str] = {}
        self.paths: dict[str, str] = {}

    def chance(self) -> bool:
        return self.draw(st.integers(0, 3)) == 0

    def comment(self, path: str) -> str:
        text = f"# no. {len(self.comments)}: so, what: {{x"
        self.comments[text] = path
        return text

    def trail(self, path: str) -> str:
        return f"  {self.comment(path)}" if self.chance() else ""

    def above(self, path: str, margin: str) -> Iterator[str]:
        for _ in range(self.draw(st.integers(0, 2))):
            yield self.draw(st.sampled_from([margin, ""])) + self.comment(path)
        if self.chance():
            yield ""

    def group(self, path: str, indent: int, depth: int) -> Iterator[str]:
        """Yield the lines of keys with values."""
        margin = " " * indent
        fewest = 0 if depth == 0 else 1
        for key in self.draw(
            st.lists(st.sampled_from(KEYS), min_size=fewest, max_size=4, unique=True)
        ):
            yield from self.above(path, margin)
            name = yaml.safe_dump(key, allow_unicode=True).removesuffix("...\n").strip()
            if self.chance():
                name = f'"{key}"'
            yield from self.value(f"{path}.{key}".lstrip("."), f"{margin}{name}:", indent, depth)

    def value(self, path: str, head: str, indent: int, depth: int) -> Iterator[str]:
        kinds = ["null", "flow", "flow", "quoted", "lines", "text", "folded"]
        kind = self.draw(st.sampled_from(kinds + ["group", "items", "records"] * (depth < 3)))
        self.paths[path] = kind
        margin = " " * (indent + 2)
        outer = path.rpartition(".")[0]
        if kind == "null":
            yield head + self.draw(st.sampled_from(["", " ", " ~", " null"])) + self.trail(outer)
        elif kind == "flow":
            plain = yaml.safe_dump(
                self.draw(VALUES), default_flow_style=True, allow_unicode=True, width=10**9
            )
            yield f"{head} {plain.removesuffix('...' + chr(10)).strip()}{self.trail(outer)}"
        elif kind == "quoted":
            mark = self.draw(st.sampled_from(["'", '"']))
            yield f"{head} {mark}så: [här] # inte{mark}{self.trail(outer)}"
        elif kind == "lines":
            yield f"{head} {{{self.trail(path)}"
            yield f"{margin}p: 1,{self.trail(path)}"
            yield f"{margin}q: [2, 3]{self.draw(st.sampled_from(['', ',']))}{self.trail(path)}"
            yield f"{margin}}}{self.trail(outer)}"
        elif kind == "text":
            yield f"{head} {self.draw(st.sampled_from(['|', '>', '|-']))}"
            yield f"{margin}one: 1"
            if self.chance():
                yield ""
            yield f"{margin}# two"
        elif kind == "folded":
            yield f"{head} some words"
            yield f"{margin}and more{self.trail(outer)}"
        elif kind == "group":
            yield head + self.trail(outer)
            yield from self.group(path, indent + self.draw(st.sampled_from([1, 2, 4])), depth + 1)
        else:
            yield head + self.trail(outer)
            yield from self.items(path, indent, kind)

    def items(self, path: str, indent: int, kind: str) -> Iterator[str]:
        margin = " " * (indent + self.draw(st.sampled_from([0, 2])))
        for number in range(self.draw(st.integers(1, 3))):
            if number:
                yield from self.above(path, margin)
            if kind == "items":
                yield f"{margin}- {number}{self.trail(path)}"
            else:
                yield f"{margin}- name: x{number}{self.trail(path)}"
                yield f"{margin}  fte: {{since: 1, share: 0.5}}{self.trail(path)}"
                yield f"{margin}  goals:"
                yield f"{margin}    work: 1{self.trail(path)}"


@st.composite
def files(draw: st.DrawFn) -> Written:
    writer = Writer(draw)
    lines = list(writer.group("", 0, 0))
    lines += [writer.comment("") for _ in range(draw(st.integers(0, 2)))]
    end = draw(st.sampled_from(["\n", "\r\n"]))
    last = [*writer.paths.values()][-1:] == ["text"]  # a line more would be another text
    text = end.join(lines) + (end if last or draw(st.booleans()) else "")
    # What stands in lists, flow style or texts can be reached too, or be replaced on the way.
    return Written(text, writer.comments, writer.paths)


@st.composite
def changes(draw: st.DrawFn) -> tuple[Written, str, Any]:
    file = draw(files())
    plain = [one for one in file.paths if " " not in one]
    path = draw(st.sampled_from([*plain, "new", "a", "b.title", "b.new.deeper"]))
    if draw(st.booleans()):
        path += draw(st.sampled_from([".p", ".q", ".new", ".a", ".a.b", ".work"]))
    return file, path, draw(VALUES)


def data_of(text: str) -> dict[str, Any]:
    found = yaml.safe_load(text)
    return {} if found is None else dict(found)


def put(held: Any, steps: list[str], value: Any) -> Any:
    """Return data with another value at a path."""
    if not steps:
        return value
    before = dict(held) if isinstance(held, Mapping) else {}
    return {**before, steps[0]: put(before.get(steps[0]), steps[1:], value)}


def is_inside(path: str, group: str) -> bool:
    return path == group or path.startswith(f"{group}.")


def overwritten(file: Written, path: str) -> str:
    """Return the path of the value whose text is replaced: one that is no group has none within."""
    held: Any = data_of(file.text)
    steps = path.split(".")
    for place, step in enumerate(steps):
        if not isinstance(held, Mapping) or step not in held:
            return ".".join(steps[:place]) if not isinstance(held, Mapping) else path
        held = held[step]
    return path


@settings(max_examples=60)
@given(changes())
def test_any_file_has_the_value_and_keeps_everything_else(
    change: tuple[Written, str, Any],
) -> None:
    file, path, value = change
    new = with_value(file.text, path, value)
    replaced = overwritten(file, path)
    kept = [text for text, where in file.comments.items() if not is_inside(where, replaced)]

    assert data_of(new) == put(data_of(file.text), path.split("."), value)
    assert [text for text in kept if text not in new] == []
    assert other_lines(file, replaced) <= set(new.splitlines())
    assert with_value(new, path, value) == new


def other_lines(file: Written, replaced: str) -> set[str]:
    """Return the lines of a file that say nothing about a value."""
    top = replaced.partition(".")[0]
    node = yaml.compose(file.text, Loader=yaml.SafeLoader)
    lines = file.text.splitlines()
    if node is None:
        return set(lines)
    found = [
        (name.start_mark.line, value.end_mark.line + 1)
        for name, value in node.value
        if name.value == top
    ]
    for first, last in found:
        return {*lines[:first], *lines[last:]}
    return set(lines)


@settings(max_examples=60)
@given(files(), st.sampled_from(KEYS))
def test_only_a_key_is_removed(file: Written, key: str) -> None:
    new = without(file.text, key)
    before = data_of(file.text)

    assert data_of(new) == {name: held for name, held in before.items() if name != key}
    first, after = around(file.text, key)
    assert new.startswith(first)
    assert new.endswith(after)
    assert len(new) <= len(file.text)


def around(text: str, key: str) -> tuple[str, str]:
    """Return what stands above a key and the comments right above it, and from the next key on."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    names = [name for name, _ in (node.value if node else [])]
    lines = text.splitlines(keepends=True)
    own = [one.start_mark.line for one in names if one.value == key]
    if not own:
        return text, ""
    first = own[0]
    while first and lines[first - 1].startswith("#"):
        first -= 1
    next_key = min(
        (one.start_mark.line for one in names if one.start_mark.line > own[0]), default=None
    )
    return "".join(lines[:first]), "" if next_key is None else "".join(lines[next_key:])


@pytest.mark.parametrize(
    ("text", "path", "value", "expected"),
    [
        ("", "a", 1, "a: 1\n"),
        ("# nothing yet", "a.b", 1, "# nothing yet\na: {b: 1}\n"),
        ("a:\n", "a", 1, "a: 1\n"),
        ("a: # why\nb: 2\n", "a", 1, "a: 1 # why\nb: 2\n"),
        ("a: 1\r\nb: 2\r\n", "a", 3, "a: 3\r\nb: 2\r\n"),
        ("a: 'å'  # ö\n", "a", "ä", "a: ä  # ö\n"),
        ("a: {b: 1}\n", "a.b", "x, y", "a: {b: 'x, y'}\n"),
        ("a: {b: 1,}\n", "a.c", 2, "a: {b: 1, c: 2,}\n"),
        ("{a: 1}\n", "b", 2, "{a: 1, b: 2}\n"),
        ("a:  # one: two\n  # note: this\n  - x: 1\nb: 2\n", "a", [], "a: []  # one: two\nb: 2\n"),
        ("a: |\n  one\nb: 2\n", "a", 1, "a: 1\nb: 2\n"),
        ("a:\n  b: |\n    one\nc: 2\n", "a.d", 1, "a:\n  b: |\n    one\n  d: 1\nc: 2\n"),
        ("  a: 1\n", "b", 2, "  a: 1\n  b: 2\n"),
        ("a: 1", "on", 2, "a: 1\n'on': 2\n"),
    ],
)  # fmt: skip
def test_values_are_set_as_one_would_by_hand(
    text: str, path: str, value: Any, expected: str
) -> None:
    assert with_value(text, path, value) == expected


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a: &x 1\nb: *x\n", "a"),  # what repeats a value would have nothing to repeat
        ("a: &x {c: 1}\nb: *x\n", "a.c"),  # both would change
        ("a: 1\n...\n", "b"),  # what follows is another document
    ],
)
def test_what_cannot_be_set_is_refused(text: str, path: str) -> None:
    with pytest.raises(StudyError, match="edit the file itself"):
        with_value(text, path, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("b: 1\n# about a\na: {c: 1}  # here\n# about d\nd: 1\n", "b: 1\n# about d\nd: 1\n"),
        ("b: 1\na:\n  - x\n  - y\n\nd: 1", "b: 1\n\nd: 1"),
        ("a: |\n  text\nd: 1\n", "d: 1\n"),
        ("a:\nd: 1\n", "d: 1\n"),
        ("{a: 1, d: 1}\n", "{d: 1}\n"),
        ("{d: 1, a: {c: 1}}\n", "{d: 1}\n"),
        ("a: 1", ""),
    ],
)
def test_keys_are_removed_as_one_would_by_hand(text: str, expected: str) -> None:
    assert without(text, "a") == expected


def test_a_comment_is_replaced_only_where_it_is_the_whole_line() -> None:
    text = "# a: default\na: 1  # a: default\n  # a: default\n# a: default, or not\n"

    assert with_comment(text, "a: default", "a: set") == (
        "# a: set\na: 1  # a: default\n  # a: set\n# a: default, or not\n"
    )
