"""Picture: how many of the first jobs go on."""

from collections.abc import Iterator

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sesim.report.board.differences import sureness
from sesim.report.board.facts import TENTHS
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.pictures.numbers import Curve, brief, curves_table
from sesim.report.board.view import FEWEST_EVENTS, View
from sesim.report.board.wording import bands_key, whose
from sesim.report.figures.canvas import (
    BASELINE,
    DASHES,
    MARGIN,
    SMALL,
    line,
    month_axis,
    panel_style,
    plot,
    room,
    share_axis,
    sheet,
    write,
)
from sesim.report.figures.key import Mark, draw_key, key_height, stroke
from sesim.report.figures.labels import number_at
from sesim.report.figures.picture import WIDTH, Head, Picture
from sesim.report.figures.style import SIMULATED
from sesim.report.text.language import Phrase, joined
from sesim.report.text.tables import Table

A_YEAR = "retention_12_months"

EMPLOYED = "employed"

READ_AT = (6, 12)

LEAST = 0.005
"""A change that is smaller is none in whole numbers of 100 jobs."""

LEFT, FOOT = 0.55, 0.5
"""Beside and below the curves, in inches."""


def retention_picture(view: View) -> Picture | None:
    """Return the picture; None if the baseline's curve is not known, or of too few jobs."""
    base = view.data.baseline
    if few_jobs(view, base):
        return None
    ours = view.curve(base, "retention")
    if len(ours) < 2:
        return None
    scenario = _most_changed(view)
    theirs = view.curve(scenario, "retention") if scenario else None
    if theirs is not None and len(theirs) < 2:
        scenario, theirs = None, None
    say = view.say
    explanation = [
        whose(view),
        say("How long jobs last is taken from American and British studies."),
    ]
    return Picture(
        "retention", _message(view, scenario), joined(explanation),
        joined(_alternative(view, scenario)),
        lambda head: _draw(view, ours, scenario, theirs, head),
        table=_table(view, scenario), adapts=True,
    )  # fmt: skip


def few_jobs(view: View, scenario: ScenarioSummary) -> bool:
    """Whether so few get a first job in a history that a few of them decide how long they last."""
    return view.level(scenario, EMPLOYED).value.number < FEWEST_EVENTS


def left_out(view: View) -> Phrase | None:
    """Return in a sentence why there is no picture, where jobs are too few for one."""
    base = view.data.baseline
    jobs = view.level(base, EMPLOYED, form=TENTHS).value
    if not jobs.number > 0 or not few_jobs(view, base):
        return None
    return view.say(
        "How long the first jobs last is not shown: on average {jobs} people get one in a "
        "simulated history, too few for a curve.",
        jobs=jobs,
    )


def _most_changed(view: View) -> ScenarioSummary | None:
    sizes = {
        one: abs(view.difference(one, A_YEAR).value.number)
        for one in view.data.alternatives
        if not few_jobs(view, one)
    }
    known = {one: size for one, size in sizes.items() if size >= LEAST}
    return max(known, key=known.__getitem__, default=None)


def _draw(
    view: View,
    ours: pd.DataFrame,
    scenario: ScenarioSummary | None,
    theirs: pd.DataFrame | None,
    head: Head,
) -> Figure:
    say, width = view.say, head.width(WIDTH)
    marks = _marks(view, scenario)
    wide = width - 2 * MARGIN
    key = key_height(marks, wide) + 0.15
    tall = min(2.05 if width <= WIDTH else 9.0, room(width, head) - key - FOOT)
    figure, used = sheet(width, key + tall + FOOT, head)
    draw_key(figure, used, marks, wide)
    axes = plot(figure, LEFT, used + key, width - 0.2, tall)
    share_axis(axes.yaxis, say)
    month_axis(axes, float(ours["x"].max()), 6)
    line(axes, ours if theirs is None else theirs)
    if theirs is not None:
        line(axes, ours, band=False, color=BASELINE, linestyle=DASHES, linewidth=1.4)
    panel_style(axes)
    _read_off(view, axes, scenario, ours if theirs is None else theirs, ours)
    write(
        figure, (LEFT + width - 0.2) / 2, used + key + tall + 0.25,
        say("months since the first job began"), size=SMALL, ha="center", va="top",
    )  # fmt: skip
    return figure


def _marks(view: View, scenario: ScenarioSummary | None) -> list[Mark]:
    """Return the key: which line is which, and what the band holds."""
    base = str(view.label(view.data.baseline))
    ours = view.say("share of first jobs that go on")
    if scenario is None:
        return [stroke(ours, SIMULATED, 2.0), *bands_key(view, SIMULATED)]
    return [
        stroke(str(view.label(scenario)), SIMULATED, 2.0), *bands_key(view, SIMULATED),
        stroke(base, BASELINE, dashes=DASHES),
    ]  # fmt: skip


def _read_off(
    view: View, axes: Axes, scenario: ScenarioSummary | None, shown: pd.DataFrame,
    behind: pd.DataFrame,
) -> None:  # fmt: skip
    """Write numbers on the side where the other curve does not go, and that one's beyond it."""
    base = view.data.baseline
    for month in READ_AT:
        share, other = (
            found.loc[found["x"] == month, "mean"].sum() for found in (shown, behind)
        )  # a month has one row, or none
        if not share > 0:
            continue
        outcome, above = f"retention_{month}_months", bool(share >= other)
        change = view.difference(scenario, outcome) if scenario else None
        text = str(change.mean if change else brief(view, view.level(base, outcome)))
        number_at(axes, month, float(share), text, above=above, falling=True)
        if change is not None and other > 0:
            before = str(change.baseline)
            number_at(
                axes, month, float(other), before, above=not above, falling=True, colour=BASELINE
            )


def _message(view: View, scenario: ScenarioSummary | None) -> Phrase:
    say, base = view.say, view.data.baseline
    share = view.level(base, A_YEAR)
    drawn = view.curve(base, "retention")["x"].max() >= READ_AT[-1]
    if not (share.value.known and drawn):
        return say("How long the first jobs last.")
    if scenario is None:
        shown = brief(view, share)
        return say("Of 100 first jobs, {share} last for more than a year.", share=shown)
    year = view.difference(scenario, A_YEAR)
    change = say(
        "Of 100 first jobs, {before} last for more than a year with “{baseline}”, and {after} with "
        "“{scenario}”.",
        before=year.baseline,
        baseline=view.label(base),
        after=year.mean,
        scenario=view.label(scenario),
    )
    return joined([change, sureness(say, year.verdict)])


def _alternative(view: View, scenario: ScenarioSummary | None) -> Iterator[Phrase]:
    yield view.say("Curves that fall from 100%.")
    for one in (view.data.baseline, scenario):
        if one:
            yield view.say(
                "{name}: of 100 first jobs {half} last for more than half a year, {year} for more "
                "than a year.",
                name=view.label(one),
                half=view.level(one, "retention_6_months"),
                year=view.level(one, A_YEAR),
            )


def _table(view: View, scenario: ScenarioSummary | None) -> Table:
    say = view.say
    scenarios = [one for one in (view.data.baseline, scenario) if one is not None]
    return curves_table(
        view, say("Of 100 first jobs, how many go on"), say("Months"),
        [Curve(view.label(one), one, "retention") for one in scenarios],
    )  # fmt: skip
