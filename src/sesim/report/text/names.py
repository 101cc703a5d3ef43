"""Names as readers want them, also those that users have written."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

TYPEFACE = "DejaVu Sans"
"""Of figures and pages; it comes with Matplotlib, so it is the same everywhere."""

ELLIPSIS = " … "

AREAS = {
    "hoglandet": "Höglandet",
    "finnveden": "Finnveden",
    "sodra_vatterbygden": "Södra Vätterbygden",
    "county": "All together",
}
"""The areas of Jönköping county; other areas are called by their name in the files."""

SEPARATOR = " – "


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


def printable(text: str) -> str:
    r"""Return a text in one line of letters that the typeface has; others become `□`.

    An empty text becomes `(no name)`.

    >>> printable("a\n\tb")
    'a b'
    """
    return "".join(one if _has(one) else "□" for one in " ".join(text.split())) or "(no name)"


def shortened(text: str, letters: int) -> str:
    """Return a text of at most so many letters, with the middle left out if it is longer.

    Labels such as `vetlanda.back_heaviness=0.5` often differ only at their ends.

    >>> shortened("vetlanda.back_heaviness=0.5", 17)
    'vetland … ess=0.5'
    """
    if len(text) <= letters:
        return text
    kept = letters - len(ELLIPSIS)
    return text[: kept // 2] + ELLIPSIS + text[len(text) - (kept - kept // 2) :]


def _plain(name: str) -> str:
    spaced = name.replace("_", " ")
    return spaced[:1].upper() + spaced[1:]


@cache
def _has(letter: str) -> bool:
    """Whether the typeface of the figures has a letter; without it Matplotlib complains."""
    # Slow to import, and the table of a single study needs no letter checked.
    from matplotlib.font_manager import findfont, get_font

    return bool(get_font(findfont(TYPEFACE)).get_char_index(ord(letter)))
