"""Picture: how soon after enrolment people have had a first job."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sesim.outcomes import ALL, COUNTY, Verdict
from sesim.report.board.differences import judged_here, telling
from sesim.report.board.facts import OF_100
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.view import View
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
from sesim.report.text.questions import MONTHS, SHARE, SOONER

LONGEST = 36
"""How many months are drawn."""

MOST = 6
"""Panels of a sweep."""

PANEL = 1.25
"""Height of a panel among others, in inches; a single one is taller."""


class CurvePanel(NamedTuple):
    """One curve, with what it is compared with behind it; and what both are called."""

    title: str
    curve: pd.DataFrame
    behind: pd.DataFrame
    called: str


def first_jobs_picture(view: View) -> Picture | None:
    """Return the picture; None if no curve is known."""
    panels = _of_plans(view) if view.material.is_sweep else _of_areas(view)
    if not panels:
        return None
    say = view.say
    explanation = [
        whose(view),
        say("Share who have had a first job, month by month after enrolment."),
        band(view),
        say("Leaving without a job counts as no job."),
    ]
    message = _compared(view) if view.material.is_sweep else _alone(view)
    return Picture(
        "first_jobs", message, joined(explanation), _alternative(view),
        lambda head: _draw(view, panels, head),
    )  # fmt: skip


def largest(view: View) -> list[ScenarioSummary]:
    """Return the alternatives with the largest effects, the one of the answer first."""
    rows, material = view.comparison, view.material

    def weight(plan: ScenarioSummary) -> tuple[bool, float]:
        size = abs(rows.value(plan.name, material.area, SHARE, "difference", material.group))
        clear = judged_here(material, rows, plan, SHARE).is_clear
        return clear, size if size == size else -1.0

    told = telling(material, rows)
    ordered = sorted(material.alternatives, key=weight, reverse=True)
    return sorted(ordered, key=lambda plan: plan != told)


def _of_plans(view: View) -> list[CurvePanel]:
    base = view.material.baseline
    behind = _until(curve(view, base, "first_job"))
    found = [
        CurvePanel(
            str(called(view, plan)),
            _until(curve(view, plan, "first_job")),
            behind,
            str(called(view, base)),
        )
        for i, plan in enumerate(largest(view))
        if i == 0 or verdict(view, plan) is not Verdict.NONE
    ]
    return [panel for panel in found if len(panel.curve)][:MOST]


def _of_areas(view: View) -> list[CurvePanel]:
    material, plan = view.material, view.material.baseline
    areas = [name for name in dict.fromkeys(material.curves["programme"]) if name != COUNTY]
    behind = _until(curve(view, plan, "first_job", group=ALL))
    panels = [CurvePanel(view.names[material.area], behind, behind.iloc[:0], "")]
    if len(areas) > 1 and material.area == COUNTY:
        panels += [
            CurvePanel(
                view.names.get(name, name),
                _until(curve(view, plan, "first_job", area=name, group=ALL)), behind,
                view.names[COUNTY],
            )
            for name in areas
        ]  # fmt: skip
    return [panel for panel in panels if len(panel.curve)][:MOST]


def _until(found: pd.DataFrame) -> pd.DataFrame:
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
    text = fitted(panel.called, room, SMALL, lines=2 if free_below else 1)
    axes.annotate(
        f"- - {text}", (1.0, 0.04 if free_below else 0.96), (-3, 0), xycoords="axes fraction",
        textcoords="offset points", ha="right", va="bottom" if free_below else "top",
        fontsize=SMALL, color=BASELINE, path_effects=HALO,
    )  # fmt: skip


def _alone(view: View) -> Phrase:
    say, plan = view.say, view.material.baseline
    mean = view.level(plan, SOONER, OF_100)
    if not mean.known:
        return say("How soon people get a first job after they have enrolled.")
    return say(
        "A year after enrolment, {share} of 100 have had a first job.",
        share=level(view, plan, SOONER),
    )


def _compared(view: View) -> Phrase:
    say = view.say
    plan = telling(view.material, view.comparison)
    if plan is None or not view.change(plan, SOONER).known:
        return say("How soon people get a first job after they have enrolled.")
    told = say(
        "A year after enrolment, {after} of 100 have had a first job with “{plan}”, and {before} "
        "with “{baseline}”.",
        after=view.change(plan, SOONER, OF_100, column="mean"),
        plan=called(view, plan),
        before=view.change(plan, SOONER, OF_100, column="baseline"),
        baseline=called(view, view.material.baseline),
    )
    found = verdict(view, plan, SOONER)
    if found.is_clear or found is Verdict.NONE:
        return told
    return joined([told, sureness_sentence(view, found)])


def _alternative(view: View) -> Phrase:
    """Tell the shares at the month where curves are read off."""
    say, material = view.say, view.material
    told = [say("Curves that rise from 0, on an axis to 100 per cent. A year after enrolment:")]
    if material.is_sweep:
        plans = [material.baseline, *largest(view)[:MOST]]
        told += [
            say("{name}: {share} of 100.", name=called(view, p), share=level(view, p, SOONER))
            for p in plans
        ]
        return joined(told)
    areas = dict.fromkeys([material.area, *material.curves["programme"]])
    for area in areas:
        if area not in view.names or (material.area != COUNTY and area != material.area):
            continue
        share = view.summary.fact(material.baseline.name, area, SOONER, "mean", OF_100)
        told.append(say("{name}: {share} of 100.", name=view.names[area], share=share))
    return joined(told)
