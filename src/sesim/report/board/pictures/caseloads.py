"""Picture: how many are enrolled and waiting, and the coaches' posts, by calendar time."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sesim.outcomes import ALL
from sesim.report.board.counted import words_of
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.pictures.caseload_words import (
    levels_in_words,
    levels_message,
    levels_table,
)
from sesim.report.board.view import View
from sesim.report.board.wording import bands_key, everybody
from sesim.report.figures.calendar import calendar_axis
from sesim.report.figures.canvas import (
    BASELINE,
    DASHES,
    MARGIN,
    PLAIN,
    SMALL,
    line,
    panel_style,
    plot,
    room,
    sheet,
    width_of,
    write,
)
from sesim.report.figures.key import Mark, dot, draw_key, key_height, stroke
from sesim.report.figures.labels import beside
from sesim.report.figures.picture import WIDTH, Head, Picture
from sesim.report.figures.style import HALO, INK, PUBLISHED, SIMULATED
from sesim.report.text.language import N_, joined

LEFT, BETWEEN = 0.5, 0.32
"""Room beside and between the panels, in inches."""

MOST_RIGHT = 0.45
"""Of the width of a picture, for the numbers at the end of lines."""

GREY = "#999999"

CHANGE = (0, (2, 2))
"""Dashes of the line where changes begin."""

NAMED = 2
"""Alternatives that have a look and a name of their own; the others are grey."""

LOOKS = ((SIMULATED, DASHES), ("#7A3E9D", (0, (1, 1.2))))
"""Colours and dashes of those that are named."""

THINNED = 3
"""Of lines without a name, every so many months are drawn."""

SLIGHT = 0.02
"""A change smaller than this part of the panel's height cannot be seen, and has no name."""


class TimePanel(NamedTuple):
    """A panel: its title, height in inches, decimals of its numbers, and the outcome at its end."""

    title: str
    height: float
    decimals: int
    outcome: str = ""


PANELS = {
    "enrolled": TimePanel(N_("Enrolled"), 1.45, 0, "ongoing"),
    "waiting": TimePanel(N_("Waiting for a place"), 0.8, 0, "waiting"),
    "fte": TimePanel(N_("Coaches' posts, full-time"), 0.8, 1),
}

Levels = Mapping[str, pd.DataFrame]

Label = tuple[float, str, str]
"""Where a number stands, the number, and its colour."""


def caseloads_picture(view: View) -> Picture | None:
    """Return the picture; None if no level of the baseline is known."""
    data = view.data
    base = _levels(view, data.baseline)
    if len(base["enrolled"]) < 2:
        return None
    others = {one: _levels(view, one) for one in data.alternatives}
    others = {one: found for one, found in others.items() if len(found["enrolled"]) > 1}
    named = _named(base, others)
    explanation = [everybody(view)]
    if others and not named:
        text = view.say("No alternative changes the levels much.")
        explanation.append(text)
    return Picture(
        "caseloads", levels_message(view), joined(explanation), joined(levels_in_words(view)),
        lambda head: _draw(view, base, others, named, head), table=levels_table(view), adapts=True,
    )  # fmt: skip


def _levels(view: View, scenario: ScenarioSummary) -> Levels:
    return {name: view.curve(scenario, "level", series=name, group=ALL) for name in PANELS}


def _named(base: Levels, others: Mapping[ScenarioSummary, Levels]) -> list[ScenarioSummary]:
    """Return the alternatives that change most, as far as it can be seen."""
    sizes = {one: _apart(base, found) for one, found in others.items()}
    ordered = sorted(sizes, key=lambda one: -sizes[one])
    return [one for one in ordered if sizes[one] > SLIGHT][:NAMED]


def _apart(base: Levels, found: Levels) -> float:
    """Return the largest change of any level, as a part of its largest value."""
    parts = [0.0]
    for name, ours in base.items():
        both = ours.merge(found[name], on="x")
        most = max([1.0, *both["high_x"].dropna(), *both["mean_y"].dropna()])
        parts += [float((both["mean_x"] - both["mean_y"]).abs().max()) / most if len(both) else 0.0]
    return max(parts)


def _is_seen(ours: pd.DataFrame, theirs: pd.DataFrame) -> bool:
    """Whether a line leaves that of the baseline by more than the width of a line."""
    both = ours.merge(theirs, on="x")
    most = np.nanmax(both[["mean_x", "mean_y", "high_x"]].to_numpy(), initial=0.0)
    return bool((both["mean_x"] - both["mean_y"]).abs().max() > 0.01 * most)


