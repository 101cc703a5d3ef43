"""What is believed of one programme before its own counts: the draws of a calibration.

The coordinates are standard normal under these draws, one by one: the normal scores of each
column. So a posterior in these coordinates never leaves the values that the draws hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.special import ndtri

from sesim import model
from sesim.calibration.drawn import NormalScores
from sesim.calibration.simulator import REFERENCE
from sesim.calibration.space import EFFECT, RATE, Floats
from sesim.runs.draws import Draws, own_parameters, predicted
from sesim.study import Programme, Study
from sesim.study.parameters import Label, Normal, register


@dataclass(frozen=True, eq=False)
class OwnPrior:
    """Draws of a calibration, with the values of one programme beside them.

    Attributes:
        draws: of the calibration, equally likely.
        programme: the name of the programme.
        free: the distribution of each of its values that the draws do not hold.
        seed: of the values that are drawn here.
    """

    draws: Draws
    programme: str
    free: Mapping[str, Normal]
    seed: int

    @property
    def names(self) -> list[str]:
        """Names of the coordinates, which are the columns of a table of draws."""
        own = [f"{self.programme}.{name}" for name in self.free]
        return [*map(str, self.draws.table.columns), *own]

    @property
    def own(self) -> dict[str, int]:
        """Where the coordinates of the programme's own values are, by parameter."""
        places = {name: place for place, name in enumerate(self.names)}
        return {
            name: places[key]
            for name in (RATE, EFFECT)
            if (key := f"{self.programme}.{name}") in places
        }

    @property
    def focus(self) -> list[int]:
        """Coordinates by which nearness to the data is judged: the free ones and its own."""
        shared = [
            place
            for place, name in enumerate(self.names)
            if "." not in name and register()[name].label is Label.FREE
        ]
        return [*shared, *self.own.values()]

    def points(self, stream: int, numbers: range) -> Floats:
        """Return the points of some runs, shape (n, d); the draws are taken in turn."""
        rows = self._scores.points[np.array(numbers) % len(self.draws)]
        if not self.free:
            return np.asarray(rows)
        addresses = [f"sesim/adjust/{self.seed}/{stream}/{self.programme}/{n}" for n in numbers]
        luck = np.stack([model.uniforms(address, len(self.free)) for address in addresses])
        return np.asarray(np.concatenate([rows, ndtri(luck)], axis=1))

    def values(self, points: Floats) -> pd.DataFrame:
        """Return the parameters at points, as a table of draws."""
        shared = self._scores.values(points)
        number = len(shared)
        own = [
            prior.mean + prior.sd * points[:, number + i]
            for i, prior in enumerate(self.free.values())
        ]
        return pd.DataFrame(dict(zip(self.names, [*shared, *own], strict=True)))

    @cached_property
    def _scores(self) -> NormalScores:
        return NormalScores(self.draws.table)


@dataclass(frozen=True, eq=False)
class StudyPrior(OwnPrior):
    """The draws as the replications of a study used them, with the programme's values in each."""

    def points(self, stream: int, numbers: range) -> Floats:
        """Return the points of some runs; those of the stream `REFERENCE` are the replications."""
        if stream != REFERENCE:
            return super().points(stream, numbers)
        used = self.draws.of(numbers.stop)[numbers.start :]
        rows = self._scores.points[used]
        if not self.free:
            return np.asarray(rows)
        own = np.array(
            [
                [
                    (predicted(self.programme, int(draw))[name] - prior.mean) / prior.sd
                    for name, prior in self.free.items()
                ]
                for draw in used
            ]
        )
        return np.asarray(np.concatenate([rows, own], axis=1))


def study_prior(study: Study, draws: Draws, programme: str) -> StudyPrior:
    """Return what a study took for granted about one of its programmes.

    Args:
        study: what was simulated.
        draws: those that its replications used.
        programme: its name.
    """
    is_there = any(str(column).startswith(f"{programme}.") for column in draws.table.columns)
    free = {} if is_there else _free(draws, programme, study.pinned)
    return StudyPrior(draws, programme, free, study.settings.seed)


def own_prior(
    draws: Draws, programme: str, seed: int, referral_sd: float | None, pinned: Mapping[str, float]
) -> OwnPrior:
    """Return what is believed of a programme.

    Args:
        draws: of a calibration. The values of a programme that it was fitted to are theirs; those
            of another programme come from the distribution of differences between programmes.
        programme: its name.
        seed: of the values that the draws do not hold.
        referral_sd: how well the referral rate in its file is known, as the SD of its log; None
            for that of the register.
        pinned: values that the user set; they are not estimated.
    """
    free = _free(draws, programme, pinned)
    if referral_sd is not None and RATE in free:
        free[RATE] = Normal(dist="normal", mean=free[RATE].mean, sd=referral_sd)
    return OwnPrior(draws, programme, free, seed)


def used_until(draws: Draws, name: str, programme: Programme) -> date | None:
    """Return the last day of a programme's counts that draws have been fitted to, if any.

    Args:
        draws: of a calibration, or adjusted to own counts.
        name: of the programme.
        programme: its description.
    """
    if draws.adjusted == name:
        return max(date.fromisoformat(str(row["until"])) for row in draws.own_counts)
    is_fitted = f"{name}.{EFFECT}" in draws.table.columns
    return programme.observed.until if is_fitted and programme.observed else None


def _free(draws: Draws, programme: str, pinned: Mapping[str, float]) -> dict[str, Normal]:
    """Return the distribution of each of a programme's own values that is neither given nor set."""
    free = {}
    for name in own_parameters():
        prior = register()[name].prior
        if not isinstance(prior, Normal):
            raise TypeError(f"{name}: should have a normal prior, not {prior.dist}")
        if f"{programme}.{name}" not in draws.table.columns and name not in pinned:
            free[name] = prior
    return free
