"""The reference table: the same runs however it came about, and no damage that goes unnoticed."""

import errno
import gc
import io
import json
import shutil
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.model.small_studies import study

from sesim.calibration import reference_table as reference_table
from sesim.calibration.reference_table import ReferenceTable, fill
from sesim.calibration.simulator import REFERENCE, TRUTHS, Counts, Simulator
from sesim.calibration.space import Floats, space_of
from sesim.runs.errors import RunError
from sesim.runs.parallel import Crew
from sesim.runs.replicate import horizon_weeks
from sesim.study.parameters import Lognormal

MARK = {"seed": 1, "model": 7}
RUNS = 23


class Stub(Simulator):
    """A simulator that costs nothing, remembers what it ran, and can be interrupted."""

    fail_at: int | None
    error: type[Exception]
    ran: list[int]

    def __init__(
        self, fail_at: int | None = None, error: type[Exception] = KeyboardInterrupt
    ) -> None:
        object.__setattr__(self, "until", {"here": 1.0, "there": 2.0})
        object.__setattr__(self, "fail_at", fail_at)
        object.__setattr__(self, "error", error)
        object.__setattr__(self, "ran", [])

    def prior_points(self, stream: int, numbers: range) -> Floats:
        return np.stack([luck(0, stream, number).standard_normal(3) for number in numbers])

    def counts(self, points: Floats, stream: int, numbers: range) -> Counts:
        assert np.array_equal(points, self.prior_points(stream, numbers))
        if self.fail_at in numbers:
            raise self.error
        self.ran.extend(numbers)
        found = [np.sort(luck(1, stream, n).integers(0, 50, (2, 3)))[:, ::-1] for n in numbers]
        return np.stack(found).astype(np.int64)


def luck(*address: int) -> np.random.Generator:
    return np.random.default_rng(address)


@pytest.fixture(autouse=True)
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make files of five runs, so that few runs are many files."""
    monkeypatch.setattr(reference_table, "CHUNK", 5)


def fill_up(
    folder: Path,
    stub: Stub | None = None,
    runs: int = RUNS,
    mark: Mapping[str, Any] = MARK,
    **more: Any,
) -> ReferenceTable:
    arguments: dict[str, Any] = {"crew": Crew(1), "progress": lambda _: None, **more}
    return fill(folder, stub or Stub(), mark, runs, **arguments)


def same(one: ReferenceTable, other: ReferenceTable) -> bool:
    points = np.array_equal(one.points, other.points)
    return points and np.array_equal(one.counts, other.counts)


@pytest.fixture
def whole(tmp_path: Path) -> ReferenceTable:
    """A reference table that was made in one go elsewhere."""
    return fill_up(tmp_path / "elsewhere")


@pytest.fixture
def folder(tmp_path: Path, whole: ReferenceTable) -> Path:
    """The folder of a whole reference table."""
    assert len(whole) == RUNS
    return Path(shutil.copytree(tmp_path / "elsewhere", tmp_path / "bank"))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_runs_are_those_of_their_numbers(whole: ReferenceTable) -> None:
    stub = Stub()
    points = stub.prior_points(REFERENCE, range(RUNS))

    np.testing.assert_array_equal(whole.points, points)
    np.testing.assert_array_equal(whole.counts, stub.counts(points, REFERENCE, range(RUNS)))


def test_what_was_interrupted_is_taken_up_again(tmp_path: Path, whole: ReferenceTable) -> None:
    """Only what is missing is run, to the same reference table."""
    with pytest.raises(KeyboardInterrupt):
        fill_up(tmp_path / "bank", Stub(fail_at=13))
    assert names(tmp_path / "bank") == ["bank.json", "runs_00000.npz", "runs_00001.npz"]

    stub = Stub()
    resumed = fill_up(tmp_path / "bank", stub)

    assert same(resumed, whole)
    assert stub.ran == list(range(10, RUNS))


def test_a_run_that_fails_is_one_message(tmp_path: Path) -> None:
    """As in a study: `RunError`, which a command tells without a traceback."""
    with pytest.raises(RunError):
        fill_up(tmp_path / "bank", Stub(fail_at=13, error=ZeroDivisionError))


def test_a_whole_reference_table_is_not_run_again(folder: Path, whole: ReferenceTable) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    stub = Stub()

    assert same(fill_up(folder, stub), whole)
    assert stub.ran == []
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_files_that_went_missing_are_made_again(folder: Path, whole: ReferenceTable) -> None:
    (folder / "runs_00000.npz").unlink()
    (folder / "runs_00003.npz").unlink()
    stub = Stub()

    assert same(fill_up(folder, stub), whole)
    assert stub.ran == [*range(5), *range(15, 20)]


def test_a_larger_reference_table_begins_with_a_smaller_one(
    folder: Path, whole: ReferenceTable, tmp_path: Path
) -> None:
    stub = Stub()

    larger = fill_up(folder, stub, runs=41)

    assert len(larger) == 41
    assert same(larger[:RUNS], whole)
    assert same(larger, fill_up(tmp_path / "anew", runs=41))
    assert stub.ran == list(range(20, 41))  # the last file was not full


def test_a_smaller_reference_table_is_the_beginning_of_a_larger_one(
    folder: Path, whole: ReferenceTable
) -> None:
    stub = Stub()

    assert same(fill_up(folder, stub, runs=12), whole[:12])
    assert stub.ran == []
    assert same(fill_up(folder, stub), whole)


def test_streams_are_other_runs(tmp_path: Path, whole: ReferenceTable) -> None:
    truths = fill_up(tmp_path / "truths", stream=TRUTHS)

    assert not (truths.points == whole.points).any()


def test_progress_counts_every_run_once(tmp_path: Path) -> None:
    told: list[int] = []
    fill_up(tmp_path / "bank", progress=told.append)
    assert told == [5, 5, 5, 5, 3]

    (tmp_path / "bank" / "runs_00001.npz").unlink()
    told.clear()
    fill_up(tmp_path / "bank", progress=told.append)
    assert sum(told) == RUNS


@pytest.mark.slow
def test_workers_make_no_difference(tmp_path: Path) -> None:
    """Real runs, since a stub does not travel to other processes."""
    one = study(end="2012-03-31")
    space = space_of(one, ["here"], Lognormal(dist="lognormal", median=12.0, sigma=0.5))
    simulator = Simulator(one, space, {"here": horizon_weeks(one)})

    alone, shared = (
        fill(tmp_path / str(workers), simulator, MARK, 17, Crew(workers), lambda _: None)
        for workers in (1, 2)
    )

    assert same(alone, shared)
    assert alone.counts[..., 0].max() > 0
    for path in (tmp_path / "1").iterdir():
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes()


def packed(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def changed(part: ReferenceTable, where: tuple[int, ...], value: int) -> bytes:
    counts = part.counts.copy()
    counts[where] = value
    return packed(points=part.points, counts=counts)


def array_file() -> bytes:
    file = io.BytesIO()
    np.save(file, np.zeros(3))
    return file.getvalue()


unclosed = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""NumPy leaves a file that is no archive to the garbage collector."""

