"""Picture: a hundred people, with a mark each: who has a job as now, who gets or loses one."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sesim.outcomes import Verdict
from sesim.report.board.differences import Difference
from sesim.report.board.facts import Level
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.pictures.hundred_words import (
    MOST,
    hundred_explanation,
    hundred_in_words,
    hundred_message,
    hundred_table,
)
from sesim.report.board.ranking import main_difference
from sesim.report.board.view import View
from sesim.report.figures.canvas import (
    MARGIN,
    fitted,
    height_of,
    plot,
    room,
    sheet,
    width_of,
    write,
)
from sesim.report.figures.key import Mark, dot, draw_key, key_height
from sesim.report.figures.picture import LEAD_WIDTH, Head, Picture
from sesim.report.figures.style import FAINT, INK, SIMULATED
from sesim.report.text.language import N_, Phrase, joined
from sesim.report.text.questions import PEOPLE

ALL_MARKS = 100

WON, LOST = "#00693E", "#8A2A6B"
"""Colours of those who get a job with a change, and of those who lose one; shapes differ too."""

MAYBE_NOW = "#8FBFDF"
"""Of those who have a job in some histories alone, in the picture of one study."""

PITCH, APART = 0.118, 0.1
"""Between marks, and between rows, in inches."""

SMALLEST = 0.07
"""Least distance between marks, in inches."""


class MarkKind(NamedTuple):
    """A kind of mark: what it means, how it looks, and whether it is smaller than others."""

    text: str
    colour: str
    marker: str
    hollow: bool = False
    small: bool = False


NOW, NOW_MAYBE, GETS, GETS_MAYBE, LOSES, LOSES_MAYBE, WITHOUT = "NnGgLl."

KINDS = {
    NOW: MarkKind(N_("gets a job at some time"), SIMULATED, "o"),
    NOW_MAYBE: MarkKind(N_("gets a job in some simulated histories"), MAYBE_NOW, "o"),
    GETS: MarkKind(N_("gets one with the change, at least"), WON, "^"),
    GETS_MAYBE: MarkKind(N_("perhaps gets one too"), WON, "^", hollow=True),
    LOSES: MarkKind(N_("does not get one with the change, at least"), LOST, "X"),
    LOSES_MAYBE: MarkKind(N_("perhaps does not get one"), LOST, "X", hollow=True),
    WITHOUT: MarkKind(N_("gets no job"), "#8A8A8A", "o", hollow=True, small=True),
}


class People(NamedTuple):
    """A row: what it is called, what it says, and the marks, one letter for each person.

    Without marks it is about another number of people.
    """

    label: str
    words: str
    marks: str


def hundred_picture(view: View) -> Picture | None:
    """Return the picture; None if the share with a job is not known of the baseline."""
    base = view.level(view.data.baseline)
    if not base.value.known:
        return None
    chosen = list(view.data.alternatives[:MOST])
    rows = [_of_baseline(view, base), *(_of_alternative(view, one) for one in chosen)]
    return Picture(
        "hundred", hundred_message(view, chosen), joined(hundred_explanation(view, len(chosen))),
        joined(hundred_in_words(view, rows[0].label)), lambda head: _draw(view, rows, head),
        table=hundred_table(view, chosen), adapts=True,
    )  # fmt: skip


def _of_baseline(view: View, share: Level) -> People:
    """Return the row of a study, or of what others are compared with."""
    mean, low, high = (_whole(100 * number) for number in share.numbers)
    if view.data.is_sweep or not share.low.known:
        marks = NOW * mean
    else:
        marks = NOW * low + NOW_MAYBE * (high - low)
    words = view.say("{share} of 100 get a job", share=share)
    label = str(view.label(view.data.baseline))
    return People(label, str(words), marks.ljust(ALL_MARKS, WITHOUT))


def _of_alternative(view: View, scenario: ScenarioSummary) -> People:
    say, main = view.say, main_difference(view, scenario)
    label = str(view.label(scenario))
    if main.outcome == PEOPLE:
        words = say(
            "Other numbers of people are referred, so these are not the same hundred. People with "
            "a job: {difference}.",
            difference=main.in_words,
        )
        return People(label, str(words), "")
    share = view.difference(scenario)
    return People(label, _sentence(share.in_words), people_with(share))


def _sentence(text: Phrase) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def people_with(share: Difference) -> str:
    """Return a mark for each of a hundred people, with a change; empty if nothing is known.

    Those whom the whole interval of the effect holds are sure; those whom a part of it holds,
    or the mean where there is no interval, are not.
    """
    if not (share.value.known and share.baseline.known):
        return ""
    now = _whole(100 * share.baseline.number)
    difference, precision, effect = share.numbers[0], share.numbers[1:3], share.numbers[3:]
    ends = next((it for it in (effect, precision) if all(map(math.isfinite, it))), None)
    low, high = ends or (min(0.0, difference), max(0.0, difference))
    fewest, most = (min(max(now + round(end), 0), ALL_MARKS) for end in (low, high))
    kept = min(fewest, now)
    sure = share.verdict in (Verdict.MORE, Verdict.LESS)
    gets, loses = (max(0, fewest - now), max(0, now - most)) if sure else (0, 0)
    marks = NOW * kept + LOSES_MAYBE * (now - kept - loses) + LOSES * loses
    marks += GETS * gets + GETS_MAYBE * max(0, most - now - gets)
    return marks.ljust(ALL_MARKS, WITHOUT)


def _whole(number: float) -> int:
    return min(max(round(number), 0), ALL_MARKS) if math.isfinite(number) else 0


# --- drawing --------------------------------------------------------------------------------------


class MarkGrid(NamedTuple):
    """Where marks stand: how many across, how far from one another, and where texts begin."""

    across: int
    pitch: float
    left: float
    label: float
    beside: float

    @property
    def height(self) -> float:
        """Of the marks of a row, in inches."""
        return self.pitch * ALL_MARKS / self.across


def _draw(view: View, rows: Sequence[People], head: Head) -> Figure:
    width = head.width(LEAD_WIDTH)
    size = 9.0
    marks, wide = _marks(view, rows), width - 2 * MARGIN
    key = key_height(marks, wide, size) + 0.12
    grid = _grid(width, head, stacked=not head.is_slide or len(rows) == 1)
    texts = [_texts(row, grid, size, width) for row in rows]
    if head.is_slide and len(rows) > 1:
        tall = max(0.0, room(LEAD_WIDTH, head) - key) / len(rows) - APART
        lines = 2 if tall < 5 * SMALLEST else 4
        pitch = max(SMALLEST, min(1.6 * PITCH, tall / lines, 3.55 / (ALL_MARKS / lines)))
        grid = grid._replace(across=ALL_MARKS // lines, pitch=pitch)
    heights = [_height(row, text, grid, size) for row, text in zip(rows, texts, strict=True)]
    figure, at = sheet(LEAD_WIDTH, key + sum(heights) + APART * len(rows), head)
    draw_key(figure, at, marks, wide, size)
    at += key
    for row, (label, words), height in zip(rows, texts, heights, strict=True):
        _row(figure, row, (label, words), grid, (at, height), size)
        at += height + APART
    return figure


def _grid(width: float, head: Head, *, stacked: bool) -> MarkGrid:
    """Return where marks and texts stand: beside one another, or texts above and below marks."""
    if stacked:
        across = 25 if head.is_phone or head.is_slide else ALL_MARKS
        pitch = (width - 2 * MARGIN) / across
        return MarkGrid(across, pitch, MARGIN, width - 2 * MARGIN, width - 2 * MARGIN)
    label = 2.0 if head.is_slide else 1.55
    taken = 3.6 if head.is_slide else 25 * PITCH
    left = MARGIN + label + 0.12
    return MarkGrid(25, PITCH, left, label, width - left - taken - 0.15 - MARGIN)


def _texts(row: People, grid: MarkGrid, size: float, width: float) -> tuple[str, str]:
    """Return label and words in lines; those of a row without marks are as wide as its place."""
    beside = grid.beside if row.marks else width - MARGIN - max(grid.left, MARGIN)
    label = fitted(row.label, grid.label, size, lines=3, bold=True)
    return label, fitted(row.words, beside, size, lines=5)


def _is_stacked(grid: MarkGrid) -> bool:
    return grid.left <= MARGIN


def _is_one_line(texts: tuple[str, str], grid: MarkGrid, size: float) -> bool:
    """Whether label and words fit beside each other above the marks."""
    label, words = texts
    if "\n" in label + words:
        return False
    return width_of(label, size, True) + width_of(words, size) + 0.2 <= grid.label


def _height(row: People, texts: tuple[str, str], grid: MarkGrid, size: float) -> float:
    label, words = (height_of(text, size) for text in texts)
    marks = grid.height if row.marks else 0.0
    if _is_stacked(grid):
        beside = _is_one_line(texts, grid, size)
        return (max(label, words) if beside else label + words) + marks + 0.06
    return max(label, words, marks)


def _row(
    figure: Figure, row: People, texts: tuple[str, str], grid: MarkGrid, place: tuple[float, float],
    size: float,
) -> None:  # fmt: skip
    """Write and draw one row, so far from above and so tall, in inches."""
    (label, words), (top, height) = texts, place
    if _is_stacked(grid):
        write(figure, MARGIN, top, label, size=size, weight="bold", va="top")
        below = top + height_of(label, size) + 0.02
        beside = _is_one_line(texts, grid, size)
        if beside:
            write(figure, MARGIN + grid.label, top, words, size=size, va="top", ha="right")
        if row.marks:
            _people(figure, row.marks, grid, below)
            below += grid.height + 0.02
        if not beside:
            write(figure, MARGIN, below, words, size=size, va="top")
        return
    middle = top + height / 2
    write(figure, MARGIN, middle, label, size=size, weight="bold", va="center")
    right = grid.left
    if row.marks:
        _people(figure, row.marks, grid, middle - grid.height / 2)
        right += grid.across * grid.pitch + 0.1
    write(figure, right, middle, words, size=size, color=INK if row.marks else FAINT, va="center")


def _people(figure: Figure, marks: str, grid: MarkGrid, top: float) -> None:
    """Draw a hundred marks, column by column, so that ten or twenty of them are seen as a part."""
    lines = ALL_MARKS // grid.across
    axes: Axes = plot(
        figure, grid.left, top, grid.left + grid.across * grid.pitch, lines * grid.pitch
    )
    axes.set(xlim=(0, grid.across), ylim=(lines, 0))
    axes.set_axis_off()
    area = (72 * grid.pitch) ** 2
    for letter, kind in KINDS.items():
        at = [i for i, one in enumerate(marks) if one == letter]
        if at:
            axes.scatter(
                [i // lines + 0.5 for i in at], [i % lines + 0.5 for i in at],
                s=area * (0.09 if kind.small else 0.5), marker=kind.marker,
                facecolor="white" if kind.hollow else kind.colour, edgecolor=kind.colour,
                linewidth=0.8, clip_on=False,
            )  # fmt: skip


def _marks(view: View, rows: Sequence[People]) -> list[Mark]:
    """Return the key: the kinds of marks that occur."""
    used = {letter for row in rows for letter in row.marks}
    return [
        dot(str(view.say(kind.text)), kind.colour, kind.marker, hollow=kind.hollow)
        for letter, kind in KINDS.items()
        if letter in used
    ]
