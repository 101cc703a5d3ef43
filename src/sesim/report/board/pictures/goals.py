"""Picture: what is predicted of each goal, beside the line that should be reached."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.figure import Figure

from sesim.report.board.goals import Held, goal_name, held
from sesim.report.board.view import View
from sesim.report.board.wording import BARS, everybody, intervals
from sesim.report.figures.canvas import points
from sesim.report.figures.ladder import Cell, Columns, Row, ladder
from sesim.report.figures.picture import WIDTH, Head, Picture
from sesim.report.figures.style import INK, SIMULATED
from sesim.report.text.language import Phrase, joined

COLUMNS = Columns(WIDTH, 1.7)

FARTHEST = 3.0
"""What exceeds the level more often than this is cut off."""

MOST = 16
"""Rows; more are left to the table."""


def goals_picture(view: View) -> Picture | None:
    """Return the picture; None where nothing is known of any goal."""
    rows = [one for one in held(view) if math.isfinite(one.relative[0])][:MOST]
    if not rows:
        return None
    say = view.say
    explanation = joined([
        everybody(view),
        say("Dotted line: the level of the goal; each row has its own."),
        intervals(view, BARS),
    ])  # fmt: skip
    return Picture(
        "goals", _message(view, rows), explanation, joined(_alternative(view, rows)),
        lambda head: _draw(view, rows, head),
    )  # fmt: skip


def _draw(view: View, rows: Sequence[Held], head: Head) -> Figure:
    say = view.say
    heads = [
        Cell(say("goal"), bold=True),
        Cell(say("reached, of\n100 histories"), SIMULATED, bold=True),
    ]
    foot = say("simulated, compared with the level of the goal")
    laid = ladder(_labelled(view, rows), heads, COLUMNS, foot, head)
    means, lows, highs = (
        np.array(part) for part in zip(*(it.relative for it in rows), strict=True)
    )
    highs = np.where(np.isnan(highs) & ~np.isnan(lows), FARTHEST, highs)
    last = min(FARTHEST, max(1.5, 1.05 * float(np.nanmax([*means, *highs]))))
    ticks = [float(tick) for tick in range(1 + int(last))]
    laid.axes.set_xlim(0.0, last)
    laid.axes.set_xticks(ticks, [say.percent(tick) for tick in ticks])
    laid.axes.axvline(1.0, color=INK, linewidth=1.4, linestyle=(0, (1.5, 1.5)), zorder=2)
    laid.axes.hlines(laid.places, lows, highs, color=SIMULATED, linewidth=4, alpha=0.35)
    points(laid.axes, means, laid.places, 32, color=SIMULATED)
    return laid.figure


def _labelled(view: View, rows: Sequence[Held]) -> list[Row]:
    found = []
    for i, one in enumerate(rows):
        begins = i == 0 or rows[i - 1].wanted != one.wanted
        name = goal_name(view, one)
        label = view.label(one.scenario) if view.data.is_sweep else name
        sign = "≥" if one.at_least else "≤"
        cells = (Cell(f"{sign} {one.level}"), Cell(str(one.times), SIMULATED))
        found.append(Row(label, cells, above=name if view.data.is_sweep and begins else ""))
    return found


def _message(view: View, rows: Sequence[Held]) -> Phrase:
    if view.data.is_sweep:
        return view.say("How often each alternative reaches the goals.")
    first = rows[0]
    return view.say(
        "The goal is reached in {times} of 100 histories: {name}.",
        name=goal_name(view, first), times=first.times,
    )  # fmt: skip


def _alternative(view: View, rows: Sequence[Held]) -> Iterator[Phrase]:
    yield view.say("Rows with a point and a bar, and a line at the level of the goal.")
    for one in rows:
        yield view.say(
            "{name}: {predicted}, and the goal of {level} is reached in {times} of 100.",
            name=goal_name(view, one), predicted=one.predicted, level=one.level, times=one.times,
        )  # fmt: skip
