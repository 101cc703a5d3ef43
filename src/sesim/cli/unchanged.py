"""What was made from files, kept until one of them changes."""

import stat
import sys
import time
from collections.abc import Callable, Hashable, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

SETTLED_SECONDS = 3.0
"""A file that changed more recently may change again and look the same: disks keep coarse times."""

Made = TypeVar("Made")

Look = tuple[int, ...] | frozenset[str] | None
"""How a file looks from outside, the names in a folder, or None for what does not exist."""

UNKNOWN: Look = (0, 0, sys.maxsize, sys.maxsize)
"""How something looks that may change unseen: as if it changed in the far future."""


def note(path: Path) -> None:
    """Note that what is being made depends on a file or folder, also on one that does not exist.

    Call it before you look at the file, so that a change in between is not missed.
    """
    _note_all({path: _look(path)} if _noted.get() else {})


def note_unknown() -> None:
    """Note that what is being made depends on something that cannot be noted: it is not kept."""
    _note_all({Path(): UNKNOWN})


_noted: ContextVar[tuple[dict[Path, Look], ...]] = ContextVar("noted", default=())
"""What everything that is being made depends on; what is made last may be a part of the others."""


def _note_all(looks: Mapping[Path, Look]) -> None:
    for noted in _noted.get():
        noted.update({path: look for path, look in looks.items() if path not in noted})


def _look(path: Path) -> Look:
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            return frozenset(one.name for one in path.iterdir())
    except (OSError, ValueError):  # such as a name that no file can have
        return None
    # The time of a change of status cannot be set back, as that of a change of content can.
    return (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _is_settled(looks: Mapping[Path, Look]) -> bool:
    """Whether no file has changed so recently that its next change could go unnoticed."""
    changes = [max(look[-2:]) for look in looks.values() if isinstance(look, tuple)]
    return max(changes, default=0) < (time.time() - SETTLED_SECONDS) * 1e9


class _Kept(NamedTuple, Generic[Made]):
    """Something made, and how the files that it was made from looked."""

    made: Made
    looks: Mapping[Path, Look]


class Unchanged(Generic[Made]):
    """Keeps what was made from files, by a key, as long as the files look the same.

    What is made must note every file and folder that it depends on, and must not be changed.

    Args:
        most: how many are kept; then the one goes that was not used for longest.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Hashable, _Kept[Made]] = {}

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what is kept under a key, or make it."""
        kept = self._kept.get(key)
        if kept is None or any(_look(path) != look for path, look in kept.looks.items()):
            self._kept.pop(key, None)
            kept = _made(make)
            if _is_settled(kept.looks):
                self._keep(key, kept)
        else:
            self._keep(key, self._kept.pop(key, kept))
        _note_all(kept.looks)
        return kept.made

    def _keep(self, key: Hashable, kept: _Kept[Made]) -> None:
        while len(self._kept) >= self._most:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[key] = kept


def _made(make: Callable[[], Made]) -> _Kept[Made]:
    looks: dict[Path, Look] = {}
    before = _noted.set((*_noted.get(), looks))
    try:
        return _Kept(make(), looks)
    finally:
        _noted.reset(before)
