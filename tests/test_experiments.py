"""The experiments can be run, and their pages say in order what was asked, done and found."""

import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

import sesim
from sesim import model
from sesim.model import coach, leaving, placement
from sesim.report.board.caveats import ALWAYS, MODEL_ALONE, UNKNOWN
from sesim.report.figures.effects import DRAWN as DIFFERENCES
from sesim.study import Scenario

ROOT = Path(__file__).parents[1]
EXPERIMENTS = ROOT / "experiments"
FOLDERS = sorted(path.parent for path in EXPERIMENTS.glob("*/run.py"))
SWEEPS = [folder for folder in FOLDERS if (folder / "experiment").is_dir()]
HEADINGS = ["Question", "Design", "Answer", "Caveats"]
KEPT = (".csv", ".svg")
AT_LENGTH = {"calibration"}
"""Even the small version takes minutes."""

DRAWN = [folder for folder in FOLDERS if "\ndef draw(" in (folder / "run.py").read_text("utf-8")]
"""Experiments whose figures need no simulation: their tables hold all that is drawn."""

QUICK = [folder for folder in FOLDERS if folder.name not in AT_LENGTH]


def faults(folder: Path) -> Iterator[str]:
    """Yield one message for each rule that the folder of an experiment breaks."""
    page = (folder / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"^## (.+)$", page, re.MULTILINE)
    if found != HEADINGS:
        yield f"README.md: the headings are {found}"
    for path in sorted(folder.iterdir()):
        if path.suffix in KEPT and not shown(path, page):
            yield f"{path.name}: is not shown in README.md"
    if f"make experiment NAME={folder.name}" not in page:
        yield "README.md: does not say how it is run"


def shown(path: Path, page: str) -> bool:
    """Tell whether a page shows a table, or a figure with a text in its place."""
    if path.suffix == ".csv":
        return f"<!-- experiments/{path.parent.name}/{path.name}" in page
    return re.search(rf"!\[[^\]]+\]\({re.escape(path.name)}\)", page) is not None


def faults_of_files(folder: Path) -> Iterator[str]:
    """Yield one message for each rule that an experiment's files for Hydra break.

    That a scenario's changes are possible is checked where a small version is run.
    """
    if not (folder / "experiment" / f"{folder.name}.yaml").is_file():
        yield f"experiment/{folder.name}.yaml: is missing"
    used = swept(folder)
    for path in sorted((folder / "scenario").glob("*.yaml")):
        scenario = Scenario.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        if scenario.name != path.stem:
            yield f"{path.name}: is called {scenario.name!r} inside"
        if path.stem not in used:
            yield f"{path.name}: is not used"
        for field in ("rationale", "evidence", "changes"):
            if not getattr(scenario, field):
                yield f"{path.name}: has no {field}"


def swept(folder: Path) -> set[str]:
    """Return the scenarios that an experiment's sweeps run."""
    found: set[str] = set()
    for path in (folder / "experiment").glob("*.yaml"):
        params = yaml.safe_load(path.read_text(encoding="utf-8"))["hydra"]["sweeper"]["params"]
        found |= {name.strip() for name in str(params.get("scenario", "")).split(",")}
    return found


def name(folder: Path) -> str:
    return folder.name


def stale_figures(folder: Path, scratch: Path) -> list[str]:
    """Return the figures that are not what is drawn today from the tables beside them."""
    for table in folder.glob("*.csv"):
        shutil.copy(table, scratch)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(EXPERIMENTS))
        runpy.run_path(str(folder / "run.py"))["draw"](scratch)
    drawn = sorted(scratch.glob("*.svg"))
    assert drawn
    return [one.name for one in drawn if one.read_bytes() != (folder / one.name).read_bytes()]


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_page_has_what_a_page_needs(folder: Path) -> None:
    found = list(faults(folder))

    assert [fault for fault in found if folder.name not in AT_LENGTH or "shown" not in fault] == []


