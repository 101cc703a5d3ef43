"""Picture: a hundred people, how many of them have a job, and how many more or fewer would."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sesim.outcomes import Verdict
from sesim.report.board.alternatives import counted_in_people
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.view import View
from sesim.report.board.wording import whose
from sesim.report.figures.canvas import (
    MARGIN,
    PLAIN,
    SMALL,
    fitted,
    height_of,
    plot,
    sheet,
    width_of,
    write,
)  # fmt: skip
from sesim.report.figures.picture import LEAD_WIDTH, NARROW_WIDTH, Head, Picture
from sesim.report.figures.style import INK, PUBLISHED, SIMULATED
from sesim.report.text.language import Phrase, joined
from sesim.report.text.questions import SHARE

ALL_OF_THEM = 100

WIDE, NARROW = 100, 25
"""People on a line, on a page and on a phone."""

BETWEEN = 0.11
"""Between rows, in inches."""

BAND = "#CFE3F0"
"""Colour behind those of whom it is uncertain whether they get a job."""

NO_JOB = "#8A8A8A"


class Hundred(NamedTuple):
    """A hundred people in one way of working.

    Attributes:
        label: its name.
        words: the number, or the difference, and how sure it is.
        before: how many have a job without the change.
        after: how many with it; as before where the direction is uncertain.
        low, high: between which the number lies; NaN where that is not known.
        drawn: whether these are the same hundred people, who can be drawn.
    """

    label: Phrase
    words: Phrase
    before: int
    after: int
    low: float
    high: float
    drawn: bool = True


def hundred_picture(view: View) -> Picture | None:
    """Return the picture; None where no share is known."""
    rows = list(_rows(view))
    if not any(row.drawn for row in rows):
        return None
    return Picture(
        "hundred", _message(view), whose(view), joined(_alternative(view, rows)),
        lambda head: _draw(view, rows, LEAD_WIDTH, WIDE, head),
        phone=lambda head: _draw(view, rows, NARROW_WIDTH, NARROW, head),
    )  # fmt: skip


def _rows(view: View) -> Iterator[Hundred]:
    share = view.level(view.data.baseline)
    if not share.value.known:
        return
    before, low, high = (ALL_OF_THEM * number for number in share.numbers)
    words = view.say("{share} of 100 get a job", share=share.value)
    if view.data.is_sweep:
        low = high = float("nan")  # of single histories, which the other rows do not show
    elif np.isfinite(low):
        words = view.say("{share} of 100 get a job", share=share)
    label = view.label(view.data.baseline)
    yield Hundred(label, words, round(before), round(before), low, high)
    for scenario in view.data.alternatives:
        yield _changed(view, scenario)


def _changed(view: View, scenario: ScenarioSummary) -> Hundred:
    """Return the row of an alternative; one that refers others has no same hundred."""
    label, difference = view.label(scenario), view.difference(scenario)
    if counted_in_people(view, scenario):
        words = view.say("Other people are referred: these are not the same hundred.")
        return Hundred(label, words, 0, 0, np.nan, np.nan, drawn=False)
    if not difference.value.known:
        return Hundred(label, difference.reading, 0, 0, np.nan, np.nan, drawn=False)
    base = ALL_OF_THEM * difference.baseline.number
    change, *_, low, high = difference.numbers
    clear = difference.verdict.is_clear
    after = round(base) + (max(round(change), 1) if change > 0 else min(round(change), -1)) * clear
    if difference.verdict is Verdict.NONE:
        low = high = np.nan
    return Hundred(label, difference.in_words, round(base), after, base + low, base + high)


# --- drawing --------------------------------------------------------------------------------------


def _draw(view: View, rows: Sequence[Hundred], width: float, per_line: int, head: Head) -> Figure:
    """Draw each row below its name and its words, and the key below all of them."""
    room = width - 2 * MARGIN
    pitch = room / per_line
    lines = ALL_OF_THEM // per_line
    heads = [_texts(row, room) for row in rows]
    grids = [lines * pitch if row.drawn else 0.0 for row in rows]
    tall = [sum(height_of(text, PLAIN) for text in one) for one in heads]
    keys = _laid_out(_key(view, rows), room)
    key_tall = 0.2 * (1 + max(line for line, *_ in keys))
    height = sum(tall) + sum(grids) + BETWEEN * len(rows) + key_tall + MARGIN
    figure, top = sheet(width, height, head)
    for texts, row, high, grid in zip(heads, rows, tall, grids, strict=True):
        _write_head(figure, top, texts, width)
        if row.drawn:
            axes = plot(figure, MARGIN, top + high, width - MARGIN, grid)
            _people(axes, row, per_line, lines, pitch)
        top += high + grid + BETWEEN
    _write_key(figure, keys, top, width)
    return figure


def _texts(row: Hundred, room: float) -> list[str]:
    """Return the lines of a head: name and words beside each other, or below if too long."""
    name = fitted(str(row.label), room, PLAIN, bold=True)
    words = fitted(str(row.words), room, PLAIN)
    one_line = "\n" not in name + words
    if one_line and width_of(name, PLAIN, True) + width_of(words, PLAIN) + 0.2 <= room:
        return [f"{name}\t{words}"]
    return [name, words]


def _write_head(figure: Figure, top: float, texts: Sequence[str], width: float) -> None:
    if "\t" in texts[0]:
        name, words = texts[0].split("\t")
        write(figure, MARGIN, top, name, weight="bold", va="top")
        write(figure, width - MARGIN, top, words, va="top", ha="right")
        return
    for i, text in enumerate(texts):
        write(figure, MARGIN, top, text, weight="normal" if i else "bold", va="top")
        top += height_of(text, PLAIN)


def _people(axes: Axes, row: Hundred, per_line: int, lines: int, pitch: float) -> None:
    """Draw a hundred marks: those with a job first, then those who win or lose one."""
    axes.set(xlim=(0, per_line), ylim=(lines, 0))
    axes.axis("off")
    _behind(axes, row, per_line)
    both, most = sorted((row.before, row.after))
    size = (72 * pitch * 0.75) ** 2
    for numbers, look in (
        (range(both), WORKING), (range(both, most), WON if row.after > row.before else LOST),
        (range(most, ALL_OF_THEM), WITHOUT),
    ):  # fmt: skip
        if numbers:
            place = np.array(numbers)
            axes.scatter(place % per_line + 0.5, place // per_line + 0.5, s=size, **look)


def _behind(axes: Axes, row: Hundred, per_line: int) -> None:
    """Colour the places between which the number lies."""
    if not np.isfinite([row.low, row.high]).all():
        return
    for place in range(max(0, round(row.low)), min(ALL_OF_THEM, round(row.high))):
        left, up = place % per_line, place // per_line
        axes.fill_between([left, left + 1], up, up + 1, color=BAND, linewidth=0, zorder=0)


WORKING: dict[str, Any] = {"marker": "o", "color": SIMULATED, "linewidths": 0}
WON: dict[str, Any] = {"marker": "D", "color": PUBLISHED, "linewidths": 0}
LOST: dict[str, Any] = {"marker": "X", "color": PUBLISHED, "linewidths": 0}
WITHOUT: dict[str, Any] = {
    "marker": "o",
    "facecolors": "white",
    "edgecolors": NO_JOB,
    "linewidths": 0.7,
}
BANDED: dict[str, Any] = {"marker": "s", "color": BAND, "linewidths": 0}

Key = tuple[dict[str, Any], str]


def _key(view: View, rows: Sequence[Hundred]) -> Iterator[Key]:
    """Yield what each mark means; only of marks that are there."""
    say = view.say
    yield WORKING, str(say("gets a job at some time"))
    if any(row.after > row.before for row in rows):
        yield WON, str(say("gets one with the change"))
    if any(row.after < row.before for row in rows):
        yield LOST, str(say("loses it with the change"))
    yield WITHOUT, str(say("gets no job"))
    if any(np.isfinite(row.low) for row in rows):
        share = say.percent(view.data.interval)
        text = (
            say("where the number lies in {share} of the assumptions", share=share)
            if view.data.is_sweep
            else say("where the number lies in {share} of the histories", share=share)
        )
        yield BANDED, str(text)


def _laid_out(keys: Iterator[Key], room: float) -> list[tuple[int, float, Key]]:
    """Return on which line and how far from the left each key stands."""
    found, line, left = [], 0, 0.0
    for look, text in keys:
        wide = 0.2 + width_of(text, SMALL) + 0.2
        if left and left + wide > room:
            line, left = line + 1, 0.0
        found.append((line, left, (look, text)))
        left += wide
    return found


def _write_key(
    figure: Figure, keys: Sequence[tuple[int, float, Key]], top: float, width: float
) -> None:
    height = 0.2 * (1 + max(line for line, *_ in keys))
    axes = plot(figure, MARGIN, top, width - MARGIN, height)
    axes.set(xlim=(0, width - 2 * MARGIN), ylim=(height, 0))
    axes.axis("off")
    for line, left, (look, text) in keys:
        axes.scatter([left + 0.08], [0.2 * line + 0.1], s=38, **look)
        axes.text(left + 0.2, 0.2 * line + 0.1, text, size=SMALL, va="center", color=INK)


# --- in words -------------------------------------------------------------------------------------


def _message(view: View) -> Phrase:
    """Return what the picture says: how many have a job, and how many ways change that clearly."""
    say, share = view.say, view.level(view.data.baseline)
    if not view.data.is_sweep:
        return say("Of 100 people {share} get a job at some time.", share=share)
    alternatives = view.data.alternatives
    found = [view.difference(one, SHARE).verdict for one in alternatives]
    clear = sum(one.is_clear for one in found)
    first = say("Of 100 people {share} get a job at some time.", share=share.value)
    second = say(
        "In the model, {clear} of {number} changes points clearly to more or fewer.",
        clear=say.count(clear) if clear else say("none"),
        number=say.count(len(alternatives)),
    )
    return joined([first, second])


def _alternative(view: View, rows: Sequence[Hundred]) -> Iterator[Phrase]:
    yield view.say("Rows of a hundred marks, one for each person.")
    for row in rows:
        yield view.say("{name}: {words}.", name=row.label, words=row.words)