Damage = Callable[[ReferenceTable, bytes], bytes]

DAMAGES: dict[str, Damage] = {
    "truncated": lambda _, data: data[:-100],
    "cut short": lambda _, data: data[:20],
    "nothing but text": lambda *_: b"participants,employed\n",
    "another archive": lambda part, _: packed(a=part.points),
    "no counts": lambda part, _: packed(points=part.points),
    "no runs": lambda part, _: packed(points=part.points[:0], counts=part.counts[:0]),
    "too many runs": lambda part, _: packed(
        points=np.tile(part.points, (2, 1)), counts=np.tile(part.counts, (2, 1, 1))
    ),
    "fewer counts than points": lambda part, _: packed(points=part.points, counts=part.counts[:3]),
    "another programme": lambda part, _: packed(points=part.points, counts=part.counts[:, :1]),
    "fractions": lambda part, _: packed(points=part.points, counts=part.counts + 0.5),
    "other points": lambda part, _: packed(points=part.points + 1e-9, counts=part.counts),
    "missing points": lambda part, _: packed(points=part.points * np.nan, counts=part.counts),
    "points of another space": lambda part, _: packed(
        points=part.points[:, :2], counts=part.counts
    ),
    "texts": lambda part, _: packed(points=np.full((5, 3), "a"), counts=part.counts),
    "less than nobody": lambda part, _: changed(part, (2, 1, 2), -1),
    "more employed than there are": lambda part, _: changed(part, (0, 0, 1), 99),
}


def told(folder: Path, **more: Any) -> str:
    with pytest.raises(RunError) as caught:
        fill_up(folder, **more)
    message = str(caught.value)
    assert "\n" not in message
    return message


@unclosed
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_file_is_named(folder: Path, whole: ReferenceTable, damage: Damage) -> None:
    path = folder / "runs_00001.npz"
    path.write_bytes(damage(whole[5:10], path.read_bytes()))
    before = names(folder)

    assert told(folder) == f"{path}: damaged; delete this file, and its runs are made again"
    assert names(folder) == before

    path.unlink()
    assert same(fill_up(folder), whole)


