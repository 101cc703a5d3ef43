"""The figures of a study, drawn and written."""

from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from sesim.outcomes import ALL, COUNTY, Window
from sesim.outcomes.curves import first_job_curves, levels
from sesim.outcomes.window import MONTH
from sesim.report.caseloads import caseload
from sesim.report.first_jobs import LONGEST_MONTHS, first_job
from sesim.report.names import display_names
from sesim.report.shares import employed_share
from sesim.report.style import house_style, save


def draw(
    summary: pd.DataFrame,
    people: pd.DataFrame,
    events: pd.DataFrame,
    window: Window,
    areas: Mapping[str, str],
    titles: Mapping[str, str],
    folder: Path,
    *,
    counted: Collection[str] | None = None,
    interval: float = 0.9,
) -> list[Path]:
    """Draw the figures of one study as PNG and SVG, with the same bytes for the same results.

    Args:
        summary: as from `summarise`, of one scenario.
        people: the participants' table of all replications.
        events: the event log of all replications.
        window: the window of the study.
        areas: the förbund of each programme.
        titles: names for readers, by programme; areas may be named too.
        folder: where to write; made if it does not exist.
        counted: programmes that belong to the totals; None means all.
        interval: coverage of the intervals in `summary`, and of the bands.

    Returns:
        The paths of the files written.
    """
    names = display_names(summary["programme"].unique(), titles)
    programmes = list(people["programme"].cat.categories)
    months = np.arange(0, min(LONGEST_MONTHS, int(window.horizon / MONTH)) + 0.1, 0.5)
    weeks = np.append(np.arange(0.0, window.horizon), window.horizon)
    curves = first_job_curves(people, window.horizon, areas, counted, months)
    over_time = levels(events, people, counted, weeks)
    with house_style():
        figures = {
            "employed_share": employed_share(summary, programmes, names, interval),
            "first_job": first_job(curves, names, interval),
            "caseload": caseload(over_time, window, interval, _published(summary, "ongoing")),
        }
        return [path for name, it in figures.items() for path in save(it, folder, name)]


def _published(summary: pd.DataFrame, outcome: str) -> float:
    everybody = (summary["programme"] == COUNTY) & (summary["group"] == ALL)
    rows = summary[everybody & (summary["outcome"] == outcome)]
    return float(rows["observed"].iloc[0]) if len(rows) else np.nan
