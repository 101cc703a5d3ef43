"""Picture: how soon after enrolment people have had a first job."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sesim.outcomes import COUNTY, Verdict
from sesim.report.board.differences import sureness
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.ranking import first_asked
from sesim.report.board.view import View
from sesim.report.board.wording import BANDS, intervals, whose
from sesim.report.figures.canvas import (
    BASELINE,
    DASHES,
    PLAIN,
    SMALL,
    fitted,
    height_of,
    inches_of,
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
from sesim.report.figures.style import HALO
from sesim.report.text.language import Phrase, joined
from sesim.report.text.questions import MONTHS, SOONER

LONGEST = 36
"""How many months are drawn."""

MOST = 6
"""Panels of a sweep."""

PANEL = 1.25
"""Height of a panel among others, in inches; a single one is taller."""


class CurvePanel(NamedTuple):
    """One curve with its title, and behind it the curve that it is compared with, and its name."""

    title: str
    curve: pd.DataFrame
    behind: pd.DataFrame
    behind_name: str


def first_jobs_picture(view: View) -> Picture | None:
    """Return the picture; None if no curve is known."""
    panels = _of_scenarios(view) if view.data.is_sweep else _of_areas(view)
    if not panels:
        return None
    say = view.say
    explanation = [
        whose(view),
        say("Share who have had a first job, month by month after enrolment."),
        intervals(view, BANDS),
        say("Leaving without a job counts as no job."),
    ]
    message = _compared(view) if view.data.is_sweep else _alone(view)
    return Picture(
        "first_jobs", message, joined(explanation), joined(_alternative(view)),
        lambda head: _draw(view, panels, head),
    )  # fmt: skip


def largest(view: View) -> list[ScenarioSummary]:
    """Return the alternatives with the largest effects, the one of the answer first."""
    first = first_asked(view)

    def weight(scenario: ScenarioSummary) -> tuple[bool, bool, float]:
        share = view.difference(scenario)
        size = abs(share.value.number) if share.value.known else -1.0
        return scenario == first, share.verdict.is_clear, size

    return sorted(view.data.alternatives, key=weight, reverse=True)


def _of_scenarios(view: View) -> list[CurvePanel]:
    base = view.data.baseline
    behind, name = _curve(view, base), str(view.label(base))
    found = [
        CurvePanel(str(view.label(one)), _curve(view, one), behind, name)
        for i, one in enumerate(largest(view))
        if i == 0 or view.difference(one).verdict is not Verdict.NONE
    ]
    return [panel for panel in found if len(panel.curve)][:MOST]


def _of_areas(view: View) -> list[CurvePanel]:
    data, base = view.data, view.data.baseline
    areas = [name for name in dict.fromkeys(data.curves["programme"]) if name != COUNTY]
    behind = _curve(view, base)
    panels = [CurvePanel(view.names[data.area], behind, behind.iloc[:0], "")]
    if len(areas) > 1 and data.area == COUNTY:
        panels += [
            CurvePanel(
                view.names.get(name, name), _curve(view, base, name), behind, view.names[COUNTY]
            )
            for name in areas
        ]
    return [panel for panel in panels if len(panel.curve)][:MOST]


def _curve(view: View, scenario: ScenarioSummary, place: str = COUNTY) -> pd.DataFrame:
    found = view.curve(scenario, "first_job", place=place)
    return found[found["x"] <= LONGEST]


def _draw(view: View, panels: Sequence[CurvePanel], head: Head) -> Figure:
    across = min(2, len(panels))
    left, gap, foot = 0.55, 0.3, 0.5
    width = (WIDTH - left - 0.2 - gap * (across - 1)) / across
    tall = PANEL if len(panels) > 1 else 2.1
    titles = [fitted(panel.title, width, PLAIN, lines=3, bold=True) for panel in panels]
    rows = [range(i, min(i + across, len(panels))) for i in range(0, len(panels), across)]
    above = [max(height_of(titles[i], PLAIN) for i in row) + 0.12 for row in rows]
    figure, at = sheet(WIDTH, sum(above) + len(rows) * (tall + 0.28) + foot - 0.28, head)
    last = max(float(panel.curve["x"].max()) for panel in panels)
    for row, space in zip(rows, above, strict=True):
        for i in row:
            start = left + (i - row[0]) * (width + gap)
            axes = plot(figure, start, at + space, start + width, tall)
            write(
                figure, start, at + space - 0.07, titles[i], weight="bold", va="bottom",
            )  # fmt: skip
            _panel(
                view,
                axes,
                panels[i],
                max(last, 1.0),
                named=i == 0 or (i == 1 and not len(panels[0].behind)),
            )
            if i != row[0]:
                axes.tick_params(labelleft=False)
        at += space + tall + 0.28
    write(
        figure, WIDTH / 2, at + 0.05, view.say("months since enrolment"), size=SMALL,
        ha="center", va="top",
    )  # fmt: skip
    return figure


def _panel(view: View, axes: Axes, panel: CurvePanel, last: float, *, named: bool) -> None:
    share_axis(axes.yaxis, view.say, named=1 if inches_of(axes)[1] > 1.5 else 2)
    month_axis(axes, last)
    line(axes, panel.curve)
    if len(panel.behind):
        axes.plot(
            panel.behind["x"], panel.behind["mean"], color=BASELINE, linewidth=1.4,
            linestyle=DASHES,
        )  # fmt: skip
    panel_style(axes)
    here, there = (_at(found, MONTHS) for found in (panel.curve, panel.behind))
    if here is not None:
        above = there is None or here >= there
        number_at(axes, MONTHS, here, view.say.number(100 * here), above=above)
    if named and len(panel.behind):
        _name_behind(axes, panel)


def _at(found: pd.DataFrame, month: float) -> float | None:
    values = found.loc[found["x"] == month, "mean"]
    return float(values.iloc[0]) if len(values) else None


def _name_behind(axes: Axes, panel: CurvePanel) -> None:
    """Name the dashed line in the corner that the curves leave free."""
    room = inches_of(axes)[0] - 0.45
    free_below = float(min(panel.curve["mean"].iloc[-1], panel.behind["mean"].iloc[-1])) > 0.45
    text = fitted(panel.behind_name, room, SMALL, lines=2 if free_below else 1)
    axes.annotate(
        f"- - {text}", (1.0, 0.04 if free_below else 0.96), (-3, 0), xycoords="axes fraction",
        textcoords="offset points", ha="right", va="bottom" if free_below else "top",
        fontsize=SMALL, color=BASELINE, path_effects=HALO,
    )  # fmt: skip


def _alone(view: View) -> Phrase:
    share = view.level(view.data.baseline, SOONER)
    if not share.value.known:
        return view.say("How soon people get a first job after they have enrolled.")
    return view.say("A year after enrolment, {share} of 100 have had a first job.", share=share)


def _compared(view: View) -> Phrase:
    say, scenario = view.say, first_asked(view)
    sooner = view.difference(scenario, SOONER) if scenario else None
    if scenario is None or sooner is None or not sooner.value.known:
        return say("How soon people get a first job after they have enrolled.")
    change = say(
        "A year after enrolment, {after} of 100 have had a first job with “{scenario}”, and "
        "{before} with “{baseline}”.",
        after=sooner.mean,
        scenario=view.label(scenario),
        before=sooner.baseline,
        baseline=view.label(view.data.baseline),
    )
    if sooner.verdict is Verdict.NONE:
        return change
    return joined([change, sureness(say, sooner.verdict)])


def _alternative(view: View) -> Iterator[Phrase]:
    """Yield the shares at the month where curves are read off."""
    say, data = view.say, view.data
    yield say("Curves that rise from 0, on an axis to 100%. A year after enrolment:")
    if data.is_sweep:
        for one in (data.baseline, *largest(view)[:MOST]):
            share = view.level(one, SOONER)
            yield say("{name}: {share} of 100.", name=view.label(one), share=share)
        return
    areas = (
        dict.fromkeys([data.area, *data.curves["programme"]])
        if data.area == COUNTY
        else [data.area]
    )
    for area in areas:
        if area in view.names:
            mean = view.level(data.baseline, SOONER, place=area).value
            yield say("{name}: {share} of 100.", name=view.names[area], share=mean)
