"""Picture: people with a job, of those enrolled and of those referred."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from sesim.outcomes import COUNTY
from sesim.report.board.differences import by_size
from sesim.report.board.facts import OF_100, POINTS
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.view import View
from sesim.report.board.wording import bar, called, verdict, whose
from sesim.report.figures.canvas import share_axis
from sesim.report.figures.ladder import Cell, Columns, Row, ladder
from sesim.report.figures.picture import WIDTH, Head, Picture
from sesim.report.figures.style import SIMULATED
from sesim.report.text.language import Phrase, joined
from sesim.report.text.questions import PER_REFERRED, SHARE

COLUMNS = Columns(WIDTH, 1.5)

REFERRED = "#7A3E9D"
"""Colour of what is counted on everybody referred."""

APART = 0.065
"""Half the distance of the two marks of a row, in inches."""


class Pair(NamedTuple):
    """Mean, low and high of both shares of a scenario in a place, and its label."""

    plan: ScenarioSummary
    place: str
    label: str
    enrolled: tuple[float, ...]
    referred: tuple[float, ...]


def denominators_picture(view: View) -> Picture | None:
    """Return the picture; None if one of the shares is known of no scenario."""
    rows = [row for row in _rows(view) if math.isfinite(row.enrolled[0] + row.referred[0])]
    if not rows:
        return None
    say = view.say
    explanation = joined([
        whose(view),
        say("Circle: of those enrolled. Square: of those referred, enrolled or not."),
        bar(view),
        say("Closing people early must not look like success, so both are shown."),
    ])  # fmt: skip
    return Picture(
        "denominators", _message(view, rows), explanation, _alternative(view, rows),
        lambda head: _draw(view, rows, head),
    )  # fmt: skip


def _rows(view: View) -> list[Pair]:
    """Return the scenarios of a sweep, or the area of a study and its parts."""
    material, base = view.material, view.material.baseline
    if material.is_sweep:
        plans = [base, *by_size(material, view.comparison)]
        return [_pair(view, plan, material.area, str(called(view, plan))) for plan in plans]
    places = [it for it in view.summary.programmes if it not in material.titles and it != COUNTY]
    parts = places if material.area == COUNTY and len(places) > 1 else []
    return [_pair(view, base, it, view.names[it]) for it in (material.area, *parts)]


def _pair(view: View, plan: ScenarioSummary, place: str, label: str) -> Pair:
    def numbers(outcome: str) -> tuple[float, ...]:
        return tuple(
            view.summary.value(plan.name, place, outcome, column, view.material.group)
            for column in ("mean", "low", "high")
        )

    return Pair(plan, place, label, numbers(SHARE), numbers(PER_REFERRED))


def _draw(view: View, rows: Sequence[Pair], head: Head) -> Figure:
    say = view.say
    heads = [
        Cell(say("● of those\nenrolled"), SIMULATED, bold=True),
        Cell(say("■ of those\nreferred"), REFERRED, bold=True),
    ]
    laid = ladder(_labelled(view, rows), heads, COLUMNS, say("share with a job"), head)
    share_axis(laid.axes.xaxis, say, named=2)
    for numbers, colour, mark, up in (
        ([row.enrolled for row in rows], SIMULATED, "o", -APART),
        ([row.referred for row in rows], REFERRED, "s", APART),
    ):
        values, ys = np.array(numbers), np.array(laid.places) + up
        laid.axes.hlines(ys, values[:, 1], values[:, 2], color=colour, linewidth=4, alpha=0.35)
        sns.scatterplot(
            x=values[:, 0], y=ys, ax=laid.axes, marker=mark, color=colour, s=32, zorder=3,
            legend=False,
        )  # fmt: skip
    laid.axes.set_ylabel("")
    return laid.figure


def _labelled(view: View, rows: Sequence[Pair]) -> list[Row]:
    return [
        Row(
            row.label,
            (
                Cell(view.say.number(100 * row.enrolled[0]), SIMULATED),
                Cell(view.say.number(100 * row.referred[0]), REFERRED),
            ),
            bold=i == 0,
        )
        for i, row in enumerate(rows)
    ]


def _message(view: View, rows: Sequence[Pair]) -> Phrase:
    """Tell of an alternative that looks better on one denominator alone, or of the baseline."""
    say = view.say
    for row in rows:
        if _parts(view, row.plan):
            form = POINTS.change()
            return say(
                "“{plan}” depends on how one counts: {enrolled} of 100 enrolled, but "
                "{referred} of 100 referred.",
                plan=called(view, row.plan),
                enrolled=view.change(row.plan, SHARE, form),
                referred=view.change(row.plan, PER_REFERRED, form),
            )
    plan = rows[0].plan
    return say(
        "Of 100 people enrolled {enrolled} get a job; of 100 people referred {referred} do.",
        enrolled=view.level(plan, SHARE, OF_100),
        referred=view.level(plan, PER_REFERRED, OF_100),
    )


def _parts(view: View, plan: ScenarioSummary) -> bool:
    """Whether a difference that is clear of those enrolled is not so of those referred."""
    if plan == view.material.baseline or not verdict(view, plan).is_clear:
        return False
    return verdict(view, plan, PER_REFERRED) is not verdict(view, plan)


def _alternative(view: View, rows: Sequence[Pair]) -> Phrase:
    say = view.say
    told = [say("Rows with a circle and a square, on an axis from 0 to 100 per cent.")]
    told += [
        say(
            "{name}: {enrolled} of 100 enrolled, {referred} of 100 referred.",
            name=Phrase(row.label),
            enrolled=view.level(row.plan, SHARE, OF_100, programme=row.place),
            referred=view.level(row.plan, PER_REFERRED, OF_100, programme=row.place),
        )
        for row in rows
    ]
    return joined(told)
