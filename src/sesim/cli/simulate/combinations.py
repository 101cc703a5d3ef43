"""The jobs of a sweep: every combination of the swept values, composed and checked."""

import math
from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Any, NamedTuple

from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf

from sesim.cli.compose import Composer
from sesim.cli.overrides import decimal_of
from sesim.cli.refuse_code import CLUSTER
from sesim.cli.terminal import with_bar
from sesim.messages import LONGEST_VALUE, shortened
from sesim.runs.results.configuration import NOWHERE
from sesim.runs.sweeps.assemble import labelled, references
from sesim.runs.sweeps.jobs import SweepJob
from sesim.runs.sweeps.precision import Precision, precision_of
from sesim.runs.sweeps.precision_keys import PRECISION_KEYS
from sesim.study import Study, StudyError
from sesim.study.paths import problems_of_future, unused_future
from sesim.study.same_days import over_the_same_days

MOST_JOBS = 10_000

SWEEPER = "BasicSweeper"
"""Hydra's sweeper over all combinations; sweepers of plugins choose values as they go."""


class SweepRequest(NamedTuple):
    """A checked sweep.

    Attributes:
        config: as composed; Hydra's part of it decides how the jobs are launched.
        jobs: at least one.
        precision: of the comparisons.
        output: the folder it goes to; None for one under `outputs/`.
        doubtful: a line for each list of values that may mean one decimal number.
        resume: whether it continues the sweep in that folder.
        arguments: as typed, for the message that names the command again.
    """

    config: DictConfig
    jobs: list[SweepJob]
    precision: Precision
    output: str | None
    doubtful: tuple[str, ...] = ()
    resume: bool = False
    arguments: tuple[str, ...] = ()


def sweep_request(composer: Composer, overrides: Sequence[str]) -> SweepRequest:
    """Return the checked sweep that overrides describe.

    Raises:
        StudyError: with every problem of every job.
    """
    problems: list[str] = []
    config = composer.sweep(overrides, problems)
    parsed = _parsed(composer, config, problems)
    studies = list(_studies(composer, _jobs(parsed, problems), problems))
    wanted = precision_of(config, [study for study, *_ in studies], problems)
    if problems:
        raise StudyError([*problems, *_meant(parsed, problems)])
    same = over_the_same_days([one for one, *_ in studies], [unset for _, unset, _ in studies])
    jobs = labelled([(one, job) for one, (*_, job) in zip(same, studies, strict=True)])
    if problems := _of_the_future([job.study for job in jobs]):
        raise StudyError(problems)
    if wanted.precision is not None and not _is_compared(jobs):
        raise StudyError(
            [
                "precision: applies to differences between studies, and no two of these "
                f"{len(jobs)} are compared (got {wanted.precision:g}); use sesim -m "
                "scenario=baseline,..."
            ]
        )
    doubtful = tuple(_swept(one) for one in parsed if decimal_of(one))
    return SweepRequest(config, jobs, wanted, config.get("output"), doubtful)


def _of_the_future(studies: Sequence[Study]) -> list[str]:
    """Return why nothing would be drawn of the future although it is asked for.

    A sweep may compare a known future with a drawn one: what is given for the drawn one has no
    effect on the other.
    """
    found = [one for study in studies for one in problems_of_future(study)]
    if not any(study.future.is_drawn for study in studies):
        found += [one for study in studies for one in unused_future(study)]
    return list(dict.fromkeys(found))


def _is_compared(jobs: Sequence[SweepJob]) -> bool:
    """Whether any job is compared with another one."""
    return any(number != reference for number, reference in references(jobs).items())


def _parsed(composer: Composer, config: DictConfig, problems: list[str]) -> list[Override]:
    """Return the overrides of the sweep, from the configuration and the command line."""
    sweeper: Any = OmegaConf.to_container(config.hydra.sweeper)
    if not str(sweeper["_target_"]).endswith(f".{SWEEPER}"):
        problems.append(f"hydra/sweeper: only basic is supported (got {sweeper['_target_']})")
        return []
    params = sweeper.get("params") or {}
    if CLUSTER in params:
        problems.append(f"hydra.sweeper.params.{CLUSTER}: only the command line may name one")
    texts = [f"{key!s}={value!s}" for key, value in params.items() if key != CLUSTER]
    return composer.parsed([*texts, *map(str, config.hydra.overrides.task)], problems)


