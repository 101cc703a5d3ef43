"""`sesim-whatif`: what it leaves, stopped and resumed, and what it refuses."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tests.cli.conftest import Answer, performed
from tests.whatif.tiny import CELLS, STUDY, TINY

from sesim.cli.report.main import exit_status as report_status
from sesim.cli.report.whatif_folder import page_names
from sesim.cli.simulate.main import exit_status as sesim_status
from sesim.cli.whatif.main import exit_status
from sesim.runs.errors import RunError
from sesim.whatif import simulation
from sesim.whatif.simulation import GridTask

SMALL = (*TINY, "replications=6", "end=2016-12-31", "workers=1")

FILES = [
    "cells.csv", "comparison.csv", "config.yaml", "histories.parquet", "provenance.json",
    "whatif.en.html", "whatif.sv.html",
]  # fmt: skip


def run(folder: Path, *arguments: str) -> Answer:
    """Run `sesim-whatif` in a folder: exit status, stdout, stderr."""
    return performed(exit_status, folder, arguments)


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, by path, but for when and how long it was made."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "provenance.json"
    }


@pytest.fixture(scope="module")
def done(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A folder with a finished page, `page`, and what was printed."""

    def fill(folder: Path) -> None:
        answer = run(folder, *SMALL, "output=page")
        (folder / "answer.json").write_text(json.dumps(answer))

    return once("whatif_command", fill)


def test_a_page_leaves_what_it_says(done: Path) -> None:
    status, out, err = json.loads((done / "answer.json").read_text())

    assert (status, err) == (0, "")
    assert sorted(path.name for path in (done / "page").iterdir()) == FILES
    assert out.splitlines()[0] == f"{CELLS} settings, 6 histories of each"
    assert "Page: page/whatif.sv.html (0.1 MB)" in out


def test_the_provenance_names_every_file(done: Path) -> None:
    record = json.loads((done / "page" / "provenance.json").read_text())

    assert sorted(record["files_sha256"]) == [name for name in FILES if name != "provenance.json"]
    assert record["whatif"]["cells"] == CELLS
    assert record["whatif"]["since"] == "2016-01-01"


def test_the_tables_agree(done: Path) -> None:
    cells = pd.read_csv(done / "page" / "cells.csv", keep_default_na=False)
    histories = pd.read_parquet(done / "page" / "histories.parquet")
    compared = pd.read_csv(done / "page" / "comparison.csv")

    assert list(cells["cell"]) == list(range(CELLS))
    assert histories.groupby("cell").size().to_list() == [6] * CELLS
    assert set(compared["scenario"]) == {one for one in cells["preset"] if one}
    row = compared[
        (compared["scenario"] == "rapid_search")
        & (compared["outcome"] == "employed_per_referred")
        & (compared["group"] == "referred=since_plan")
    ]
    number = cells.loc[cells["preset"] == "rapid_search", "cell"].item()
    mean = histories.groupby("cell")["employed_per_referred"].mean()
    assert row["baseline"].item() == pytest.approx(mean[0])
    assert row["mean"].item() == pytest.approx(mean[number])


