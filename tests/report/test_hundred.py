"""The picture of a hundred people: as many marks of each kind as the numbers say."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from matplotlib.figure import Figure
from tests.report.board_data import study, sweep

from sesim.outcomes import COUNTY, SINCE_PLAN
from sesim.report.board.page_data import PageData
from sesim.report.board.pictures.hundred import (
    GETS,
    GETS_MAYBE,
    LOSES,
    LOSES_MAYBE,
    NOW,
    WITHOUT,
    hundred_picture,
    people_with,
)
from sesim.report.board.view import View
from sesim.report.figures.picture import Picture
from sesim.report.text.language import LANGUAGES, language

PX_OF_PHONE = 360 - 32
"""Width of a picture on the narrowest phone, in CSS pixels."""


def picture_of(data: PageData, code: str = "en") -> Picture:
    found = hundred_picture(View(data, language(code)))
    assert found is not None
    return found


def marks(data: PageData) -> Counter[str]:
    """Return how many people of each kind the row of the only alternative has."""
    view = View(data, language("en"))
    return Counter(people_with(view.difference(data.alternatives[0])))


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
        (0.06, 0.02, 0.10, {NOW: 43, GETS: 2, GETS_MAYBE: 8, WITHOUT: 47}),
        (-0.06, -0.10, -0.02, {NOW: 33, LOSES_MAYBE: 8, LOSES: 2, WITHOUT: 57}),
        # It could go either way: no one is drawn as sure to get a job or to lose one.
        (0.06, -0.02, 0.14, {NOW: 41, LOSES_MAYBE: 2, GETS_MAYBE: 14, WITHOUT: 43}),
        (0.0, 0.0, 0.0, {NOW: 43, WITHOUT: 57}),
    ],
)
def test_as_many_marks_as_the_numbers_say(
    difference: float, low: float, high: float, expected: dict[str, int]
) -> None:
    data = changed(
        ONE, baseline=0.43, difference=difference, low=low, high=high, effect_low=low,
        effect_high=high,
    )  # fmt: skip

    assert marks(data) == expected
    assert sum(expected.values()) == 100


def test_what_is_drawn_is_what_is_counted() -> None:
    data = changed(ONE, baseline=0.43, difference=0.06, effect_low=0.02, effect_high=0.10)
    rows = [axes for axes in picture_of(data).figure.axes if len(axes.collections) > 1]

    drawn = [[len(one.get_offsets()) for one in axes.collections] for axes in rows]
    assert [sum(one) for one in drawn if sum(one) == 100] == [100, 100]
    assert sorted(marks(data).values()) in [sorted(one) for one in drawn]


def test_other_people_are_not_drawn_as_the_same_hundred() -> None:
    assert ONE.comparison is not None
    table = ONE.comparison
    more = table[table["outcome"] == "participants"].assign(outcome="referred", difference=9.0)
    data = replace(ONE, comparison=type(table)(
        [*table.to_dict("records"), *more.to_dict("records")]))  # fmt: skip
    texts = " ".join(text.get_text() for text in texts_of(picture_of(data).figure))

    assert "not the same hundred" in " ".join(texts.split())


def test_a_single_study_has_its_range() -> None:
    assert "43 (38–48)" in picture_of(study()).message


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_phone_shows_letters_of_twelve_pixels(code: str) -> None:
    narrow = picture_of(sweep(), code).narrow
    assert narrow is not None
    wide = narrow.figure.get_size_inches()[0]
    smallest = min(text.get_fontsize() for text in texts_of(narrow.figure))

    assert smallest / 72 * PX_OF_PHONE / wide >= 12


def texts_of(figure: Figure) -> list[Any]:
    return [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
