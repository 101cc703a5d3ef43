"""Notebooks run from beginning to end, as scripts, and say what they should.

Those that take seconds run as pages of the site, in tests/pages/test_site.py.
"""

import re
import runpy
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pytest
from tests.cli.test_calibrate import TINY, write

from sesim import load_calibration, load_study

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"

Run = Callable[[str], dict[str, Any]]
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Run]:
    """Run a notebook, small and without a screen, and return the names that it defines."""
    monkeypatch.delenv("SESIM_NOTEBOOKS", raising=False)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with plt.rc_context():
        yield lambda name: runpy.run_path(str(NOTEBOOKS / name))
    plt.close("all")


def test_a_first_look(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sesim.load_study", lambda words: load_study([*words, "replications=2", "workers=1"])
    )
    names = run("00_first_look.py")

    assert names["replications"] == 20
    assert set(names["chosen"]["programme"]) == {"eksjo", "vetlanda"}
    assert set(names["halves"].index) == {"Eksjö", "Vetlanda"}


def assert_calibrates(run: Run, capsys: Captured, counts: int) -> None:
    """Check the notebook about a calibration, with so many counts."""
    names = run("02_calibration.py")
    said = " ".join(capsys.readouterr().out.split())  # lines are wrapped

    assert f"of {counts} published counts lie inside" in said
    assert re.search(r"The counts do not constrain .*\baccept\b", said)
    assert len(names["known"]) < len(names["free"])
    assert names["page"].read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert len(names["drawn"]) == 10
    assert names["plates"].stamp


@pytest.mark.slow
def test_a_calibration_of_two_programmes(
    run: Run, capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With invented counts of the first months, which take a tenth of the time."""
    write(tmp_path)
    few = [*TINY[:2], f"calibration.targets={tmp_path / 'mine.csv'}"]
    monkeypatch.setattr("sesim.load_calibration", lambda words=(): load_calibration([*words, *few]))

    assert_calibrates(run, capsys, 6)


@pytest.mark.verification
def test_a_calibration(run: Run, capsys: Captured) -> None:
    assert_calibrates(run, capsys, 6)


@pytest.mark.verification
def test_sensitivity(run: Run) -> None:
    names = run("04_sensitivity.py")

    assert {"sobol_level", "sobol_difference", "information"} <= set(names["tables"])
    assert "(all parameters)" in set(names["worth"]["parameter"])


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


def test_every_notebook_is_run() -> None:
    files = (Path(__file__), Path(__file__).parent / "pages" / "test_site.py")
    tests = "".join(path.read_text(encoding="utf-8") for path in files)
    names = [path.stem for path in NOTEBOOKS.glob("*.py")]
    missing = [one for one in names if f'run("{one}.py")' not in tests and f'"{one}":' not in tests]

    assert missing == []


def test_every_notebook_can_be_opened_as_one() -> None:
    """The first lines tell Jupyter, with jupytext, which files belong together."""
    heads = [path.read_text(encoding="utf-8").split("\n\n")[0] for path in NOTEBOOKS.glob("*.py")]

    assert heads
    assert all("formats: ipynb,py:percent" in head for head in heads)


# --- how they are opened and read -----------------------------------------------------------------

ROOT = NOTEBOOKS.parent
HOW_TO = ROOT / "docs" / "how-to" / "notebooks.md"


def imported(source: str) -> set[str]:
    """Return the packages that a notebook imports."""
    return set(re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE))


def test_the_extra_holds_what_opens_and_runs_them() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extra = {re.split(r"\W", one)[0] for one in project["optional-dependencies"]["notebooks"]}
    always = {re.split(r"[><=~]", one)[0] for one in project["dependencies"]}
    used = set().union(
        *(imported(one.read_text(encoding="utf-8")) for one in NOTEBOOKS.glob("*.py"))
    )
    others = {name for name in used - {"sesim"} if name not in sys.stdlib_module_names}

    assert {"jupyterlab", "jupytext"} <= extra
    assert {{"yaml": "pyyaml"}.get(name, name) for name in others} <= extra | always
    assert "statsmodels" in others - always


@pytest.mark.parametrize("page", ["README.md", "docs/how-to/notebooks.md"])
def test_two_commands_open_them(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")

    assert ".venv/bin/python -m pip install --editable '.[notebooks]'" in text
    assert ".venv/bin/jupyter lab notebooks" in text


def test_every_notebook_has_its_page_in_the_menu_and_its_row() -> None:
    site = runpy.run_path(str(ROOT / "docs" / "conf.py"))
    names = sorted(path.stem for path in NOTEBOOKS.glob("*.py"))
    pages = {"notebooks/README", *(f"notebooks/{name}" for name in names)}
    rows = re.findall(r"^\| \[`(\w+)`\]\(../../notebooks/\1\.py\)", HOW_TO.read_text("utf-8"), re.M)

    assert len(names) == 7
    assert "/notebooks/README" in site["TOP"]
    assert site["below"]("notebooks/README", pages) == [f"/notebooks/{name}" for name in names]
    assert rows == names


def test_a_page_says_how_it_was_run() -> None:
    site = runpy.run_path(str(ROOT / "docs" / "conf.py"))
    source = ["# %% [markdown]\n# # Title\n#\n# Words.\n\n# %%\nx = 1\n"]
    site["add_note"](None, "notebooks/00_first_look", source)
    other = ["# Title"]
    site["add_note"](None, "notebooks/README", other)

    assert source[0].startswith("# %% [markdown]\n# # Title\n#\n# ```{note}\n# **Quick run.**")
    assert source[0].count("```") == 2
    assert source[0].endswith("# Words.\n\n# %%\nx = 1\n")
    assert other == ["# Title"]


def test_results_are_kept_until_something_changes(tmp_path: Path) -> None:
    state = runpy.run_path(str(ROOT / "docs" / "conf.py"))["state_of"]
    for name in (
        "src/sesim/a.py",
        "conf/b.yaml",
        "requirements.lock",
        "src/sesim/__pycache__/a.pyc",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    before = state(tmp_path, "quick")
    (tmp_path / "src/sesim/__pycache__/a.pyc").write_text("2")
    same = state(tmp_path, "quick")
    (tmp_path / "conf/b.yaml").write_text("2")

    assert before == same
    assert len({before, state(tmp_path, "quick"), state(tmp_path, "full")}) == 3
