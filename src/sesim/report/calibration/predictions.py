"""Pictures of a calibration by programme: counts, counts left out, and structure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sesim.outcomes import COUNTY
from sesim.outcomes.shares import wilson
from sesim.report.calibration import diagnostics
from sesim.report.calibration.chance import LEVEL
from sesim.report.calibration.diagnostics import Tables
from sesim.report.calibration.limits import structure_message
from sesim.report.calibration.sentences import between, covered, quantity_name
from sesim.report.figures.canvas import (
    MARGIN,
    PLAIN,
    SMALL,
    fitted,
    panel_style,
    plot,
    share_axis,
    sheet,
    width_of,
    write,
)
from sesim.report.figures.ladder import Cell, Columns, Ladder, Row, ladder
from sesim.report.figures.picture import Head, Picture
from sesim.report.figures.style import FAINT, HALO, PUBLISHED, SIMULATED
from sesim.report.text.language import Language, Phrase, capitalised, joined

COLUMNS = Columns(sheet=9.0, label=2.4, scale=1.1)

ROW = 0.44
"""Height of a programme's row in the picture of counts, in inches."""

PANELS = ("participants", "employed", "ongoing")

BAR: Mapping[str, Any] = {"linewidth": 6, "alpha": 0.35}


def counts_picture(say: Language, tables: Tables, names: Mapping[str, str]) -> Picture:
    """Return the picture of published counts, and of prior and posterior predictions."""
    before, after = tables["prior_predictive"], tables["posterior_predictive"]
    then, now = (diagnostics.inside(diagnostics.counts_of(table)) for table in (before, after))
    explanation = say(
        "Before the counts were used, {hits} of {of} did. Bar: {share} of the predictions, which "
        "vary by chance and with the parameters. The model was fitted to these counts.",
        hits=then.hits,
        of=then.of,
        share=covered(say),
    )
    return Picture(
        "counts",
        say(
            "{hits} of {of} published counts lie inside the calibrated model’s intervals",
            hits=now.hits,
            of=now.of,
        ),
        explanation,
        _alternative(say, diagnostics.quantity(after, "employed"), names),
        lambda head: _draw_counts(say, tables, names, head),
    )


def left_out_picture(say: Language, tables: Tables, names: Mapping[str, str]) -> Picture | None:
    """Return the picture of each programme's employed, predicted without its own counts.

    None if there is one programme, so that none can be left out.
    """
    if tables["leave_one_out"].empty:
        return None
    programmes = diagnostics.by_share(tables)
    rows = diagnostics.quantity(tables["leave_one_out"], "employed").loc[programmes]
    hits = diagnostics.inside(rows)
    return Picture(
        "left_out",
        say(
            "Predicted without its own counts, the number with a job lies inside the interval "
            "in {hits} of {of} programmes",
            hits=hits.hits,
            of=hits.of,
        ),
        say(
            "The calibration was repeated without the programme’s counts, with a programme effect "
            "drawn as for a new programme. Bar: {share} of the predictions. The number of "
            "participants is taken as known.",
            share=covered(say),
        ),
        _alternative(say, rows, names),
        lambda head: _draw_left_out(say, tables, rows, names, head),
    )


def structure_picture(say: Language, tables: Tables, names: Mapping[str, str]) -> Picture:
    """Return the picture of shares employed, published and as structure alone has them."""
    rows = tables["structure"].set_index("programme").loc[diagnostics.by_share(tables)]
    shares = [
        say(
            "{name} {published} and {structural}",
            name=names[row["programme"]],
            published=say.percent(row["observed"]),
            structural=say.percent(row["structural"]),
        )
        for row in diagnostics.records(rows.reset_index())
    ]
    return Picture(
        "structure",
        structure_message(say, diagnostics.explained(tables["structure"])),
        say(
            "Published share with a job and its {level} interval (Wilson), and the share in the "
            "calibrated model if no programme had a programme effect: people, methods, posts, "
            "employers and labour market make the difference. Heading: part of the variance of "
            "log-odds beyond chance, in {share} of the draws. The structure was fitted to these "
            "same shares.",
            level=say.percent(LEVEL),
            share=covered(say),
        ),
        say(
            "Share with a job, published and by structure alone: {shares}.",
            shares=joined(shares, "; "),
        ),
        lambda head: _draw_structure(say, tables, rows, names, head),
    )


