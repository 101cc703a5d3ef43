"""One study for each combination of values (`sesim -m`), combined and compared."""

import json
import sys
import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd

from sesim.cli.changes import future_of
from sesim.cli.resume import how_to_resume
from sesim.cli.simulate.combinations import SweepRequest
from sesim.cli.simulate.launch import Launching, runs_here
from sesim.cli.simulate.resuming import opened
from sesim.cli.terminal import WIDTH, from_here, print_result, stage
from sesim.messages import reason
from sesim.report.terminal.contrasts import contrast_table
from sesim.report.terminal.goals import goal_lines
from sesim.report.text.future import FutureShown, future_in_words
from sesim.report.text.language import language
from sesim.runs.errors import OutputError, RunError
from sesim.runs.parallel import refuse_unless_it_answers
from sesim.runs.results.folder import RunFolder, new_folder, replace_file, writing
from sesim.runs.results.provenance import describe_numbers, describe_tables, file_hash
from sesim.runs.results.store import PROVENANCE
from sesim.runs.results.workbook import WORKBOOK, of_sweep
from sesim.runs.sweeps import precision
from sesim.runs.sweeps.assemble import (
    Comparison,
    all_curves,
    all_goals,
    all_uncertainty,
    comparisons,
    references,
    summaries,
)
from sesim.runs.sweeps.jobs import JOBS, KEPT, SweepFolder, SweepJob
from sesim.runs.sweeps.precision import PrecisionReached
from sesim.runs.sweeps.status import JobState, Status
from sesim.study.frozen import unchecked


def sweep(request: SweepRequest) -> Path:
    """Run the jobs of a sweep that are not done yet, compare them and report.

    Returns:
        The folder that holds the jobs.

    Raises:
        OutputError: results cannot go where they were asked to; no job has been started.
        RunError: a job failed or was killed; finished jobs are kept.
    """
    for line in request.doubtful:
        print(line, file=sys.stderr, flush=True)
    for cluster in {job.study.settings.cluster for job in request.jobs}:
        refuse_unless_it_answers(cluster)
    place = _place(request)
    named, here = request.output is not None, runs_here(request.config)
    with opened(place, request.arguments, named=named, here=here) as folder:
        jobs, judged = _run(request, folder)
        how = how_to_resume("sesim", request.arguments, None if named else folder.path)
        return _combine(request, jobs, judged, folder, how)


def _place(request: SweepRequest) -> RunFolder | Path:
    """Return a new folder for a sweep, or the path of the one that is resumed.

    Raises:
        OutputError: the folder holds a sweep already.
    """
    output = request.output
    if request.resume:
        return _path(str(output))
    if output and (_path(output) / JOBS).is_file():
        raise OutputError(
            f"output: {output}: holds a sweep already; --resume resumes it, otherwise name a new "
            "folder"
        )
    return new_folder(output, "sweep", datetime.now().astimezone())


def _path(output: str) -> Path:
    """Return the folder of that name.

    Raises:
        OutputError: no folder can have that name.
    """
    try:
        path = Path(output).expanduser().resolve()
        path.exists()  # refuses a name that is too long
    except (OSError, RuntimeError, ValueError) as error:
        raise OutputError(f"output: {output}: {reason(error)}") from None
    return path


def _run(
    request: SweepRequest, folder: SweepFolder
) -> tuple[list[SweepJob], PrecisionReached | None]:
    """Run the unfinished jobs, with more replications until the precision is reached."""
    jobs = request.jobs
    wanted = request.precision.what(jobs[0].study)
    if request.precision.precision is not None:
        # Begin where an earlier attempt ended.
        there = min(folder.replications(jobs), request.precision.budget)
        begin = max(there, max(job.study.settings.replications for job in jobs))
        jobs = [_with_replications(job, begin) for job in jobs]
    while True:
        earlier = folder.settle(jobs)
        todo = [job for job in jobs if job.number in earlier]
        folder.write_jobs(jobs, {job.number: folder.state_of(job) for job in jobs})
        if todo:
            Launching(request.config, folder).run(todo, earlier)
        states = {job.number: folder.state_of(job) for job in jobs}
        folder.write_jobs(jobs, states)
        if request.precision.precision is None or not _all_done(states):
            return jobs, None
        replications = max(job.study.settings.replications for job in jobs)
        table = comparisons(folder.path, jobs, wanted).table
        judged = precision.judge(table, request.precision, replications)
        more = precision.next_replications(judged, request.precision)
        if more is None:
            return jobs, judged
        jobs = [_with_replications(job, more) for job in jobs]


def _all_done(states: Mapping[int, JobState]) -> bool:
    return all(state.status is Status.DONE for state in states.values())


def _with_replications(job: SweepJob, number: int) -> SweepJob:
    settings = unchecked(job.study.settings, replications=number)
    return job._replace(study=unchecked(job.study, settings=settings))


