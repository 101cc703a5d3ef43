"""Outcomes over time: by months since enrolment, and levels by calendar time."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from sesim.outcomes.arrays import Floats
from sesim.outcomes.cells import ALL, SINCE_PLAN, Areas, Cells, areas_of, cells_of, groups_of
from sesim.outcomes.coaches import end_of_waiting
from sesim.outcomes.frames import coded
from sesim.outcomes.persons import first_job_ends, first_job_incidence
from sesim.outcomes.phases import PHASES, phase_shares
from sesim.outcomes.posts import fte_at, posts_of
from sesim.outcomes.presence import number_present
from sesim.outcomes.units import Units, units_of
from sesim.outcomes.window import MONTH, Window

CURVES_COLUMNS = ("replication", "programme", "group", "curve", "series", "x", "value")

GROUPS = (ALL, SINCE_PLAN)
"""Groups that have curves."""

FIRST_JOB_TO, PHASE_TO, RETENTION_TO = 60, 36, 24
"""Months that the curves cover, if the study period is as long."""

SHARE: Final = "share"
LEVELS: Final = ("enrolled", "waiting", "fte")


class _Curve(NamedTuple):
    """One curve of every replication, area and group.

    Attributes:
        series: names of its lines.
        x: their points, shape (m,).
        amounts: shape (replications, areas, groups, series × m); one group if the curve only
            covers everyone.
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
    replications: Collection[int] | None = None,
) -> pd.DataFrame:
    """Return the curves of each förbund and the county in each replication.

    Args:
        events: a log with the columns of `COLUMNS`.
        people: its `participants_table`.
        window: the window that the log covers.
        areas: the förbund of each programme.
        counted: programmes that belong to the totals; None means all.
        replications: numbers of the replications, including those without events; None means those
            in the log.

    Returns:
        The columns of `CURVES_COLUMNS`, ordered by replication, programme (förbund, county), group
        (`all`, and those referred since the plan if there is one), curve, series and x. NaN where
        there is no value. The months do not exceed the study period. The curves:

        * `first_job`: cumulative incidence of a first job, by months since enrolment.
        * `phase`: share in each of `PHASES`, by months since enrolment, of those who enrolled at
          least as long before the end of the study period.
        * `retention`: share of first jobs that last longer, by months since their start.
        * `level`: number enrolled and waiting, and FTE in the posts, by weeks from the start of
          the study period: its first day, the first day of each month, and its end. Of `all`.

    Raises:
        ValueError: a programme has no förbund, a förbund has the name of a programme, or there is
            no replication.
    """
    totals = areas_of(list(events["programme"].cat.categories), areas, counted).totals
    units = units_of(events, replications)
    events, people = units.only(events), units.only(people)
    groups = groups_of(people, window).only(GROUPS)
    cells = cells_of(units, people, totals, groups)
    curves = [
        *_by_month(events, people, cells, window),
        _level(events, people, units, totals, window),
    ]
    return _laid_out(units.numbers, totals.names, groups.names, curves)


def _by_month(
    events: pd.DataFrame, people: pd.DataFrame, cells: Cells, window: Window
) -> list[_Curve]:
    """Return the curves by months."""
    end = window.horizon
    job, phase, kept = (_months(most, end) for most in (FIRST_JOB_TO, PHASE_TO, RETENTION_TO))
    had = first_job_incidence(people, cells, end).at(job * MONTH)
    doing = phase_shares(events, people, cells, end, phase * MONTH)
    lasting = first_job_ends(people, cells, end).waiting_at(kept * MONTH)
    found = {
        "first_job": ([SHARE], job, had),
        "phase": (PHASES, phase, doing),
        "retention": ([SHARE], kept, lasting),
    }
    return [
        _Curve(name, series, x, values.reshape(*cells.shape, len(series) * len(x)))
        for name, (series, x, values) in found.items()
    ]


def _months(most: int, horizon: float) -> Floats:
    return np.arange(min(most, int(horizon / MONTH)) + 1.0)


def _level(
    events: pd.DataFrame, people: pd.DataFrame, units: Units, areas: Areas, window: Window
) -> _Curve:
    """Return how many are enrolled and waiting, and the FTE in the posts, by calendar time."""
    weeks, unit = days(window), units.of(people)
    enrolled, exited, came = (
        people[name].to_numpy(dtype=float) for name in ("enrolled", "exited", "referred")
    )
    of_programmes = [
        number_present(unit, units, enrolled, exited, weeks),
        number_present(unit, units, came, end_of_waiting(people), weeks),
        fte_at(posts_of(events, units), units, weeks),
    ]
    sums = areas.sums(np.concatenate(of_programmes, axis=-1))
    return _Curve("level", LEVELS, weeks, sums[:, :, None])


def days(window: Window) -> Floats:
    """Return the days of the levels, in weeks from the start of the study period.

    >>> days(Window(date(2012, 1, 1), 10.0)).round(2).tolist()
    [0.0, 4.43, 8.57, 10.0]
    """
    years = range(window.start.year, window.end.year + 1)
    firsts = [window.week(date(year, month, 1)) for year in years for month in range(1, 13)]
    return np.array([0.0, *(week for week in firsts if 0 < week < window.horizon), window.horizon])


def _laid_out(
    numbers: Sequence[int], areas: list[str], groups: list[str], curves: Sequence[_Curve]
) -> pd.DataFrame:
    """Lay the curves out as rows, by replication, area, group, curve, series and x."""
    table = np.concatenate([_in_groups(curve.amounts, len(groups)) for curve in curves], axis=3)
    rows = [len(curve.series) * len(curve.x) for curve in curves]
    words = list(dict.fromkeys(word for curve in curves for word in curve.series))
    series = [[words.index(word)] * len(curve.x) for curve in curves for word in curve.series]
    x = np.concatenate([np.tile(curve.x, len(curve.series)) for curve in curves])
    only_of_all = np.repeat([curve.amounts.shape[2] == 1 for curve in curves], rows)
    wanted = np.ones(table.shape, dtype=bool)
    wanted[:, :, 1:, only_of_all & (len(groups) > 1)] = False
    replication, area, group, row = np.nonzero(wanted)
    data: dict[str, Any] = {
        "replication": np.array(numbers, dtype=np.int32)[replication],
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
    missing = groups - values.shape[2]
    return np.pad(values, ((0, 0), (0, 0), (0, missing), (0, 0)), constant_values=np.nan)
