"""What a sweep's folder tells: that it is in use, what has become of each job, and nothing else."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sesim.runs.errors import OutputError
from sesim.runs.results.provenance import histories
from sesim.runs.sweeps.jobs import SweepFolder, SweepJob
from sesim.runs.sweeps.status import JobLog, JobState, Status, replications_done
from sesim.study import Study

pytestmark = pytest.mark.usefixtures("without_workbooks")

Tiny = Callable[..., Study]
Finish = Callable[[Study, Path], Path]


# --- one sweep at a time -------------------------------------------------------------------------

ANOTHER = """
import sys
from pathlib import Path
from sesim.runs.errors import OutputError
from sesim.runs.sweeps.jobs import SweepFolder
try:
    with SweepFolder(Path(sys.argv[1]), resume=True):
        print("entered")
except OutputError as error:
    print(error)
"""


def another_process(folder: Path) -> str:
    command = [sys.executable, "-c", ANOTHER, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.slow
def test_another_process_cannot_run_a_sweep_in_the_same_folder(tmp_path: Path) -> None:
    with SweepFolder(tmp_path / "sweep"):
        assert another_process(tmp_path / "sweep") == (
            f"output: {tmp_path / 'sweep'}: another sweep is running in it"
        )


def test_only_a_sweep_can_be_resumed(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(OutputError, match="holds no sweep that could be resumed"):
        SweepFolder(tmp_path, resume=True).__enter__()

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    with pytest.raises(
        OutputError, match=rf"output: {tmp_path}/file: (not a directory|file exists)"
    ):
        SweepFolder(tmp_path / "file").__enter__()


# --- what has become of each job -----------------------------------------------------------------


def test_what_has_become_of_each_job(tmp_path: Path, jobs: list[SweepJob], finish: Finish) -> None:
    fourth = jobs[0]._replace(number=3)
    with SweepFolder(tmp_path) as folder:
        folder.settle(jobs)
        assert folder.state_of(jobs[0]) == JobState(Status.PLANNED, "was not started")
        for number in (0, 1, 2):
            JobLog(folder.state, number).start()
        JobLog(folder.state, 0).progress(2)
        JobLog(folder.state, 2).progress(1)
        assert replications_done(folder.state) == 3
        finish(jobs[0].study, tmp_path / jobs[0].folder)
        JobLog(folder.state, 1).fail("Räksmörgås\nis no number")

        assert [folder.state_of(job) for job in (*jobs, fourth)] == [
            JobState(Status.DONE),
            JobState(Status.FAILED, "Räksmörgås\nis no number"),
            JobState(Status.KILLED, "its process ended before it was done"),
            JobState(Status.PLANNED, "was not started"),
        ]
        folder.forget(jobs[1])
        assert folder.state_of(jobs[1]).status is Status.PLANNED
        folder.settle(jobs)  # as when the sweep is taken up again
        assert [folder.state_of(job).status for job in jobs[1:]] == [Status.PLANNED] * 2


def test_forgetting_a_job_forgets_no_other(tmp_path: Path, jobs: list[SweepJob]) -> None:
    eleventh = jobs[0]._replace(number=10)
    with SweepFolder(tmp_path) as folder:
        for number in (1, 10):
            JobLog(folder.state, number).fail("no")
        folder.forget(jobs[1])

        assert folder.state_of(eleventh) == JobState(Status.FAILED, "no")


def test_a_job_that_failed_and_then_was_done_is_done(
    tmp_path: Path, jobs: list[SweepJob], finish: Finish
) -> None:
    with SweepFolder(tmp_path) as folder:
        JobLog(folder.state, 0).fail("no")
        finish(jobs[0].study, tmp_path / "0_baseline")

        assert folder.state_of(jobs[0]) == JobState(Status.DONE)


def test_the_table_of_jobs(tmp_path: Path, jobs: list[SweepJob], finish: Finish) -> None:
    finish(jobs[0].study, tmp_path / "0_baseline")
    with SweepFolder(tmp_path) as folder:
        JobLog(folder.state, 1).fail("no, never")
        folder.write_jobs(jobs, {job.number: folder.state_of(job) for job in jobs})

    table = pd.read_csv(tmp_path / "jobs.csv", keep_default_na=False)
    assert table.drop(columns="histories_sha256").to_dict("list") == {
        "job": [0, 1, 2],
        "scenario": ["job 0", "job 1", "job 2"],
        "status": ["done", "failed", "planned"],
        "folder": ["0_baseline", "1_baseline", "2_mine"],
        "replications": [2, 2, 2],
        "overrides": ["seed=11", "seed=12", "seed=13"],
        "message": ["", "no, never", "was not started"],
    }
    assert table["histories_sha256"].tolist() == [histories(job.study) for job in jobs]
    told = json.loads((tmp_path / "0_baseline" / "provenance.json").read_text(encoding="utf-8"))
    assert table["histories_sha256"][0] == told["histories_sha256"]


def test_the_table_of_jobs_tells_neither_time_nor_place(
    tmp_path: Path, jobs: list[SweepJob], tiny: Tiny, finish: Finish
) -> None:
    """The same sweep in another folder, by more workers, at another time."""
    elsewhere = jobs[0]._replace(study=tiny(seed=11, workers=3, output="there"))
    written = []
    for name, job in (("one", jobs[0]), ("other", elsewhere)):
        place = finish(jobs[0].study, tmp_path / name / "0_baseline")
        told = json.loads((place / "provenance.json").read_text(encoding="utf-8"))
        told["started"] = f"20{len(written)}7-01-01T00:00:00+00:00"
        (place / "provenance.json").write_text(json.dumps(told), encoding="utf-8")
        with SweepFolder(tmp_path / name) as folder:
            folder.write_jobs([job], {0: folder.state_of(job)})
        written.append((tmp_path / name / "jobs.csv").read_bytes())

    assert written[0] == written[1]
    assert str(tmp_path).encode() not in written[0]


def test_when_all_is_done_only_results_are_left(
    tmp_path: Path, jobs: list[SweepJob], finish: Finish
) -> None:
    finish(jobs[0].study, tmp_path / "elsewhere")
    with SweepFolder(tmp_path) as folder:
        folder.settle(jobs[:1])
        folder.write_jobs(jobs[:1], {0: folder.state_of(jobs[0])})
        folder.tidy()

    assert sorted(path.name for path in tmp_path.iterdir()) == ["0_baseline", "jobs.csv"]
    with SweepFolder(tmp_path, resume=True) as folder:  # and it can be taken up again
        assert folder.settle(jobs[:1]) == {}
    shutil.rmtree(tmp_path / "0_baseline")
    with SweepFolder(tmp_path, resume=True) as folder:
        assert folder.settle(jobs[:1]) == {0: None}
