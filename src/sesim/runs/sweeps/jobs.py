"""The folder of a sweep: one study's folder for each job, and the state of each job.

Finished jobs are recognised by the content of their configuration and by the code that made them,
so a sweep can be resumed even if its jobs have other names. Files that are needed only while it
runs are in a hidden folder inside it.
"""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from filelock import FileLock, Timeout

from sesim.messages import reason
from sesim.runs.errors import OutputError
from sesim.runs.results.folder import remove_dead, replace_file, slug, writing
from sesim.runs.results.provenance import code, file_hash, histories
from sesim.runs.results.store import PROVENANCE, has_logs, read_provenance
from sesim.runs.sweeps.status import JobState, Status
from sesim.study import Study

STATE = ".sweep"
JOBS = "jobs.csv"

KEPT = "jobs that were finished are kept"


class SweepJob(NamedTuple):
    """One study of a sweep.

    Attributes:
        number: its place in the sweep, from 0.
        study: what is simulated.
        label: its unique name in tables and figures.
        overrides: of this job, as on the command line.
    """

    number: int
    study: Study
    label: str
    overrides: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """Name of the job's folder inside the sweep's."""
        return f"{self.number}_{slug(self.study.scenario.name)}"


class _FinishedJob(NamedTuple):
    """A finished study's folder: its replications, how many they are, their interval and logs."""

    path: Path
    histories: str
    replications: int
    interval: float
    code: str
    has_logs: bool

    def is_all_of(self, study: Study) -> bool:
        settings = study.settings
        return (self.replications, self.interval) == (settings.replications, settings.interval)


