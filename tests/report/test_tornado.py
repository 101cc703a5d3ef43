"""The figures of a sensitivity analysis say what the tables say, and what chance makes of it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from tests.report.figure_texts import cells_of, faults, message, written
from tests.report.picture_faults import all_faults, negative_shares
from tests.report.picture_faults import drawn as drawing

from sesim.report.figures.style import house_style
from sesim.report.sensitivity.tornado import Subject, draw_sensitivity, information, tornado

SUBJECT = Subject("employed share", "all together", "sooner", "percentage points", 100.0)
NAMES = {"a": "How often an employer says yes", "b": "$x^2$ \n 漢字", "c": "long " * 60}
PARAMETERS = ["a", "b", "c", "d"]


def sobol(**changes: object) -> pd.DataFrame:
    made = pd.DataFrame(
        {
            "parameter": PARAMETERS,
            "first_order": [0.5, 0.2, 0.1, 0.01],
            "low": [0.4, 0.1, 0.0, -0.1],
            "high": [0.6, 0.3, 0.2, 0.12],
            "noise_floor": 0.08,
            "at_5": [0.31, 0.45, 0.42, 0.399],
            "at_95": [0.52, 0.36, 0.43, 0.402],
            "swing_floor": 0.02,
            "mean": 0.4,
            "chance_share": 0.37,
            "draws": 400,
        }
    )
    return made.assign(**changes)


def worths(*values: float, floor: float = 0.001) -> pd.DataFrame:
    made = pd.DataFrame({"parameter": ["(all parameters)", *PARAMETERS], "value": values})
    made = made.assign(low=made["value"] * 0.8, high=made["value"] * 1.2)
    return made.assign(noise_floor=[0.0, *[floor] * 4])


def drawn(table: pd.DataFrame) -> Figure:
    with house_style():
        return tornado(table, NAMES, "the level", SUBJECT)


def told(table: pd.DataFrame) -> Figure:
    with house_style():
        return information(table, NAMES, SUBJECT)


def bars(figure: Figure) -> list[tuple[float, float]]:
    """Return where bars begin and how long they are, bands of chance left out."""
    patches = figure.axes[0].containers
    return [(one.get_x(), one.get_width()) for group in patches for one in group]


def test_bars_go_from_the_mean_to_where_the_table_says() -> None:
    found = bars(drawn(sobol().sample(frac=1, random_state=1)))

    ends = [start + length for start, length in found]
    assert {start for start, _ in found} == {40.0}
    assert ends == pytest.approx([31, 52, 45, 36, 42, 43, 39.9, 40.2])


def test_the_band_of_chance_is_as_wide_as_the_floor() -> None:
    figure = drawn(sobol(swing_floor=0.06))
    [band] = [one for one in figure.axes[0].patches if one.get_height() == 1.0]

    assert (band.get_x(), band.get_width()) == pytest.approx((37, 6))


def test_the_message_names_what_stands_out() -> None:
    assert message(drawn(sobol())).endswith("how often an employer says yes (50%)")
    assert "stands out from chance" in message(drawn(sobol(noise_floor=0.9)))
    assert "no parameter makes a difference" in message(drawn(sobol(first_order=np.nan)))


def test_what_chance_may_make_is_faint() -> None:
    colours = {one.get_text(): one.get_color() for one in cells_of(drawn(sobol()))}

    assert colours["50% (40 to 60)"] != colours["1% (0 to 12)"]
    assert colours["50% (40 to 60)"] == colours["10% (0 to 20)"]


def test_value_of_knowing_in_the_unit_of_readers() -> None:
    figure = told(worths(0.02, 0.011, 0.0004, 0.0, 0.0))

    assert "worth measuring first: how often" in message(figure).lower()
    assert "1.1 percentage points" in message(figure)
    dots = [one for one in figure.axes[0].collections if not hasattr(one, "get_segments")]
    placed = np.concatenate([np.ma.getdata(one.get_offsets())[:, 0] for one in dots])
    assert sorted(placed) == pytest.approx([0.04, 1.1, 2.0])


def test_no_share_of_variance_is_below_zero() -> None:
    """An estimate may be, by chance; what it estimates is not."""
    below = {"first_order": [0.5, 0.2, -0.03, -0.1], "low": -0.2, "chance_share": -0.04}
    for figure in (
        drawn(sobol(**below)),
        drawn(sobol()),
        told(worths(0.02, 0.01, 0.004, 0.0, 0.0)),
    ):
        assert list(negative_shares(drawing(figure))) == []
        assert [one for one in all_faults(figure) if not one.startswith("shortened")] == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((0.0, 0.0, 0.0, 0.0, 0.0), "The choice is clear"),
        ((0.02, 0.0005, 0.0, 0.0, 0.0), "No single parameter"),
    ],
)
def test_the_message_promises_nothing(values: tuple[float, ...], said: str) -> None:
    assert message(told(worths(*values))).startswith(said)


@pytest.mark.slow
def test_names_of_any_kind_and_numbers_that_are_missing(tmp_path: Path) -> None:
    empty = sobol(first_order=np.nan, low=np.nan, high=np.nan, at_5=np.nan, at_95=np.nan)
    figures = [
        drawn(sobol()),
        drawn(sobol(low=np.nan, high=np.nan)),
        drawn(empty.assign(noise_floor=np.nan, swing_floor=np.nan, chance_share=np.nan)),
        told(worths(0.02, 0.011, 0.0004, 0.0, 0.0)),
        told(worths(0.0, 0.0, 0.0, 0.0, 0.0, floor=0.0)),
    ]

    for figure in figures:
        assert faults(figure) == []
        assert not any("nan" in text for text in written(figure))
    tables = {
        "sobol_level": sobol(),
        "sobol_difference": empty,
        "information": worths(0, 0, 0, 0, 0),
    }
    paths = draw_sensitivity(tables, NAMES, SUBJECT, tmp_path / "a")
    again = draw_sensitivity(tables, NAMES, SUBJECT, tmp_path / "b")
    assert len(paths) == 6
    assert [path.read_bytes() for path in paths] == [path.read_bytes() for path in again]
