"""The figures of a sweep say what the table says, whatever is in it."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from tests.report import picture_faults
from tests.report.figure_texts import cells_of, faults, labels_of, message, written

from sesim.outcomes import verdicts
from sesim.report.figures.effects import DRAWN
from sesim.report.figures.style import MOST_DOTS, house_style, save
from sesim.report.figures.sweep import draw_comparison, programmes_figure, scenarios_figure

NAMES = {"eksjo": "Eksjö – Jobb", "savsjo": "Sävsjö – Jobb"}
UNITS = {
    "employed": "persons",
    "employed_share": "share",
    "employed_per_referred": "share",
    "first_job_by_12_months": "share",
    "jobs_per_fte_year": "jobs per FTE-year",
}
HALF = 0.05 + 1e-12
"""Of the last decimal: what rounding can move a number by, and what floats add to a tie."""

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


def segments(axes: Any) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Return the ends of the thin lines and of the thick bars."""
    thick, thin = (one for one in axes.collections if hasattr(one, "get_segments"))
    ends = [[tuple(part[:, 0]) for part in one.get_segments()] for one in (thin, thick)]
    return ends[0], ends[1]


def test_marks_are_where_the_table_says() -> None:
    made = table(["later", "sooner"])
    rows = made.query("outcome == 'employed' and programme == 'county' and group == 'all'")
    axes = scenarios(made).axes[0]

    thin, thick = segments(axes)

    np.testing.assert_allclose(thin, rows[["low", "high"]])
    np.testing.assert_allclose(thick, rows[["effect_low", "effect_high"]])
    dots = [one for one in axes.collections if not hasattr(one, "get_segments")]
    placed = np.concatenate([np.ma.getdata(one.get_offsets())[:, 0] for one in dots])
    np.testing.assert_allclose(sorted(placed), rows["difference"])


def test_scenarios_keep_the_order_of_the_table_and_shares_become_points() -> None:
    figure = scenarios(table(["z", "a", "m"]))

    assert labels_of(figure) == ["z", "a", "m"]
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
    assert {text.get_fontweight() for text in cells_of(unknown)} == {"normal"}
    assert {text.get_fontweight() for text in cells_of(scenarios(sure))} == {"normal"}
    assert "bold" in {text.get_fontweight() for text in cells_of(scenarios(table()))}


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
    assert labels_of(figure) == labels_of(figure, 1) == ["Eksjö", "Sävsjö"]
    assert len({axes.get_xlim() for axes in figure.axes}) == 1
    assert "Sävsjö (two): +11.1" in message(figure)


@pytest.mark.slow
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


def test_scenarios_have_the_titles_that_readers_know(tmp_path: Path) -> None:
    """Names of files are for the command line; two of one title keep theirs beside it."""
    made = table(["rapid_search", "rapid_search, seed=2", "back_heavy"])
    titles = dict.fromkeys(["rapid_search", "rapid_search, seed=2"], "Search at once")
    titles |= {"back_heavy": "All preparation first", "baseline": "As now"}

    with patch.object(Figure, "savefig", autospec=True) as draw:
        draw_comparison(made, NAMES, tmp_path, 0.9, titles)
        draw_comparison(made, NAMES, tmp_path, 0.9)
    figure, *_, untitled = (call.args[0] for call in draw.call_args_list)

    assert [one.replace("\n", " ") for one in labels_of(figure)] == [
        "Search at once (rapid_search)", "Search at once (rapid_search, seed=2)",
        "All preparation first",
    ]  # fmt: skip
    assert any("Difference from As now" in text for text in written(figure))
    assert list(picture_faults.raw_names(picture_faults.drawn(untitled)))


def test_an_empty_table_draws_nothing(tmp_path: Path) -> None:
    assert draw_comparison(table().iloc[:0], NAMES, tmp_path / "none", 0.9) == []
    assert not (tmp_path / "none").exists()


