"""The joint tables of a sweep: one summary, and each job compared with its baseline."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sesim.runs.compare import COMPARISON_COLUMNS, Names, compare_wide, differences
from sesim.runs.draws import draw_of_each
from sesim.runs.goals import GOAL_COLUMNS, asked
from sesim.runs.pairing import Integers
from sesim.runs.results.by_cell import in_blocks
from sesim.runs.results.store import CURVES, GOALS, SUMMARY, UNCERTAINTY, measures_by_cell
from sesim.runs.sweeps.jobs import SweepJob
from sesim.runs.uncertainty import UNCERTAINTY_COLUMNS
from sesim.study import Study
from sesim.study.departures import assignments, joined_label

BASELINE = "baseline"

SCENARIO = "scenario="


class RunJob(NamedTuple):
    """A job's study, and the parameter draw that each of its replications used."""

    study: Study
    draws: Integers


class Comparison(NamedTuple):
    """The comparisons of a sweep.

    Attributes:
        table: the columns of `COMPARISON_COLUMNS`, one job after the other.
        left_out: for each job that could not be compared, a sentence with the reason.
    """

    table: pd.DataFrame
    left_out: list[str]


def references(jobs: Sequence[SweepJob]) -> dict[int, int]:
    """Return the number of the job with which each job is compared.

    Among the jobs that differ from it only in the scenario, this is the baseline, or else the
    first one. If no other job differs only in the scenario, it is the first job of the sweep.
    """
    found = {}
    for job in jobs:
        alike = [other for other in jobs if _setting(other) == _setting(job)]
        unchanged = [other for other in alike if not other.study.scenario.changes]
        named = [other for other in unchanged if other.study.scenario.name == BASELINE]
        choice = [*named, *unchanged, *alike] if len(alike) > 1 else [jobs[0]]
        found[job.number] = choice[0].number
    return found


def _setting(job: SweepJob) -> tuple[str, ...]:
    return tuple(text for text in job.overrides if not text.startswith(SCENARIO))


def labelled(jobs: Sequence[tuple[Study, tuple[str, ...]]]) -> list[SweepJob]:
    """Number the jobs of a sweep, and label each with its scenario and its other changes.

    Changes that differ between the jobs come first, then those that all jobs share.
    """
    shared = set.intersection(*(set(overrides) for _, overrides in jobs)) if jobs else set()
    changed = [assignments(study.departures) for study, _ in jobs]
    everywhere = (
        [one for one in changed[0] if all(one in other for other in changed)] if jobs else []
    )
    found: list[SweepJob] = []
    taken: set[str] = set()
    for number, (study, overrides) in enumerate(jobs):
        own = [one for one in overrides if one not in shared and not one.startswith(SCENARIO)]
        label = joined_label([", ".join([study.scenario.name, *own]), *everywhere])
        if label in taken:
            label = f"{label} (job {number})"
        taken.add(label)
        found.append(SweepJob(number, study, label, overrides))
    return found


def summaries(folder: Path, jobs: Sequence[SweepJob]) -> pd.DataFrame:
    """Return the summaries of finished jobs below one another, each under its label."""
    return _below(folder, jobs, SUMMARY)


def all_curves(folder: Path, jobs: Sequence[SweepJob]) -> pd.DataFrame:
    """Return the curves of finished jobs below one another, each under its label."""
    return _below(folder, jobs, CURVES)


def all_goals(folder: Path, jobs: Sequence[SweepJob]) -> pd.DataFrame:
    """Return the goals of finished jobs below one another; a job without goals has no rows."""
    with_goals = [job for job in jobs if asked(job.study)]
    return (
        _below(folder, with_goals, GOALS)
        if with_goals
        else pd.DataFrame(columns=list(GOAL_COLUMNS))
    )


def all_uncertainty(folder: Path, jobs: Sequence[SweepJob]) -> pd.DataFrame:
    """Return what the spread in finished jobs comes from, of those whose future is drawn."""
    with_paths = [job for job in jobs if job.study.future.is_drawn]
    return (
        _below(folder, with_paths, UNCERTAINTY)
        if with_paths
        else pd.DataFrame(columns=list(UNCERTAINTY_COLUMNS))
    )


def _below(folder: Path, jobs: Sequence[SweepJob], name: str) -> pd.DataFrame:
    tables = [pd.read_csv(folder / job.folder / name).assign(scenario=job.label) for job in jobs]
    return pd.concat(tables, ignore_index=True)


def comparisons(
    folder: Path, jobs: Sequence[SweepJob], only: Mapping[str, str] | None = None
) -> Comparison:
    """Compare each finished job with its baseline.

    Args:
        folder: of the sweep.
        jobs: the finished ones.
        only: the programme, the group and the outcome to compare; None means all.
    """
    tables: list[tuple[int, pd.DataFrame]] = []
    left_out = []
    known = {job.number: job for job in jobs}
    found = references(jobs)
    for baseline in [known[number] for number in dict.fromkeys(found.values())]:
        others = [job for job in jobs if found[job.number] == baseline.number != job.number]
        fitting = []
        for job in others:
            if wrong := differences(baseline.study, job.study):
                left_out.append(
                    f"{job.label} cannot be compared with {baseline.label}: they "
                    f"differ in {', '.join(wrong)}."
                )
            else:
                fitting.append(job)
        if fitting:
            tables += _compared(folder, baseline, fitting, only)
    ordered = [table for _, table in sorted(tables, key=lambda item: item[0])]
    empty = pd.DataFrame(columns=list(COMPARISON_COLUMNS))
    return Comparison(pd.concat(ordered, ignore_index=True) if ordered else empty, left_out)


def _compared(
    folder: Path, baseline: SweepJob, jobs: Sequence[SweepJob], only: Mapping[str, str] | None
) -> Iterator[tuple[int, pd.DataFrame]]:
    """Yield the comparisons of jobs with their baseline, some rows at a time.

    The measures of all replications need not fit in memory.
    """
    first = RunJob(baseline.study, draw_of_each(baseline.study))
    others = {job.number: measures_by_cell(folder / job.folder) for job in jobs}
    for cells in measures_by_cell(folder / baseline.folder).wides(only):
        for job in jobs:
            names = Names(baseline.label, job.label)
            after = others[job.number].wide_of(cells.keys)
            for before in in_blocks(cells):
                yield job.number, compare_wide(before, after, first, job.study, names)
