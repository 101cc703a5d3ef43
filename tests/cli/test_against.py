"""`sesim-adjust FOLDER --against COUNTS`: a study held against what happened."""

import contextlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from tests.cli.conftest import Answer, performed
from tests.cli.test_adjust import MINE, QUICK, made

from sesim.calibration.own.simulation import later_simulator
from sesim.calibration.simulator import REFERENCE
from sesim.cli.adjust.against import load_against
from sesim.cli.adjust.main import exit_status
from sesim.runs import draws
from sesim.runs.errors import RunError

pytestmark = pytest.mark.usefixtures("few_programmes", "without_workbooks")

TODAY = 'today: {date: "2018-12-31", enrolled: 6, waiting: 2}\ngoal: {employed: {at_least: 2}}\n'

COUNTS = """\
outcome,until,count,low,high,source
participants,2019-12-30,12,,,our list
employed,2019-12-30,,2,3,
ongoing,2019-12-30,6,,,our list
"""

STUDY = (
    "--config-dir", "my", "+programme@mytown=mytown", "programmes=mytown", "end=2020-06-30",
    "replications=3", "report=false", "output=plan",
)  # fmt: skip


class Done(NamedTuple):
    """A study, and what holding it against counts left."""

    folder: Path
    answer: Answer


def adjust(folder: Path, *arguments: str) -> Answer:
    """Run `sesim-adjust` in a folder: exit status, stdout, stderr."""
    return performed(exit_status, folder, arguments)


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory, here: Callable[..., Answer]) -> Path:
    """A folder with a programme that begins with people, its study, and counts of a year later."""
    folder = tmp_path_factory.mktemp("studied")
    (folder / "my" / "programme").mkdir(parents=True)
    (folder / "my" / "programme" / "mytown.yaml").write_text(MINE + TODAY, encoding="utf-8")
    (folder / "later.csv").write_text(COUNTS, encoding="utf-8")
    assert here(folder, *STUDY)[0] == 0
    return folder


@pytest.fixture(scope="module")
def done(studied: Path) -> Done:
    """The study held against the counts, once."""
    before = contents(studied / "plan")
    answer = adjust(studied, "plan", "--against", "later.csv", "--config-dir", "my", *QUICK)
    assert contents(studied / "plan") == before
    return Done(studied, answer)


def test_it_says_which_predictions_held_and_what_is_learnt(done: Done) -> None:
    status, out, err = done.answer

    assert (status, err) == (0, "")
    for words in (
        "What happened afterwards: Mytown",
        "12 enrolled, 2–3 with a job, 6 still enrolled (31 December 2018 to 30 December 2019)",
        "Enrolled, 31 December 2018 to 30 December 2019: 12 counted; predicted ",
        "of histories have as ", "prediction interval",
        "at least as unusual as these counts taken together", "Referrals a year: 8.0 (",
        "than the study expected", "First jobs after 30 December 2019, to the end of the study",
        "people with a job: at least 2: ", "sesim-report plan_mytown_afterwards",
    ):  # fmt: skip
        assert words in " ".join(out.split())


def test_both_languages_have_a_report_with_tables(done: Done) -> None:
    files = made(done.folder / "my")

    assert list(files) == [
        f"mytown_afterwards{ending}"
        for ending in (".csv", ".en.md", ".parquet", ".sv.md", "_predictions.csv", "_updated.csv")
    ]
    english, swedish = (files[f"mytown_afterwards.{code}.md"].decode() for code in ("en", "sv"))
    for words in (
        "# What happened afterwards: Mytown", "## Which predictions held", "Source: our list; not",
        "Counts from the first day on include the people who were there on that day",
        "| enrolled, 2018-12-31 – 2019-12-30 | 12 |", "## What is learnt", "## The new prediction",
        "into plan_mytown_afterwards; plan is as it was", "| people with a job: at least 2 |",
        "The study's 3 replications, continued to 200 histories",
        "parameters=mytown_afterwards",
    ):  # fmt: skip
        assert words in english
    for words in (
        "# Hur det gick: Mytown", "## Vilka prediktioner som höll", "## Vad siffrorna lär",
        "12 inskrivna, 2–3 med arbete", "## Den nya prediktionen", "Källa: our list; inte angiven",
        "Anvisade per år: 8,0 (",
    ):  # fmt: skip
        assert words in swedish
    predicted = pd.read_csv(io.BytesIO(files["mytown_afterwards_predictions.csv"]))
    assert predicted["outcome"].tolist() == ["participants", "employed", "ongoing"]
    assert (predicted["predicted_low"] <= predicted["median"]).all()


