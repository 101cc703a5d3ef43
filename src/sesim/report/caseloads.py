"""Figure: how many are enrolled and waiting, and the coaches' posts, by calendar time."""

from datetime import date

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sesim.outcomes import Window
from sesim.report.style import BAND, HALO, PUBLISHED, SIMULATED, headline, plot_area, tidy

HEIGHT = 6.4
"""Of the figure, in inches."""

PANELS = {"enrolled": "Enrolled", "waiting": "Waiting", "fte": "Coaches' posts (FTE)"}


def caseload(
    over_time: pd.DataFrame, window: Window, interval: float, published: float = np.nan
) -> Figure:
    """Draw how many are enrolled and waiting, and the FTE in the posts, by calendar time.

    Args:
        over_time: as from `levels`.
        window: the window of the study.
        interval: coverage of the bands.
        published: the number enrolled at the end according to the records, if known.
    """
    figure = Figure(figsize=(9.0, HEIGHT))
    used = headline(
        figure,
        _caseload_message(over_time),
        "Sum of the programmes that count in the county. "
        f"Line: mean of simulated histories; band: {100 * interval:.0f}% of them.",
    )
    top = used + 0.35
    for (column, title), height in zip(PANELS.items(), (2.4, 0.8, 0.8), strict=True):
        axes = plot_area(figure, left=0.7, right=0.7, top=top, bottom=HEIGHT - top - height)
        last = _level(axes, over_time, column, window, interval)
        axes.set_title(title)
        if column == "enrolled" and not np.isnan(published):
            _published_point(axes, window, published, last)
        if column != "fte":
            axes.tick_params(labelbottom=False)
        top += height + 0.45
    return figure


def _level(axes: Axes, rows: pd.DataFrame, column: str, window: Window, interval: float) -> float:
    """Draw one of the panels and return the mean at the end."""
    sns.lineplot(
        rows,
        x="week",
        y=column,
        estimator="mean",
        errorbar=("pi", 100 * interval),
        color=SIMULATED,
        linewidth=2.0,
        drawstyle="steps-post" if column == "fte" else "default",
        err_kws={"alpha": BAND, "linewidth": 0},
        ax=axes,
    )
    axes.set(xlabel="", ylabel="", xlim=(0, window.horizon), ylim=(0, 1.05 * axes.get_ylim()[1]))
    years = range(window.start.year, window.end.year + 1)
    firsts = {year: window.week(date(year, 1, 1)) for year in years[:: 1 + len(years) // 15]}
    inside = {year: week for year, week in firsts.items() if 0 <= week <= window.horizon}
    axes.set_xticks(list(inside.values()), [str(year) for year in inside])
    bins = 5 if column == "enrolled" else 3
    axes.yaxis.set_major_locator(MaxNLocator(nbins=bins, integer=True, min_n_ticks=2))
    tidy(axes, grid="y")
    last = float(_at_the_end(rows)[column].mean())
    if not np.isnan(last):
        text = f"{last:.1f}" if column == "fte" else f"{last:.0f}"
        axes.annotate(
            text, (1.0, last), (12, 0), xycoords=axes.get_yaxis_transform(),
            textcoords="offset points", va="center", annotation_clip=False,
            color=SIMULATED, fontweight="bold", fontsize=10,
        )  # fmt: skip
    return last


def _published_point(axes: Axes, window: Window, published: float, simulated: float) -> None:
    """Mark the published number at the end, and name it on the side away from the line."""
    end = window.horizon
    axes.set_ylim(0, max(axes.get_ylim()[1], 1.08 * published))
    side = 15 if published >= simulated else -15
    axes.plot(
        [end], [published], "D", markerfacecolor="white", markeredgecolor=PUBLISHED,
        markeredgewidth=2, markersize=7, clip_on=False, zorder=4,
    )  # fmt: skip
    axes.annotate(
        f"{published:.0f} published", (end, published), (-6, side), textcoords="offset points",
        ha="right", va="center", color=PUBLISHED, fontweight="bold", fontsize=10,
        path_effects=HALO,
    )  # fmt: skip


def _caseload_message(rows: pd.DataFrame) -> str:
    last = _at_the_end(rows)
    if last.empty:
        return "Nothing happened"
    return (
        f"At the end {last['enrolled'].mean():.0f} people are enrolled and "
        f"{last['waiting'].mean():.0f} wait, with {last['fte'].mean():.1f} full-time posts"
    )


def _at_the_end(rows: pd.DataFrame) -> pd.DataFrame:
    last: pd.DataFrame = rows.loc[rows["week"] == rows["week"].max()]
    return last
