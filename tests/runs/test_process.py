"""Which processes run, and that no worker outlives a parent that was killed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from sesim.runs import process
from sesim.runs.process import is_alive

ENOUGH = 20.0
"""Seconds in which a worker notices; it takes one or two where nothing else runs."""


@pytest.fixture
def python() -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    """Return a function that starts a process, which is killed in the end."""
    started: list[subprocess.Popen[bytes]] = []

    def start(code: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", code]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE))
        return started[-1]

    yield start
    for child in started:
        child.kill()
        child.communicate()


Python = Callable[[str], subprocess.Popen[bytes]]

SLEEP = "import time; print(flush=True); time.sleep(600)"


def zombie(python: Python) -> int:
    """Return a process that was killed, and whose parent has not asked what became of it."""
    child = python(SLEEP)
    child.stdout.readline()
    child.kill()
    while psutil.Process(child.pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    return child.pid


def test_a_process_that_runs_is_alive(python: Python) -> None:
    child = python(SLEEP)

    assert is_alive(child.pid)
    assert is_alive(child.pid, time.time())
    child.kill()
    child.wait()
    assert not is_alive(child.pid)


def test_a_zombie_is_dead(python: Python) -> None:
    dead = zombie(python)

    os.kill(dead, 0)  # does not fail, although nothing runs any more
    assert not is_alive(dead)


def test_this_process_is_no_other_one() -> None:
    assert not is_alive(os.getpid())


@pytest.mark.parametrize("number", [-1, 2**31, 10**30])
def test_a_number_that_no_process_has(number: int) -> None:
    assert not is_alive(number)


def test_a_process_that_began_later_only_has_the_same_number(python: Python) -> None:
    child = python(SLEEP)
    long_ago = time.time() - 10 * process.REUSED_SECONDS

    assert not is_alive(child.pid, long_ago)
    assert is_alive(child.pid, time.time() - process.REUSED_SECONDS / 2)


def test_a_process_that_may_not_be_looked_at_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(number: int) -> None:
        raise psutil.AccessDenied(number)

    monkeypatch.setattr(process.psutil, "Process", refuse)

    assert is_alive(1)


ATTEND = """
import sys, time
from sesim.runs.process import attend
attend({parent})
print(flush=True)
time.sleep(600)
"""


def test_a_worker_that_starts_after_its_parent_was_killed_ends(python: Python) -> None:
    """The parent is a zombie by then; to ask whether there is such a process is not enough."""
    worker = python(ATTEND.format(parent=zombie(python)))

    assert worker.wait(ENOUGH) == 1


def test_a_younger_process_is_not_the_parent(python: Python) -> None:
    """The parent has ended, and another process was given its number before the worker looked."""
    worker = python(
        "import subprocess, sys, time\n"
        "from sesim.runs.process import attend\n"
        "quiet = subprocess.DEVNULL\n"
        f"child = subprocess.Popen([sys.executable, '-c', {SLEEP!r}], stdout=quiet)\n"
        "time.sleep(0.1)\n"
        "print(child.pid, flush=True)\n"
        "attend(child.pid)\n"
        "time.sleep(600)\n"
    )
    child = psutil.Process(int(worker.stdout.readline()))

    try:
        assert worker.wait(ENOUGH) == 1
    finally:
        child.kill()


def test_a_worker_goes_on_while_its_parent_does(python: Python) -> None:
    worker = python(ATTEND.format(parent=os.getpid()))
    worker.stdout.readline()

    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(2 * process.POLL_SECONDS)


def test_attending_twice_is_attending_once(python: Python) -> None:
    """A worker does many jobs of a sweep, one after the other."""
    worker = python(
        "import os, threading\n"
        "from sesim.runs.process import attend\n"
        f"[attend({os.getpid()}) for _ in range(5)]\n"
        "print(threading.active_count(), flush=True)\n"
    )

    assert worker.stdout.readline().strip() == b"2"


PARENT = """
import time
from sesim.runs.parallel import Crew, in_order
if __name__ == "__main__":
    list(in_order(time.sleep, [(600,), (600,)], Crew(2)))
"""


@pytest.mark.slow
@pytest.mark.parametrize("moment", [0.0, 0.3, 3.0])
def test_no_worker_outlives_a_parent_that_is_killed(python: Python, moment: float) -> None:
    """Killed as soon as the workers are there, while they start, and while they work."""
    parent = python(PARENT)
    me = psutil.Process(parent.pid)
    while len(children := me.children(recursive=True)) < 2:
        assert parent.poll() is None
        time.sleep(0.01)
    time.sleep(moment)
    children = me.children(recursive=True)

    parent.kill()  # and nobody asks what became of it: it is a zombie

    _, alive = psutil.wait_procs(children, ENOUGH)
    assert [child.cmdline() for child in alive] == []
