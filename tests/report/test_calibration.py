"""A calibration's figures and page: they say what the tables say, and claim no more."""

import html
import itertools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from statsmodels.stats.proportion import proportion_confint

from sesim.calibration import checks
from sesim.calibration.sbc import LEVELS
from sesim.calibration.settings import FEWEST_RUNS
from sesim.report.calibration import diagnostics as diagnostics
from sesim.report.calibration.chance import binomial_range, ecdf_deviation, rank_band
from sesim.report.calibration.figures import calibration_figures, draw_calibration, pictures_of
from sesim.report.calibration.page import calibration_report
from sesim.report.text.language import language

Tables = dict[str, pd.DataFrame]

TITLES = {
    "eksjo": "Eksjö – Jobb i stället för aktivitetsersättning",
    "savsjo": "Sävsjö – Jobb i stället för aktivitetsersättning",
    "gnosjo": "Gnosjö – Stöd till arbete, SE",
}
PUBLISHED = {"eksjo": (36, 14, 8), "savsjo": (44, 7, 13), "gnosjo": (46, 31, 8)}
QUANTITIES = ("participants", "employed", "ongoing")
CONTRACTION = {"accept": 0.5, "dropout_factor": 0.2, "fixed_overhead": 0.19, "support_months": -0.1}
ABOUT = {"method": "regression", "runs": 12000, "seed": 7, "packages": {"numpy": "2.4"}}
TRUTHS = 40


NAMES = ["counts", "parameters", "calibration_check", "left_out", "structure"]
"""The figures, in the order of the page."""


def predictions(spread: float, quantities: tuple[str, ...] = QUANTITIES) -> pd.DataFrame:
    """Return predictions that are all two people too many, with intervals of this half-width."""
    rows = [
        (
            programme,
            quantity,
            observed,
            observed + 2.0,
            observed + 2 - spread,
            observed + 2 + spread,
        )
        for programme, counted in PUBLISHED.items()
        for quantity, observed in zip(QUANTITIES, counted, strict=True)
        if quantity in quantities
    ]
    table = pd.DataFrame(rows, columns=["programme", "quantity", "observed", "mean", "low", "high"])
    return judged(table)


def judged(table: pd.DataFrame) -> pd.DataFrame:
    inside = table["observed"].between(table["low"], table["high"])
    return table.assign(inside=inside, tail=0.25)


def with_county(table: pd.DataFrame) -> pd.DataFrame:
    total = table.groupby("quantity", sort=False)[["observed", "mean", "low", "high"]].sum()
    total = total.reset_index().assign(programme="county")
    share = {"quantity": "employed_share", "observed": 0.41, "mean": 0.4, "low": 0.3, "high": 0.48}
    extra = pd.DataFrame([{"programme": "county", **share}])
    return judged(pd.concat([table, total, extra], ignore_index=True))


def parameters() -> pd.DataFrame:
    labels = dict.fromkeys(CONTRACTION, "free")
    labels |= {"female_share": "context", "admin_share": "context"}
    labels |= {f"{name}.programme_effect": "own" for name in PUBLISHED}
    contractions = [*CONTRACTION.values(), 0.3, 0.0, 0.4, 0.1, 0.05]
    columns: dict[str, Any] = {"parameter": list(labels), "label": list(labels.values())}
    for name in ("prior", "posterior", "standard"):
        columns |= {f"{name}_{level}": value for level, value in ((5, -1.0), (50, 0.1), (95, 1.2))}
    return pd.DataFrame(columns).assign(shift=0.1, contraction=contractions)


def asked() -> list[str]:
    rows = parameters()
    return list(rows.loc[rows["label"] != "context", "parameter"])