@pytest.mark.parametrize("folder", SWEEPS, ids=name)
def test_files_for_hydra_are_complete(folder: Path) -> None:
    assert list(faults_of_files(folder)) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_overview_lists_it(folder: Path) -> None:
    page = (EXPERIMENTS / "README.md").read_text(encoding="utf-8")

    assert page.count(f"| [{folder.name}]({folder.name}/README.md) |") == 1


@pytest.mark.slow
@pytest.mark.parametrize("folder", DRAWN, ids=name)
def test_figures_are_those_of_the_tables_beside_them(folder: Path, tmp_path: Path) -> None:
    assert stale_figures(folder, tmp_path) == []


@pytest.mark.verification
@pytest.mark.parametrize("folder", QUICK, ids=name)
def test_a_small_version_runs_and_shows_its_table(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, folder / "run.py", "--quick"],
        env=os.environ | {"PYTHONPATH": str(EXPERIMENTS)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    header, *rows = done.stdout.splitlines()
    assert "," in header
    assert len(rows) > 1
    assert all(row.count(",") == header.count(",") for row in rows if row)


# --- functions of experiments, with toys ------------------------------------------------------


def functions_of(name: str) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(EXPERIMENTS))
        return runpy.run_path(str(EXPERIMENTS / name / "run.py"))


def test_page_for_boards_says_how_many_figures_were_predicted() -> None:
    words = {"seven": 7, "three": 3, "four": 4}
    table = pd.read_csv(EXPERIMENTS / "validation" / "comparisons.csv")
    found = table.loc[table["role"] == "validate", "verdict"]
    says = next(why for _, why in UNKNOWN if "kept to test it" in why)
    told = re.search(r"Of (\w+) figures .* predicted (\w+)\.", says)
    assert told is not None
    assert [words[one] for one in told.groups()] == [len(found), (found == "inside").sum()]
    begins = MODEL_ALONE
    told = re.search(r"Of (\w+) figures .* missed (\w+)\.", begins)
    assert told is not None
    assert [words[one] for one in told.groups()] == [len(found), (found != "inside").sum()]


def test_what_the_page_for_boards_says_the_share_depends_on_leads_the_table() -> None:
    table = pd.read_csv(EXPERIMENTS / "sensitivity" / "sobol_level.csv")
    leads = set(table.nlargest(2, "first_order")["parameter"])
    assert "without the coach" in ALWAYS
    assert "employer" in ALWAYS
    assert leads == {"found_alone_per_month", "contact_hours"}


def test_smoothing_finds_the_effect_under_chance() -> None:
    smooth = functions_of("preparation")["Smooth"]
    random = np.random.default_rng(1)
    values = random.normal(size=(4000, 8))
    effect = 2.0 + 3.0 * values[:, 1] + values[:, 1] ** 2

    found = smooth.of(values, effect + random.normal(0, 5, 4000)).at(values)

    assert 1 in smooth.of(values, effect).squares
    assert np.corrcoef(found, effect)[0, 1] > 0.99


RULES = [name for name, one in functions_of("mechanisms")["OUT"].items() if one.rule is not None]


