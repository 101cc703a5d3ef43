"""The figures of comparisons say what the table says, whatever is in it."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from sesim.report.figures.comparisons import draw_comparison, programmes_figure, scenarios_figure

from sesim.report.figures.style import house_style

NAMES = {"eksjo": "Eksjö – Jobb", "savsjo": "Sävsjö – Jobb"}
UNITS = {
    "employed": "persons",
    "employed_share": "share",
    "employed_per_referred": "share",
    "first_job_by_12_months": "share",
    "jobs_per_fte_year": "jobs per FTE-year",
}
HOSTILE = ["$x^2$ \n\t\x07 漢字", "a" * 300, "<b>&amp;", " ", "back_heavy, p.year=" + "9," * 80]


def table(
    scenarios: Sequence[str] = ("sooner",), programmes: Sequence[str] = ("eksjo", "savsjo")
) -> pd.DataFrame:
    """Return a comparison in which every number can be told from every other one."""
    rows = [
        {
            "scenario": scenario, "programme": programme, "group": group, "outcome": outcome,
            "unit": unit, "difference": 0.05 * (1 + i) + 0.01 * j + 0.001 * k,
            "compared_with": "baseline",
        }
        for i, scenario in enumerate(scenarios)
        for j, programme in enumerate([*programmes, "hoglandet", "county"])
        for k, (outcome, unit) in enumerate(UNITS.items())
        for group in ("all", "sex=female")
    ]  # fmt: skip
    made = pd.DataFrame(rows)
    made.loc[made["group"] != "all", "difference"] = 77.0
    made = made.assign(low=made["difference"] - 0.02, high=made["difference"] + 0.02)
    return made.assign(effect_low=made["difference"] - 0.04, effect_high=made["difference"] + 0.04)


def changed(made: pd.DataFrame, outcome: str, programme: str, **values: float) -> pd.DataFrame:
    here = (made["outcome"] == outcome) & (made["programme"] == programme)
    return made.assign(**{name: made[name].mask(here, value) for name, value in values.items()})


def scenarios(made: pd.DataFrame, names: dict[str, str] = NAMES) -> Figure:
    with house_style():
        figure = scenarios_figure(made, names, 0.9)
    assert figure is not None
    return figure


def message(figure: Figure) -> str:
    return str(figure.texts[0].get_text()).replace("\n", " ")


def written(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(mpl.text.Text) if text.get_text()]


def cut_off(figure: Figure) -> list[str]:
    """Return the texts that do not lie wholly inside the figure."""
    canvas = FigureCanvasAgg(figure)
    with house_style():
        canvas.draw()
    width, height = canvas.get_width_height()
    outside = []
    for text in figure.findobj(mpl.text.Text):
        box = text.get_window_extent(canvas.get_renderer())
        inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height
        if text.get_text() and text.get_visible() and not inside:
            outside.append(text.get_text())
    return outside


def segments(axes: Any) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Return the ends of the thin lines and of the thick bars."""
    thin, thick = (one for one in axes.collections if hasattr(one, "get_segments"))
    ends = [[tuple(part[:, 0]) for part in one.get_segments()] for one in (thin, thick)]
    return ends[0], ends[1]


def test_marks_are_where_the_table_says() -> None:
    made = table(["later", "sooner"])
    rows = made.query("outcome == 'employed' and programme == 'county' and group == 'all'")
    axes = scenarios(made).axes[0]

    thin, thick = segments(axes)

    np.testing.assert_allclose(thin, rows[["effect_low", "effect_high"]])
    np.testing.assert_allclose(thick, rows[["low", "high"]])
    dots = [one for one in axes.collections if not hasattr(one, "get_segments")]
    placed = np.concatenate([np.ma.getdata(one.get_offsets())[:, 0] for one in dots])
    np.testing.assert_allclose(sorted(placed), rows["difference"])


def test_scenarios_keep_the_order_of_the_table_and_shares_become_points() -> None:
    figure = scenarios(table(["z", "a", "m"]))

    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["z", "a", "m"]
    assert figure.axes[0].yaxis_inverted()
    assert "+8.2" in written(figure)  # z, county, employed_per_referred: 0.05 + 0.03 + 0.002
    assert figure.axes[0].get_xlim()[0] < 0 < figure.axes[0].get_xlim()[1]


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(-0.01, 0.2, True), (0.01, 0.2, False), (-0.2, -0.01, False), (0.0, 0.2, True)],
)
def test_the_message_says_if_the_effect_may_be_either(low: float, high: float, said: bool) -> None:
    made = changed(table(), "employed", "county", effect_low=low, effect_high=high)

    assert ("direction uncertain" in message(scenarios(made))) is said


