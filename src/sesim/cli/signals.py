"""Being told to stop: Ctrl-C, SIGTERM and a closed terminal end a run tidily."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPING = [signal.SIGINT, signal.SIGTERM]
if hasattr(signal, "SIGHUP"):
    STOPPING.append(signal.SIGHUP)

PATIENCE = 5.0
"""Seconds for tidying up, in which a repeated signal is not a second request."""


class Stopped(BaseException):
    """The process was told to stop by a signal."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(signal.Signals(number).name)

    @property
    def status(self) -> int:
        """Exit status, as shells report it."""
        return 128 + self.number


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn the first signal to stop into `Stopped`; signals that are ignored stay ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    last = -PATIENCE

    def stop(number: int, _: FrameType | None) -> None:
        # `timeout` and terminals send a signal to the process and to its group: once is enough.
        nonlocal last
        if time.monotonic() - last > PATIENCE:
            last = time.monotonic()
            raise Stopped(number)

    before = {number: signal.getsignal(number) for number in STOPPING}
    mine = [number for number in STOPPING if before[number] is not signal.SIG_IGN]
    for number in mine:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in mine:
            signal.signal(number, before[number])
