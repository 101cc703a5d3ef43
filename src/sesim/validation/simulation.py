"""Every setup simulated once with each parameter draw, and what is counted in it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sesim import model
from sesim.plan.pieces import in_pieces
from sesim.plan.simulation import Trials
from sesim.plan.store import TrialStore
from sesim.runs.draws import Draws, drawn
from sesim.runs.errors import as_run_error
from sesim.runs.parallel import Crew
from sesim.study import Study
from sesim.validation.counts import Numbers
from sesim.validation.figures import ReferenceFigure
from sesim.validation.lives import Counted, count
from sesim.validation.measures import CountedPart, parts_of
from sesim.validation.setups import SETUPS, WITHOUT_COUNTS, YEARS
from sesim.validation.years import Years

Progress = Callable[[int], object]

ALL_AT_ONCE = (0,)
"""The setups of one draw are one piece of work."""


class ValidationQuestion(NamedTuple):
    """What is computed.

    Attributes:
        figures: that are compared.
        studies: of every setup that these figures need, and of the yearly figures if they are
            wanted.
        draws: how many parameter draws are used, with one replication of each setup.
    """

    figures: tuple[ReferenceFigure, ...]
    studies: Mapping[str, Study]
    draws: int

    @property
    def parts(self) -> dict[str, list[CountedPart]]:
        """What is counted, by setup."""
        return parts_of(figure.name for figure in self.figures)

    def setups_of(self, number: int) -> list[str]:
        """Return the setups that are simulated with a draw; large ones with every fourth."""
        return [name for name in self.studies if number % SETUPS[name].every == 0]

    @property
    def years(self) -> Years:
        """The years of the yearly figures."""
        study = self.studies[YEARS]
        since = {name: study.programmes[name].since for name in WITHOUT_COUNTS}
        return Years(study.settings.start, study.settings.end, since)


class Counts(NamedTuple):
    """What was counted in every draw.

    Attributes:
        parts: of the figures.
        years: every yearly figure.
    """

    parts: Mapping[CountedPart, Sequence[Numbers]]
    years: Sequence[Numbers]


class ValidationTask(NamedTuple):
    """What a process does: one replication of every setup, with one draw.

    Attributes:
        question: what is counted.
        draw: a table of this draw alone; None if the parameters are known.
        number: of the replication.
    """

    question: ValidationQuestion
    draw: Draws | None
    number: int


def simulated(
    question: ValidationQuestion, crew: Crew, store: TrialStore, progress: Progress
) -> Counts:
    """Simulate every setup with every draw.

    Args:
        question: what is computed.
        crew: the processes that simulate, which does not affect the numbers.
        store: where finished draws are kept; those that are there are not simulated again.
        progress: called with the number of draws just done.

    Raises:
        RunError: a replication failed.
    """
    draws = drawn(next(iter(question.studies.values())))

    def task_of(piece: range) -> ValidationTask:
        return ValidationTask(question, _only(draws, piece.start), piece.start)

    pieces = [range(number, number + 1) for number in range(question.draws)]
    parts: dict[CountedPart, list[Numbers]] = {
        part: [] for some in question.parts.values() for part in some
    }
    years: list[Numbers] = []
    for trials in in_pieces(simulate, task_of, ALL_AT_ONCE, pieces, store, crew):
        progress(1)
        found = _unpacked(trials.values.ravel().tolist())
        for setup in question.setups_of(trials.numbers.start):
            for part in question.parts.get(setup, ()):
                parts[part].append(next(found))
            if setup == YEARS:
                years.append(next(found))
    return Counts(parts, years)


def _only(draws: Draws | None, number: int) -> Draws | None:
    """Return a table of the draw that a replication uses."""
    if draws is None:
        return None
    return Draws(draws.table.iloc[[number % len(draws)]], draws.about)


def simulate(task: ValidationTask) -> Trials:
    """Simulate one replication of every setup.

    Raises:
        RunError: it failed.
    """
    question = task.question
    found: list[Numbers] = []
    with as_run_error(f"replication {task.number}"):
        for setup in question.setups_of(task.number):
            counted = counted_in(_with_draw(question.studies[setup], task), task.number)
            found += [part.numbers(counted) for part in question.parts.get(setup, ())]
            if setup == YEARS:
                found.append(question.years.numbers(counted))
    values = np.array(list(_packed(found)))[None, None, :]
    return Trials(ALL_AT_ONCE, range(task.number, task.number + 1), values)


def _with_draw(study: Study, task: ValidationTask) -> Study:
    return study if task.draw is None else task.draw.study(study, 0, task.number)


def counted_in(study: Study, replication: int) -> dict[str, Counted]:
    """Simulate a replication of a study, and return what each programme gave."""
    return {
        name: count(model.run(programme, replication), programme.calendar.horizon)
        for name, programme in model.model_programmes(study).items()
    }


def _packed(lists: Sequence[Numbers]) -> Iterator[float]:
    """Yield numbers so that they can be told apart again: before each list, how long it is."""
    for numbers in lists:
        yield float(len(numbers))
        yield from numbers


def _unpacked(values: Sequence[float]) -> Iterator[Numbers]:
    place = 0
    while place < len(values):
        end = place + 1 + int(values[place])
        yield tuple(values[place + 1 : end])
        place = end
