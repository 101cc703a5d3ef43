"""The languages of reports: texts from one catalogue, and numbers and dates as readers write them.

English texts stand in the code and are the keys of the catalogue; `locale/sv.po` has the Swedish.
Text that somebody else wrote, such as a scenario's name, has no entry and stays as it is.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from io import BytesIO
from string import Formatter
from typing import Any

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations
from markupsafe import Markup, escape

LANGUAGES: Mapping[str, str] = {"sv": "svenska", "en": "English"}
"""Languages that reports are written in, by code; the names are those that their readers use."""

SOURCE = "en"
"""The language of the texts in the code."""

LOCALES = {"sv": "sv_SE", "en": "en_GB"}
"""How numbers and dates are written."""

LONGEST, PART = 28, 12
"""Letters of the longest word that stays whole in a page, and of its parts if it is longer."""

DASH = "–"
TOO_LARGE = 1e9
"""From here on a number is not written out: there is no room for it beside a row."""

MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"


class Phrase(str):
    """A text that knows how it is written in a page.

    It is plain text wherever text is wanted; a page asks for its `__html__`, in which numbers
    carry where they come from.
    """

    __slots__ = ("_html",)
    _html: Markup

    def __new__(cls, text: str, html: str | None = None) -> "Phrase":
        """Return a phrase; without HTML of its own the text is escaped."""
        phrase = super().__new__(cls, text)
        phrase._html = escape(str(text)) if html is None else Markup(html)  # noqa: S704
        return phrase

    def __html__(self) -> str:
        """Return the phrase for a page."""
        return self._html

    @property
    def plain(self) -> str:
        """The text alone, as an attribute of a page needs it."""
        return "".join(self)


def breakable(text: str) -> Phrase:
    """Return a text that somebody else wrote, whose long words may be broken in a page."""
    words = [
        Markup("<wbr>").join(word[i : i + PART] for i in range(0, len(word), PART))
        if len(word) > LONGEST
        else escape(word)
        for word in text.split(" ")
    ]
    return Phrase(text, Markup(" ").join(words))


def capitalised(text: str) -> Phrase:
    """Return a text that begins with a capital, whose long words may be broken in a page."""
    return breakable(text[:1].upper() + text[1:])


def joined(phrases: Iterable[Phrase], between: str = " ") -> Phrase:
    """Return several phrases as one; those without a text are left out."""
    found = [one for one in phrases if one]
    return Phrase(between.join(found), escape(between).join(escape(one) for one in found))


def first_few(say: "Language", phrases: Sequence[Phrase], most: int = 10) -> Phrase:
    """Return the first phrases of a list, and how many there are besides.

    >>> first_few(Language("en"), [Phrase(one) for one in "abcd"], 2).plain
    'a, b, and 2 more'
    """
    rest = len(phrases) - most
    more = [say("and {number} more", number=say.exact(rest))] if rest > 0 else []
    return joined([*phrases[:most], *more], ", ")


def listed(say: "Language", phrases: Sequence[Phrase]) -> Phrase:
    """Return several phrases as in a sentence.

    >>> listed(Language("sv"), [Phrase("a"), Phrase("b"), Phrase("c")]).plain
    'a, b och c'
    """
    *first, last = phrases
    return say("{first} and {last}", first=joined(first, ", "), last=last) if first else last


def N_(text: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a text of the catalogue that is translated where it is used."""
    return text


COUNTED = (
    N_("zero"), N_("one"), N_("two"), N_("three"), N_("four"), N_("five"), N_("six"), N_("seven"),
    N_("eight"), N_("nine"), N_("ten"), N_("eleven"), N_("twelve"),
)  # fmt: skip
"""Numbers of things that are written in words."""


