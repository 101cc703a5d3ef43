"""What is calibrated: the parameters as coordinates that are standard normal before the data."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from sesim.runs.quantiles import quantile
from sesim.study import Programme, Study, StudyError
from sesim.study.parameters import Label, Lognormal, Normal, Prior, register

Floats = NDArray[np.float64]

RATE, EFFECT = "referral_effect", "programme_effect"
"""The parameters of which each programme has a value of its own."""


@dataclass(frozen=True, slots=True)
class Coordinate:
    """One direction in the space of parameters.

    Attributes:
        name: the parameter; with the programme before it where it is the programme's own.
        label: `free`, `context` or `own`.
        prior: of the parameter.
    """

    name: str
    label: Label
    prior: Prior


@dataclass(frozen=True, slots=True)
class Space:
    """The coordinates of a calibration, in the order of every array of theirs."""

    coordinates: tuple[Coordinate, ...]

    def __len__(self) -> int:
        return len(self.coordinates)

    @property
    def names(self) -> list[str]:
        """Names of the coordinates, which are the columns of a table of draws."""
        return [one.name for one in self.coordinates]

    def places(self, *labels: Label) -> list[int]:
        """Return where the coordinates with these labels are."""
        return [i for i, one in enumerate(self.coordinates) if one.label in labels]

    @property
    def signs(self) -> list[object]:
        """What identifies the coordinates and their priors, as plain data."""
        return [[one.name, one.prior.model_dump(mode="json")] for one in self.coordinates]

    def points(self, luck: Floats) -> Floats:
        """Return points from uniform random numbers, both of shape (n, d)."""
        return np.asarray(ndtri(luck), dtype=np.float64)

    def values(self, points: Floats) -> pd.DataFrame:
        """Return the parameters at points of standard normal coordinates, shape (n, d)."""
        shares = ndtr(points)
        columns = [quantile(one.prior, shares[:, i]) for i, one in enumerate(self.coordinates)]
        return pd.DataFrame(dict(zip(self.names, columns, strict=True)))


def space_of(
    study: Study,
    programmes: Sequence[str],
    entries: Lognormal,
    ends: Mapping[str, date] = MappingProxyType({}),
    *,
    outside: bool = False,
) -> Space:
    """Return what is calibrated in a study.

    Args:
        study: what is simulated; parameters that are pinned in it are not calibrated.
        programmes: those with counts.
        entries: prior of the people enrolled a year for each full-time post, before the counts
            are used; a programme's referral rate is calibrated around it.
        ends: last day of the counts of programmes that are not counted to the study's end.
        outside: whether the priors are those in which no count of the county is used.

    Raises:
        StudyError: nobody can enrol in one of the programmes.
    """
    shared = [
        Coordinate(name, one.label, one.outside_prior if outside else one.prior)
        for name, one in register().items()
        if one.label in (Label.FREE, Label.CONTEXT) and name not in study.pinned
    ]
    return Space((*shared, *own_coordinates(study, programmes, entries, ends)))


def own_coordinates(
    study: Study, programmes: Sequence[str], entries: Lognormal, ends: Mapping[str, date]
) -> Iterator[Coordinate]:
    """Yield the coordinates of each programme's own values; the arguments are as of `space_of`."""
    settings = study.settings
    for name in programmes:
        programme, end = study.programmes[name], ends.get(name, settings.end)
        posts = mean_fte(programme, settings.start, end)
        referral = programme.referral
        enrolled = referral.per_year * (1 - referral.screened_out_share)
        if enrolled * posts <= 0:
            raise StudyError(
                [
                    f"{name}: nobody can enrol between {settings.start} and {end} "
                    f"(referral.per_year {referral.per_year:g}, screened_out_share "
                    f"{referral.screened_out_share:g}, {posts:g} posts), so it has no counts to fit"
                ]
            )
        mean = math.log(entries.median * posts / enrolled)
        own = {
            RATE: Normal(dist="normal", mean=mean, sd=entries.sigma),
            EFFECT: register()[EFFECT].prior,
        }
        for parameter, prior in own.items():
            if parameter not in study.pinned:
                yield Coordinate(f"{name}.{parameter}", Label.OWN, prior)


def mean_fte(programme: Programme, start: date, end: date) -> float:
    """Return the full posts of a programme, averaged over the days on which it has any."""
    first, last = max(programme.since, start), end
    if programme.until:
        last = min(last, programme.until)
    days = np.arange(first.toordinal(), last.toordinal() + 1)
    total = np.zeros(len(days))
    for post in programme.posts:
        for period in post.fte:
            until = period.until.toordinal() if period.until else last.toordinal() + 1
            total += period.share * ((days >= period.since.toordinal()) & (days < until))
    staffed = total[total > 0]
    return float(staffed.mean()) * programme.fte_scale if len(staffed) else 0.0
