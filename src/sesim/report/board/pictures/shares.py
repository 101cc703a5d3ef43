"""Picture: the share employed by programme, simulated beside published."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import seaborn as sns
from matplotlib.figure import Figure

from sesim.outcomes import ALL, COUNTY
from sesim.report.board.facts import OF_100
from sesim.report.board.view import FEWEST, View
from sesim.report.board.wording import bar, everybody, is_small, level
from sesim.report.figures.canvas import share_axis
from sesim.report.figures.ladder import LEAD_SCALE, Cell, Columns, Row, ladder
from sesim.report.figures.picture import LEAD_WIDTH, WIDTH, Head, Picture
from sesim.report.figures.style import PUBLISHED, SIMULATED
from sesim.report.text.language import N_, Phrase, joined
from sesim.report.text.questions import SHARE

WIDE = Columns(LEAD_WIDTH, 2.0, LEAD_SCALE)
NARROW = Columns(WIDTH, 1.35)


class Numbers(NamedTuple):
    """What is drawn of a programme or an area."""

    place: str
    mean: float
    low: float
    high: float
    observed: float


def shares_picture(view: View) -> Picture | None:
    """Return the picture; None where it would only repeat the answer, or tell of no scenario."""
    if view.material.is_sweep:
        return None
    rows = _rows(view)
    if not any(math.isfinite(row.mean) for row in rows):
        return None
    if not any(math.isfinite(row.observed) for row in rows) and len(view.material.titles) == 1:
        return None
    say = view.say
    explanation = [
        everybody(view),
        say("Share of those enrolled who have had a job of any kind."),
        bar(view),
    ]
    if any(math.isfinite(row.observed) for row in rows):
        explanation.append(
            say("Diamonds: published figures, for the programmes as they were.")
            if view.material.is_what_if
            else say("Diamonds: published figures.")
        )
    return Picture(
        "shares", _message(view), joined(explanation), _alternative(view, rows),
        lambda head: _draw(view, rows, head),
    )  # fmt: skip


def _rows(view: View) -> list[Numbers]:
    """Return all together, then programmes by size of the share, then those that are small."""
    places = [
        name
        for name in view.summary.programmes
        if name in view.material.titles and not view.is_absent(name)
    ]
    big = [name for name in places if not is_small(view, name)]
    found = {name: _numbers(view, name) for name in places}
    ranked = sorted(big, key=lambda name: -found[name].mean)
    together = [_numbers(view, COUNTY)] if len(places) > 1 and COUNTY in view.names else []
    small = [name for name in places if name not in big]
    return [*together, *(found[name] for name in [*ranked, *small])]


def _numbers(view: View, place: str) -> Numbers:
    plan = view.material.baseline.name
    values = [
        view.summary.value(plan, place, SHARE, column, ALL)
        for column in ("mean", "low", "high", "observed")
    ]
    return Numbers(place, *values)


def _draw(view: View, rows: Sequence[Numbers], head: Head) -> Figure:
    say, published = view.say, any(math.isfinite(row.observed) for row in rows)
    columns = NARROW if view.material.is_sweep else WIDE
    heads = [
        Cell(say("● simulated"), SIMULATED, bold=True),
        Cell(
            say("◆ published,\nas it was") if view.material.is_what_if else say("◆ published"),
            PUBLISHED,
            bold=True,
        ),
    ]
    if not published:
        heads = heads[:1]
    laid = ladder(
        _labelled(view, rows, len(heads)), heads, columns, say("share of those enrolled"), head
    )
    share_axis(laid.axes.xaxis, say, named=2)
    drawn = [(y, row) for y, row in zip(laid.places, rows, strict=True)]
    ys = [y for y, _ in drawn]
    laid.axes.hlines(
        ys, [row.low for row in rows], [row.high for row in rows],
        color=SIMULATED, linewidth=7, alpha=0.35,
    )  # fmt: skip
    sns.scatterplot(
        x=[row.mean for row in rows], y=ys, ax=laid.axes, color=SIMULATED, s=52, zorder=3,
        legend=False,
    )  # fmt: skip
    sns.scatterplot(
        x=[row.observed for row in rows], y=ys, ax=laid.axes, marker="D", s=46, zorder=4,
        facecolor="none", edgecolor=PUBLISHED, linewidth=1.8, legend=False,
    )  # fmt: skip
    return laid.figure


def _labelled(view: View, rows: Sequence[Numbers], cells: int) -> list[Row]:
    """Return what is written of each row, and above the first of the small programmes."""
    say = view.say
    found, told = [], False
    for row in rows:
        several = len(rows) > 1
        small = several and row.place != COUNTY and is_small(view, row.place)
        above = say("Fewer than {number} people: not ranked", number=FEWEST)
        simulated = _estimate(view, row)
        texts = (Cell(simulated, SIMULATED), Cell(_hundred(view, row.observed), PUBLISHED))
        found.append(
            Row(
                view.names[row.place], texts[:cells], row.place == COUNTY,
                str(above) if small and not told else "",
            )
        )  # fmt: skip
        told = told or small
    return found


def _estimate(view: View, row: Numbers) -> str:
    """Return the simulated share, with its interval where the picture is wide."""
    mean = _hundred(view, row.mean)
    if view.material.is_sweep or not math.isfinite(row.low):
        return mean
    return f"{mean} ({_hundred(view, row.low)}–{_hundred(view, row.high)})"


def _hundred(view: View, share: float) -> str:
    return view.say.number(100 * share)


def _message(view: View) -> Phrase:
    say, plan, area = view.say, view.material.baseline, view.material.area
    mean, observed = (
        view.summary.fact(plan.name, area, SHARE, column, OF_100) for column in ("mean", "observed")
    )
    if not mean.known:
        return say("How many of those enrolled get a job, by programme.")
    told = level(view, plan, SHARE, group=ALL)
    if view.material.is_what_if:
        return say("Of 100 enrolled, {share} would get a job.", share=told)
    if not observed.known:
        return say("Of 100 enrolled, {share} get a job.", share=told)
    low, high = (view.summary.value(plan.name, area, SHARE, end) for end in ("low", "high"))
    if observed.value < low or observed.value > high:
        return say(
            "Of 100 enrolled, {share} get a job in the simulation, but {observed} according to the "
            "published figures.",
            share=told,
            observed=observed,
        )
    return say(
        "Of 100 enrolled, {share} get a job in the simulation, and {observed} according to the "
        "published figures.",
        share=told,
        observed=observed,
    )


def _alternative(view: View, rows: Sequence[Numbers]) -> Phrase:
    say, plan = view.say, view.material.baseline.name
    told = [
        say("Rows with a point and a bar for each programme, on an axis from 0 to 100 per cent.")
    ]
    for row in rows:
        numbers = {
            "place": view.names[row.place],
            "mean": view.summary.fact(plan, row.place, SHARE, "mean", OF_100),
            "observed": view.summary.fact(plan, row.place, SHARE, "observed", OF_100),
        }
        if math.isfinite(row.observed) and view.material.is_what_if:
            text = N_("{place}: {mean} of 100; published, as it was: {observed}.")
            told.append(say(text, **numbers))
        elif math.isfinite(row.observed):
            told.append(say("{place}: {mean} of 100, published {observed}.", **numbers))
        elif math.isfinite(row.mean):
            told.append(say("{place}: {mean} of 100.", **numbers))
    return joined(told)
