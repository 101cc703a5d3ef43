"""`sesim-plan`: from goals to a plan that runs, stopped and resumed, and what it refuses."""

import contextlib
import hashlib
import html
import io
import json
import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
import yaml
from distributed import LocalCluster
from filelock import FileLock
from tests.cli.conftest import Answer, performed
from tests.cli.own_programme import mytown

from sesim import simulate as simulated
from sesim.cli.compose import Composer
from sesim.cli.plan.main import exit_status
from sesim.cli.plan.request import load_plan
from sesim.cli.report.main import exit_status as report_status
from sesim.plan import simulation
from sesim.plan.folder import STATE, identity
from sesim.plan.simulation import PlanTask, Trials
from sesim.runs.errors import RunError
from sesim.study import StudyError

pytestmark = pytest.mark.usefixtures("few_programmes", "without_workbooks")

MINE = mytown(
    "2016-01-01", 12.0,
    'today: {date: "2017-01-01", enrolled: 6, waiting: 3}' "\n",
)  # fmt: skip

STUDY = ("programme=mytown", "start=2017-01-01", "end=2017-06-30")

ASKED = (
    *STUDY, "levers={fte: [1], back_heaviness: [0.2, 0.5]}",
    "goals=[{outcome: waiting, at_most: 4}, {outcome: participants, at_least: 7, certainty: 0.5}]",
    "certainty=0.6", "first=10", "budget=20",
)  # fmt: skip

FEW = ("workers=1", "first=10", "budget=10")

QUICK = ("workers=1", "report=false")

TABLES = ("config.yaml", "goals.csv", "plans.csv", "trials.parquet")


class Done(NamedTuple):
    """What one search left: a folder with `my/` and `plan/`, and what was printed."""

    folder: Path
    answer: Answer


def run(folder: Path, *arguments: str) -> Answer:
    """Run `sesim-plan` in a folder: exit status, stdout, stderr."""
    return performed(exit_status, folder, ["--config-dir", "my", *arguments])


