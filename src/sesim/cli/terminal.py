"""What the user sees on a terminal: progress, results, and folders as they would type them."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from tqdm import tqdm

from sesim.cli.signals import stop_if_signalled
from sesim.runs.errors import RunError

WIDTH = 96
"""Width of the text on the terminal, in characters."""

Item = TypeVar("Item")
Bar = Any
"""The type of the bars; their library has no types."""

Listener = Callable[[str, float, float | None], None]
"""Takes what is being done, how much of it, and how much in all; None where no one can tell."""

_listeners: list[Listener] = []


def tell(listener: Listener) -> None:
    """Tell a listener about progress from now on, instead of drawing bars."""
    _listeners.append(listener)


class _ToldBar(tqdm):  # type: ignore[misc]  # the library has no types
    """A bar that reports to the listeners instead of drawing itself."""

    def display(self, msg: str | None = None, pos: int | None = None) -> bool:  # noqa: ARG002
        """Tell how far it is; a bar that is closed has nothing to tell."""
        if msg is None:
            for listener in _listeners:
                listener(str(self.desc or "").removesuffix(": "), self.n, self.total)
        return True


def _drawn() -> type[Any]:
    return _ToldBar if _listeners else tqdm


def is_watched() -> bool:
    """Return whether someone sees progress: on a terminal, or in another program."""
    return bool(_listeners) or (sys.stderr is not None and sys.stderr.isatty())


def bar(total: int, unit: str, what: str = "") -> Bar:
    """Return a bar with the remaining time; it disappears when it is closed."""
    return _drawn()(
        total=total, unit=f" {unit}", desc=what or None, leave=False, disable=not is_watched()
    )


@contextmanager
def progress_bar(total: int, unit: str, what: str) -> Iterator[Callable[[int], None]]:
    """Show progress, and yield a function that takes how many units were just finished.

    The function raises `Stopped` if a signal has arrived.
    """
    with bar(total, unit, what) as drawn:

        def progress(done: int) -> None:
            stop_if_signalled()
            drawn.update(done)

        yield progress


@contextmanager
def stage_bar(total: int, unit: str) -> Iterator[Callable[[str, int], None]]:
    """Show progress through several stages.

    Yield a function that takes the name of the stage and how many units were just finished. It
    raises `Stopped` if a signal has arrived.
    """
    with bar(total, unit) as drawn:

        def progress(stage: str, done: int) -> None:
            stop_if_signalled()
            drawn.set_description(stage)
            drawn.update(done)

        yield progress


def with_bar(items: Sequence[Item], unit: str, what: str) -> Iterator[Item]:
    """Yield the items in turn, and show how many are done.

    Raises:
        Stopped: a signal has arrived.
    """
    with progress_bar(len(items), unit, what) as progress:
        for item in items:
            stop_if_signalled()
            yield item
            progress(1)


@contextmanager
def stage(what: str) -> Iterator[None]:
    """Show what is being done, for work that cannot be counted."""
    with _drawn()(bar_format="{desc} ...", desc=what, leave=False, disable=not is_watched()):
        yield


def print_result(text: str, folder: Path) -> None:
    """Print the summary of a finished command.

    Raises:
        RunError: it cannot be printed; the results are in their folder.
    """
    try:
        print(text, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise RunError(f"the table cannot be shown ({error}); results: {folder}") from error


def from_here(folder: Path) -> Path:
    """Return a folder as the user would type it in the folder they are in."""
    with suppress(OSError):  # the folder we are in may have been deleted since
        here = Path.cwd()
        return folder.relative_to(here) if folder.is_relative_to(here) else folder
    return folder