def ranks(far: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return ranks that are perfectly even, but for some parameters that are always too low."""
    even = (np.arange(TRUTHS) + 0.5) / TRUTHS
    return pd.DataFrame({name: even**3 if name in far else even for name in asked()})


def made() -> Tables:
    free = list(CONTRACTION)
    coverage = pd.DataFrame({"coordinates": ["free and own", "free", "own", "context", *asked()]})
    levels = {"within_0.5": 0.48, "within_0.8": 0.79, "within_0.9": 0.87}
    shares = {name: employed / all_ for name, (all_, employed, _) in PUBLISHED.items()}
    structure = pd.DataFrame({"programme": list(shares), "observed": list(shares.values())})
    explained = {"programme": "explained", "structural": 0.6, "low": 0.1, "high": 0.8}
    return {
        "parameters": parameters(),
        "directions": pd.DataFrame(
            {"left": [0.3, 0.6, 0.9, 1.0], "made_of": ["+0.70 accept, -0.37 fixed_overhead"] * 4}
        ),
        "coverage": coverage.assign(**levels),
        "ranks": ranks(),
        "prior_predictive": with_county(predictions(9)),
        "posterior_predictive": with_county(predictions(4)),
        "marginal_predictive": with_county(predictions(6)),
        "leave_one_out": predictions(5, ("employed", "ongoing")),
        "structure": pd.concat(
            [structure.assign(structural=[0.4, 0.2, 0.6]), pd.DataFrame([explained])],
            ignore_index=True,
        ),
        "prior_sensitivity": pd.DataFrame(
            {"parameter": free, "half_an_SD_lower": [-0.1, -0.45, 0.2, 0.0], "wider_by_1.3": 0.1}
        ),
        "discrepancy": pd.DataFrame(
            {
                "parameter": free,
                "error_0": list(CONTRACTION.values()),
                "error_0.3": [0.4, 0.1, 0, 0],
            }
        ),
        "monte_carlo_error": pd.DataFrame({"parameter": asked(), "standard_error": 0.05}),
        "summary": pd.DataFrame(
            {"runs": [12000], "effective_runs": [148.6], "error": [0.1], "surprise": [0.54]}
        ),
    }


@pytest.fixture
def tables() -> Tables:
    return made()


def changed(table: pd.DataFrame, row: int, **values: Any) -> pd.DataFrame:
    """Return a table with other values in one row."""
    other = table.astype(dict.fromkeys(values, object))
    for name, value in values.items():
        other.loc[row, name] = value
    return other.infer_objects()


def message(figure: Figure) -> str:
    return figure.texts[0].get_text().replace("\n", " ")


def figure_of(tables: Mapping[str, pd.DataFrame], name: str) -> Figure:
    """Return one figure; the others are not drawn."""
    return pictures_of(language("en"), tables, TITLES)[name].figure


def titled(tables: Mapping[str, pd.DataFrame], name: str) -> str:
    return message(figure_of(tables, name))


def texts(figure: Figure) -> list[mpl.text.Text]:
    found: list[mpl.text.Text] = figure.findobj(mpl.text.Text)
    return [text for text in found if text.get_text() and text.get_visible()]


def page(tables: Mapping[str, pd.DataFrame], code: str = "en") -> str:
    return calibration_report(tables, TITLES, ABOUT, code, pictures={})


def plain(page: str) -> str:
    """Return the text of a page: a line for each item, and for each row with bars between cells."""
    body = page.partition("<main>")[2]
    for tag, text in (
        (r"<tr>\s*", "| "), (r"</t[hd]>\s*", " | "), (r"</?code>", "`"), (r"</dt>", ": "),
        (r"<[^>]+>", ""),
    ):  # fmt: skip
        body = re.sub(tag, text, body)
    return html.unescape(body)


def words(tables: Mapping[str, pd.DataFrame], code: str = "en") -> str:
    return plain(page(tables, code))


def short(said: str) -> str:
    """Return the part of a page's text that sums it up."""
    return said.partition("\nCounts\n")[0]


# --- figures --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_figure_is_written_and_not_empty(tables: Tables, tmp_path: Path) -> None:
    paths = draw_calibration(tables, TITLES, tmp_path)
    again = draw_calibration(tables, TITLES, tmp_path / "again")

    assert [path.name for path in paths] == [
        f"{name}.{kind}" for name in NAMES for kind in ("svg", "png")
    ]
    for path, other in zip(paths, again, strict=True):
        assert path.stat().st_size > 5000
        assert path.read_bytes() == other.read_bytes()
    for name, figure in calibration_figures(tables, TITLES).items():
        drawn = [len(axes.lines) + len(axes.collections) for axes in figure.axes]
        assert all(drawn), name


@pytest.mark.parametrize("number", [TRUTHS, 1000])
def test_numbers_of_an_axis_differ(tables: Tables, number: int) -> None:
    """Ticks that are closer than their decimals would show one number twice."""
    tables["ranks"] = pd.concat([ranks()] * (number // TRUTHS), ignore_index=True)
    for name, figure in calibration_figures(tables, TITLES).items():
        FigureCanvasAgg(figure).draw()
        for axis in [axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)]:
            shown = [label.get_text() for label in axis.get_ticklabels() if label.get_text()]
            assert len(set(shown)) == len(shown), name


def crowded(figure: Figure) -> list[str]:
    """Return the texts that do not lie wholly inside the figure, or lie on one another."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    width, height = canvas.get_width_height()
    # Not the method of an annotation itself, which counts its arrow in.
    extent = mpl.text.Text.get_window_extent
    boxes = {text: extent(text, canvas.get_renderer()) for text in texts(figure)}
    found = [
        text.get_text()
        for text, box in boxes.items()
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ]
    return found + [
        f"{one.get_text()} on {other.get_text()}"
        for one, other in itertools.combinations(boxes, 2)
        if text_box(boxes[one]).overlaps(text_box(boxes[other]))
    ]


def text_box(box: Any) -> Any:
    """Return a box without the air above and below its letters."""
    return box.padded(0, -0.1 * box.height)


@pytest.mark.slow
@pytest.mark.parametrize("code", ["sv", "en"])
@pytest.mark.parametrize("far", [(), ("accept", "eksjo.programme_effect", "dropout_factor")])
@pytest.mark.parametrize("more", [{}, {"eksjo": "Samordnade insatser för rehabilitering i Eksjö"}])
def test_texts_are_whole_and_apart(
    tables: Tables, far: tuple[str, ...], more: Any, code: str
) -> None:
    tables["ranks"] = ranks(far)
    figures = calibration_figures(tables, {**TITLES, **more}, code)

    assert {name: crowded(figure) for name, figure in figures.items() if crowded(figure)} == {}


def test_crowded_texts_would_be_found() -> None:
    figure = Figure(figsize=(2.0, 1.0))
    for text, x in (("much too long for such a small figure", 0.0), ("there", 0.2)):
        figure.text(x, 0.5, text)

    assert len(crowded(figure)) == 2


def test_names_have_their_letters(tables: Tables) -> None:
    for name, figure in calibration_figures(tables, TITLES).items():
        shown = {text.get_text() for text in texts(figure)}
        if name in ("counts", "left_out", "structure"):
            assert {"Gnosjö", "Eksjö", "Sävsjö"} <= shown
        assert not any("nan" in text for text in shown)


def test_the_title_of_counts_counts(tables: Tables) -> None:
    assert titled(tables, "counts").startswith("9 of 9 published counts lie inside")
    table = tables["posterior_predictive"]
    tables["posterior_predictive"] = judged(changed(table, 1, low=20.0, high=30.0))

    figure = figure_of(tables, "counts")

    assert message(figure).startswith("8 of 9 published counts lie inside")
    assert "14" in [text.get_text() for text in figure.axes[1].texts]  # who is outside is named


def test_marks_of_counts_are_where_the_table_says(tables: Tables) -> None:
    axes = figure_of(tables, "counts").axes[1]
    before, after = axes.collections

    assert [label.get_text() for label in figure_of(tables, "counts")
            .axes[0].get_yticklabels()] == ["Gnosjö", "Eksjö", "Sävsjö"]  # fmt: skip
    assert [tuple(line[:, 0]) for line in before.get_segments()] == [(24, 42), (7, 25), (0, 18)]
    assert [tuple(line[:, 0]) for line in after.get_segments()] == [(29, 37), (12, 20), (5, 13)]
    mean, hollow, filled = axes.lines
    assert mean.get_xdata().tolist() == [33, 16, 9]
    assert (hollow.get_xdata().tolist(), filled.get_xdata().tolist()) == ([31, 14, 7], [])


def test_the_figure_of_parameters_sets_the_unknown_apart(tables: Tables) -> None:
    figure = figure_of(tables, "parameters")
    places = {text.get_text(): text.get_position()[1] for text in figure.texts}
    [heading] = [text for text in places if "Not constrained" in text]
    labels = [heading if one == "–" else one for one in
              ("accept", "dropout_factor", "–", "fixed_overhead", "support_months")]  # fmt: skip

    assert message(figure).endswith("2 of 4 free parameters: accept and dropout_factor")
    assert sorted(labels, key=lambda text: -places[text]) == labels


def test_titles_when_all_or_nothing_is_learnt(tables: Tables) -> None:
    rows = tables["parameters"]
    for value, said in (
        (0.1, "do not constrain any of the 4"),
        (0.9, "constrain 4 of 4"),
    ):
        tables["parameters"] = rows.assign(contraction=value)
        assert said in titled(tables, "parameters")


@pytest.mark.parametrize(
    ("far", "said"),
    [
        ((), "no parameter’s ranks leave the band"),
        (("accept",), "1 of 7 parameters leave the band, which chance alone can do"),
        (
            ("accept", "dropout_factor", "gnosjo.programme_effect"),
            "3 of 7 parameters leave the band, more than by chance: accept, dropout_factor and "
            "Gnosjö: programme_effect",
        ),
    ],
)
def test_the_title_of_the_check(tables: Tables, far: tuple[str, ...], said: str) -> None:
    tables["ranks"] = ranks(far)

    assert said in titled(tables, "calibration_check")


def test_the_title_of_what_was_left_out(tables: Tables) -> None:
    assert titled(tables, "left_out").endswith("in 3 of 3 programmes")
    tables["leave_one_out"] = judged(changed(tables["leave_one_out"], 0, low=15.0, high=30.0))
    assert titled(tables, "left_out").endswith("in 2 of 3 programmes")


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        (
            0.6,
            0.1,
            0.8,
            "accounts for 60% of the differences between programmes (single draws: 10% to 80%)",
        ),
        (
            0.3,
            -0.4,
            0.7,
            "could account for 30% of the differences between programmes, or for none",
        ),
        (-0.3, -0.9, 0.2, "worse than none would (−30%; single draws: −90% to 20%)"),
        (np.nan, np.nan, np.nan, "The counts do not show"),
    ],
)
def test_structure_is_reported_as_it_is(
    tables: Tables, value: float, low: float, high: float, said: str
) -> None:
    tables["structure"] = changed(tables["structure"], 3, structural=value, low=low, high=high)

    assert said in titled(tables, "structure")
    assert said in words(tables)


def test_the_interval_of_the_published_share_is_wilsons(tables: Tables) -> None:
    axes = figure_of(tables, "structure").axes[0]
    ends = [tuple(line[:, 0]) for line in axes.collections[0].get_segments()]
    wanted = [proportion_confint(*of, method="wilson") for of in ((31, 46), (14, 36), (7, 44))]

    assert np.allclose(ends, wanted)


# --- page -----------------------------------------------------------------------------------------


def nothing_about(page: str) -> list[list[str]]:
    return [
        re.findall(r"`(\w+)`", names)
        for names in re.findall(r"The counts do not constrain (`[^.]*)\.$", page, re.M)
    ]


@pytest.mark.parametrize(
    ("contractions", "named"),
    [
        ([0.5, 0.2, 0.19, -0.1], ["fixed_overhead", "support_months"]),
        ([0.5, 0.1, 0.3, 0.4], ["dropout_factor"]),
        ([0.0, -0.1, np.nan, 0.1],
         ["support_months", "accept", "dropout_factor", "fixed_overhead"]),
        ([0.2, 0.3, 0.4, 0.5], []),
    ],
)  # fmt: skip
def test_the_sentence_names_exactly_what_is_not_known(
    tables: Tables, contractions: list[float], named: list[str]
) -> None:
    rows = tables["parameters"]
    tables["parameters"] = rows.assign(contraction=[*contractions, *rows["contraction"][4:]])

    sentences = nothing_about(words(tables))

    assert sentences == ([named] * 2 if named else [])  # in short, and where it belongs


def test_a_mean_that_moves_is_no_knowledge(tables: Tables) -> None:
    assert "not knowledge of each" not in words(tables)
    tables["parameters"] = changed(tables["parameters"], 3, shift=-1.7)
    assert "But the means of `support_months` moved by 0.5 prior SDs or more" in words(tables)


def test_the_summary_says_what_the_tables_say(tables: Tables) -> None:
    said = short(words(tables))

    assert "9 of 9 published counts lie inside" in said
    assert "constrain 2 of 4 free parameters: `accept` and `dropout_factor`" in said
    assert "held the true value in 48%, 79% and 87% of the cases" in said
    assert (
        "the number with a job lies inside its 90% interval in 3 of 3 programmes; about 3" in said
    )
    assert "accounts for 60%" in said
    assert "54% of the prior runs" in said
    assert "without more runs" not in said


def test_what_went_wrong_is_said(tables: Tables) -> None:
    tables["posterior_predictive"] = judged(
        changed(tables["posterior_predictive"], 1, low=20.0, high=30.0)
    )
    tables["leave_one_out"] = predictions(1, ("employed", "ongoing"))
    tables["summary"] = tables["summary"].assign(surprise=0.01, error=0.4)
    tables["ranks"] = ranks(("accept", "dropout_factor", "gnosjo.programme_effect"))

    said = words(tables)

    assert "Outside: Eksjö, with a job: 14, where 20–30 was predicted." in said
    assert "in 0 of 3 programmes" in short(said)
    assert "fewer than chance allows (1)" in said
    assert "Do not rely on the posterior." in short(said)
    assert "is 0.40 posterior SDs" in short(said)
    assert "Do not rely on the posterior of these parameters" in said


def test_an_interval_that_reaches_below_nothing_shows_nothing(tables: Tables) -> None:
    tables["structure"] = changed(tables["structure"], 3, low=-0.2)

    assert "these counts do not show that structure matters" in words(tables)


def test_a_count_that_cannot_be_missed_is_no_merit(tables: Tables) -> None:
    assert "could hardly be missed" not in words(tables)
    tables["prior_predictive"] = judged(changed(tables["prior_predictive"], 2, low=8.0, high=8.0))
    assert "1 of them could hardly be missed" in words(tables)


def test_each_constrained_parameter_stands_beside_the_average(tables: Tables) -> None:
    coverage = tables["coverage"].set_index("coordinates")
    coverage.loc["accept", "within_0.9"] = 0.71
    tables["coverage"] = coverage.reset_index()

    said = short(words(tables))

    assert "each by itself, intervals of 90% held it in 71% to 87% of the cases" in said
    nothing = tables["parameters"].assign(contraction=0.0)
    assert "constrain none of these parameters" in words({**tables, "parameters": nothing})


def test_trials_near_the_counts_and_of_quantities(tables: Tables) -> None:
    assert "near the counts" not in words(tables)
    rows = [
        ("likelihood", "prior", 0.8, 0.5, 0.8, 0.9),
        ("county: participants", "prior", 0.6, 0.5, 0.8, 0.9),
        ("effect of short_placements", "posterior", 0.3, 0.3, 0.5, 0.6),
    ]
    columns = ["quantity", "truths", "explained", "within_0.5", "within_0.8", "within_0.9"]
    tables["coverage_quantities"] = pd.DataFrame(rows, columns=columns)
    tables["coverage_local"] = tables["coverage"].assign(**{"within_0.9": 0.91})

    said = words(tables)

    assert "held them in 48%, 79% and 91% of the cases" in said
    assert "Of 3 trials with quantities" in said
    assert "1 held the true value in their 90% intervals less or more often" in said
    assert "effect of `short_placements`, near the counts, 60%" in said
    assert (
        "| likelihood of the counts | true values from the prior | 0.80 | 50% | 80% | 90% |" in said
    )


def test_whole_areas_that_were_left_out(tables: Tables) -> None:
    rows = [
        ("hoglandet", "employed", 58.0, 50.0, 40.0, 70.0),
        ("finnveden", "employed", 74.0, 50.0, 40.0, 70.0),
    ]
    columns = ["programme", "quantity", "observed", "mean", "low", "high"]
    tables["leave_area_out"] = judged(pd.DataFrame(rows, columns=columns))

    said = words(tables)

    assert "predicted from the other areas: 58 with a job, inside 40–70" in said
    assert "predicted from the other areas: 74 with a job, outside 40–70" in said


@pytest.mark.parametrize("runs", [FEWEST_RUNS - 1, FEWEST_RUNS])
def test_a_small_table_is_stamped_on_the_page_and_every_picture(tables: Tables, runs: int) -> None:
    tables["summary"] = tables["summary"].assign(runs=runs)

    stamped = [titled(tables, name).startswith("TRIED OUT") for name in NAMES]

    assert set(stamped) == {runs < FEWEST_RUNS}
    assert ("TRIED OUT" in short(words(tables))) is (runs < FEWEST_RUNS)


def test_what_was_done_is_there(tables: Tables) -> None:
    said = words(tables)

    for row in ("runs in the reference table: 12,000", "method: regression", "seed: 7"):
        assert row in said
    assert "packages: numpy 2.4" in said
    assert f"synthetic data sets: {TRUTHS}" in said


def test_every_table_is_on_the_page(tables: Tables) -> None:
    said = words(tables)

    for name in tables["parameters"]["parameter"]:
        assert f"| `{name}` |" in said
    assert "| Sävsjö | with a job | 7 | 9 (0–18) | 9 (5–13) | 9 (3–15) | yes |" in said
    assert "| `accept` | 0.10 (−1.0 to 1.2) | 0.10 (−1.0 to 1.2) | 0.10 | 0.50 | 0.05 |" in said
    assert "| 0.30 | `+0.70 accept, -0.37 fixed_overhead` |" in said
    assert "| `dropout_factor` | −0.45 | 0.10 |" in said
    assert "| `dropout_factor` | 0.20 | 0.10 |" in said
    assert "by 0.4 posterior SDs or more for 1 of 4: `dropout_factor`" in said
    assert "1 with an SD of 0.3. Without an error it is 2." in said
    assert "| Eksjö | 39% | 40% |" in said
    assert "nan" not in said


def test_every_table_of_the_page_is_whole(tables: Tables) -> None:
    """A row with another number of cells would be shown askew."""
    said = words({**tables, "coverage_neural": tables["coverage"]})
    grids = re.findall(r"(?:^\|.*\n\n?)+", said, re.MULTILINE)

    assert len(grids) >= 9
    for grid in grids:
        assert len({line.count("|") for line in grid.splitlines() if line}) == 1


def test_optional_tables_may_be_missing_or_there(tables: Tables) -> None:
    more = {
        "agreement": pd.DataFrame(
            {"parameter": asked(), "mean_difference": [0.1] * 6 + [-0.7], "sd_ratio": 1.1}
        ),
        "coverage_neural": tables["coverage"].assign(**{"within_0.9": 0.93}),
        "validation": pd.DataFrame(
            {
                "programme": ["savsjo", "eksjo"],
                "quantity": ["weeks_to_first_job", "employed"],
                "value": [52.0, 9.0],
                "value_high": [104.0, np.nan],
                "mean": [60.0, 12.0],
                "low": [20.0, 10.0],
                "high": [130.0, 14.0],
                "within": [0.55, 0.0],
            }
        ),
    }

    assert "Two methods" not in words(tables)
    assert "not fitted" not in words(tables)
    said = words({**tables, **more})
    assert "agree on 6 of 7 parameters (means within 0.5 SD, ratio of SDs from 0.7 to 1.4)" in said
    assert f"; not on `{asked()[-1]}`." in said
    assert "held the true value in 48%, 79% and 93% of the cases" in said
    assert "Sävsjö, weeks to the first job: published is 52 to 104, and 55% of the predict" in said
    assert "Eksjö, with a job: 9, outside the 90% prediction interval" in said
    assert "| Eksjö | with a job | 9 | 12 (10–14) | – |" in said
    assert "nan" not in said
    assert len(calibration_figures({**tables, **more}, TITLES)) == len(NAMES)


@pytest.mark.parametrize("code", ["sv", "en"])
def test_the_page_holds_its_pictures_in_words_too(tables: Tables, code: str) -> None:
    made = calibration_report(tables, TITLES, ABOUT, code)
    pictures = pictures_of(language(code), tables, TITLES)

    assert re.findall(r'<figure id="(\w+)"', made) == NAMES
    assert made.count('src="data:image/svg+xml,') == len(NAMES)
    alternatives = [html.unescape(text) for text in re.findall(r'alt="([^"]*)"', made)]
    assert alternatives == [picture.alternative.plain for picture in pictures.values()]
    assert "Gnosjö 31 (" in alternatives[0]
    assert not re.search(r'(?:src|href)="(?!data:|report\.)', made)


def test_both_pages_show_the_same_numbers(tables: Tables) -> None:
    """English words would be left over where the catalogue lacks them."""
    numbers = [re.findall(r"\d+", re.sub(r"(\d),(\d)", r"\1.\2", words(tables, code)))
               for code in ("sv", "en")]  # fmt: skip

    assert sorted(numbers[0]) == sorted(numbers[1])
    for word in ("published", "posterior mean", "the counts", "parameters"):
        assert word not in words(tables, "sv").lower()


def test_a_picture_that_failed_is_named(tables: Tables) -> None:
    failed = {"structure": "no room"}
    said = plain(calibration_report(tables, TITLES, ABOUT, pictures={}, failed=failed))

    assert "This figure could not be drawn: no room." in said


def test_names_of_others_are_only_text(tables: Tables) -> None:
    made = calibration_report(tables, {"eksjo": "<script>"}, {"method": "<b>"}, pictures={})

    assert "<script>" not in made
    assert "&lt;script&gt;" in made


# --- chance ---------------------------------------------------------------------------------------


def test_what_is_informed_is_the_same_everywhere() -> None:
    assert diagnostics.INFORMED == checks.INFORMED
    assert diagnostics.FEWEST_RUNS == FEWEST_RUNS
    assert list(diagnostics.LEVELS) == list(LEVELS)


def test_a_binomial_range_holds_its_share() -> None:
    """By simulation: at least 95 %, and less if either end is moved inwards."""
    yes = np.random.default_rng(1).binomial(40, 0.8, 20_000)
    low, high = (round(40 * end) for end in binomial_range(40, 0.8))

    assert np.mean((yes >= low) & (yes <= high)) > 0.95
    assert np.mean(yes < low + 1) > 0.025
    assert np.mean(yes > high - 1) > 0.025


def test_the_band_holds_calibrated_ranks() -> None:
    rng = np.random.default_rng(2)
    far = [np.abs(ecdf_deviation(rng.random(50))[1]).max() for _ in range(2000)]

    assert 0.94 < np.mean(np.array(far) <= rank_band(50)) < 0.98


def test_the_ecdf_less_the_diagonal() -> None:
    x, y = ecdf_deviation(np.array([0.5, 0.2]))

    assert x.tolist() == [0.0, 0.2, 0.2, 0.5, 0.5, 1.0]
    assert np.allclose(y, [0.0, -0.2, 0.3, 0.0, 0.5, 0.0])
