"""Texts that somebody else wrote, and signed numbers, as a figure can show them."""

import math
import textwrap
from functools import cache

from matplotlib.font_manager import findfont, get_font

TYPEFACE = "DejaVu Sans"

ELLIPSIS = " … "


def printable(text: str) -> str:
    r"""Return a text in one line of letters that the typeface has; others become `□`.

    A text of nothing is told too.

    >>> printable("a\n\tb")
    'a b'
    """
    return "".join(one if _has(one) else "□" for one in " ".join(text.split())) or "(no name)"


def shortened(text: str, letters: int) -> str:
    """Return a text of at most so many letters, with the middle left out if it is longer.

    Labels such as `vetlanda.back_heaviness=0.5` often differ at their ends alone.

    >>> shortened("vetlanda.back_heaviness=0.5", 17)
    'vetland … ess=0.5'
    """
    if len(text) <= letters:
        return text
    kept = letters - len(ELLIPSIS)
    return text[: kept // 2] + ELLIPSIS + text[len(text) - (kept - kept // 2) :]


def folded(text: str, width: int, lines: int) -> str:
    """Return a text on at most so many lines of so many letters, broken where it can be."""
    # A line that breaks at a space is shorter than it may be: hence the room to spare.
    kept = shortened(printable(text), max(width, width * lines - 10 * (lines - 1)))
    for letters in range(len(kept), 0, -4):
        broken = textwrap.wrap(shortened(kept, letters), width)
        if len(broken) <= lines:
            return "\n".join(broken)
    return kept


def signed(value: float, decimals: int) -> str:
    """Return a difference with its sign, which zero does not have.

    >>> signed(-0.04, 1), signed(1.26, 1)
    ('0.0', '+1.3')
    """
    if not math.isfinite(value):
        return "–"
    if abs(value) >= 1e6:
        return f"{value:+.1e}".replace("-", "−")
    rounded = round(value, decimals)
    return f"{rounded:+.{decimals}f}".replace("-", "−") if rounded else f"{0:.{decimals}f}"


@cache
def _has(letter: str) -> bool:
    """Whether the typeface of the figures has a letter; without it Matplotlib complains."""
    return bool(get_font(findfont(TYPEFACE)).get_char_index(ord(letter)))