@pytest.mark.parametrize("name", RULES)
def test_a_mechanism_taken_out_by_a_rule_changes_the_log(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = sesim.load_study(["programmes=[vetlanda,gnosjo]", "parameters=register"])
    programmes = model.model_programmes(study).values()
    before = [model.run(programme, 1) for programme in programmes]
    for owner, attribute in (
        (coach.Coach, "set_capacity"),
        (placement, "supported"),
        (placement, "hire_rate"),
        (leaving, "dropout_factor"),
    ):
        monkeypatch.setattr(owner, attribute, getattr(owner, attribute))  # back at the end

    functions_of("mechanisms")["OUT"][name].rule()

    assert [model.run(programme, 1) for programme in programmes] != before


def test_corners_leave_out_knowledge_where_everybody_is_motivated() -> None:
    corners = functions_of("corners")

    assert len(list(corners["corners"]())) == 192


# --- planted errors -------------------------------------------------------------------------------

SCENARIO = "name: one\nrationale: why\nevidence: assumption\nchanges:\n  - {target: a, set: 1}\n"
SWEEP = "hydra:\n  sweeper:\n    params:\n      scenario: baseline,one\n"
PAGE = """# One
## Question
## Design
make experiment NAME=one
## Answer
<!-- experiments/one/a.csv -->
![What it shows](b.svg)
## Caveats
"""


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    folder = tmp_path / "one"
    files = {
        "README.md": PAGE,
        "a.csv": "a\n1\n",
        "b.svg": "<svg/>",
        "experiment/one.yaml": SWEEP,
        "scenario/one.yaml": SCENARIO,
    }
    for where, text in files.items():
        (folder / where).parent.mkdir(parents=True, exist_ok=True)
        (folder / where).write_text(text, encoding="utf-8")
    return folder


def test_sound_folder_passes(sound: Path) -> None:
    assert [*faults(sound), *faults_of_files(sound)] == []


@pytest.mark.parametrize(
    ("where", "old", "new", "expected"),
    [
        ("README.md", "## Caveats", "## Cautions", "the headings are"),
        ("README.md", "## Design\n", "", "the headings are"),
        ("README.md", "one/a.csv", "one/b.csv", "a.csv: is not shown"),
        ("README.md", "(b.svg)", "(c.svg)", "b.svg: is not shown"),
        ("README.md", "![What it shows]", "![]", "b.svg: is not shown"),
        ("README.md", "NAME=one", "NAME=two", "does not say how it is run"),
        ("scenario/one.yaml", "name: one", "name: two", "one.yaml: is called 'two' inside"),
        ("scenario/one.yaml", "evidence: assumption\n", "", "one.yaml: has no evidence"),
        ("scenario/one.yaml", "rationale: why", "rationale: ''", "one.yaml: has no rationale"),
        ("experiment/one.yaml", "baseline,one", "baseline", "one.yaml: is not used"),
    ],
)
def test_planted_fault_is_found(sound: Path, where: str, old: str, new: str, expected: str) -> None:
    path = sound / where
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

    [found] = [*faults(sound), *faults_of_files(sound)]

    assert expected in found


def test_experiment_without_its_file_is_found(sound: Path) -> None:
    shutil.move(sound / "experiment" / "one.yaml", sound / "experiment" / "two.yaml")

    assert list(faults_of_files(sound)) == ["experiment/one.yaml: is missing"]


def test_a_stale_figure_is_found(tmp_path: Path) -> None:
    [folder] = [one for one in DRAWN if one.name == "pairing"]
    changed = shutil.copytree(folder, tmp_path / "pairing")
    table = pd.read_csv(changed / "pairing.csv")
    table.assign(needed_paired=2 * table["needed_paired"]).to_csv(
        changed / "pairing.csv", index=False
    )
    (tmp_path / "drawn").mkdir()

    assert stale_figures(changed, tmp_path / "drawn") == ["replications.svg"]


def test_a_figure_of_scenarios_that_are_not_there_is_refused() -> None:
    row = {"scenario": "one, a changed", "programme": "county", "group": "all",
           "outcome": "employed", **dict.fromkeys(DIFFERENCES, 0.5)}  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(EXPERIMENTS))
        figures = runpy.run_path(str(EXPERIMENTS / "figures.py"))

    table, call = pd.DataFrame([row]), ("county", "employed", {"one": 1.0}, "head")
    with pytest.raises(KeyError, match="one"):
        figures["line_of"](table, *call)
    labels = {"one": "One"}
    with pytest.raises(KeyError, match="one"):
        figures["effects_of"](table, "county", labels, {"employed": "With a job"}, "", "")
