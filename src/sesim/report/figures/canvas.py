"""Sheets for pictures: texts are measured before they are placed, so that none meet."""

import math
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from sesim.report.figures.picture import Head
from sesim.report.figures.style import BAND, FAINT, INK, SIMULATED
from sesim.report.text.language import NO_BREAK, Language
from sesim.report.text.names import TYPEFACE, printable, shortened

SMALL, PLAIN, LARGE = 9.0, 9.5, 12.5
"""Sizes of texts, in points; none is smaller, since a phone shows a picture in its width."""

MARGIN = 0.1
"""Distance of texts from the edges of a sheet, in inches."""

HEAD_TEXTS = 2
"""The first texts of a figure: its title and its explanation."""

GAP = 0.08
"""Below each of them, in inches."""

BASELINE = "#555555"
"""Colour of what others are compared with; its lines are dashed too."""

DASHES = (0, (4, 2))

MEASURED_AT = text_to_path.FONT_SCALE
"""Size of letters at which words are measured, in points: the one at which outlines are read."""

TOGETHER = re.compile(r"(?<=\d) (?=%|\d{3}(?!\d))")
"""Spaces within a number, and before its sign, at which no line is broken."""


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Return how wide a line is, in inches."""
    # No letter moves towards a space, so a line is as wide as its words. They recur, and a line
    # that grows word by word is measured again with each of them.
    words = text.split(" ")
    spaces = (len(words) - 1) * word_width(" ", bold)
    width = spaces + sum(word_width(word, bold) for word in words)
    # Letters are set on whole dots in a PNG, which can make a line wider.
    return 1.03 * (width * (size / MEASURED_AT)) / 72


@lru_cache(maxsize=20_000)
def word_width(word: str, bold: bool) -> float:
    """Return how wide a word is in letters of the size `MEASURED_AT`, in points."""
    weight = "bold" if bold else "normal"
    font = FontProperties(family=TYPEFACE, size=MEASURED_AT, weight=weight)
    return float(text_to_path.get_text_width_height_descent(word, font, False)[0])


def height_of(text: str, size: float) -> float:
    """Return how tall a text is, in inches."""
    return (text.count("\n") + 1) * 1.25 * size / 72


def fitted(
    text: str, inches: float, size: float = PLAIN, *, lines: int = 2, bold: bool = False
) -> str:
    """Return a text on at most so many lines no wider than so much; its middle may be left out."""
    kept = TOGETHER.sub(NO_BREAK, printable(text))
    for letters in range(len(kept), 8, -3):
        broken = _broken(shortened(kept, letters), inches, size, bold)
        if len(broken) <= lines:
            return "\n".join(broken)
    return kept[:8]


def _broken(text: str, inches: float, size: float, bold: bool) -> list[str]:
    """Break a text at its spaces into lines that are not too wide; long words within."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size, bold) <= inches:
            lines[-1] = longer
            continue
        pieces = _pieces(word, inches, size, bold)
        lines += pieces if lines[-1] else []
        lines = lines if lines[-1] else pieces
    return lines


def _pieces(word: str, inches: float, size: float, bold: bool) -> list[str]:
    """Return a word in pieces that are not too wide; nearly all words are one."""
    if width_of(word, size, bold) <= inches:
        return [word]
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size, bold) > inches:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def sheet(width: float, height: float, head: Head) -> tuple[Figure, float]:
    """Return a figure with room of a height in inches, and where that room begins, from above.

    A slide is as tall as it is, whatever is needed, and has texts at its foot.
    """
    width = head.width(width)
    figure = Figure(figsize=(width, head.shape.height or height + _used(width, head)))
    at = MARGIN
    for text, size, weight, colour in _head_texts(width, head):
        write(figure, MARGIN, at, text, size=size, weight=weight, color=colour, va="top")
        at += height_of(text, size) + GAP
    for i, text in enumerate(reversed(head.foot if head.is_slide else ())):
        low = figure.get_size_inches()[1] - MARGIN - i * height_of("", SMALL)
        line = fitted(text, width - 2 * MARGIN, SMALL, lines=1)
        write(figure, MARGIN, low, line, size=SMALL, color=FAINT, va="bottom")
    return figure, at


def room(width: float, head: Head) -> float:
    """Return how tall what is drawn may be, in inches; endless where no slide sets its height."""
    if head.shape.height is None:
        return math.inf
    foot = len(head.foot) * height_of("", SMALL) + 2 * MARGIN
    return head.shape.height - _used(head.width(width), head) - foot


def _head_texts(width: float, head: Head) -> list[tuple[str, float, str, str]]:
    """Return title and explanation in lines, each with its size, weight and colour."""
    wide = width - 2 * MARGIN
    most = (3, 2) if head.is_slide else (9, 16)  # a slide has room for a name or two
    return [
        (fitted(head.title, wide, LARGE, lines=most[0], bold=True), LARGE, "bold", INK),
        (fitted(head.explanation, wide, SMALL, lines=most[1]), SMALL, "normal", FAINT),
    ]


def _used(width: float, head: Head) -> float:
    """Return the height of title and explanation, in inches."""
    texts = _head_texts(width, head)
    return MARGIN + sum(height_of(text, size) + GAP for text, size, _, _ in texts)


