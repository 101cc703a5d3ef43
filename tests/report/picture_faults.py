"""Faults of pictures by kind, each measured on what is drawn."""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.text import Text
from tests.report.figure_texts import faults, placed

from sesim.report.text.names import ELLIPSIS

LEAST_CONTRAST = 4.5
"""Of texts on their ground: WCAG 2.2, success criterion 1.4.3."""

APART = 0.05
"""Between the numbers of an axis, in inches."""

MOST_WORDS = 25
"""Of an explanation: what marks mean, a key shows."""

NUMBER = re.compile(r"(?<![\d.,])[+−]?\d+(?:[.,]\d+)?")


class Drawn(NamedTuple):
    """A figure with the boxes of its texts and its pixels without them."""

    figure: Figure
    texts: list[tuple[Text, mpl.transforms.Bbox]]
    ground: np.ndarray


def drawn(figure: Figure) -> Drawn:
    """Draw a figure, and again without its texts."""
    found = placed(figure)
    for one, _ in found:
        one.set_visible(False)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    ground = np.asarray(canvas.buffer_rgba())[..., :3].astype(float) / 255
    for one, _ in found:
        one.set_visible(True)
    return Drawn(figure, found, ground)


def _luminance(colour: np.ndarray) -> float:
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """Return the ratio of contrast of two colours."""
    low, high = sorted([_luminance(one), _luminance(other)])
    return (high + 0.05) / (low + 0.05)


def faint(it: Drawn) -> Iterator[str]:
    """Yield texts that do not stand out from what is behind most of them."""
    tall = it.ground.shape[0]
    for text, box in it.texts:
        rows = slice(max(0, int(tall - box.y1)), max(1, int(tall - box.y0)))
        behind = it.ground[rows, max(0, int(box.x0)) : max(1, int(box.x1))].reshape(-1, 3)
        ground = np.ones(3) if text.get_path_effects() else np.median(behind, axis=0)
        ratio = contrast(np.array(to_rgb(text.get_color())), ground)
        if ratio < LEAST_CONTRAST:
            yield f"contrast {ratio:.1f}: {text.get_text()!r}"


def crossing(it: Drawn) -> Iterator[str]:
    """Yield texts of a plot that its edge cuts through."""
    for text, box in it.texts:
        axes = text.axes
        if axes is None or text not in axes.texts:
            continue
        frame = axes.get_window_extent()
        wide = min(box.x1, frame.x1) - max(box.x0, frame.x0)
        tall = min(box.y1, frame.y1) - max(box.y0, frame.y0)
        if min(wide, tall) > 2 and (
            box.x0 < frame.x0 - 1 or box.x1 > frame.x1 + 12 or box.y0 < frame.y0 - 3
        ):
            yield f"over the edge: {text.get_text()!r}"


def near_ticks(it: Drawn) -> Iterator[str]:
    """Yield numbers of an axis that are printed too near to one another."""
    boxes = {id(text): box for text, box in it.texts}
    for axes in it.figure.axes:
        for axis, side in ((axes.xaxis, "x"), (axes.yaxis, "y")):
            found = [boxes[id(one)] for one in axis.get_ticklabels() if id(one) in boxes]
            least = (APART if side == "x" else 0.0) * it.figure.dpi
            ends = sorted((getattr(box, f"{side}0"), getattr(box, f"{side}1")) for box in found)
            if any(b[0] - a[1] < least for a, b in pairwise(ends)):
                yield f"ticks too near: {[one.get_text() for one in axis.get_ticklabels()]}"


def units(it: Drawn) -> Iterator[str]:
    """Yield weeks in the title of a picture whose axis counts months."""
    title = it.figure.texts[0].get_text().lower()
    on_axis = " ".join(text.get_text().lower() for text, _ in it.texts)
    if re.search(r"\bweeks?\b|\bveck", title) and re.search(r"\bmonths?\b|\bmånad", on_axis):
        yield f"weeks over months: {title!r}"


