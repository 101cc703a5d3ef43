"""Nothing needs what Windows lacks: a sweep runs without the modules and signals of Unix."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

pytestmark = pytest.mark.slow

WITHOUT = """
import os, signal, sys

MODULES = {"fcntl", "grp", "posix", "pwd", "resource", "syslog", "termios", "tty"}
FUNCTIONS = ("fork", "getuid", "geteuid", "killpg", "getpgid", "setsid", "uname", "getppid")


def ours(frame):
    while frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return frame.f_globals.get("__name__", "").partition(".")[0] == "sesim"


class Block:
    def find_spec(self, name, path=None, target=None):
        if name in MODULES and ours(sys._getframe(1)):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


for name in MODULES - {"posix"}:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Block())
del signal.SIGHUP


def blocked(name, real):
    # Libraries know on which system they are; this is about our own calls.
    def call(*arguments):
        harmless = name == "kill" and arguments[1] != 0
        if ours(sys._getframe(1)) and not harmless:
            raise AssertionError(f"os.{name} is not there, or does something else, on Windows")
        return real(*arguments)

    return call


for name in (*FUNCTIONS, "kill"):
    setattr(os, name, blocked(name, getattr(os, name)))

from sesim.cli.simulate.main import exit_status as run

sweep = sys.argv[1:]
sys.exit(run(sweep) or run([*sweep, "--resume", "report=false"]))
"""

SWEEP = [
    "-m",
    "vetlanda.back_heaviness=0.2,0.9",
    "programmes=vetlanda",
    "start=2016-01-01",
    "end=2017-12-31",
    "replications=2",
    "workers=1",
    "output=sweep",
]


def without_unix(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_sweep_with_its_pages_runs_and_is_resumed(tmp_path: Path) -> None:
    (tmp_path / "sweep").mkdir()  # an empty folder, whose place is taken

    done = without_unix(tmp_path, *SWEEP)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("All jobs: sweep") == 2
    names = {path.name for path in (tmp_path / "sweep").iterdir()}
    assert {"jobs.csv", "summary.xlsx", "report.sv.html"} <= names
    assert ".sweep" not in names
    assert pd.read_csv(tmp_path / "sweep" / "jobs.csv")["status"].tolist() == ["done", "done"]


def test_what_is_blocked_is_noticed(tmp_path: Path) -> None:
    """The same program with the old lock, and with the old question whether a process runs."""
    for planted, told in (
        ("import fcntl", "No module named 'fcntl'"),
        ("import os; os.kill(os.getpid(), 0)", "os.kill is not there, or does something else"),
    ):
        ours = f"exec({planted!r}, {{'__name__': 'sesim'}})"
        code = WITHOUT.replace("from sesim.cli", f"{ours}\nfrom sesim.cli")
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
        )

        assert done.returncode == 1
        assert told in done.stderr
