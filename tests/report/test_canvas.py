"""Texts are measured by their words, and points that are not known are left out."""

from unittest.mock import patch

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from sesim.report.figures.canvas import fitted, points, width_of, word_width
from sesim.report.text.names import TYPEFACE

LINES = [
    "Av 100 inskrivna får 41 arbete i simuleringen, och 48 enligt publicerade siffror.",
    "AV WA To – Täby, VÅR; “Tove” … 41\N{NO-BREAK SPACE}% (36–46) fi fl ffi",
    " an indented line,  two spaces ",
    "",
]


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("line", LINES)
def test_a_line_is_as_wide_as_its_words(line: str, bold: bool) -> None:
    font = FontProperties(family=TYPEFACE, size=9.5, weight="bold" if bold else "normal")
    whole, _, _ = text_to_path.get_text_width_height_descent(line, font, False)

    assert width_of(line, 9.5, bold) == pytest.approx(1.03 * whole / 72, rel=1e-12)


def test_each_word_is_measured_once() -> None:
    """Breaking a text measures many lines, and outlines of letters are slow to read."""
    text = " ".join(f"word{i % 20}" for i in range(100))
    word_width.cache_clear()

    measure = text_to_path.get_text_width_height_descent
    with patch.object(text_to_path, "get_text_width_height_descent", side_effect=measure) as one:
        fitted(text, 2.0, 9.0, lines=99)
        fitted(text, 3.0, 12.0, lines=99)

    measured = [call.args[0] for call in one.call_args_list]
    assert sorted(measured) == sorted({" ", *text.split()})


def test_points_that_are_not_known_are_left_out() -> None:
    axes = Figure().add_subplot()

    points(axes, [0.1, np.nan, 0.3], [1, 2, 3], 40)
    points(axes, [np.nan], [1], 40)

    [drawn] = axes.collections
    assert np.asarray(drawn.get_offsets()).tolist() == [[0.1, 1.0], [0.3, 3.0]]
