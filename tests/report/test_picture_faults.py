"""Every picture of several studies, on page, phone and slide, is free of each kind of fault."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from tests.report import picture_faults
from tests.report.board_data import study, sweep
from tests.report.figure_texts import texts_of
from tests.report.test_board_pictures import PAGES

from sesim.report.board.page_data import PageData
from sesim.report.board.pictures.gallery import pictures_of
from sesim.report.figures.canvas import plot
from sesim.report.figures.picture import ENLARGED, PHONE, Picture
from sesim.report.figures.style import house_style
from sesim.report.text.language import language

IN_FULL = {("county", "sv"), ("people", "en")}
"""Drawn in all shapes by the quick tests; the others are slow."""

POINTS = 72
"""In an inch."""


def in_people() -> PageData:
    """Return a sweep in which a change makes more people come."""
    page_data = sweep(["baseline", "rapid_search", "full_time_roles"], ["eksjo", "vetlanda"])
    rows = page_data.comparison
    assert rows is not None
    more = rows[(rows["scenario"] == "rapid_search") & (rows["outcome"] == "participants")]
    numbers = {"difference": 6.0, "low": 5.0, "high": 7.0, "effect_low": 2.0, "effect_high": 9.0}
    made = [rows, *(more.assign(outcome=name, **numbers) for name in ("referred", "employed"))]
    return replace(page_data, comparison=pd.concat(made))


STUDIES: Mapping[str, Callable[[], PageData]] = {
    **{name: PAGES[name] for name in ("county", "one", "one_swept", "swept", "small", "short")},
    "people": in_people,
    "one_history": lambda: study(["eksjo"], replications=1),
}

LOOKED_AT = [
    pytest.param(name, code, marks=() if (name, code) in IN_FULL else pytest.mark.slow)
    for name in STUDIES
    for code in ("sv", "en")
]

Shapes = Callable[[str, str], Mapping[str, Picture]]


@pytest.fixture(scope="session")
def pictures() -> Shapes:
    """Return the pictures of a study, drawn once for all tests."""
    kept: dict[tuple[str, str], Mapping[str, Picture]] = {}

    def of(name: str, code: str) -> Mapping[str, Picture]:
        if (name, code) not in kept:
            kept[name, code] = pictures_of(STUDIES[name](), language(code))
        return kept[name, code]

    return of


def shapes(picture: Picture) -> Iterator[Picture]:
    """Yield a picture as page, phone and slides show it."""
    yield picture
    assert picture.narrow is not None
    yield picture.narrow
    yield picture.slide


@pytest.mark.parametrize(("name", "code"), LOOKED_AT)
def test_no_picture_has_a_fault(name: str, code: str, pictures: Shapes) -> None:
    found = {
        (one.name, one.shape): picture_faults.all_faults(one.figure, str(one.explanation))
        for picture in pictures(name, code).values()
        for one in shapes(picture)
    }

    assert {place: said for place, said in found.items() if said} == {}


def test_texts_are_large_enough_where_they_are_shown(pictures: Shapes) -> None:
    """Twelve pixels on a telephone of 360 px, fourteen points on a slide."""
    for picture in pictures("county", "sv").values():
        phone, slide = picture.narrow, picture.slide
        assert phone is not None
        room = (360 - 2 * 16) / phone.figure.get_size_inches()[0]
        sizes = [one.get_fontsize() for one in texts_of(phone.figure)]
        assert min(sizes) / POINTS * room >= 12  # room is in pixels an inch
        assert min(one.get_fontsize() for one in texts_of(slide.figure)) * ENLARGED >= 14
        assert tuple(slide.figure.get_size_inches() * ENLARGED) == pytest.approx((40 / 3, 7.5))
        assert phone.figure.get_size_inches()[0] == PHONE.width


def test_a_slide_says_what_it_is_about_and_where_it_comes_from(pictures: Shapes) -> None:
    slide = pictures("people", "en")["hundred"].slide
    texts = [one.get_text() for one in texts_of(slide.figure)]

    assert slide.figure.texts[0].get_text().replace("\n", " ") == str(slide.title)
    asked = "What would happen in"
    assert any(text.startswith(asked) for text in texts)
    assert any(text.startswith("Model calculation with sesim 0, 40 simulated") for text in texts)


def test_every_picture_has_its_numbers_in_a_table(pictures: Shapes) -> None:
    """No cell is empty: what is not known says so."""
    for name, code in IN_FULL:
        for picture in pictures(name, code).values():
            assert picture.table is not None
            assert len(picture.table.rows) > 0
            for row in picture.table.rows:
                assert len(row) == len(picture.table.head)
                assert all(str(one).strip(" –") for one in row), (picture.name, row)


# --- planted faults -------------------------------------------------------------------------------


def empty(title: str = "A title") -> Figure:
    """Return a figure without a fault: a title, axes, and a scale."""
    with house_style():
        figure = Figure(figsize=(4.0, 3.0))
        figure.text(0.02, 0.9, title, color="black", size=10)
        axes = plot(figure, 0.5, 0.5, 3.8, 2.0)
        axes.set(xlim=(0, 10), ylim=(0, 10), xticks=[0, 5, 10], yticks=[0, 10])
        axes.tick_params(labelsize=9)
    return figure


def white_on_green(figure: Figure) -> None:
    figure.axes[0].axhspan(4, 6, color="#4E9A7E")
    figure.axes[0].text(3, 5, "in a placement", color="white", va="center", size=10)


def clipped(figure: Figure) -> None:
    figure.axes[0].text(0, 5, "in mapping and preparation", ha="center", size=10)


def overprinted(figure: Figure) -> None:
    figure.axes[0].set_xticks([0, 5, 5.5, 10], ["2012", "2016", "2017", "2022"])


def weeks(figure: Figure) -> None:
    figure.texts[0].set_text("After some weeks")
    figure.axes[0].set_xlabel("months since enrolment", size=9)


def number(figure: Figure) -> None:
    figure.texts[0].set_text("Of 100 people 37 get a job")


def hole(figure: Figure) -> None:
    figure.axes[0].set_position((0.15, 0.5, 0.8, 0.3))
    left = figure.add_axes((0.15, 0.1, 0.35, 0.2))
    left.set(xticks=[], yticks=[])


def whiskers(figure: Figure) -> None:
    figure.axes[0].barh([5], [6], height=1)
    figure.axes[0].hlines([5], [4], [8])


def raw_name(figure: Figure) -> None:
    figure.axes[0].text(2, 5, "rapid_search", size=10)


def left_out(figure: Figure) -> None:
    figure.axes[0].text(2, 5, "in mapp … eparation", size=10)


def negative_share(figure: Figure) -> None:
    figure.axes[0].text(2, 5, "−3% (−9 to 3)", size=10)


def cut_short(figure: Figure) -> None:
    figure.axes[0].set_yticks([0, 0.8], ["0%", "80%"])
    figure.axes[0].set_ylim(0, 0.8)


PLANTED = {
    "contrast": white_on_green, "over the edge": clipped, "ticks too near": overprinted,
    "weeks over months": weeks, "37 is in the title alone": number, "leave a hole": hole,
    "on one another": whiskers, "raw name": raw_name, "below zero": negative_share,
    "shortened": left_out, "truncated": cut_short,
}  # fmt: skip


@pytest.mark.parametrize("kind", PLANTED)
def test_each_kind_of_fault_is_caught(kind: str) -> None:
    figure = empty()
    assert picture_faults.all_faults(figure) == []

    PLANTED[kind](figure)

    assert any(kind in said for said in picture_faults.all_faults(figure))


def test_a_caption_of_forty_words_is_caught() -> None:
    assert any("40 words" in said for said in picture_faults.wordy("word " * 40))
    assert picture_faults.all_faults(empty(), "a few words") == []


def test_contrast_is_that_of_the_standard() -> None:
    """Black on white has 21, and the lightest grey that passes on white is #767676."""
    white = np.ones(3)

    assert picture_faults.contrast(np.zeros(3), white) == pytest.approx(21)
    assert picture_faults.contrast(np.full(3, 0x76 / 255), white) == pytest.approx(4.54, abs=0.01)
