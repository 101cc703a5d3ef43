"""Pictures of a calibration by parameter: what was learnt, and whether to trust the method."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import OffsetFrom
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sesim.report.calibration import diagnostics
from sesim.report.calibration.chance import LEVEL, binomial_range, ecdf_deviation, rank_band
from sesim.report.calibration.diagnostics import FREE, INFORMED, LEVELS, Tables
from sesim.report.calibration.sentences import covered
from sesim.report.calibration.trials import held
from sesim.report.figures.canvas import (
    PLAIN,
    SMALL,
    fitted,
    panel_style,
    plot,
    share_axis,
    sheet,
    width_of,
)
from sesim.report.figures.ladder import Cell, Columns, Row, ladder
from sesim.report.figures.picture import Head, Picture
from sesim.report.figures.style import FAINT, GRID, HALO, PUBLISHED, SIMULATED
from sesim.report.text.language import Language, Phrase, joined, listed

COLUMNS = Columns(sheet=9.0, label=2.6, scale=1.1)

NAMED = 4
"""No more curves than these are named: more would cover each other."""

PRIOR_END = 1.645
"""Of the interval that holds 90% of a standard normal prior."""

LONGEST = 3.0
"""Room for a name beside a curve, in inches."""


def parameters_picture(say: Language, tables: Tables, names: Mapping[str, str]) -> Picture | None:
    """Return the picture of what the counts show of each free parameter; None without any."""
    rows = diagnostics.labelled(tables["parameters"], FREE)
    if rows.empty:
        return None
    known = [Phrase(names[name]) for name in diagnostics.informed(rows)]
    message = (
        say(
            "The counts constrain {number} of {of} free parameters: {names}",
            number=len(known), of=len(rows), names=listed(say, known),
        )
        if known
        else say(
            "The counts do not constrain any of the {of} free parameters", of=len(rows)
        )
    )  # fmt: skip
    contractions = [
        Phrase(f"{names[name]} {say.number(value, 2)}")
        for name, value in zip(rows["parameter"], rows["contraction"], strict=True)
    ]
    return Picture(
        "parameters",
        message,
        say(
            "Free parameters, in standard deviations (SD) of their priors. Bar: {share} of the "
            "posterior; dot: its median. Contraction is the part of the prior variance that is "
            "gone.",
            share=covered(say),
        ),
        say("Contraction of each free parameter: {values}.", values=joined(contractions, "; ")),
        lambda head: _draw_parameters(say, rows, names, head),
    )


def check_picture(say: Language, tables: Tables, names: Mapping[str, str]) -> Picture:
    """Return the picture of whether synthetic truths lie anywhere in their posteriors."""
    ranks = tables["ranks"]
    number, of = len(ranks), len(ranks.columns)
    return Picture(
        "calibration_check",
        _check_message(say, diagnostics.leaving(ranks), of, number, names),
        say(
            "{number} synthetic data sets, made at known values of {of} parameters, went through "
            "the same inference as the published counts. If the method is calibrated, {level} of "
            "the curves stay in the grey band as a whole, and so do {level} of the dots. Blue "
            "lines and numbers: all parameters together.",
            number=number, of=of, level=say.percent(LEVEL),
        ),
        say(
            "The ranks stray from the diagonal by {most} at most; the band allows {band}. {held}",
            most=say.number(diagnostics.deviations(ranks).max(), 2),
            band=say.number(rank_band(number), 2), held=held(say, tables),
        ),
        lambda head: _draw_check(say, tables, names, head),
    )  # fmt: skip


def _check_message(
    say: Language, far: Sequence[str], of: int, number: int, names: Mapping[str, str]
) -> Phrase:
    if not far:
        return say(
            "In {number} synthetic data sets, no parameter’s ranks leave the band that chance "
            "keeps to",
            number=number,
        )
    known = {"number": len(far), "of": of}
    if len(far) <= diagnostics.leaving_by_chance(of):
        return say(
            "The ranks of {number} of {of} parameters leave the band, which chance alone can do",
            **known,
        )
    which = [Phrase(names[name]) for name in far[:NAMED]]
    if len(far) > NAMED:
        which.append(say("{number} more", number=len(far) - NAMED))
    return say(
        "The ranks of {number} of {of} parameters leave the band, more than by chance: {names}",
        names=listed(say, which), **known,
    )  # fmt: skip


def _draw_parameters(
    say: Language, rows: pd.DataFrame, names: Mapping[str, str], head: Head
) -> Figure:
    known = (rows["contraction"] >= INFORMED).to_numpy()
    first_unknown = int(known.sum())
    note = say(
        "Not constrained by the counts (contraction below {least}):",
        least=say.exact(INFORMED),
    )
    colours = np.where(known, SIMULATED, FAINT)
    lines = [
        Row(
            names[name], (Cell(say.number(value, 2), colour),),
            above=note if i == first_unknown else "",
        )
        for i, (name, value, colour) in enumerate(
            zip(rows["parameter"], rows["contraction"], colours, strict=True)
        )
    ]  # fmt: skip
    foot = say("Prior SDs from the middle of the prior")
    figure, axes, places = ladder(lines, [Cell(say("contraction"))], COLUMNS, foot, head)
    reach = float(np.nanmax([2.2, *rows[["standard_5", "standard_95"]].abs().to_numpy().ravel()]))
    axes.set_xlim(-1.05 * reach, 1.05 * reach)
    axes.axvspan(-PRIOR_END, PRIOR_END, color=GRID, alpha=0.55, linewidth=0, zorder=0)
    axes.hlines(
        places, rows["standard_5"], rows["standard_95"], color=colours, linewidth=6, alpha=0.35
    )
    axes.scatter(
        rows["standard_50"], places, s=60, zorder=3, edgecolor=colours, linewidth=1.6,
        facecolor=np.where(known, SIMULATED, "white"),
    )  # fmt: skip
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say.exact(value)))
    axes.annotate(
        say("{share} of the prior", share=covered(say)), (0, 1), (0, 5), ha="center", color=FAINT,
        xycoords=axes.get_xaxis_transform(), textcoords="offset points", fontsize=COLUMNS.small,
    )  # fmt: skip
    return figure


def _draw_check(say: Language, tables: Tables, names: Mapping[str, str], head: Head) -> Figure:
    ranks, coverage = tables["ranks"], tables["coverage"]
    free = diagnostics.labelled(tables["parameters"], FREE)["parameter"]
    figure, used = sheet(COLUMNS.sheet, 4.1, head)
    top, tall = used + 0.6, 2.9
    _curves(say, plot(figure, 0.85, top, 5.05, tall), ranks, set(free), names)
    _coverage(say, plot(figure, 5.8, top, 8.35, tall), coverage, list(ranks.columns), len(ranks))
    return figure


def _curves(
    say: Language, axes: Axes, ranks: pd.DataFrame, free: set[str], names: Mapping[str, str]
) -> None:
    """Draw the ECDF of each parameter's ranks less the diagonal, with the band of chance."""
    band, far = rank_band(len(ranks)), diagnostics.leaving(ranks)
    most = max(1.6 * band, 1.25 * float(diagnostics.deviations(ranks).max()))
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
    axes.set(xlim=(0, 1), ylim=(-most, most))
    panel_style(axes, size=PLAIN)
    axes.set_ylabel(say("ECDF less the expected value"), size=PLAIN)
    axes.set_xlabel(say("Share of the posterior below the true value"), size=PLAIN)
    axes.set_title(say("Ranks"), pad=20)
    share_axis(axes.xaxis, say)
    axes.yaxis.set_major_locator(MaxNLocator(6, prune="both"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: say.exact(value)))
    colours: dict[str, str] = {say("free"): SIMULATED, say("the programmes’ own"): FAINT}
    _which(axes, colours | ({say("outside"): PUBLISHED} if far else {}))
    _name(axes, {names[name]: peaks[name] for name in far[:NAMED]})


