"""One study for each combination of values (`sesim -m`), put together and compared."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sesim.cli.combinations import Plan, planned
from sesim.cli.compose import Composer
from sesim.cli.execute import shown, tell, titles
from sesim.cli.launch import Launching
from sesim.cli.publish import publish_beside
from sesim.report.comparisons import draw_comparison
from sesim.report.contrasts import contrast_table
from sesim.runs import precision
from sesim.runs.collect import Comparison, all_curves, comparisons, references, summaries
from sesim.runs.errors import OutputError, RunError
from sesim.runs.folder import RunFolder, default_folder, replace_file, why, writing
from sesim.runs.parallel import refuse_unless_it_answers
from sesim.runs.precision import Verdict
from sesim.runs.provenance import describe_tables, file_hash
from sesim.runs.store import PROVENANCE
from sesim.runs.sweep import JOBS, KEPT, Outcome, Status, SweepFolder, SweepJob
from sesim.study import StudyError
from sesim.study.frozen import unchecked


def sweep(composer: Composer, asked: argparse.Namespace) -> Path:
    """Check every job of a sweep, run those that are not done yet, compare and tell.

    Returns:
        The folder that holds the jobs.

    Raises:
        StudyError: a job is not valid; no job has been started.
        OutputError: results cannot go where they were asked to.
        RunError: a job failed or was killed; those that were done remain.
    """
    plan = planned(composer, asked.overrides)
    for line in plan.doubtful:
        print(line, file=sys.stderr, flush=True)
    for cluster in {job.study.settings.cluster for job in plan.jobs} - {None}:
        refuse_unless_it_answers(str(cluster))
    with _folder(plan.output, asked.resume) as folder:
        jobs, verdict = _run(plan, folder)
        return _put_together(plan, jobs, verdict, folder)


def _folder(output: str | None, resume: bool) -> SweepFolder:
    """Return the folder of a sweep, which is there already only if it is taken up again.

    Raises:
        StudyError: it is not said which one is to be taken up.
        OutputError: it cannot be used.
    """
    if resume:
        if not output:
            raise StudyError(["--resume: say which sweep is taken up again, with output=FOLDER"])
        return SweepFolder(_path(output), resume=True)
    if output and (_path(output) / JOBS).is_file():
        raise OutputError(
            f"output: {output}: holds a sweep already; --resume takes it up again, otherwise name "
            "a new folder"
        )
    default = default_folder("sweep", datetime.now().astimezone())
    with RunFolder(Path(output or default), numbered=not output) as folder:
        pass  # an empty folder, which the jobs fill one by one
    return SweepFolder(folder.path)


def _path(output: str) -> Path:
    """Return the folder of that name.

    Raises:
        OutputError: no folder can be called so.
    """
    try:
        path = Path(output).expanduser().resolve()
        path.exists()  # refuses a name that is too long
    except (OSError, RuntimeError, ValueError) as error:
        raise OutputError(f"output: {output}: {why(error)}") from None
    return path


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
    settings = unchecked(job.study.settings, replications=number)
    return job._replace(study=unchecked(job.study, settings=settings))


def _put_together(
    plan: Plan, jobs: Sequence[SweepJob], verdict: Verdict | None, folder: SweepFolder
) -> Path:
    """Write the tables and figures of all jobs together, and tell what came out.

    Raises:
        RunError: a job was not done, or the precision was not reached; all that is done is there.
    """
    outcomes = {job.number: folder.outcome(job) for job in jobs}
    done = [job for job in jobs if outcomes[job.number].status is Status.DONE]
    lines: list[str] = []
    if done:
        compared = comparisons(folder.path, [job for job in done if _has_baseline(job, jobs, done)])
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
    wrong = publish_beside(folder.path) if wanted else None
    tell("\n".join([*lines, f"All jobs: {shown(folder.path)}"]), folder.path)
    if failures:
        raise RunError(
            "\n  ".join(
                [
                    f"{len(failures)} of {len(jobs)} jobs were not done; the same command with "
                    f"--resume output={shown(folder.path)} runs what is missing",
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
        told = json.dumps(
            describe_tables({name: file_hash(folder / name) for name in files}), indent=2
        )
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