def _alternative(say: Language, rows: pd.DataFrame, names: Mapping[str, str]) -> Phrase:
    numbers = [
        say(
            "{name} {published} ({range})",
            name=names[row["programme"]],
            published=say.number(row["observed"]),
            range=between(say, row),
        )
        for row in diagnostics.records(rows.reset_index())
    ]
    return say(
        "Number with a job, published and in brackets predicted: {numbers}.",
        numbers=joined(numbers, "; "),
    )


def _draw_counts(say: Language, tables: Tables, names: Mapping[str, str], head: Head) -> Figure:
    programmes = diagnostics.by_share(tables)
    before, after = tables["prior_predictive"], tables["posterior_predictive"]
    length = ROW * len(programmes)
    figure, used = sheet(COLUMNS.sheet, 1.45 + length, head)
    outside = not diagnostics.counts_of(after)["inside"].all()
    _key(
        figure,
        used + MARGIN,
        {
            say("▬ before (prior)"): FAINT,
            say("● after (posterior): mean and interval"): SIMULATED,
            say("◇ published"): PUBLISHED,
            **({say("◆ published, outside"): PUBLISHED} if outside else {}),
        },
    )
    labels = [fitted(names[name], COLUMNS.label, COLUMNS.plain) for name in programmes]
    lines = [line for label in labels for line in label.split("\n")]
    left = MARGIN + max(width_of(line, COLUMNS.plain) for line in lines) + 0.15
    width = (COLUMNS.sheet - left - 0.1) / len(PANELS)
    for i, quantity in enumerate(PANELS):
        start = left + i * width
        axes = plot(figure, start, used + 1.0, start + width - 0.25, length)
        earlier, later = (diagnostics.quantity(table, quantity) for table in (before, after))
        _panel(axes, earlier.loc[programmes], later.loc[programmes])
        axes.set_ylim(len(programmes) - 0.5, -0.5)
        axes.set_yticks(range(len(programmes)), labels if i == 0 else [""] * len(labels))
        panel_style(axes, grid="x", size=COLUMNS.plain)
        axes.set_title(capitalised(quantity_name(say, quantity)), pad=20)
        _all_together(say, axes, later)
    return figure


def _panel(axes: Axes, before: pd.DataFrame, after: pd.DataFrame) -> None:
    place = np.arange(len(before))
    axes.hlines(place - 0.16, before["low"], before["high"], color=FAINT, linewidth=3, alpha=0.6)
    _prediction(axes, after, place + 0.1)
    _published(axes, after, place + 0.1)
    most = max(1.0, before["high"].max(), after["high"].max(), after["observed"].max())
    axes.set_xlim(-0.04 * most, 1.06 * most)
    _whole_numbers(axes, 4)


def _key(figure: Figure, top: float, items: Mapping[str, str]) -> None:
    """Write in one line what the marks are, each in its colour."""
    left = MARGIN
    for text, colour in items.items():
        write(figure, left, top, text, size=SMALL, color=colour, weight="bold", va="top")
        left += width_of(text, SMALL, bold=True) + 0.25


def _all_together(say: Language, axes: Axes, rows: pd.DataFrame) -> None:
    """Write below the title what the sum is: on the programmes' scale it has no room."""
    if COUNTY in rows.index:
        [row] = diagnostics.records(rows.loc[[COUNTY]])
        text = say(
            "all: {published}, predicted {range}",
            published=say.number(row["observed"]),
            range=between(say, row),
        )
        axes.annotate(
            text, (0, 1), (0, 7), xycoords="axes fraction", textcoords="offset points",
            color=FAINT, fontsize=SMALL,
        )  # fmt: skip


def _draw_left_out(
    say: Language, tables: Tables, rows: pd.DataFrame, names: Mapping[str, str], head: Head
) -> Figure:
    of = diagnostics.participants(tables).loc[rows.index]
    cells = [
        (
            f"{say.number(row['mean'])} ({between(say, row)})",
            say(
                "{number} of {of}",
                number=say.number(row["observed"]),
                of=say.number(of[row["programme"]]),
            ),
        )
        for row in diagnostics.records(rows.reset_index())
    ]
    heads = (say("● predicted"), say("◇ published"))
    laid = _by_programme(
        rows.index, names, heads, cells, say("Participants who have had a job"), head
    )
    _prediction(laid.axes, rows, laid.places)
    _published(laid.axes, rows, laid.places)
    laid.axes.set_xlim(0, 1.06 * max(1.0, rows["high"].max(), rows["observed"].max()))
    _whole_numbers(laid.axes, 9)
    return laid.figure


