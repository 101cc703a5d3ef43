"""Areas and groups that outcomes are computed for: programmes, förbund, county; participants."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.events import Motivation
from sesim.outcomes.frames import SEXES

COUNTY = "county"
ALL = "all"

GROUPINGS = {"sex": SEXES, "motivation": tuple(str(word) for word in Motivation)}
"""Columns of the participants' table by which outcomes are split, and their values."""


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """Programmes, then förbund, then the county, and the programmes of each.

    Attributes:
        names: of the areas, in order.
        member: 1 where a programme belongs to an area, shape (areas, programmes).
    """

    names: list[str]
    member: NDArray[np.float64]


def areas_of(
    programmes: Sequence[str], forbund: Mapping[str, str], counted: Collection[str] | None
) -> Areas:
    """Return the areas that outcomes are computed for.

    A total (förbund or county) without a programme that counts is left out: it would be all
    zeros.

    Args:
        programmes: in the order of the result.
        forbund: the förbund of each programme.
        counted: programmes that belong to the totals; None means all.

    Raises:
        ValueError: a programme has no förbund, or a förbund has the name of a programme.
    """
    if missing := [name for name in programmes if name not in forbund]:
        raise ValueError(f"no förbund is given for {', '.join(missing)}")
    totals = list(dict.fromkeys(forbund[name] for name in programmes))
    if doubled := sorted({*totals, COUNTY} & set(programmes)):
        raise ValueError(f"both a programme and an area: {', '.join(doubled)}")
    counts = [counted is None or name in counted for name in programmes]
    names, rows = list(programmes), list(np.eye(len(programmes)))
    for total in [*totals, COUNTY]:
        row = [c and total in (COUNTY, forbund[p]) for p, c in zip(programmes, counts, strict=True)]
        if any(row):
            names.append(total)
            rows.append(np.array(row, dtype=float))
    return Areas(names, np.array(rows).reshape(len(names), len(programmes)))


BEFORE_PLAN, SINCE_PLAN = "referred=before_plan", "referred=since_plan"
"""Groups of people referred before and after a plan began; enrolled, if no referral is known."""


def groups_of(
    people: pd.DataFrame, plan: float | None = None
) -> tuple[list[str], NDArray[np.float64]]:
    """Return the names of the groups, and who belongs to each, shape (groups, people).

    The first group is everyone. A characteristic that is not known of anyone is left out.

    Args:
        people: the participants' table of one replication.
        plan: when a plan begins, in weeks; None if there is none, and no groups by it.
    """
    names, rows = [ALL], [np.ones(len(people))]
    for column, values in GROUPINGS.items():
        characteristic = people[column].array
        if len(people) and bool(characteristic.isna().all()):
            continue
        for value in values:
            names.append(f"{column}={value}")
            rows.append(np.asarray(characteristic == value, dtype=float))
    if plan is not None:
        came = arrivals(people)
        names += [BEFORE_PLAN, SINCE_PLAN]
        rows += [(came < plan).astype(float), (came >= plan).astype(float)]
    return names, np.array(rows)


def arrivals(people: pd.DataFrame) -> NDArray[np.float64]:
    """Return when each person was referred, or enrolled where no referral is known, in weeks."""
    referred, enrolled = (people[c].to_numpy(dtype=float) for c in ("referred", "enrolled"))
    return np.where(np.isnan(referred), enrolled, referred)


def memberships(
    areas: Areas, groups: NDArray[np.float64], programme: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return who belongs to each pair of area and group, shape (areas × groups, people).

    Args:
        areas: the areas.
        groups: as from `groups_of`.
        programme: each person's programme, as its place among the programmes.
    """
    where = areas.member[:, programme]
    pairs = where[:, None, :] * groups[None, :, :]
    return pairs.reshape(len(where) * len(groups), len(programme))
