"""A picture of the page: what it says in words, and how it is drawn."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from matplotlib.figure import Figure

from sesim.report.figures.style import house_style, svg_text
from sesim.report.text.language import Phrase, joined

WIDTH = 4.6
"""Of a picture, in inches: on paper two stand side by side, and a telephone shows one."""

LEAD_WIDTH = 6.4
"""Of the picture that carries the answer."""

NARROW_WIDTH = 3.4
"""Of a picture that is drawn for a phone, where its texts then are as large as others."""

NO_CONTEXT = Phrase("")
"""Of a picture of a study that changes nothing."""

Head = tuple[str, str]
"""Title and explanation, which stand above what is drawn."""


@dataclass(frozen=True)
class Picture:
    """One picture, in one language. It is drawn once, for the page and for slides.

    Attributes:
        name: of its files.
        message: what it says; its title.
        explanation: what is drawn, and what its marks mean.
        alternative: for those who do not see it: what it shows, with the numbers that matter.
        sketch: makes the figure, with a title and an explanation in it.
        phone: makes the figure for a phone; None where the ordinary one can be read there.
        context: what the study changes, where that must be known wherever the picture is shown.
    """

    name: str
    message: Phrase
    explanation: Phrase
    alternative: Phrase
    sketch: Callable[[Head], Figure]
    phone: Callable[[Head], Figure] | None = None
    context: Phrase = NO_CONTEXT

    @property
    def title(self) -> Phrase:
        """Its message, as it stands alone on a slide."""
        return joined([self.context, self.message]) if self.context else self.message

    @property
    def described(self) -> Phrase:
        """Its alternative, with what the study changes."""
        return joined([self.context, self.alternative]) if self.context else self.alternative

    @cached_property
    def figure(self) -> Figure:
        """The figure, with title and explanation in it, as a slide needs them."""
        with house_style():
            return self.sketch((str(self.title), str(self.explanation)))

    @cached_property
    def narrow(self) -> "Picture | None":
        """The same picture as it is drawn for a phone, if it is."""
        if self.phone is None:
            return None
        return replace(self, name=f"{self.name}_phone", sketch=self.phone, phone=None)

    @cached_property
    def svg(self) -> str:
        """The figure as SVG."""
        return svg_text(self.figure)