def test_stopped_and_resumed_it_is_the_same_to_the_byte(
    done: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = simulation.simulate
    finished = []

    def stopping(task: GridTask) -> object:
        if len(finished) == 1:
            raise RunError("the power is gone")
        finished.append(task.numbers)
        return whole(task)

    monkeypatch.setattr(simulation, "simulate", stopping)
    status, _, err = run(tmp_path, *SMALL, "output=page")
    assert status == 1
    assert "the power is gone" in err
    assert sorted(path.name for path in (tmp_path / "page").iterdir()) == [".whatif"]

    other, _, refused = run(tmp_path, *SMALL, "seed=7", "output=page", "--resume")
    assert other == 2
    assert "holds a page with other settings, or of another version of the program" in refused

    monkeypatch.setattr(simulation, "simulate", whole)
    assert run(tmp_path, *SMALL, "output=page", "--resume")[0] == 0
    assert files(tmp_path / "page") == files(done / "page")


@pytest.mark.slow
def test_two_processes_make_the_same_page(done: Path, tmp_path: Path) -> None:
    assert run(tmp_path, *SMALL, "output=page", "workers=2")[0] == 0
    mine, theirs = files(tmp_path / "page"), files(done / "page")
    for found in (mine, theirs):
        found.pop("config.yaml")  # which has the number of processes

    assert mine == theirs


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "programmes: a page to try is about at most 4 programmes, which it names (got"),
        (("programmes=nowhere",), "nowhere"),
        ((*SMALL, "together=9"), "whatif.together: should be less than or equal to 6 (got 9)"),
        ((*SMALL, "levers={back_heaviness: [2]}"), "should be from 0 to 1 (got 2)"),
        ((*SMALL, "scenario=placebo"), "is a placebo, which no setting builds on"),
        ((*SMALL, "--resume"), "--resume: name the page to resume, with output=FOLDER"),
        ((*SMALL, "--resume", "output=none"), "there is no such folder to resume"),
    ],
)
def test_bad_input_is_refused_in_one_message(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    status, out, err = run(tmp_path, *arguments)

    assert (status, out) == (2, "")
    assert err.startswith("sesim-whatif: ")
    assert said in err
    assert list(tmp_path.iterdir()) == []


# --- drawn again, and found beside other results --------------------------------------------------


def redrawn(folder: Path, *arguments: str) -> Answer:
    """Run `sesim-report` in a folder."""
    return performed(report_status, folder, arguments)


def test_pages_can_be_drawn_again(done: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(done / "page", tmp_path / "page"))
    for code in ("sv", "en"):
        (copy / f"whatif.{code}.html").write_text("old")
    status, out, _ = redrawn(tmp_path, "page", "--lang", "sv")

    assert (status, out.splitlines()[0]) == (0, "Report: page/whatif.sv.html")
    assert (copy / "whatif.en.html").read_text() == "old"
    assert redrawn(tmp_path, "page")[0] == 0
    assert files(copy) == files(done / "page")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda folder: (folder / "histories.parquet").write_bytes(b"PAR1"), "damaged or edited"),
        (lambda folder: (folder / "histories.parquet").unlink(), "no such file"),
        (lambda folder: edit(folder, "replications", 7), "configuration: differs from its hash"),
        (lambda folder: edit(folder, "whatif", {"settings": 1}), "whatif.settings: missing"),
    ],
)
def test_a_damaged_folder_is_not_drawn(
    done: Path, tmp_path: Path, damage: Callable[[Path], object], said: str
) -> None:
    copy = Path(shutil.copytree(done / "page", tmp_path / "page"))
    damage(copy)
    before = files(copy)
    status, out, err = redrawn(tmp_path, "page")

    assert (status, out) == (2, "")
    assert said in err
    assert files(copy) == before


def edit(folder: Path, key: str, value: object) -> None:
    """Change what the provenance says of the settings, or of the page."""
    path = folder / "provenance.json"
    record = json.loads(path.read_text())
    (record if key in record else record["configuration"])[key] = value
    path.write_text(json.dumps(record))


@pytest.mark.parametrize("place", ["plan", "plan/whatif", "whatif"])
def test_pages_are_found_in_a_folder_and_beside_it(done: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "plan").mkdir()
    assert page_names(tmp_path / "plan") == []
    shutil.copytree(done / "page", tmp_path / place, dirs_exist_ok=True)
    found = page_names(tmp_path / "plan", ["vetlanda"])

    assert [Path(name).name for name in found] == ["whatif.sv.html", "whatif.en.html"]
    assert all((tmp_path / "plan" / name).is_file() for name in found)
    assert page_names(tmp_path / "plan") == found
    assert page_names(tmp_path / "plan", ["eksjo"]) == []


@pytest.mark.usefixtures("undrawn")
def test_the_page_of_a_sweep_can_be_drawn_with_a_page_to_try_beside_it(
    done: Path, tmp_path: Path
) -> None:
    few = [*STUDY[:3], "replications=2", "output=town/plan", "workers=1", "report=false"]
    sweep = ["-m", "scenario=baseline,rapid_search", *few]
    assert performed(sesim_status, tmp_path, sweep)[0] == 0
    shutil.copytree(done / "page", tmp_path / "town" / "whatif")

    assert redrawn(tmp_path, "town/plan", "--lang", "sv")[0] == 0
    assert page_names(tmp_path / "town" / "plan")[0] == "../whatif/whatif.sv.html"


def test_a_finished_page_is_not_resumed(done: Path) -> None:
    before = files(done / "page")
    status, _, err = run(done, *SMALL, "output=page", "--resume")

    assert status == 2
    assert "holds a finished page, which cannot be resumed" in err
    assert files(done / "page") == before
