"""The folder of a study: it appears only when it is complete."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from sesim.messages import reason
from sesim.runs.errors import OutputError, RunError
from sesim.runs.process import is_alive

OUTPUTS = Path("outputs")

LONGEST = 50
"""Letters of a name in a file name, each of which can take four bytes."""

_under_way: set[Path] = set()
"""Hidden folders that this process is writing."""


def new_folder(output: str | None, name: str, now: datetime) -> "RunFolder":
    """Return the new folder that results go to.

    Args:
        output: the folder that was asked for; None for one under `outputs/`.
        name: part of the default folder's name, after the time.
        now: the time.
    """
    return RunFolder(Path(output or default_folder(name, now)), numbered=not output)


def default_folder(scenario: str, now: datetime) -> Path:
    """Return where results go by default: named after the time and the scenario.

    >>> default_folder("Fler platser, tidigt", datetime(2017, 8, 23, 9, 30)).as_posix()
    'outputs/2017-08-23_09-30-00_Fler_platser_tidigt'
    """
    return OUTPUTS / f"{now:%Y-%m-%d_%H-%M-%S}_{slug(scenario)}"


def slug(name: str) -> str:
    """Return a name that is safe in a file name: letters, digits, hyphens and underscores."""
    return re.sub(r"[^\w-]+", "_", name).strip("_")[:LONGEST] or "unnamed"


@contextmanager
def writing(path: Path, kept: str = "nothing is kept") -> Iterator[None]:
    """Turn an `OSError` into a sentence: the path that cannot be written, and what is left.

    Raises:
        RunError: for example because the disk is full.
    """
    try:
        yield
    except OSError as error:
        raise RunError(f"cannot write {path}: {reason(error)}; {kept}") from error


def replace_file(path: Path, data: bytes) -> None:
    """Write a file that is complete whenever it exists."""
    hidden = path.with_name(f".{path.name}.partial-{os.getpid()}")
    try:
        hidden.write_bytes(data)
        hidden.replace(path)
    finally:
        hidden.unlink(missing_ok=True)


class RunFolder:
    """A folder that has a hidden name until it is complete.

    Use it as a context and write into `inside`. If the block succeeds, that becomes `path`; if
    not, nothing is left. A process that is killed outright leaves the hidden folder
    `.NAME.partial-PID`, which the next run of the same folder removes.

    Args:
        wanted: the folder; it must not exist, or be empty.
        numbered: append a number to the name instead of refusing a folder that exists.

    Raises:
        OutputError: the folder cannot be made there; raised on entering.
        RunError: the folder cannot be put in place; raised on leaving.
    """

    def __init__(self, wanted: Path, *, numbered: bool = False) -> None:
        self.path = wanted
        self._numbered = numbered
        self._made: list[Path] = []
        self._was_there = True

    def __enter__(self) -> Self:
        try:
            self.path = self.path.expanduser().resolve()
            if not self._numbered:
                _refuse_unless_vacant(self.path)
            self._was_there = not self._numbered and self.path.exists()
            self._make_parents()
            self.inside = self.path.with_name(f".{self.path.name}.partial-{os.getpid()}")
            remove_dead(self.path)
            self.inside.mkdir()
        except (OSError, ValueError, RuntimeError) as error:
            self._remove_parents()
            raise OutputError(f"output: {self.path}: {reason(error)}") from None
        _under_way.add(self.inside)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                with writing(self.path):
                    self.appear()
        finally:
            shutil.rmtree(self.inside, ignore_errors=True)
            _under_way.discard(self.inside)
            self._remove_parents()

    def remove_if_empty(self) -> None:
        """Remove the folder again, and the parents made for it, if they are new and empty.

        Call it after the block has ended.
        """
        with suppress(OSError):
            if not self._was_there:
                self.path.rmdir()
        self._remove_parents()

    def appear(self) -> None:
        """Rename the hidden folder, which may replace an empty folder."""
        for path in _numbered(self.path):
            try:
                if not (self._numbered and path.exists()):
                    self.path = _renamed(self.inside, path)
                    return
            except OSError:
                # Another program may have written here since this run began.
                if not (self._numbered and path.exists()):
                    raise

    def _make_parents(self) -> None:
        missing = [parent for parent in self.path.parents if not parent.exists()]
        for parent in reversed(missing):
            parent.mkdir(exist_ok=True)
            self._made.append(parent)

    def _remove_parents(self) -> None:
        """Remove the folders that were made for this one, if they are empty."""
        with suppress(OSError):
            for parent in reversed(self._made):
                parent.rmdir()


@contextmanager
def filled_bit_by_bit(folder: RunFolder) -> Iterator[Path]:
    """Make an empty folder that is written into as results come; remove it if it stays empty.

    Args:
        folder: not entered yet.

    Raises:
        OutputError: the folder cannot be made there.
    """
    try:
        with folder:
            pass
        yield folder.path
    finally:
        folder.remove_if_empty()


def _renamed(hidden: Path, path: Path) -> Path:
    """Rename a folder to an unused name, or to the name of an empty folder."""
    try:
        return hidden.rename(path)
    except FileExistsError:  # Windows does not replace even an empty folder
        path.rmdir()
        return hidden.rename(path)


def _numbered(path: Path) -> Iterator[Path]:
    yield path
    for number in count(2):
        yield path.with_name(f"{path.name}_{number}")


def _refuse_unless_vacant(path: Path) -> None:
    if path == Path.cwd():
        raise ValueError("is the folder you are in; name a new one")
    if os.path.ismount(path):  # the method of the path fails on Windows before Python 3.12
        raise ValueError("is the top of a disk; name a folder inside it")
    if path.is_dir():
        if any(path.iterdir()):
            raise ValueError("exists and is not empty; name a new or an empty folder")
    elif path.exists():
        raise ValueError("exists and is not a folder")


def is_being_written(path: Path) -> bool:
    """Return whether a process of this machine is writing a folder now."""
    return any(_is_under_way(other, process) for other, process in _partial(path))


def remove_dead(path: Path) -> None:
    """Remove what killed runs of the same folder left behind.

    Raises:
        ValueError: another run is writing the folder now.
    """
    for other, process in _partial(path):
        if _is_under_way(other, process):
            raise ValueError(f"is being written by another run (process {process})")
        shutil.rmtree(other, ignore_errors=True)


def _is_under_way(hidden: Path, process: int) -> bool:
    """Whether the process that is writing a hidden folder is still running."""
    try:
        written = hidden.stat().st_mtime
    except FileNotFoundError:
        return False  # it has been renamed, or removed
    return hidden in _under_way or is_alive(process, written)


def _partial(path: Path) -> Iterator[tuple[Path, int]]:
    """Yield the hidden folders of runs of a folder, and the process of each."""
    name = re.compile(re.escape(f".{path.name}.partial-") + r"(\d+)")
    for other in path.parent.iterdir():
        if found := name.fullmatch(other.name):
            yield other, int(found[1])
