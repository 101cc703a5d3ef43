"""Pictures of the board page: nothing overlaps or is cut off, and what they say is in the tables."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sesim.report.board.facts import Rows
from sesim.report.board.material import Material
from sesim.report.board.picture import LEAD_WIDTH, WIDTH, Picture
from sesim.report.board.pictures import draw_pictures, pictures_of, svg_of
from sesim.report.language import LANGUAGES, language
from sesim.report.style import house_style
from tests.report.board_material import SCENARIOS, TITLES, study, sweep

HOSTILE = {
    "baseline": "<script>alert('x')</script> & {brace} }",
    "rapid_search": "W" * 80,
    "back_heavy": "$x^2$ och 😀 \u200b\n\tmed {mean} } mellanrum",
    "motivated_intake": "",
    "full_time_roles": "Ett mycket långt namn på ett förslag som ingen hinner läsa klart, å ä ö!",
}

MATERIALS: dict[str, Callable[[], Material]] = {
    "county": study,
    "sweep": sweep,
    "one": lambda: study(["eksjo"]),
    "one_swept": lambda: sweep(["baseline", "rapid_search"], ["eksjo"]),
    "many": lambda: sweep([*SCENARIOS, *(f"other_{i}" for i in range(4))]),
    "small": lambda: study(["habo", "aneby"]),
    "unknown": lambda: sweep(known=False),
    "unknown_study": lambda: study(known=False),
    "hostile": lambda: sweep(called=HOSTILE, titles={name: f"{name} " * 20 for name in TITLES}),
}


def words(figure: Figure) -> dict[str, list[tuple[str, mpl.transforms.Bbox]]]:
    """Return the texts that are seen, with their boxes, and the box of the figure."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    seen = [
        (text.get_text(), text.get_window_extent(renderer))
        for text in figure.findobj(mpl.text.Text)
        if text.get_text().strip() and text.get_visible()
    ]
    return {"texts": seen, "figure": [("", figure.bbox)]}


def objections(figure: Figure) -> list[str]:
    """Say which texts meet or are cut off, and which axes of shares are not whole."""
    found = words(figure)
    [(_, page)] = found["figure"]
    cut = [
        f"cut off: {text!r}"
        for text, box in found["texts"]
        if box.x0 < 0 or box.y0 < 0 or box.x1 > page.x1 or box.y1 > page.y1
    ]
    meeting = [
        f"{one!r} meets {other!r}"
        for (one, a), (other, b) in combinations(found["texts"], 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 0.5 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.5
    ]
    truncated = [
        f"truncated: {axis.get_view_interval()}"
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        if any("%" in label.get_text() for label in axis.get_ticklabels())
        and tuple(axis.get_view_interval()) != (0.0, 1.0)
    ]
    small = [
        f"too small: {text.get_text()!r}"
        for text in figure.findobj(mpl.text.Text)
        if text.get_text().strip() and text.get_fontsize() < 9
    ]
    return cut + meeting + truncated + small


def drawn(picture: Picture, alone: bool = True) -> Figure:
    with house_style():
        return picture.draw(alone)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", MATERIALS)
def test_no_texts_meet_and_none_is_cut_off(name: str, code: str) -> None:
    pictures = pictures_of(MATERIALS[name](), language(code))

    found = {it.name: objections(drawn(it)) for it in pictures.values()}

    assert {place: said for place, said in found.items() if said} == {}
