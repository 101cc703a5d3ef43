"""Figure: how soon after enrolment people have had a first job."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from sesim.outcomes import COUNTY
from sesim.report.names import percent, wrapped
from sesim.report.style import BAND, FAINT, HALO, INK, SIMULATED, headline, plot_area, tidy

LONGEST_MONTHS = 36
"""How far the curves go."""

READ_AT = 12
"""The month at which they are read off."""

WIDELY = 0.8
"""Share of the replications that must have a value for a month to be shown."""


def first_job(curves: pd.DataFrame, names: Mapping[str, str], interval: float) -> Figure:
    """Draw the share with a first job by months since enrolment, county and förbund."""
    areas = [COUNTY, *(name for name in curves["programme"].unique() if name != COUNTY)]
    if len(areas) == 2:  # the county is that förbund
        areas = areas[:1]
    known = _widely_known(curves)
    county = known[known["programme"] == COUNTY].groupby("months")["share"].mean()
    figure = Figure(figsize=(9.0, 4.2))
    used = headline(
        figure,
        _first_job_message(known, areas, names),
        f"Line: mean of simulated histories; band: {100 * interval:.0f}% of them"
        + ("; dashed: whole county. " if len(areas) > 1 else ". ")
        + "Leaving without a job counts as no job.",
    )
    months = float(np.nanmax([1.0, curves["months"].max()]))
    first, gap, last = 0.8, 0.3, 0.3
    width = (9.0 - first - last + gap) / len(areas) - gap
    for i, area in enumerate(areas):
        left = first + i * (width + gap)
        right = 9.0 - left - width
        axes = plot_area(figure, left=left, right=right, top=used + 0.35, bottom=0.6)
        _curve(axes, known[known["programme"] == area], interval, months)
        if area != COUNTY:
            axes.plot(county.index, county, color=FAINT, linewidth=1.2, linestyle=(0, (4, 2)))
        axes.set_title(wrapped(names.get(area, area), 18))
        axes.set_ylabel("Share with a first job" if i == 0 else "")
        if i > 0:
            axes.tick_params(labelleft=False)
    figure.text((first + 9.0 - last) / 18.0, 0.02, "Months since enrolment", ha="center", size=10)
    return figure


def _widely_known(curves: pd.DataFrame) -> pd.DataFrame:
    """Leave out months for which few replications have a value: they would not be typical."""
    share_known = curves["share"].notna().groupby([curves["programme"], curves["months"]])
    return curves[share_known.transform("mean") >= WIDELY]


def _curve(axes: Axes, rows: pd.DataFrame, interval: float, months: float) -> None:
    sns.lineplot(
        rows,
        x="months",
        y="share",
        estimator="mean",
        errorbar=("pi", 100 * interval),
        color=SIMULATED,
        linewidth=2.2,
        err_kws={"alpha": BAND, "linewidth": 0},
        ax=axes,
    )
    axes.set(xlim=(0, months), ylim=(0, 1), xlabel="")
    axes.set_xticks([month for month in range(0, LONGEST_MONTHS + 1, 12) if month <= months])
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol="%"))
    tidy(axes, grid="y")
    at = rows.loc[rows["months"] == READ_AT, "share"].mean()
    if not np.isnan(at):
        axes.plot([READ_AT], [at], "o", color=SIMULATED, markersize=6)
        axes.annotate(
            percent(at), (READ_AT, at), (5, -14), textcoords="offset points",
            color=INK, fontweight="bold", fontsize=10, path_effects=HALO,
        )  # fmt: skip


def _first_job_message(curves: pd.DataFrame, areas: list[str], names: Mapping[str, str]) -> str:
    at = curves[curves["months"] == READ_AT].groupby("programme")["share"].mean()
    if COUNTY not in at.index:
        return "Share of participants with a first job"
    message = f"A year after enrolment, {percent(at[COUNTY])} have had a first job"
    parts = at[[area for area in areas if area in at.index and area != COUNTY]].sort_values()
    if len(parts) < 2:
        return message
    low, high = parts.index[0], parts.index[-1]
    return (
        f"{message}, from {percent(parts[low])} in {names.get(low, low)} "
        f"to {percent(parts[high])} in {names.get(high, high)}"
    )
