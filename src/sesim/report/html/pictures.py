"""Pictures in a page, and as files for slides."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote
from zlib import crc32

from markupsafe import Markup, escape
from matplotlib.figure import Figure

from sesim.report.figures.canvas import HEAD_TEXTS, head_height
from sesim.report.figures.picture import ENLARGED, SLIDE, Picture
from sesim.report.figures.style import house_style, save

DPI = 200
"""Of pictures for slides; the SVG can be made larger."""

PLAIN_IN_ADDRESS = " '/:;=(),.-!?*+@$[]{}|~^`"
"""Letters that need no quoting in the address of an image."""

SHARED = 2
"""Looks that more elements have are written once."""

HEAD = re.compile(
    rf'((?:^  <g id="text_\d+">\n.*?^  </g>\n){{{HEAD_TEXTS}}})', re.MULTILINE | re.DOTALL
)
"""Title and explanation: the first texts that stand in the figure itself, not in axes."""

OUTLINE = re.compile(r'<path id="([^"]*)"[^>]*>\n')
"""The outline of a letter, where it first occurs."""

LETTER = re.compile(r'<use xlink:href="#([^"]*)"(?: transform="translate\(([\d.]+) 0\)")?/>')
"""A letter of a text, which is moved along its line."""

SIZE = re.compile(r'width="[^"]*" height="[^"]*" viewBox="[^"]*"')


def draw_pictures(
    pictures: Mapping[str, Picture], folder: Path, *, png: bool = False
) -> list[Path]:
    """Write each picture as a slide, as `NAME.svg`, and as `NAME.png` too where asked.

    A slide is 13.33 by 7.5 inches; a picture that has one drawing alone keeps its shape. The same
    pictures give the same bytes. The folder is made if it does not exist.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, picture in pictures.items():
        slide = picture.slide
        times = ENLARGED if slide.shape == SLIDE else 1.0
        path = folder / f"{name}.svg"
        path.write_text(_enlarged(slide.svg, times), encoding="utf-8", newline="\n")
        paths.append(path)
        if png:
            with house_style():
                paths += save(slide.figure, folder, name, dpi=round(DPI * times), kinds=["png"])
    return paths


def _enlarged(svg: str, times: float) -> str:
    """Return a picture that is shown so many times as large."""

    def larger(size: re.Match[str]) -> str:
        return f'{size[1]}="{round(float(size[2]) * times, 2):g}pt"'

    head, mark, rest = svg.partition("viewBox=")
    return re.sub(r'(width|height)="([\d.]+)pt"', larger, head) + mark + rest


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
    text = re.sub(r' (?:x|y|width|height)="[^"]*"|translate\([^)]*\)', _shorter, text)
    text = re.sub(r' d="[^"]*"', _line, text)
    text = re.sub(r' style="[^"]*"', lambda style: re.sub(r"(?<=[;:]) ", "", style[0]), text)
    text = re.sub(r"\n\s*", "\n", text)
    text = LETTER.sub(_letter, text)
    used = set(re.findall(r'(?:href="#|url\(#)([^")]*)', text))
    text = re.sub(r' id="([^"]*)"', lambda name: name[0] if name[1] in used else "", text)
    names = dict.fromkeys(re.findall(r' id="([^"]*)"', text))
    prefix = f"p{crc32(picture.name.encode()) % 4096:x}"
    own = {name: f"{prefix}-{i:x}" for i, name in enumerate(names)}
    text = re.sub(r'( id="|href="#|url\(#)([^")]*)', lambda it: it[1] + own.get(it[2], it[2]), text)
    text = _with_classes(text, prefix)
    label = escape(str(picture.described))
    return text.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)


def image(picture: Picture) -> Markup:
    """Return a picture as the address of an image that holds it, ready to stand in a page."""
    text = re.sub(r' aria-label="[^"]*"', "", svg_of(picture), count=1)  # the page has it
    text = quote(text.replace('"', "'").replace("\n", " "), safe=PLAIN_IN_ADDRESS)
    return Markup(f"data:image/svg+xml,{text}")  # noqa: S704 - quoted, without quotation marks


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


def _with_classes(text: str, prefix: str) -> str:
    """Write looks that several elements share once."""
    uses = Counter(re.findall(r' style="([^"]*)"', text))
    names = {
        looks: f"{prefix}{i:x}"
        for i, looks in enumerate(looks for looks, number in uses.items() if number > SHARED)
    }
    rules = "".join(f".{name}{{{looks}}}" for looks, name in names.items())
    text = re.sub(
        r' style="([^"]*)"',
        lambda it: f' class="{names[it[1]]}"' if it[1] in names else it[0],
        text,
    )
    return text.replace("<defs>", f"<style>{rules}</style>\n<defs>", 1)


def _letter(found: re.Match[str]) -> str:
    """Write a letter in fewer words; a page has thousands."""
    along = f' x="{found[2]}"' if found[2] else ""
    return f'<use href="#{found[1]}"{along}/>'


def _line(path: re.Match[str]) -> str:
    """Write a line or an outline in tenths of a point, without the spaces that it can spare."""
    text = re.sub(r"-?\d+\.\d+", lambda number: f"{round(float(number[0]), 1):g}", path[0][4:-1])
    text = re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(text.split()))
    return f' d="{text}"'


def _shorter(place: re.Match[str]) -> str:
    """Write the numbers of a place with two decimals: a hundredth of a point is not seen."""
    return re.sub(r"-?\d+\.\d+", lambda number: f"{round(float(number[0]), 2):g}", place[0])