def prepare(folder: Path) -> Path:
    """Make a programme in a folder."""
    (folder / "my" / "programme").mkdir(parents=True)
    (folder / "my" / "programme" / "mytown.yaml").write_text(MINE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """A search with pages, made once."""
    folder = prepare(tmp_path_factory.mktemp("done"))
    return Done(folder, run(folder, *ASKED, "workers=1", "output=plan"))


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder with a programme."""
    return prepare(tmp_path)


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def same_answer(one: Path, other: Path) -> None:
    """Check that two folders hold the same answer, to the byte."""
    mine, theirs = (
        {name: data for name, data in files(it).items() if not name.endswith((".html", ".svg"))}
        for it in (one, other)
    )
    records = [json.loads(found.pop("provenance.json")) for found in (mine, theirs)]
    assert mine == theirs
    assert records[0]["plan"] == records[1]["plan"]
    assert records[0]["histories_sha256"] == records[1]["histories_sha256"]


# --- the answer -----------------------------------------------------------------------------------


def test_a_search_leaves_what_it_says(done: Done) -> None:
    status, out, err = done.answer

    assert (status, err) == (0, "")
    assert list(files(done.folder / "plan")) == sorted([
        *TABLES, "provenance.json", "report.en.html", "report.sv.html",
        "figures/en/plans.svg", "figures/sv/plans.svg",
        "scenario/baseline.yaml", "scenario/plan.yaml",
    ])  # fmt: skip
    assert "The cheapest plan known to reach the goals often enough: 1 full-time post in all" in out
    assert "sesim -m --config-path plan +scenario=baseline,plan" in out
    assert all(len(line) <= 100 for line in out.splitlines())


def test_the_tables_agree(done: Done) -> None:
    folder = done.folder / "plan"
    plans, goals = (pd.read_csv(folder / f"{name}.csv") for name in ("plans", "goals"))
    trials = pd.read_parquet(folder / "trials.parquet")

    assert plans["plan"].tolist()[0] == 0
    assert sorted(zip(plans["fte"], plans["back_heaviness"], plans["changed"], strict=True)) == [
        (0.5, 0.5, 0), (1.0, 0.2, 2), (1.0, 0.5, 1)
    ]  # fmt: skip
    assert plans["cost_posts"].round(-3).is_monotonic_increasing
    for plan in plans.itertuples():
        mine = trials[trials["plan"] == plan.plan]
        assert mine["replication"].tolist() == list(range(0, 2 * int(plan.histories), 2))
        assert 10 <= plan.histories <= 20
        assert mine["cost_posts"].head(10).mean() == pytest.approx(plan.cost_posts)
        of_plan = goals[goals["plan"] == plan.plan]
        reached = [(mine["goal_0"] <= 4).sum(), (mine["goal_1"] >= 7).sum()]
        assert of_plan["reached"].tolist() == reached
        assert of_plan["outcome"].tolist() == ["waiting", "participants"]
        assert of_plan["certainty"].tolist() == [0.6, 0.5]
        assert of_plan["on"].tolist() == ["2017-06-30"] * 2
        verdicts = set(of_plan["verdict"])
        assert plan.verdict == next(
            one for one in ("misses", "unclear", "meets") if one in verdicts
        )
    [chosen] = plans[plans["chosen"]].itertuples()
    assert (chosen.verdict, chosen.fte, chosen.back_heaviness) == ("meets", 1.0, 0.5)
    assert (goals["low"] <= goals["probability"]).all()
    assert (goals["probability"] <= goals["high"]).all()


def test_the_provenance_is_that_of_the_files(done: Done) -> None:
    found = files(done.folder / "plan")
    record = json.loads(found["provenance.json"])
    before_pages = {
        name: hashlib.sha256(data).hexdigest()
        for name, data in found.items()
        if not name.startswith(("report.", "figures/", "provenance"))
    }

    assert record["files_sha256"] == before_pages
    assert record["plan"]["risk"] == 0.05
    assert record["plan"]["settings"]["levers"] == {
        "fte": [1], "back_heaviness": [0.2, 0.5]
    }  # fmt: skip
    assert record["plan"]["chosen"] == 2


def test_the_chosen_plan_runs_as_it_is(done: Done) -> None:
    """The study of its scenario file has the history of the search, to the last digit."""
    folder = done.folder / "plan"
    composer = Composer(config_path=folder)
    trials = pd.read_parquet(folder / "trials.parquet")
    plan = yaml.safe_load((folder / "scenario/plan.yaml").read_text(encoding="utf-8"))

    for name, number in (("plan", 2), ("baseline", 0)):
        settings = ["replications=2", "workers=1", f"+scenario={name}"]
        measures = simulated(composer.study(settings)).measures
        of_first = (measures["replication"] == 0) & (measures["programme"] == "mytown")
        values = measures[of_first & (measures["group"] == "all")].set_index("outcome")["value"]
        [history] = trials[(trials["plan"] == number) & (trials["replication"] == 0)].itertuples()
        assert values[["waiting", "participants", "ledger_posts", "ledger_public"]].tolist() == [
            history.goal_0, history.goal_1, history.cost_posts, history.cost_public
        ]  # fmt: skip
    assert plan["name"] == "plan"
    assert plan["since"] == "2017-01-01"
    assert plan["changes"] == [
        {"target": "fte_scale", "set": 2.0}, {"target": "back_heaviness", "set": 0.5}
    ]  # fmt: skip


def visible(page: str) -> str:
    """Return the text of a page and of its pictures' alternatives."""
    body = page[page.index("<main") :] if "<main" in page else page
    body = re.sub(r"(?s)<(style|script)\b.*?</\1>", " ", body)
    alternatives = " ".join(re.findall(r'alt="([^"]*)"', body))
    return html.unescape(re.sub(r"<[^>]+>", " ", body) + " " + alternatives)


ENGLISH = {"the", "and", "of", "plan known", "reach", "reaches", "cost", "costs", "year", "often"}


def test_pages_are_in_their_language(done: Done) -> None:
    sv, en = (
        visible((done.folder / f"plan/report.{code}.html").read_text(encoding="utf-8"))
        for code in ("sv", "en")
    )

    assert len(sv) > 2000
    assert set(re.findall(r"[a-z]+", en.lower())) > ENGLISH - {"plan known"}
    assert not set(re.findall(r"[a-zåäö]+", sv.lower())) & ENGLISH
    for picture in (done.folder / "plan/figures").glob("*/plans.svg"):
        assert picture.read_text(encoding="utf-8").count("<path") > 20


# --- the same answer ------------------------------------------------------------------------------


@pytest.mark.slow
def test_workers_change_nothing(done: Done, mine: Path) -> None:
    status, _, err = run(mine, *ASKED, "workers=2", "report=false", "output=plan")

    assert (status, err) == (0, "")
    same_answer(done.folder / "plan", mine / "plan")


@pytest.mark.slow
def test_a_cluster_changes_nothing(done: Done, mine: Path, cluster: LocalCluster) -> None:
    address = f"cluster={cluster.scheduler_address}"
    status, _, err = run(mine, *ASKED, address, "report=false", "output=plan")

    assert (status, err) == (0, "")
    mine_, theirs = files(done.folder / "plan"), files(mine / "plan")
    for name in ("goals.csv", "plans.csv", "trials.parquet", "scenario/plan.yaml"):
        assert theirs[name] == mine_[name]


@contextlib.contextmanager
def stopping(after: int, raising: Callable[[], None]) -> Iterator[list[PlanTask]]:
    """Simulate some pieces of work, and then do something else; yields what was simulated."""
    begun: list[PlanTask] = []

    def simulate(task: PlanTask) -> Trials:
        if len(begun) >= after:
            raising()
        begun.append(task)
        return simulation.simulate(task)

    with patch("sesim.plan.question.simulate", simulate):
        yield begun


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def fail() -> None:
    raise RunError("the disk is on fire")


@pytest.fixture(scope="module")
def halted(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """A search that was stopped after six pieces of work; tests copy what they change."""
    folder = prepare(tmp_path_factory.mktemp("halted"))
    with stopping(6, interrupt):
        answer = run(folder, *ASKED, *QUICK, "output=plan")
    return Done(folder, answer)


@pytest.fixture
def stopped(halted: Done, tmp_path: Path) -> Path:
    """A folder with a search that was stopped."""
    shutil.copytree(halted.folder, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_a_search_that_is_stopped_says_how_to_go_on(halted: Done) -> None:
    status, out, err = halted.answer

    assert (status, out) == (130, "")
    assert "finished histories are kept; to resume: sesim-plan --config-dir my" in err
    assert "--resume" in err
    assert err.count("output=") == 1
    assert len(files(halted.folder / "plan" / STATE)) >= 6


def test_a_stopped_search_goes_on_to_the_same_answer(done: Done, stopped: Path) -> None:
    """Stopped once more on the way; nothing is simulated twice."""
    with stopping(2, interrupt) as first:
        assert run(stopped, *ASKED, *QUICK, "output=plan", "--resume")[0] == 130
    with stopping(1000, interrupt) as second:
        status, _, err = run(stopped, *ASKED, *QUICK, "output=plan", "--resume")

    assert (status, err) == (0, "")
    same_answer(done.folder / "plan", stopped / "plan")
    pieces = [(tuple(task.orders), task.numbers) for task in (*first, *second)]
    assert len(pieces) == len(set(pieces)) > 3


@pytest.mark.slow
def test_what_is_kept_would_be_noticed_if_it_were_wrong(done: Done, stopped: Path) -> None:
    """A planted error: pieces of work that are kept in each other's place."""
    one, *_, other = sorted((stopped / "plan" / STATE).glob("*.npy"))
    one.write_bytes(other.read_bytes())
    assert run(stopped, *ASKED, *QUICK, "output=plan", "--resume")[0] == 0

    with pytest.raises(AssertionError):
        same_answer(done.folder / "plan", stopped / "plan")


@pytest.mark.slow
def test_pieces_that_are_damaged_are_simulated_again(done: Done, stopped: Path) -> None:
    """Half a file, an empty one, one of something else, and one with other columns."""
    pieces = sorted((stopped / "plan" / STATE).glob("*.npy"))
    pieces[0].write_bytes(pieces[0].read_bytes()[:-9])
    pieces[1].write_bytes(b"")
    pieces[2].write_bytes(b"not an array at all")
    np.save(pieces[3], np.load(pieces[3])[..., :-1])
    with stopping(1000, interrupt) as begun:
        status, _, err = run(stopped, *ASKED, *QUICK, "output=plan", "--resume")

    assert (status, err) == (0, "")
    assert len(begun) >= 4
    same_answer(done.folder / "plan", stopped / "plan")


@pytest.mark.parametrize("more", [(), ("--resume",)])
def test_a_search_killed_before_it_kept_anything_begins_again(
    mine: Path, more: tuple[str, ...]
) -> None:
    (mine / "plan" / STATE).mkdir(parents=True)
    (mine / "plan" / STATE / "lock").touch()
    with stopping(1, interrupt):
        status, _, err = run(mine, *ASKED, *QUICK, "output=plan", *more)

    assert status == 130
    assert "finished histories are kept" in err
    assert {"search.json", "lock"} < {one.name for one in (mine / "plan" / STATE).iterdir()}
    assert len(list((mine / "plan" / STATE).glob("*.npy"))) == 1


def test_a_search_that_runs_is_not_taken_for_a_killed_one(mine: Path) -> None:
    (mine / "plan" / STATE).mkdir(parents=True)
    with FileLock(mine / "plan" / STATE / "lock"):
        status, _, err = run(mine, *ASKED, *QUICK, "output=plan")

    assert status == 2
    assert "another search is running in it" in err


def test_a_stopped_search_is_not_overwritten(stopped: Path) -> None:
    before = files(stopped / "plan")
    status, _, err = run(stopped, *ASKED, *QUICK, "output=plan")

    assert status == 2
    assert "exists and is not empty" in err
    assert files(stopped / "plan") == before


def test_a_search_stopped_while_its_pages_are_drawn_is_done(mine: Path) -> None:
    with patch("sesim.cli.plan.perform.publish_plans", lambda _: interrupt()):
        status, out, err = run(mine, *ASKED, "levers={fte: [1]}", *FEW, "output=plan")

    assert (status, out) == (130, "")
    assert "the answer is in plan; for its pages: sesim-report plan" in err
    assert "resume" not in err
    assert set(TABLES) < set(files(mine / "plan"))
    assert not (mine / "plan" / STATE).exists()


@pytest.mark.parametrize("setting", ["figures=false", "report=false"])
def test_no_pages_are_made_where_none_are_wanted(mine: Path, setting: str) -> None:
    with stopping(1000, interrupt), patch("sesim.cli.plan.perform.publish_plans", fail):
        status, _, err = run(mine, *ASKED, "levers={fte: [1]}", *FEW, setting, "output=plan")

    assert (status, err) == (0, "")
    assert not [one for one in files(mine / "plan") if one.endswith((".html", ".svg"))]


@pytest.mark.parametrize("change", ["certainty=0.7", "mytown.employer_focus=0.9"])
def test_a_search_for_something_else_is_not_resumed(stopped: Path, change: str) -> None:
    before = files(stopped)
    status, out, err = run(stopped, *ASKED, *QUICK, change, "output=plan", "--resume")

    assert (status, out) == (2, "")
    assert "plan: holds the search for another plan" in err
    assert err.count("\n") == 1
    assert files(stopped) == before


def test_a_finished_search_and_an_empty_folder_are_not_resumed(done: Done, mine: Path) -> None:
    shutil.copytree(done.folder / "plan", mine / "plan")
    (mine / "empty").mkdir()

    for folder, message in (
        ("plan", "holds a finished search, which cannot be resumed"),
        ("empty", "holds no search, which cannot be resumed"),
        ("nowhere", "there is no such folder to resume"),
    ):
        status, out, err = run(mine, *ASKED, *QUICK, f"output={folder}", "--resume")
        assert (status, out) == (2, "")
        assert f"output: {mine / folder}: {message}" in err
    assert not (mine / "nowhere").exists()
    assert list((mine / "empty").iterdir()) == []


def test_two_searches_in_one_folder_are_refused(stopped: Path) -> None:
    with FileLock(stopped / "plan" / STATE / "lock"):
        status, _, err = run(stopped, *ASKED, *QUICK, "output=plan", "--resume")

    assert status == 2
    assert "another search is running in it" in err


def test_a_folder_that_holds_something_is_refused(mine: Path) -> None:
    (mine / "plan").mkdir()
    (mine / "plan" / "letter.txt").write_text("mine")
    status, _, err = run(mine, *ASKED, *QUICK, "output=plan")

    assert status == 2
    assert "plan" in err
    assert list(files(mine / "plan")) == ["letter.txt"]


@pytest.mark.parametrize("output", [(), ("output=plan",)])
@pytest.mark.parametrize(("raising", "status"), [(fail, 1), (interrupt, 130)])
def test_nothing_is_left_where_nothing_was_simulated(
    mine: Path, output: tuple[str, ...], raising: Callable[[], None], status: int
) -> None:
    before = files(mine)
    with stopping(0, raising):
        found, out, err = run(mine, *ASKED, *QUICK, *output)

    assert (found, out) == (status, "")
    assert "resume" not in err
    assert files(mine) == before
    assert not (mine / "plan").exists()


def test_a_failure_keeps_what_was_simulated(mine: Path) -> None:
    with stopping(3, fail):
        status, _, err = run(mine, *ASKED, *QUICK, "output=plan")

    assert status == 1
    assert "the disk is on fire" in err
    assert len(list((mine / "plan" / STATE).glob("*.npy"))) == 3


def test_what_decides_the_histories_is_part_of_the_identity(mine: Path) -> None:
    def of(*more: str) -> str:
        return identity(load_plan([*ASKED, *more], mine / "my").question)

    assert of() == of("workers=2", "report=false", "output=x", "name=other", "title=Ours")
    changes = ("seed=5", "first=11", "cost=public", "end=2017-07-31", "since=2017-02-01")
    assert len({of(), *map(of, changes)}) == 1 + len(changes)


# --- a folder that is damaged ---------------------------------------------------------------------


def reported(folder: Path) -> Answer:
    """Run `sesim-report` for a folder: exit status, stdout, stderr."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = report_status([str(folder)])
    return status, out.getvalue(), err.getvalue()


@pytest.fixture
def damaged(done: Done, tmp_path: Path) -> Path:
    """The folder of a finished search, to damage, without its pages."""
    kept = shutil.ignore_patterns("report.*", "figures")
    return Path(shutil.copytree(done.folder / "plan", tmp_path / "plan", ignore=kept))


def refusal(folder: Path) -> str:
    """Return the one message with which a folder is not reported."""
    before = files(folder)
    status, out, err = reported(folder)

    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert files(folder) == before
    return err


@pytest.mark.parametrize("name", ["plans.csv", "goals.csv"])
def test_a_table_that_is_missing_empty_or_edited_is_named(damaged: Path, name: str) -> None:
    path = damaged / name
    text = path.read_text(encoding="utf-8")
    for data, message in (
        (text.replace("meets", "misses"), "damaged or edited: it differs from what provenance"),
        (text.splitlines(keepends=True)[0], "damaged or edited: it has no rows"),
        ("", "damaged or edited: it is not a table"),
        ("\0\0", "damaged or edited: "),
    ):
        path.write_text(data, encoding="utf-8")
        assert f"plan/{name}: {message}" in refusal(damaged)
    path.unlink()
    assert f"plan/{name}: " in refusal(damaged)


def edited(folder: Path, name: str, change: Callable[[str], str]) -> None:
    """Edit a table, and the hash that would show it."""
    path, record = folder / name, json.loads((folder / "provenance.json").read_bytes())
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    record["files_sha256"][name] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "provenance.json").write_text(json.dumps(record), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (
            "plans.csv",
            r"\bmeets\b",
            "wins",
            "verdict: should be one of meets, misses, unclear (got ",
        ),
        (
            "goals.csv",
            r"\bmeets\b",
            "wins",
            "verdict: should be one of meets, misses, unclear (got ",
        ),
        ("goals.csv", r"\bat_most\b", "under", "direction: should be one of at_least, at_most"),
        ("plans.csv", r"\bcost_posts\b", "price", "cost_posts: missing"),
        ("plans.csv", r"\bhistories\b", "times", "histories: missing"),
        ("plans.csv", r"(?m)^0,", "many,", "plan: should be a number (got 'many')"),
        ("goals.csv", r"(?m)^0,", "7,", "plan: should have the plans of plans.csv"),
        ("goals.csv", r",4\.0,", ",few,", "level: should be a number (got 'few')"),
    ],
)
def test_a_table_that_no_search_writes_is_named_with_its_column(
    damaged: Path, name: str, old: str, new: str, message: str
) -> None:
    edited(damaged, name, lambda text: re.sub(old, new, text))

    assert f"plan/{name}: damaged or edited: {message}" in refusal(damaged)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"chosen": 99}, "plan.chosen: should be a plan of plans.csv (got 99)"),
        ({"nearest": None}, "plan.nearest: should be a plan of plans.csv (got None)"),
        ({"tied": [[1]]}, "plan.tied: should be a plan of plans.csv (got [1])"),
        ({"levers": 5}, "plan.levers: should be a list of names (got 5)"),
    ],
)
def test_a_provenance_that_does_not_fit_the_tables_is_named(
    damaged: Path, changes: dict[str, Any], message: str
) -> None:
    record = json.loads((damaged / "provenance.json").read_bytes())
    record["plan"].update(changes)
    (damaged / "provenance.json").write_text(json.dumps(record), encoding="utf-8")

    assert f"plan/provenance.json: damaged or edited: {message}" in refusal(damaged)


# --- other answers --------------------------------------------------------------------------------


def test_nothing_meets_the_goals(mine: Path) -> None:
    """What comes nearest is shown, and that more of the lever would help."""
    few = ("levers={fte: [0.2, 0.5]}", "goals=[{outcome: waiting, at_most: 2, certainty: 0.95}]")
    status, out, _ = run(mine, *STUDY, *few, "first=20", "budget=20", *QUICK, "output=plan")
    text = " ".join(out.split())

    assert status == 0
    assert "of 2 plans reaches the goals" in text or "Of 2 plans none is known to reach" in text
    assert "none as near is cheaper: as it is now (0.5 full-time posts in all)" in text
    assert "What limits it is the range of one lever: full-time posts in all" in text
    assert "from 0.2 to 0.5" in text
    assert not (mine / "plan/scenario").exists()
    assert "+scenario" not in out


def test_no_change_is_needed(mine: Path) -> None:
    easy = ("levers={fte: [0.5, 1]}", "goals=[{outcome: waiting, at_most: 40}]", "certainty=0.5")
    name = "scenario.name='Ours, 1/2'"  # which no file can have
    status, out, _ = run(mine, *STUDY, *easy, "first=20", "budget=20", *QUICK, name, "output=plan")

    assert status == 0
    assert sorted(files(mine / "plan/scenario")) == ["Ours_1_2.yaml", "plan.yaml"]
    assert "+scenario=Ours_1_2,plan" in out
    assert "No change is needed: the programme as it is now reaches the goals" in " ".join(
        out.split()
    )


# --- what is asked --------------------------------------------------------------------------------


def test_defaults_are_those_of_the_file(mine: Path) -> None:
    found = load_plan([*STUDY, "levers={fte: [1]}", "goals=[{outcome: waiting, at_most: 4}]"],
                      mine / "my")  # fmt: skip

    assert found.question.rules == ((0.8,), 0.05, 100, 1000)
    assert found.question.cost == "posts"
    assert found.settings.name == "plan"


def test_the_day_of_the_change_begins_the_plan(mine: Path) -> None:
    def begins(*more: str) -> Any:
        return load_plan([*ASKED, *more], mine / "my").question.study.settings.plan_start

    assert begins() is None
    assert str(begins("since=2017-03-01")) == "2017-03-01"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("budget=1001",), "plan.budget: should be at most 1000, the number of parameter draws"),
        (("name=ours", "scenario.name='ours.'"), "plan.name: ours is the name of the study's own"),
        (("name=baseline",), "plan.name: baseline is the name of the study's own scenario"),
        (("scenario=placebo",), "placebo is a placebo, which no plan builds on"),
    ],
)
def test_what_does_not_fit_together(mine: Path, more: tuple[str, ...], message: str) -> None:
    with pytest.raises(StudyError, match=re.escape(message)):
        load_plan([*ASKED, *more], mine / "my")


def test_all_problems_are_in_one_message(mine: Path) -> None:
    wrong = ("levers={fte: [-1]}", "goals=[{outcome: waitin, at_most: 4}]")
    with pytest.raises(StudyError) as caught:
        load_plan([*STUDY, *wrong], mine / "my")

    assert len(caught.value.problems) >= 2
