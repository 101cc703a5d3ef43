"""Processes of this machine: whether they run, and workers that end with their parent."""

import os
import signal
import threading
import time

import psutil

REUSED_SECONDS = 60.0
"""A process that began so long after a file was last written did not write it.

Clocks are set now and then; taking a live process for a dead one would lose its results.
"""

POLL_SECONDS = 1.0

ENDED = (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
"""What the system still lists of a process that does nothing any more."""

_attended: set[int] = set()
"""Parents that this process watches."""


def is_alive(process: int, since: float | None = None) -> bool:
    """Return whether another process of this machine is running.

    Args:
        process: its number.
        since: when it was last known to run, in seconds of the system's clock. A process that
            began well after that has only been given the same number.
    """
    if process == os.getpid():
        return False  # an earlier process had the same number, as happens in containers
    try:
        found = psutil.Process(process)
        began_later = since is not None and found.create_time() > since + REUSED_SECONDS
        return not began_later and _runs(found)
    except (psutil.NoSuchProcess, ValueError, OverflowError):
        return False
    except psutil.AccessDenied:
        return True


def attend(parent: int) -> None:
    """Make a worker leave Ctrl-C to its parent, and end when the parent has been killed.

    The parent may also be a process of this machine that had it started by another one. It may
    have been killed before this is called.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if parent in _attended:
        return
    _attended.add(parent)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process as soon as another one has ended."""
    try:
        watched = psutil.Process(parent)
        # A younger process has the number of a parent that ended before we looked.
        while _is_older(watched) and _runs(watched):
            time.sleep(POLL_SECONDS)
    except psutil.NoSuchProcess:
        pass
    except psutil.AccessDenied:
        return
    os._exit(1)


def _is_older(process: psutil.Process) -> bool:
    """Whether a process began before this one."""
    return bool(process.create_time() <= psutil.Process().create_time())


def _runs(process: psutil.Process) -> bool:
    # The system lists a process that was killed until its parent has asked what became of it.
    return process.is_running() and process.status() not in ENDED
