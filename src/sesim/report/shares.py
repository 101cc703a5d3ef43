"""Figure: the share employed by programme, simulated beside published."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from sesim.outcomes import ALL, COUNTY
from sesim.report.names import percent, wrapped
from sesim.report.style import PUBLISHED, SIMULATED, headline, plot_area, tidy


def employed_share(
    summary: pd.DataFrame, programmes: list[str], names: Mapping[str, str], interval: float
) -> Figure:
    """Draw the share employed by programme, simulated and published, and that of the county."""
    rows = summary[(summary["outcome"] == "employed_share") & (summary["group"] == ALL)]
    rows = rows.set_index("programme")
    chosen = rows.loc[rows.index.isin(programmes)].sort_values("mean", ascending=False)
    county = rows.loc[rows.index == COUNTY] if len(chosen) > 1 else rows.iloc[:0]
    table = pd.concat([chosen, county])
    place = np.arange(len(table)) + np.where(table.index == COUNTY, 0.4, 0.0)
    labels = [wrapped(names[name]) for name in table.index]
    longest = max((len(line) for label in labels for line in label.split("\n")), default=0)
    figure = Figure(figsize=(9.0, 1.6 + 0.4 * len(table)))
    used = headline(
        figure,
        _share_message(chosen, names),
        "Share of participants with at least one job in the window, of any kind. "
        f"Bar: {100 * interval:.0f}% of simulated histories."
        + "".join(f" Scenario: {name}." for name in table["scenario"].unique()),
    )
    axes = plot_area(figure, left=0.35 + 0.085 * longest, right=2.6, top=used + 0.35, bottom=0.4)
    axes.hlines(place, table["low"], table["high"], color=SIMULATED, linewidth=6, alpha=0.35)
    points: dict[str, Any] = {"y": place, "ax": axes, "legend": False}
    sns.scatterplot(x=table["mean"], color=SIMULATED, marker="o", s=70, zorder=3, **points)
    hollow = {"facecolor": "none", "edgecolor": PUBLISHED, "linewidth": 2.0}
    sns.scatterplot(x=table["observed"], marker="D", s=62, zorder=4, **hollow, **points)
    axes.set(xlim=(0, 1), ylim=(place.max(initial=0) + 0.6, -0.6), xlabel="", ylabel="")
    axes.set_yticks(place, labels)
    for label, name in zip(axes.get_yticklabels(), table.index, strict=True):
        label.set_fontweight("bold" if name == COUNTY else "normal")
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol="%"))
    tidy(axes, grid="x")
    _values_beside(axes, place, table)
    return figure


def _values_beside(axes: Axes, place: np.ndarray, table: pd.DataFrame) -> None:
    """Write the numbers to the right of the plot, in two columns headed by their marks."""
    columns: dict[str, dict[str, Any]] = {
        "simulated": {"xytext": (12, 0), "ha": "left", "color": SIMULATED},
        "published": {"xytext": (178, 0), "ha": "right", "color": PUBLISHED},
    }
    texts = {
        "simulated": ["● simulated", *map(_estimate, table["mean"], table["low"], table["high"])],
        "published": ["◇ published", *map(percent, table["observed"])],
    }
    for name, column in columns.items():
        for i, (y, text) in enumerate(zip([-0.85, *place], texts[name], strict=True)):
            axes.annotate(
                text, (1.0, y), xycoords=axes.get_yaxis_transform(), va="center",
                textcoords="offset points", annotation_clip=False,
                fontsize=10, fontweight="bold" if i == 0 else "normal", **column,
            )  # fmt: skip


def _estimate(mean: float, low: float, high: float) -> str:
    between = "" if np.isnan(low) else f" ({100 * low:.0f}–{100 * high:.0f})"
    return f"{percent(mean)}{between}"


def _share_message(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    known = rows[rows["observed"].notna()]
    if len(known) > 1:
        inside = ((known["observed"] >= known["low"]) & (known["observed"] <= known["high"])).sum()
        return (
            "The published share lies inside the simulated interval "
            f"in {inside} of {len(known)} programmes"
        )
    told = {str(name): float(mean) for name, mean in rows["mean"].dropna().items()}
    if not told:
        return "Nobody was enrolled"
    best, worst = max(told, key=told.__getitem__), min(told, key=told.__getitem__)
    if len(told) == 1:
        return f"{names[best]}: {percent(told[best])} of participants get a job"
    return (
        f"From {percent(told[worst])} ({names[worst]}) to "
        f"{percent(told[best])} ({names[best]}) of participants get a job"
    )
