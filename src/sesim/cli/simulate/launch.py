"""Runs jobs with Hydra's launchers, and copes with processes that are killed."""

import os
import platform
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig, OmegaConf, open_dict, read_write

from sesim.cli.hydra_adapter import launcher_of
from sesim.cli.signals import stop_if_signalled
from sesim.cli.simulate.single import produce
from sesim.cli.terminal import bar, is_watched
from sesim.messages import shortened
from sesim.runs.errors import OutputError, RunError
from sesim.runs.process import attend
from sesim.runs.results.folder import RunFolder, is_being_written
from sesim.runs.sweeps.jobs import STATE, SweepFolder, SweepJob
from sesim.runs.sweeps.status import JobLog, Status, replications_done
from sesim.study import StudyError
from sesim.study.frozen import unchecked

HERE = "BasicLauncher"
"""The launcher that runs one job after the other in this process."""

QUEUE = "SlurmLauncher"
"""The launcher that gives each job a machine, or the part of one that it asks for."""

POLL_SECONDS = 0.5


@dataclass(frozen=True)
class JobTask:
    """What a launcher calls for each job, in this process or in another one.

    Attributes:
        folder: of the sweep.
        jobs: by their number in the launch.
        earlier: by the number of the job, the folder of the same job with fewer replications.
        parent: the process that launched them.
        machine: the machine on which the parent runs.
    """

    folder: Path
    jobs: Sequence[SweepJob]
    earlier: Mapping[int, Path | None]
    parent: int
    machine: str

    def __call__(self, _: DictConfig) -> None:
        """Run the job; an error is recorded and does not affect other jobs."""
        if os.getpid() != self.parent and platform.node() == self.machine:
            attend(self.parent)
        job = self.jobs[HydraConfig.get().job.num]
        log = JobLog(self.folder / STATE, job.number)
        log.start()
        try:
            self._run(job, log)
        except (StudyError, OutputError, RunError) as error:
            log.fail(str(error))
        except Exception as error:
            log.fail(f"{type(error).__name__}: {error}")

    def _run(self, job: SweepJob, log: JobLog) -> None:
        def progress(done: int) -> None:
            stop_if_signalled()
            log.progress(done)

        target = RunFolder(self.folder / job.folder)
        produce(job.study, target, progress, self.earlier[job.number])


class Launching:
    """Runs the jobs of a sweep with the launcher that its configuration names.

    Args:
        config: as composed for the sweep.
        folder: of the sweep.
    """

    def __init__(self, config: DictConfig, folder: SweepFolder) -> None:
        self._folder = folder
        self._config = OmegaConf.masked_copy(config, ["hydra"])
        with read_write(self._config), open_dict(self._config):
            self._config.hydra.sweep.dir = str(folder.state)
            self._config.hydra.sweep.subdir = "."
            # As in conf/config.yaml; the configuration of a results folder does not have them.
            self._config.hydra.job.chdir = False
            self._config.hydra.output_subdir = None
        self._launcher = _launcher(config)
        self._reason = ""

    def run(self, jobs: Sequence[SweepJob], earlier: Mapping[int, Path | None]) -> None:
        """Run the jobs; the state of each is then in the sweep's folder."""
        ready = [self._sized(job) for job in jobs]
        with _progress(self._folder.state, ready):
            self._launch(ready, earlier)
            # A launcher that loses a process may lose other jobs with it. Jobs that had not
            # begun are launched again together, the others one at a time.
            while lost := self._with(Status.PLANNED, ready):
                before = len(lost)
                self._launch(lost, earlier)
                if len(self._with(Status.PLANNED, ready)) == before:
                    break
            for job in self._with(Status.KILLED, ready):
                self._launch([job], earlier)
        self._give_reasons(ready)

    def _give_reasons(self, jobs: Sequence[SweepJob]) -> None:
        """Record the launcher's error for the jobs that it did not finish."""
        if not self._reason:
            return
        for status in (Status.PLANNED, Status.KILLED):
            for job in self._with(status, jobs):
                what = self._folder.state_of(job).message
                reason = shortened(f"{what}; the launcher reported: {self._reason}")
                JobLog(self._folder.state, job.number).fail(reason, status)

    def _sized(self, job: SweepJob) -> SweepJob:
        """Give a job one process where jobs run in parallel, unless it asks for a number."""
        settings = job.study.settings
        if settings.workers or settings.cluster or self._launcher in (HERE, QUEUE):
            return job
        alone = unchecked(settings, workers=1)
        return job._replace(study=unchecked(job.study, settings=alone))

    def _with(self, status: Status, jobs: Sequence[SweepJob]) -> list[SweepJob]:
        return [job for job in jobs if self._folder.state_of(job).status is status]

    def _launch(self, jobs: Sequence[SweepJob], earlier: Mapping[int, Path | None]) -> None:
        for job in jobs:
            self._folder.forget(job)
        task = JobTask(self._folder.path, jobs, earlier, os.getpid(), platform.node())
        try:
            launcher = launcher_of(self._config, task, attend, os.getpid())
            launcher.launch([list(job.overrides) for job in jobs], 0)
        except Exception as error:
            # The launcher lost a process; the folder shows which jobs that was. Others may still
            # be running in other processes.
            self._reason = f"{type(error).__name__}: {error}"
            while any(is_being_written(self._folder.path / job.folder) for job in jobs):
                time.sleep(POLL_SECONDS)
        stop_if_signalled()


def runs_here(config: DictConfig) -> bool:
    """Return whether the jobs of a sweep run in this process, one after the other."""
    return _launcher(config) == HERE


def _launcher(config: DictConfig) -> str:
    return str(config.hydra.launcher["_target_"]).rpartition(".")[2]


@contextmanager
def _progress(state: Path, jobs: Sequence[SweepJob]) -> Iterator[None]:
    """Show one progress bar for all jobs, whichever process runs them, if there is a terminal."""
    if not is_watched():
        yield
        return
    total = sum(job.study.settings.replications for job in jobs)
    ended = threading.Event()
    with bar(total, "replications", f"simulating {len(jobs)} jobs") as shown:

        def watch() -> None:
            while not ended.wait(POLL_SECONDS):
                shown.update(max(0, min(total, replications_done(state)) - shown.n))

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