def test_columns_that_are_not_there_are_not_known() -> None:
    made = table().drop(columns=["effect_low", "effect_high", "compared_with"])

    figure = scenarios(made)

    assert not any("assumptions tried" in text.replace("\n", " ") for text in written(figure))
    assert "mean +0.06 to +0.10\nnot known how sure" in written(figure)


@pytest.mark.slow
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
        assert faults(figure) == []
        assert not any("nan" in text or "inf" in text for text in written(figure))
    assert len(draw_comparison(made, NAMES, tmp_path, 0.9)) == 4


def test_nothing_is_known() -> None:
    made = table().assign(difference=math.nan)

    assert message(scenarios(made)).startswith("No difference is known")
    nothing = table().assign(difference=0.0, low=0.0, high=0.0)
    assert message(scenarios(nothing)).startswith("Nothing changes")


@pytest.mark.parametrize("number", [1, 12, pytest.param(30, marks=pytest.mark.slow)])
def test_the_figure_grows_and_every_text_can_be_read(number: int) -> None:
    made = table([f"back_heavy, vetlanda.back_heaviness={i / 40}" for i in range(number)])
    figure = scenarios(made)

    assert faults(figure) == []
    for axes in figure.axes:
        box = axes.get_position()
        assert box.height * figure.get_size_inches()[1] / number > 0.25


@pytest.mark.slow
@pytest.mark.parametrize("size", [1e-4, 1.0, 1e4, 1e12])
def test_numbers_of_any_size_can_be_read(size: float) -> None:
    made = table(["one", "two"])
    made[DRAWN] = size * (made[DRAWN] - 0.06)

    assert faults(scenarios(made)) == []


@pytest.mark.slow
@settings(deadline=None, max_examples=20)
@given(
    st.lists(
        st.tuples(*[st.floats(-1, 1) | st.just(math.nan)] * len(DRAWN)), min_size=1, max_size=4
    ),
    st.sampled_from([4.0, 60.0, math.nan]),
)
def test_every_number_written_is_in_the_table(rows: list[tuple[float, ...]], runs: float) -> None:
    made = table([f"s{i}" for i in range(len(rows))])
    employed = made[made["outcome"] == "employed"].assign(replications=runs)
    for i, row in enumerate(rows):
        employed.loc[employed["scenario"] == f"s{i}", DRAWN] = row
    mine = employed.query("programme == 'county' and group == 'all'")
    figure = scenarios(employed)

    found = cells_of(figure)
    numbers, ranges = found[::2], found[1::2]
    for verdict, row, number, between in zip(
        verdicts(mine), mine.to_dict("records"), numbers, ranges, strict=True
    ):
        bold = number.get_fontweight() == "bold"
        assert bold is verdict.is_clear
        shown = [float(text.replace("−", "-")) for text in number.get_text().split() if text != "–"]
        assert len(shown) == math.isfinite(row["difference"])
        assert shown == pytest.approx([row["difference"]] * len(shown), abs=HALF)
        ends = [word for word in between.get_text().split() if word[0] in "+−0"]
        ends_shown = [float(word.replace("−", "-")) for word in ends]
        low, high = ("effect_low", "effect_high")
        if "mean" in between.get_text():
            low, high = ("low", "high")
        assert len(ends_shown) in (0, 2)
        assert ends_shown == pytest.approx([row[low], row[high]][: len(ends_shown)], abs=HALF)


def test_a_very_tall_figure_is_still_written(tmp_path: Path) -> None:
    figure = Figure(figsize=(0.1, 2.0 * MOST_DOTS / 150))

    paths = save(figure, tmp_path, "tall")

    assert all(path.stat().st_size for path in paths)


def test_a_text_that_cannot_be_read_would_be_found() -> None:
    figure = Figure(figsize=(2.0, 1.0))
    figure.text(0.5, 0.5, "much too long for such a small figure")
    figure.text(0.1, 0.5, "small and on another", size=6)

    assert len(faults(figure)) == 3
