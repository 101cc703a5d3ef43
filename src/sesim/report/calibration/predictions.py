"""Figures of a calibration by programme: counts, counts left out, and structure."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sesim.outcomes import COUNTY
from sesim.report.calibration import diagnostics as findings
from sesim.report.calibration.chance import wilson
from sesim.report.calibration.diagnostics import Tables
from sesim.report.figures.canvas import headline, key
from sesim.report.figures.style import (
    FAINT,
    HALO,
    PUBLISHED,
    SIMULATED,
    plot_area,
    tidy,
)
from sesim.report.text.language import language
from sesim.report.text.names import wrapped

percent = language("en").percent

WIDTH = 9.0
"""Of the figures, in inches."""

ROW = 0.44
"""Height of a programme's row, in inches."""

PANELS = {"participants": "Participants", "employed": "Employed", "ongoing": "Ongoing"}

BAR: Mapping[str, Any] = {"linewidth": 6, "alpha": 0.35}


class NothingToDrawError(ValueError):
    """The tables hold nothing that a figure is about."""


def counts(tables: Tables, names: Mapping[str, str]) -> Figure:
    """Draw the published counts, and the intervals of prior and posterior predictions."""
    programmes = findings.by_share(tables)
    before, after = tables["prior_predictive"], tables["posterior_predictive"]
    then, now = (findings.inside(findings.counts_of(table)) for table in (before, after))
    figure = Figure(figsize=(WIDTH, 2.35 + ROW * len(programmes)))
    used = headline(
        figure,
        f"{now.hits} of {now.of} published counts lie inside the calibrated model's intervals",
        f"Before the counts were used, {then.hits} of {then.of} did. "
        f"Bar: {findings.COVERAGE}% of the predictions, which vary by chance and with the "
        "parameters. The model was fitted to these counts.",
    )
    used = key(
        figure,
        used + 0.02,
        {
            "▬ before (prior)": FAINT,
            "● after (posterior): mean and interval": SIMULATED,
            "◇ published": PUBLISHED,
            **({"◆ published, outside": PUBLISHED} if now.hits < now.of else {}),
        },
    )
    left, gap = _left(programmes, names), 0.3
    width = (WIDTH - left - 0.3 + gap) / len(PANELS) - gap
    for i, (quantity, title) in enumerate(PANELS.items()):
        start = left + i * (width + gap)
        axes = plot_area(
            figure, left=start, right=WIDTH - start - width, top=used + 0.55, bottom=0.4
        )
        earlier, later = (findings.quantity(table, quantity) for table in (before, after))
        _panel(axes, earlier.loc[programmes], later.loc[programmes])
        axes.set_title(title, pad=20)
        _all_together(axes, later)
        _programmes(axes, programmes, names, shown=i == 0)
    return figure


def left_out(tables: Tables, names: Mapping[str, str]) -> Figure:
    """Draw how many each programme's employed were predicted to be without its own counts.

    Raises:
        NothingToDrawError: there is one programme, so that none can be left out.
    """
    programmes = findings.by_share(tables)
    if tables["leave_one_out"].empty:
        raise NothingToDrawError("with one programme, none can be left out")
    rows = findings.quantity(tables["leave_one_out"], "employed").loc[programmes]
    hits = findings.inside(rows)
    figure, axes = _one_panel(
        programmes,
        names,
        f"Predicted without its own counts, the number employed lies inside the interval in "
        f"{hits.hits} of {hits.of} programmes",
        "The calibration was done anew without the programme's counts, and its effect drawn as "
        f"for a new programme. Bar: {findings.COVERAGE}% of the predictions. How many take part is "
        "taken as known.",
    )
    _prediction(axes, rows)
    _published(axes, rows)
    axes.set_xlim(0, 1.06 * max(1.0, rows["high"].max(), rows["observed"].max()))
    _whole_numbers(axes, 9)
    axes.set_xlabel("Participants who have had a job")
    of = findings.participants(tables).loc[programmes]
    _columns(
        axes,
        {"● predicted": SIMULATED, "◇ published": PUBLISHED},
        [f"{mean:.0f} ({low:.0f}–{high:.0f})" for mean, low, high in _ends(rows)],
        [f"{yes:.0f} of {all_:.0f}" for yes, all_ in zip(rows["observed"], of, strict=True)],
    )
    return figure


def structure(tables: Tables, names: Mapping[str, str]) -> Figure:
    """Draw the published share employed, and what the programmes' structure would make of it."""
    programmes = findings.by_share(tables)
    rows = tables["structure"].set_index("programme").loc[programmes]
    of = findings.participants(tables).loc[programmes]
    ends = [wilson(share * all_, all_) for share, all_ in zip(rows["observed"], of, strict=True)]
    figure, axes = _one_panel(
        programmes,
        names,
        findings.structure_message(findings.explained(tables["structure"])),
        "Published share employed with its 95% interval (Wilson), and that of the calibrated model "
        "if no programme had an effect of its own: people, methods, posts, employers and labour "
        "market make the difference. Title: part of the variance of log-odds beyond "
        f"chance; {findings.COVERAGE}% of single draws of the parameters. The structure was fitted "
        "to these same shares.",
    )
    place = np.arange(len(programmes))
    low, high = np.transpose(ends)
    axes.hlines(place, low, high, color=PUBLISHED, **{**BAR, "alpha": 0.25})
    axes.plot(rows["structural"], place, "o", color=SIMULATED, markersize=8, zorder=3)
    _diamonds(axes, rows["observed"], place, filled=np.zeros(len(place), dtype=bool))
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol="%"))
    _columns(
        axes,
        {"● structure": SIMULATED, "◇ published": PUBLISHED},
        [percent(share) for share in rows["structural"]],
        [
            f"{percent(share)} ({100 * first:.0f}–{100 * last:.0f})"
            for share, (first, last) in zip(rows["observed"], ends, strict=True)
        ],
    )
    return figure