def _jobs(parsed: Sequence[Override], problems: list[str]) -> list[list[str]]:
    """Return the overrides of each job of a sweep."""
    swept = [one for one in parsed if one.is_sweep_override()]
    problems += [
        f"{one.input_line}: applies to the whole sweep; it cannot vary between jobs"
        for one in swept
        if one.key_or_group in (*PRECISION_KEYS, "output")
    ]
    unlisted = [one for one in swept if _cannot_be_listed(one, problems)]
    if unlisted or not parsed:
        return []
    if (number := math.prod(map(_size, swept))) > MOST_JOBS:
        problems.append(f"the grid has {number:,} jobs; at most {MOST_JOBS:,} are allowed")
        return []
    found = combinations(parsed)
    if not found:
        empty = " ".join(str(one.input_line) for one in swept)
        problems.append(f"{empty}: holds no value, so there is no job")
    return found


def combinations(parsed: Sequence[Override]) -> list[list[str]]:
    """Return every combination of the values of overrides; the last of equal keys holds."""
    values = {one.get_key_element(): list(_texts(one)) for one in parsed}
    return [list(job) for job in product(*values.values())]


def _texts(override: Override) -> Iterator[str]:
    """Yield an override for each value that it holds."""
    key = override.get_key_element()
    if override.is_sweep_override():
        yield from (f"{key}={value}" for value in override.sweep_string_iterator())
    else:
        yield f"{key}={override.get_value_element_as_str()}"


def _cannot_be_listed(swept: Override, problems: list[str]) -> bool:
    """Whether the swept values cannot be listed; if so, add that to `problems`."""
    if swept.is_interval_sweep():
        text = swept.input_line
        problems.append(f"{text}: is continuous; list the values, or use range(FIRST,END,STEP)")
        return True
    try:
        _size(swept)
    except (HydraException, ValueError, TypeError, ArithmeticError) as error:
        problems.append(f"{swept.input_line}: cannot be swept over: {error}")
        return True
    return False


def _size(swept: Override) -> int:
    """Return the number of swept values, or a number that is too large."""
    return sum(1 for _ in islice(swept.sweep_string_iterator(), MOST_JOBS + 1))


def _meant(parsed: Sequence[Override], problems: Sequence[str]) -> Iterator[str]:
    """Yield a hint for every refused pair of values that may mean one decimal number."""
    for one in parsed:
        key = one.key_or_group
        if (number := decimal_of(one)) and any(
            problem.startswith(f"{key}:") for problem in problems
        ):
            yield f"{one.input_line}: did you mean {key}={number}?"


def _swept(override: Override) -> str:
    values = [shortened(text, LONGEST_VALUE) for text in override.sweep_string_iterator()]
    return f"Sweeping {override.key_or_group} over {' and '.join(values)}."


def _studies(
    composer: Composer, jobs: Sequence[list[str]], problems: list[str]
) -> Iterator[tuple[Study, frozenset[str], tuple[str, ...]]]:
    """Yield each job's study, the dates that it leaves open, and its overrides.

    Errors are added to `problems`, each of them once.
    """
    shared = set.intersection(*map(set, jobs)) if jobs else set()
    for job in with_bar(jobs, "jobs", "checking the jobs"):
        try:
            yield (*composer.job(job), tuple(_about_the_study(job)))
        except StudyError as error:
            own = " ".join(text for text in job if text not in shared)
            known = {problem.rpartition(" (job ")[0] or problem for problem in problems}
            new = [problem for problem in error.problems if problem not in known]
            problems += [f"{problem} (job {own})" if own else problem for problem in new]


def _about_the_study(job: Sequence[str]) -> Iterator[str]:
    """Yield a job's overrides that affect what is simulated, as a user would type them."""
    for text in job:
        plain = text.lstrip("+")
        if plain.partition("=")[0] not in (*NOWHERE, *PRECISION_KEYS):
            yield plain
