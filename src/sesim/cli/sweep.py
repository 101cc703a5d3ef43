"""One study for each combination of values (`sesim -m`), put together and compared."""

import argparse
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from omegaconf import DictConfig, OmegaConf

from sesim.cli.compose import Composer
from sesim.cli.execute import shown, tell, titles
from sesim.cli.launch import Launching, runs_here
from sesim.cli.progress import counted, stage
from sesim.cli.publish import publish_beside
from sesim.cli.resuming import how_to_resume, opened
from sesim.report.comparisons import draw_comparison
from sesim.report.contrasts import contrast_table
from sesim.runs import precision
from sesim.runs.collect import Comparison, all_curves, comparisons, labelled, references, summaries
from sesim.runs.configuration import NOWHERE
from sesim.runs.errors import OutputError, RunError
from sesim.runs.folder import RunFolder, default_folder, replace_file, writing
from sesim.runs.ledger import Outcome, Status
from sesim.runs.parallel import refuse_unless_it_answers
from sesim.runs.precision import Precision, Verdict
from sesim.runs.provenance import describe_numbers, describe_tables, file_hash
from sesim.runs.store import PROVENANCE
from sesim.runs.sweep import JOBS, KEPT, SweepFolder, SweepJob
from sesim.runs.workbook import WORKBOOK, of_sweep
from sesim.study import Study, StudyError

MOST_JOBS = 10_000


class Plan(NamedTuple):
    """A checked sweep.

    Attributes:
        config: Hydra's part says how its jobs are launched.
        jobs: at least one.
        precision: of the comparisons.
        output: where it goes, if that is said.
    """

    config: DictConfig
    jobs: list[SweepJob]
    precision: Precision
    output: str | None


def sweep(composer: Composer, asked: argparse.Namespace, arguments: Sequence[str]) -> Path:
    """Check every job of a sweep, run those that are not done yet, compare and report.

    Args:
        composer: of the studies.
        asked: the arguments, as read.
        arguments: as typed, for the message that names the command again.

    Returns:
        The folder that holds the jobs.

    Raises:
        StudyError: a job is not valid; no job has been started.
        OutputError: results cannot go where they were asked to.
        RunError: a job failed or was killed; those that were done remain.
    """
    plan = planned(composer, asked.overrides)
    for cluster in {job.study.settings.cluster for job in plan.jobs} - {None}:
        refuse_unless_it_answers(str(cluster))
    place = _place(plan.output, asked.resume)
    named, here = plan.output is not None, runs_here(plan.config)
    with opened(place, arguments, named=named, here=here) as folder:
        jobs, verdict = _run(plan, folder)
        how = how_to_resume(arguments, None if named else folder.path)
        return _put_together(plan, jobs, verdict, folder, how)


def planned(composer: Composer, overrides: Sequence[str]) -> Plan:
    """Return a checked sweep.

    Raises:
        StudyError: with every problem of every job.
    """
    problems: list[str] = []
    config = composer.sweep(overrides, problems)
    combinations = _combinations(config, problems)
    studies = list(_studies(composer, combinations, problems))
    wanted = precision.read(config, [study for study, *_ in studies], problems)
    if problems:
        raise StudyError(problems)
    jobs = labelled(_over_the_same_days(studies))
    return Plan(config, jobs, wanted, config.get("output"))


def _combinations(config: DictConfig, problems: list[str]) -> list[list[str]]:
    """Return the overrides of each job of a sweep."""
    sweeper: Any = OmegaConf.to_container(config.hydra.sweeper)
    if not str(sweeper["_target_"]).endswith(f".{BasicSweeper.__name__}"):
        problems.append(f"hydra/sweeper: only basic is known (got {sweeper['_target_']})")
        return []
    texts = [f"{key!s}={value!s}" for key, value in (sweeper.get("params") or {}).items()]
    texts += [str(text) for text in config.hydra.overrides.task]
    parsed = OverridesParser.create().parse_overrides(texts)
    problems += [
        f"{one.input_line}: is one for all jobs; it cannot be swept over"
        for one in parsed
        if one.is_sweep_override() and one.key_or_group in (*precision.KEYS, "output")
    ]
    if (number := _size(parsed)) > MOST_JOBS:
        problems.append(f"the grid has {number:,} jobs; at most {MOST_JOBS:,} are allowed")
        return []
    [found] = BasicSweeper.split_arguments(parsed, None)
    if not found:
        empty = " ".join(str(one.input_line) for one in parsed if one.is_sweep_override())
        problems.append(f"{empty}: holds no value, so there is no job")
    return [list(job) for job in found]


