"""What is being done and how long it will take, where somebody can see it: on a terminal."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from tqdm import tqdm

from sesim.cli.signals import stop_if_told
from sesim.runs.errors import RunError

WIDTH = 96
"""Of the text on the terminal, in characters."""

Item = TypeVar("Item")
Bar = Any
"""The type of the bars; their library has no types."""


def seen() -> bool:
    """Return whether standard error is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def bar(total: int, unit: str, what: str = "") -> Bar:
    """Return a bar with the time that is left; it disappears when it is closed."""
    return tqdm(total=total, unit=f" {unit}", desc=what or None, leave=False, disable=not seen())


def counted(items: Sequence[Item], unit: str, what: str) -> Iterator[Item]:
    """Yield items one after the other, and show how many are done.

    Raises:
        Stopped: a signal has arrived.
    """
    with bar(len(items), unit, what) as shown:
        for item in items:
            stop_if_told()
            yield item
            shown.update()


@contextmanager
def stage(what: str) -> Iterator[None]:
    """Show what is being done meanwhile, for work that cannot be counted."""
    with tqdm(bar_format="{desc} ...", desc=what, leave=False, disable=not seen()):
        yield


def tell(text: str, folder: Path) -> None:
    """Show on the terminal what came out.

    Raises:
        RunError: it cannot be shown; results are where they should be.
    """
    try:
        print(text, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise RunError(f"the table cannot be shown ({error}); results: {folder}") from error


def shown(folder: Path) -> Path:
    """Return a folder as somebody would type it from here."""
    with suppress(OSError):  # the folder we are in may have been deleted since
        here = Path.cwd()
        return folder.relative_to(here) if folder.is_relative_to(here) else folder
    return folder
