"""Picture: coaches' hours by activity, wanted and given."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sesim.events import Activity
from sesim.outcomes import ALL
from sesim.report.board.facts import COUNT, Form, Level
from sesim.report.board.view import View
from sesim.report.board.wording import LINES, everybody, intervals
from sesim.report.figures.ladder import Cell, Columns, Row, ladder
from sesim.report.figures.picture import WIDTH, Head, Picture
from sesim.report.figures.style import FAINT, INK, SIMULATED
from sesim.report.text.language import N_, Phrase, joined

COLUMNS = Columns(WIDTH, 1.35)

LARGE_HOURS = 10_000
"""From so many hours of an activity on, all are shown in thousands."""

THICK = 0.13
"""Of a bar, in inches."""

NAMES = {
    Activity.MAPPING: N_("mapping"),
    Activity.SOCIAL_WORK: N_("social work"),
    Activity.MOTIVATIONAL_WORK: N_("motivational work"),
    Activity.TRAINING: N_("in-house work training"),
    Activity.SEARCH_SUPPORT: N_("support in the job search"),
    Activity.EMPLOYER_CONTACT: N_("contacts with employers"),
    Activity.PLACEMENT_SUPPORT: N_("support in placements"),
    Activity.JOB_SUPPORT: N_("support in jobs"),
}


class Hours(NamedTuple):
    """The hours of an activity."""

    activity: Activity
    given: Level
    needed: Level


def hours_picture(view: View) -> Picture | None:
    """Return the picture; None if what is needed or what is given is not known."""
    most = max((row.needed.value.number for row in _rows(view, COUNT)), default=0.0)
    form = Form(times=1e-3, decimals=1) if most >= LARGE_HOURS else COUNT
    rows = _rows(view, form)
    if not rows:
        return None
    say, base = view.say, view.data.baseline
    explanation = [
        everybody(view),
        say("Hatched: hours that are needed. Filled: hours that coaches give."),
        intervals(view, LINES),
    ]
    if view.data.is_sweep:
        explanation.append(say("For “{scenario}”.", scenario=view.label(base)))
    return Picture(
        "hours", _message(view), joined(explanation), joined(_alternative(view, rows, form)),
        lambda head: _draw(view, rows, form, head),
    )  # fmt: skip


def _rows(view: View, form: Form) -> list[Hours]:
    """Return the activities that need hours, the most first."""
    found = []
    for one in Activity:
        given, needed = (
            view.level(view.data.baseline, f"{word}_{one}", group=ALL, form=form)
            for word in ("hours", "wished")
        )
        if given.value.known and needed.value.known and needed.value.number > 0:
            found.append(Hours(one, given, needed))
    return sorted(found, key=lambda row: -row.needed.value.number)


def _draw(view: View, rows: Sequence[Hours], form: Form, head: Head) -> Figure:
    say = view.say
    heads = [
        Cell(say("▭ needed"), FAINT, bold=True),
        Cell(say("■ given"), SIMULATED, bold=True),
    ]
    foot = say("hours in thousands") if form != COUNT else say("hours")
    labelled = [
        Row(
            say(NAMES[row.activity]),
            (Cell(str(row.needed.value), INK), Cell(str(row.given.value), SIMULATED)),
        )
        for row in rows
    ]
    laid = ladder(labelled, heads, COLUMNS, foot, head)
    needed, given = (
        form.times * np.array([one.numbers for one in levels])
        for levels in ([row.needed for row in rows], [row.given for row in rows])
    )
    places = np.array(laid.places)
    _bars(laid.axes, needed, places - THICK / 2, hollow=True)
    _bars(laid.axes, given, places + THICK / 2, hollow=False)
    _scale(view, laid.axes, float(np.nanmax([needed, given])))
    return laid.figure


def _bars(axes: Axes, values: np.ndarray, places: np.ndarray, *, hollow: bool) -> None:
    looks: dict[str, Any] = (
        {"facecolor": "white", "edgecolor": INK, "hatch": "////"} if hollow
        else {"facecolor": SIMULATED, "edgecolor": SIMULATED}
    )  # fmt: skip
    axes.barh(places, values[:, 0], height=THICK, linewidth=0.8, zorder=2, **looks)
    axes.hlines(places, values[:, 1], values[:, 2], color="white", linewidth=2.6, zorder=3)
    axes.hlines(places, values[:, 1], values[:, 2], color=INK, linewidth=1.4, zorder=3)


def _scale(view: View, axes: Axes, most: float) -> None:
    axes.set_xlim(0, 1.05 * most)
    ticks = [
        float(it)
        for it in MaxNLocator(nbins=3 if most < LARGE_HOURS else 2).tick_values(0, most)
        if 0 <= it <= most
    ]
    decimals = 0 if all(it.is_integer() for it in ticks) else 1
    axes.set_xticks(ticks, [view.say.number(it, decimals) for it in ticks])


def _message(view: View) -> Phrase:
    ratio = view.level(view.data.baseline, "service_ratio", group=ALL)
    if not ratio.value.known:
        return view.say("What coaches' hours go to, needed and given.")
    return view.say("Coaches have time for {ratio} of 100 hours that are needed.", ratio=ratio)


def _alternative(view: View, rows: Sequence[Hours], form: Form) -> Iterator[Phrase]:
    say = view.say
    yield (
        say("Two bars for each activity, from 0. Hours given, of hours needed:")
        if form == COUNT
        else say("Two bars for each activity, from 0. Thousands of hours given, of those needed:")
    )
    for row in rows:
        yield say(
            "{activity}: {given} of {wished}.",
            activity=say(NAMES[row.activity]),
            given=row.given.value,
            wished=row.needed.value,
        )
