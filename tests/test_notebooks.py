"""Notebooks run from beginning to end, as scripts, and say what they should."""

import re
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pytest
from tests.cli.test_calibrate import TINY, write

from sesim import load_calibration

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"

Run = Callable[[str], dict[str, Any]]
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Run]:
    """Run a notebook, small and without a screen, and return the names that it defines."""
    monkeypatch.setenv("REPLICATIONS", "2")
    monkeypatch.setenv("SESIM_CALIBRATION", "quick")
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with plt.rc_context():
        yield lambda name: runpy.run_path(str(NOTEBOOKS / name))
    plt.close("all")


def test_a_first_look(run: Run, capsys: Captured) -> None:
    names = run("00_first_look.py")

    assert names["results"].study.settings.replications == 2
    assert "eksjo" in capsys.readouterr().out


@pytest.mark.slow
def test_targets(run: Run, capsys: Captured) -> None:
    names = run("01_targets.py")

    assert "27 counts; together {'participants': 335" in capsys.readouterr().out
    assert round(names["spread"], 2) == 0.51
    assert {path.stem for path in names["folder"].iterdir()} == {"targets", "prior_predictive"}


def assert_calibrates(run: Run, capsys: Captured, counts: int) -> None:
    """Check the notebook about a calibration, with so many counts."""
    names = run("02_calibration.py")
    said = capsys.readouterr().out

    assert f"of {counts} published counts lie inside" in said
    assert re.search(r"The counts do not constrain .*\baccept\b", said)
    assert len(names["known"]) < len(names["free"])
    assert names["page"].read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert len(names["drawn"]) == 10


@pytest.mark.slow
def test_a_calibration_of_two_programmes(
    run: Run, capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With invented counts of the first months, which take a tenth of the time."""
    write(tmp_path)
    few = [*TINY[:2], f"calibration.targets={tmp_path / 'mine.csv'}"]
    monkeypatch.setattr("sesim.load_calibration", lambda words: load_calibration([*words, *few]))

    assert_calibrates(run, capsys, 6)


@pytest.mark.verification
def test_a_calibration(run: Run, capsys: Captured) -> None:
    assert_calibrates(run, capsys, 27)


@pytest.mark.slow
def test_validation(run: Run, capsys: Captured) -> None:
    names = run("03_validation.py")

    assert len(names["found"]) == len(names["kept"]) == 7
    assert set(names["found"]["verdict"]) <= {"inside", "outside", "cannot tell"}
    assert "14% in 2% to 90%: cannot tell" in capsys.readouterr().out


@pytest.mark.verification
def test_sensitivity(run: Run) -> None:
    names = run("04_sensitivity.py")

    assert set(names["tables"]) == {"level", "difference"}
    assert "(all parameters)" in set(names["information"]["parameter"])


def test_anatomy(run: Run, capsys: Captured) -> None:
    names = run("05_anatomy.py")
    said = capsys.readouterr().out
    lives = names["lives"]

    assert len(names["chosen"]) == 10
    assert "search started" in said
    assert (lives["end"] > lives["begin"]).all()
    assert (lives["begin"] >= 0).all()
    after = lives.sort_values("begin").groupby("person")["begin"].shift(-1)
    assert (after.dropna() >= lives["end"].reindex(after.dropna().index)).all()
    assert names["weekly"].to_numpy().sum() > 0


@pytest.mark.slow
def test_own_records(run: Run, capsys: Captured) -> None:
    names = run("06_own_records.py")

    assert "What your counts taught" in capsys.readouterr().out
    assert names["recovered"].loc["back_heaviness"].nunique() == 1
    assert set(names["plans"]["verdict"]) <= {"reached", "missed", "unclear"}


def test_every_notebook_is_run() -> None:
    tests = Path(__file__).read_text(encoding="utf-8")
    missing = [path.name for path in NOTEBOOKS.glob("*.py") if f'run("{path.name}")' not in tests]

    assert missing == []


def test_every_notebook_can_be_opened_as_one() -> None:
    """The first lines tell Jupyter, with jupytext, which files belong together."""
    heads = [path.read_text(encoding="utf-8").split("\n\n")[0] for path in NOTEBOOKS.glob("*.py")]

    assert heads
    assert all("formats: ipynb,py:percent" in head for head in heads)