def head_height(figure: Figure) -> float:
    """Return where the room below title and explanation begins, in inches from above."""
    texts = [(one.get_text(), float(one.get_fontsize())) for one in figure.texts[:HEAD_TEXTS]]
    return MARGIN + sum(height_of(text, size) + GAP for text, size in texts)


def write(figure: Figure, left: float, top: float, text: str, **how: Any) -> None:
    """Write a text at a place in inches from the upper left corner."""
    width, height = figure.get_size_inches()
    how = {"size": PLAIN, "linespacing": 1.2, **how}
    figure.text(left / width, 1 - top / height, text, **how)


def plot(figure: Figure, left: float, top: float, right: float, height: float) -> Axes:
    """Return axes from `left` to `right`, so tall and so far from above, all in inches."""
    width, tall = figure.get_size_inches()
    return figure.add_axes(
        (left / width, 1 - (top + height) / tall, (right - left) / width, height / tall)
    )


def scale(
    axes: Axes, values: Iterable[float], say: Language, *, signed: bool = False,
    least: float = 0.0, most: int = 6,
) -> None:  # fmt: skip
    """Let the horizontal axis hold all finite values, with as many ticks as there is room for.

    Args:
        axes: with its place in the figure.
        values: what it must hold.
        say: the language of the numbers at the ticks.
        signed: whether positive numbers have signs, as differences have.
        least: shortest length of the axis.
        most: intervals between ticks.
    """
    finite = [value for value in values if math.isfinite(value)]
    low, high = min(finite, default=0.0), max(finite, default=0.0)
    if high - low <= least:
        low, high = low - (least or 2.0) / 2, high + (least or 2.0) / 2
    room = 0.06 * (high - low)
    low, high = low - room, high + room
    axes.set_xlim(low, high)
    size, (wide, _) = float(axes.xaxis.get_ticklabels()[0].get_fontsize()), inches_of(axes)
    for number in range(most, 0, -1):
        ticks = MaxNLocator(nbins=number, steps=[1, 2, 5, 10]).tick_values(low, high)
        inside = np.array([tick for tick in ticks if low <= tick <= high])
        decimals = next((n for n in range(9) if np.allclose(inside.round(n), inside)), 9)
        names = [say.number(tick, decimals, signed=signed) for tick in inside]
        apart = wide * (ticks[1] - ticks[0]) / (high - low)
        if max(width_of(name, size) for name in names) + 0.1 <= apart:
            break
    axes.set_xticks(inside, names)


def share_axis(axis: Axis, say: Language, *, named: int = 1) -> None:
    """Let an axis go from 0 to 100 percent, whatever the numbers are.

    Ticks stand at the quarters; every one is named, or every second.
    """
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    names = ["" if i % named else say.percent(tick) for i, tick in enumerate(ticks)]
    axis.axes.set(**{f"{axis.axis_name}lim": (0.0, 1.0)})  # type: ignore[attr-defined]
    axis.set_ticks(ticks, names)


def month_axis(axes: Axes, last: float, step: int = 12) -> None:
    """Let the horizontal axis show months up to the last one."""
    axes.set_xlim(0, last)
    axes.set_xticks([float(month) for month in range(0, int(last) + 1, step)])


def panel_style(axes: Axes, *, grid: str = "y", size: float = SMALL) -> None:
    """Keep the axis line that carries a scale, grid lines in one direction, and readable texts."""
    axes.tick_params(labelsize=size)
    sns.despine(ax=axes, left=grid == "x", bottom=grid == "y")
    axes.grid(visible=False)
    axes.grid(visible=True, axis="x" if grid == "x" else "y")
    axes.set_axisbelow(True)


def line(axes: Axes, curve: pd.DataFrame, *, band: bool = True, **how: Any) -> None:
    """Draw a curve with the band of its interval.

    Args:
        axes: where.
        curve: columns `x`, `mean`, `low` and `high`.
        band: whether to draw the interval.
        how: looks of the line.
    """
    how = {"color": SIMULATED, "linewidth": 2.0, **how}
    x, mean, low, high = (curve[name].to_numpy() for name in ("x", "mean", "low", "high"))
    axes.plot(x, mean, **how)
    if band:
        axes.fill_between(x, low, high, color=how["color"], alpha=BAND, linewidth=0)


def points(axes: Axes, xs: ArrayLike, ys: ArrayLike, size: float, **how: Any) -> None:
    """Draw points above lines, each with a rim; those that are not known are left out.

    Args:
        axes: where.
        xs: across.
        ys: up.
        size: area, in square points.
        how: looks of the points.
    """
    across, up = np.asarray(xs, dtype=float), np.asarray(ys, dtype=float)
    known = ~np.isnan(across)
    if known.any():
        rim = {"edgecolor": "white", "linewidth": 0.08 * math.sqrt(size)}
        axes.scatter(across[known], up[known], s=size, **{"zorder": 3, **rim, **how})


def inches_of(axes: Axes) -> tuple[float, float]:
    """Return how wide and tall axes are."""
    figure = axes.get_figure()
    assert isinstance(figure, Figure)  # noqa: S101 - axes of ours stand in a figure
    width, height = figure.get_size_inches()
    box = axes.get_position()
    return float(box.width * width), float(box.height * height)
