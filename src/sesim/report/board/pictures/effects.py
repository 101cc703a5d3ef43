"""Pictures: how many more people get a job with each alternative, and by programme."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from sesim.outcomes import COUNTY, Verdict
from sesim.report.board.differences import by_size, ends, is_sooner, measure_of, telling
from sesim.report.board.facts import POINTS, TENTHS, Fact
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.view import FEWEST, View
from sesim.report.board.wording import (
    called,
    difference,
    is_small,
    reading,
    sureness,
    sureness_sentence,
    verdict,
    whose,
    within,
)
from sesim.report.figures.canvas import fitted, scale
from sesim.report.figures.effects import draw_effects, key
from sesim.report.figures.ladder import LEAD_SCALE, Cell, Columns, Row, ladder
from sesim.report.figures.picture import LEAD_WIDTH, WIDTH, Head, Picture
from sesim.report.figures.style import FAINT, INK
from sesim.report.text.language import Phrase, joined
from sesim.report.text.questions import PEOPLE, SHARE, SOONER

SIGNED = POINTS.change()

WIDE = Columns(LEAD_WIDTH, 1.9, LEAD_SCALE)
NARROW = Columns(WIDTH, 1.45)

SURE = 2.1
"""Room for what is said of how sure a difference is, in inches."""


class Difference(NamedTuple):
    """What is drawn of a row: a difference, its intervals, and how sure it is."""

    plan: ScenarioSummary
    place: str
    numbers: tuple[float, ...]
    verdict: Verdict


def effects_picture(view: View) -> Picture | None:
    """Return the picture of all alternatives; None if nothing is compared."""
    if not view.material.is_sweep:
        return None
    ordered = by_size(view.material, view.comparison)
    plans = [*ordered, *(plan for plan in view.material.alternatives if plan not in ordered)]
    rows = [_difference(view, plan, view.material.area) for plan in plans]
    if not ordered:
        return None
    labels = [str(called(view, row.plan)) for row in rows]
    return Picture(
        "effects", _message(view), _explanation(view), _alternative(view, rows, labels),
        lambda head: _draw(view, rows, labels, WIDE, head),
    )  # fmt: skip


def programmes_picture(view: View) -> Picture | None:
    """Return the picture of programmes for the alternative that the answer is about."""
    plan = telling(view.material, view.comparison) if view.material.is_sweep else None
    if plan is None or len(view.material.titles) < 2:
        return None
    group = view.material.group
    places = [name for name in view.comparison.programmes if name in view.material.titles]
    every = {name: _difference(view, plan, name) for name in places}
    found = {name: row for name, row in every.items() if math.isfinite(row.numbers[0])}
    small = [name for name in found if is_small(view, name, group)]
    big = [name for name in found if name not in small]
    big.sort(key=lambda name: -found[name].numbers[0])
    rows = [_difference(view, plan, COUNTY)] if COUNTY in view.names else []
    rows += [found[name] for name in [*big, *small]]
    labels = [view.names[row.place] for row in rows]
    chance = view.say("Of several comparisons one may seem to point somewhere by chance.")
    return Picture(
        "effects_by_programme", _programmes_message(view, plan),
        joined([_explanation(view), chance]),
        _alternative(view, rows, labels),
        lambda head: _draw(view, rows, labels, NARROW, head),
    )  # fmt: skip


def _difference(view: View, plan: ScenarioSummary, place: str) -> Difference:
    columns = ("difference", "low", "high", "effect_low", "effect_high")
    values = tuple(
        100 * view.comparison.value(plan.name, place, SHARE, column, view.material.group)
        for column in columns
    )
    return Difference(plan, place, values, verdict(view, plan, SHARE, place))


def _draw(
    view: View, rows: Sequence[Difference], labels: Sequence[str], columns: Columns, head: Head
) -> Figure:
    say = view.say
    heads = [Cell(say("Difference")), Cell(say("lies within"))][: 2 if columns is WIDE else 1]
    laid = ladder(
        _labelled(view, rows, labels, len(heads)),
        [cell._replace(bold=True, colour=FAINT) for cell in heads],
        columns,
        say("more (+) or fewer (−) with a job, of 100")
        if columns is WIDE else say("more (+) or fewer (−), of 100"),
        head,
    )  # fmt: skip
    values = np.array([row.numbers for row in rows], dtype=float)
    clear = np.array([row.verdict.is_clear for row in rows], dtype=bool)
    draw_effects(laid.axes, laid.places, values, clear)
    scale(laid.axes, [0.0, *values.ravel()], say, signed=True, least=1.0, most=4)
    return laid.figure


def _labelled(
    view: View, rows: Sequence[Difference], labels: Sequence[str], cells: int
) -> list[Row]:
    """Return what is written of each row, and above the first of the small programmes."""
    by_place = len({row.place for row in rows}) > 1
    found, told = [], False
    for row, label in zip(rows, labels, strict=True):
        small = by_place and row.place != COUNTY and is_small(view, row.place, view.material.group)
        above = view.say("Fewer than {number} people: not ranked", number=FEWEST)
        note = str(above) if small and not told else ""
        texts = _cells(view, row, cells)
        found.append(Row(label, texts, by_place and row.place == COUNTY, note))
        told = told or small
    return found


def _cells(view: View, row: Difference, cells: int) -> tuple[Cell, ...]:
    """Return a difference, its range if there is room, and how sure it is if it is not clear."""
    clear = row.verdict.is_clear
    colour = INK if clear else FAINT
    number = str(_change(view, row))
    between = _between(view, row)
    sure = sureness(view, row.verdict)
    if cells == 1:
        return (Cell(_lines(number, sure), colour, clear),)
    shown = "" if between == "–" or row.verdict is Verdict.NONE else between
    broken = fitted(sure, SURE, WIDE.small) if sure else ""
    return Cell(number, colour, clear), Cell(_lines(shown, broken), colour)


def _change(view: View, row: Difference) -> Fact:
    return view.comparison.fact(
        row.plan.name, row.place, SHARE, "difference", SIGNED, view.material.group
    )


def _lines(*texts: str) -> str:
    return "\n".join(str(text) for text in texts if text)


def _between(view: View, row: Difference) -> Phrase:
    group = view.material.group
    chosen = ends(view.comparison, row.plan.name, row.place, SHARE, group)
    return view.comparison.between(row.plan.name, row.place, SHARE, chosen, SIGNED, group)


def _explanation(view: View) -> Phrase:
    say, table = view.say, view.material.comparison
    known = table is not None and bool(table["effect_low"].notna().any())
    told = [
        whose(view),
        say(
            "Difference from “{baseline}”, with the same people and the same chance events.",
            baseline=called(view, view.material.baseline),
        ),
    ]
    return joined([*told, key(say, view.material.interval, known=known)])


def _message(view: View) -> Phrase:
    """Tell the alternative that the answer is about, or that none can be told from chance."""
    plan = telling(view.material, view.comparison)
    if plan is None:
        return view.say("No difference is known.")
    if measure_of(view.material, view.comparison, plan) != SHARE:
        return view.say(
            "“{plan}”, counted in people with a job: {difference}. The picture shows shares.",
            plan=called(view, plan), difference=difference(view, plan, PEOPLE, TENTHS),
        )  # fmt: skip
    found = verdict(view, plan)
    if found is Verdict.NONE:
        return view.say("Nothing changes: no more and no fewer people get a job.")
    told = _sentence(view, plan)
    if found.is_clear:
        return told
    if found is Verdict.UNKNOWN:
        return joined([told, sureness_sentence(view, found)])
    return _soon(view, plan) or joined([_uncertain(view), told])


def _uncertain(view: View) -> Phrase:
    """Say that no difference is clear, unless some are."""
    plans = view.material.alternatives
    clear = any(verdict(view, plan).is_clear for plan in plans)
    return within(view, 1 if clear else len(plans))


def _soon(view: View, plan: ScenarioSummary) -> Phrase | None:
    """Tell how many more have a job soon too, where that is clear and the share is not."""
    if not is_sooner(view.material, view.comparison, plan):
        return None
    return view.say(
        "“{plan}”, of 100 enrolled. With a job: {share}. With a first job within a year: {soon}.",
        plan=called(view, plan), share=difference(view, plan, SHARE, POINTS),
        soon=difference(view, plan, SOONER, POINTS),
    )  # fmt: skip


def _sentence(view: View, plan: ScenarioSummary) -> Phrase:
    say = view.say
    change = view.change(plan, form=SIGNED)
    between = view.between(plan, form=SIGNED)
    places = {"plan": called(view, plan), "change": change, "between": between}
    if between == "–":
        return say("“{plan}”: {change} with a job, of 100 enrolled.", **places)
    return say("“{plan}”: {change} with a job, of 100 enrolled ({between}).", **places)


def _programmes_message(view: View, plan: ScenarioSummary) -> Phrase:
    """Tell of all together, since chance decides much in a single programme."""
    say, found = view.say, verdict(view, plan)
    if found is Verdict.NONE:
        return say("Nothing changes: no more and no fewer people get a job.")
    told = say(
        "“{plan}” by programme; all together {change} with a job, of 100 enrolled.",
        plan=called(view, plan), change=view.change(plan, form=SIGNED),
    )  # fmt: skip
    return told if found.is_clear else joined([told, sureness_sentence(view, found)])


def _alternative(view: View, rows: Sequence[Difference], labels: Sequence[str]) -> Phrase:
    say = view.say
    told = [say("Rows with a point and its intervals, around a line at zero.")]
    for row, label in zip(rows, labels, strict=True):
        change = _change(view, row)
        if not change.known:
            continue
        between, sure = _between(view, row), reading(view, row.verdict)
        told.append(
            say("{name}: {change}, {sure}.", name=Phrase(label), change=change, sure=sure)
            if between == "–" or row.verdict is Verdict.NONE
            else say(
                "{name}: {change} ({between}), {sure}.",
                name=Phrase(label), change=change, between=between, sure=sure,
            )
        )  # fmt: skip
    return joined(told)
