"""What is believed of one programme before its own counts: the draws of a calibration.

The coordinates are standard normal under these draws, one by one: the normal scores of each
column. So a posterior in these coordinates never leaves the values that the draws hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.special import ndtri

from sesim import model
from sesim.calibration.space import EFFECT, RATE, Floats
from sesim.runs.draws import Draws, own_parameters
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
        rows = self._scores[np.array(numbers) % len(self._scores)]
        if not self.free:
            return np.asarray(rows)
        addresses = [f"sesim/adjust/{self.seed}/{stream}/{self.programme}/{n}" for n in numbers]
        luck = np.stack([model.uniforms(address, len(self.free)) for address in addresses])
        return np.asarray(np.concatenate([rows, ndtri(luck)], axis=1))

    def values(self, points: Floats) -> pd.DataFrame:
        """Return the parameters at points, as a table of draws."""
        number = self._sorted.shape[1]
        shared = [np.interp(points[:, i], self._steps, self._sorted[:, i]) for i in range(number)]
        own = [
            prior.mean + prior.sd * points[:, number + i]
            for i, prior in enumerate(self.free.values())
        ]
        return pd.DataFrame(dict(zip(self.names, [*shared, *own], strict=True)))

    @cached_property
    def _sorted(self) -> Floats:
        return np.sort(self.draws.table.to_numpy(dtype=np.float64), axis=0)

    @cached_property
    def _steps(self) -> Floats:
        """The normal scores of as many values as there are draws."""
        number = len(self.draws)
        return np.asarray(ndtri((np.arange(number) + 0.5) / number))

    @cached_property
    def _scores(self) -> Floats:
        """The normal scores of the draws, shape (draws, d); equal values have equal ones."""
        ranks = self.draws.table.rank(method="average").to_numpy(dtype=np.float64)
        return np.asarray(ndtri((ranks - 0.5) / len(self.draws)))


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
    free = {}
    for name in own_parameters():
        prior = register()[name].prior
        if not isinstance(prior, Normal):
            raise TypeError(f"{name}: should have a normal prior, not {prior.dist}")
        if name == RATE and referral_sd is not None:
            prior = Normal(dist="normal", mean=prior.mean, sd=referral_sd)
        if f"{programme}.{name}" not in draws.table.columns and name not in pinned:
            free[name] = prior
    return OwnPrior(draws, programme, free, seed)
