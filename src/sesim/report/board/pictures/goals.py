"""Picture: what is predicted of each goal, beside the line that should be reached."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.figure import Figure

from sesim.report.board.goals import Held, goal_name, held
from sesim.report.board.pictures.effects import more_rows
from sesim.report.board.view import View
from sesim.report.board.wording import everybody, intervals_key
from sesim.report.figures.canvas import points
from sesim.report.figures.key import dot, stroke
from sesim.report.figures.ladder import Cell, Columns, Row, kept, ladder
from sesim.report.figures.picture import WIDTH, Head, Picture
from sesim.report.figures.style import INK, SIMULATED
from sesim.report.text.language import Phrase, joined
from sesim.report.text.tables import Table

COLUMNS = Columns(WIDTH, 1.7)

DOTTED = (0, (1.5, 1.5))

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
        everybody(view), say("Each row has its own goal."),
    ])  # fmt: skip
    return Picture(
        "goals", _message(view, rows), explanation, joined(_alternative(view, rows)),
        lambda head: _draw(view, rows, head), table=_table(view, rows), adapts=True,
    )  # fmt: skip


def _draw(view: View, every: Sequence[Held], head: Head) -> Figure:
    say = view.say
    rows, more = kept(every, head)
    heads = [
        Cell(say("goal"), bold=True),
        Cell(say("reached, of\n100 histories"), SIMULATED, bold=True),
    ]
    foot = more_rows(view, say("simulated, compared with the level of the goal"), more)
    marks = [
        dot(say("mean of simulated histories"), SIMULATED), *intervals_key(view, SIMULATED),
        stroke(say("level of the goal"), INK, dashes=DOTTED),
    ]  # fmt: skip
    laid = ladder(_labelled(view, rows), heads, COLUMNS, foot, head, marks)
    means, lows, highs = (
        np.array(part) for part in zip(*(it.relative for it in rows), strict=True)
    )
    highs = np.where(np.isnan(highs) & ~np.isnan(lows), FARTHEST, highs)
    last = min(FARTHEST, max(1.5, 1.05 * float(np.nanmax([*means, *highs]))))
    ticks = [float(tick) for tick in range(1 + int(last))]
    laid.axes.set_xlim(0.0, last)
    laid.axes.set_xticks(ticks, [say.percent(tick) for tick in ticks])
    laid.axes.axvline(1.0, color=INK, linewidth=1.4, linestyle=DOTTED, zorder=2)
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


def _table(view: View, rows: Sequence[Held]) -> Table:
    say = view.say
    return Table(
        say("What is simulated of each goal, and how often it is reached"),
        [
            say("Goal"), say("Change"), say("Simulated"), say("Level of the goal"),
            say("Reached, of 100 histories"),
        ],
        [
            [
                Phrase(goal_name(view, one)), Phrase(str(view.label(one.scenario))),
                Phrase(str(one.predicted), one.predicted.__html__()),
                Phrase(str(one.level), one.level.__html__()),
                Phrase(str(one.times), one.times.__html__()),
            ]
            for one in rows
        ],
    )  # fmt: skip
