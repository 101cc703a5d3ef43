"""The frame of a page: one HTML file in one language, with everything inside."""

from typing import Any

from markupsafe import Markup

from sesim.report.html.environment import REPORT, environment, file_name, text_in
from sesim.report.html.fonts import fonts
from sesim.report.html.pictures import image
from sesim.report.text.language import LANGUAGES, language


def rendered(name: str, code: str, stem: str = REPORT, **values: Any) -> str:
    """Return the page that a template makes; the same values give the same text.

    Args:
        name: path of the template in `report/`.
        code: of the language, one of `LANGUAGES`.
        stem: with which the names of the page's files begin.
        values: what the template shows.
    """
    return (
        environment()
        .get_template(name)
        .render(
            say=language(code),
            code=code,
            other_languages={key: name for key, name in LANGUAGES.items() if key != code},
            file_name=lambda code: file_name(code, stem),
            image=image,
            fonts=fonts(),
            css=Markup(text_in("html/page.css")),  # noqa: S704 - our own file
            **values,
        )
    )