def test_the_new_study_has_the_adjusted_draws_and_is_otherwise_the_old_one(done: Done) -> None:
    new, old = (
        json.loads((done.folder / name / "provenance.json").read_text())["configuration"]
        for name in ("plan_mytown_afterwards", "plan")
    )
    path = done.folder / "my/parameters/mytown_afterwards.parquet"
    table = draws.load(str(path))

    assert new.pop("parameters") == {"draws": str(path), "draws_id": table.identity}
    old.pop("parameters")
    assert new == old
    assert table.adjusted == "mytown"
    updated = pd.read_csv(done.folder / "my/parameters/mytown_afterwards_updated.csv")
    for folder, side in (("plan", "before"), ("plan_mytown_afterwards", "after")):
        summary = pd.read_csv(done.folder / folder / "summary.csv").query("group == 'all'")
        means = summary.drop_duplicates("outcome").set_index("outcome")["mean"]
        assert means[updated["outcome"]].tolist() == updated[f"{side}_mean"].tolist()


def test_the_histories_that_predict_are_those_of_the_folder(studied: Path) -> None:
    """Today's people count as they do in the study, and so do jobs that they had before."""
    later = studied / "all.csv"
    names = [
        "participants", "employed", "employed_through_programme", "ongoing", "in_work_at_end",
        "referred", "withdrew", "waiting", "employed_after_leaving",
    ]  # fmt: skip
    rows = [f"{name},2020-06-30,0,99\n" for name in names]
    later.write_text("outcome,until,low,high\n" + "".join(rows), encoding="utf-8")
    with contextlib.chdir(studied):
        request = load_against(["plan", "output=x"], "all.csv", "my")
    simulator = later_simulator(request.earlier.study, request.counts)
    values = request.prior.values(request.prior.points(REFERENCE, range(3)))

    found = simulator.counts(values, REFERENCE, range(3))

    measures = pd.read_parquet(studied / "plan/measures.parquet")
    mine = measures[(measures["programme"] == "mytown") & (measures["group"] == "all")]
    wide = mine.pivot_table(index="replication", columns="outcome", values="value", observed=True)
    assert np.array_equal(found, wide[names].to_numpy())


def test_a_second_year_begins_where_the_first_ended(done: Done) -> None:
    """Draws that are adjusted to counts refuse the same days again, and keep both."""
    folder = done.folder
    (folder / "twice.csv").write_text("outcome,until,count\nemployed,2020-06-30,3\n")
    (folder / "next.csv").write_text(
        "outcome,since,until,count\nparticipants,2019-12-31,2020-06-30,3\n"
    )

    status, _, err = adjust(folder, "plan_mytown_afterwards", "--against", "twice.csv")

    assert status == 2
    assert "since should be after 2019-12-30, where the counts of mytown end" in err
    with contextlib.chdir(folder):
        request = load_against(["plan_mytown_afterwards", "name=second"], "next.csv", "my")
    assert request.prior.draws.adjusted == "mytown"
    assert not request.counts.include_those_there
    assert request.name == "second"