def unseen_numbers(it: Drawn) -> Iterator[str]:
    """Yield numbers of the title that stand nowhere in the picture."""
    title = it.figure.texts[0].get_text()
    others = [text.get_text() for text, _ in it.texts if text is not it.figure.texts[0]]
    seen = {one.lstrip("+") for other in others for one in NUMBER.findall(other)}
    for one in NUMBER.findall(title):
        number = one.lstrip("+")
        if number not in seen and number != "100":
            yield f"{one} is in the title alone: {title!r}"


def holes(it: Drawn) -> Iterator[str]:
    """Yield rows of panels that end before others do."""
    rows: dict[float, list[Axes]] = {}
    for axes in it.figure.axes:
        rows.setdefault(round(axes.get_position().y0, 3), []).append(axes)
    ends = [max(axes.get_position().x1 for axes in row) for row in rows.values()]
    if ends and max(ends) - min(ends) > 0.02:
        yield f"panels leave a hole: rows end at {[round(end, 2) for end in ends]}"


def layers(it: Drawn) -> Iterator[str]:
    """Yield rows in which lines lie on bars, or lines on lines, so that neither is read."""
    for axes in it.figure.axes:
        places = [
            (round(float(one.vertices[0][1]), 2), one.vertices[0][0], one.vertices[1][0])
            for found in axes.collections
            if isinstance(found, LineCollection)
            for one in found.get_paths()
            if len(one.vertices) == 2 and np.isfinite(one.vertices).all()
        ]
        places += [
            (round(float(one.get_y() + one.get_height() / 2), 2), one.get_x(),
             one.get_x() + one.get_width())
            for bars in axes.containers
            if isinstance(bars, BarContainer)
            for one in bars
        ]  # fmt: skip
        for (y, *one), (v, *other) in combinations(places, 2):
            if abs(y - v) < 0.04 and min(max(one), max(other)) - max(min(one), min(other)) > 0:
                yield f"lines and bars on one another at {y}"
                break


def wordy(explanation: str) -> Iterator[str]:
    """Yield an explanation that a key in the picture would replace."""
    if (words := len(explanation.split())) > MOST_WORDS:
        yield f"{words} words: {explanation!r}"


def raw_names(it: Drawn) -> Iterator[str]:
    """Yield names of files and settings, which no reader should see."""
    for text, _ in it.texts:
        for one in re.findall(r"\b[a-z]+_[a-z_]*[a-z]\b", text.get_text()):
            yield f"raw name: {one!r}"


def shortened(it: Drawn) -> Iterator[str]:
    """Yield texts whose middle is left out for lack of room."""
    for text, _ in it.texts:
        if ELLIPSIS.strip() in text.get_text():
            yield f"shortened: {text.get_text()!r}"


def negative_shares(it: Drawn) -> Iterator[str]:
    """Yield shares below zero, which no variance has."""
    for text, _ in it.texts:
        if re.search(r"−\d+\s?%", text.get_text()):
            yield f"a share below zero: {text.get_text()!r}"


def truncated(figure: Figure) -> list[str]:
    """Return axes of shares that do not go from none to all."""
    return [
        f"truncated: {axis.get_view_interval()}"
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        if any("%" in label.get_text() for label in axis.get_ticklabels())
        and tuple(axis.get_view_interval()) != (0.0, 1.0)
    ]


def all_faults(figure: Figure, explanation: str = "") -> list[str]:
    """Return every fault of a figure."""
    it = drawn(figure)
    kinds = (
        faint, crossing, near_ticks, units, unseen_numbers, holes, layers, raw_names, shortened,
    )  # fmt: skip
    found = [
        *faults(figure, it.texts),
        *truncated(figure),
        *wordy(explanation),
        *negative_shares(it),
    ]
    return [*found, *(said for kind in kinds for said in kind(it))]
