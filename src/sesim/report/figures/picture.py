"""A picture of the page: what it says in words, and how it is drawn."""

from collections.abc import Callable
from typing import NamedTuple

from matplotlib.figure import Figure

from sesim.report.text.language import Phrase, joined

WIDTH = 4.6
"""Of a picture, in inches: on paper two stand side by side, and a telephone shows one."""

LEAD_WIDTH = 6.4
"""Of the picture that carries the answer."""


Head = tuple[str, str] | None
"""Title and explanation of a picture that stands alone."""


class Picture(NamedTuple):
    """One picture, in one language.

    Attributes:
        name: of its files.
        message: what it says; its title.
        explanation: what is drawn, and what its marks mean.
        alternative: for those who do not see it: what it shows, with the numbers that matter.
        sketch: makes the figure, with a title and an explanation in it or without.
        context: what the study changes, where that must be known wherever the picture is shown.
    """

    name: str
    message: Phrase
    explanation: Phrase
    alternative: Phrase
    sketch: Callable[[Head], Figure]
    context: Phrase = Phrase("")

    @property
    def title(self) -> Phrase:
        """Its message, as it stands alone on a slide."""
        return joined([self.context, self.message]) if self.context else self.message

    @property
    def described(self) -> Phrase:
        """Its alternative, with what the study changes."""
        return joined([self.context, self.alternative]) if self.context else self.alternative

    def draw(self, alone: bool) -> Figure:
        """Make the figure.

        Args:
            alone: whether title and explanation stand in the figure, as a slide needs; the page
                writes them itself.
        """
        return self.sketch((str(self.title), str(self.explanation)) if alone else None)
