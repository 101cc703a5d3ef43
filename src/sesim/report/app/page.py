"""A page of the app: a template in one language, with addresses that begin where the site does."""

import hashlib
from functools import cache, partial
from typing import Any

from sesim.report.html.environment import environment, text_in
from sesim.report.html.fonts import fonts
from sesim.report.text.language import LANGUAGES, Language, Phrase, language

FONT = (
    '@font-face {{ font-family: "Page"; font-weight: {weight}; '
    'src: url("data:font/woff;base64,{data}") format("woff"); }}\n'
)


def app_page(name: str, code: str, base: str, rest: str, **values: Any) -> str:
    """Return a page.

    Args:
        name: of the template, in `report/app/`.
        code: of the language, one of `LANGUAGES`.
        base: what every address of the site begins with.
        rest: address of this page, behind its language.
        values: what the template shows.
    """
    return (
        environment()
        .get_template(f"app/{name}")
        .render(
            say=language(code),
            code=code,
            other_languages={key: name for key, name in LANGUAGES.items() if key != code},
            base=base,
            here=f"{base}/{code}",
            rest=rest,
            version=_version(),
            to_correct=partial(_to_correct, language(code)),
            **values,
        )
    )


def _to_correct(say: Language, number: int) -> Phrase:
    return say.many(
        "One thing has to be corrected", "{number} things have to be corrected", number,
        number=say.number(number),
    )  # fmt: skip


@cache
def style() -> str:
    """Return the style of all pages: that of the board page, its typeface, and what forms need."""
    faces = "".join(FONT.format(weight=weight, data=data) for weight, data in fonts().items())
    return faces + text_in("html/page.css") + text_in("app/app.css")


@cache
def script() -> str:
    """Return the script of all pages."""
    return text_in("app/app.js")


@cache
def _version() -> str:
    """Return a mark of the style and the script, so that browsers keep them while they last."""
    return hashlib.sha256((style() + script()).encode()).hexdigest()[:12]