def _size(parsed: Sequence[Override]) -> int:
    """Return how many combinations there are, without making them."""
    lengths = [
        sum(1 for _ in islice(one.sweep_string_iterator(), MOST_JOBS + 1))
        for one in parsed
        if one.is_sweep_override()
    ]
    return math.prod(lengths)


def _studies(
    composer: Composer, combinations: Sequence[list[str]], problems: list[str]
) -> Iterator[tuple[Study, frozenset[str], tuple[str, ...]]]:
    """Yield each job's study, which of its days were not said, and its overrides.

    What is wrong is added to `problems`, each problem once.
    """
    shared = set.intersection(*map(set, combinations)) if combinations else set()
    for job in counted(combinations, "jobs", "checking the jobs"):
        try:
            yield (*composer.job(job), tuple(_about_the_study(job)))
        except StudyError as error:
            own = " ".join(text for text in job if text not in shared)
            told = {problem.rpartition(" (job ")[0] or problem for problem in problems}
            new = [problem for problem in error.problems if problem not in told]
            problems += [f"{problem} (job {own})" if own else problem for problem in new]


def _about_the_study(job: Sequence[str]) -> Iterator[str]:
    """Yield what a job's overrides say of what is simulated, as somebody would type it."""
    for text in job:
        plain = text.lstrip("+")
        if plain.partition("=")[0] not in (*NOWHERE, *precision.KEYS):
            yield plain


def _over_the_same_days(
    studies: Sequence[tuple[Study, frozenset[str], tuple[str, ...]]],
) -> list[tuple[Study, tuple[str, ...]]]:
    """Let all jobs that say no end go on as long as the longest of them, and likewise the plan.

    Otherwise the baseline would end where the published counts do, and its plan never begin.
    """
    found = [(study, overrides) for study, _, overrides in studies]
    for day, choose in (("end", max), ("plan_start", min)):
        open_ones = [i for i, (_, unsaid, _) in enumerate(studies) if day in unsaid]
        days: list[date] = [
            value for i in open_ones if (value := getattr(found[i][0].settings, day)) is not None
        ]
        if not days:
            continue
        for i in open_ones:
            study, overrides = found[i]
            settings = study.settings.model_copy(update={day: choose(days)})
            found[i] = (study.model_copy(update={"settings": settings}), overrides)
    return found


def _place(output: str | None, resume: bool) -> RunFolder | Path:
    """Return a new folder for a sweep, or the path of the one that is resumed.

    Raises:
        StudyError: no folder to resume is named.
        OutputError: the folder holds a sweep already.
    """
    if resume:
        if not output:
            raise StudyError(["--resume: name the sweep to resume, with output=FOLDER"])
        return Path(output).expanduser().resolve()
    if output and (Path(output).expanduser() / JOBS).is_file():
        raise OutputError(
            f"output: {output}: holds a sweep already; --resume resumes it, otherwise name a new "
            "folder"
        )
    default = default_folder("sweep", datetime.now().astimezone())
    return RunFolder(Path(output or default), numbered=not output)


def _run(plan: Plan, folder: SweepFolder) -> tuple[list[SweepJob], Verdict | None]:
    """Run what is not done yet, with more replications until the precision is reached."""
    jobs = plan.jobs
    wanted = plan.precision.what(jobs[0].study)
    if plan.precision.precision is not None:
        # What an earlier attempt has come to is where this one begins.
        there = min(folder.replications(jobs), plan.precision.budget)
        begin = max(there, max(job.study.settings.replications for job in jobs))
        jobs = [_with_replications(job, begin) for job in jobs]
    while True:
        earlier = folder.settle(jobs)
        todo = [job for job in jobs if job.number in earlier]
        folder.write_jobs(jobs, {job.number: folder.outcome(job) for job in jobs})
        if todo:
            Launching(plan.config, folder).run(todo, earlier)
        outcomes = {job.number: folder.outcome(job) for job in jobs}
        folder.write_jobs(jobs, outcomes)
        if plan.precision.precision is None or not _all_done(outcomes):
            return jobs, None
        replications = max(job.study.settings.replications for job in jobs)
        table = comparisons(folder.path, jobs, wanted).table
        verdict = precision.judge(table, plan.precision, replications)
        more = precision.next_replications(verdict, plan.precision)
        if more is None:
            return jobs, verdict
        jobs = [_with_replications(job, more) for job in jobs]


