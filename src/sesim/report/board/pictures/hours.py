"""Picture: coaches' hours by activity, wanted and given."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sesim.events import Activity
from sesim.outcomes import ALL
from sesim.report.board.facts import COUNT, OF_100, Form
from sesim.report.board.view import View
from sesim.report.board.wording import band, called, everybody, level
from sesim.report.figures.ladder import Cell, Columns, Row, ladder
from sesim.report.figures.picture import WIDTH, Head, Picture
from sesim.report.figures.style import FAINT, INK, SIMULATED
from sesim.report.text.language import N_, Phrase, joined

COLUMNS = Columns(WIDTH, 1.35)

LARGE_HOURS = 10_000
"""From so many hours of an activity on, all are told in thousands."""

THICK = 0.13
"""Of a bar, in inches."""

NAMES = {
    Activity.MAPPING: N_("mapping"),
    Activity.SOCIAL_WORK: N_("social work"),
    Activity.MOTIVATIONAL_WORK: N_("motivational work"),
    Activity.TRAINING: N_("in-house training"),
    Activity.EMPLOYER_CONTACT: N_("contacts with employers"),
    Activity.PLACEMENT_SUPPORT: N_("support in placements"),
    Activity.JOB_SUPPORT: N_("support in jobs"),
}


class Hours(NamedTuple):
    """Mean, low and high of the hours of an activity."""

    activity: Activity
    given: tuple[float, ...]
    wished: tuple[float, ...]


def hours_picture(view: View) -> Picture | None:
    """Return the picture; None if what is wanted or what is given is not known."""
    rows = [
        Hours(one, _numbers(view, f"hours_{one}"), _numbers(view, f"wished_{one}"))
        for one in Activity
    ]
    known = [row for row in rows if math.isfinite(row.given[0]) and math.isfinite(row.wished[0])]
    told = sorted((row for row in known if row.wished[0] > 0), key=lambda row: -row.wished[0])
    if not told:
        return None
    say, plan = view.say, view.material.baseline
    share = say.percent(view.material.interval)
    explanation = [
        everybody(view),
        say("Hatched: hours that are needed. Filled: hours that coaches give."),
    ]
    if band(view):
        explanation.append(say("Lines: {share} of simulated histories.", share=share))
    if view.material.is_sweep:
        explanation.append(say("Of “{plan}”.", plan=called(view, plan)))
    return Picture(
        "hours", _message(view), joined(explanation), _alternative(view, told),
        lambda head: _draw(view, told, head),
    )  # fmt: skip


def _numbers(view: View, outcome: str) -> tuple[float, ...]:
    place = (view.material.baseline.name, view.material.area, outcome)
    return tuple(view.summary.value(*place, column, ALL) for column in ("mean", "low", "high"))


def _form(rows: Sequence[Hours]) -> Form:
    most = max(row.wished[0] for row in rows)
    return Form(times=1e-3, decimals=1) if most >= LARGE_HOURS else COUNT


def _draw(view: View, rows: Sequence[Hours], head: Head) -> Figure:
    say, form = view.say, _form(rows)
    heads = [
        Cell(say("▭ needed"), FAINT, bold=True),
        Cell(say("■ given"), SIMULATED, bold=True),
    ]
    foot = say("hours in thousands") if form.times != 1 else say("hours")
    laid = ladder(
        [
            Row(
                say(NAMES[row.activity]),
                tuple(
                    Cell(say.number(numbers[0] * form.times, form.decimals), colour)
                    for numbers, colour in ((row.wished, INK), (row.given, SIMULATED))
                ),
            )
            for row in rows
        ],
        heads, COLUMNS, foot, head,
    )  # fmt: skip
    places = np.array(laid.places)
    _bars(
        laid.axes,
        np.array([row.wished for row in rows]) * form.times,
        places - THICK / 2,
        hollow=True,
    )
    _bars(
        laid.axes,
        np.array([row.given for row in rows]) * form.times,
        places + THICK / 2,
        hollow=False,
    )
    _scale(view, laid.axes, rows, form)
    return laid.figure


def _bars(axes: Axes, values: np.ndarray, places: np.ndarray, *, hollow: bool) -> None:
    looks: dict[str, Any] = (
        {"facecolor": "white", "edgecolor": INK, "hatch": "////"} if hollow
        else {"facecolor": SIMULATED, "edgecolor": SIMULATED}
    )  # fmt: skip
    axes.barh(places, values[:, 0], height=THICK, linewidth=0.8, zorder=2, **looks)
    axes.hlines(places, values[:, 1], values[:, 2], color="white", linewidth=2.6, zorder=3)
    axes.hlines(places, values[:, 1], values[:, 2], color=INK, linewidth=1.4, zorder=3)


def _scale(view: View, axes: Axes, rows: Sequence[Hours], form: Form) -> None:
    most = form.times * max(
        value for row in rows for value in (*row.wished, *row.given) if math.isfinite(value)
    )
    axes.set_xlim(0, 1.05 * most)
    ticks = [
        float(it)
        for it in MaxNLocator(nbins=3 if most < LARGE_HOURS else 2).tick_values(0, most)
        if 0 <= it <= most
    ]
    decimals = 0 if all(it.is_integer() for it in ticks) else 1
    axes.set_xticks(ticks, [view.say.number(it, decimals) for it in ticks])


def _message(view: View) -> Phrase:
    say, plan = view.say, view.material.baseline
    ratio = view.level(plan, "service_ratio", OF_100, group=ALL)
    if not ratio.known:
        return say("What coaches' hours go to, needed and given.")
    return say(
        "Coaches have time for {ratio} of 100 hours that are needed.",
        ratio=level(view, plan, "service_ratio", group=ALL),
    )


def _alternative(view: View, rows: Sequence[Hours]) -> Phrase:
    say, form, plan = view.say, _form(rows), view.material.baseline
    told = [say("Two bars for each activity, from 0. Hours given, of hours needed:")]
    if form.times != 1:
        told = [
            say("Two bars for each activity, from 0. Thousands of hours given, of those needed:")
        ]
    told += [
        say(
            "{activity}: {given} of {wished}.",
            activity=say(NAMES[row.activity]),
            given=view.level(plan, f"hours_{row.activity}", form, group=ALL),
            wished=view.level(plan, f"wished_{row.activity}", form, group=ALL),
        )
        for row in rows
    ]
    return joined(told)
