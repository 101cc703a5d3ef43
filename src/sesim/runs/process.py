"""Processes of this machine: whether they run, their memory, workers that end with their parent."""

import os
import signal
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

REUSED_SECONDS = 60.0
"""A process that began this long after a file was last written did not write it.

Clocks are adjusted now and then; treating a live process as dead would lose its results.
"""

POLL_SECONDS = 1.0

ENDED = (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
"""States in which the system still lists a process that has ended."""

LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
"""Files in which Linux shows how much memory a container may use."""

_attended: set[int] = set()
"""Parents that this process watches."""


def is_alive(process: int, since: float | None = None) -> bool:
    """Return whether another process of this machine is running.

    Args:
        process: its number.
        since: when it was last known to run, in seconds of the system's clock. A process that
            began well after that merely has the same number.
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


def free_memory() -> int:
    """Return the bytes of memory that this process can still take, without swapping."""
    free = int(psutil.virtual_memory().available)
    for path in LIMITS:
        with suppress(OSError, ValueError):  # a container without a limit shows a word
            limit = int(path.read_text(encoding="ascii"))
            free = min(free, limit - int(psutil.Process().memory_info().rss))
    return max(free, 0)


def descendants(process: int) -> list[psutil.Process]:
    """Return the processes that a process of this machine has started, and those they have."""
    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        return list(psutil.Process(process).children(recursive=True))
    return []


def end_all(processes: Iterable[psutil.Process]) -> None:
    """End processes for good, if they are still running."""
    for one in processes:
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            one.kill()


def attend(parent: int) -> None:
    """Make a worker leave Ctrl-C to its parent, and end when the parent is killed.

    The parent may also be a process of this machine that started the worker through another
    process. It may have been killed before this call.
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
        # A younger process may have the number of a parent that ended before this check.
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
    # The system lists a killed process until its parent has asked for its exit status.
    return process.is_running() and process.status() not in ENDED
