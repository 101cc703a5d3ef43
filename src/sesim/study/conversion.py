"""Files of users in the format of an earlier version, and how they become files of this one.

Format 1 is that of sesim 0.1 and 0.2. A file is changed as text, at the places where its values
stand, so that comments and everything else stay; what comes out is read again and compared with
what was meant.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from sesim import messages
from sesim.study.errors import GONE, unknown_name
from sesim.study.file_format import FORMAT
from sesim.study.parameters import register
from sesim.study.programme import Aim

LAST_OF_FORMAT_1 = "0.2"
"""The last version that reads format 1."""

MOSTLY_JOBS, MOSTLY_PLACEMENTS = 0.45, 0.85
"""Shares of contacts that asked for a placement: below the first a programme aims at jobs, above
the second at placements, and between them at both."""

OLD, NEW = "first_share", "aim"
"""The field of `placement` in format 1, and in this one."""

DATED = ("changes", "habits")
"""Lists of values that are set or scaled from a date."""


@dataclass(slots=True)
class Converted:
    """What became of a file.

    Attributes:
        text: the file in the present format.
        changes: what was changed, one line for each.
        problems: why the file cannot be converted, one line for each; then `text` is of no use.
        lost: whether one of them is something that only an earlier version can run.
    """

    text: str
    changes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    lost: bool = False


class _Share(NamedTuple):
    """A share of placements in a file: where it stands, by its keys, and in the text."""

    path: tuple[str | int, ...]
    name: yaml.Node
    value: yaml.Node


class _Edit(NamedTuple):
    """A part of the text, from one index to another, and what replaces it."""

    begin: int
    end: int
    text: str


def converted(text: str) -> Converted:
    """Return the text of a programme or a scenario in the present format.

    A file that needs no change is returned as it is.

    Args:
        text: a YAML mapping that is safe to load.
    """
    plain = yaml.safe_load(text)
    found = Converted(text, problems=list(_foreign(plain)))
    if found.problems:
        return found
    lost = list(_lost(plain))
    found.problems += lost
    found.lost = bool(lost)
    if _is_parameters(plain):
        return found
    tree = _tree(text)
    shares = list(_shares(tree))
    if plain.get("format") == FORMAT and not shares:
        return found
    edits = [edit for share in shares for edit in _aimed(share, plain, found)]
    if plain.get("format") != FORMAT:
        edits.append(_marked(tree))
        found.changes.append(f"format: {FORMAT}")
    if not found.problems:
        found.text = _edited(text, edits)
        if not _is_meant(found.text, _meant(plain, shares)):
            found.problems.append("cannot be changed as it is written; write it with plain keys")
    return found


def aim_of(share: float) -> Aim:
    """Return what a programme aims at, from the share of its contacts that asked for a placement.

    >>> aim_of(0.7).value
    'mixed'
    """
    if share < MOSTLY_JOBS:
        return Aim.JOBS
    return Aim.PLACEMENTS if share > MOSTLY_PLACEMENTS else Aim.MIXED


def _foreign(plain: Any) -> Iterator[str]:
    """Yield why a file is none that can be converted, if it is none."""
    if isinstance(plain, Mapping) and {"replications", "scenario"} <= plain.keys():
        yield "is the whole study of a result folder, which the version in its provenance.json runs"
    elif not isinstance(plain, Mapping) or not (
        {"posts", "placement", "changes"} & plain.keys() or _is_parameters(plain)
    ):
        yield "is neither a programme nor a scenario"
    elif "format" in plain:
        mark = plain["format"]
        if isinstance(mark, bool) or mark not in {1, FORMAT}:
            later = not isinstance(mark, bool) and isinstance(mark, int | float) and mark > FORMAT
            why = "; the file is for a later version of sesim" if later else ""
            yield f"format: should be 1 or {FORMAT} (got {messages.value(mark)}){why}"


def _is_parameters(plain: Mapping[str, Any]) -> bool:
    """Whether a file sets parameters and nothing else; such files have no format."""
    return bool(plain) and plain.keys() <= {*register(), *GONE}


def _lost(plain: Mapping[str, Any]) -> Iterator[str]:
    """Yield one line for each thing that the present format cannot say."""
    known = register()
    if _is_parameters(plain):
        yield from (unknown_name(name, known, "parameter") for name in plain if name in GONE)
    for area in DATED:
        changes = plain.get(area)
        for i, change in enumerate(changes if isinstance(changes, list) else []):
            target = change.get("target") if isinstance(change, Mapping) else None
            if not isinstance(target, str):
                continue
            if target == f"placement.{OLD}" and "set" not in change:
                yield f"{area}.{i}: {target}: cannot be scaled any more; set placement.aim instead"
            room, _, name = target.partition(".")
            if room == "parameters" and name not in known:
                yield unknown_name(f"{area}.{i}: {target}", known, "parameter")


def _tree(text: str) -> yaml.MappingNode:
    tree = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(tree, yaml.MappingNode):
        raise TypeError("a programme or a scenario is a mapping")
    return tree


def _shares(tree: yaml.Node) -> Iterator[_Share]:
    """Yield every share of placements in a file."""
    root = _entries(tree)
    if "placement" in root and OLD in (placement := _entries(root["placement"][1])):
        yield _Share(("placement", OLD), *placement[OLD])
    for area in DATED:
        items = root[area][1].value if area in root else []
        for i, item in enumerate(items if isinstance(items, list) else []):
            entries = _entries(item)
            target = entries.get("target")
            if "set" in entries and target and target[1].value == f"placement.{OLD}":
                yield _Share((area, i, "set"), target[1], entries["set"][1])


def _entries(node: yaml.Node) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """Return the keys and values of a mapping by name; nothing if it is none."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: (key, value) for key, value in node.value if isinstance(key.value, str)}


