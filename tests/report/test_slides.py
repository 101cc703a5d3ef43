"""The slides for a board: native text and tables, with the numbers of the page."""

import re
from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation
from tests.report.board_data import study, sweep

from sesim.report.board.page import page
from sesim.report.board.page_data import PageData
from sesim.report.board.pictures.gallery import pictures_of
from sesim.report.slides.content import MOST_ROWS
from sesim.report.slides.deck import deck
from sesim.report.text.language import LANGUAGES, language

NUMBER = re.compile(r"[−+]?\d[\d\N{NO-BREAK SPACE}]*(?:[.,]\d+)?")

FOUR = ("baseline", "rapid_search", "back_heavy", "motivated_intake", "full_time_roles")
DATA = {"sweep": sweep(FOUR, ["eksjo", "vetlanda"]), "study": study(["eksjo", "vetlanda"])}


def made(data: PageData, code: str) -> bytes:
    return deck(data, code, pictures_of(data, language(code)))


@pytest.fixture(scope="module")
def decks() -> dict[tuple[str, str], bytes]:
    return {(name, code): made(data, code) for name, data in DATA.items() for code in LANGUAGES}


def opened(file: bytes) -> Any:
    return Presentation(BytesIO(file))


def texts(file: bytes) -> list[str]:
    """Return the text of every shape and every cell, without the feet."""
    found = []
    for slide in opened(file).slides:
        for shape in slide.shapes:
            if shape.has_text_frame and not shape.text_frame.text.startswith("sesim:"):
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
    return found


def plain(html: str) -> str:
    return re.sub("<[^>]*>", "", re.sub("(?s)<style>.*?</style>|<img[^>]*>", "", html))


@pytest.mark.usefixtures("without_drawings")
@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", DATA)
def test_every_number_stands_on_the_page(
    decks: dict[tuple[str, str], bytes], name: str, code: str
) -> None:
    on_page = set(NUMBER.findall(plain(page(DATA[name], code))))
    on_slides = {one for text in texts(decks[name, code]) for one in NUMBER.findall(text)}

    assert len(on_slides) > 10
    assert on_slides - on_page == set()


def test_there_are_five_with_native_tables_and_a_picture(
    decks: dict[tuple[str, str], bytes],
) -> None:
    slides = opened(decks["sweep", "sv"]).slides
    tables = [shape for slide in slides for shape in slide.shapes if shape.has_table]
    pictures = [shape for slide in slides for shape in slide.shapes if shape.shape_type == 13]

    assert len(slides) == 5
    assert len(tables) == 2
    assert len(pictures) == 1
    assert pictures[0]._element.nvPicPr.cNvPr.get("descr")
    assert slides[0].shapes.title.text.endswith("?")


def test_more_alternatives_go_on_to_another_slide() -> None:
    data = sweep(("baseline", *(f"s{i}" for i in range(2 * MOST_ROWS))), ["eksjo"])
    slides = opened(made(data, "en")).slides
    rows = [len(it.table.rows) - 1 for one in slides for it in one.shapes if it.has_table]

    assert len(slides) > 5
    assert max(rows) <= MOST_ROWS


def test_nothing_stands_outside_its_slide(decks: dict[tuple[str, str], bytes]) -> None:
    for file in decks.values():
        shown = opened(file)
        for slide in shown.slides:
            for shape in slide.shapes:
                assert shape.left >= 0
                assert shape.left + shape.width <= shown.slide_width
                assert shape.top + shape.height <= shown.slide_height


def test_the_same_results_give_the_same_bytes(decks: dict[tuple[str, str], bytes]) -> None:
    assert made(DATA["study"], "sv") == decks["study", "sv"]
