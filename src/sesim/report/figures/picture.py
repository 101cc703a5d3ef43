"""A picture of the page: what it says in words, the numbers in it, and how it is drawn."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from matplotlib.figure import Figure

from sesim.report.figures.style import house_style, svg_text
from sesim.report.text.language import Phrase, joined
from sesim.report.text.tables import Table

WIDTH = 4.6
"""Of a picture, in inches: on paper two stand side by side."""

LEAD_WIDTH = 6.4
"""Of a picture over the full width of the page."""

NO_CONTEXT = Phrase("")
"""Of a picture of a study that changes nothing."""


class Shape(NamedTuple):
    """Where a picture is shown. What is None, the picture itself decides.

    Attributes:
        width: of the sheet, in inches.
        height: of the sheet, in inches.
    """

    width: float | None = None
    height: float | None = None


PAGE = Shape()

PHONE = Shape(3.4)
"""On a telephone of 360 px, 328 px are left for a picture: 9 points become 12 px."""

ENLARGED = 14 / 9
"""A slide is a small sheet shown larger, so that 9 points become 14."""

SLIDE = Shape(40 / 3 / ENLARGED, 7.5 / ENLARGED)


class Head(NamedTuple):
    """What stands above what is drawn, and on a slide below it too.

    Attributes:
        title: what the picture says.
        explanation: what is drawn.
        shape: where it is shown.
        foot: on a slide, what the study is about and where the numbers come from.
    """

    title: str
    explanation: str
    shape: Shape = PAGE
    foot: tuple[str, ...] = ()

    def width(self, wanted: float) -> float:
        """Return how wide the sheet is, in inches; as wide as wanted if nothing else decides."""
        return self.shape.width or wanted

    @property
    def is_phone(self) -> bool:
        """Whether it is drawn for a telephone."""
        return self.shape == PHONE

    @property
    def is_slide(self) -> bool:
        """Whether it is drawn for a slide, whose height is given."""
        return self.shape.height is not None


@dataclass(frozen=True)
class Picture:
    """One picture, in one language. It is drawn once for the page, the phone and slides each.

    Attributes:
        name: of its files.
        message: what it says; its title.
        explanation: what is drawn; what its marks are, a key in the picture shows.
        alternative: for those who do not see it: what it shows, with the numbers that matter.
        sketch: makes the figure, with a title and an explanation in it.
        context: what the study changes, where that must be known wherever the picture is shown.
        table: the numbers that are drawn; None where a table beside the picture has them.
        foot: what a slide shows below it.
        shape: where it is shown.
        adapts: whether it can be drawn in other shapes.
    """

    name: str
    message: Phrase
    explanation: Phrase
    alternative: Phrase
    sketch: Callable[[Head], Figure]
    context: Phrase = NO_CONTEXT
    table: Table | None = None
    foot: tuple[Phrase, ...] = ()
    shape: Shape = PAGE
    adapts: bool = False

    @property
    def title(self) -> Phrase:
        """Its message, as it stands alone on a slide."""
        return joined([self.context, self.message]) if self.context else self.message

    @property
    def described(self) -> Phrase:
        """Its alternative, with what the study changes."""
        return joined([self.context, self.alternative]) if self.context else self.alternative

    @cached_property
    def narrow(self) -> "Picture | None":
        """The same picture drawn for a telephone; None if it has one drawing alone."""
        return self._drawn_for(PHONE, f"{self.name}-narrow")

    @cached_property
    def slide(self) -> "Picture":
        """The same picture drawn for a slide; itself if it has one drawing alone."""
        return self._drawn_for(SLIDE, self.name) or self

    def _drawn_for(self, shape: Shape, name: str) -> "Picture | None":
        return replace(self, shape=shape, name=name) if self.adapts else None

    @cached_property
    def figure(self) -> Figure:
        """The figure, with title and explanation in it, as a slide needs them."""
        texts = (str(self.title), str(self.explanation))
        with house_style():
            return self.sketch(Head(*texts, self.shape, tuple(str(one) for one in self.foot)))

    @cached_property
    def svg(self) -> str:
        """The figure as SVG."""
        return svg_text(self.figure)
