"""What the choice between two scenarios depends on: the runs and the tables made from them."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from sesim.outcomes import Better, describe
from sesim.runs.draws import REPLICATIONS_PER_DRAW, Draws, load, with_parameters
from sesim.runs.errors import RunError
from sesim.runs.parallel import Crew
from sesim.sensitivity.morris import Factor, at, design, elementary_effects
from sesim.sensitivity.series import Wanted, by_draw, series
from sesim.sensitivity.smoothing import Floats
from sesim.sensitivity.sobol import first_order_indices
from sesim.sensitivity.value_of_information import ValueOfInformation, value_of_information
from sesim.study import Study, StudyError
from sesim.study.frozen import unchecked
from sesim.study.scenario import Scenario

LEVEL, DIFFERENCE = "level", "difference"
"""What is analysed: the outcome of the baseline, and the difference that the scenario makes."""

DECIMALS: Final = 9
"""Digits; smaller differences are rounding errors: sums over people round differently."""

Progress = Callable[[str, int], object]


class EarlierRuns(NamedTuple):
    """Runs of a calibration, which give the level without new runs.

    Attributes:
        inputs: one row per run, one column per parameter.
        outputs: the outcome, shape (runs, 1).
    """

    inputs: pd.DataFrame
    outputs: Floats


class Question(NamedTuple):
    """The question that a sensitivity analysis answers.

    Attributes:
        study: with the scenario; of its parameters, only the pinned ones are used.
        prior, posterior: parameter draws, as the argument of `sesim.runs.draws.load`.
        draws: number of draws of each.
        wanted: the outcome that decides.
        worth: decision threshold: how much better the outcome must become.
        factors: the factors of the Morris screening.
        trajectories: of the Morris screening.
        replications: at each of its points.
        earlier: runs of the level, if there are any.
    """

    study: Study
    prior: str
    posterior: str
    draws: int
    wanted: Wanted
    worth: float
    factors: Sequence[Factor]
    trajectories: int
    replications: int
    earlier: EarlierRuns | None = None

    @property
    def runs(self) -> int:
        """Number of replications that the answer needs."""
        points = self.trajectories * (len(self.factors) + 1)
        return 2 * (2 * self.draws * REPLICATIONS_PER_DRAW + points * self.replications)


class SensitivityResults(NamedTuple):
    """The results of a sensitivity analysis.

    Attributes:
        sobol_level: first-order indices of the level under the prior.
        sobol_difference: first-order indices of the difference under the prior.
        morris: elementary effects on both, named in the column `of`.
        value_of_information: under the posterior.
    """

    sobol_level: pd.DataFrame
    sobol_difference: pd.DataFrame
    morris: pd.DataFrame
    value_of_information: ValueOfInformation

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {
            "sobol_level": self.sobol_level,
            "sobol_difference": self.sobol_difference,
            "morris": self.morris,
            "information": self.value_of_information.table,
        }


def without_scenario(study: Study) -> Study:
    """Return the baseline: the same study over the same days, without changes."""
    return unchecked(study, scenario=Scenario(name="baseline"))


def answer(question: Question, crew: Crew, progress: Progress) -> SensitivityResults:
    """Run what is needed and return what the outcome and the choice depend on.

    Args:
        question: to answer.
        crew: the processes that do the work, which does not affect the answer.
        progress: called with the stage and the number of replications just finished.

    Raises:
        StudyError: the scenario does not fit a draw or a point of the Morris screening; raised
            before any run if that is already known.
        RunError: a run failed, or too few have a value of the outcome.
    """
    morris = _points(question)
    address = f"sesim/sensitivity/{question.study.settings.seed}"
    coverage = question.study.settings.interval
    try:
        inputs, values = _drawn(question, question.prior, crew, progress)
        difference = first_order_indices(
            inputs, _difference(values), f"{address}/difference", coverage
        )
        level = first_order_indices(inputs, values[0], f"{address}/level", coverage)
        if question.earlier is not None:
            level = first_order_indices(
                *question.earlier,
                f"{address}/level",
                coverage,
                float(level["chance_share"].iloc[0]),
            )
        inputs, values = _drawn(question, question.posterior, crew, progress)
        sign = -1 if describe(question.wanted.outcome).better is Better.LESS else 1
        worth_knowing = value_of_information(
            inputs,
            sign * _difference(values),
            question.worth,
            f"{address}/information",
            coverage,
        )
    except ValueError as error:
        if isinstance(error, StudyError):
            raise
        raise RunError(f"{question.wanted.outcome} of {question.wanted.area}: {error}") from error
    return SensitivityResults(
        level, difference, _morris(question, morris, crew, progress), worth_knowing
    )


def inputs_of(study: Study, draws: Draws, number: int) -> pd.DataFrame:
    """Return the parameters that vary in the first draws of a table and that a study uses."""
    table = draws.table.iloc[:number]
    chosen = []
    for column in map(str, table.columns):
        programme, _, name = column.rpartition(".")
        ours = not programme or programme in study.programmes
        if ours and name not in study.pinned and np.ptp(table[column].to_numpy()) > 0:
            chosen.append(column)
    return table[chosen].reset_index(drop=True)


def _drawn(
    question: Question, source: str, crew: Crew, progress: Progress
) -> tuple[pd.DataFrame, Floats]:
    """Return inputs, and the outcome of baseline and scenario, shape (2, draws, repeats)."""
    scenario = with_parameters(question.study, source)
    draws = load(source)
    numbers = range(question.draws * REPLICATIONS_PER_DRAW)
    found = series(
        [without_scenario(scenario), scenario],
        numbers,
        question.wanted,
        crew,
        lambda done: progress(source, done),
    )
    of_draw = draws.of(len(numbers))
    values = np.stack([by_draw(row, of_draw) for row in found])
    return inputs_of(question.study, draws, question.draws), values


def _difference(values: Floats) -> Floats:
    return np.asarray((values[1] - values[0]).round(DECIMALS))


class _MorrisStudies(NamedTuple):
    """Points, and the studies at them: first all baselines, then all with the scenario."""

    points: Floats
    studies: list[Study]


def _points(question: Question) -> _MorrisStudies:
    """Return the points and studies; refuse changes that do not fit a point, before any run."""
    base = with_parameters(question.study, question.posterior)
    base = unchecked(base, draws="")
    points = design(
        len(question.factors),
        question.trajectories,
        f"sesim/sensitivity/{question.study.settings.seed}/screening",
    )
    scenario = [at(base, question.factors, point) for point in points]
    problems: dict[str, None] = {}
    for study in scenario:
        for name in study.programmes:
            try:
                study.regimes(name)
            except StudyError as error:
                problems |= dict.fromkeys(error.problems)
    if problems:
        raise StudyError([f"{problem} (where factors are varied)" for problem in problems])
    return _MorrisStudies(points, [*map(without_scenario, scenario), *scenario])


def _morris(
    question: Question, morris: _MorrisStudies, crew: Crew, progress: Progress
) -> pd.DataFrame:
    values = series(
        morris.studies,
        range(question.replications),
        question.wanted,
        crew,
        lambda done: progress("factors", done),
    )
    baseline, scenario = np.split(values, 2)
    difference = _difference(np.stack([baseline, scenario]))
    names = [factor.target for factor in question.factors]
    address = f"sesim/sensitivity/{question.study.settings.seed}/screening"
    parts = [
        elementary_effects(names, morris.points, outputs, f"{address}/{of}").assign(of=of)
        for of, outputs in ((LEVEL, baseline), (DIFFERENCE, difference))
    ]
    table = pd.concat(parts, ignore_index=True)
    return table[["of", *[column for column in table.columns if column != "of"]]]
