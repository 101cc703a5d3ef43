"""The key of a picture: each mark as it is drawn, and beside it what it means."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from sesim.report.figures.canvas import MARGIN, SMALL, fitted, height_of, width_of, write
from sesim.report.figures.style import BAND, FAINT, INK

MARK, GAP, APART, BELOW = 0.24, 0.06, 0.16, 0.05
"""Width of a mark, room to its text and to the next mark, and below each line, in inches."""


class Mark(NamedTuple):
    """A mark and its meaning.

    Attributes:
        text: what it means.
        line: looks of a line, if there is one.
        point: looks of a point, if there is one.
        area: looks of an area, if there is one.
    """

    text: str
    line: dict[str, Any] | None = None
    point: dict[str, Any] | None = None
    area: dict[str, Any] | None = None


def dot(text: str, colour: str, marker: str = "o", *, hollow: bool = False) -> Mark:
    """Return a point, filled or hollow."""
    face = "white" if hollow else colour
    looks = {"marker": marker, "markersize": 6.5, "markeredgewidth": 1.5}
    return Mark(text, point={**looks, "markerfacecolor": face, "markeredgecolor": colour})


def bar(text: str, colour: str) -> Mark:
    """Return a thick pale line, as intervals of rows are."""
    return Mark(text, line={"color": colour, "linewidth": 6, "alpha": 0.35})


def stroke(text: str, colour: str, width: float = 1.4, dashes: Any = "-") -> Mark:
    """Return a line, such as a curve."""
    return Mark(text, line={"color": colour, "linewidth": width, "linestyle": dashes})


def band(text: str, colour: str) -> Mark:
    """Return the band around a curve."""
    return Mark(text, area={"facecolor": colour, "alpha": BAND, "linewidth": 0})


def area(text: str, colour: str, hatch: str = "") -> Mark:
    """Return an area, as it is filled."""
    return Mark(text, area={"facecolor": colour, "hatch": hatch, "edgecolor": "white"})


class _Placed(NamedTuple):
    """A mark with its text in lines, and where it begins, in inches from the key's corner."""

    mark: Mark
    text: str
    left: float
    top: float
    height: float


def key_height(marks: Sequence[Mark], width: float, size: float = SMALL) -> float:
    """Return how tall a key is that is so wide, in inches; one without marks has no height."""
    return max((it.top + it.height + BELOW for it in _placed(marks, width, size)), default=0.0)


def draw_key(
    figure: Figure, top: float, marks: Sequence[Mark], width: float, size: float = SMALL
) -> None:
    """Draw a key from the left margin on, so far from above and so wide, in inches."""
    wide, tall = figure.get_size_inches()
    for one in _placed(marks, width, size):
        left, middle = MARGIN + one.left, top + one.top + height_of("", size) / 2
        xs = [left / wide, (left + MARK / 2) / wide, (left + MARK) / wide]
        y = 1 - middle / tall
        if one.mark.area is not None:
            figure.add_artist(
                Rectangle(
                    (xs[0], y - 0.055 / tall), MARK / wide, 0.11 / tall, **one.mark.area,
                    transform=figure.transFigure,
                )
            )  # fmt: skip
            figure.add_artist(
                Rectangle(
                    (xs[0], y - 0.055 / tall), MARK / wide, 0.11 / tall, facecolor="none",
                    edgecolor=FAINT, linewidth=0.4, transform=figure.transFigure,
                )
            )  # fmt: skip
        if one.mark.line is not None:
            looks = {"solid_capstyle": "butt", **one.mark.line}
            figure.add_artist(Line2D([xs[0], xs[2]], [y, y], **looks))
        if one.mark.point is not None:
            figure.add_artist(Line2D([xs[1]], [y], linestyle="none", **one.mark.point))
        write(
            figure, left + MARK + GAP, top + one.top, one.text, size=size, color=INK, va="top",
        )  # fmt: skip


def _placed(marks: Sequence[Mark], width: float, size: float) -> Iterator[_Placed]:
    """Yield marks from left to right, on a new line where there is no more room."""
    left = top = tall = 0.0
    for mark in marks:
        text = fitted(mark.text, width - MARK - GAP, size, lines=4)
        wide = MARK + GAP + max(width_of(line, size) for line in text.split("\n"))
        if left and left + wide > width:
            left, top, tall = 0.0, top + tall + BELOW, 0.0
        height = height_of(text, size)
        yield _Placed(mark, text, left, top, height)
        left, tall = left + wide + APART, max(tall, height)