def test_a_stop_after_the_adjustment_leaves_nothing(
    studied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise RunError("replication 0: failed")

    monkeypatch.setattr("sesim.cli.adjust.perform_against.run_into", fails)
    (tmp_path / "my").mkdir()
    before = sorted(path.name for path in studied.iterdir())

    status, _, err = adjust(
        studied, "plan", "--against", "later.csv", f"output={tmp_path / 'my'}", *QUICK
    )

    assert (status, "replication 0: failed" in err) == (1, True)
    assert made(tmp_path / "my") == {}
    assert sorted(path.name for path in studied.iterdir()) == before


REFUSED = [
    (("nowhere", "--against", "later.csv"), "does not exist; name the folder of a study"),
    (("my", "--against", "later.csv"), "holds no results"),
    (("sweep", "--against", "later.csv"), "holds a sweep; name the folder of the job that was"),
    (("swept", "--against", "later.csv"), "the job that was carried out, such as swept/1"),
    (("search", "--against", "later.csv"), "sesim --config-path search +scenario=plan output=..."),
    (("plan", "--against", "none.csv"), "none.csv: No such file or directory"),
    (("plan", "--against"), "expected one argument"),
    (("--against", "later.csv"), "FOLDER: name one results folder (got 0)"),
    (("plan", "my", "--against", "later.csv"), "FOLDER: name one results folder (got 2)"),
    (("plan", "--against", "late.csv"), "should lie in the period of the study, 2018-12-31 to 202"),
    (("plan", "--against", "wrong.csv"), "unknown count (did you mean 'employed'?)"),
    (("plan", "--against", "later.csv", "programme=eksjo"), "eksjo: unknown programme of the"),
    (("plan", "--against", "later.csv", "seed=7"), "seed: has no place beside --against"),
    (("plan", "--against", "later.csv", "adjust.runs=5"), "adjust.runs: should be greater than"),
    (("plan", "--against", "later.csv", "name=posterior"), "posterior is the name of shipped"),
    (("older", "--against", "later.csv"), "was made by sesim 0.0.1, and this is"),
    (("otherdraws", "--against", "later.csv"), "this study was run with the draws 0000"),
    (("point", "--against", "later.csv"), "one value for each parameter (parameters=point)"),
]


def _with(folder: Path, name: str, **changes: Any) -> None:
    """Copy what is needed of the study's folder, with another provenance."""
    from sesim.runs.results.provenance import fingerprint

    (folder / name).mkdir(exist_ok=True)
    for file in ("summary.csv", "curves.csv", "config.yaml", "goals.csv"):
        (folder / name / file).write_bytes((folder / "plan" / file).read_bytes())
    record = json.loads((folder / "plan" / "provenance.json").read_text())
    parameters = changes.pop("parameters", None)
    if parameters is not None:
        record["configuration"]["parameters"] = parameters
        record["configuration_sha256"] = fingerprint(record["configuration"])
    (folder / name / "provenance.json").write_text(json.dumps(record | changes))


@pytest.mark.parametrize(("arguments", "said"), REFUSED)
def test_bad_input_is_one_message_and_nothing_is_written(
    studied: Path, arguments: tuple[str, ...], said: str
) -> None:
    (studied / "sweep").mkdir(exist_ok=True)
    (studied / "sweep" / "jobs.csv").write_text("job\n")
    (studied / "swept" / "1").mkdir(exist_ok=True, parents=True)
    (studied / "swept" / "jobs.csv").write_text("job\n")
    (studied / "swept" / "1" / "config.yaml").write_text("seed: 1\n")
    (studied / "search").mkdir(exist_ok=True)
    (studied / "search" / "plans.csv").write_text("plan\n")
    head = "outcome,until,count\n"
    (studied / "late.csv").write_text(f"{head}employed,2020-07-01,3\n")
    (studied / "wrong.csv").write_text(f"{head}employd,2019-12-30,3\n")
    _with(studied, "older", version="0.0.1")
    _with(studied, "otherdraws", parameters={"draws": "posterior", "draws_id": "0000"})
    _with(studied, "point", parameters={"draws": "point", "draws_id": None})
    before = sorted(path.name for path in studied.rglob("*"))

    status, out, err = adjust(studied, *arguments)

    assert (status, out) == (2, "")
    assert said in " ".join(err.split())
    assert len(err) < 1500
    assert sorted(path.name for path in studied.rglob("*")) == before


def test_counts_that_no_history_comes_near_are_one_message(studied: Path, tmp_path: Path) -> None:
    (tmp_path / "many.csv").write_text("outcome,until,count\nparticipants,2019-12-30,300\n")

    status, out, err = adjust(
        studied, "plan", "--against", str(tmp_path / "many.csv"), f"output={tmp_path}", *QUICK
    )

    assert (status, out) == (1, "")
    assert "none of 200 simulated histories of mytown comes near these counts" in err
    assert "the programme has become another than the study describes" in err
    assert made(tmp_path) == {}
