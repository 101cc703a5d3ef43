"""Pictures in a page, and as files for slides."""

import re
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from markupsafe import escape
from matplotlib.figure import Figure

from sesim.report.figures.canvas import HEAD_TEXTS, head_height
from sesim.report.figures.picture import Picture
from sesim.report.figures.style import house_style, save

DPI = 200
"""Of pictures for slides; the SVG can be made larger."""

HEAD = re.compile(
    rf'((?:^  <g id="text_\d+">\n.*?^  </g>\n){{{HEAD_TEXTS}}})', re.MULTILINE | re.DOTALL
)
"""Title and explanation: the first texts that stand in the figure itself, not in axes."""

OUTLINE = re.compile(r'<path id="([^"]*)"[^>]*>\n')
"""The outline of a letter, where it first occurs."""

SIZE = re.compile(r'width="[^"]*" height="[^"]*" viewBox="[^"]*"')


def draw_pictures(
    pictures: Mapping[str, Picture], folder: Path, *, png: bool = False
) -> list[Path]:
    """Write each picture with its message, as `NAME.svg`, and as `NAME.png` too where asked.

    The same pictures give the same bytes. The folder is made if it does not exist.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, picture in pictures.items():
        path = folder / f"{name}.svg"
        path.write_text(picture.svg, encoding="utf-8", newline="\n")
        paths.append(path)
        if png:
            with house_style():
                paths += save(picture.figure, folder, name, dpi=DPI, kinds=["png"])
    return paths


def svg_of(picture: Picture) -> str:
    """Return a picture as an `svg` element for a page, without its message.

    It names itself by its alternative, its identifiers are its own, so that several can stand
    in one page, and glyphs are paths. The same picture gives the same text.
    """
    text = picture.svg
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL)
    text = _below_head(text, picture.figure)
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


def _below_head(text: str, figure: Figure) -> str:
    """Cut title and explanation off, which the page writes itself.

    Letters that the rest of the picture uses too keep their outlines.
    """
    before, head, after = HEAD.split(text, maxsplit=1)
    rest = before + after
    used = [it[0] for it in OUTLINE.finditer(head) if f'"#{it[1]}"' in rest]
    wide, tall = 72 * figure.get_size_inches()
    top = 72 * head_height(figure)
    seen = (
        f'width="{wide:g}pt" height="{tall - top:g}pt" viewBox="0 {top:g} {wide:g} {tall - top:g}"'
    )
    return "".join([SIZE.sub(seen, before, count=1), "<defs>\n", *used, "</defs>\n", after])


def _shorter(place: re.Match[str]) -> str:
    """Write the numbers of a place with two decimals: a hundredth of a point is not seen."""
    return re.sub(r"-?\d+\.\d+", lambda number: f"{round(float(number[0]), 2):g}", place[0])
