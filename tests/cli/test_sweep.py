"""Sweeps: checked before anything starts, the same bytes however they run, and never lost."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import psutil
import pytest
from distributed import LocalCluster

from sesim.runs.draws import REPLICATIONS_PER_DRAW, load
from sesim.runs.results.store import load_folder
from sesim.study.parameters import POSTERIOR

pytestmark = pytest.mark.usefixtures("few_programmes")

Sesim = Callable[..., tuple[int, str, str]]
Start = Callable[..., subprocess.Popen[str]]

QUICK = ["programmes=vetlanda", "end=2019-06-30", "replications=4", "report=false"]
"""What a job needs a fraction of a second for, beyond the years before the plan."""

SCENARIOS = "scenario=baseline,back_heavy,placebo"


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a sweep that is not about when and where it was made."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "provenance.json"
    }


@pytest.fixture(scope="module")
def first(here: Sesim, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sweep that ran here, one job after the other, in one process."""
    folder = tmp_path_factory.mktemp("first")
    status, _, err = here(folder, "-m", SCENARIOS, *QUICK, "workers=1", "output=sweep")

    assert status == 0, err
    return folder / "sweep"


def test_one_folder_holds_the_jobs_and_what_they_say_together(first: Path) -> None:
    assert sorted(path.name for path in first.iterdir()) == [
        "0_baseline",
        "1_back_heavy",
        "2_placebo",
        "comparison.csv",
        "curves.csv",
        "figures",
        "jobs.csv",
        "provenance.json",
        "summary.csv",
        "summary.xlsx",
    ]
    jobs = pd.read_csv(first / "jobs.csv")
    assert jobs["status"].tolist() == ["done"] * 3
    assert jobs["overrides"].tolist() == [
        f"scenario={name} programmes=vetlanda end=2019-06-30 replications=4"
        for name in ("baseline", "back_heavy", "placebo")
    ]
    summary = pd.read_csv(first / "summary.csv")
    assert summary["scenario"].unique().tolist() == jobs["scenario"].tolist()
    curves = pd.read_csv(first / "curves.csv")
    assert curves["scenario"].unique().tolist() == jobs["scenario"].tolist()
    assert set(curves["group"]) == {"all", "referred=since_plan"}


def test_every_scenario_is_compared_with_the_baseline_over_the_same_days(first: Path) -> None:
    comparison = pd.read_csv(first / "comparison.csv")

    assert comparison["scenario"].unique().tolist() == ["back_heavy", "placebo"]
    assert comparison["compared_with"].unique().tolist() == ["baseline"]
    baseline, plan, placebo = (
        load_folder(first / name).settings for name in ("0_baseline", "1_back_heavy", "2_placebo")
    )
    assert baseline.plan_start == plan.plan_start == placebo.plan_start
    assert "referred=since_plan" in set(comparison["group"])


def test_a_change_that_never_comes_makes_no_difference_at_all(first: Path) -> None:
    comparison = pd.read_csv(first / "comparison.csv")
    known = comparison[comparison["replications"] > 0]

    placebo = known[known["scenario"] == "placebo"]
    assert (placebo[["difference", "low", "high"]].fillna(0.0) == 0.0).all(axis=None)
    assert (placebo["probability_better"] == 0.5).all()
    assert (known.loc[known["scenario"] == "back_heavy", "difference"] != 0.0).any()


@pytest.mark.slow
def test_a_dask_cluster_makes_no_difference(
    here: Sesim, first: Path, cluster: LocalCluster, tmp_path: Path
) -> None:
    address = f"cluster={cluster.scheduler_address}"

    status, _, err = here(tmp_path, "-m", SCENARIOS, *QUICK, address, "output=sweep")

    assert status == 0, err
    assert contents(tmp_path / "sweep") == contents(first)


