"""What a finished folder holds is read back, and what cannot be trusted is refused."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sesim.cli.simulate.main import exit_status as run
from sesim.runs.errors import OutputError
from sesim.runs.sweeps.reading import read_finished

pytestmark = pytest.mark.usefixtures("without_workbooks")

QUICK = ["programmes=vetlanda", "replications=2", "workers=1", "report=false", "figures=false"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A study's folder and a sweep's."""
    parent = tmp_path_factory.mktemp("made")
    assert run([*QUICK, "end=2013-06-30", f"output={parent / 'study'}"]) == 0
    plan = ["-m", "scenario=baseline,back_heavy", "scenario.since=2012-07-01", "end=2013-06-30"]
    assert run([*plan, *QUICK, f"output={parent / 'sweep'}"]) == 0
    return {name: parent / name for name in ("study", "sweep")}


@pytest.fixture
def copy(made: dict[str, Path], tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that gives a copy of a folder, to be damaged."""
    return lambda name: Path(shutil.copytree(made[name], tmp_path / name))


def test_a_study(made: dict[str, Path]) -> None:
    found = read_finished(made["study"])

    assert list(found.studies) == ["baseline"]
    assert list(found.studies["baseline"].programmes) == ["vetlanda"]
    assert found.comparison is None
    pd.testing.assert_frame_equal(found.summary, pd.read_csv(made["study"] / "summary.csv"))
    assert set(found.files) == {"summary.csv", "curves.csv", "config.yaml"}


def test_a_sweep(made: dict[str, Path]) -> None:
    found = read_finished(made["sweep"])

    assert list(found.studies) == ["baseline", "back_heavy"]
    assert found.studies["back_heavy"].scenario.changes[0].target == "back_heaviness"
    assert found.comparison is not None
    assert set(found.comparison["scenario"]) == {"back_heavy"}
    assert set(found.files) == {"summary.csv", "curves.csv", "comparison.csv"}


@pytest.mark.parametrize("name", ["nowhere", "a.txt", "empty"])
def test_what_is_no_folder_of_results(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    with pytest.raises(OutputError, match=f"{name}: .*name the folder"):
        read_finished(tmp_path / name)


def shortened(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def garbled(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00 nonsense")


def headless(path: Path) -> None:
    path.write_text("one,two\n1,2\n", encoding="utf-8")


@pytest.mark.parametrize("file", ["summary.csv", "curves.csv", "config.yaml", "provenance.json"])
@pytest.mark.parametrize("damage", [shortened, emptied, garbled, headless, Path.unlink])
def test_a_damaged_study(
    copy: Callable[[str], Path], file: str, damage: Callable[[Path], None]
) -> None:
    folder = copy("study")
    damage(folder / file)
    named = folder if (file, damage) == ("provenance.json", Path.unlink) else folder / file
    with pytest.raises(OutputError, match=f"^{named}"):
        read_finished(folder)


def test_a_number_that_was_changed(copy: Callable[[str], Path]) -> None:
    path = copy("study") / "summary.csv"
    table = pd.read_csv(path)
    table.loc[0, "mean"] += 1
    table.to_csv(path, index=False)
    with pytest.raises(OutputError, match=r"summary.csv: damaged or changed"):
        read_finished(path.parent)


@pytest.mark.parametrize("file", ["summary.csv", "curves.csv", "comparison.csv", "jobs.csv"])
@pytest.mark.parametrize("damage", [emptied, garbled, headless, shortened, Path.unlink])
def test_a_damaged_sweep(
    copy: Callable[[str], Path], file: str, damage: Callable[[Path], None]
) -> None:
    folder = copy("sweep")
    damage(folder / file)
    with pytest.raises(OutputError, match=str(folder)):
        read_finished(folder)


def test_a_sweep_whose_table_was_changed(copy: Callable[[str], Path]) -> None:
    path = copy("sweep") / "comparison.csv"
    table = pd.read_csv(path)
    table.loc[0, "difference"] += 1
    table.to_csv(path, index=False)
    with pytest.raises(OutputError, match=r"comparison.csv: damaged or changed"):
        read_finished(path.parent)


def test_a_job_without_its_provenance(copy: Callable[[str], Path]) -> None:
    folder = copy("sweep")
    (folder / "0_baseline" / "provenance.json").unlink()
    with pytest.raises(OutputError, match=r"provenance.json: is missing"):
        read_finished(folder)


def test_results_of_another_version(copy: Callable[[str], Path]) -> None:
    path = copy("study") / "provenance.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**told, "version": "0.0.1"}), encoding="utf-8")
    with pytest.raises(OutputError, match=r"was made by sesim 0\.0\.1, and this is"):
        read_finished(path.parent)


def test_a_configuration_that_was_changed(copy: Callable[[str], Path]) -> None:
    path = copy("study") / "provenance.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["configuration"]["seed"] += 1
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(OutputError, match=r"provenance.json: damaged or changed"):
        read_finished(path.parent)
