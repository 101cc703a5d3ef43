"""Signals to stop: Ctrl-C, SIGTERM and a closed terminal end a run tidily."""

import math
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPING = [signal.SIGINT, signal.SIGTERM]
STOPPING += [
    getattr(signal, name)
    for name in ("SIGHUP", "SIGBREAK")  # a closed terminal, on Unix and on Windows
    if hasattr(signal, name)
]

PATIENCE = 5.0
"""Seconds for tidying up, during which a repeated signal is not a second request."""

POSTPONED_SECONDS = 0.05


class Stopped(BaseException):
    """A signal with this number has stopped the process."""

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
    """The last signal, if any, and its time; and what is left of the run."""

    number: int | None = None
    time = -math.inf
    left: str | None = None


def leave(text: str | None) -> None:
    """Note what is left of the run if a signal stops it from now on; None for the default."""
    _Request.left = text


def left() -> str | None:
    """Return what `leave` noted last."""
    return _Request.left


def stop_if_signalled() -> None:
    """Raise `Stopped` if a signal has arrived.

    The exception that the signal itself raises can be lost: SimPy keeps an exception that ends a
    process for those who wait for that process, and no one may be waiting. Everything simulated
    after that is worthless, so call this before you use it.
    """
    if _Request.number is not None:
        raise Stopped(_Request.number)


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn a signal to stop into `Stopped`; ignored signals stay ignored."""
    _Request.left = None
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in STOPPING}
    mine = [number for number in STOPPING if before[number] is not signal.SIG_IGN]
    for number in mine:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number in mine:
            signal.signal(number, before[number])
        _Request.number, _Request.time = None, -math.inf


def _stop(number: int, frame: FrameType | None) -> None:
    _Request.number = number
    if _is_importing(frame):
        # Compiled libraries may not survive an exception while they are being loaded.
        again = threading.Timer(POSTPONED_SECONDS, _repeat, (number,))
        again.daemon = True
        again.start()
        return
    # `timeout` and terminals send a signal to the process and to its group: once is enough.
    if time.monotonic() - _Request.time > PATIENCE:
        _Request.time = time.monotonic()
        raise Stopped(number)


def _is_importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _repeat(number: int) -> None:
    """Send a signal again, if it still means to stop."""
    if signal.getsignal(number) is _stop:
        signal.raise_signal(number)