@pytest.mark.slow
@pytest.mark.parametrize(
    "launcher",
    [
        ["hydra/launcher=joblib", "hydra.launcher.n_jobs=2"],
        pytest.param(["hydra/launcher=submitit_local"], marks=pytest.mark.slow),
        pytest.param(["workers=2"], marks=pytest.mark.slow),
    ],
)
def test_launcher_and_workers_make_no_difference(
    here: Sesim, first: Path, tmp_path: Path, launcher: list[str]
) -> None:
    status, out, err = here(tmp_path, "-m", SCENARIOS, *QUICK, *launcher, "output=sweep")

    assert status == 0, err
    assert out.splitlines()[-1] == "All jobs: sweep"
    assert contents(tmp_path / "sweep") == contents(first)


@pytest.mark.slow
def test_more_replications_go_on_from_those_that_are_there(
    sesim: Sesim, first: Path, tmp_path: Path
) -> None:
    """The words of a finished sweep with more replications, taken up again."""
    few = [word for word in QUICK if not word.startswith("replications")]
    sesim("-m", SCENARIOS, *few, "replications=2", "workers=1", "output=sweep")
    logs = {path: path.stat().st_size for path in (tmp_path / "sweep").rglob("events.parquet")}

    status, _, err = sesim("-m", "--resume", SCENARIOS, *QUICK, "workers=1", "output=sweep")

    assert status == 0, err
    assert all(path.stat().st_size > size for path, size in logs.items())
    assert contents(tmp_path / "sweep") == contents(first)


