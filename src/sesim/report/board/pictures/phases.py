"""Picture: where people are in the time after they enrolled."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sesim.report.board.differences import sureness
from sesim.report.board.facts import Form, Level
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.pictures.numbers import Curve, curves_table
from sesim.report.board.view import View
from sesim.report.board.wording import whose
from sesim.report.figures.canvas import (
    DASHES,
    MARGIN,
    PLAIN,
    SMALL,
    fitted,
    height_of,
    inches_of,
    month_axis,
    panel_style,
    plot,
    room,
    share_axis,
    sheet,
    width_of,
    write,
)
from sesim.report.figures.key import Mark, area, draw_key, key_height
from sesim.report.figures.picture import WIDTH, Head, Picture
from sesim.report.figures.style import INK
from sesim.report.text.language import N_, Phrase, joined
from sesim.report.text.questions import SOONER
from sesim.report.text.tables import Table

TO_SEARCH = "weeks_to_search"

MONTHS_PER_WEEK = 12 * 7 / 365.25

FEW_MONTHS = 1.95
"""Fewer months than these are written with a decimal."""

LEFT, GAP, FOOT = 0.55, 0.25, 0.5
"""Beside, between and below the areas, in inches."""

FAINTEST = 0.004
"""An area that is never thicker is not in the key."""


class Look(NamedTuple):
    """How an area is drawn: its name, colour and pattern."""

    name: str
    colour: str
    hatch: str


LOOKS = {
    "working": Look(N_("in work, with support"), "#0072B2", ""),
    "working_alone": Look(N_("in work, without support"), "#6FB1DC", "||"),
    "left_after_job": Look(N_("left after a job"), "#CFE4F2", "////"),
    "placement": Look(N_("in a placement"), "#4E9A7E", ""),
    "searching": Look(N_("looking for a job"), "#F6E9B2", ""),
    "preparing": Look(N_("in mapping and preparation"), "#D98A3D", ""),
    "left_without_job": Look(N_("left without a job"), "#E3E3E3", "\\\\\\\\"),
}
"""Areas from below; neighbours differ in how light they are, for print in grey."""


class Stack(NamedTuple):
    """The areas of a scenario: months, and the edges between areas, from 0 to 1."""

    scenario: ScenarioSummary
    months: NDArray[np.float64]
    edges: NDArray[np.float64]


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
    ]
    return Picture(
        "phases", _message(view, stacks), joined(explanation), joined(_alternative(view, stacks)),
        lambda head: _draw(view, stacks, head), table=_table(view, stacks), adapts=True,
    )  # fmt: skip


def _stack(view: View, scenario: ScenarioSummary) -> Stack | None:
    curves = {name: view.curve(scenario, "phase", series=name) for name in LOOKS}
    months = curves["working"]["x"].to_numpy()
    if len(months) < 2 or any(len(found) != len(months) for found in curves.values()):
        return None
    shares = np.array([found["mean"].to_numpy() for found in curves.values()])
    edges = np.vstack([np.zeros(len(months)), np.cumsum(shares, axis=0)]).clip(0.0, 1.0)
    return Stack(scenario, months, edges)


def _apart(one: Stack, other: Stack) -> float:
    """Return how much the shares of two scenarios differ, summed over months and phases."""
    return float(np.abs(np.diff(one.edges, axis=0) - np.diff(other.edges, axis=0)).sum())


def _draw(view: View, stacks: Sequence[Stack], head: Head) -> Figure:
    """Draw the areas of each scenario beside one another, with one key and one scale."""
    width = head.width(WIDTH)
    wide = (width - LEFT - 0.2 - GAP * (len(stacks) - 1)) / len(stacks)
    names = [str(view.label(it.scenario)) if len(stacks) > 1 else "" for it in stacks]
    titles = [fitted(name, wide, PLAIN, lines=3, bold=True) if name else "" for name in names]
    marks = _marks(view, stacks)
    key = key_height(marks, width - 2 * MARGIN) + 0.05
    notes = [_half(view, stack, wide) for stack in stacks]
    note = max(height_of(text, SMALL) for text in notes) + 0.12
    above = max(height_of(title, PLAIN) for title in titles) * bool(titles[0]) + note
    around = key + above + FOOT
    tall = min(2.1 if width <= WIDTH else 9.0, room(width, head) - around)
    figure, used = sheet(width, around + tall, head)
    draw_key(figure, used, marks, width - 2 * MARGIN)
    top = used + key + above
    for i, (stack, title, text) in enumerate(zip(stacks, titles, notes, strict=True)):
        start = LEFT + i * (wide + GAP)
        axes = plot(figure, start, top, start + wide, tall)
        if title:
            write(figure, start, top - note, title, weight="bold", va="bottom")
        _areas(view, axes, stack)
        if i:
            axes.tick_params(labelleft=False)
        if text:
            _mark_half(axes, _months(view, stack.scenario).value.number * MONTHS_PER_WEEK, text)
    write(
        figure, (LEFT + width - 0.2) / 2, top + tall + 0.25, view.say("months since enrolment"),
        size=SMALL, ha="center", va="top",
    )  # fmt: skip
    return figure


def _marks(view: View, stacks: Sequence[Stack]) -> list[Mark]:
    """Return the key of the areas, from above; one that is never seen has no name."""
    thickest = [
        max(float((stack.edges[i + 1] - stack.edges[i]).max()) for stack in stacks)
        for i in range(len(LOOKS))
    ]
    shown = [
        area(str(view.say(look.name)), look.colour, look.hatch)
        for look, thick in zip(LOOKS.values(), thickest, strict=True)
        if thick >= FAINTEST
    ]
    return shown[::-1]


def _areas(view: View, axes: Axes, stack: Stack) -> None:
    share_axis(axes.yaxis, view.say)
    month_axis(axes, float(stack.months[-1]), 6 if inches_of(axes)[0] > 1.9 else 12)
    panel_style(axes)
    axes.grid(visible=False)
    for look, low, high in zip(LOOKS.values(), stack.edges, stack.edges[1:], strict=False):
        axes.fill_between(
            stack.months, low, high, facecolor=look.colour, hatch=look.hatch, linewidth=0.9,
            edgecolor="white",
        )  # fmt: skip


def _months(view: View, scenario: ScenarioSummary) -> Level:
    """Return when half have begun to look for a job, in months; the file has weeks."""
    weeks = view.level(scenario, TO_SEARCH).value.number
    decimals = int(weeks * MONTHS_PER_WEEK < FEW_MONTHS)
    return view.level(scenario, TO_SEARCH, form=Form(MONTHS_PER_WEEK, decimals))


def _is_drawn(months: Level, stack: Stack) -> bool:
    """Whether it lies in the months that are drawn; it does not if it is not known."""
    return 0 <= months.value.number * MONTHS_PER_WEEK <= float(stack.months[-1])


def _half(view: View, stack: Stack, wide: float) -> str:
    """Return in lines when half have begun to look for a job; nothing if that is not drawn."""
    months = _months(view, stack.scenario)
    if not _is_drawn(months, stack):
        return ""
    return fitted(
        str(view.say("half look for a job: {months}", months=months)), wide, SMALL, lines=4
    )


def _mark_half(axes: Axes, at: float, text: str) -> None:
    """Draw a line at a month, with a text above the areas."""
    wide, last = inches_of(axes)[0], axes.get_xlim()[1]
    axes.plot([at, at], [0, 1.03], color=INK, linewidth=1.2, linestyle=DASHES, clip_on=False)
    half = max(width_of(line, SMALL) for line in text.split("\n")) / 2
    middle = min(max(at / last * wide, half), max(wide - half, half))
    axes.annotate(
        text, (middle / wide, 1.0), (0, 4), xycoords="axes fraction", textcoords="offset points",
        ha="center", va="bottom", size=SMALL, color=INK, annotation_clip=False, linespacing=1.1,
    )  # fmt: skip


def _message(view: View, stacks: Sequence[Stack]) -> Phrase:
    """Say how long it takes until half have begun to look for a job."""
    say, base = view.say, view.data.baseline
    before = _months(view, base)
    if not _is_drawn(before, stacks[0]):
        return say("Where people are in the time after they have enrolled.")
    scenario = stacks[-1].scenario
    after = _months(view, scenario)
    if len(stacks) == 1 or not _is_drawn(after, stacks[-1]):
        return say(
            "Half of those enrolled have begun to look for a job after {months} months.",
            months=before,
        )
    change = say(
        "Half have begun to look for a job after {after} months with “{scenario}”, and after "
        "{before} months with “{baseline}”.",
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
        months = _months(view, scenario).value
        share = view.level(scenario, SOONER).value
        if months.known:
            yield say(
                "{name}: half look for a job after {months} months.", name=name, months=months
            )
        if share.known:
            yield say("{name}: {share} of 100 have had a job after a year.", name=name, share=share)


def _table(view: View, stacks: Sequence[Stack]) -> Table:
    curves = [
        Curve(
            view.say("{phase} ({scenario})", phase=view.say(look.name),
                     scenario=view.label(stack.scenario))
            if len(stacks) > 1 else view.say(look.name),
            stack.scenario, "phase", name,
        )
        for name, look in LOOKS.items()
        for stack in stacks
    ]  # fmt: skip
    return curves_table(
        view, view.say("Of 100 enrolled, where they are"), view.say("Months"), curves
    )
