"""The slides as a PowerPoint file, with native text and tables."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from matplotlib.transforms import Bbox
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Length, Pt

from sesim.report.board.page_data import PageData
from sesim.report.board.view import View
from sesim.report.figures.canvas import head_height
from sesim.report.figures.picture import Picture
from sesim.report.figures.style import house_style
from sesim.report.html.table import Table
from sesim.report.slides.content import Slide, slides_of
from sesim.report.text.language import Phrase, language

WIDE, HIGH = Inches(13.333), Inches(7.5)
MARGIN = Inches(0.6)
BLUE, INK, FAINT = map(RGBColor.from_string, ("005A8F", "222222", "595959"))
TITLE, TEXT, CELL, FOOT = Pt(26), Pt(20), Pt(16), Pt(12)
FIRST = Inches(2.9)
"""Of the first column of a table, so that long words stay whole."""
DPI = 200
OLDEST = (1980, 1, 1, 0, 0, 0)
"""The date of each part of the file, so that the same results give the same bytes."""


def deck(data: PageData, code: str, pictures: Mapping[str, Picture]) -> bytes:
    """Return the file in a language; the same data give the same bytes.

    Args:
        data: what the board page is made from.
        code: of the language.
        pictures: as from `pictures_of`.
    """
    view = View(data, language(code))
    slides = slides_of(view, pictures)
    made = Presentation()
    made.slide_width, made.slide_height = WIDE, HIGH
    foot = view.say(
        "sesim: assumptions, not a forecast. {start} to {end}.",
        start=view.say.month(data.start), end=view.say.month(data.end),
    )  # fmt: skip
    for number, one in enumerate(slides, 1):
        _add(made, one, view.say("{foot} {number} of {all}", foot=foot, number=str(number),
                                 all=str(len(slides))))  # fmt: skip
    properties = made.core_properties
    properties.title, properties.author = str(slides[0].title), "sesim"
    properties.language = code
    properties.created = properties.modified = _moment(data)
    file = BytesIO()
    made.save(file)
    return _dated(file)


def _moment(data: PageData) -> Any:
    """Return when the results were made, which the same results have in common."""
    from datetime import datetime

    return datetime.fromisoformat(data.origin.started).replace(tzinfo=None)


def _add(made: Any, one: Slide, foot: Phrase) -> None:
    """Add a slide: title, what it shows, and a foot."""
    slide = made.slides.add_slide(made.slide_layouts[5])  # a title alone
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = (
        MARGIN,
        Inches(0.4),
        WIDE - 2 * MARGIN,
        Inches(1.2),
    )
    _write(title.text_frame, [one.title], TITLE, BLUE, bold=True)
    title.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    top = Inches(1.75)
    if one.points:
        box = slide.shapes.add_textbox(MARGIN, top, WIDE - 2 * MARGIN, HIGH - top - Inches(0.8))
        _write(box.text_frame, one.points, _size(one.points), INK)
    if one.table:
        _write_table(slide, one.table, top)
    if one.picture:
        _place(slide, one.picture, top)
    box = slide.shapes.add_textbox(MARGIN, HIGH - Inches(0.6), WIDE - 2 * MARGIN, Inches(0.4))
    _write(box.text_frame, [foot], FOOT, FAINT)


def _size(points: Sequence[Phrase]) -> Pt:
    """Return the size of text that many sentences fit with."""
    return TEXT if sum(map(len, points)) < 700 else CELL


def _write(
    frame: Any, lines: Sequence[Phrase], size: Pt, colour: RGBColor, *, bold: bool = False
) -> None:
    frame.word_wrap = True
    for i, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        paragraph.text, paragraph.alignment = str(line), PP_ALIGN.LEFT
        paragraph.font.size, paragraph.font.bold = size, bold
        paragraph.font.color.rgb = colour
        paragraph.space_after = Pt(8)


def _write_table(slide: Any, found: Table, top: Length) -> None:
    """Write a table with a head; its note stands below it."""
    rows, columns = len(found.rows) + 1, len(found.head)
    height = Inches(0.6) * rows
    shape = slide.shapes.add_table(rows, columns, MARGIN, top, WIDE - 2 * MARGIN, height)
    grid = shape.table
    rest = (WIDE - 2 * MARGIN - FIRST) // (columns - 1)
    for j, column in enumerate(grid.columns):
        column.width = FIRST if j == 0 else Emu(rest)
    for i, row in enumerate([found.head, *found.rows]):
        for j, text in enumerate(row):
            cell = grid.cell(i, j)
            _write(cell.text_frame, [Phrase(str(text))], CELL, INK, bold=i == 0 or j == 0)
            cell.fill.background()
    if found.note:
        box = slide.shapes.add_textbox(MARGIN, HIGH - Inches(1.3), WIDE - 2 * MARGIN, Inches(0.6))
        _write(box.text_frame, [found.note], FOOT, FAINT)


def _place(slide: Any, picture: Picture, top: Length) -> None:
    """Place a picture, as large as the slide lets it be, with its alternative text."""
    file = BytesIO()
    with house_style():
        wide, high = picture.figure.get_size_inches()
        high -= head_height(picture.figure)  # the slide has the title itself
        below = Bbox([[0.0, 0.0], [wide, high]])
        picture.figure.savefig(
            file, format="png", dpi=DPI, bbox_inches=below, metadata={"Software": None}
        )
    file.seek(0)
    room_wide, room_high = WIDE - 2 * MARGIN, HIGH - top - Inches(0.7)
    scale = min(room_wide / wide, room_high / high)
    shown = slide.shapes.add_picture(
        file,
        Emu(int((WIDE - wide * scale) / 2)),
        top,
        Emu(int(wide * scale)),
        Emu(int(high * scale)),
    )
    shown._element.nvPicPr.cNvPr.set("descr", str(picture.described))


def _dated(file: BytesIO) -> bytes:
    """Return the same archive with one date for all its parts."""
    made = BytesIO()
    with ZipFile(file) as before, ZipFile(made, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(ZipInfo(name, OLDEST), before.read(name), ZIP_DEFLATED)
    return made.getvalue()
