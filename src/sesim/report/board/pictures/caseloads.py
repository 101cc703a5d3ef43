"""Picture: how many are enrolled and waiting, and the coaches' posts, by calendar time."""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sesim.outcomes import ALL
from sesim.report.board.counted import words_of
from sesim.report.board.facts import TENTHS
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.view import View
from sesim.report.board.wording import BANDS, everybody, intervals
from sesim.report.figures.canvas import (
    BASELINE,
    DASHES,
    SMALL,
    beside,
    line,
    panel_style,
    plot,
    sheet,
    width_of,
    write,
)
from sesim.report.figures.picture import WIDTH, Head, Picture
from sesim.report.figures.style import HALO, INK, PUBLISHED, SIMULATED
from sesim.report.text.language import N_, Phrase, joined

LEFT, ROOM = 0.5, 1.35
"""Room beside the panels, in inches."""

NAMED = 2
"""Alternatives that have a look and a name of their own; the others are grey."""

LOOKS = ((SIMULATED, DASHES), ("#7A3E9D", (0, (1, 1.2))))
"""Colours and dashes of those that are named."""

THINNED = 3
"""Of lines without a name, every so many months are drawn."""

SLIGHT = 0.02
"""A change smaller than this part of the panel's height cannot be seen, and has no name."""


class TimePanel(NamedTuple):
    """A panel: its title, height in inches, and decimals of its numbers."""

    title: str
    height: float
    decimals: int


PANELS = {
    "enrolled": TimePanel(N_("Enrolled"), 1.45, 0),
    "waiting": TimePanel(N_("Waiting for a place"), 0.8, 0),
    "fte": TimePanel(N_("Coaches' posts, full-time"), 0.8, 1),
}

Levels = Mapping[str, pd.DataFrame]