class SweepFolder:
    """A folder that holds a sweep.

    Use it as a context: while it lasts, no other process can run a sweep in the folder.

    Args:
        path: the folder; it must not exist, be empty, or hold this sweep if that is resumed.
        resume: whether to resume an earlier sweep.

    Raises:
        OutputError: it cannot be used; raised on entering.
    """

    def __init__(self, path: Path, *, resume: bool = False) -> None:
        self.path = path
        self.state = path / STATE
        self._resume = resume
        self._made = False
        self._tidied = False
        self._jobs: Sequence[SweepJob] = ()
        self._lock = FileLock(self.state / "lock", blocking=False)

    def __enter__(self) -> "SweepFolder":
        try:
            if self._resume and not (_is_table_of_jobs(self.path / JOBS) or self.state.is_dir()):
                raise OutputError(f"output: {self.path}: holds no sweep that could be resumed")
            self._made = not self.state.exists()
            self.state.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout:
            raise OutputError(f"output: {self.path}: another sweep is running in it") from None
        except OSError as error:
            raise OutputError(f"output: {self.path}: {reason(error)}") from None
        return self

    def __exit__(self, kind: type[BaseException] | None = None, *_: object) -> None:
        self._lock.release()
        nothing_was_run = kind is not None and (issubclass(kind, OutputError) or not self._jobs)
        if self._tidied or (nothing_was_run and self._made):
            self.tidy()  # again: some systems keep a file as long as it is locked

    def settle(self, jobs: Sequence[SweepJob]) -> dict[int, Path | None]:
        """Put finished jobs in their places; return the number of each unfinished job.

        Each comes with the folder of the same job with fewer replications, if there is one.

        Raises:
            OutputError: the folder holds finished results that are no part of this sweep, or
                are damaged. It is left unchanged.
        """
        self._jobs = jobs
        with writing(self.path, KEPT):
            for path in self.state.glob("[0-9]*"):
                path.unlink()  # the state of the jobs in an earlier attempt
        wanted = {job.number: histories(job.study) for job in jobs}
        chosen = self._chosen(jobs, wanted)
        with writing(self.path, KEPT):
            return self._arranged(jobs, chosen)

    def _chosen(self, jobs: Sequence[SweepJob], wanted: dict[int, str]) -> dict[int, _FinishedJob]:
        """Return the finished folder of each job that has one; refuse other finished folders."""
        left = sorted(_finished(self.path), key=lambda one: one.replications)
        chosen: dict[int, _FinishedJob] = {}
        for whole in (True, False):  # complete folders come before those that can be extended
            for job in [job for job in jobs if job.number not in chosen]:
                same = [one for one in left if one.histories == wanted[job.number]]
                same = [one for one in same if one.has_logs or not job.study.settings.events]
                fitting = [one for one in same if not whole or one.is_all_of(job.study)]
                if fitting and fitting[-1].replications > job.study.settings.replications:
                    raise OutputError(_more(fitting[-1], job))
                if fitting:
                    _refuse_damaged(fitting[-1])
                    chosen[job.number] = fitting[-1]
                    left.remove(fitting[-1])
        lacking = {wanted[job.number] for job in jobs if job.number not in chosen}
        if without := [one for one in left if one.histories in lacking and not one.has_logs]:
            raise OutputError(_without_logs(without[0]))
        aside = self.state / "kept"
        known = set(wanted.values())
        strangers = [one for one in left if one.path.parent != aside or one.histories not in known]
        if strangers:
            raise OutputError(self._strangers(strangers))
        for one in left:  # fewer replications of a job that now has more
            shutil.rmtree(one.path)
        return chosen

    def _arranged(
        self, jobs: Sequence[SweepJob], chosen: dict[int, _FinishedJob]
    ) -> dict[int, Path | None]:
        """Move the chosen folders: complete ones to their places, the others aside."""
        aside = self.state / "kept"
        aside.mkdir(exist_ok=True)
        places: dict[int, Path] = {}
        for job in jobs:
            if job.number not in chosen:
                continue
            found = chosen[job.number]
            if found.path == self.path / job.folder and found.is_all_of(job.study):
                places[job.number] = found.path
            else:
                # In two steps: another job's folder may still be in this one's place.
                name = f"{found.histories[:16]}_{found.replications}_{job.number}"
                places[job.number] = found.path.rename(_vacant(aside / name))
        todo: dict[int, Path | None] = {}
        for job in jobs:
            place = places.get(job.number)
            if place is None or not chosen[job.number].is_all_of(job.study):
                todo[job.number] = place
            elif place != self.path / job.folder:
                place.rename(self.path / job.folder)
        return todo

    def _strangers(self, found: Sequence[_FinishedJob]) -> str:
        names = ", ".join(sorted(one.path.name for one in found))
        made = {one.code for one in found}
        why_not = (
            "was made by another version of the program"
            if code() not in made
            else "is no job of this sweep"
        )
        return (
            f"output: {self.path}: holds {names}, which {why_not}; name another output, or delete "
            f"what you do not need"
        )

    def replications(self, jobs: Sequence[SweepJob]) -> int:
        """Return the most replications that any of these jobs has finished, under any name."""
        wanted = {histories(job.study) for job in jobs}
        mine = [one for one in _finished(self.path) if one.histories in wanted]
        return max((one.replications for one in mine), default=0)

    def write_jobs(self, jobs: Sequence[SweepJob], states: dict[int, JobState]) -> None:
        """Write the table of the jobs."""
        rows = [
            {
                "job": job.number,
                "scenario": job.label,
                "status": str(states[job.number].status),
                "folder": job.folder,
                "replications": job.study.settings.replications,
                "overrides": " ".join(job.overrides),
                "histories_sha256": histories(job.study),
                "message": states[job.number].message,
            }
            for job in jobs
        ]
        table = pd.DataFrame(rows)
        with writing(self.path, KEPT):
            text = table.to_csv(index=False, lineterminator="\n")
            replace_file(self.path / JOBS, text.encode())

    def state_of(self, job: SweepJob) -> JobState:
        """Return the state of a job."""
        with suppress(OutputError):
            found = _finished_job(self.path / job.folder)
            if found.histories == histories(job.study) and found.is_all_of(job.study):
                return JobState(Status.DONE)
        with suppress(OSError, ValueError, KeyError):
            record = json.loads((self.state / f"{job.number}.json").read_text(encoding="utf-8"))
            return JobState(Status(record["status"]), str(record["message"]))
        if (self.state / f"{job.number}.started").exists():
            return JobState(Status.KILLED, "its process ended before it was done")
        return JobState(Status.PLANNED, "was not started")

    def forget(self, job: SweepJob) -> None:
        """Forget the state of a job before it runs again."""
        for path in self.state.glob(f"{job.number}.*"):
            path.unlink()

    def tidy(self) -> None:
        """Remove the files that were needed while the sweep ran, even if they are still in use."""
        self._tidied = True
        shutil.rmtree(self.state, ignore_errors=True)

    def stop(self, *, here: bool) -> tuple[int, int] | None:
        """Make sure that the sweep can be resumed, if there is anything to resume.

        If the sweep is new and no job has finished, everything that it has written is removed.

        Args:
            here: whether jobs run in this process, so that none is still running.

        Returns:
            How many jobs were done, and of how many; None if everything was removed.
        """
        if self._resume or any(_finished(self.path)) or not (here or self._can_be_withdrawn()):
            return self._note_stopped(), len(self._jobs)
        for job in self._jobs:
            remove_dead(self.path / job.folder)
        (self.path / JOBS).unlink(missing_ok=True)
        self.tidy()
        return None

    def _can_be_withdrawn(self) -> bool:
        """Whether no job has started; after this, none can."""
        hidden = self.state.with_name(f"{STATE}-{os.getpid()}")
        try:
            self.state.rename(hidden)
        except OSError:  # some systems do not rename locked files
            return False
        if any(hidden.glob("*.started")):
            hidden.rename(self.state)
            return False
        shutil.rmtree(hidden, ignore_errors=True)
        return True

    def _note_stopped(self) -> int:
        """Write the table of the jobs, with running ones as stopped; return how many are done."""
        states = {job.number: self.state_of(job) for job in self._jobs}
        for number, state in states.items():
            if state.status is Status.KILLED:
                states[number] = JobState(Status.STOPPED, "the sweep was stopped first")
        if states:
            self.write_jobs(self._jobs, states)
        return sum(state.status is Status.DONE for state in states.values())


