"""Labels of curves: numbers at their points, and at their ends, none on another one."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from sesim.report.figures.canvas import PLAIN, SMALL, fitted, height_of, inches_of, width_of
from sesim.report.figures.style import HALO, SIMULATED

EDGE = 0.21
"""Room of a number above or below a curve, in inches."""


def number_at(
    axes: Axes, x: float, y: float, text: str, *, above: bool, falling: bool = False,
    colour: str = SIMULATED,
) -> None:  # fmt: skip
    """Mark a point of a curve and write its number beside it, above or below the curve.

    Where the axes of shares end, there is only the other side.
    """
    wide, tall = inches_of(axes)
    edge, (start, end) = EDGE / tall, axes.get_xlim()
    low = not above and y < edge  # no room below: to the right, where a rising curve is higher
    left = not low and (above != falling or x > 0.85 * end)
    above = above and y < 1 - edge
    if left and (x - start) / (end - start) * wide < width_of(text, PLAIN, True) + 0.1:
        left, above = False, False  # there is no room before the point
    elif (end - x) / (end - start) * wide < width_of(text, PLAIN, True):
        left = True  # nor after it
    axes.plot([x], [y], "o", color=colour, markersize=5, zorder=4)
    axes.annotate(
        text, (x, y), (-4 if left else 4, 4 if above else -2 if low else -4),
        textcoords="offset points", ha="right" if left else "left",
        va="bottom" if above else "center" if low else "top",
        color=colour, fontweight="bold", fontsize=PLAIN, path_effects=HALO, zorder=5,
    )  # fmt: skip


def spread(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Return places near the wanted ones where texts of these heights do not meet.

    Args:
        wanted: middles of the texts.
        heights: of the texts.
        low: no text begins before.
        high: no text ends after, if there is room for all.

    Returns:
        The middles, in the order of `wanted`.
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    found = list(wanted)
    end = low
    for i in order:
        found[i] = max(wanted[i], end + heights[i] / 2)
        end = found[i] + heights[i] / 2
    end = high
    for i in reversed(order):
        found[i] = min(found[i], end - heights[i] / 2)
        end = found[i] - heights[i] / 2
    return found


def beside(axes: Axes, labels: Sequence[tuple[float, str, str]], right: float) -> None:
    """Write labels to the right of axes, each as near to its value as others allow.

    Args:
        axes: with its vertical limits set.
        labels: value, text and colour of each.
        right: room to the right, in inches.
    """
    if not labels:
        return
    tall = inches_of(axes)[1]
    bottom, top = axes.get_ylim()
    texts = [fitted(text, right, SMALL, lines=3, bold=True) for _, text, _ in labels]
    heights = [height_of(text, SMALL) + 0.03 for text in texts]
    wanted = [(value - bottom) / (top - bottom) * tall for value, _, _ in labels]
    places = spread(wanted, heights, -0.1, max(tall + 0.02, sum(heights) - 0.1))
    for (_, _, colour), text, place in zip(labels, texts, places, strict=True):
        axes.annotate(
            text, (1.0, place / tall), (9, 0), xycoords="axes fraction",
            textcoords="offset points", va="center", annotation_clip=False, linespacing=1.15,
            color=colour, fontweight="bold", fontsize=SMALL,
        )  # fmt: skip
