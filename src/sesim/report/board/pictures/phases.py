"""Picture: where people are in the time after they enrolled."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sesim.report.board.differences import sureness
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.view import View
from sesim.report.board.wording import LINES_OF_WORK, intervals, whose
from sesim.report.figures.canvas import (
    PLAIN,
    SMALL,
    beside,
    fitted,
    height_of,
    month_axis,
    panel_style,
    plot,
    share_axis,
    sheet,
    width_of,
    write,
)
from sesim.report.figures.picture import WIDTH, Head, Picture
from sesim.report.figures.style import INK
from sesim.report.text.language import N_, Phrase, joined
from sesim.report.text.questions import SOONER

TO_SEARCH = "weeks_to_search"

LEFT, ROOM = 0.55, 1.1
"""Room beside the areas, in inches: for the axis, and for names that do not fit inside."""

READ_AT = (12, 24)
"""Months at which the interval of those in work is shown."""

FAINTEST = 0.004
"""An area that is never thicker has no name."""


class Look(NamedTuple):
    """How an area is drawn: its name, colour, pattern and the colour of its name."""

    name: str
    colour: str
    hatch: str
    ink: str


LOOKS = {
    "working": Look(N_("in work, with support"), "#0072B2", "", "white"),
    "working_alone": Look(N_("in work, without support"), "#6FB1DC", "||", INK),
    "left_after_job": Look(N_("left after a job"), "#CFE4F2", "////", INK),
    "placement": Look(N_("in a placement"), "#4E9A7E", "", "white"),
    "searching": Look(N_("looking for a job"), "#F6E9B2", "", INK),
    "preparing": Look(N_("in mapping and preparation"), "#D98A3D", "", INK),
    "left_without_job": Look(N_("left without a job"), "#E3E3E3", "\\\\\\\\", INK),
}
"""Areas from below; neighbours differ in how light they are, for print in grey."""


class Stack(NamedTuple):
    """The areas of a scenario: months, and the edges between areas, from 0 to 1."""

    scenario: ScenarioSummary
    months: NDArray[np.float64]
    edges: NDArray[np.float64]
    working: pd.DataFrame


def phases_picture(view: View) -> Picture | None:
    """Return the picture; None if the phases of the baseline are not known."""
    base = _stack(view, view.data.baseline)
    if base is None:
        return None
    found = [_stack(view, one) for one in view.data.alternatives]
    others = [it for it in found if it is not None and it.edges.shape == base.edges.shape]
    changed = max(others, key=lambda it: _apart(base, it), default=None)
    stacks = [base] if changed is None or _apart(base, changed) == 0 else [base, changed]
    explanation = [
        whose(view),
        view.say("Where they are, month by month after enrolment."),
        intervals(view, LINES_OF_WORK),
    ]
    return Picture(
        "phases", _message(view, stacks), joined(explanation), joined(_alternative(view, stacks)),
        lambda head: _draw(view, stacks, head),
    )  # fmt: skip


def _stack(view: View, scenario: ScenarioSummary) -> Stack | None:
    curves = {name: view.curve(scenario, "phase", series=name) for name in LOOKS}
    months = curves["working"]["x"].to_numpy()
    if len(months) < 2 or any(len(found) != len(months) for found in curves.values()):
        return None
    shares = np.array([found["mean"].to_numpy() for found in curves.values()])
    edges = np.vstack([np.zeros(len(months)), np.cumsum(shares, axis=0)]).clip(0.0, 1.0)
    return Stack(scenario, months, edges, curves["working"])


def _apart(one: Stack, other: Stack) -> float:
    """Return how much the shares of two scenarios differ, summed over months and phases."""
    return float(np.abs(np.diff(one.edges, axis=0) - np.diff(other.edges, axis=0)).sum())


def _draw(view: View, stacks: Sequence[Stack], head: Head) -> Figure:
    several = len(stacks) > 1
    tall = 1.75 if several else 2.4
    right = WIDTH - ROOM - 0.1
    titles = [
        fitted(str(view.label(it.scenario)), WIDTH - LEFT - 0.1, PLAIN, bold=True)
        if several
        else ""
        for it in stacks
    ]
    above = [height_of(title, PLAIN) + 0.3 if title else 0.25 for title in titles]
    figure, at = sheet(WIDTH, sum(above) + len(stacks) * (tall + 0.3) + 0.25, head)
    for stack, title, space in zip(stacks, titles, above, strict=True):
        if title:
            write(figure, LEFT, at + space - 0.2, title, weight="bold", va="bottom")
        axes = plot(figure, LEFT, at + space, right, tall)
        _areas(view, axes, stack, (right - LEFT, tall))
        at += space + tall + 0.3
    write(
        figure, (LEFT + right) / 2, at - 0.02, view.say("months since enrolment"), size=SMALL,
        ha="center", va="top",
    )  # fmt: skip
    return figure


def _areas(view: View, axes: Axes, stack: Stack, size: tuple[float, float]) -> None:
    share_axis(axes.yaxis, view.say)
    month_axis(axes, float(stack.months[-1]), 6)
    panel_style(axes)
    axes.grid(visible=False)
    for look, low, high in zip(LOOKS.values(), stack.edges, stack.edges[1:], strict=False):
        axes.fill_between(
            stack.months, low, high, facecolor=look.colour, hatch=look.hatch, linewidth=0.9,
            edgecolor="white",
        )  # fmt: skip
    low, high = _whiskers(axes, stack)
    _names(view, axes, stack, (low, high), size)


def _whiskers(axes: Axes, stack: Stack) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Draw the intervals of those in work; return where names of areas must end and begin."""
    lower, upper = stack.edges[1].copy(), stack.edges[1].copy()
    for month in READ_AT:
        rows = stack.working[stack.working["x"] == month]
        if len(rows) and month < stack.months[-1]:
            low, high = (float(rows[end].iloc[0]) for end in ("low", "high"))
            if not math.isfinite(low):
                continue  # one history has no interval
            for colour, width in (("white", 3.4), (INK, 1.6)):
                axes.plot([month, month], [low, high], color=colour, linewidth=width, zorder=4)
            near = np.abs(stack.months - month) < 1.1
            lower[near], upper[near] = low, high
    return lower, upper


