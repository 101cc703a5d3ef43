"""`sesim-whatif`: what it leaves, stopped and resumed, and what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tests.cli.conftest import Answer, performed
from tests.whatif.tiny import CELLS, TINY

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


def test_a_finished_page_is_not_resumed(done: Path) -> None:
    before = files(done / "page")
    status, _, err = run(done, *SMALL, "output=page", "--resume")

    assert status == 2
    assert "holds a finished page, which cannot be resumed" in err
    assert files(done / "page") == before