def _combine(
    request: SweepRequest,
    jobs: Sequence[SweepJob],
    judged: PrecisionReached | None,
    folder: SweepFolder,
    how: str,
) -> Path:
    """Write the tables and figures of all jobs together, and print a summary.

    Raises:
        RunError: a job did not finish, or the precision was not reached; all results are kept.
    """
    states = {job.number: folder.state_of(job) for job in jobs}
    done = [job for job in jobs if states[job.number].status is Status.DONE]
    failures = [
        f"job {job.number} ({job.label}) {state.status}: {state.message}"
        for job in jobs
        if (state := states[job.number]).status is not Status.DONE
    ]
    lines = _compare(folder.path, jobs, done) if done else []
    if judged is not None:
        group = request.precision.what(jobs[0].study)["group"]
        lines.append(judged.sentence(request.precision, group))
    if not failures:
        folder.tidy()
    wrong = None
    if done and (settings := done[0].study.settings).report:
        from sesim.cli.report.perform import publish_beside

        with stage("drawing the pages"):
            wrong = publish_beside(folder.path, max(1, settings.workers))
    print_result("\n".join([*lines, f"All jobs: {from_here(folder.path)}"]), folder.path)
    if failures:
        count = f"{len(failures)} of {len(jobs)} jobs did not finish; {how}"
        raise RunError("\n  ".join([count, *failures]))
    if wrong:
        raise RunError(wrong)
    if judged is not None and not judged.reached:
        raise RunError("the precision was not reached within the budget; all results are kept")
    return folder.path


def _compare(folder: Path, jobs: Sequence[SweepJob], done: Sequence[SweepJob]) -> list[str]:
    """Write the tables of all finished jobs, and return the comparison for the terminal."""
    with stage("comparing the jobs"):
        compared = comparisons(folder, [job for job in done if _has_baseline(job, jobs, done)])
        _write(folder, done, compared)
    interval = done[0].study.settings.interval
    futures = [one for job in done if (one := future_of(job.study)) is not None]
    table = contrast_table(
        compared.table, _titles(done), _days(done), interval, future=bool(futures)
    )
    goals = goal_lines(all_goals(folder, done), _titles(done), interval)
    return [table, *([""] if goals else []), *goals, *_future(futures), *compared.left_out]


def _future(futures: Sequence[FutureShown]) -> list[str]:
    """Return what is drawn of the future, if it is the same in all jobs that draw any."""
    if not futures or any(one != futures[0] for one in futures):
        return []
    return textwrap.wrap(str(future_in_words(language("en"), futures[0])), WIDTH)


def _has_baseline(job: SweepJob, jobs: Sequence[SweepJob], done: Sequence[SweepJob]) -> bool:
    return references(jobs)[job.number] in {one.number for one in done}


def _write(folder: Path, done: Sequence[SweepJob], compared: Comparison) -> None:
    tables = {
        "summary": summaries(folder, done),
        "curves": all_curves(folder, done),
        "comparison": compared.table,
    }
    goals = all_goals(folder, done)
    if len(goals):
        tables["goals"] = goals
    if len(uncertainty := all_uncertainty(folder, done)):
        tables["uncertainty"] = uncertainty
    with writing(folder, KEPT):
        for name, table in tables.items():
            text = table.to_csv(index=False, lineterminator="\n")
            replace_file(folder / f"{name}.csv", text.encode())
        files = [*(f"{name}.csv" for name in tables), JOBS]
        hashes = {name: file_hash(folder / name) for name in files}
        jobs = pd.read_csv(folder / JOBS, keep_default_na=False)
        about = describe_numbers(None, hashes)
        book = of_sweep(tables["summary"], compared.table, goals, jobs, about)
        replace_file(folder / WORKBOOK, book)
        hashes[WORKBOOK] = file_hash(folder / WORKBOOK)
        text = json.dumps(describe_tables(hashes), indent=2)
        replace_file(folder / PROVENANCE, f"{text}\n".encode())
        if len(compared.table):
            from sesim.report.figures.sweep import draw_comparison

            interval = done[0].study.settings.interval
            called = _scenario_titles(done)
            draw_comparison(compared.table, _titles(done), folder / "figures", interval, called)


def _days(jobs: Sequence[SweepJob]) -> str:
    """Return the days that the figures of the jobs cover."""
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
        found |= job.study.titles
    return found


def _scenario_titles(jobs: Sequence[SweepJob]) -> dict[str, str]:
    """Return what jobs are called in figures: the title of the scenario, and what else differs."""
    found = {}
    for job in jobs:
        scenario = job.study.scenario
        title = scenario.title or scenario.name.replace("_", " ")
        found[job.label] = f"{title}{job.label.removeprefix(scenario.name)}"
    return found
