"""Figures of a calibration by parameter: what was learnt, and whether the method can be trusted."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import OffsetFrom
from matplotlib.ticker import PercentFormatter

from sesim.report.calibration import diagnostics as findings
from sesim.report.calibration.chance import binomial_range, ecdf_deviation, rank_band
from sesim.report.calibration.diagnostics import FREE, INFORMED, LEVELS, Tables
from sesim.report.figures.canvas import headline
from sesim.report.figures.style import (
    FAINT,
    GRID,
    HALO,
    INK,
    PUBLISHED,
    SIMULATED,
    plot_area,
    tidy,
)
from sesim.report.text.language import language

percent = language("en").percent

WIDTH = 9.0
"""Of the figures, in inches."""

ROW = 0.34
"""Height of a parameter's row, in inches."""

NAMED = 4
"""No more curves than these are named: more would cover each other."""

PRIOR_END = 1.645
"""Of the interval that holds 90% of a standard normal prior."""

LONGEST = 38
"""Letters of a name beside a curve."""

WIDEST = 30
"""Longest line of a parameter's name, in letters."""


def parameters(tables: Tables, names: Mapping[str, str]) -> Figure:
    """Draw what the counts say of each free parameter, in standard deviations of its prior."""
    rows = findings.labelled(tables["parameters"], FREE)
    known, unknown = (
        rows[rows["parameter"].isin(chosen(rows))]
        for chosen in (findings.informed, findings.uninformed)
    )
    height = 1.75 + ROW * len(rows) + 0.36 * bool(len(unknown))
    figure = Figure(figsize=(WIDTH, height))
    used = headline(
        figure,
        _learnt_message(list(known["parameter"]), len(rows), names),
        "Free parameters, in standard deviations (SD) of their priors. Bar: "
        f"{findings.COVERAGE}% of the posterior; dot: its median. Contraction is the part of the "
        "prior variance that is gone.",
    )
    longest = max((len(names[name]) for name in rows["parameter"]), default=0)
    left = 0.35 + 0.085 * min(WIDEST, longest)
    axes = plot_area(figure, left=left, right=1.3, top=used + 0.4, bottom=0.6)
    reach = float(np.nanmax([2.2, *rows[["standard_5", "standard_95"]].abs().to_numpy().ravel()]))
    axes.axvspan(-PRIOR_END, PRIOR_END, color=GRID, alpha=0.55, linewidth=0, zorder=0)
    place = {name: float(i) for i, name in enumerate(known["parameter"])}
    first = len(known) + 1.0 * bool(len(unknown))
    place |= {name: first + i for i, name in enumerate(unknown["parameter"])}
    _posterior(axes, known, place, SIMULATED)
    _posterior(axes, unknown, place, FAINT, facecolor="white")
    axes.set(xlim=(-1.05 * reach, 1.05 * reach), ylim=(max(place.values(), default=0) + 0.6, -0.6))
    axes.set_xlabel("Prior SDs from the middle of the prior")
    axes.set_yticks(list(place.values()), [textwrap.fill(names[name], WIDEST) for name in place])
    tidy(axes, grid="x")
    _beside(axes, rows, place)
    axes.annotate(
        f"{findings.COVERAGE}% of the prior", (0, 1), (0, 5), ha="center", color=FAINT,
        xycoords=axes.get_xaxis_transform(), textcoords="offset points", fontsize=10,
    )  # fmt: skip
    if len(unknown):
        axes.annotate(
            f"These figures say nothing about (contraction below {INFORMED:g}):",
            (0, len(known)), (-left * 72 + 9, 0), xycoords=axes.get_yaxis_transform(),
            textcoords="offset points", va="center", color=INK, fontweight="bold", fontsize=10,
            annotation_clip=False, path_effects=HALO,
        )  # fmt: skip
    return figure


