"""Outcomes over time: by months since enrolment, and levels by calendar time."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from sesim.outcomes.arrays import Floats
from sesim.outcomes.cells import ALL, SINCE_PLAN, Areas, areas_of, groups_of, memberships
from sesim.outcomes.coaches import caseloads, posts, queues
from sesim.outcomes.frames import coded
from sesim.outcomes.persons import first_job_ends, first_job_incidence
from sesim.outcomes.phases import PHASES, phase_shares
from sesim.outcomes.window import MONTH, Window

CURVES_COLUMNS = ("replication", "programme", "group", "curve", "series", "x", "value")

GROUPS = (ALL, SINCE_PLAN)
"""Groups that have curves."""

FIRST_JOB_TO, PHASE_TO, RETENTION_TO = 60, 36, 24
"""Months that the curves cover, if the study period is as long."""

SHARE: Final = "share"
LEVELS: Final = ("enrolled", "waiting", "fte")


class _Curve(NamedTuple):
    """One curve of every area and group.

    Attributes:
        series: names of its lines.
        x: their points, shape (m,).
        amounts: shape (areas, groups, series × m); one group if the curve only covers everyone.
    """

    name: str
    series: Sequence[str]
    x: Floats
    amounts: Floats


def curves_of(
    events: pd.DataFrame,
    people: pd.DataFrame,
    window: Window,
    areas: Mapping[str, str],
    counted: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return the curves of each förbund and the county in one replication.

    Args:
        events: the log of one replication.
        people: its `participants_table`.
        window: the window that the log covers.
        areas: the förbund of each programme.
        counted: programmes that belong to the totals; None means all.

    Returns:
        The columns of `CURVES_COLUMNS`, ordered by programme (förbund, county), group (`all`,
        and those referred since the plan if there is one), curve, series and x. NaN where
        there is no value. The months do not exceed the study period. The curves:

        * `first_job`: cumulative incidence of a first job, by months since enrolment.
        * `phase`: share in each of `PHASES`, by months since enrolment, of those who enrolled at
          least as long before the end of the study period.
        * `retention`: share of first jobs that last longer, by months since their start.
        * `level`: number enrolled and waiting, and FTE in the posts, by weeks from the start of
          the study period: its first day, the first day of each month, and its end. Of `all`.

    Raises:
        ValueError: the log is not of exactly one replication, a programme has no förbund, or a
            förbund has the name of a programme.
    """
    replication = _replication(events)
    totals = _totals(areas_of(list(events["programme"].cat.categories), areas, counted))
    groups, belongs = _groups(people, window)
    programme = people["programme"].cat.codes.to_numpy().astype(np.intp)
    member = memberships(totals, belongs, programme)
    by_month = _by_month(events, people, member, window)
    shapes = [(len(totals.names), len(groups), len(one.series) * len(one.x)) for one in by_month]
    found = [
        curve._replace(amounts=curve.amounts.reshape(shape))
        for curve, shape in zip(by_month, shapes, strict=True)
    ]
    found.append(_level(events, people, totals, window))
    return _laid_out(replication, totals.names, groups, found)


def _replication(events: pd.DataFrame) -> int:
    numbers = np.unique(events["replication"].to_numpy()).tolist()
    if len(numbers) != 1:
        raise ValueError(f"curves need the log of one replication, got {len(numbers)}")
    return int(numbers[0])


def _totals(areas: Areas) -> Areas:
    """Return the areas without the programmes themselves."""
    programmes = areas.member.shape[1]
    return Areas(areas.names[programmes:], areas.member[programmes:])


def _groups(people: pd.DataFrame, window: Window) -> tuple[list[str], Floats]:
    names, belongs = groups_of(people, window.plan)
    chosen = [place for place, name in enumerate(names) if name in GROUPS]
    return [names[place] for place in chosen], belongs[chosen]


def _by_month(
    events: pd.DataFrame, people: pd.DataFrame, member: Floats, window: Window
) -> list[_Curve]:
    """Return the curves by months, with values of shape (cells, …)."""
    end = window.horizon
    job, phase, kept = (_months(most, end) for most in (FIRST_JOB_TO, PHASE_TO, RETENTION_TO))
    had = first_job_incidence(people, member, end).at(job * MONTH)
    doing = phase_shares(events, people, member, end, phase * MONTH)
    lasting = first_job_ends(people, member, end).waiting_at(kept * MONTH)
    return [
        _Curve("first_job", [SHARE], job, had),
        _Curve("phase", PHASES, phase, doing),
        _Curve("retention", [SHARE], kept, lasting),
    ]


def _months(most: int, horizon: float) -> Floats:
    return np.arange(min(most, int(horizon / MONTH)) + 1.0)


def _level(events: pd.DataFrame, people: pd.DataFrame, areas: Areas, window: Window) -> _Curve:
    """Return how many are enrolled and waiting, and the FTE in the posts, by calendar time."""
    number, weeks = areas.member.shape[1], days(window)
    of_programmes = caseloads(people, number), queues(people, number), posts(events, number)
    by_programme = [[one.at(weeks) for one in functions] for functions in of_programmes]
    values = [areas.member @ np.array(level) for level in by_programme]
    return _Curve("level", LEVELS, weeks, np.concatenate(values, axis=1)[:, None])


def days(window: Window) -> Floats:
    """Return the days of the levels, in weeks from the start of the study period.

    >>> days(Window(date(2012, 1, 1), 10.0)).round(2).tolist()
    [0.0, 4.43, 8.57, 10.0]
    """
    years = range(window.start.year, window.end.year + 1)
    firsts = [window.week(date(year, month, 1)) for year in years for month in range(1, 13)]
    return np.array([0.0, *(week for week in firsts if 0 < week < window.horizon), window.horizon])


def _laid_out(
    replication: int, areas: list[str], groups: list[str], curves: Sequence[_Curve]
) -> pd.DataFrame:
    """Lay the curves out as rows, by area, group, curve, series and x."""
    table = np.concatenate([_in_groups(curve.amounts, len(groups)) for curve in curves], axis=2)
    rows = [len(curve.series) * len(curve.x) for curve in curves]
    words = list(dict.fromkeys(word for curve in curves for word in curve.series))
    series = [[words.index(word)] * len(curve.x) for curve in curves for word in curve.series]
    x = np.concatenate([np.tile(curve.x, len(curve.series)) for curve in curves])
    only_of_all = np.repeat([curve.amounts.shape[1] == 1 for curve in curves], rows)
    wanted = np.ones(table.shape, dtype=bool)
    wanted[:, 1:, only_of_all & (len(groups) > 1)] = False
    area, group, row = np.nonzero(wanted)
    data: dict[str, Any] = {
        "replication": np.full(len(row), replication, dtype=np.int32),
        "programme": coded(area, areas),
        "group": coded(group, groups),
        "curve": coded(np.repeat(np.arange(len(curves)), rows)[row], [one.name for one in curves]),
        "series": coded(np.concatenate(series)[row], words),
        "x": x[row],
        "value": table[wanted],
    }
    return pd.DataFrame(data, columns=list(CURVES_COLUMNS), copy=False)


def _in_groups(values: Floats, groups: int) -> Floats:
    """Return values of one group, padded with NaN for the other groups."""
    missing = groups - values.shape[1]
    return np.pad(values, ((0, 0), (0, missing), (0, 0)), constant_values=np.nan)