def _all_done(outcomes: Mapping[int, Outcome]) -> bool:
    return all(outcome.status is Status.DONE for outcome in outcomes.values())


def _with_replications(job: SweepJob, number: int) -> SweepJob:
    settings = job.study.settings.model_copy(update={"replications": number})
    return job._replace(study=job.study.model_copy(update={"settings": settings}))


def _put_together(
    plan: Plan, jobs: Sequence[SweepJob], verdict: Verdict | None, folder: SweepFolder, how: str
) -> Path:
    """Write the tables and figures of all jobs together, and report what came out.

    Raises:
        RunError: a job was not done, or the precision was not reached; all that is done is there.
    """
    outcomes = {job.number: folder.outcome(job) for job in jobs}
    done = [job for job in jobs if outcomes[job.number].status is Status.DONE]
    lines: list[str] = []
    if done:
        pairs = [job for job in done if _has_baseline(job, jobs, done)]
        with stage("comparing the jobs"):
            compared = comparisons(folder.path, pairs)
            _write(folder.path, done, compared)
        settings = done[0].study.settings
        table = contrast_table(compared.table, _titles(done), _days(done), settings.interval)
        lines += [table, *compared.left_out]
    if verdict is not None:
        group = plan.precision.what(jobs[0].study)["group"]
        lines.append(verdict.told(plan.precision, group))
    failures = [
        f"job {job.number} ({job.label}) {outcomes[job.number].status}: "
        f"{outcomes[job.number].message}"
        for job in jobs
        if outcomes[job.number].status is not Status.DONE
    ]
    if not failures:
        folder.tidy()
    wanted = done and done[0].study.settings.report
    wrong = None
    if wanted:
        with stage("drawing the pages"):
            wrong = publish_beside(folder.path)
    tell("\n".join([*lines, f"All jobs: {shown(folder.path)}"]), folder.path)
    if failures:
        raise RunError(
            "\n  ".join(
                [
                    f"{len(failures)} of {len(jobs)} jobs were not done; {how}",
                    *failures,
                ]
            )
        )
    if wrong:
        raise RunError(wrong)
    if verdict is not None and not verdict.reached:
        raise RunError("the precision was not reached within the budget; all results are kept")
    return folder.path


def _has_baseline(job: SweepJob, jobs: Sequence[SweepJob], done: Sequence[SweepJob]) -> bool:
    return references(jobs)[job.number] in {one.number for one in done}


def _write(folder: Path, done: Sequence[SweepJob], compared: Comparison) -> None:
    tables = {
        "summary": summaries(folder, done),
        "curves": all_curves(folder, done),
        "comparison": compared.table,
    }
    with writing(folder, KEPT):
        for name, table in tables.items():
            text = table.to_csv(index=False, lineterminator="\n")
            replace_file(folder / f"{name}.csv", text.encode())
        files = [*(f"{name}.csv" for name in tables), JOBS]
        hashes = {name: file_hash(folder / name) for name in files}
        jobs = pd.read_csv(folder / JOBS, keep_default_na=False)
        about = describe_numbers(None, hashes)
        book = of_sweep(tables["summary"], compared.table, jobs, about)
        replace_file(folder / WORKBOOK, book)
        hashes[WORKBOOK] = file_hash(folder / WORKBOOK)
        told = json.dumps(describe_tables(hashes), indent=2)
        replace_file(folder / PROVENANCE, f"{told}\n".encode())
        if len(compared.table):
            interval = done[0].study.settings.interval
            draw_comparison(compared.table, _titles(done), folder / "figures", interval)


def _days(jobs: Sequence[SweepJob]) -> str:
    """Return which days the figures of the jobs are about."""
    spans = {(job.study.settings.start, job.study.settings.end) for job in jobs}
    if len(spans) > 1:
        return "over days that differ between the jobs"
    [(start, end)] = spans
    plans = {job.study.settings.plan_start for job in jobs} - {None}
    plan = f"; the plan begins on {min(map(str, plans))}" if plans else ""
    return f"{start} to {end}{plan}"


def _titles(jobs: Sequence[SweepJob]) -> dict[str, str]:
    found: dict[str, str] = {}
    for job in jobs:
        found |= titles(job.study)
    return found