def _which(axes: Axes, colours: Mapping[str, str]) -> None:
    """Write below the title what the colours of the curves are."""
    across = 0.0
    for text, colour in colours.items():
        axes.annotate(
            f"— {text}", (0, 1), (across, 7), xycoords="axes fraction",
            textcoords="offset points", color=colour, fontsize=SMALL, fontweight="bold",
        )  # fmt: skip
        across += 72 * (width_of(f"— {text}", SMALL, bold=True) + 0.2)


def _name(axes: Axes, peaks: Mapping[str, tuple[float, float]]) -> None:
    """Name curves in the two corners that the band leaves free, with lines to their peaks."""
    for above, corner, side, step in ((True, (-6, -6), "right", -13), (False, (6, 6), "left", 13)):
        chosen = {name: peak for name, peak in peaks.items() if (peak[1] > 0) is above}
        for i, (name, peak) in enumerate(chosen.items()):
            axes.annotate(
                fitted(name, LONGEST, SMALL, lines=1, bold=True), peak,
                (corner[0], corner[1] + i * step), xycoords="data",
                textcoords=OffsetFrom(axes.patch, (float(above), float(above))),
                ha=side, va="top" if above else "bottom", color=PUBLISHED, fontsize=SMALL,
                fontweight="bold", path_effects=HALO, zorder=5,
                arrowprops={"arrowstyle": "-", "color": PUBLISHED, "linewidth": 0.7},
            )  # fmt: skip


def _coverage(
    say: Language, axes: Axes, coverage: pd.DataFrame, asked: Sequence[str], number: int
) -> None:
    """Draw how often intervals held the truth: a dot a parameter, a line for all of them."""
    pooled = diagnostics.pooled_coverage(coverage)
    rows = coverage.set_index("coordinates").reindex(list(asked))[list(LEVELS.values())]
    half = 0.24
    lowest = float(np.nanmin([1.0, *rows.to_numpy(dtype=float).ravel()]))
    for place, (level, column) in enumerate(LEVELS.items()):
        low, high = binomial_range(number, level)
        lowest = min(lowest, low)
        axes.fill_between(
            [place - half, place + half], low, high, color=GRID, alpha=0.6, linewidth=0
        )
        # In order of the values, so that equal ones lie beside each other.
        values = rows[column].dropna().sort_values().to_numpy()
        spread = (np.arange(len(values)) * 0.382) % 1 - 0.5
        axes.plot(place + 1.7 * half * spread, values, "o", color=FAINT, markersize=3.5, alpha=0.7)
        axes.hlines(pooled[level], place - half, place + half, color=SIMULATED, linewidth=2.4)
        axes.annotate(
            say.percent(pooled[level]), (place + half, pooled[level]), (4, 0), va="center",
            textcoords="offset points", color=SIMULATED, fontweight="bold", fontsize=PLAIN,
            path_effects=HALO, annotation_clip=False,
        )  # fmt: skip
    axes.set(xlim=(-0.4, len(LEVELS) - 0.4), ylim=(max(0.0, lowest - 0.07), 1.03))
    panel_style(axes, size=PLAIN)
    axes.set_xticks(range(len(LEVELS)), [say.percent(level) for level in LEVELS])
    axes.set_xlabel(say("Level of the interval"), size=PLAIN)
    axes.set_title(say("Intervals that held the true value"), pad=20)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: say.percent(value)))