def _draw_structure(
    say: Language, tables: Tables, rows: pd.DataFrame, names: Mapping[str, str], head: Head
) -> Figure:
    of = diagnostics.participants(tables).loc[rows.index]
    low, high = np.transpose(
        [
            wilson(share * all_, all_, LEVEL)
            for share, all_ in zip(rows["observed"], of, strict=True)
        ]
    )
    cells = [
        (say.percent(structural), f"{say.percent(observed)} ({100 * first:.0f}–{100 * last:.0f})")
        for structural, observed, first, last in zip(
            rows["structural"], rows["observed"], low, high, strict=True
        )
    ]
    heads = (say("● structure"), say("◇ published"))
    laid = _by_programme(rows.index, names, heads, cells, say("Share with a job"), head)
    laid.axes.hlines(laid.places, low, high, color=PUBLISHED, **{**BAR, "alpha": 0.25})
    laid.axes.plot(rows["structural"], laid.places, "o", color=SIMULATED, markersize=8, zorder=3)
    _diamonds(laid.axes, rows["observed"], np.array(laid.places), np.zeros(len(rows), dtype=bool))
    share_axis(laid.axes.xaxis, say)
    return laid.figure


def _by_programme(
    programmes: Iterable[str], names: Mapping[str, str], heads: Sequence[str],
    cells: Sequence[Sequence[str]], foot: str, head: Head,
) -> Ladder:  # fmt: skip
    """Lay out one row a programme, with a column of predictions and one of published numbers."""
    colours = (SIMULATED, PUBLISHED)
    rows = [
        Row(
            names[name],
            tuple(Cell(text, colour) for text, colour in zip(texts, colours, strict=True)),
        )
        for name, texts in zip(programmes, cells, strict=True)
    ]
    titles = [Cell(text, colour) for text, colour in zip(heads, colours, strict=True)]
    return ladder(rows, titles, COLUMNS, foot, head)


def _whole_numbers(axes: Axes, most: int) -> None:
    """Put ticks at so many whole numbers at most, none of them outside."""
    low, high = axes.get_xlim()
    ticks = MaxNLocator(nbins=most, integer=True).tick_values(max(0.0, low), high)
    axes.set_xticks([tick for tick in ticks if low <= tick <= high])


def _prediction(axes: Axes, rows: pd.DataFrame, place: Sequence[float] | np.ndarray) -> None:
    axes.hlines(place, rows["low"], rows["high"], color=SIMULATED, **BAR)
    axes.plot(rows["mean"], place, "o", color=SIMULATED, markersize=6, zorder=3)


def _published(axes: Axes, rows: pd.DataFrame, place: Sequence[float] | np.ndarray) -> None:
    """Mark what was counted, and write the number beside where it is outside."""
    outside = ~rows["inside"].to_numpy(dtype=bool)
    at = np.asarray(place)
    _diamonds(axes, rows["observed"], at, outside)
    for i in np.flatnonzero(outside):
        value, above = rows["observed"].iloc[i], rows["observed"].iloc[i] > rows["high"].iloc[i]
        axes.annotate(
            f"{value:.0f}", (value, at[i]), (7 if above else -7, 0),
            textcoords="offset points", ha="left" if above else "right", va="center",
            color=PUBLISHED, fontweight="bold", fontsize=PLAIN, path_effects=HALO,
        )  # fmt: skip


def _diamonds(axes: Axes, values: pd.Series, place: np.ndarray, filled: np.ndarray) -> None:
    for face, chosen in (("none", ~filled), (PUBLISHED, filled)):
        axes.plot(
            values[chosen], place[chosen], "D", markerfacecolor=face, markeredgecolor=PUBLISHED,
            markeredgewidth=1.8, markersize=6.5, zorder=4, clip_on=False,
        )  # fmt: skip