def _draw(
    view: View,
    base: Levels,
    others: Mapping[ScenarioSummary, Levels],
    named: Sequence[ScenarioSummary],
    head: Head,
) -> Figure:
    width, begins = head.width(WIDTH), _change(view)
    marks, key_width = _marks(view, base, others, named), width - 2 * MARGIN
    key = key_height(marks, key_width) + 0.05
    first = 0.42 if begins else 0.26
    around = key + first + BETWEEN * (len(PANELS) - 1) + 0.35
    heights = {name: panel.height for name, panel in PANELS.items()}
    if head.is_slide:
        more = (room(WIDTH, head) - around) / sum(heights.values())
        heights = {name: height * more for name, height in heights.items()}
    figure, at = sheet(WIDTH, around + sum(heights.values()), head)
    draw_key(figure, at, marks, key_width)
    at += key + first
    labels = {name: _labels(view, name, base, others, named) for name in PANELS}
    if _right(labels) > MOST_RIGHT * width:  # very many people: their interval has no room
        labels = {
            name: [(at, text.split(" (")[0], ink) for at, text, ink in found]
            for name, found in labels.items()
        }
    left, right = _left(view, base, others), width - _right(labels) - 0.15
    if begins:
        _name_change(view, figure, begins, (left, right), at - first + 0.03)
    for name, panel in PANELS.items():
        axes = plot(figure, left, at, right, heights[name])
        write(figure, MARGIN, at - 0.05, view.say(panel.title), weight="bold", va="bottom")
        _lines(axes, name, base, others, named)
        calendar_axis(axes, view.data.start, view.data.end, named=name == "fte")
        panel_style(axes)
        if name == "enrolled":
            _published(view, axes)
        _numbers(view, axes)
        beside(axes, labels[name], _right(labels))
        if begins:
            axes.axvline(begins[0], color=INK, linewidth=1.0, linestyle=CHANGE, zorder=1)
        at += heights[name] + BETWEEN
    return figure


def _marks(
    view: View, base: Levels, others: Mapping[ScenarioSummary, Levels],
    named: Sequence[ScenarioSummary],
) -> list[Mark]:  # fmt: skip
    """Return the key: which line is which."""
    say, baseline = view.say, view.data.baseline
    if not others:
        marks = [stroke(str(say("mean of simulated histories")), SIMULATED, 2.0)]
        marks += bands_key(view, SIMULATED)
    else:
        marks = [stroke(str(view.label(baseline)), BASELINE, 2.0), *bands_key(view, BASELINE)]
    marks += [
        stroke(str(view.label(one)), colour, 1.5, dashes)
        for one, (colour, dashes) in zip(named, LOOKS, strict=False)
    ]
    unnamed = [found for one, found in others.items() if one not in named]
    if any(_is_seen(base[name], found[name]) for found in unnamed for name in PANELS):
        marks.append(stroke(str(say("other alternatives")), GREY, 0.8))
    if view.level(baseline, "ongoing", group=ALL).published.known:
        words = words_of(view, view.data.area)
        text = str(say(words.legend_as_it_was if view.data.is_what_if else words.legend))
        marks.append(dot(text.removeprefix("◆ "), PUBLISHED, "D", hollow=True))
    return marks


def _left(view: View, base: Levels, others: Mapping[ScenarioSummary, Levels]) -> float:
    """Return room for the numbers of the vertical axes, in inches."""
    tables = [table for levels in (base, *others.values()) for table in levels.values()]
    largest = max(np.nanmax(table[["mean", "high"]].to_numpy()) for table in tables if len(table))
    return max(LEFT, width_of(view.say.number(2 * float(largest)), SMALL) + 0.15)


def _right(labels: Mapping[str, Sequence[Label]]) -> float:
    """Return room for the numbers at the end of the lines, in inches."""
    texts = [text for found in labels.values() for _, text, _ in found]
    return 0.25 + max((width_of(text, SMALL, True) for text in texts), default=0.0)


def _change(view: View) -> tuple[float, float] | None:
    """Return when changes begin, in weeks from the start, and as a part of the window."""
    data = view.data
    if data.plan_start is None or all(one.since is None for one in data.scenarios):
        return None
    weeks = (data.plan_start - data.start).days / 7
    whole = (data.end - data.start).days / 7
    return (weeks, weeks / whole) if 0 < weeks < whole else None


