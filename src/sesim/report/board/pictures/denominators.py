"""Picture: people with a job, of those enrolled and of those referred."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from sesim.outcomes import COUNTY
from sesim.report.board.facts import Level
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.pictures.effects import more_rows
from sesim.report.board.pictures.numbers import shown
from sesim.report.board.ranking import known_alternatives
from sesim.report.board.view import View
from sesim.report.board.wording import intervals_key, whose
from sesim.report.figures.canvas import BASELINE, points, share_axis
from sesim.report.figures.ladder import Cell, Columns, Row, kept, ladder
from sesim.report.figures.picture import WIDTH, Head, Picture
from sesim.report.figures.style import SIMULATED
from sesim.report.text.language import Phrase, joined
from sesim.report.text.questions import PER_REFERRED, SHARE
from sesim.report.text.tables import Table

COLUMNS = Columns(WIDTH, 1.5)

REFERRED = "#7A3E9D"
"""Colour of what is counted on everybody referred."""

APART = 0.065
"""Half the distance of the two marks of a row, in inches."""


class Pair(NamedTuple):
    """Both shares of a scenario in a place, and their label."""

    scenario: ScenarioSummary
    label: str
    enrolled: Level
    referred: Level


def denominators_picture(view: View) -> Picture | None:
    """Return the picture; None if one of the shares is known of no scenario."""
    rows = [row for row in _rows(view) if row.enrolled.value.known and row.referred.value.known]
    if not rows:
        return None
    say = view.say
    explanation = joined([
        whose(view),
        say("Both are shown: the share of those enrolled also rises when fewer are enrolled."),
    ])  # fmt: skip
    return Picture(
        "denominators", _message(view, rows), explanation, joined(_alternative(view, rows)),
        lambda head: _draw(view, rows, head), table=_table(view, rows), adapts=True,
    )  # fmt: skip


def _rows(view: View) -> Iterator[Pair]:
    """Yield the scenarios of a sweep, or the area of a study and its parts."""
    data, base = view.data, view.data.baseline
    if data.is_sweep:
        for scenario in (base, *known_alternatives(view)):
            yield _pair(view, scenario, data.area, str(view.label(scenario)))
        return
    parts = [it for it in view.summary.programmes if it not in data.titles and it != COUNTY]
    for place in (data.area, *(parts if data.area == COUNTY and len(parts) > 1 else [])):
        yield _pair(view, base, place, view.names[place])


def _pair(view: View, scenario: ScenarioSummary, place: str, label: str) -> Pair:
    enrolled, referred = (
        view.level(scenario, outcome, place=place) for outcome in (SHARE, PER_REFERRED)
    )
    return Pair(scenario, label, enrolled, referred)


def _draw(view: View, every: Sequence[Pair], head: Head) -> Figure:
    say = view.say
    rows, more = kept(every, head)
    heads = [
        Cell(say("● of those\nenrolled"), SIMULATED, bold=True),
        Cell(say("■ of those\nreferred"), REFERRED, bold=True),
    ]
    marks = intervals_key(view, BASELINE)
    foot = more_rows(view, say("share with a job"), more)
    laid = ladder(_labelled(view, rows), heads, COLUMNS, foot, head, marks)
    share_axis(laid.axes.xaxis, say, named=2)
    for levels, colour, mark, up in (
        ([row.enrolled for row in rows], SIMULATED, "o", -APART),
        ([row.referred for row in rows], REFERRED, "s", APART),
    ):
        values, ys = np.array([one.numbers for one in levels]), np.array(laid.places) + up
        laid.axes.hlines(ys, values[:, 1], values[:, 2], color=colour, linewidth=4, alpha=0.35)
        points(laid.axes, values[:, 0], ys, 32, marker=mark, color=colour)
    return laid.figure


def _labelled(view: View, rows: Sequence[Pair]) -> list[Row]:
    return [
        Row(
            row.label,
            (
                Cell(_with_change(view, row, SHARE), SIMULATED),
                Cell(_with_change(view, row, PER_REFERRED), REFERRED),
            ),
            bold=i == 0,
        )
        for i, row in enumerate(rows)
    ]


def _with_change(view: View, row: Pair, outcome: str) -> str:
    """Return the share of a scenario, and how it differs from the baseline's."""
    share = str((row.enrolled if outcome == SHARE else row.referred).value)
    change = view.difference(row.scenario, outcome).value
    return f"{share} ({change})" if change.known else share


def _message(view: View, rows: Sequence[Pair]) -> Phrase:
    """Name an alternative that looks better on one denominator alone, or else the baseline."""
    say = view.say
    for row in rows:
        enrolled, referred = (
            view.difference(row.scenario, outcome) for outcome in (SHARE, PER_REFERRED)
        )
        if enrolled.verdict.is_clear and referred.verdict is not enrolled.verdict:
            return say(
                "“{scenario}”: the answer depends on how you count: {enrolled} of 100 enrolled, "
                "but {referred} of 100 referred.",
                scenario=view.label(row.scenario),
                enrolled=enrolled.value,
                referred=referred.value,
            )
    return say(
        "Of 100 people enrolled {enrolled} get a job; of 100 people referred {referred} do.",
        enrolled=rows[0].enrolled.value,
        referred=rows[0].referred.value,
    )


def _alternative(view: View, rows: Sequence[Pair]) -> Iterator[Phrase]:
    yield view.say("Rows with a circle and a square, on an axis from 0 to 100%.")
    for row in rows:
        yield view.say(
            "{name}: {enrolled} of 100 enrolled, {referred} of 100 referred.",
            name=Phrase(row.label),
            enrolled=row.enrolled.value,
            referred=row.referred.value,
        )


def _table(view: View, rows: Sequence[Pair]) -> Table:
    say = view.say
    return Table(
        say("People with a job, of 100 enrolled and of 100 referred"),
        [say("Row"), say("Of 100 enrolled"), say("Of 100 referred")],
        [[Phrase(row.label), shown(view, row.enrolled), shown(view, row.referred)] for row in rows],
    )