def check(tables: Tables, names: Mapping[str, str]) -> Figure:
    """Draw whether synthetic truths lie anywhere in their posteriors with equal chance."""
    ranks, coverage = tables["ranks"], tables["coverage"]
    number, of = len(ranks), len(ranks.columns)
    held = findings.pooled_coverage(coverage)
    figure = Figure(figsize=(WIDTH, 5.1))
    used = headline(
        figure,
        _check_message(findings.leaving(ranks), of, number, names),
        f"{number} synthetic data sets, made at known values of {of} parameters, went through the "
        "same inference as the published counts. If the method is calibrated, 95% of the curves "
        "stay in the grey band as a whole, and so do 95% of the dots. Blue lines and numbers: all "
        "parameters together.",
    )
    top, bottom = used + 0.6, 0.6
    curves = plot_area(figure, left=0.85, right=3.95, top=top, bottom=bottom)
    _curves(curves, ranks, set(findings.labelled(tables["parameters"], FREE)["parameter"]), names)
    shares = plot_area(figure, left=5.8, right=0.55, top=top, bottom=bottom)
    _coverage(shares, coverage, list(ranks.columns), number, held)
    return figure


def _learnt_message(known: Sequence[str], of: int, names: Mapping[str, str]) -> str:
    if not known:
        return f"The counts say nothing about any of the {of} free parameters"
    which = findings.listed([_inner(names[name]) for name in known])
    return f"The counts say something about {len(known)} of {of} free parameters: {which}"


def _check_message(far: Sequence[str], of: int, number: int, names: Mapping[str, str]) -> str:
    if not far:
        return (
            f"In {number} synthetic data sets, no parameter's ranks leave the band that chance "
            "keeps to"
        )
    message = f"The ranks of {len(far)} of {of} parameters leave the band"
    if len(far) <= findings.leaving_by_chance(of):
        return f"{message}, which chance alone may do"
    which = [_inner(names[name]) for name in far[:NAMED]]
    if len(far) > NAMED:
        which.append(f"{len(far) - NAMED} more")
    return f"{message}, more than chance would have: {findings.listed(which)}"


def _cut(name: str) -> str:
    """Return a name that is no longer than the room beside the curves."""
    whose, colon, what = name.rpartition(": ")
    room = LONGEST - len(colon + what)
    return f"{whose[: room - 1].rstrip()}…{colon}{what}" if len(name) > LONGEST else name


def _inner(name: str) -> str:
    """Return a name as inside a sentence; that of a programme keeps its capital."""
    return name if ":" in name else name[:1].lower() + name[1:]


def _posterior(
    axes: Axes, rows: pd.DataFrame, place: Mapping[str, float], colour: str, **dot: Any
) -> None:
    at = [place[name] for name in rows["parameter"]]
    axes.hlines(at, rows["standard_5"], rows["standard_95"], color=colour, linewidth=6, alpha=0.35)
    sns.scatterplot(
        x=rows["standard_50"], y=at, ax=axes, s=60, zorder=3, legend=False,
        **{"color": colour, "edgecolor": colour, "linewidth": 1.6, **dot},
    )  # fmt: skip
    axes.set(xlabel="", ylabel="")


def _beside(axes: Axes, rows: pd.DataFrame, place: Mapping[str, float]) -> None:
    """Write the contraction to the right of the plot."""
    texts = {place[name]: value for name, value in _contractions(rows)}
    cells = [(-1.0, "contraction", INK, "bold")]
    cells += [
        (y, f"{value:.2f}".replace("-", "−"), SIMULATED if value >= INFORMED else FAINT, "normal")
        for y, value in texts.items()
    ]
    for y, text, colour, weight in cells:
        axes.annotate(
            text, (1.0, y), (84, 0), xycoords=axes.get_yaxis_transform(), ha="right", va="center",
            textcoords="offset points", annotation_clip=False, color=colour, fontweight=weight,
            fontsize=10,
        )  # fmt: skip


def _contractions(rows: pd.DataFrame) -> list[tuple[str, float]]:
    return list(zip(rows["parameter"], rows["contraction"], strict=True))


