"""The frame of a page: one HTML file in one language, with everything inside."""

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from sesim.report.html.fonts import fonts
from sesim.report.html.pictures import image
from sesim.report.text.language import LANGUAGES, language

REPORT = "report"


def file_name(code: str, stem: str = REPORT, suffix: str = "html") -> str:
    """Return the name of the page in a language, or of what belongs to it."""
    return f"{stem}.{code}.{suffix}"


def rendered(name: str, code: str, stem: str = REPORT, **values: Any) -> str:
    """Return the page that a template makes; the same values give the same text.

    Args:
        name: path of the template in `report/`.
        code: of the language, one of `LANGUAGES`.
        stem: with which the names of the page's files begin.
        values: what the template shows.
    """
    return (
        _environment()
        .get_template(name)
        .render(
            say=language(code),
            code=code,
            other_languages={key: name for key, name in LANGUAGES.items() if key != code},
            file_name=lambda code: file_name(code, stem),
            image=image,
            fonts=fonts(),
            css=Markup(_text("html/page.css")),  # noqa: S704 - our own file
            **values,
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(_text),
    )


def _text(name: str) -> str:
    return files("sesim.report").joinpath(name).read_text(encoding="utf-8")
