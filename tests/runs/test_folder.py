"""A study's folder appears whole, or not at all."""

import errno
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from sesim.runs.errors import OutputError, RunError
from sesim.runs.results.folder import RunFolder, default_folder, slug, writing


def dead_process() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_folder_appears_when_all_is_in_it(tmp_path: Path) -> None:
    with RunFolder(tmp_path / "new" / "result") as folder:
        (folder.inside / "a.csv").write_text("a")
        assert not (tmp_path / "new" / "result").exists()
        assert folder.inside.name.startswith(".")

    assert folder.path == tmp_path / "new" / "result"
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == [
        "new",
        "new/result",
        "new/result/a.csv",
    ]


def test_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "result").mkdir()

    with RunFolder(tmp_path / "result") as folder:
        (folder.inside / "a.csv").write_text("a")

    assert (tmp_path / "result" / "a.csv").exists()


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt()])
def test_nothing_is_left_of_what_fails(tmp_path: Path, error: BaseException) -> None:
    def fail() -> None:
        with RunFolder(tmp_path / "new" / "result") as folder:
            (folder.inside / "a.csv").write_text("a")
            raise error

    with pytest.raises(type(error)):
        fail()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("file", "exists and is not a folder"),
        ("file/inside", "not a directory"),
        ("full", "exists and is not empty; name a new or an empty folder"),
        (".", "is the folder you are in; name a new one"),
        ("/proc", "is the top of a disk; name a folder inside it"),
        ("/proc/sesim", ""),
        ("x" * 300, "file name too long"),
        ("a\0b", "null"),
    ],
)
def test_impossible_place_is_refused_on_entering(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str, expected: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(OutputError, match=r"^output: ") as caught:
        RunFolder(Path(wanted)).__enter__()

    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    for process in (dead_process(), os.getpid()):  # a new process may get an old number
        left = tmp_path / f".result.partial-{process}"
        left.mkdir()
        (left / "half.csv").write_text("half")
    other = tmp_path / f".other.partial-{dead_process()}"
    other.mkdir()

    with RunFolder(tmp_path / "result"):
        pass

    assert sorted(tmp_path.iterdir()) == [other, tmp_path / "result"]


def test_folder_that_another_run_is_writing_is_refused(tmp_path: Path) -> None:
    (tmp_path / f".result.partial-{os.getppid()}").mkdir()

    with pytest.raises(OutputError, match="is being written by another run"):
        RunFolder(tmp_path / "result").__enter__()

    with (
        RunFolder(tmp_path / "mine"),
        pytest.raises(OutputError, match="is being written by another run"),
    ):
        RunFolder(tmp_path / "mine").__enter__()


def test_numbered_folder_finds_another_name(tmp_path: Path) -> None:
    (tmp_path / "result").mkdir()

    with RunFolder(tmp_path / "result", numbered=True) as folder:
        (tmp_path / "result_2").mkdir()  # somebody else was quicker

    assert folder.path == tmp_path / "result_3"
    assert folder.path.is_dir()


def test_what_appeared_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    def write_while_somebody_else_does() -> None:
        with RunFolder(tmp_path / "result") as folder:
            (folder.inside / "a.csv").write_text("a")
            (tmp_path / "result").mkdir()
            (tmp_path / "result" / "mine.txt").write_text("mine")

    with pytest.raises(RunError, match=r"cannot write .*not empty"):
        write_while_somebody_else_does()

    assert [path.name for path in tmp_path.iterdir()] == ["result"]
    assert [path.name for path in (tmp_path / "result").iterdir()] == ["mine.txt"]


def test_failure_to_write_is_told_in_a_sentence(tmp_path: Path) -> None:
    expected = r"cannot write .*no space left on device; nothing is kept"
    with pytest.raises(RunError, match=expected), writing(tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("baseline", "baseline"), ("../../etc/x", "etc_x"), ("Fler å", "Fler_å"), ("//", "unnamed")],
)
def test_name_of_a_scenario_stays_inside_outputs(name: str, expected: str) -> None:
    assert slug(name) == expected
    assert default_folder(name, datetime(2017, 8, 23)).parent == Path("outputs")
