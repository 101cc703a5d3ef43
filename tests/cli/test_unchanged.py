"""What was made from files is kept until one of them changes, and no longer."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sesim.cli.unchanged import Unchanged, note, note_unknown


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust files that have only just been written."""
    monkeypatch.setattr("sesim.cli.unchanged.SETTLED_SECONDS", -10.0)


class Reading:
    """Reads a file or a folder, and counts how often."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.times = 0

    def __call__(self) -> str:
        self.times += 1
        note(self._path)
        if self._path.is_dir():
            return " ".join(sorted(path.name for path in self._path.iterdir()))
        return self._path.read_text() if self._path.exists() else "nothing"


def write(path: Path, text: str) -> None:
    """Write a text at another time than before, whatever the precision of the disk."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text)
    os.utime(path, ns=(before + 10**9, before + 10**9))


@pytest.mark.usefixtures("settled")
def test_a_file_is_read_once(tmp_path: Path) -> None:
    write(tmp_path / "one", "a")
    kept, read = Unchanged[str](most=2), Reading(tmp_path / "one")

    assert [kept.get("key", read) for _ in range(5)] == ["a"] * 5
    assert read.times == 1


def change(folder: Path) -> None:
    write(folder / "one", "b")


def begin(folder: Path) -> None:
    write(folder / "new", "")


def remove(folder: Path) -> None:
    (folder / "one").unlink()


def replace(folder: Path) -> None:
    """Put another file of the same size and age in its place."""
    age = (folder / "one").stat().st_mtime_ns
    (folder / "other").write_text("b")
    os.utime(folder / "other", ns=(age, age))
    (folder / "other").replace(folder / "one")


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(
    ("name", "happens", "expected"),
    [
        ("one", change, "b"),
        ("one", remove, "nothing"),
        ("one", replace, "b"),
        ("new", begin, ""),
        ("", begin, "new one"),
        ("", remove, ""),
    ],
)
def test_a_change_is_seen(
    tmp_path: Path, name: str, happens: Callable[[Path], None], expected: str
) -> None:
    write(tmp_path / "one", "a")
    kept, read = Unchanged[str](most=2), Reading(tmp_path / name)
    kept.get("key", read)

    happens(tmp_path)

    assert kept.get("key", read) == expected
    assert read.times == 2


def test_what_may_change_again_unseen_is_not_kept(tmp_path: Path) -> None:
    """Two changes may come so close together that the disk gives them the same time."""
    (tmp_path / "one").write_text("a")
    kept, read = Unchanged[str](most=2), Reading(tmp_path / "one")

    kept.get("key", read)
    kept.get("key", read)

    assert read.times == 2


@pytest.mark.usefixtures("settled")
def test_a_whole_changes_with_its_parts(tmp_path: Path) -> None:
    write(tmp_path / "one", "a")
    parts, wholes = Unchanged[str](most=2), Unchanged[str](most=2)
    read = Reading(tmp_path / "one")

    def whole() -> str:
        return wholes.get("whole", lambda: parts.get("part", read) + "!")

    parts.get("part", read)  # so that the whole takes a part that has been read before
    assert [whole(), whole()] == ["a!", "a!"]
    write(tmp_path / "one", "b")
    assert [whole(), whole()] == ["b!", "b!"]
    assert read.times == 2


@pytest.mark.usefixtures("settled")
def test_an_error_is_not_kept(tmp_path: Path) -> None:
    write(tmp_path / "one", "a")
    kept = Unchanged[str](most=2)

    def fail() -> str:
        note(tmp_path / "one")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept.get("key", fail)

    assert kept.get("key", Reading(tmp_path / "one")) == "a"


@pytest.mark.usefixtures("settled")
def test_what_cannot_be_noted_is_made_each_time() -> None:
    kept, made = Unchanged[int](most=2), []

    def make() -> int:
        note_unknown()
        made.append(1)
        return len(made)

    assert [kept.get("key", make) for _ in range(3)] == [1, 2, 3]


@pytest.mark.usefixtures("settled")
def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    write(tmp_path / "one", "a")
    kept, read = Unchanged[str](most=2), Reading(tmp_path / "one")

    for key in ("first", "second", "first", "third", "first", "third"):
        kept.get(key, read)
    assert read.times == 3

    kept.get("second", read)
    assert read.times == 4