def _aimed(share: _Share, plain: Mapping[str, Any], found: Converted) -> Iterator[_Edit]:
    """Yield what replaces a share of placements, and note what was done."""
    value = _at(plain, share.path)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        name = ".".join(map(str, share.path))
        found.problems.append(f"{name}: should be from 0 to 1 (got {messages.value(value)})")
        return
    aim = aim_of(value)
    found.changes.append(f"placement.{OLD} {value} became placement.{NEW} {aim}")
    name = NEW if share.path[0] == "placement" else f"placement.{NEW}"
    for node, new in ((share.name, name), (share.value, aim.value)):
        yield _Edit(node.start_mark.index, node.end_mark.index, new)


def _marked(tree: yaml.MappingNode) -> _Edit:
    """Return what marks a file as being in the present format."""
    root = _entries(tree)
    if "format" in root:
        value = root["format"][1]
        return _Edit(value.start_mark.index, value.end_mark.index, str(FORMAT))
    first = tree.value[0][0].start_mark
    after = ", " if tree.flow_style else "\n" + " " * first.column
    return _Edit(first.index, first.index, f"format: {FORMAT}{after}")


def _edited(text: str, edits: list[_Edit]) -> str:
    for edit in sorted(edits, reverse=True):
        text = text[: edit.begin] + edit.text + text[edit.end :]
    return text


def _meant(plain: Mapping[str, Any], shares: list[_Share]) -> dict[str, Any]:
    """Return what the converted file should hold."""
    copy: dict[str, Any] = yaml.safe_load(yaml.safe_dump(dict(plain)))
    for share in shares:
        inside = _at(copy, share.path[:-1])
        aim = aim_of(inside.pop(share.path[-1])).value
        inside |= {NEW: aim} if share.path[0] == "placement" else {
            "target": f"placement.{NEW}", "set": aim,
        }  # fmt: skip
    return copy | {"format": FORMAT}


def _at(plain: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        plain = plain[key]
    return plain


def _is_meant(text: str, meant: Mapping[str, Any]) -> bool:
    try:
        return bool(yaml.safe_load(text) == meant)
    except yaml.YAMLError:
        return False
