"""The reference table of an earlier calibration is read as it was written, or refused."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sesim import model
from sesim.calibration.store import packed
from sesim.calibration.stored import stored
from sesim.runs.draws import KIND
from sesim.study import StudyError

COUNTS = np.array([[[10, 4, 3], [30, 6, 7]], [[0, 0, 0], [0, 0, 0]], [[5, 5, 0], [0, 0, 0]]])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A calibration of two parameters and two programmes, with three runs in two files."""
    table = pd.DataFrame({"accept": [0.1, 0.2], "eksjo.programme_effect": [0.3, 0.4]})
    about = {"kind": KIND, "model": model.VERSION}
    (tmp_path / "prior.parquet").write_bytes(packed(table, about))
    (tmp_path / "bank").mkdir()
    points = np.arange(6.0).reshape(3, 2)
    for number, rows in enumerate([slice(0, 2), slice(2, 3)]):
        file = tmp_path / "bank" / f"runs_{number:05}.npz"
        np.savez_compressed(file, points=points[rows], counts=COUNTS[rows])
    return tmp_path


def test_runs_are_read_in_order_with_names(folder: Path) -> None:
    found = stored(folder, "key")

    assert found.names == ["accept", "eksjo.programme_effect"]
    assert found.programmes == {"eksjo"}
    np.testing.assert_array_equal(found.table.points, [[0, 1], [2, 3], [4, 5]])


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("employed_share", [0.25, np.nan, 1.0]),
        ("participants", [40, 0, 5]),
        ("employed", [10, 0, 5]),
        ("ongoing", [10, 0, 0]),
    ],
)
def test_outcomes_of_all_together(folder: Path, outcome: str, expected: list[float]) -> None:
    np.testing.assert_array_equal(stored(folder, "key").outcome(outcome), expected)


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("bank/runs_00000.npz", b"no archive", "runs_00000.npz: damaged"),
        ("prior.parquet", b"no table", "damaged"),
    ],
)
def test_what_is_damaged_is_refused(folder: Path, path: str, data: bytes, said: str) -> None:
    (folder / path).write_bytes(data)

    with pytest.raises(StudyError, match=said):
        stored(folder, "sensitivity.bank")


def test_a_reference_table_with_other_coordinates_is_refused(folder: Path) -> None:
    file = folder / "bank" / "runs_00001.npz"
    np.savez_compressed(file, points=np.zeros((1, 3)), counts=COUNTS[:1])

    with pytest.raises(StudyError, match="not those of its prior"):
        stored(folder, "sensitivity.bank")


def test_a_folder_without_a_calibration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"sensitivity\.bank: .*no calibration"):
        stored(tmp_path / "nowhere", "sensitivity.bank")
