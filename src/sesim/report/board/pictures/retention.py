"""Picture: how many of the first jobs go on."""

from collections.abc import Iterator

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sesim.report.board.differences import sureness
from sesim.report.board.facts import TENTHS
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.view import FEWEST_EVENTS, View
from sesim.report.board.wording import BANDS, intervals, whose
from sesim.report.figures.canvas import (
    BASELINE,
    DASHES,
    SMALL,
    beside,
    line,
    month_axis,
    number_at,
    panel_style,
    plot,
    share_axis,
    sheet,
    write,
)
from sesim.report.figures.picture import WIDTH, Head, Picture
from sesim.report.figures.style import SIMULATED
from sesim.report.text.language import Phrase, joined

A_YEAR = "retention_12_months"

EMPLOYED = "employed"

READ_AT = (6, 12)

LEAST = 0.005
"""A change that is smaller is none in whole numbers of 100 jobs."""

ROOM = 1.15
"""To the right of the curves, for their names in a sweep, in inches."""


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
        say(
            "Share of first jobs that go on, month by month. How long jobs last is taken from "
            "American and British studies."
        ),
        intervals(view, BANDS),
    ]
    if scenario:
        explanation.append(
            say(
                "Solid: the alternative that changes it most. Dashed: “{baseline}”.",
                baseline=view.label(base),
            )
        )
    return Picture(
        "retention", _message(view, scenario), joined(explanation),
        joined(_alternative(view, scenario)),
        lambda head: _draw(view, ours, scenario, theirs, head),
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
    say = view.say
    figure, used = sheet(WIDTH, 2.75, head)
    right = WIDTH - (0.2 if theirs is None else ROOM + 0.3)
    axes = plot(figure, 0.55, used + 0.15, right, 2.05)
    share_axis(axes.yaxis, say)
    month_axis(axes, float(ours["x"].max()), 6)
    line(axes, ours if theirs is None else theirs)
    if scenario is not None and theirs is not None:
        line(axes, ours, band=False, color=BASELINE, linestyle=DASHES, linewidth=1.4)
        labels = [
            (_last(ours), str(view.label(view.data.baseline)), BASELINE),
            (_last(theirs), str(view.label(scenario)), SIMULATED),
        ]
        beside(axes, labels, ROOM)
    panel_style(axes)
    _read_off(view, axes, ours if theirs is None else theirs, ours)
    write(
        figure, (0.55 + right) / 2, used + 2.5, say("months since the first job began"),
        size=SMALL, ha="center", va="top",
    )  # fmt: skip
    return figure


def _last(found: pd.DataFrame) -> float:
    return float(found["mean"].iloc[-1])


def _read_off(view: View, axes: Axes, shown: pd.DataFrame, behind: pd.DataFrame) -> None:
    """Write numbers on the side where the other curve does not go."""
    for month in READ_AT:
        share, other = (
            found.loc[found["x"] == month, "mean"].sum() for found in (shown, behind)
        )  # a month has one row, or none
        if share > 0:
            text = view.say.number(100 * share)
            above = bool(share >= other)
            number_at(axes, month, float(share), text, above=above, falling=True)


def _message(view: View, scenario: ScenarioSummary | None) -> Phrase:
    say, base = view.say, view.data.baseline
    share = view.level(base, A_YEAR)
    if not share.value.known:
        return say("How long the first jobs last.")
    if scenario is None:
        return say("Of 100 first jobs, {share} last for more than a year.", share=share)
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