def _finished(folder: Path) -> Iterator[_FinishedJob]:
    """Yield the finished studies in a sweep's folder."""
    for parent in (folder, folder / STATE / "kept"):
        for path in sorted(parent.glob("[!.]*/" + PROVENANCE)):
            yield _finished_job(path.parent)


def _finished_job(path: Path) -> _FinishedJob:
    """Return a finished study's folder, as its provenance describes it.

    Raises:
        OutputError: the provenance is damaged.
    """
    record = read_provenance(path)
    settings: dict[str, Any] = record["configuration"]
    return _FinishedJob(
        path,
        str(record.get("histories_sha256")),
        settings["replications"],
        settings["interval"],
        str(record.get("code_sha256")),
        has_logs(record),
    )


def _is_table_of_jobs(path: Path) -> bool:
    """Whether a sweep has written a file."""
    with suppress(OSError, UnicodeDecodeError):
        return path.read_text(encoding="utf-8").startswith("job,scenario,status,")
    return False


def _refuse_damaged(found: _FinishedJob) -> None:
    for name, value in read_provenance(found.path)["files_sha256"].items():
        path = found.path / name
        if not path.is_file() or file_hash(path) != value:
            raise OutputError(
                f"output: {path}: damaged or missing; delete the folder {found.path.name} to "
                "run its job again"
            )


def _more(found: _FinishedJob, job: SweepJob) -> str:
    asked = job.study.settings.replications
    return (
        f"output: {found.path}: holds {found.replications} replications of this job, more than "
        f"the {asked} asked for; ask for replications={found.replications}, or name another output"
    )


def _without_logs(found: _FinishedJob) -> str:
    return (
        f"output: {found.path}: holds a job without its event log; ask for events=false, delete "
        f"the folder {found.path.name} to run its job again, or name another output"
    )


def _vacant(path: Path) -> Path:
    """Return the path, or one like it that does not exist."""
    while path.exists():
        path = path.with_name(f"{path.name}_{os.getpid()}")
    return path
