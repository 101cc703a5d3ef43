"""How figures look, and how they are written so that the same figure gives the same bytes."""

import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import Normal, Stroke

# Two colours that all kinds of colour vision tell apart; shapes differ too, for print in grey.
SIMULATED = "#0072B2"
PUBLISHED = "#B84A00"
INK = "#222222"
FAINT = "#6B6B6B"
GRID = "#DDDDDD"

BAND = 0.22
"""Opacity of an interval's band."""

HALO = (Stroke(linewidth=3, foreground="white"), Normal())
"""Keeps a text readable on lines and bands."""

MARGIN = 0.12
"""Distance of texts from the edges of the figure, in inches."""

_SETTINGS: dict[Any, Any] = {
    "text.parse_math": False,  # a dollar in a title is a dollar
    "font.family": "DejaVu Sans",  # comes with matplotlib, so it is the same everywhere
    "svg.hashsalt": "sesim",
    "svg.fonttype": "path",
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": GRID,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.labelsize": 10,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
}

_METADATA = {"png": {"Software": None}, "svg": {"Creator": None, "Date": None}}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style, and leave the settings of matplotlib as they were."""
    with mpl.rc_context(), sns.axes_style("whitegrid"), sns.plotting_context("paper"):
        mpl.rcParams.update(_SETTINGS)
        yield


def headline(figure: Figure, message: str, explanation: str) -> float:
    """Put the message above the figure, and below it in smaller type what is shown.

    Returns:
        The height that both take, in inches.
    """
    width, height = figure.get_size_inches()
    used = MARGIN
    for lines, size, weight, colour in _head(width, message, explanation):
        figure.text(
            MARGIN / width, 1 - used / height, "\n".join(lines),
            fontsize=size, fontweight=weight, color=colour, va="top", linespacing=1.25,
        )  # fmt: skip
        used += _tall(lines, size)
    return float(used)


def headline_height(width: float, message: str, explanation: str) -> float:
    """Return the height, in inches, that a headline takes in a figure of this width."""
    return MARGIN + sum(
        _tall(lines, size) for lines, size, *_ in _head(width, message, explanation)
    )


def _head(
    width: float, message: str, explanation: str
) -> Iterator[tuple[list[str], float, str, str]]:
    for text, size, weight, colour in (
        (message, 13.0, "bold", INK),
        (explanation, 9.5, "normal", FAINT),
    ):
        # A letter of this typeface is about 0.52 of its size wide, and a bold one 0.62.
        letter = size / 72 * (0.62 if weight == "bold" else 0.52)
        yield textwrap.wrap(text, int((width - 2 * MARGIN) / letter)), size, weight, colour


def _tall(lines: list[str], size: float) -> float:
    return len(lines) * 1.25 * size / 72 + 0.09


def plot_area(figure: Figure, *, left: float, right: float, top: float, bottom: float) -> Axes:
    """Return axes with the given margins in inches, whatever the length of the labels."""
    width, height = figure.get_size_inches()
    box = (left / width, bottom / height, 1 - (left + right) / width, 1 - (top + bottom) / height)
    return figure.add_axes(box)


def tidy(axes: Axes, *, grid: str) -> None:
    """Keep the axis lines that carry a scale and grid lines in one direction."""
    sns.despine(ax=axes, left=grid == "x", bottom=grid == "y")
    axes.grid(visible=False)
    axes.grid(visible=True, axis="x" if grid == "x" else "y")
    axes.set_axisbelow(True)


def save(figure: Figure, folder: Path, name: str, *, dpi: int = 150) -> list[Path]:
    """Write a figure as PNG, with so many points to the inch, and as SVG; return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.{kind}" for kind in _METADATA]
    for path, metadata in zip(paths, _METADATA.values(), strict=True):
        figure.savefig(path, dpi=dpi, metadata=metadata)
    return paths


def key(figure: Figure, top: float, items: Mapping[str, str]) -> float:
    """Say in one line what the marks are, each in its colour.

    Args:
        figure: the figure.
        top: distance of the line from the upper edge, in inches.
        items: colours by text; a text begins with the mark that it is about.

    Returns:
        The height down to below the line, in inches.
    """
    width, height = figure.get_size_inches()
    left = MARGIN
    for text, colour in items.items():
        figure.text(
            left / width, 1 - top / height, text,
            fontsize=9.5, fontweight="bold", color=colour, va="top",
        )  # fmt: skip
        left += len(text) * 0.62 * 9.5 / 72 + 0.25
    return top + 0.22
