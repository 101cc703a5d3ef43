"""Outcomes over time: first jobs since enrolment, and people and posts by the calendar."""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sesim.outcomes.arrays import Floats
from sesim.outcomes.cells import Areas, areas_of
from sesim.outcomes.coaches import caseloads, posts, queues
from sesim.outcomes.persons import first_job_incidence
from sesim.outcomes.steps import Steps
from sesim.outcomes.window import MONTH


def first_job_curves(
    people: pd.DataFrame,
    horizon: float,
    areas: Mapping[str, str],
    counted: Collection[str] | None,
    months: ArrayLike,
) -> pd.DataFrame:
    """Return the cumulative incidence of a first job in each förbund and the county.

    Args:
        people: the participants' table, of any number of replications.
        horizon: end of the window, in weeks.
        areas: the förbund of each programme.
        counted: programmes that belong to the totals; None means all.
        months: since enrolment, shape (m,).

    Returns:
        Columns `replication, programme, months, share`; `programme` is the förbund or
        `county`, and `share` is NaN where nobody was followed that long. A förbund without
        counted programmes is left out.
    """
    when = np.asarray(months, dtype=float)
    chosen = areas_of(list(people["programme"].cat.categories), areas, counted)
    first = chosen.member.shape[1]
    parts = []
    for replication, persons in people.groupby("replication"):
        programme = persons["programme"].cat.codes.to_numpy().astype(np.intp)
        member = chosen.member[first:, programme]
        shares = first_job_incidence(persons, member, horizon).at(when * MONTH)
        parts.append(_curves(int(str(replication)), chosen.names[first:], when, shares))
    if not parts:
        return _curves(0, [], when, np.empty((0, len(when))))
    return pd.concat(parts, ignore_index=True)


def _curves(replication: int, names: list[str], months: Floats, shares: Floats) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "replication": replication,
            "programme": np.repeat(np.array(names, dtype=object), len(months)),
            "months": np.tile(months, len(names)),
            "share": shares.ravel(),
        }
    )


def levels(
    events: pd.DataFrame,
    people: pd.DataFrame,
    counted: Collection[str] | None,
    weeks: ArrayLike,
) -> pd.DataFrame:
    """Return how many are enrolled and waiting, and the FTE in the posts, at given times.

    Args:
        events: the log, of any number of replications.
        people: its participants' table.
        counted: programmes to add up; None means all.
        weeks: from the start of the window, shape (m,).

    Returns:
        Columns `replication, week, enrolled, waiting, fte`, for each replication in the log.
    """
    when = np.asarray(weeks, dtype=float)
    programmes = list(events["programme"].cat.categories)
    everywhere = areas_of(programmes, dict.fromkeys(programmes, ""), counted)
    chosen = _counted(everywhere)
    persons, changes = _by_replication(people), _by_replication(events[events["fte"].notna()])
    nobody, no_post = people.iloc[:0], events.iloc[:0]
    parts = []
    for replication in np.unique(events["replication"].to_numpy()):
        who = persons.get(replication, nobody)
        what = changes.get(replication, no_post)
        number = len(programmes)
        parts.append(
            pd.DataFrame(
                {
                    "replication": replication,
                    "week": when,
                    "enrolled": _sum(caseloads(who, number), chosen, when),
                    "waiting": _sum(queues(who, number), chosen, when),
                    "fte": _sum(posts(what, number), chosen, when),
                }
            )
        )
    columns = ["replication", "week", "enrolled", "waiting", "fte"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _counted(areas: Areas) -> NDArray[np.bool_]:
    """Return which programmes belong to the county; none if it has no row."""
    programmes = areas.member.shape[1]
    if len(areas.names) == programmes:
        return np.zeros(programmes, dtype=bool)
    return np.asarray(areas.member[-1] > 0)


def _by_replication(frame: pd.DataFrame) -> dict[object, pd.DataFrame]:
    return dict(iter(frame.groupby("replication")))


def _sum(functions: list[Steps], chosen: NDArray[np.bool_], when: Floats) -> Floats:
    total = np.zeros(len(when))
    for function, counts in zip(functions, chosen, strict=True):
        if counts:
            total += function.at(when)
    return total
