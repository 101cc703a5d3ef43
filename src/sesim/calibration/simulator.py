"""From parameters to counts, and from counts to the features that inference looks at."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sesim import model, outcomes
from sesim.calibration.space import Floats, Space
from sesim.calibration.targets import Targets
from sesim.runs.draws import Draws
from sesim.runs.replicate import horizon_weeks
from sesim.study import Study
from sesim.study.frozen import unchecked

Counts = NDArray[np.int64]

REFERENCE, TRUTHS, PREDICTIVE, LOCAL = 0, 1, 2, 3
"""Streams of runs: no two have a random number in common."""

STREAM = 2**32
"""Replications that belong to one stream."""


@dataclass(frozen=True)
class Simulator:
    """Runs a study at points of a space; picklable.

    Attributes:
        study: at any values of its parameters; its seed is part of every random number.
        until: the programmes that are counted, with the time (weeks) up to which each is.
    """

    study: Study
    space: Space
    until: Mapping[str, float]

    @property
    def counted(self) -> Study:
        """The study with the programmes that are counted."""
        return only(self.study, self.until)

    def prior_points(self, stream: int, numbers: range) -> Floats:
        """Return the points at which these runs of a stream are made, shape (n, d)."""
        seed = self.study.settings.seed
        addresses = [f"sesim/calibration/{seed}/{stream}/{number}" for number in numbers]
        shares = [model.uniforms(address, len(self.space)) for address in addresses]
        return self.space.points(np.stack(shares))

    def of(self, name: str, end: date | None = None) -> "Simulator":
        """Return the simulator of one programme alone; nothing in it changes by that.

        Args:
            name: of any programme of the study, counted or not.
            end: last day to simulate, if it is not the study's.
        """
        study = only(self.study, [name])
        if end is not None:
            study = unchecked(study, settings=unchecked(study.settings, end=end))
        until = {name: self.until.get(name, horizon_weeks(study))}
        return replace(self, study=study, until=until)

    def counts(self, points: Floats, stream: int, numbers: range) -> Counts:
        """Run the study at these points and return its counts, shape (n, programmes, 3)."""
        draws = Draws(self.space.values(points), {})
        study = self.counted
        return np.stack(
            [
                counts_of(draws.study(study, row), stream * STREAM + number, self.until)
                for row, number in enumerate(numbers)
            ]
        )

    def outcome(self, points: Floats, stream: int, numbers: range, name: str) -> Floats:
        """Run the study and return one outcome of its first programme, shape (n,)."""
        draws = Draws(self.space.values(points), {})
        window = outcomes.Window(self.study.settings.start, horizon_weeks(self.study))
        areas = {one: programme.forbund for one, programme in self.study.programmes.items()}
        logs = outcomes.EventLogs()
        for row, number in enumerate(numbers):
            study = draws.study(self.study, row, number)
            for programme, log in _logs(study, stream * STREAM + number).items():
                logs.add(row, programme, log)
        events = logs.frame()
        people = outcomes.participants_table(events, window.horizon)
        table = outcomes.measure(events, people, window, areas, replications=range(len(numbers)))
        first = table["programme"] == next(iter(areas))
        chosen = table[first & (table["outcome"] == name) & (table["group"] == outcomes.ALL)]
        return chosen["value"].to_numpy(dtype=np.float64)


def simulator(study: Study, space: Space, targets: Targets) -> Simulator:
    """Return the simulator of a study whose programmes are counted as the targets are."""
    horizon = horizon_weeks(study)
    last = {name: (study.settings.end - end).days / 7 for name, end in targets.ends().items()}
    return Simulator(study, space, {name: horizon - weeks for name, weeks in last.items()})


def only(study: Study, names: Iterable[str]) -> Study:
    """Return the study with some of its programmes."""
    return unchecked(study, programmes={name: study.programmes[name] for name in names})


def counts_of(study: Study, replication: int, until: Mapping[str, float]) -> Counts:
    """Run one replication as far as it is counted; return its counts, shape (programmes, 3)."""
    return outcomes.counts_until(_logs(study, replication, until), until)


def _logs(
    study: Study, replication: int, until: Mapping[str, float] = MappingProxyType({})
) -> dict[str, outcomes.Columns]:
    """Run one replication, each programme as far as it is wanted, and return the logs."""
    return {
        name: model.run(programme, replication, until.get(name, math.inf))
        for name, programme in model.model_programmes(study).items()
    }


def features(counts: Counts) -> Floats:
    """Return what inference looks at, shape (n, k), from counts of shape (n, programmes, 3).

    For each programme the log of its participants and the log-odds of employed and ongoing,
    then the same of all together, and how much each differs between programmes.
    """
    own = _features(counts)
    everybody = _features(counts.sum(axis=1, keepdims=True))
    spread = own.std(axis=1)
    return np.concatenate([own.reshape(len(own), -1), everybody[:, 0], spread], axis=1)


def _features(counts: Counts) -> Floats:
    participants = counts[..., 0]
    odds = (counts[..., 1:] + 0.5) / (participants[..., None] - counts[..., 1:] + 0.5)
    return np.concatenate([np.log(participants + 0.5)[..., None], np.log(odds)], axis=-1)
