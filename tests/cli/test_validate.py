"""`sesim-validate`: what it leaves, stopped and resumed, filled in and read back, and refused."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tests.cli.conftest import Answer, performed

from sesim.cli.validate.main import exit_status
from sesim.cli.validate.request import load_validation
from sesim.plan.simulation import Trials
from sesim.runs.errors import RunError
from sesim.study import StudyError
from sesim.validation import simulation
from sesim.validation.figures import shipped_figures
from sesim.validation.left_out import shipped_left_out
from sesim.validation.simulation import ValidationTask

SMALL = (
    "figures=[start_up_work,work_12_months,cooperation_15_months,difference_cooperation]",
    "draws=2", "workers=1",
)  # fmt: skip

ONE = ("figures=[start_up_work]",)

FILES = [
    "comparisons.csv", "config.yaml", "provenance.json", "validation.en.html", "validation.sv.html",
]  # fmt: skip


def run(folder: Path, *arguments: str) -> Answer:
    """Run `sesim-validate` in a folder: exit status, stdout, stderr."""
    return performed(exit_status, folder, arguments)


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, by name, but for when and how long it was made."""
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != "provenance.json"
    }


@pytest.fixture(scope="module")
def done(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A folder with a finished validation, `validation`, and what was printed."""

    def fill(folder: Path) -> None:
        answer = run(folder, *SMALL, "output=validation")
        (folder / "answer.json").write_text(json.dumps(answer))

    return once("validate_command", fill)


def test_a_validation_leaves_what_it_says(done: Path) -> None:
    status, out, err = json.loads((done / "answer.json").read_text())

    assert (status, err) == (0, "")
    assert sorted(path.name for path in (done / "validation").iterdir()) == FILES
    assert out.startswith("TRIED OUT with 2 parameter draws")
    assert "Of two figures that nothing was chosen with, " in out
    assert out.endswith("Results: validation\n")


def test_the_table_has_every_figure_with_how_it_was_computed(done: Path) -> None:
    table = pd.read_csv(done / "validation" / "comparisons.csv").set_index("figure")

    assert list(table.index) == [
        "work_12_months", "cooperation_15_months", "difference_cooperation", "start_up_work",
    ]  # fmt: skip
    assert table["counts_as_evidence"].to_list() == ["no", "no", "yes", "yes"]
    assert table.loc["difference_cooperation", "compared_with"] == "cooperation"
    assert "no coach meets employers" in table.loc["difference_cooperation", "configured"]
    assert set(table["verdict"]) <= {"inside", "outside", "cannot tell"}


def test_the_provenance_names_every_file_and_setup(done: Path) -> None:
    record = json.loads((done / "validation" / "provenance.json").read_text())

    assert sorted(record["files_sha256"]) == [name for name in FILES if name != "provenance.json"]
    assert set(record["validate"]["setups"]) == {
        "high_fidelity", "young_disability_benefit", "cooperation", "start_up_32",
    }  # fmt: skip


def test_stopped_and_resumed_it_is_the_same_to_the_byte(
    done: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, finished = simulation.simulate, []

    def stopping(task: ValidationTask) -> Trials:
        if len(finished) == 1:
            raise RunError("the power is gone")
        finished.append(task.number)
        return whole(task)

    monkeypatch.setattr(simulation, "simulate", stopping)
    status, _, err = run(tmp_path, *SMALL, "output=validation")
    assert (status, finished) == (1, [0])
    assert "the power is gone" in err
    assert [path.name for path in (tmp_path / "validation").iterdir()] == [".validate"]

    other, _, refused = run(tmp_path, *SMALL, "seed=7", "output=validation", "--resume")
    assert other == 2
    assert "holds a validation of other figures, or of another version" in refused

    monkeypatch.setattr(simulation, "simulate", whole)
    assert run(tmp_path, *SMALL, "output=validation", "--resume")[0] == 0
    assert files(tmp_path / "validation") == files(done / "validation")
    again, _, finished_one = run(tmp_path, *SMALL, "output=validation", "--resume")
    assert again == 2
    assert "holds a finished validation, which cannot be resumed" in finished_one


@pytest.mark.slow
def test_two_processes_and_another_order_make_the_same_folder(done: Path, tmp_path: Path) -> None:
    names = SMALL[0].removeprefix("figures=[").removesuffix("]").split(",")
    other = (f"figures=[{','.join(reversed(names))}]", "draws=2", "workers=2")

    assert run(tmp_path, *other, "output=validation")[0] == 0
    assert files(tmp_path / "validation") == files(done / "validation")


@pytest.mark.slow
def test_what_was_observed_can_be_filled_in(tmp_path: Path) -> None:
    few = ("figures=[cooperation_15_months]", "draws=2", "workers=1")
    (tmp_path / "empty.csv").write_text("programme,year,quantity,observed\n")
    assert run(tmp_path, *few, "observed=empty.csv", "output=one")[0] == 0
    path = tmp_path / "one" / "predictions.csv"
    table = pd.read_csv(path)
    assert table["observed"].isna().all()
    assert set(table["programme"]) == set(simulation.WITHOUT_COUNTS)

    chosen = (table["programme"] == "jobbtorg") & (table["year"] == 2016)
    table.loc[chosen & (table["quantity"] == "first_jobs"), "observed"] = 500
    table.to_csv(tmp_path / "mine.csv", index=False)
    status, out, _ = run(tmp_path, *few, "observed=mine.csv", "output=two")

    assert status == 0
    assert "Of one yearly figure that is known by now, one outside." in out
    found = pd.read_csv(tmp_path / "two" / "predictions.csv")
    assert found["verdict"].dropna().to_list() == ["outside"]
    assert "500" in (tmp_path / "two" / "validation.sv.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_everything_is_compared_by_default_and_left_out_counts_go_with_their_draws() -> None:
    whole = load_validation([])
    other = load_validation(["parameters=prior"])

    assert whole.question.figures == shipped_figures()
    assert whole.left_out == shipped_left_out()
    assert other.left_out == ()
    assert {study.draws for study in other.question.studies.values()} == {"prior"}
    assert load_validation([SMALL[0]]).left_out == ()


def test_predictions_of_a_calibration_of_ones_own_are_shown(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "leave_one_out.csv").write_text(
        "programme,quantity,observed,mean,low,high,inside,tail\nmytown,employed,7,8,5,12,True,0.4\n"
    )

    [row] = load_validation([*ONE, f"calibration={tmp_path}"]).left_out

    assert (row.name, row.value, row.verdict.value) == ("mytown", 7, "inside")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("figures=[work_13_months]",),
            "figures: work_13_months: unknown figure (did you mean 'work_1",
        ),
        (("figures=[work_12_months,work_12_months]",), "figures: a name is there twice"),
        (("figures=[]",), "validate.figures: should be all, or names of figures (got [])"),
        (("figures=false",), "figures: false: unknown figure"),
        (("figures=[5]",), "validate.figures: should be names of figures (got [5])"),
        (("draws=1",), "validate.draws: should be greater than or equal to 2 (got 1)"),
        (("draws=many",), "validate.draws"),
        (("programmes=[eksjo]",), "programmes: the setups have programmes, scenarios and days"),
        (("scenario=rapid_search", "end=2020-01-01"), "end: the setups have"),
        ((*ONE, "parameters.nothing=1"), "nothing"),
        ((*ONE, "observed=none.csv", "calibration=none"), "validate.calibration: none/tables"),
        ((*ONE, "observed=none.csv"), "validate.observed: none.csv: no such file"),
        ((*ONE, "--resume"), "--resume: name the validation to resume, with output=FOLDER"),
        ((*ONE, "--resume", "output=none"), "there is no such folder to resume"),
        (("--config-dir", "conf"), "--config-dir"),
    ],
)
def test_bad_input_is_refused_in_one_message(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    status, out, err = run(tmp_path, *arguments)

    assert (status, out) == (2, "")
    assert err.startswith("sesim-validate: ")
    assert said.lower() in err.lower()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("observed=name.csv",), "name.csv: line 2: programme: should be one of habo"),
        (("observed=minus.csv",), "observed: should be greater than or equal to 0"),
        (("calibration=full",), "validate.calibration: full/tables/leave_one_out.csv: "),
        (("output=full",), "full: exists and is not empty"),
        (("output=full", "--resume"), "full: holds no validation, which cannot be resumed"),
    ],
)
def test_files_that_do_not_fit_are_refused(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    head = "programme,year,quantity,observed\n"
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "name.csv").write_text(f"{head}Anna Andersson,2014,enrolled,3\n")
    (tmp_path / "minus.csv").write_text(f"{head}habo,2014,enrolled,-3\n")
    before = sorted(tmp_path.rglob("*"))

    status, _, err = run(tmp_path, *ONE, *arguments)

    assert status == 2
    assert said in err
    assert "Anna" not in err
    assert sorted(tmp_path.rglob("*")) == before


def test_every_problem_of_the_files_is_in_one_message() -> None:
    with pytest.raises(StudyError) as refused:
        load_validation([*ONE, "observed=none.csv", "calibration=none"])

    assert len(refused.value.problems) == 2
