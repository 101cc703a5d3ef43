"""A picture of the page: what it says in words, and how it is drawn."""

from collections.abc import Callable
from typing import NamedTuple

from matplotlib.figure import Figure

from sesim.report.language import Phrase

WIDTH = 4.6
"""Of a picture, in inches: on paper two stand side by side, and a telephone shows one."""

LEAD_WIDTH = 6.4
"""Of the picture that carries the answer."""


class Picture(NamedTuple):
    """One picture, in one language.

    Attributes:
        name: of its files.
        message: what it says; its title.
        explanation: what is drawn, and what its marks mean.
        alternative: for those who do not see it: what it shows, with the numbers that matter.
        draw: makes the figure. With `True` the message and the explanation stand in the figure,
            as a slide needs; with `False` they do not, since the page writes them itself.
    """

    name: str
    message: Phrase
    explanation: Phrase
    alternative: Phrase
    draw: Callable[[bool], Figure]
