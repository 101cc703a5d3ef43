"""The verdicts as lines of plain text, for the terminal."""

import textwrap

from sesim.report.text.language import language
from sesim.report.validation.sentences import in_short, misses
from sesim.report.validation.shown import CHOOSE, LEFT_OUT, SEEN, VALIDATE, ShownValidation


def validation_lines(shown: ShownValidation, width: int) -> list[str]:
    """Return what the terminal shows: the counts, and every miss.

    Args:
        shown: what it is about.
        width: of a line, in characters.
    """
    say = language("en")
    lines = [line for text in in_short(say, shown) for line in textwrap.wrap(str(text), width)]
    for role in (VALIDATE, LEFT_OUT, SEEN, CHOOSE):
        for text in misses(say, shown, shown.of_role(role)):
            lines += textwrap.wrap(
                str(text), width, initial_indent="  * ", subsequent_indent="    "
            )
    return lines