@unclosed
@pytest.mark.parametrize(
    "damage",
    [
        lambda _, data: data[:60] + bytes([data[60] ^ 8]) + data[61:],  # zlib.error
        lambda *_: b"",  # EOFError, as after a crash of the machine
        lambda *_: array_file(),  # TypeError
        lambda part, _: packed(points=1.0, counts=part.counts),  # TypeError
    ],
    ids=["garbled", "empty", "an array", "a number"],
)
def test_a_file_damaged_in_other_ways_is_named(
    folder: Path, whole: ReferenceTable, damage: Damage
) -> None:
    path = folder / "runs_00001.npz"
    path.write_bytes(damage(whole[5:10], path.read_bytes()))

    assert told(folder) == f"{path}: damaged; delete this file, and its runs are made again"


@unclosed
def test_no_garbled_byte_changes_the_reference_table(folder: Path, whole: ReferenceTable) -> None:
    """Any byte of a file: it is either noticed, or stands where it says nothing."""
    path = folder / "runs_00001.npz"
    data = path.read_bytes()
    noticed = 0
    for place in range(len(data)):
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x15]) + data[place + 1 :])
        try:
            assert same(fill_up(folder), whole), place
        except RunError:
            noticed += 1

    assert noticed > len(data) / 2


def test_a_damaged_file_is_closed_again(folder: Path) -> None:
    path = folder / "runs_00001.npz"
    path.write_bytes(path.read_bytes()[:-100])

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        told(folder)
        gc.collect()

    assert [str(one.message) for one in caught] == []


def test_swapped_files_are_noticed(folder: Path) -> None:
    one, other = folder / "runs_00001.npz", folder / "runs_00002.npz"
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)

    assert str(one) in told(folder)


def test_runs_of_another_stream_are_noticed(folder: Path) -> None:
    assert "damaged" in told(folder, stream=TRUTHS)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"seed"',
        b"\xff\xfe\x00",
    ],
)
def test_a_damaged_mark_is_named(folder: Path, data: bytes) -> None:
    (folder / "bank.json").write_bytes(data)

    message = told(folder)

    assert message.startswith(f"{folder / 'bank.json'}: damaged")
    assert str(folder) in message
    assert (folder / "bank.json").read_bytes() == data


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ({**MARK, "seed": 2}, "other seed"),
        ({**MARK, "priors": "x"}, "other priors"),
        ({"seed": 2}, "other model, seed"),
    ],
)
def test_a_foreign_reference_table_is_not_used(
    folder: Path, mark: dict[str, Any], said: str
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    stub = Stub()

    message = told(folder, mark=mark, stub=stub)

    assert message.startswith(f"{folder}: holds runs of another calibration ({said}); ")
    assert stub.ran == []
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_runs_without_a_mark_are_not_used(folder: Path) -> None:
    (folder / "bank.json").unlink()

    assert "but no bank.json that says what it is" in told(folder)


def test_mark_can_be_read(folder: Path) -> None:
    assert json.loads((folder / "bank.json").read_text(encoding="utf-8")) == MARK


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_full_disk_leaves_whole_files_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: ReferenceTable, after: int
) -> None:
    """The disk fills up in the middle of a file; when there is room again, the rest follows."""
    write = Path.write_bytes
    written: list[Path] = []

    def until_full(path: Path, data: bytes) -> int:
        if len(written) == after:
            write(path, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        return write(path, data)

    folder = tmp_path / "bank"
    monkeypatch.setattr(Path, "write_bytes", until_full)
    message = told(folder)
    monkeypatch.setattr(Path, "write_bytes", write)

    assert message.startswith(f"cannot write {folder}: no space left on device")
    expected = ["bank.json", "runs_00000.npz", "runs_00001.npz", "runs_00002.npz"]
    assert names(folder) == expected[:after]
    assert same(fill_up(folder), whole)


@pytest.mark.parametrize(
    ("place", "said"),
    [("file", "file exists"), ("file/inside", "not a directory"), ("x" * 300, "file name too")],
)
def test_an_impossible_folder_is_named(tmp_path: Path, place: str, said: str) -> None:
    (tmp_path / "file").write_text("mine")
    stub = Stub()

    message = told(tmp_path / place, stub=stub)

    assert message.startswith(f"cannot write {tmp_path / place}: {said}")
    assert stub.ran == []
    assert names(tmp_path) == ["file"]
    assert (tmp_path / "file").read_text() == "mine"


def test_an_unwritable_folder_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused by hand, since root may write everywhere."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    (folder / "runs_00001.npz").unlink()
    monkeypatch.setattr(Path, "write_bytes", refuse)

    assert told(folder).startswith(f"cannot write {folder}: permission denied")
