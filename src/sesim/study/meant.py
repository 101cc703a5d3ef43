"""What the user most likely meant: a known name, or a number."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

PROGRAMMES = "programmes"

SHORTEST_BEGINNING = 3
"""Fewest letters that stand for a name that begins with them."""

LONGEST = 80
"""Most characters of a name or number."""

DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?")

THOUSANDS = re.compile(r"[+-]?\d{1,3},\d{3}")
"""Ambiguous: thousands, or a number with three decimals."""


def as_key(name: str) -> str:
    """Return a name as a key: lower case, without accents, words joined by `_`.

    >>> as_key("Jönköping IPS")
    'jonkoping_ips'
    """
    plain = unicodedata.normalize("NFKD", name[:LONGEST])
    letters = "".join(one for one in plain if not unicodedata.combining(one)).casefold()
    return re.sub(r"[\s-]+", "_", letters.strip())[:LONGEST]  # one letter may become two


def known_name(name: str, known: Iterable[str]) -> str:
    """Return the known name that differs only in case and accents, else the name itself."""
    known = list(known)
    if name in known:
        return name
    same = [one for one in known if as_key(one) == as_key(name)]
    return same[0] if len(same) == 1 else name


def with_known_names(data: Mapping[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """Return the entry `programmes` of plain data, if there is one, with names as they are known.

    >>> with_known_names({"programmes": ["Sävsjö", "all"]}, ["savsjo"])
    {'programmes': ['savsjo', 'all']}
    """
    given = data.get(PROGRAMMES)
    if not isinstance(given, list | tuple):
        return {}
    known = list(known)
    return {PROGRAMMES: [known_name(one, known) if isinstance(one, str) else one for one in given]}


def near(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that resembles a name most, if one does.

    >>> near("rapid", ["baseline", "rapid_search"])
    'rapid_search'
    """
    if len(name) > LONGEST:
        return None
    known = list(known)
    if found := difflib.get_close_matches(as_key(name), known, 1):
        return found[0]
    if len(name) < SHORTEST_BEGINNING:
        return None
    begun = [one for one in known if one.startswith(as_key(name))]
    return begun[0] if begun else None


def meant_number(given: object, *, whole: bool = False) -> str | None:
    """Return the number that a text most likely means, as it should be written.

    Args:
        given: what was given where a number was expected.
        whole: whether a whole number was expected.

    >>> [meant_number(text) for text in ("0,2", "020", "20 %", "1 000")]
    ['0.2', '20', '0.2', '1000']
    """
    if isinstance(given, float) and whole and given.is_integer() and abs(given) < 1e15:
        return f"{given:.0f}"
    if not isinstance(given, str) or len(given) > LONGEST:
        return None
    text = unicodedata.normalize("NFKC", given).replace("\N{MINUS SIGN}", "-").strip()
    part = text.removesuffix("%").rstrip()
    plain = re.sub(r"(?<=\d)[ _'\u2019](?=\d{3}(\D|$))", "", part)
    plain = plain.replace(".", "").replace(",", ".") if _is_swedish(plain) else plain
    if THOUSANDS.fullmatch(part) or not DECIMAL.fullmatch(plain.lower()):
        return None
    value = float(plain) / (100 if part != text else 1)
    if whole and not value.is_integer():
        return None
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"


def _is_swedish(text: str) -> bool:
    """Whether a number has a comma before its decimals: one, and after any points."""
    return text.count(",") == 1 and "." not in text.partition(",")[2]
