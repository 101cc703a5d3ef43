"""The quarterly measure of supported employment: who works, of those enrolled in the quarter."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from sesim.outcomes.arrays import Figures, Flags, Floats, ratio, totals
from sesim.outcomes.cells import Cells
from sesim.outcomes.jobs import Jobs, jobs_of
from sesim.outcomes.persons import COMPETITIVE
from sesim.outcomes.window import Period, Window


class ByQuarter(NamedTuple):
    """Who is enrolled, has a job and has a competitive job in each quarter, (people, quarters)."""

    enrolled: Flags
    in_work: Flags
    competitive: Flags


def quarterly_outcomes(
    events: pd.DataFrame, people: pd.DataFrame, cells: Cells, window: Window
) -> Figures:
    """Return the quarterly shares in work of each full calendar year, each of shape (cells,).

    A year's value is the mean over those of its quarters in which someone was enrolled.

    Args:
        events: the log of some replications.
        people: its participants' table.
        cells: who belongs to each cell.
        window: the window of analysis.

    Source:
        gold2010, who compare it with the share who ever work.
    """
    found = by_quarter(events, people, window)
    enrolled = _counts(found.enrolled, cells)
    figures: Figures = {}
    for name, working in {
        "quarterly_work_share": found.in_work,
        "quarterly_competitive_share": found.competitive,
    }.items():
        shares = ratio(_counts(found.enrolled & working, cells), enrolled)
        for i, year in enumerate(window.years):
            figures[f"{name}_{year}"] = _mean(shares[:, 4 * i : 4 * i + 4])
    return figures


def by_quarter(events: pd.DataFrame, people: pd.DataFrame, window: Window) -> ByQuarter:
    """Return who is enrolled and who has a job at any time in each quarter of the full years.

    The arguments are those of `quarterly_outcomes`.
    """
    quarters = [edges for year in window.years for edges in window.quarters(year)]
    jobs = jobs_of(events, people, window.horizon)
    competitive = jobs.only(np.asarray(jobs.kind.isin(COMPETITIVE)))
    return ByQuarter(
        enrolled_in(people, quarters, window),
        in_work_in(jobs, len(people), quarters, window),
        in_work_in(competitive, len(people), quarters, window),
    )


def enrolled_in(people: pd.DataFrame, quarters: list[Period], window: Window) -> Flags:
    """Whether each person is enrolled at any time in each quarter, shape (n, quarters)."""
    enrolled = people["enrolled"].to_numpy(dtype=float)
    left = people["exited"].fillna(window.horizon).to_numpy(dtype=float)
    columns = [window.meets(quarter, enrolled, left) for quarter in quarters]
    return np.array(columns, dtype=bool).reshape(len(quarters), len(people)).T


def in_work_in(jobs: Jobs, people: int, quarters: list[Period], window: Window) -> Flags:
    """Whether each person has a job at any time in each quarter, shape (n, quarters)."""
    columns = [
        totals(jobs.person[window.meets(quarter, jobs.begin, jobs.end)], people)
        for quarter in quarters
    ]
    return np.array(columns).reshape(len(quarters), people).T > 0


def _counts(people: Flags, cells: Cells) -> Floats:
    """Return how many people each cell has in each quarter, shape (cells, quarters)."""
    counts = [cells.count(in_quarter) for in_quarter in people.T]
    return np.array(counts).reshape(len(counts), len(cells)).T


def _mean(shares: Floats) -> Floats:
    """Return the mean of each row over its known values, and NaN where there are none."""
    known = ~np.isnan(shares)
    return ratio(np.where(known, shares, 0.0).sum(axis=1), known.sum(axis=1).astype(float))