def _names(
    view: View, axes: Axes, stack: Stack, clear: tuple[NDArray[np.float64], NDArray[np.float64]],
    size: tuple[float, float],
) -> None:  # fmt: skip
    """Write the name of each area inside it, or beside the areas where it does not fit."""
    outside = []
    for i, look in enumerate(LOOKS.values()):
        name = str(view.say(look.name))
        low, high = stack.edges[i], stack.edges[i + 1]
        room = (np.maximum(low, clear[1]) if i else low, high if i else clear[0])
        place = _inside(name, stack.months, room, size)
        if (high - low).max() < FAINTEST:
            continue
        if place is not None:
            _write_inside(axes, look, *place)
        elif look is LOOKS["preparing"]:
            _write_above(axes, name, stack.months, (low + high) / 2)
        else:
            outside.append((float(low[-1] + high[-1]) / 2, name, INK))
    beside(axes, outside, ROOM - 0.1, leaders=True)


def _write_inside(axes: Axes, look: Look, text: str, x: float, y: float) -> None:
    box = {"facecolor": look.colour, "linewidth": 0, "pad": 0.6} if look.hatch else None
    axes.text(
        x, y, text, ha="center", va="center", size=SMALL, weight="bold", color=look.ink,
        linespacing=1.1, zorder=5, bbox=box,
    )  # fmt: skip


def _write_above(
    axes: Axes, name: str, months: NDArray[np.float64], middles: NDArray[np.float64]
) -> None:
    """Name the area of the first weeks above the areas, with a line down to it."""
    axes.annotate(
        name, (float(months[1]), 1.0), (8, 3), textcoords="offset points", ha="left", va="bottom",
        size=SMALL, weight="bold", color=INK, annotation_clip=False,
    )  # fmt: skip
    axes.plot(
        [months[1], months[1]], [float(middles[1]), 1.04], color=INK, linewidth=0.9, marker="o",
        markevery=[0], markersize=3, clip_on=False, zorder=5,
    )  # fmt: skip


def _inside(
    name: str, months: NDArray[np.float64], room: tuple[NDArray[np.float64], NDArray[np.float64]],
    size: tuple[float, float],
) -> tuple[str, float, float] | None:  # fmt: skip
    """Return a name, broken if need be, and where it fits; None if it does not."""
    wide, tall = size
    span = float(months[-1] - months[0])
    folded = fitted(name, 0.62 * width_of(name, SMALL, True), SMALL, bold=True)
    whole = folded.replace("\n", " ") == name  # a word that is too wide loses letters
    for text in (name, folded) if whole and folded != name else (name,):
        half = max(width_of(it, SMALL, True) for it in text.split("\n")) / wide * span / 2 + 0.3
        best: tuple[float, float, float] | None = None
        for x in np.arange(half, span - half, 0.5):
            inside = (months >= x - half - 1) & (months <= x + half + 1)
            low, high = float(room[0][inside].max()), float(room[1][inside].min())
            if best is None or high - low > best[0]:
                best = (high - low, float(x), (low + high) / 2)
        if best is not None and best[0] * tall > height_of(text, SMALL) + 0.03:
            return text, best[1], best[2]
    return None


def _message(view: View, stacks: Sequence[Stack]) -> Phrase:
    """Say how long it takes until half have begun to look for a job."""
    say, base = view.say, view.data.baseline
    before = view.level(base, TO_SEARCH)
    if not before.value.known:
        return say("Where people are in the time after they have enrolled.")
    after = view.level(stacks[-1].scenario, TO_SEARCH)
    if len(stacks) == 1 or not after.value.known:
        return say(
            "Half of those enrolled have begun to look for a job after {weeks} weeks.", weeks=before
        )
    scenario = stacks[-1].scenario
    change = say(
        "Half have begun to look for a job after {after} weeks with “{scenario}”, and after "
        "{before} weeks with “{baseline}”.",
        after=after.value, scenario=view.label(scenario), before=before.value,
        baseline=view.label(base),
    )  # fmt: skip
    return joined([change, sureness(say, view.difference(scenario, TO_SEARCH).verdict)])


def _alternative(view: View, stacks: Sequence[Stack]) -> Iterator[Phrase]:
    say = view.say
    yield say(
        "Areas on top of one another, from 0 to 100%: in work with support, in work "
        "without, left after a job, in a placement, looking for a job, in mapping and "
        "preparation, left without a job."
    )
    for scenario in (stack.scenario for stack in stacks):
        name = view.label(scenario)
        weeks, share = (view.level(scenario, it).value for it in (TO_SEARCH, SOONER))
        if weeks.known:
            yield say("{name}: half look for a job after {weeks} weeks.", name=name, weeks=weeks)
        if share.known:
            yield say("{name}: {share} of 100 have had a job after a year.", name=name, share=share)
