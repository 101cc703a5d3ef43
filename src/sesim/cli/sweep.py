"""One study for each combination of values (`sesim -m`): a folder for each job."""

import argparse
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.overrides_parser import OverridesParser
from omegaconf import DictConfig, OmegaConf

from sesim.cli.compose import Composer, study_of
from sesim.cli.execute import execute, shown
from sesim.cli.overrides import quoted
from sesim.cli.request import run_hydra
from sesim.runs.folder import RunFolder, default_folder, slug
from sesim.study import StudyError


def sweep(composer: Composer, asked: argparse.Namespace) -> Path:
    """Check every job of a sweep, then run them, and return the folder that holds them.

    Raises:
        StudyError: a job is not valid; no job has been started.
        OutputError: results cannot go where they were asked to.
        RunError: a job failed; the folders of those that were done remain.
    """
    problems: list[str] = []
    config = composer.sweep(asked.overrides, problems)
    problems += _problems(composer, config)
    if problems:
        raise StudyError(problems)
    wanted = config.get("output")
    default = default_folder("sweep", datetime.now().astimezone())
    with RunFolder(Path(wanted or default), numbered=not wanted) as folder:
        pass  # an empty folder, which the jobs fill one by one
    try:
        where = f"hydra.sweep.dir={quoted(str(folder.path))}"
        run_hydra(asked, [*asked.overrides, where, "hydra.sweep.subdir=."], run_job)
    finally:
        # Hydra leaves a file here that holds paths of this machine.
        (folder.path / "multirun.yaml").unlink(missing_ok=True)
        folder.remove_if_empty()
    print(f"All jobs: {shown(folder.path)}")
    return folder.path


def run_job(config: DictConfig) -> None:
    """Run one job of a sweep into a folder of its own."""
    hydra = HydraConfig.get()
    study = study_of(config, map(str, hydra.runtime.choices))
    execute(study, Path(hydra.sweep.dir) / f"{hydra.job.num}_{slug(study.scenario.name)}")


def _problems(composer: Composer, config: DictConfig) -> Iterator[str]:
    """Yield what is wrong with the jobs, each problem once."""
    all_jobs = jobs(config)
    shared = set.intersection(*map(set, all_jobs)) if all_jobs else set()
    told: set[str] = set()
    for job in all_jobs:
        try:
            composer.study(job)
        except StudyError as error:
            own = " ".join(text for text in job if text not in shared)
            new = [problem for problem in error.problems if problem not in told]
            told.update(new)
            yield from (f"{problem} (job {own})" if own else problem for problem in new)


def jobs(config: DictConfig) -> list[list[str]]:
    """Return the overrides of each job of a sweep; none if only the sweeper will know them."""
    sweeper: Any = OmegaConf.to_container(config.hydra.sweeper)
    if not str(sweeper["_target_"]).endswith(f".{BasicSweeper.__name__}"):
        return []
    texts = [f"{key!s}={value!s}" for key, value in (sweeper.get("params") or {}).items()]
    texts += [str(text) for text in config.hydra.overrides.task]
    [found] = BasicSweeper.split_arguments(OverridesParser.create().parse_overrides(texts), None)
    return [list(job) for job in found]
