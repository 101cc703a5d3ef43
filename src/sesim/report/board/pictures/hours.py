"""Picture: coaches' hours by activity, wanted and given."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sesim.events import Activity
from sesim.outcomes import ALL
from sesim.report.board.facts import COUNT, Form, Level
from sesim.report.board.pictures.numbers import shown
from sesim.report.board.view import View
from sesim.report.board.wording import everybody, intervals_key
from sesim.report.figures.canvas import BASELINE, points
from sesim.report.figures.key import dot
from sesim.report.figures.ladder import Cell, Columns, Row, ladder
from sesim.report.figures.picture import WIDTH, Head, Picture
from sesim.report.figures.style import INK, SIMULATED
from sesim.report.text.language import N_, Phrase, joined
from sesim.report.text.tables import Table

COLUMNS = Columns(WIDTH, 1.35)

LARGE_HOURS = 10_000
"""From so many hours of an activity on, all are shown in thousands."""

APART = 0.065
"""Half the distance of the two marks of a row, in inches."""

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
        say("What coaches' hours go to."),
    ]
    if view.data.is_sweep:
        explanation.append(say("For “{scenario}”.", scenario=view.label(base)))
    return Picture(
        "hours", _message(view), joined(explanation), joined(_alternative(view, rows, form)),
        lambda head: _draw(view, rows, form, head), table=_table(view, rows, form), adapts=True,
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
        Cell(say("needed"), INK, bold=True),
        Cell(say("given"), SIMULATED, bold=True),
    ]
    foot = say("hours in thousands") if form != COUNT else say("hours")
    ratio = view.level(view.data.baseline, "service_ratio", group=ALL)
    total = say("All activities: {ratio} of 100 hours", ratio=ratio) if ratio.value.known else ""
    labelled = [
        Row(
            say(NAMES[row.activity]),
            (Cell(str(row.needed.value), INK), Cell(str(row.given.value), SIMULATED)),
            above=str(total) if i == 0 else "",
        )
        for i, row in enumerate(rows)
    ]
    marks = [
        dot(say("hours that the model reckons are needed"), INK, hollow=True),
        dot(say("hours that coaches give"), SIMULATED, "s"),
        *intervals_key(view, BASELINE),
    ]
    laid = ladder(labelled, heads, COLUMNS, foot, head, marks)
    most = 0.0
    for levels, up, looks in (
        ([row.needed for row in rows], -APART, {"color": "white", "edgecolor": INK}),
        ([row.given for row in rows], APART, {"color": SIMULATED, "marker": "s"}),
    ):
        values = form.times * np.array([one.numbers for one in levels])
        places = np.array(laid.places) + up
        line = SIMULATED if up > 0 else BASELINE
        laid.axes.hlines(places, values[:, 1], values[:, 2], color=line, linewidth=4, alpha=0.35)
        points(laid.axes, values[:, 0], places, 30, linewidth=1.4, **looks)
        most = max(most, float(np.nanmax(values)))
    _scale(view, laid.axes, most)
    return laid.figure


def _scale(view: View, axes: Axes, most: float) -> None:
    axes.set_xlim(-0.03 * most, 1.05 * most)
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
    return view.say(
        "Coaches have time for {ratio} of 100 hours that the model reckons are needed.", ratio=ratio
    )


def _alternative(view: View, rows: Sequence[Hours], form: Form) -> Iterator[Phrase]:
    say = view.say
    yield (
        say("Two points for each activity, from 0. Hours given, of hours needed:")
        if form == COUNT
        else say("Two points for each activity, from 0. Thousands of hours given, of those needed:")
    )
    for row in rows:
        yield say(
            "{activity}: {given} of {wished}.",
            activity=say(NAMES[row.activity]),
            given=row.given.value,
            wished=row.needed.value,
        )


def _table(view: View, rows: Sequence[Hours], form: Form) -> Table:
    say = view.say
    caption = (
        say("Hours by activity, needed and given")
        if form == COUNT else say("Thousands of hours by activity, needed and given")
    )  # fmt: skip
    return Table(
        caption,
        [say("Activity"), say("Needed"), say("Given")],
        [
            [say(NAMES[row.activity]), shown(view, row.needed), shown(view, row.given)]
            for row in rows
        ],
    )
