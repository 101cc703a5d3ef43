"""The figures of a notebook: shown with a text for those who cannot see them, kept for a paper."""

from html import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from matplotlib.figure import Figure

from sesim.report.figures.style import FAINT, save, svg_text, use_house_style

QUICK = "Quick run: an example, not a result"
"""What stands on a figure that was made from few replications, runs or draws."""

VECTORS = ("svg", "pdf")

UNQUOTED = " '/:;=(),.-!?*+@$[]{}|~^`"
"""Letters that need no quoting in the address of an image."""


class Plate(NamedTuple):
    """A figure as a notebook shows it.

    Attributes:
        svg: the figure.
        says: what it shows, for those who cannot see it.
    """

    svg: str
    says: str

    def __repr__(self) -> str:
        """Return what it shows, for a console."""
        return self.says

    def _repr_html_(self) -> str:
        """Return an image that holds the figure, so that the page needs no other file."""
        body = self.svg[self.svg.index("<svg") :]
        return f'<img alt="{escape(self.says)}" src="data:image/svg+xml,{quote(body, UNQUOTED)}">'


class Plates(NamedTuple):
    """Where the figures of a notebook are kept, and what is written on them.

    Attributes:
        folder: where they are kept as SVG and PDF; None if they are only shown.
        stamp: what stands below each, empty if nothing does.
    """

    folder: Path | None = None
    stamp: str = ""

    @classmethod
    def of(cls, notebook: str, *, is_full: bool) -> "Plates":
        """Begin to draw in the house style.

        Args:
            notebook: its name, of which the folder below `outputs/notebooks/` is made.
            is_full: whether it runs in full: only then its figures are kept, without a stamp.
        """
        use_house_style()
        return cls(outputs() / "notebooks" / notebook) if is_full else cls(stamp=QUICK)

    def show(self, figure: Figure, name: str, says: str) -> Plate:
        """Keep a figure, and return it as the last line of a cell shows it.

        Args:
            figure: the figure.
            name: of its files, without a suffix.
            says: what it shows, for those who cannot see it.
        """
        from matplotlib import pyplot as plt

        if self.stamp:
            figure.text(1, 0, self.stamp, ha="right", va="top", size=8, color=FAINT)
        if self.folder:
            save(figure, self.folder, name, kinds=VECTORS, tight=True)
        svg = svg_text(figure, tight=True)
        plt.close(figure)  # or Jupyter would show it once more
        return Plate(svg, says)


def outputs() -> Path:
    """Return the folder `outputs/` of the checkout that we are in, or of the current folder."""
    here = Path.cwd()
    checkouts = (one for one in (here, *here.parents) if (one / "conf" / "calibrate.yaml").exists())
    return next(checkouts, here) / "outputs"