def many(jobs: int) -> list[str]:
    """Return the arguments of a sweep with so many short jobs."""
    return [
        "scenario=baseline,back_heavy",
        "vetlanda.back_heaviness=" + ",".join(f"0.{n:02}" for n in range(jobs // 2)),
        "programmes=vetlanda",
        "start=2016-01-01",
        "end=2018-12-31",
        "replications=2",
        "report=false",
        "workers=1",
        "output=sweep",
    ]


@pytest.mark.parametrize(
    ("jobs", "killed"),
    [
        pytest.param(6, (1, 2, 4), marks=pytest.mark.slow),
        pytest.param(40, (3, 11, 26), marks=pytest.mark.verification),
    ],
)
def test_a_sweep_that_is_killed_three_times_gives_the_same_bytes(
    process: Sesim, start: Start, tmp_path: Path, jobs: int, killed: tuple[int, ...]
) -> None:
    """Each time the whole process is killed outright with some of the jobs done."""
    elsewhere, arguments = tmp_path / "whole", many(jobs)
    elsewhere.mkdir()
    status, _, err = process(elsewhere, "-m", *arguments)
    assert status == 0, err
    sweep = tmp_path / "sweep"
    resume: list[str] = []
    for enough in killed:
        running = start("-m", *resume, *arguments)
        wait_for_jobs(sweep, enough, running)
        kill_tree(running)
        resume = ["--resume"]
    made = {path: path.stat().st_mtime_ns for path in sweep.glob("*/provenance.json")}

    status, _, err = process(tmp_path, "-m", "--resume", *arguments)

    assert status == 0, err
    assert len(made) < jobs
    assert all(path.stat().st_mtime_ns == before for path, before in made.items())
    assert contents(sweep) == contents(elsewhere / "sweep")


def wait_for_jobs(sweep: Path, number: int, running: subprocess.Popen[str]) -> None:
    while len(list(sweep.glob("[0-9]*/provenance.json"))) < number:
        assert running.poll() is None, running.communicate()
        time.sleep(0.02)


def kill_tree(running: subprocess.Popen[str]) -> None:
    children = psutil.Process(running.pid).children(recursive=True)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    psutil.wait_procs(children, timeout=20)


ENDLESS = "vetlanda.referral.per_year=4.3,20000"
"""The second job is not done before the test is."""


@pytest.mark.slow
def test_a_killed_job_loses_only_itself(start: Start, tmp_path: Path) -> None:
    """The launcher gives each job a process; the one that is killed takes others down with it."""
    running = start(
        "-m", ENDLESS, *QUICK, "hydra/launcher=joblib", "hydra.launcher.n_jobs=2", "output=sweep"
    )
    for _ in range(2):  # it is tried once more, alone
        victim = worker_of_job(tmp_path / "sweep", 1, running)
        os.kill(victim, signal.SIGKILL)
        psutil.wait_procs([psutil.Process(victim)] if psutil.pid_exists(victim) else [], timeout=20)
    out, err = running.communicate(timeout=600)

    assert running.returncode == 1, (out, err)
    assert "1 of 2 jobs did not finish" in err
    assert "job 1 (baseline, vetlanda.referral.per_year=20000) killed" in err
    assert "job 0" not in err
    jobs = pd.read_csv(tmp_path / "sweep" / "jobs.csv")
    assert jobs["status"].tolist() == ["done", "killed"]
    assert (tmp_path / "sweep" / "0_baseline" / "summary.csv").is_file()


def worker_of_job(sweep: Path, job: int, running: subprocess.Popen[str]) -> int:
    """Return the process that writes a job's folder, once there is a new one."""
    name = f".{job}_baseline.partial-"
    while True:
        assert running.poll() is None, running.communicate()
        found = [int(path.name.removeprefix(name)) for path in sweep.glob(f"{name}*")]
        if alive := [pid for pid in found if psutil.pid_exists(pid)]:
            return alive[0]
        time.sleep(0.02)


@pytest.mark.slow
def test_every_worker_of_a_launcher_ends_with_a_parent_that_is_killed(
    start: Start, tmp_path: Path
) -> None:
    """Also one that has no job, and would wait for one for minutes."""
    running = start(
        "-m", "vetlanda.referral.per_year=19999,20000", *QUICK,
        "hydra/launcher=joblib", "hydra.launcher.n_jobs=3", "output=sweep",
    )  # fmt: skip
    for job in (0, 1):
        worker_of_job(tmp_path / "sweep", job, running)
    children = psutil.Process(running.pid).children(recursive=True)
    workers = [one for one in children if "LokyProcess" in " ".join(one.cmdline())]

    running.kill()
    running.wait(timeout=60)
    _, left = psutil.wait_procs(workers, timeout=20)
    for one in left:
        one.kill()
    running.communicate()

    assert len(workers) == 3
    assert left == []


def test_a_failed_job_loses_only_itself(sesim: Sesim, tmp_path: Path) -> None:
    """A scale that leads out of bounds in some draws only is found when the job begins."""
    accept = load(POSTERIOR).table["accept"]
    middle, first = accept.median(), int((accept > 1.05 * accept.median()).idxmax())
    fits, leads_out = (f"[{{target: parameters.accept, scale: {scale}}}]" for scale in (
        1.0, 2 / (middle + accept[first]),
    ))  # fmt: skip
    status, out, err = sesim(
        "-m", f"scenario.changes={fits},{leads_out}", "scenario=mine",
        "--config-dir", str(with_scenario(tmp_path)), *QUICK, "workers=1", "output=sweep",
        f"replications={REPLICATIONS_PER_DRAW * (first + 1)}",
    )  # fmt: skip

    assert status == 1, (out, err)
    assert "Traceback" not in err
    assert "1 of 2 jobs did not finish" in err
    assert "parameters.accept: should be between 0 and 1" in err
    assert pd.read_csv(tmp_path / "sweep" / "jobs.csv")["status"].tolist() == ["done", "failed"]


def with_scenario(folder: Path) -> Path:
    (folder / "my" / "scenario").mkdir(parents=True)
    (folder / "my" / "scenario" / "mine.yaml").write_text("name: mine\nsince: '2017-07-01'\n")
    return folder / "my"


# --- precision ------------------------------------------------------------------------------------

PRECISE = ["-m", "scenario=baseline,back_heavy", *QUICK, "workers=1", "output=sweep"]


@pytest.mark.slow
def test_replications_are_added_until_the_difference_is_precise(
    sesim: Sesim, tmp_path: Path
) -> None:
    status, out, err = sesim(*PRECISE, "precision=0.1")

    assert status == 0, err
    what = "employed_share of county, referred=since_plan"
    assert f"Precision 0.1 reached for the difference in {what}: half-width" in out
    comparison = pd.read_csv(tmp_path / "sweep" / "comparison.csv")
    meant = comparison[
        (comparison["programme"] == "county")
        & (comparison["group"] == "referred=since_plan")
        & (comparison["outcome"] == "employed_share")
    ]
    assert ((meant["high"] - meant["low"]) / 2 <= 0.1).all()
    assert (meant["replications"] >= 20).all()


@pytest.mark.slow
def test_a_precision_out_of_reach_keeps_what_is_there(sesim: Sesim, tmp_path: Path) -> None:
    status, out, err = sesim(*PRECISE, "precision=0.00001", "budget=6")

    assert status == 1
    assert "Precision 1e-05 NOT reached" in out
    assert "with 6 replications, the whole budget of 6" in out
    assert "all results are kept" in err
    assert pd.read_csv(tmp_path / "sweep" / "jobs.csv")["replications"].tolist() == [6, 6]


# --- bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ["seed=1,-2", "scenario=surg", "replicatons=1"],
            [
                "  scenario: unknown option 'surg'; available:",
                "  replicatons: unknown key (did you mean 'replications'?)",
                "  seed: should be greater than or equal to 0 (got -2) (job seed=-2)",
            ],
        ),
        (["+hydra.callbacks.x._target_=os.getcwd"], ["hydra.callbacks.x._target_: not allowed"]),
        (["seed=range(3,1)"], ["  seed=range(3,1): holds no value, so there is no job"]),
        (["precision=0.1,0.2"], ["  precision=0.1,0.2: applies to the whole sweep"]),
        (
            ["scenario=baseline,back_heavy", "precision=-1", "budget=1"],
            ["  precision: should be greater than 0 (got -1)", "  budget: should be"],
        ),
        (
            ["precision=1", "precision_outcome=emploied", "precision_programme=nowhere"],
            [
                "  precision_outcome: emploied: unknown outcome (did you mean 'employed'?)",
                "  precision_programme: nowhere: unknown programme; known:",
            ],
        ),
        (
            ["scenario=baseline,back_heavy"],
            ["scenario.since: 2017-07-01 is after the end 2013-12-31"],
        ),
        (["--resume"], ["--resume: name the sweep to resume, with output=FOLDER"]),
        (["--resume", "output=nowhere"], ["holds no sweep that could be resumed"]),
        (["hydra/launcher=nosuch"], ["hydra/launcher: unknown option 'nosuch'; available: basic,"]),
    ],
)
def test_all_jobs_are_checked_before_the_first_starts(
    sesim: Sesim, small: list[str], tmp_path: Path, arguments: list[str], expected: list[str]
) -> None:
    status, out, err = sesim("-m", *small[:3], *arguments)

    assert (status, out) == (2, "")
    assert [text for text in expected if text not in err] == []
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_a_cluster_that_does_not_answer_is_told_before_the_first_job(
    sesim: Sesim, small: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sesim.runs.parallel.PATIENCE_SECONDS", 0.2)

    status, _, err = sesim("-m", *small, "seed=1,2", "cluster=tcp://127.0.0.1:9", "output=sweep")

    assert status == 1
    assert "cluster: tcp://127.0.0.1:9 does not answer" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["precision=0.1"], "precision: applies to differences between studies"),
        (["--resume"], "--resume: resumes a sweep; use it with -m"),
    ],
)
def test_what_only_a_sweep_has_is_refused_for_one_study(
    sesim: Sesim, small: list[str], arguments: list[str], expected: str
) -> None:
    status, out, err = sesim(*small, *arguments)

    assert (status, out) == (2, "")
    assert expected in err
