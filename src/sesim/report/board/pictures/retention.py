"""Picture: how many of the first jobs go on."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sesim.report.board.facts import OF_100, TENTHS
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.view import FEWEST_EVENTS, View
from sesim.report.board.wording import (
    band,
    called,
    curve,
    level,
    sureness_sentence,
    verdict,
    whose,
)
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
    base = view.material.baseline
    if few_jobs(view, base):
        return None
    ours = curve(view, base, "retention")
    if len(ours) < 2:
        return None
    plan = _most_changed(view)
    theirs = None if plan is None else curve(view, plan, "retention")
    if theirs is not None and len(theirs) < 2:
        plan, theirs = None, None
    say = view.say
    explanation = [
        whose(view),
        say(
            "Share of first jobs that go on, month by month. How long jobs last rests on American "
            "and British studies."
        ),
        band(view),
    ]
    if plan is not None:
        explanation.append(
            say(
                "Solid: the alternative that changes it most. Dashed: “{baseline}”.",
                baseline=called(view, base),
            )
        )
    return Picture(
        "retention", _message(view, plan), joined(explanation), _alternative(view, plan),
        lambda head: _draw(view, ours, plan, theirs, head),
    )  # fmt: skip


def few_jobs(view: View, plan: ScenarioSummary) -> bool:
    """Whether so few get a first job in a history that a few of them decide how long they last."""
    return view.level(plan, EMPLOYED).value < FEWEST_EVENTS


def left_out(view: View) -> Phrase | None:
    """Return in a sentence why there is no picture, where jobs are too few for one."""
    base = view.material.baseline
    jobs = view.level(base, EMPLOYED, TENTHS)
    if not jobs.value > 0 or not few_jobs(view, base):
        return None
    return view.say(
        "How long the first jobs last is not shown: on average {jobs} people get one in a "
        "simulated history, too few for a curve.",
        jobs=jobs,
    )


def _most_changed(view: View) -> ScenarioSummary | None:
    sizes = {
        plan: abs(view.change(plan, A_YEAR).value)
        for plan in view.material.alternatives
        if not few_jobs(view, plan)
    }
    known = {plan: size for plan, size in sizes.items() if size >= LEAST}
    return max(known, key=known.__getitem__, default=None)


def _draw(
    view: View,
    ours: pd.DataFrame,
    plan: ScenarioSummary | None,
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
    if plan is not None and theirs is not None:
        line(axes, ours, band=False, color=BASELINE, linestyle=DASHES, linewidth=1.4)
        labels = [
            (_last(ours), str(called(view, view.material.baseline)), BASELINE),
            (_last(theirs), str(called(view, plan)), SIMULATED),
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


def _message(view: View, plan: ScenarioSummary | None) -> Phrase:
    say, base = view.say, view.material.baseline
    if not view.level(base, A_YEAR).known:
        return say("How long the first jobs last.")
    if plan is None:
        return say(
            "Of 100 first jobs, {share} last for more than a year.", share=level(view, base, A_YEAR)
        )
    told = say(
        "Of 100 first jobs, {before} last for more than a year with “{baseline}”, and {after} with "
        "“{plan}”.",
        before=view.change(plan, A_YEAR, OF_100, column="baseline"),
        baseline=called(view, base),
        after=view.change(plan, A_YEAR, OF_100, column="mean"),
        plan=called(view, plan),
    )
    found = verdict(view, plan, A_YEAR)
    return told if found.is_clear else joined([told, sureness_sentence(view, found)])


def _alternative(view: View, plan: ScenarioSummary | None) -> Phrase:
    say = view.say
    told = [say("Curves that fall from 100 per cent.")]
    told += [
        say(
            "{name}: of 100 first jobs {half} last for more than half a year, {year} for more than "
            "a year.",
            name=called(view, one),
            half=level(view, one, "retention_6_months"),
            year=level(view, one, A_YEAR),
        )
        for one in (view.material.baseline, plan)
        if one is not None
    ]
    return joined(told)
