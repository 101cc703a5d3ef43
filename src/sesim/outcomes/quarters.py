"""The quarterly measure of supported employment: who works, of those served in the quarter."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.outcomes.arrays import Figures, Floats, ratio, totals
from sesim.outcomes.jobs import Jobs, jobs_of
from sesim.outcomes.persons import COMPETITIVE
from sesim.outcomes.window import Period, Window


def quarterly_outcomes(
    events: pd.DataFrame, people: pd.DataFrame, member: Floats, window: Window
) -> Figures:
    """Return the quarterly shares in work of each full calendar year, each of shape (cells,).

    A year's value is the mean over those of its quarters in which somebody was served.

    Args:
        events: the log of one replication.
        people: its participants' table, n rows.
        member: who belongs to each cell, shape (cells, n).
        window: the window of analysis.

    Source:
        gold2010, who compare it with the share who ever work.
    """
    quarters = [edges for year in window.years for edges in window.quarters(year)]
    jobs = jobs_of(events, people, window.horizon)
    competitive = np.isin(jobs.kind.astype(str), [str(kind) for kind in COMPETITIVE])
    served = _served(people, quarters, window)
    counted = {
        "quarterly_work_share": jobs,
        "quarterly_competitive_share": _only(jobs, competitive),
    }
    shares = {
        name: _shares(served, _worked(some, len(people), quarters, window), member)
        for name, some in counted.items()
    }
    return {
        f"{name}_{year}": _mean(share[:, 4 * i : 4 * i + 4])
        for name, share in shares.items()
        for i, year in enumerate(window.years)
    }


def _only(jobs: Jobs, chosen: NDArray[np.bool_]) -> Jobs:
    return Jobs(jobs.person[chosen], jobs.begin[chosen], jobs.end[chosen], jobs.kind[chosen])


def _served(people: pd.DataFrame, quarters: list[Period], window: Window) -> NDArray[np.bool_]:
    """Whether each person is enrolled at any time in each quarter, shape (n, quarters)."""
    enrolled = people["enrolled"].to_numpy(dtype=float)
    left = people["exited"].fillna(window.horizon).to_numpy(dtype=float)
    columns = [window.meets(quarter, enrolled, left) for quarter in quarters]
    return np.array(columns, dtype=bool).reshape(len(quarters), len(people)).T


def _worked(jobs: Jobs, people: int, quarters: list[Period], window: Window) -> NDArray[np.bool_]:
    """Whether each person has a job at any time in each quarter, shape (n, quarters)."""
    columns = [
        totals(jobs.person[window.meets(quarter, jobs.begin, jobs.end)], people)
        for quarter in quarters
    ]
    return np.array(columns).reshape(len(quarters), people).T > 0


def _shares(served: NDArray[np.bool_], worked: NDArray[np.bool_], member: Floats) -> Floats:
    """Return the share of those served who work, shape (cells, quarters)."""
    return ratio(member @ (served & worked).astype(float), member @ served.astype(float))


def _mean(shares: Floats) -> Floats:
    """Return the mean of each row over what is known, and NaN where nothing is."""
    known = ~np.isnan(shares)
    return ratio(np.where(known, shares, 0.0).sum(axis=1), known.sum(axis=1).astype(float))