def test_a_precise_mean_is_no_sure_effect() -> None:
    sure = changed(table(), "employed", "county", low=0.01, high=0.2, effect_low=-3.0)

    assert "direction uncertain" in message(scenarios(sure))
    unknown = scenarios(sure.assign(effect_low=np.nan))
    assert message(unknown).endswith("how sure the effect is, is not known")
    assert {text.get_fontweight() for text in unknown.axes[0].texts if "+" in text.get_text()} == {
        "normal"
    }


def test_a_clear_difference_is_not_hidden_behind_an_unclear_one() -> None:
    unclear = changed(table(), "employed", "county", effect_low=-1.0)

    told = message(scenarios(unclear))

    assert "people with a job, direction uncertain" in told
    assert ". Clear: sooner: +8.2 percentage points of those referred with a job (" in told


def test_the_message_is_about_the_largest_difference_either_way() -> None:
    made = table(["small", "large", "middle"])
    made.loc[made["scenario"] == "large", "difference"] *= -3

    assert "large: −0.39 people with a job" in message(scenarios(made))


def test_the_only_programme_is_shown_instead_of_the_county() -> None:
    made = changed(table(programmes=["eksjo"]), "employed", "eksjo", difference=0.5)

    figure = scenarios(made)

    assert "+0.50" in written(figure)
    assert any(text.startswith("Eksjö. ") for text in written(figure))


def test_panels_that_the_table_lacks_are_left_out() -> None:
    made = table()

    assert len(scenarios(made).axes) == 4
    assert len(scenarios(made[made["outcome"] != "employed"]).axes) == 3
    assert scenarios_figure(made[made["outcome"] == "employed_share"], NAMES, 0.9) is None


def test_by_programme_without_areas_on_one_scale() -> None:
    with house_style():
        figure = programmes_figure(table(["one", "two"]), NAMES, 0.9)

    assert figure is not None
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["Eksjö", "Sävsjö"]
    assert len({axes.get_xlim() for axes in figure.axes}) == 1
    assert "Sävsjö (two): +11.1" in message(figure)


@pytest.mark.parametrize(
    ("scenario_count", "programmes", "files"),
    [(1, ["eksjo", "savsjo"], 4), (8, ["eksjo", "savsjo"], 4), (9, ["eksjo", "savsjo"], 2),
     (2, ["eksjo"], 2)],
)  # fmt: skip
def test_which_figures_are_drawn(
    tmp_path: Path, scenario_count: int, programmes: list[str], files: int
) -> None:
    made = table([f"s{i}" for i in range(scenario_count)], programmes)

    paths = draw_comparison(made, NAMES, tmp_path, 0.9)

    assert sorted(paths) == sorted(tmp_path.iterdir())
    assert len(paths) == files


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    first, again = (draw_comparison(table(), NAMES, tmp_path / one, 0.9) for one in "ab")

    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]


def test_an_empty_table_draws_nothing(tmp_path: Path) -> None:
    assert draw_comparison(table().iloc[:0], NAMES, tmp_path / "none", 0.9) == []
    assert not (tmp_path / "none").exists()


def test_columns_that_are_not_there_are_not_known() -> None:
    made = table().drop(columns=["effect_low", "effect_high", "compared_with"])

    figure = scenarios(made)

    assert not any("where the effect lies" in text for text in written(figure))
    assert any(text == "(mean +0.06 to +0.10)" for text in written(figure))


def test_names_of_any_kind_and_numbers_that_are_missing(tmp_path: Path) -> None:
    made = table(HOSTILE)
    numbers = ["difference", "low", "high", "effect_low", "effect_high"]
    made.loc[::3, numbers] = np.nan
    made.loc[1::7, numbers] = 0.0
    made.loc[2::7, "high"] = np.inf

    with house_style():
        by_programme = programmes_figure(made, NAMES, 0.9)
    assert by_programme is not None
    for figure in (scenarios(made), by_programme):
        assert cut_off(figure) == []
        assert not any("nan" in text or "inf" in text for text in written(figure))
    assert len(draw_comparison(made, NAMES, tmp_path, 0.9)) == 4


def test_nothing_is_known() -> None:
    made = table().assign(difference=math.nan)

    assert message(scenarios(made)).startswith("No difference is known")
    nothing = table().assign(difference=0.0, low=0.0, high=0.0)
    assert message(scenarios(nothing)).startswith("Nothing changes")


@pytest.mark.parametrize("number", [1, 12, 40])
def test_the_figure_grows_and_nothing_is_cut_off(number: int) -> None:
    labels = [f"back_heavy, vetlanda.back_heaviness={i / 40}" for i in range(number)]
    figure = scenarios(table(labels))

    assert cut_off(figure) == []
    box = figure.axes[0].get_position()
    assert box.height * figure.get_size_inches()[1] / number > 0.4


def test_a_text_that_is_cut_off_would_be_found() -> None:
    figure = Figure(figsize=(2.0, 1.0))
    figure.text(0.5, 0.5, "much too long for such a small figure")

    assert len(cut_off(figure)) == 1