def _name_change(
    view: View, figure: Figure, begins: tuple[float, float], ends: tuple[float, float], top: float
) -> None:
    """Write above the line when the changes begin, as near as there is room."""
    data = view.data
    assert data.plan_start is not None  # noqa: S101 - there is a line
    text = str(view.say("change from {day}", day=view.say.day(data.plan_start)))
    wide = width_of(text, SMALL)
    x = ends[0] + begins[1] * (ends[1] - ends[0]) - wide / 2
    first = MARGIN + width_of(str(view.say(PANELS["enrolled"].title)), PLAIN, True) + 0.1
    x = max(min(x, figure.get_size_inches()[0] - MARGIN - wide), first)
    write(figure, x, top, text, size=SMALL, color=INK, va="top", path_effects=HALO)


def _lines(
    axes: Axes,
    name: str,
    base: Levels,
    others: Mapping[ScenarioSummary, Levels],
    named: Sequence[ScenarioSummary],
) -> None:
    steps: dict[str, Any] = {"drawstyle": "steps-post"} if name == "fte" else {}
    for scenario, found in others.items():
        if scenario not in named and _is_seen(base[name], found[name]):
            thinned = found[name].iloc[::THINNED]
            axes.plot(thinned["x"], thinned["mean"], color=GREY, linewidth=0.8, **steps)
    line(axes, base[name], color=BASELINE if others else SIMULATED, **steps)
    for scenario, (colour, dashes) in zip(named, LOOKS, strict=False):
        curve = others[scenario][name]
        axes.plot(
            curve["x"], curve["mean"], color=colour, linewidth=1.5, linestyle=dashes, zorder=3,
            **steps,
        )  # fmt: skip


def _numbers(view: View, axes: Axes) -> None:
    """Show numbers from 0."""
    top = max(1.0, 1.05 * axes.get_ylim()[1])
    axes.set_ylim(0, top)
    ticks = MaxNLocator(nbins=3, integer=True, min_n_ticks=2).tick_values(0, top)
    inside = [float(tick) for tick in ticks if 0 <= tick <= top]
    axes.set_yticks(inside, [view.say.number(tick) for tick in inside])


def _labels(
    view: View, name: str, base: Levels, others: Mapping[ScenarioSummary, Levels],
    named: Sequence[ScenarioSummary],
) -> list[Label]:  # fmt: skip
    """Return the numbers at the end of the lines, and the published one."""
    baseline = view.data.baseline
    colour = BASELINE if others else SIMULATED
    found = [(*_last(view, name, base, baseline), colour)]
    found += [
        (*_last(view, name, others[it], it), look[0])
        for it, look in zip(named, LOOKS, strict=False)
    ]
    first = name == "enrolled"
    labels = [
        it for i, it in enumerate(found)
        if math.isfinite(it[0]) and (first or i == 0 or it[1] != found[0][1])
    ]  # fmt: skip
    observed = view.level(baseline, "ongoing", group=ALL).published
    if first and observed.known:
        labels.append((observed.number, observed.text, PUBLISHED))
    return labels


def _last(view: View, name: str, levels: Levels, scenario: ScenarioSummary) -> tuple[float, str]:
    """Return where a line ends, and the number at its end."""
    means = levels[name]["mean"]
    last = float(means.iloc[-1]) if len(means) else math.nan
    outcome = PANELS[name].outcome
    level = view.level(scenario, outcome, group=ALL) if outcome else None
    if level is None or not level.value.known:
        return last, view.say.number(last, PANELS[name].decimals)
    return last, str(level if scenario == view.data.baseline else level.value)


def _published(view: View, axes: Axes) -> None:
    """Mark the published or own number of people enrolled at the end."""
    observed = view.level(view.data.baseline, "ongoing", group=ALL).published
    if not observed.known:
        return
    axes.set_ylim(0, max(axes.get_ylim()[1], 1.03 * observed.number))
    axes.plot(
        [axes.get_xlim()[1]], [observed.number], "D", markerfacecolor="white",
        markeredgecolor=PUBLISHED, markeredgewidth=1.8, markersize=6.5, clip_on=False, zorder=5,
    )  # fmt: skip