def _curves(axes: Axes, ranks: pd.DataFrame, free: set[str], names: Mapping[str, str]) -> None:
    """Draw the ECDF of each parameter's ranks less the diagonal, with the band of chance."""
    band, far = rank_band(len(ranks)), findings.leaving(ranks)
    most = max(1.6 * band, 1.25 * float(findings.deviations(ranks).max()))
    # No ECDF can be below 0 or above 1, so the band ends in points.
    x = np.linspace(0, 1, 201)
    axes.fill_between(
        x, np.maximum(-band, -x), np.minimum(band, 1 - x), color=GRID, alpha=0.6, lw=0
    )
    thin: dict[str, Any] = {"linewidth": 0.8, "alpha": 0.6}
    thick: dict[str, Any] = {"linewidth": 1.8, "zorder": 4}
    peaks = {}
    for name in ranks.columns:
        colour = PUBLISHED if name in far else SIMULATED if name in free else FAINT
        across, up = ecdf_deviation(ranks[name].to_numpy())
        axes.plot(across, up, color=colour, **(thick if name in far else thin))
        peak = int(np.abs(up).argmax())
        peaks[name] = (float(across[peak]), float(up[peak]))
    axes.set(xlim=(0, 1), ylim=(-most, most), ylabel="ECDF less what is expected")
    axes.set_xlabel("Share of the posterior below the truth")
    axes.set_title("Ranks", pad=20)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol="%"))
    tidy(axes, grid="y")
    colours = {"free": SIMULATED, "programmes' own": FAINT}
    _which(axes, colours | ({"outside": PUBLISHED} if far else {}))
    _name(axes, {names[name]: peaks[name] for name in far[:NAMED]})


def _which(axes: Axes, colours: Mapping[str, str]) -> None:
    """Say below the title what the colours of the curves are."""
    across = 0.0
    for text, colour in colours.items():
        axes.annotate(
            f"— {text}", (0, 1), (across, 7), xycoords="axes fraction",
            textcoords="offset points", color=colour, fontsize=9.5, fontweight="bold",
        )  # fmt: skip
        across += 6.2 * len(text) + 28


def _name(axes: Axes, peaks: Mapping[str, tuple[float, float]]) -> None:
    """Name curves in the two corners that the band leaves free, with lines to their peaks."""
    for above, corner, side, step in ((True, (-6, -6), "right", -13), (False, (6, 6), "left", 13)):
        chosen = {name: peak for name, peak in peaks.items() if (peak[1] > 0) is above}
        for i, (name, peak) in enumerate(chosen.items()):
            axes.annotate(
                _cut(name), peak, (corner[0], corner[1] + i * step), xycoords="data",
                textcoords=OffsetFrom(axes.patch, (float(above), float(above))),
                ha=side, va="top" if above else "bottom", color=PUBLISHED, fontsize=9,
                fontweight="bold", path_effects=HALO, zorder=5,
                arrowprops={"arrowstyle": "-", "color": PUBLISHED, "linewidth": 0.7},
            )  # fmt: skip


def _coverage(
    axes: Axes, coverage: pd.DataFrame, asked: Sequence[str], number: int, held: dict[int, float]
) -> None:
    """Draw how often intervals held the truth: a dot a parameter, a line for all of them."""
    rows = coverage.set_index("coordinates").reindex(list(asked))[list(LEVELS.values())]
    half = 0.24
    lowest = float(np.nanmin([1.0, *rows.to_numpy(dtype=float).ravel()]))
    for place, (level, column) in enumerate(LEVELS.items()):
        low, high = binomial_range(number, level / 100)
        lowest = min(lowest, low)
        axes.fill_between(
            [place - half, place + half], low, high, color=GRID, alpha=0.6, linewidth=0
        )
        # In order of the values, so that equal ones lie beside each other.
        values = rows[column].dropna().sort_values().to_numpy()
        spread = (np.arange(len(values)) * 0.382) % 1 - 0.5
        axes.plot(place + 1.7 * half * spread, values, "o", color=FAINT, markersize=3.5, alpha=0.7)
        axes.hlines(held[level], place - half, place + half, color=SIMULATED, linewidth=2.4)
        axes.annotate(
            percent(held[level]), (place + half, held[level]), (4, 0), va="center",
            textcoords="offset points", color=SIMULATED, fontweight="bold", fontsize=10,
            path_effects=HALO, annotation_clip=False,
        )  # fmt: skip
    axes.set_xticks(range(len(LEVELS)), [f"{level}%" for level in LEVELS])
    axes.set(xlim=(-0.4, len(LEVELS) - 0.4), ylim=(max(0.0, lowest - 0.07), 1.03))
    axes.set_xlabel("Level of the interval")
    axes.set_title("Intervals that held the truth", pad=20)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol="%"))
    tidy(axes, grid="y")
