"""The picture of a hundred people: as many marks of each kind as the numbers say."""

from dataclasses import replace
from typing import Any

import pytest
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from tests.report.board_data import study, sweep

from sesim.outcomes import COUNTY, SINCE_PLAN
from sesim.report.board.page_data import PageData
from sesim.report.board.pictures.hundred import hundred_picture
from sesim.report.board.view import View
from sesim.report.figures.picture import Picture
from sesim.report.text.language import LANGUAGES, language

PX_OF_PHONE = 360 - 32
"""Width of a picture on the narrowest phone, in CSS pixels."""


def picture_of(data: PageData, code: str = "en") -> Picture:
    found = hundred_picture(View(data, language(code)))
    assert found is not None
    return found


def marks(figure: Figure) -> list[list[int]]:
    """Return of each row how many marks of each kind it has; the key comes last."""
    return [
        [len(one.get_offsets()) for one in axes.collections if isinstance(one, PathCollection)]
        for axes in figure.axes[:-1]
    ]


def changed(data: PageData, **numbers: float) -> PageData:
    """Return the data with these numbers in the row of the page's answer."""
    assert data.comparison is not None
    table = data.comparison.copy()
    here = (table["programme"] == COUNTY) & (table["group"] == SINCE_PLAN)
    here &= table["outcome"] == "employed_share"
    for name, number in numbers.items():
        table.loc[here, name] = number
    return replace(data, comparison=table)


ONE = sweep(["baseline", "rapid_search"])


@pytest.mark.parametrize(
    ("difference", "low", "high", "expected"),
    [
        (0.06, 0.02, 0.10, [43, 6, 51]),
        (-0.06, -0.10, -0.02, [37, 6, 57]),
        (0.06, -0.02, 0.14, [43, 57]),  # it could go either way: no one is drawn as won
        (0.002, 0.001, 0.003, [43, 1, 56]),  # a clear difference is never drawn as none
    ],
)
def test_as_many_marks_as_the_numbers_say(
    difference: float, low: float, high: float, expected: list[int]
) -> None:
    data = changed(ONE, difference=difference, effect_low=low, effect_high=high)

    before, after = marks(picture_of(data).figure)

    assert before == [43, 57]
    assert after == expected
    assert sum(after) == 100


def test_people_of_whom_it_is_uncertain_are_marked() -> None:
    data = changed(ONE, baseline=0.43, difference=0.06, effect_low=0.02, effect_high=0.10)
    axes = picture_of(data).figure.axes[1]
    behind = [one for one in axes.collections if not isinstance(one, PathCollection)]

    assert len(behind) == 8  # the 46th to the 53rd


def test_other_people_are_not_drawn_as_the_same_hundred() -> None:
    assert ONE.comparison is not None
    table = ONE.comparison
    more = table[table["outcome"] == "participants"].assign(outcome="referred", difference=9.0)
    data = replace(ONE, comparison=type(table)(
        [*table.to_dict("records"), *more.to_dict("records")]))  # fmt: skip
    picture = picture_of(data)

    assert len(marks(picture.figure)) == 1
    assert "not the same hundred" in picture.alternative


def test_a_single_study_has_its_range() -> None:
    picture = picture_of(study())

    assert marks(picture.figure) == [[43, 57]]
    assert "43 (38–48)" in picture.message


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_phone_shows_letters_of_twelve_pixels(code: str) -> None:
    narrow = picture_of(sweep(), code).narrow
    assert narrow is not None
    wide = narrow.figure.get_size_inches()[0]
    smallest = min(text.get_fontsize() for text in texts_of(narrow.figure))

    assert smallest / 72 * PX_OF_PHONE / wide >= 12


def texts_of(figure: Figure) -> list[Any]:
    return [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