class Language:
    """Says things in one language.

    Args:
        code: one of `LANGUAGES`.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self.name = LANGUAGES[code]
        self._texts = _catalogue(code)

    def __call__(self, text: str, /, **values: Any) -> Phrase:
        """Return a text in this language, with values in the places of their names.

        Args:
            text: in English, the key of the catalogue, with places such as `{share}`.
            values: phrases and facts keep what they say in a page; everything else is escaped.
        """
        return _filled(self._texts.ugettext(text), values)

    def many(self, one: str, several: str, number: float, /, **values: Any) -> Phrase:
        """Return the text for one or for several; the number decides and is not shown by itself."""
        return _filled(self._texts.ungettext(one, several, 1 if number == 1 else 2), values)

    def own(self, text: str) -> Phrase:
        """Return a text that comes with the data: translated if it is shipped, otherwise as it is.

        It has no places for values, whatever braces it may hold.
        """
        return breakable(self._texts.ugettext(text) if text else text)

    def number(self, value: float, decimals: int = 0, *, signed: bool = False) -> str:
        """Return a number as it is written in this language, or a dash for none.

        >>> Language("sv").number(-0.54, 1, signed=True)
        '−0,5'
        """
        if not math.isfinite(value):
            return DASH
        rounded = round(value, decimals) + 0.0  # a zero has no sign
        sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
        if abs(value) >= TOO_LARGE:
            return f"{sign}{abs(value):.1e}"
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        text: str = format_decimal(abs(rounded), format=pattern, locale=LOCALES[self.code])
        return sign + text

    def count(self, number: int) -> Phrase:
        """Return a number of things, in words up to twelve.

        >>> Language("sv").count(9).plain, Language("sv").count(13).plain
        ('nio', '13')
        """
        return self(COUNTED[number]) if number < len(COUNTED) else Phrase(self.number(number))

    def percent(self, share: float) -> str:
        """Return a share in per cent; a dash for none.

        >>> Language("en").percent(0.409)
        '41%'
        """
        if not math.isfinite(share):
            return DASH
        text: str = format_percent(share, locale=LOCALES[self.code])
        return text.replace("-", MINUS)

    def exact(self, value: float) -> str:
        """Return a number with all decimals that it was given.

        >>> Language("sv").exact(0.375)
        '0,375'
        """
        return self.number(value, _decimals(value))

    def exact_percent(self, share: float) -> str:
        """Return a share in per cent with all decimals that it was given.

        >>> Language("en").exact_percent(0.375)
        '37.5%'
        """
        value = float(f"{100 * share:.10g}")
        space = "" if self.code == SOURCE else NO_BREAK
        return f"{self.exact(value)}{space}%"

    def day(self, day: date) -> str:
        """Return a date in words.

        >>> Language("sv").day(date(2017, 7, 1))
        '1 juli 2017'
        """
        text: str = format_date(day, format="long", locale=LOCALES[self.code])
        return text

    def month(self, day: date) -> str:
        """Return the month of a date, and its year, in words."""
        text: str = format_date(day, format="MMMM y", locale=LOCALES[self.code])
        return text


def _decimals(value: float) -> int:
    """Return how many decimals a number has, as it is usually written."""
    return len(f"{value:.10f}".rstrip("0").partition(".")[2])


@cache
def language(code: str) -> Language:
    """Return a language by its code."""
    return Language(code)


def catalogue_text(code: str) -> str:
    """Return the catalogue of a language other than that of the code, in gettext's PO format."""
    return files("sesim.report").joinpath("locale", f"{code}.po").read_text(encoding="utf-8")


@cache
def _catalogue(code: str) -> NullTranslations:
    """Return the texts of a language; PO is compiled here, so that no binary file is kept."""
    if code == SOURCE:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(catalogue_text(code).encode()), locale=code))
    compiled.seek(0)
    return Translations(compiled)


def _filled(text: str, values: Mapping[str, Any]) -> Phrase:
    """Put values into a text, as plain text and for a page."""
    plain, html = [], []
    for literal, name, _, _ in Formatter().parse(text):
        plain.append(literal)
        html.append(escape(literal))
        if name is not None:
            plain.append(str(values[name]))
            html.append(escape(values[name]))
    return Phrase("".join(plain), "".join(html))
