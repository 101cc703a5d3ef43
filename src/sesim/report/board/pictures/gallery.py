"""The pictures of the page: which there are, in which order, and how they are written."""

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

from markupsafe import escape

from sesim.report.board.box import context
from sesim.report.board.page_data import PageData
from sesim.report.board.pictures.caseloads import caseloads_picture
from sesim.report.board.pictures.denominators import denominators_picture
from sesim.report.board.pictures.effects import effects_picture, programmes_picture
from sesim.report.board.pictures.first_jobs import first_jobs_picture
from sesim.report.board.pictures.hours import hours_picture
from sesim.report.board.pictures.phases import phases_picture
from sesim.report.board.pictures.retention import retention_picture
from sesim.report.board.pictures.shares import shares_picture
from sesim.report.board.view import View
from sesim.report.figures.picture import Picture
from sesim.report.figures.style import house_style, save
from sesim.report.text.language import Language

ORDER: tuple[Callable[[View], Picture | None], ...] = (
    effects_picture,
    shares_picture,
    programmes_picture,
    denominators_picture,
    hours_picture,
    first_jobs_picture,
    phases_picture,
    retention_picture,
    caseloads_picture,
)
"""The picture that carries the answer stands first: effects of a sweep, shares of a study."""

DPI = 200
"""Of pictures for slides; whoever wants them larger takes the SVG."""

_NO_METADATA = {"Creator": None, "Date": None, "Format": None, "Type": None}


def pictures_of(material: PageData, say: Language) -> dict[str, Picture]:
    """Return the pictures by name, in the order of the page; those without data are left out.

    The first is the picture that carries the answer, and the only one of `LEAD_WIDTH`.
    """
    view = View(material, say)
    found = (make(view) for make in ORDER)
    known = context(view)
    return {it.name: it._replace(context=known) for it in found if it is not None}


def draw_pictures(pictures: Mapping[str, Picture], folder: Path) -> list[Path]:
    """Write each picture with its message, as `NAME.png` and `NAME.svg`.

    The same pictures give the same bytes. The folder is made if it does not exist.
    """
    with house_style():
        return [
            path
            for name, picture in pictures.items()
            for path in save(picture.draw(True), folder, name, dpi=DPI)
        ]


def svg_of(picture: Picture) -> str:
    """Return a picture as an `svg` element for a page, without its message.

    It names itself by its alternative, its identifiers are its own, so that several can stand
    in one page, and glyphs are paths. The same picture gives the same text.
    """
    written = BytesIO()
    with house_style():
        picture.draw(False).savefig(written, format="svg", metadata=_NO_METADATA)
    text = written.getvalue().decode()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL)
    text = re.sub(r' (?:d|x|y|width|height)="[^"]*"|translate\([^)]*\)', _shorter, text)
    text = re.sub(r"\n\s+", "\n", text)
    names = dict.fromkeys(re.findall(r' id="([^"]*)"', text))
    own = {name: f"{picture.name}-{i:x}" for i, name in enumerate(names)}
    text = re.sub(r'( id="|href="#|url\(#)([^")]*)', lambda it: it[1] + own.get(it[2], it[2]), text)
    label = escape(str(picture.described))
    return text.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)


def _shorter(place: re.Match[str]) -> str:
    """Write the numbers of a place with two decimals: a hundredth of a point is not seen."""
    return re.sub(r"-?\d+\.\d+", lambda number: f"{round(float(number[0]), 2):g}", place[0])
