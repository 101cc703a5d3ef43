"""Files that a user gives, checked before they are read.

After the check, a reader can rely on a regular file of bounded size, with text in UTF-8, YAML that
cannot grow without bound or call code, and no number that YAML reads as another one.
"""

import re
import stat
from pathlib import Path
from typing import Any

import yaml
from yaml import events

from sesim.messages import LONGEST_VALUE, reason, shortened
from sesim.study import StudyError
from sesim.study.yaml_text import LOADER

MEGABYTE = 1_000_000
LARGEST_TEXT = 2 * MEGABYTE
"""Bytes of a text; the largest shipped one has 30,000."""

LARGEST_TABLE = 500 * MEGABYTE
"""Bytes of a table of draws or of runs."""

DEEPEST = 30
"""Nested levels of YAML; a study has eight."""

MOST_NODES = 20_000
"""Values in a YAML file; a value that an alias repeats counts each time."""

# What YAML 1.1 reads as another number than meant: octal, binary, hexadecimal and minutes.
MISREAD = re.compile(r"[-+]?(0[0-7_]+|0b[01_]+|0x[0-9a-fA-F_]+|[1-9][0-9_]*(:[0-5]?[0-9])+)")

TAGS = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "!")
"""Tags that only give the kind of text or number of a value."""


def data_of(path: Path, largest: int = LARGEST_TABLE) -> bytes:
    """Return the contents of a file.

    Raises:
        ValueError: it is not a regular file, or too large; the message does not name it.
        OSError: it cannot be read.
    """
    refuse_unless_file(path, largest)
    with path.open("rb") as file:
        data = file.read(largest + 1)
    if len(data) > largest:  # the system does not know the size of some files
        raise ValueError(_too_large(largest))
    return data


def refuse_unless_file(path: Path, largest: int = LARGEST_TABLE) -> None:
    """Refuse what cannot be read to its end: a pipe, a device, a folder or a very large file.

    Raises:
        ValueError: it is one; the message does not name it.
        OSError: it does not exist, or cannot be read.
    """
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise ValueError("is a folder; name a file")
    if not stat.S_ISREG(found.st_mode):
        raise ValueError("is a pipe or a device; name a file")
    if found.st_size > largest:
        raise ValueError(_too_large(largest))


def _too_large(largest: int) -> str:
    return f"is too large; at most {largest / MEGABYTE:g} MB are read"


def text_of(path: Path) -> str:
    """Return the text in a file, without a byte order mark.

    Raises:
        ValueError: it is not a regular file, too large, or not text in UTF-8.
        OSError: it cannot be read.
    """
    try:
        text = data_of(path, LARGEST_TEXT).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("is not text in UTF-8; save it as UTF-8") from None
    if "\0" in text:
        raise ValueError("holds characters that are not text; save it as UTF-8")
    return text


def yaml_text_of(path: Path) -> str:
    """Return the text of a YAML file that is safe to load: keys with values, or nothing.

    Raises:
        StudyError: something is wrong with it; one line that names the file.
    """
    try:
        text = text_of(path)
        _check(text)
    except yaml.YAMLError as error:
        raise StudyError([f"{path}: {_problem(error)}"]) from None
    except OSError as error:
        raise StudyError([f"{path}: cannot be read: {reason(error)}"]) from None
    except (ValueError, RecursionError) as error:
        raise StudyError([f"{path}: {error}"]) from None
    return text


def _check(text: str) -> None:
    """Refuse a YAML text that is dangerous or misleading to load.

    Raises:
        ValueError: it is; the message has the line, and what to do.
        YAMLError: it is not YAML.
    """
    watch = _Watch()
    for event in yaml.parse(text, Loader=LOADER):
        try:
            watch.see(event)
        except ValueError as error:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise ValueError(f"line {line}: {error}") from None


class _Watch:
    """Follows the events of a YAML text, and refuses it at the first problem."""

    def __init__(self) -> None:
        self._documents = 0
        self._nodes = 0
        self._sizes: dict[str, int] = {}  # number of values at each anchor
        self._open: list[
            tuple[str | None, int]
        ] = []  # open groups: anchor, and number of values before

    def see(self, event: Any) -> None:
        """Take the next event; raises `ValueError` with the problem."""
        if isinstance(event, events.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise ValueError("'---' begins a second study; a file holds one")
        elif isinstance(event, events.CollectionEndEvent):
            self._close()
        elif isinstance(event, events.NodeEvent):
            if not self._open:
                _refuse_unless_keys(event)
            self._count(event)
            _refuse_misleading(event)
            self._begin(event)

    def _close(self) -> None:
        anchor, before = self._open.pop()
        if anchor is not None:
            self._sizes[anchor] = self._nodes - before

    def _count(self, event: Any) -> None:
        if isinstance(event, events.AliasEvent):
            if event.anchor not in self._sizes:
                raise ValueError(f"*{_short(event.anchor)} refers to a value that contains it")
            self._nodes += self._sizes[event.anchor]
        else:
            self._nodes += 1
        if self._nodes > MOST_NODES:
            raise ValueError(f"holds more than {MOST_NODES:,} values")

    def _begin(self, event: Any) -> None:
        if isinstance(event, events.CollectionStartEvent):
            self._open.append((event.anchor, self._nodes - 1))
        elif isinstance(event, events.ScalarEvent) and event.anchor is not None:
            self._sizes[event.anchor] = 1
        if len(self._open) > DEEPEST:
            raise ValueError(f"more than {DEEPEST} nested levels")


def _refuse_unless_keys(event: Any) -> None:
    # In quotation marks, or in the style of `>`, the same is a text.
    is_plain = isinstance(event, events.ScalarEvent) and not event.style
    is_nothing = is_plain and event.value in ("", "~", "null")
    if not (isinstance(event, events.MappingStartEvent) or is_nothing):
        raise ValueError("should hold lines of the form 'key: value'")


def _refuse_misleading(event: Any) -> None:
    """Refuse a value that would call code, or be read as another number than it looks like."""
    tag = str(getattr(event, "tag", None) or TAGS[0])
    if tag not in TAGS:
        raise ValueError(f"not allowed: {_short(tag)}; a study cannot call code")
    is_plain = isinstance(event, events.ScalarEvent) and not event.style and event.implicit[0]
    if is_plain and MISREAD.fullmatch(event.value) and event.value.strip("0"):
        raise ValueError(
            f"{_short(event.value)} would be read as another number; write numbers without a "
            "leading 0 or a colon, and texts in quotation marks"
        )


def _short(text: object) -> str:
    return shortened(str(text), LONGEST_VALUE)


def _problem(error: yaml.YAMLError) -> str:
    """Return where a text stops being YAML, and why, on one line."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    return f"{where}cannot be read: {shortened(' '.join(str(problem).split()))}"
