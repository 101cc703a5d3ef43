"""Picture: how soon after enrolment people have had a first job."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sesim.outcomes import COUNTY, Verdict
from sesim.report.board.differences import sureness
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.pictures.numbers import Curve, curves_table
from sesim.report.board.ranking import first_asked
from sesim.report.board.view import View
from sesim.report.board.wording import bands_key, whose
from sesim.report.figures.canvas import (
    BASELINE,
    DASHES,
    MARGIN,
    PLAIN,
    SMALL,
    fitted,
    height_of,
    inches_of,
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
from sesim.report.text.questions import MONTHS, SOONER
from sesim.report.text.tables import Table

LONGEST = 36
"""How many months are drawn."""

MOST = 6
"""Panels of a sweep."""

PANEL = 1.25
"""Height of a panel among others, in inches; a single one is taller."""

LEFT, GAP, BELOW, FOOT = 0.55, 0.3, 0.28, 0.25
"""Beside, between and below panels, and below all of them, in inches."""


class CurvePanel(NamedTuple):
    """One curve with its title, and behind it the curve that it is compared with, and its name.

    It is the curve of a scenario and a place; curves are in the file for totals alone.
    """

    title: str
    curve: pd.DataFrame
    behind: pd.DataFrame
    behind_name: str
    scenario: ScenarioSummary
    place: str
    curve_place: str = COUNTY


def first_jobs_picture(view: View) -> Picture | None:
    """Return the picture; None if no curve is known."""
    panels = _of_scenarios(view) if view.data.is_sweep else _of_areas(view)
    if not panels:
        return None
    say = view.say
    explanation = [
        whose(view),
        say("Leaving without a job counts as no job."),
    ]
    message = _compared(view) if view.data.is_sweep else _alone(view)
    return Picture(
        "first_jobs", message, joined(explanation), joined(_alternative(view)),
        lambda head: _draw(view, panels, head), table=_table(view, panels), adapts=True,
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
        CurvePanel(str(view.label(one)), _curve(view, one), behind, name, one, view.data.area)
        for i, one in enumerate(largest(view))
        if i == 0 or view.difference(one).verdict is not Verdict.NONE
    ]
    return [panel for panel in found if len(panel.curve)][:MOST]


def _of_areas(view: View) -> list[CurvePanel]:
    data, base = view.data, view.data.baseline
    areas = [name for name in dict.fromkeys(data.curves["programme"]) if name != COUNTY]
    behind = _curve(view, base)
    panels = [CurvePanel(view.names[data.area], behind, behind.iloc[:0], "", base, data.area)]
    if len(areas) > 1 and data.area == COUNTY:
        panels += [
            CurvePanel(
                view.names.get(name, name),
                _curve(view, base, name),
                behind,
                view.names[COUNTY],
                base,
                name,
                name,
            )
            for name in areas
        ]
    return [panel for panel in panels if len(panel.curve)][:MOST]


def _curve(view: View, scenario: ScenarioSummary, place: str = COUNTY) -> pd.DataFrame:
    found = view.curve(scenario, "first_job", place=place)
    return found[found["x"] <= LONGEST]


def _draw(view: View, panels: Sequence[CurvePanel], head: Head) -> Figure:
    """Draw panels in two columns; one that would leave a hole is as wide as both."""
    whole = head.width(WIDTH) - LEFT - 0.2
    across = 1 if len(panels) == 1 else 3 if head.is_slide and len(panels) > 4 else 2
    first = len(panels) % across
    rows = [range(first)] * bool(first)
    rows += [range(i, i + across) for i in range(first, len(panels), across)]
    wide = [(whole - GAP * (len(row) - 1)) / len(row) for row in rows]
    titles = [
        fitted(panels[i].title, width, PLAIN, lines=3, bold=True)
        for row, width in zip(rows, wide, strict=True)
        for i in row
    ]
    above = [max(height_of(titles[i], PLAIN) for i in row) + 0.12 for row in rows]
    marks, key_width = _marks(view, panels[-1]), head.width(WIDTH) - 2 * MARGIN
    key = key_height(marks, key_width) + 0.05
    around = key + sum(above) + BELOW * len(rows) + FOOT
    most = (room(WIDTH, head) - around) / len(rows)
    tall = most if head.is_slide else PANEL if len(panels) > 1 else 2.1
    figure, at = sheet(WIDTH, around + len(rows) * tall, head)
    draw_key(figure, at, marks, key_width)
    at += key
    last = max(1.0, *(float(panel.curve["x"].max()) for panel in panels))
    for row, space, width in zip(rows, above, wide, strict=True):
        for i in row:
            start = LEFT + (i - row[0]) * (width + GAP)
            axes = plot(figure, start, at + space, start + width, tall)
            write(figure, start, at + space - 0.07, titles[i], weight="bold", va="bottom")
            _panel(view, axes, panels[i], last)
            if i != row[0]:
                axes.tick_params(labelleft=False)
        at += space + tall + BELOW
    write(
        figure, LEFT + whole / 2, at, view.say("months since enrolment"), size=SMALL,
        ha="center", va="top",
    )  # fmt: skip
    return figure


def _marks(view: View, panel: CurvePanel) -> list[Mark]:
    """Return the key: what the curve is, what its band holds, and what it is compared with."""
    marks = [
        stroke(str(view.say("share who have had a first job")), SIMULATED, 2.0),
        *bands_key(view, SIMULATED),
    ]
    if len(panel.behind):
        marks.append(stroke(panel.behind_name, BASELINE, dashes=DASHES))
    return marks


def _panel(view: View, axes: Axes, panel: CurvePanel, last: float) -> None:
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
    if here is None:
        return
    above = there is None or here >= there
    if there is not None and view.data.is_sweep:
        sooner = view.difference(panel.scenario, SOONER)
        number_at(axes, MONTHS, here, str(sooner.mean), above=above)
        number_at(axes, MONTHS, there, str(sooner.baseline), above=not above, colour=BASELINE)
        return
    level = view.level(panel.scenario, SOONER, place=panel.place)
    alone = not len(panel.behind)
    number_at(axes, MONTHS, here, str(level if alone else level.value), above=above)


def _at(found: pd.DataFrame, month: float) -> float | None:
    values = found.loc[found["x"] == month, "mean"]
    return float(values.iloc[0]) if len(values) else None


def _alone(view: View) -> Phrase:
    share = view.level(view.data.baseline, SOONER)
    drawn = _at(_curve(view, view.data.baseline), MONTHS)
    if not share.value.known or drawn is None:
        return view.say("How soon people get a first job after they have enrolled.")
    return view.say("A year after enrolment, {share} of 100 have had a first job.", share=share)


def _compared(view: View) -> Phrase:
    say, scenario = view.say, first_asked(view)
    sooner = view.difference(scenario, SOONER) if scenario else None
    drawn = _at(_curve(view, view.data.baseline), MONTHS)
    if scenario is None or sooner is None or not sooner.value.known or drawn is None:
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


def _table(view: View, panels: Sequence[CurvePanel]) -> Table:
    base = view.data.baseline
    curves = [
        Curve(Phrase(panel.title), panel.scenario, "first_job", place=panel.curve_place)
        for panel in panels
    ]
    if view.data.is_sweep:
        curves = [Curve(view.label(base), base, "first_job"), *curves]
    return curves_table(
        view, view.say("Of 100 enrolled, how many have had a first job"), view.say("Months"),
        curves, LONGEST,
    )  # fmt: skip