def _panel(axes: Axes, before: pd.DataFrame, after: pd.DataFrame) -> None:
    place = np.arange(len(before))
    axes.hlines(place - 0.16, before["low"], before["high"], color=FAINT, linewidth=3, alpha=0.6)
    _prediction(axes, after, place + 0.1)
    _published(axes, after, place + 0.1)
    most = max(1.0, before["high"].max(), after["high"].max(), after["observed"].max())
    axes.set_xlim(-0.04 * most, 1.06 * most)
    _whole_numbers(axes, 4)


def _whole_numbers(axes: Axes, most: int) -> None:
    """Put ticks at so many whole numbers at most, none of them outside."""
    low, high = axes.get_xlim()
    ticks = MaxNLocator(nbins=most, integer=True).tick_values(max(0.0, low), high)
    axes.set_xticks([tick for tick in ticks if low <= tick <= high])


def _prediction(axes: Axes, rows: pd.DataFrame, place: np.ndarray | None = None) -> None:
    at = np.arange(len(rows)) if place is None else place
    axes.hlines(at, rows["low"], rows["high"], color=SIMULATED, **BAR)
    axes.plot(rows["mean"], at, "o", color=SIMULATED, markersize=6, zorder=3)


def _published(axes: Axes, rows: pd.DataFrame, place: np.ndarray | None = None) -> None:
    """Mark what was counted, and write the number beside where it is outside."""
    at = np.arange(len(rows)) if place is None else place
    outside = ~rows["inside"].to_numpy(dtype=bool)
    _diamonds(axes, rows["observed"], at, outside)
    for i in np.flatnonzero(outside):
        value, above = rows["observed"].iloc[i], rows["observed"].iloc[i] > rows["high"].iloc[i]
        axes.annotate(
            f"{value:.0f}", (value, at[i]), (7 if above else -7, 0), textcoords="offset points",
            ha="left" if above else "right", va="center", color=PUBLISHED, fontweight="bold",
            fontsize=10, path_effects=HALO,
        )  # fmt: skip


def _diamonds(axes: Axes, values: pd.Series, place: np.ndarray, filled: np.ndarray) -> None:
    for face, chosen in (("none", ~filled), (PUBLISHED, filled)):
        axes.plot(
            values[chosen], place[chosen], "D", markerfacecolor=face, markeredgecolor=PUBLISHED,
            markeredgewidth=1.8, markersize=6.5, zorder=4, clip_on=False,
        )  # fmt: skip


def _all_together(axes: Axes, rows: pd.DataFrame) -> None:
    """Say below the title what the sum is: on the programmes' scale it has no room."""
    if COUNTY in rows.index:
        row = rows.loc[COUNTY]
        text = f"all: {row['observed']:.0f}, predicted {row['low']:.0f}–{row['high']:.0f}"
        axes.annotate(
            text, (0, 1), (0, 7), xycoords="axes fraction", textcoords="offset points",
            color=FAINT, fontsize=9.5,
        )  # fmt: skip


def _one_panel(
    programmes: Sequence[str], names: Mapping[str, str], message: str, explanation: str
) -> tuple[Figure, Axes]:
    height = 2.1 + ROW * len(programmes) + 0.16 * (len(explanation) > 250)
    figure = Figure(figsize=(WIDTH, height))
    used = headline(figure, message, explanation)
    axes = plot_area(figure, left=_left(programmes, names), right=2.75, top=used + 0.35, bottom=0.6)
    _programmes(axes, programmes, names, shown=True)
    return figure, axes


def _programmes(
    axes: Axes, programmes: Sequence[str], names: Mapping[str, str], *, shown: bool
) -> None:
    axes.set_yticks(np.arange(len(programmes)), [wrapped(names[name]) for name in programmes])
    axes.set(ylim=(len(programmes) - 0.4, -0.6), xlabel="", ylabel="")
    axes.tick_params(labelleft=shown)
    tidy(axes, grid="x")


def _left(programmes: Sequence[str], names: Mapping[str, str]) -> float:
    """Return the room that the names need, in inches."""
    lines = [line for name in programmes for line in wrapped(names[name]).split("\n")]
    return 0.35 + 0.085 * max(map(len, lines), default=0)


def _columns(
    axes: Axes, heads: Mapping[str, str], first: Sequence[str], second: Sequence[str]
) -> None:
    """Write numbers to the right of the plot, in two columns headed by their marks."""
    for (head, colour), texts, offset, side in zip(
        heads.items(), (first, second), (12, 190), ("left", "right"), strict=True
    ):
        for y, text in zip([-0.9, *range(len(texts))], [head, *texts], strict=True):
            axes.annotate(
                text, (1.0, y), (offset, 0), xycoords=axes.get_yaxis_transform(),
                textcoords="offset points", annotation_clip=False, ha=side, va="center",
                color=colour, fontsize=10, fontweight="bold" if text == head else "normal",
            )  # fmt: skip


def _ends(rows: pd.DataFrame) -> list[tuple[float, float, float]]:
    return list(zip(rows["mean"], rows["low"], rows["high"], strict=True))
