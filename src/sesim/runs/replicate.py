"""Replications in parallel: from a study to its results, the same for any number of workers."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim import model
from sesim.outcomes import OwnOutcome, Window, descriptions, joined, own_measures, summarise
from sesim.runs.draws import Draws, draw_of_each, drawn
from sesim.runs.pairing import wide
from sesim.runs.parallel import Crew
from sesim.runs.published import counted, published
from sesim.runs.showing import results_html, results_parts
from sesim.runs.space import refuse_unless_in_memory
from sesim.runs.workers import Part, Workers, WorkOrder, together
from sesim.study import Study, StudyError
from sesim.study.paths import problems_of_future
from sesim.study.scenario import PARAMETERS
from sesim.study.showing import representation

SIGNIFICANT_DIGITS = 12
"""Digits of the summary: the rest is rounding error, and hard to read."""

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Results:
    """The results of a study.

    Attributes:
        study: what was simulated.
        events: the event log of all replications (columns: `sesim.events.COLUMNS`); None if the
            study's setting `events` is false.
        participants: one row per person, programme and replication; weeks and hours. None as for
            `events`.
        measures: every outcome of every replication.
        curves: outcomes over time in every replication (columns: `CURVES_COLUMNS`).
        summary: mean and interval over replications of every outcome.
        draws: number of the parameter draw that each replication used. Where all have the same
            parameters, it is the number of the path of the future, or the replication's own if
            that is not drawn either.
        workers: number of processes that were used; it does not affect the results.
        own: the outcomes that you define; the others are in `sesim.outcomes.OUTCOMES`.

    Example:
        >>> import sesim
        >>> study = sesim.load_study("programmes=vetlanda replications=2 end=2012-06-30 workers=1")
        >>> results = sesim.run(study)
        >>> isinstance(results, sesim.Results), results.study == study
        (True, True)
        >>> print(results.summary.columns[:4].tolist())
        ['scenario', 'programme', 'group', 'outcome']
    """

    study: Study
    events: pd.DataFrame | None
    participants: pd.DataFrame | None
    measures: pd.DataFrame
    curves: pd.DataFrame
    summary: pd.DataFrame
    draws: NDArray[np.int64]
    workers: int = field(default=1, kw_only=True)
    own: tuple[OwnOutcome, ...] = field(default=(), kw_only=True)

    def __repr__(self) -> str:
        return representation(type(self).__name__, results_parts(self))

    def _repr_html_(self) -> str:
        return results_html(self)

    @property
    def goals(self) -> pd.DataFrame:
        """How likely each goal of the programmes is reached (columns: `GOAL_COLUMNS`)."""
        from sesim.runs.goals import goal_table  # which needs this module

        figures = wide(self.measures, self.study.settings.replications)
        return goal_table(self.study, self.summary, figures)

    @property
    def uncertainty(self) -> pd.DataFrame:
        """What the spread of outcomes comes from, if the future is drawn."""
        from sesim.runs.uncertainty import uncertainty_of  # which needs this module

        return uncertainty_of(self.study, wide(self.measures, self.study.settings.replications))

    def with_outcomes(self, *own: OwnOutcome) -> Self:
        """Return the results with more outcomes, computed from the events without a new run.

        Raises:
            TypeError, ValueError: an outcome has a name that is taken, or cannot be computed; or
                there are no events.
        """
        everything = (*self.own, *own)
        descriptions(everything)
        study, events, people = self.study, self.events, self.participants
        if events is None or people is None:
            raise ValueError(
                "events: with_outcomes needs the event log, which this study does not keep (got "
                "False); use simulate(study, outcomes=[...]), or study.replace(events=True)"
            )
        about = (events, people, window_of(study), areas_of(study), counted(study), own)
        numbers = range(study.settings.replications if own else 0)
        measures = joined(self.measures, [own_measures(number, *about) for number in numbers])
        summary = summary_of(study, measures, self.draws, everything)
        return dataclasses.replace(self, measures=measures, summary=summary, own=everything)


def summary_of(
    study: Study, measures: pd.DataFrame, draws: NDArray[np.int64], own: Sequence[OwnOutcome] = ()
) -> pd.DataFrame:
    """Return mean and interval over replications of every outcome, or of some of them."""
    interval, observed = study.settings.interval, published(study)
    return tidy(summarise(measures, study.label, interval, observed, draws, descriptions(own)))


def areas_of(study: Study) -> dict[str, str]:
    """Return the förbund of each programme."""
    return {name: programme.forbund for name, programme in study.programmes.items()}


def horizon_weeks(study: Study) -> float:
    """Return the length of the window in weeks; the end date is its last day."""
    return ((study.settings.end - study.settings.start).days + 1) / 7


def window_of(study: Study) -> Window:
    """Return the window of a study, and the time in it at which its plan begins."""
    settings = study.settings
    begins = settings.plan_start
    plan = None if begins is None else (begins - settings.start).days / 7
    return Window(settings.start, horizon_weeks(study), plan, study.begins_with_people)


class Replications:
    """The replications of a study, which are simulated as their tables are asked for.

    Args:
        study: what to simulate; `settings.workers` is the number of processes.
        known: how many of the replications are not simulated, since they have been earlier.
        own: outcomes that users define.

    Attributes:
        study: what is simulated.
        own: outcomes that users define.
        draws: number of the parameter draw that each replication uses; see `draw_of_each`.

    Raises:
        TypeError, ValueError: an outcome is not one, or two have the same name.
        StudyError: the scenario leads to a value that is not allowed in one of the draws, or the
            future should be drawn and the study ends before it begins.
    """

    def __init__(self, study: Study, known: int = 0, own: tuple[OwnOutcome, ...] = ()) -> None:
        descriptions(own)
        self.study, self.own = study, own
        if problems := list(problems_of_future(study)):
            raise StudyError(problems)
        settings, draws = study.settings, drawn(study)
        rehearse(study, draws, range(settings.replications))
        self.draws = draw_of_each(study)
        numbers = range(known, settings.replications)
        crew = Crew(settings.workers, settings.cluster)
        self._pool = Workers(work_order(study, draws, own), numbers, crew)

    @property
    def workers(self) -> int:
        """Number of processes that were used."""
        return self._pool.number

    def parts(self) -> Iterator[Part]:
        """Yield the tables of all replications, a piece of work at a time, in order.

        Raises:
            RunError: a replication failed, or a worker was killed.
        """
        return self._pool.parts()


def replicate(
    study: Study,
    progress: Progress | None = None,
    earlier: Part | None = None,
    outcomes: Sequence[OwnOutcome] = (),
) -> Results:
    """Simulate all replications of a study.

    `sesim.run` does the same, takes a design too, and can set the number of replications.

    Args:
        study: what to simulate; `settings.workers` is the number of processes.
        progress: called with the number of replications just finished.
        earlier: the tables of the same study with fewer replications, which are not simulated
            again; they lack outcomes that you define.
        outcomes: outcomes that you define, besides the built-in ones; see `sesim.outcome`.

    Raises:
        TypeError, ValueError: an outcome is not one, or two have the same name.
        StudyError: the scenario leads to a value that is not allowed in one of the draws.
        RunError: a replication failed, a worker was killed, or the tables would not fit in memory.

    Example:
        >>> import sesim
        >>> study = sesim.load_study("programmes=vetlanda replications=2 end=2012-06-30 workers=1")
        >>> sesim.simulate(study).summary.equals(sesim.run(study).summary)
        True
    """
    own = tuple(outcomes)
    if own and earlier is not None:
        raise ValueError("outcomes: the earlier replications lack them; use with_outcomes")
    parts = [] if earlier is None else [earlier]
    known = 0 if earlier is None else int(earlier.measures["replication"].iloc[-1]) + 1
    run = Replications(study, known, own)
    if progress and known:
        progress(known)
    for part in run.parts():
        if len(parts) == (known > 0):
            refuse_unless_in_memory(part, study.settings)
        parts.append(part)
        if progress:
            progress(part.replications)
    tables = together(parts)
    summary = summary_of(study, tables.measures, run.draws, own)
    return Results(study, *tables, summary, run.draws, workers=run.workers, own=own)


def work_order(study: Study, draws: Draws | None, own: tuple[OwnOutcome, ...] = ()) -> WorkOrder:
    """Return what is to be done in each replication of a study.

    Args:
        study: what to simulate.
        draws: what its replications take their parameters from; None if all have the same.
        own: outcomes that users define.
    """
    return WorkOrder(
        programmes={} if draws else model.model_programmes(study),
        window=window_of(study),
        areas=areas_of(study),
        counted=counted(study),
        study=study.without_source(),
        draws=draws,
        own=own,
        logs=study.settings.events,
    )


def rehearse(study: Study, draws: Draws | None, numbers: range) -> None:
    """Apply the scenario to every draw that some replications will take, before any run.

    Raises:
        StudyError: the scenario leads to a value that is not allowed in one of the draws.
    """
    changed = {change.target.partition(".")[0] for change in study.scenario.changes}
    if draws and PARAMETERS in changed:
        for draw in np.unique(draws.of(numbers.stop)[numbers.start :]):
            one = draws.study(study, int(draw))
            for name in one.programmes:
                one.regimes(name)


def tidy(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its fractional columns at `SIGNIFICANT_DIGITS` digits."""
    rounded = {
        name: [float(f"{value:.{SIGNIFICANT_DIGITS}g}") for value in table[name]]
        for name in table.columns
        if table[name].dtype.kind == "f"
    }
    return table.assign(**rounded)
