"""Short forms of overrides, for commands that are about one programme."""

import re
from collections.abc import Collection, Iterator

from sesim.cli.overrides import quoted
from sesim.study.meant import known_name
from sesim.study.shipped import options

PROGRAMME = "programme"

NO_TEXT = re.compile(r"""[\[{'"]|null$|$|[+-]?[0-9.]+(e[+-]?[0-9]+)?$""")
"""What a value begins with, or is, that is no plain text: a list, a number, nothing."""


def written_out(text: str, part: str, short: Collection[str]) -> Iterator[str]:
    """Yield the overrides that a short one stands for.

    Args:
        text: the override, such as `programme=mytown`, which adds the programme and runs it alone.
        part: the key of the command's own part.
        short: keys of the part that can be typed without it.
    """
    key, equals, value = text.partition("=")
    head = key.partition(".")[0]
    if not equals or head not in (PROGRAMME, *short):
        yield text
    elif head in short:
        added = "+" if head != key else ""
        yield f"{added}{part}.{key}={value if NO_TEXT.match(value) else quoted(value)}"
    else:
        name = known_name(value, options(PROGRAMME))
        if name not in options(PROGRAMME):
            yield f"+{PROGRAMME}@{name}={name}"
        yield f"programmes={name}"
