"""Pictures in a page, and as files for slides."""

import re
from base64 import b64encode
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from markupsafe import escape

from sesim.report.figures.picture import Picture
from sesim.report.figures.style import house_style, save

DPI = 200
"""Of pictures for slides; the SVG can be made larger."""

_NO_METADATA = {"Creator": None, "Date": None, "Format": None, "Type": None}


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


def image(picture: Picture) -> str:
    """Return a picture as the address of an image that holds it."""
    return f"data:image/svg+xml;base64,{b64encode(svg_of(picture).encode()).decode()}"


def _shorter(place: re.Match[str]) -> str:
    """Write the numbers of a place with two decimals: a hundredth of a point is not seen."""
    return re.sub(r"-?\d+\.\d+", lambda number: f"{round(float(number[0]), 2):g}", place[0])
