"""What is being done and how long it will take, where somebody can see it: on a terminal."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from tqdm import tqdm

from sesim.cli.signals import stop_if_told

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