def caseloads_picture(view: View) -> Picture | None:
    """Return the picture; None if no level of the baseline is known."""
    data = view.data
    base = _levels(view, data.baseline)
    if len(base["enrolled"]) < 2:
        return None
    others = {one: _levels(view, one) for one in data.alternatives}
    others = {one: found for one, found in others.items() if len(found["enrolled"]) > 1}
    named = _named(base, others)
    explanation = [everybody(view), _drawn(view, named, others), intervals(view, BANDS)]
    return Picture(
        "caseloads", _message(view), joined(explanation), joined(_alternative(view)),
        lambda head: _draw(view, base, others, named, head),
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


def _drawn(
    view: View, named: Sequence[ScenarioSummary], others: Mapping[ScenarioSummary, Levels]
) -> Phrase:
    say = view.say
    if not others:
        return say("Solid line: mean of simulated histories.")
    if not named:
        return say("The line shows “{baseline}”; no alternative changes it much.",
                   baseline=view.label(view.data.baseline))  # fmt: skip
    return say(
        "Solid line: “{baseline}”. Other lines: alternatives; those that change most are named.",
        baseline=view.label(view.data.baseline),
    )


def _draw(
    view: View,
    base: Levels,
    others: Mapping[ScenarioSummary, Levels],
    named: Sequence[ScenarioSummary],
    head: Head,
) -> Figure:
    begins = _change(view)
    first = 0.42 if begins else 0.26
    total = first + sum(panel.height for panel in PANELS.values()) + 0.32 * (len(PANELS) - 1) + 0.35
    figure, at = sheet(WIDTH, total, head)
    left, right = _left(view, base, others), WIDTH - ROOM - 0.15
    at += first
    for name, panel in PANELS.items():
        axes = plot(figure, left, at, right, panel.height)
        write(figure, 0.1, at - 0.05, view.say(panel.title), weight="bold", va="bottom")
        _lines(axes, name, base, others, named)
        _time(view, axes, labels=name == "fte")
        _labels(view, axes, name, base, others, named)
        if begins:
            axes.axvline(begins[0], color=INK, linewidth=1.0, linestyle=(0, (2, 2)), zorder=1)
        at += panel.height + 0.32
    if begins:
        _name_change(view, figure, begins, (left, right), at - total + first + 0.03)
    return figure


def _left(view: View, base: Levels, others: Mapping[ScenarioSummary, Levels]) -> float:
    """Return room for the numbers of the vertical axes, in inches."""
    tables = [table for levels in (base, *others.values()) for table in levels.values()]
    largest = max(np.nanmax(table[["mean", "high"]].to_numpy()) for table in tables if len(table))
    return max(LEFT, width_of(view.say.number(2 * float(largest)), SMALL) + 0.15)


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
    """Write above the line when the changes begin, on the side where there is room."""
    data = view.data
    assert data.plan_start is not None  # noqa: S101 - there is a line
    x = ends[0] + begins[1] * (ends[1] - ends[0])
    late = begins[1] > 0.5
    text = view.say("change from {day}", day=view.say.day(data.plan_start))
    write(
        figure, x, top, text, size=SMALL, color=INK, va="top", path_effects=HALO,
        ha="right" if late else "left",
    )  # fmt: skip


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
            axes.plot(thinned["x"], thinned["mean"], color="#999999", linewidth=0.8, **steps)
    line(axes, base[name], color=BASELINE if others else SIMULATED, **steps)
    for scenario, (colour, dashes) in zip(named, LOOKS, strict=False):
        curve = others[scenario][name]
        axes.plot(
            curve["x"], curve["mean"], color=colour, linewidth=1.5, linestyle=dashes, zorder=3,
            **steps,
        )  # fmt: skip


def _time(view: View, axes: Axes, *, labels: bool) -> None:
    """Show calendar years."""
    data = view.data
    whole = (data.end - data.start).days / 7
    axes.set_xlim(0, max(whole, 1.0))
    years = range(data.start.year, data.end.year + 2)
    firsts = {year: (date(year, 1, 1) - data.start).days / 7 for year in years}
    inside = {year: week for year, week in firsts.items() if 0 <= week <= whole}
    kept = dict(list(inside.items())[:: 1 + len(inside) // 7])
    axes.set_xticks(
        list(kept.values()), [str(year) for year in kept] if labels else [""] * len(kept)
    )
    panel_style(axes)


def _numbers(view: View, axes: Axes) -> None:
    """Show numbers from 0."""
    top = max(1.0, 1.05 * axes.get_ylim()[1])
    axes.set_ylim(0, top)
    ticks = MaxNLocator(nbins=3, integer=True, min_n_ticks=2).tick_values(0, top)
    inside = [float(tick) for tick in ticks if 0 <= tick <= top]
    axes.set_yticks(inside, [view.say.number(tick) for tick in inside])


def _labels(
    view: View, axes: Axes, name: str, base: Levels, others: Mapping[ScenarioSummary, Levels],
    named: Sequence[ScenarioSummary],
) -> None:  # fmt: skip
    """Write the numbers at the end beside the lines; in the first panel with their names."""
    baseline = view.data.baseline
    colour = BASELINE if others else SIMULATED
    found = [(baseline, *_last(view, name, base), colour)]
    found += [
        (it, *_last(view, name, others[it]), look[0])
        for it, look in zip(named, LOOKS, strict=False)
    ]
    first = name == "enrolled"
    shown = [it for i, it in enumerate(found) if first or i == 0 or it[2] != found[0][2]]
    labels = [
        (value, f"{text} {view.label(it)}" if first and others else text, ink)
        for it, value, text, ink in shown
        if math.isfinite(value)
    ]
    labels += _published(view, axes) if first else []
    _numbers(view, axes)
    beside(axes, labels, ROOM)


def _last(view: View, name: str, levels: Levels) -> tuple[float, str]:
    """Return the number at the end, and how it is written."""
    means = levels[name]["mean"]
    last = float(means.iloc[-1]) if len(means) else math.nan
    return last, view.say.number(last, PANELS[name].decimals)


def _published(view: View, axes: Axes) -> list[tuple[float, str, str]]:
    """Mark the published or own number of people enrolled at the end, and return its label."""
    observed = view.level(view.data.baseline, "ongoing", group=ALL).published
    if not observed.known:
        return []
    axes.set_ylim(0, max(axes.get_ylim()[1], 1.03 * observed.number))
    axes.plot(
        [axes.get_xlim()[1]], [observed.number], "D", markerfacecolor="white",
        markeredgecolor=PUBLISHED, markeredgewidth=1.8, markersize=6.5, clip_on=False, zorder=5,
    )  # fmt: skip
    text = view.say(words_of(view, view.data.area).label, number=observed)
    return [(observed.number, str(text), PUBLISHED)]


def _message(view: View) -> Phrase:
    say = view.say
    ongoing, waiting = (
        view.level(view.data.baseline, outcome, group=ALL) for outcome in ("ongoing", "waiting")
    )
    if not (ongoing.value.known and waiting.value.known):
        return say("How many are enrolled and waiting, and the coaches' posts.")
    return say(
        "On {day}, {ongoing} people are enrolled and {waiting} wait for a place.",
        day=say.day(view.data.end),
        ongoing=ongoing,
        waiting=waiting,
    )


def _alternative(view: View) -> Iterator[Phrase]:
    say, data = view.say, view.data
    yield say(
        "Three panels over time: enrolled, waiting and coaches' posts. At the end of the period:"
    )
    for one in (data.baseline, *data.alternatives):
        yield say(
            "{name}: {ongoing} enrolled, {waiting} waiting; on average {caseload} per full-time "
            "post.",
            name=view.label(one),
            ongoing=view.level(one, "ongoing", group=ALL).value,
            waiting=view.level(one, "waiting", group=ALL).value,
            caseload=view.level(one, "caseload_per_fte", group=ALL, form=TENTHS).value,
        )
