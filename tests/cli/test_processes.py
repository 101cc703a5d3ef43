"""What only shows from outside: the same bytes however it is run, and being stopped or killed."""

import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

Sesim = Callable[..., tuple[int, str, str]]

FILES = (
    "events.parquet", "participants.parquet", "summary.csv", "summary.xlsx", "curves.parquet",
    "curves.csv",
)  # fmt: skip

ENDLESS = ["programmes=[eksjo,vetlanda]", "replications=200000", "workers=2"]
"""A study that is not done before the test is."""


@pytest.fixture(scope="module")
def first(here: Sesim, small: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run in this process, with a hash seed that nobody chose."""
    folder = tmp_path_factory.mktemp("first")
    status, _, err = here(folder, *small, "workers=1", "output=result")

    assert status == 0, err
    return folder / "result"


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def test_same_seed_gives_the_same_bytes(
    process: Sesim, small: list[str], first: Path, tmp_path: Path
) -> None:
    """Other workers, another hash seed, another folder, and a terminal that knows no Swedish."""
    plain = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONHASHSEED": "1"}

    status, out, err = process(tmp_path, *small, "workers=2", "output=körning", **plain)

    assert status == 0, err
    assert "Eksj?" in out
    assert contents(tmp_path / "körning") == contents(first)


def test_another_seed_gives_others(sesim: Sesim, small: list[str], first: Path) -> None:
    status, _, _ = sesim(*small, "seed=8", "workers=1", "output=other")

    assert status == 0
    other = contents(Path("other"))
    assert [name for name in FILES if other[name] == contents(first)[name]] == []


def wait_for(condition: Callable[[], bool], seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(("number", "workers"), [(signal.SIGTERM, 2), (signal.SIGINT, 1)])
def test_stopped_run_leaves_nothing(
    start: Callable[..., subprocess.Popen[str]],
    tmp_path: Path,
    number: signal.Signals,
    workers: int,
) -> None:
    child = start(*ENDLESS[:2], f"workers={workers}", "output=new/result")
    wait_for(lambda: any(tmp_path.glob("new/.result.partial-*")))
    time.sleep(1)

    child.send_signal(number)
    out, err = child.communicate(timeout=300)  # ends only when the workers have ended too

    assert child.returncode == 128 + number
    assert out == ""
    assert err == f"sesim: stopped by {number.name}; nothing of the unfinished run is kept\n"
    assert list(tmp_path.iterdir()) == []


def test_killed_run_leaves_no_folder_that_looks_whole(
    start: Callable[..., subprocess.Popen[str]], sesim: Sesim, small: list[str], tmp_path: Path
) -> None:
    child = start(*ENDLESS, "output=result")
    wait_for(lambda: any(tmp_path.glob(".result.partial-*")))
    time.sleep(1)

    child.kill()
    child.communicate(timeout=300)

    [left] = tmp_path.iterdir()
    assert left.name == f".result.partial-{child.pid}"
    assert sesim(*small, "workers=1", "output=result")[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["result"]


def test_full_disk_is_one_message_and_leaves_nothing(small: list[str], tmp_path: Path) -> None:
    """A limit on the size of files stands in for the disk: both end a write half-way."""
    done = subprocess.run(
        [sys.executable, "-m", "sesim.cli.simulate.main", *small, "workers=1", "output=result"],
        cwd=tmp_path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert "sesim: cannot write " in done.stderr
    assert "file too large" in done.stderr.lower()
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
