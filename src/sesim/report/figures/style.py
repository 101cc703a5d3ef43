"""How figures look, and how they are written so that the same figure gives the same bytes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.patheffects import Normal, Stroke

from sesim.report.text.names import TYPEFACE

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

_SETTINGS: dict[Any, Any] = {
    "text.parse_math": False,  # a dollar in a title is a dollar
    "font.family": TYPEFACE,
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

MOST_DOTS = 60_000
"""Longest side of a PNG; Matplotlib refuses 2^16."""

_METADATA = {
    "png": {"Software": None},
    "svg": {"Creator": None, "Date": None},
    "pdf": {"Creator": None, "Producer": None, "CreationDate": None},
}

KINDS = ("png", "svg")
"""What a figure is written as where nothing else is asked for; a paper takes PDF too."""


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style, and leave the settings of matplotlib as they were."""
    with mpl.rc_context(), sns.axes_style("whitegrid"), sns.plotting_context("paper"):
        mpl.rcParams.update(_SETTINGS)
        yield


def use_house_style() -> None:
    """Draw in the house style from here on, as a notebook does, in colours that all tell apart."""
    editable = {"pdf.fonttype": 42}  # letters stay letters, as publishers ask
    sns.set_theme("paper", "whitegrid", "colorblind", rc={**_SETTINGS, **editable})


def save(
    figure: Figure,
    folder: Path,
    name: str,
    *,
    dpi: int = 150,
    kinds: Sequence[str] = KINDS,
    tight: bool = False,
) -> list[Path]:
    """Write a figure as PNG and as SVG, and return the paths.

    Args:
        figure: the figure.
        folder: where to write; made if it does not exist.
        name: of the files, without a suffix.
        dpi: dots per inch of the PNG; fewer where it would have too many.
        kinds: of the files, `png`, `svg` or `pdf`.
        tight: whether the sheet is made to fit what is drawn.
    """
    folder.mkdir(parents=True, exist_ok=True)
    dpi = min(dpi, int(MOST_DOTS / max(figure.get_size_inches())))
    paths = [folder / f"{name}.{kind}" for kind in kinds]
    for kind, path in zip(kinds, paths, strict=True):
        figure.savefig(
            path, dpi=dpi, metadata=_METADATA[kind], bbox_inches="tight" if tight else None
        )
    return paths


def svg_text(figure: Figure, *, tight: bool = False) -> str:
    """Return a figure as SVG; the same figure gives the same text.

    Args:
        figure: the figure.
        tight: whether the sheet is made to fit what is drawn.
    """
    written = StringIO()
    with house_style():
        figure.savefig(
            written,
            format="svg",
            metadata=_METADATA["svg"],
            bbox_inches="tight" if tight else None,
        )
    return written.getvalue()
