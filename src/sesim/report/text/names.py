"""Names and numbers as readers want them."""

import math
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping

AREAS = {
    "hoglandet": "Höglandet",
    "finnveden": "Finnveden",
    "sodra_vatterbygden": "Södra Vätterbygden",
    "county": "All together",
}
"""The areas of Jönköping county; other areas are called by their name in the files."""

SEPARATOR = " – "

LINES = 3
"""A name is cut after so many lines: beside a figure there is no room for more."""


def display_names(names: Iterable[str], titles: Mapping[str, str]) -> dict[str, str]:
    """Return a name for each programme or area that is as short as it can be and still unique.

    A title such as "Eksjö – Jobb i stället för aktivitetsersättning" is cut at the dash,
    unless another title would then read the same.

    >>> display_names(["eksjo", "county"], {"eksjo": "Eksjö – SE"})
    {'eksjo': 'Eksjö', 'county': 'All together'}
    """
    full = {name: titles.get(name) or AREAS.get(name) or _plain(name) for name in names}
    short = {name: title.split(SEPARATOR)[0] for name, title in full.items()}
    uses = Counter(short.values())
    return {name: short[name] if uses[short[name]] == 1 else full[name] for name in full}


def wrapped(name: str, width: int = 26) -> str:
    """Return a name broken into lines of at most `width` characters, and cut after `LINES`."""
    lines = textwrap.wrap(name, width, max_lines=LINES, placeholder=" …")
    return "\n".join(lines) or name


def percent(share: float) -> str:
    """Return a share for readers, such as 41%, or a dash for none.

    >>> percent(0.409)
    '41%'
    """
    return "–" if math.isnan(share) else f"{100 * share:.0f}%"


def _plain(name: str) -> str:
    spaced = name.replace("_", " ")
    return spaced[:1].upper() + spaced[1:]
