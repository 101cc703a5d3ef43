"""Error messages of bounded length, in which every character is visible."""

import unicodedata
from collections.abc import Iterable

LONGEST_VALUE = 80
"""Characters shown of a value that a user gave."""

LONGEST_LINE = 800
"""Characters shown of one problem; the longest list of names that sesim shows fits in."""

MOST_LINES = 30
"""Problems shown in one message."""

DEEPEST = 8
"""Most spaces before a line."""

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories of characters that change a line but are invisible in it."""


def is_unseen(character: str) -> bool:
    """Whether a character would change a line but be invisible in it."""
    return unicodedata.category(character) in UNSEEN


def visible(text: str) -> str:
    r"""Return a text with every invisible character written out.

    >>> print(visible("a\tb\u202ec"))
    a\tb\u202ec
    """
    return "".join(_written(one) if is_unseen(one) else one for one in text)


def _written(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def shortened(text: str, longest: int = LONGEST_LINE) -> str:
    """Return a text on one line, every character visible and the middle left out if it is long.

    >>> shortened("abcdefghij", 9)
    'abc … hij'
    """
    if len(text) > 2 * longest:
        text = text[:longest] + text[-longest:]  # writing out megabytes first would take long
    found = visible(text)
    half = (longest - 3) // 2
    return found if len(found) <= longest else f"{found[:half]} … {found[-half:]}"


def value(given: object) -> str:
    """Return a value as messages show it: as Python writes it, but short."""
    if isinstance(given, str):
        given = given[:LONGEST_VALUE] + given[LONGEST_VALUE:][-LONGEST_VALUE:]
    return shortened(repr(given), LONGEST_VALUE)


def message_lines(texts: Iterable[str]) -> list[str]:
    """Return texts as the lines of a message: each visible and short, and not too many."""
    found = [shortened(text) for text in texts]
    if len(found) <= MOST_LINES:
        return found
    return [*found[:MOST_LINES], f"… and {len(found) - MOST_LINES:,} more"]


def message(text: str) -> str:
    """Return a message of several lines: each visible and short, and not too many."""
    every = text.split("\n")
    most = (
        MOST_LINES + 2
    )  # a list of problems has a heading, and may end with how many more there are
    found = [_indented(line) for line in every[:most]]
    if len(every) > most:
        found.append(f"  … and {len(every) - most:,} more")
    return "\n".join(found)


def _indented(line: str) -> str:
    inner = line.lstrip(" ")
    return " " * min(len(line) - len(inner), DEEPEST) + shortened(inner)


def reason(error: Exception) -> str:
    """Return in a few words what is wrong with a file or folder."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return str(error)
