"""A configuration file from a stranger runs no code, wherever it puts it."""

from pathlib import Path

import pytest

from sesim.cli.load import load_study
from sesim.cli.refuse_code import calls_in_hydra
from sesim.study import StudyError

pytestmark = pytest.mark.usefixtures("few_programmes")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: x\n_target_: os.system\ncommand: touch pwned\n", "scenario._target_: not allowed"),
        (
            "name: x\nchanges:\n- {target: a, set: {_target_: os.system, command: touch pwned}}\n",
            "scenario.changes.0.set._target_: not allowed",
        ),
        (
            "# @package _global_\nscenario: {name: x}\n"
            "hydra: {callbacks: {x: {_target_: os.system, command: touch pwned}}}\n",
            "hydra.callbacks.x._target_: not allowed",
        ),
        ("name: !!python/object/apply:os.system ['touch pwned']\n", "python/object/apply"),
        ("name: [x\n", "mine.yaml"),
        ("name: x\nname: y\n", "duplicate key"),
    ],
)
def test_scenario_with_code_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, expected: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenario").mkdir()
    (tmp_path / "scenario" / "mine.yaml").write_text(text)

    with pytest.raises(StudyError) as caught:
        load_study(["scenario=mine"], config_dir=tmp_path)

    assert expected in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["scenario"]


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
        ({"launcher": {"_target_": "hydra_plugins.x.Launcher.os.system"}}, 1),
        ({"callbacks": {"a": {"_target_": "x.Launcher"}, "b": [{"_target_": "os.system"}]}}, 2),
        ({"job_logging": {"handlers": {"x": {"class": "subprocess.Popen"}}}}, 1),
        ({"job_logging": {"formatters": {"x": {"()": "os.system"}}}}, 1),
        ({"job": {"env_set": {"PYTHONPATH": "."}}}, 1),
        ({"job": {"env_set": {}}}, 0),
    ],
)
def test_hydra_calls_nothing_but_launchers_and_sweepers(node: dict, refused: int) -> None:
    assert len(list(calls_in_hydra(node))) == refused
