"""Runs of one programme at many parameter values, and what is counted in each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import inf

import numpy as np
import pandas as pd

from sesim import model
from sesim.calibration.own.counts import OwnCounts
from sesim.calibration.simulator import STREAM, Counts, only
from sesim.outcomes.tally import FIRST_JOBS, Tally, tally
from sesim.runs.draws import REPLICATIONS_PER_DRAW, Draws, drawn
from sesim.runs.errors import as_run_error
from sesim.runs.futures import path_number, path_of
from sesim.runs.parallel import Crew, in_order
from sesim.runs.replicate import horizon_weeks
from sesim.study import Study
from sesim.study.frozen import unchecked

CHUNK = 50
"""Runs that a process makes at a time."""

AHEAD_YEARS = 2
"""Years after the last count in which first jobs are predicted."""


@dataclass(frozen=True)
class OwnSimulator:
    """Runs one programme; picklable.

    Attributes:
        study: of this programme alone.
        counted: what has been counted.
        ahead: first jobs after the last count.
    """

    study: Study
    counted: tuple[Tally, ...]
    ahead: Tally

    def counts(
        self, values: pd.DataFrame, stream: int, numbers: range, *, ahead: bool = False
    ) -> Counts:
        """Run the programme once with each row of a table of draws.

        Args:
            values: the draws.
            stream: of random numbers.
            numbers: of the runs in this stream.
            ahead: also count the first jobs after the last count, in the last column.

        Returns:
            Shape (n, counts).
        """
        draws = Draws(values, {})
        wanted = [*self.counted, *([self.ahead] if ahead else [])]
        until = inf if ahead else self.ahead.since
        found = []
        for row, number in enumerate(numbers):
            study, history = draws.study(self.study, row), stream * STREAM + number
            path = path_of(self.study, path_number(history, self._draw_of(history)))
            (programme,) = model.model_programmes(study, path).values()
            found.append(tally(model.run(programme, history, until), wanted))
        return np.array(found, dtype=np.int64).reshape(len(numbers), len(wanted))

    def _draw_of(self, replication: int) -> int | None:
        """Return the draw that a replication of the study has, with which its path goes."""
        draws = drawn(self.study) if self.study.future.is_drawn else None
        return None if draws is None else replication // REPLICATIONS_PER_DRAW % len(draws)

    def many(
        self,
        values: pd.DataFrame,
        stream: int,
        crew: Crew,
        progress: Callable[[int], object],
        *,
        ahead: bool = False,
    ) -> Counts:
        """Run the programme with each row of a table of draws, in several processes.

        Raises:
            RunError: a run failed.
        """
        chunks = [range(n, min(n + CHUNK, len(values))) for n in range(0, len(values), CHUNK)]
        calls = [
            (self, values.iloc[chunk.start : chunk.stop], stream, chunk, ahead) for chunk in chunks
        ]
        parts = []
        for chunk, part in zip(chunks, in_order(_run, calls, crew), strict=True):
            parts.append(part)
            progress(len(chunk))
        return np.concatenate(parts)


def _run(
    simulator: OwnSimulator, values: pd.DataFrame, stream: int, numbers: range, ahead: bool
) -> Counts:
    with as_run_error(f"runs {numbers.start} to {numbers.stop - 1}"):
        return simulator.counts(values, stream, numbers, ahead=ahead)


def own_simulator(study: Study, counts: OwnCounts) -> OwnSimulator:
    """Return the simulator of a programme that has been counted, from its first, empty day.

    It ends `AHEAD_YEARS` after the last count.

    Args:
        study: with this programme alone; its days do not matter.
        counts: what has been counted.
    """
    over = max(one.until for one in counts.tallies)
    end = _years_after(counts.end, AHEAD_YEARS)
    horizon = ((end - counts.start).days + 1) / 7
    settings = unchecked(study.settings, start=counts.start, end=end)
    return OwnSimulator(
        unchecked(study, settings=settings),
        tuple(counts.tallies),
        Tally(FIRST_JOBS, over, horizon),
    )


def later_simulator(study: Study, counts: OwnCounts) -> OwnSimulator:
    """Return the simulator of a programme as an earlier study simulated it.

    A run of the stream `REFERENCE` with the values of a replication is that replication again, with
    its path of the future if that is drawn. The counts then teach what they do about the
    parameters, and the future counts as chance.

    Args:
        study: the earlier one, with this programme among others.
        counts: what has been counted in its period.
    """
    over = max(one.until for one in counts.tallies)
    return OwnSimulator(
        only(study, [counts.programme]),
        tuple(counts.tallies),
        Tally(FIRST_JOBS, over, horizon_weeks(study)),
    )


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, day=28)
