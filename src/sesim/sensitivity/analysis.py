"""What the choice between two scenarios depends on: runs, and the tables made of them."""

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
"""What is looked at: the outcome of the baseline, and what the scenario changes in it."""

DECIMALS: Final = 9
"""Differences smaller than this are rounding: sums over people round differently."""

Progress = Callable[[str, int], object]


class EarlierRuns(NamedTuple):
    """Runs of a calibration, which tell of the level without new ones.

    Attributes:
        inputs: one row a run, one column a parameter.
        outputs: the outcome, shape (runs, 1).
    """

    inputs: pd.DataFrame
    outputs: Floats


class Question(NamedTuple):
    """What is asked.

    Attributes:
        study: with the scenario; its parameters count where they are pinned.
        prior, posterior: draws of the parameters, as `sesim.runs.draws.load` takes them.
        draws: how many of each.
        wanted: the outcome that decides.
        worth: how much better the outcome must become for the change to be worth it.
        factors: what is screened.
        trajectories: of the screening.
        replications: at each point of it.
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
        """How many replications the answer takes."""
        points = self.trajectories * (len(self.factors) + 1)
        return 2 * (2 * self.draws * REPLICATIONS_PER_DRAW + points * self.replications)


class SensitivityResults(NamedTuple):
    """What came out.

    Attributes:
        sobol_level: first-order indices of the level under the prior.
        sobol_difference: those of the difference under the prior.
        morris: elementary effects on both, which the column `of` names.
        value_of_information: what knowing parameters better would be worth, under the posterior.
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
    """Return the baseline: the same study, with the same days, in which nothing changes."""
    return unchecked(study, scenario=Scenario(name="baseline"))


def answer(question: Question, crew: Crew, progress: Progress) -> SensitivityResults:
    """Run what is needed and return what the outcome and the choice depend on.

    Args:
        question: what is asked.
        crew: who works, which makes no difference to the answer.
        progress: called with what is being done and the number of replications just finished.

    Raises:
        StudyError: the scenario does not fit together with a draw or with a point of the
            screening; what can be known of it before any run is told before.
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
    """Points, and the studies at them: first those of the baseline, then with the scenario."""

    points: Floats
    studies: list[Study]


def _points(question: Question) -> _MorrisStudies:
    """Return what is screened; a change that does not fit to a point is told before any run."""
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
