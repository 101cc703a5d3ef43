"""A sweep that is stopped at any moment: what the message says of what is left is true."""

import os
import shlex
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pandas as pd
import pytest

from sesim.cli.compose import Composer
from sesim.cli.resume import LONGEST, how_to_resume
from sesim.cli.simulate import combinations, launch, sweep
from sesim.runs.results.folder import RunFolder
from sesim.runs.sweeps.jobs import SweepFolder

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("few_programmes", "without_workbooks", "undrawn"),
]

Sesim = Callable[..., tuple[int, str, str]]

QUICK = [
    "programmes=vetlanda",
    "start=2016-01-01",
    "end=2017-12-31",
    "replications=2",
    "workers=1",
    "report=false",
]
JOBS = ["-m", "vetlanda.back_heaviness=0.1,0.5,0.9", *QUICK]

NOTHING = "sesim: stopped by SIGINT; nothing of the unfinished run is kept\n"

MOMENTS = [
    (combinations, "sweep_request", 1, None),
    (RunFolder, "appear", 1, None),
    (SweepFolder, "__enter__", 1, None),
    (SweepFolder, "settle", 1, None),
    (SweepFolder, "write_jobs", 1, None),
    (launch, "produce", 1, None),
    (RunFolder, "appear", 2, None),  # the first job, all but in its place
    (launch, "produce", 2, "1 of 3 jobs finished and kept"),
    (launch, "produce", 3, "2 of 3 jobs finished and kept"),
    (SweepFolder, "write_jobs", 2, "3 of 3 jobs finished and kept"),
    (sweep, "comparisons", 1, "3 of 3 jobs finished and kept"),
    (sweep, "contrast_table", 1, "3 of 3 jobs finished and kept"),
    (SweepFolder, "tidy", 1, "3 of 3 jobs finished and kept"),
]
"""What is being done: the call of something by its number; and what is left."""


def stopping(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, number: int) -> None:
    """Send Ctrl-C to this process when something is called for the so-manieth time."""
    before = getattr(owner, name)
    calls = 0

    def call(*arguments: object, **more: object) -> object:
        nonlocal calls
        calls += 1
        if calls == number:
            os.kill(os.getpid(), signal.SIGINT)
        return before(*arguments, **more)

    monkeypatch.setattr(owner, name, call)


@pytest.fixture(scope="module")
def undrawn() -> Iterator[None]:
    """Draw nothing, which takes longer than to run the jobs."""
    with patch("sesim.report.figures.sweep.draw_comparison"):
        yield


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "provenance.json" and "figures" not in path.parts
    }


@pytest.fixture(scope="module")
def whole(here: Sesim, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    status, _, err = here(folder, *JOBS, "output=sweep")

    assert status == 0, err
    return contents(folder / "sweep")


def test_a_signal_while_jobs_are_composed_is_no_bad_input(
    sesim: Sesim, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stopping(monkeypatch, Composer, "job", 2)

    assert sesim(*JOBS) == (130, "", NOTHING)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("owner", "name", "number", "left"), MOMENTS)
def test_what_is_left_can_be_resumed_with_the_command_of_the_message(
    sesim: Sesim,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    whole: dict[str, bytes],
    owner: object,
    name: str,
    number: int,
    left: str | None,
) -> None:
    with monkeypatch.context() as patched:
        stopping(patched, owner, name, number)
        status, _, err = sesim(*JOBS)

    assert status == 130
    if left is None:
        assert err == NOTHING
        assert list(tmp_path.iterdir()) == []
        return
    told, _, command = err.strip().partition("; to resume: ")
    assert told == f"sesim: stopped by SIGINT; {left}"
    [table] = tmp_path.glob("outputs/*/jobs.csv")
    done = [path.parent.name for path in table.parent.glob("[0-9]*/provenance.json")]
    jobs = pd.read_csv(table)
    assert sorted(jobs.loc[jobs["status"] == "done", "folder"]) == sorted(done)

    status, _, err = sesim(*shlex.split(command)[1:])

    assert status == 0, err
    assert contents(table.parent) == whole


def test_the_table_tells_which_job_was_under_way(
    sesim: Sesim, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stopping(monkeypatch, launch, "produce", 2)

    sesim(*JOBS, "output=sweep")

    jobs = pd.read_csv(tmp_path / "sweep" / "jobs.csv")
    assert jobs["status"].tolist() == ["done", "stopped", "planned"]


def test_a_folder_that_was_there_before_stays(
    sesim: Sesim, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    stopping(monkeypatch, launch, "produce", 1)

    _, _, err = sesim(*JOBS, "output=mine")

    assert err == NOTHING
    assert [path.name for path in tmp_path.rglob("*")] == ["mine"]


def test_a_resumed_sweep_that_is_stopped_again_can_be_resumed(
    sesim: Sesim, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    errors = []
    for number in (2, 1):
        with monkeypatch.context() as patched:
            stopping(patched, launch, "produce", number)
            errors.append(sesim(*JOBS, "output=sweep", *(["--resume"] if errors else []))[2])

    assert [error.partition("; to")[0].partition("; ")[2] for error in errors] == [
        "1 of 3 jobs finished and kept"
    ] * 2
    assert errors[1].count("--resume") == 1
    assert sesim(*JOBS, "output=sweep", "--resume")[0] == 0
    assert contents(tmp_path / "sweep") == whole


def test_a_job_in_another_process_may_be_under_way(tmp_path: Path) -> None:
    """Then the folder stays, and the sweep can be resumed."""
    with SweepFolder(tmp_path / "sweep") as folder:
        (folder.state / "0.started").touch()

        assert folder.stop(here=False) is not None
        assert folder.state.is_dir()
    with SweepFolder(tmp_path / "sweep", resume=True) as folder:
        pass


def test_no_job_in_another_process_can_start_any_more(tmp_path: Path) -> None:
    with SweepFolder(tmp_path / "sweep") as folder:
        assert folder.stop(here=False) is None
        assert not folder.state.exists()

    assert list((tmp_path / "sweep").iterdir()) == []


def test_a_command_that_is_too_long_is_described() -> None:
    words = ["-m", "seed=" + ",".join(map(str, range(LONGEST)))]

    assert how_to_resume("sesim", words, Path("a b")) == (
        "to resume: the same command with --resume 'output=a b'"
    )
    assert how_to_resume("sesim", [*words, "--resume"], None) == "to resume: the same command"
