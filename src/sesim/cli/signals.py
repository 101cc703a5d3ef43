"""Being told to stop: Ctrl-C, SIGTERM and a closed terminal end a run tidily."""

import math
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
    """The process was told to stop by the signal of this number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    def __str__(self) -> str:
        return signal.Signals(self.number).name

    @property
    def status(self) -> int:
        """Exit status, as shells report it."""
        return 128 + self.number


class _Request:
    """The signal that arrived last, if any, and when."""

    number: int | None = None
    time = -math.inf


def stop_if_told() -> None:
    """Raise `Stopped` if a signal has arrived.

    The exception that the signal itself raises can be lost: SimPy keeps any exception that a
    process ends with for whoever waits for that process, and nobody may. What is simulated
    from then on is worthless, so ask before it is used.
    """
    if _Request.number is not None:
        raise Stopped(_Request.number)


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn a signal to stop into `Stopped`; signals that are ignored stay ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _Request.number, _Request.time = None, -math.inf
    before = {number: signal.getsignal(number) for number in STOPPING}
    mine = [number for number in STOPPING if before[number] is not signal.SIG_IGN]
    for number in mine:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number in mine:
            signal.signal(number, before[number])


def _stop(number: int, _: FrameType | None) -> None:
    # `timeout` and terminals send a signal to the process and to its group: once is enough.
    _Request.number = number
    if time.monotonic() - _Request.time > PATIENCE:
        _Request.time = time.monotonic()
        raise Stopped(number)
