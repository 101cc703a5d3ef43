"""The page: one HTML file in one language, with everything inside."""

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from sesim.report.board import box, fidelity, money, provenance
from sesim.report.board import caveats as closing
from sesim.report.board.answer import answer
from sesim.report.board.fonts import font
from sesim.report.board.glossary import glossary
from sesim.report.board.page_data import PageData
from sesim.report.board.pictures import retention
from sesim.report.board.pictures.gallery import pictures_of, svg_of
from sesim.report.board.tables import table
from sesim.report.board.view import View
from sesim.report.figures.picture import Picture
from sesim.report.text.language import LANGUAGES, language

LEADS = ("effects", "shares", "first_jobs")
"""Pictures that may carry the answer, the first that is there."""

SCREEN = ("effects_by_programme", "retention")
"""Pictures of a sweep that are left out on paper, to keep it short."""


def file_name(code: str) -> str:
    """Return the name of the page in a language."""
    return f"report.{code}.html"


def page(material: PageData, code: str, pictures: Mapping[str, Picture] | None = None) -> str:
    """Return the page in a language; the same material gives the same text.

    Args:
        material: what is told.
        code: of the language, one of `LANGUAGES`.
        pictures: as from `pictures_of`, if they have been made already.
    """
    say = language(code)
    view = View(material, say)
    drawn = dict(pictures_of(material, say) if pictures is None else pictures)
    lead = next((drawn.pop(name) for name in LEADS if name in drawn), None)
    others = [(one, image(one)) for one in drawn.values()]
    text: str = _template().render(
        say=say,
        code=code,
        others_languages={key: name for key, name in LANGUAGES.items() if key != code},
        file_name=file_name,
        answer=answer(view),
        banner=box.banner(view),
        differs=box.differs(view),
        screen=SCREEN if material.is_sweep else (),
        lead=lead and (lead, image(lead)),
        table=table(view),
        sweep=material.is_sweep,
        pictures=others,
        left_out=retention.left_out(view),
        ledger=money.ledger(view),
        cost_per_job=money.cost_per_job(view),
        growth=money.growth(view),
        prices=list(money.prices(view)),
        fidelity=fidelity.panel(view),
        would_change=list(closing.would_change(view)),
        unknown=closing.unknown(view),
        provenance=list(provenance.lines(view)),
        glossary=glossary(say),
        fonts={"normal": font("normal"), "bold": font("bold")},
        css=Markup(_text("board.css")),  # noqa: S704 - our own file
    )
    return text


def image(picture: Picture) -> str:
    """Return a picture as the address of an image that holds it."""
    return f"data:image/svg+xml;base64,{b64encode(svg_of(picture).encode()).decode()}"


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_text("board.html.j2"))


def _text(name: str) -> str:
    return files("sesim.report.board").joinpath(name).read_text(encoding="utf-8")
