"""What is written in a figure, and whether it can be read."""

from collections.abc import Sequence
from itertools import combinations

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox


def texts_of(figure: Figure) -> list[Text]:
    """Return the texts that are seen, from above."""
    found = [one for one in figure.findobj(mpl.text.Text) if isinstance(one, Text)]
    return [one for one in found if one.get_text().strip() and one.get_visible()]


def written(figure: Figure) -> list[str]:
    return [one.get_text() for one in texts_of(figure)]


def message(figure: Figure) -> str:
    return str(figure.texts[0].get_text()).replace("\n", " ")


def labels_of(figure: Figure, section: int = 0) -> list[str]:
    """Return the labels of the rows beside the axes of a section."""
    box = figure.axes[section].get_position()
    left = figure.texts[0].get_position()[0]
    return [
        one.get_text()
        for one in figure.texts
        if one.get_position()[0] == left and box.y0 < one.get_position()[1] < box.y1
    ]


def cells_of(figure: Figure, section: int = 0) -> list[Text]:
    """Return the texts to the right of the axes of a section, row by row."""
    box = figure.axes[section].get_position()
    return [
        one
        for one in figure.texts
        if one.get_position()[0] > box.x1 and box.y0 < one.get_position()[1] < box.y1
    ]


def placed(figure: Figure) -> list[tuple[Text, Bbox]]:
    """Return the texts that are seen, each with its box in dots."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw_without_rendering()
    return [(one, one.get_window_extent(renderer)) for one in texts_of(figure)]


def faults(figure: Figure, texts: Sequence[tuple[Text, Bbox]] | None = None) -> list[str]:
    """Return one message for each text that is cut off, too small, or meets another one.

    Args:
        figure: the figure.
        texts: what `placed` returns for it, if that is known already.
    """
    page = figure.bbox
    boxes = placed(figure) if texts is None else texts
    seen = [(one.get_text(), one.get_fontsize(), box) for one, box in boxes]
    cut = [
        f"cut off: {text!r}"
        for text, _, box in seen
        if box.x0 < 0 or box.y0 < 0 or box.x1 > page.x1 or box.y1 > page.y1
    ]
    small = [f"too small: {text!r}" for text, size, _ in seen if size < 9]
    meeting = [
        f"{one!r} meets {other!r}"
        for (one, _, a), (other, _, b) in combinations(seen, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 0.5 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.5
    ]
    return cut + small + meeting
