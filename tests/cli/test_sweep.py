"""Sweeps: a folder for each job, everything checked before the first job starts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from omegaconf import OmegaConf

from sesim.cli.sweep import foreign_code
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
            ["seed=1,-2", "scenario=baseline,surg"],
            ["  scenario: unknown option 'surg'; available:", "  seed: should be", "(job seed=-2"],
        ),
        (["replicatons=1,2"], ["  replicatons: unknown key (did you mean 'replications'?)"]),
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


@pytest.mark.parametrize(
    ("node", "refused"),
    [
        (
            {"launcher": {"_target_": "hydra._internal.core_plugins.basic_launcher.BasicLauncher"}},
            0,
        ),
        ({"launcher": {"_target_": "hydra_plugins.joblib_launcher.JoblibLauncher"}}, 0),
        ({"job_logging": {"handlers": {"file": {"class": "logging.FileHandler"}}}}, 0),
        ({"launcher": {"_target_": "os.system"}}, 1),
        ({"launcher": {"_target_": "logging.os.system"}}, 1),
        ({"launcher": {"_target_": "hydra.utils.call"}}, 1),
        ({"callbacks": {"a": {"_target_": "x.Launcher"}, "b": [{"_target_": "os.system"}]}}, 2),
        ({"job_logging": {"handlers": {"x": {"class": "subprocess.Popen"}}}}, 1),
        ({"job_logging": {"formatters": {"x": {"()": "os.system"}}}}, 1),
        ({"job": {"env_set": {"PYTHONPATH": "."}}}, 1),
        ({"job": {"env_set": {}}}, 0),
    ],
)
def test_hydra_calls_nothing_but_launchers_and_sweepers(node: dict, refused: int) -> None:
    assert len(list(foreign_code(OmegaConf.create(node)))) == refused
