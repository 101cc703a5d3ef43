"""Sweeps: a folder for each job, everything checked before the first job starts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sesim.runs.store import load_folder

Sesim = Callable[..., tuple[int, str, str]]


def test_each_job_has_a_folder_and_nothing_else_is_written(
    process: Sesim, small: list[str], tmp_path: Path
) -> None:
    status, out, err = process(tmp_path, "-m", *small, "seed=3,4", "output=sweep", "workers=1")

    assert status == 0, err
    assert out.splitlines()[-1] == "All jobs: sweep"
    assert [path.name for path in tmp_path.iterdir()] == ["sweep"]
    folders = sorted((tmp_path / "sweep").iterdir())
    assert [folder.name for folder in folders] == ["0_baseline", "1_baseline"]
    assert [load_folder(folder).settings.seed for folder in folders] == [3, 4]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ["seed=1,-2", "scenario=surg", "replicatons=1"],
            [
                "  scenario: unknown option 'surg'; available:",
                "  replicatons: unknown key (did you mean 'replications'?)",
                "  seed: should be greater than or equal to 0 (got -2) (job seed=-2)",
            ],
        ),
        (["+hydra.callbacks.x._target_=os.getcwd"], ["hydra.callbacks.x._target_: not allowed"]),
    ],
)
def test_all_jobs_are_checked_before_the_first_starts(
    sesim: Sesim, small: list[str], tmp_path: Path, arguments: list[str], expected: list[str]
) -> None:
    status, out, err = sesim("-m", *small[:3], *arguments)

    assert (status, out) == (2, "")
    assert [text for text in expected if text not in err] == []
    assert list(tmp_path.iterdir()) == []
