"""Pictures of the board page: nothing overlaps or is cut off, and every number has a source."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest.mock import patch
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.image
import numpy as np
import pytest
from matplotlib.figure import Figure
from tests.report.board_data import SCENARIOS, SHARES, TITLES, study, sweep
from tests.report.figure_texts import faults, written
from tests.report.picture_faults import truncated

from sesim.report.board.facts import Rows
from sesim.report.board.page import page
from sesim.report.board.page_data import PageData
from sesim.report.board.pictures.gallery import pictures_of
from sesim.report.figures.canvas import fitted, sheet, width_of
from sesim.report.figures.labels import spread
from sesim.report.figures.picture import LEAD_WIDTH, WIDTH, Head
from sesim.report.figures.style import house_style, svg_text
from sesim.report.html.pictures import draw_pictures, svg_of
from sesim.report.text.language import LANGUAGES, language

NAMES_OF_ROWS = {
    *(title.split(" ")[0] for title in TITLES.values()),
    "All together", "Höglandet", "Finnveden", "Södra Vätterbygden",
}  # fmt: skip

HOSTILE = {
    "baseline": "<script>alert('x')</script> & {brace} }",
    "rapid_search": "W" * 80,
    "back_heavy": "$x^2$ och 😀 \u200b\n\tmed {mean} } mellanrum",
    "motivated_intake": "",
    "full_time_roles": "Ett mycket långt namn på ett förslag som ingen hinner läsa klart, å ä ö!",
}


def short(page_data: PageData) -> PageData:
    """Return a study of some weeks."""
    curves = page_data.curves
    return replace(
        page_data, curves=curves[curves["x"] <= np.where(curves["curve"] == "level", 14, 3)]
    )


def extreme(page_data: PageData) -> PageData:
    """Return page data in which nearly everybody gets a job at once, of very many."""
    curves, summary = page_data.curves.copy(), page_data.summary.copy()
    numbers = ["mean", "low", "high"]
    curves.loc[curves["curve"].isin(["first_job", "retention"]), numbers] = 1.0
    curves.loc[curves["curve"] == "level", numbers] *= 12_345
    shares = summary["outcome"].isin(SHARES)
    summary.loc[shares, numbers] = 1.0
    summary.loc[~shares, [*numbers, "observed"]] *= 12_345
    return replace(page_data, curves=curves, summary=summary)


PAGES: dict[str, Callable[[], PageData]] = {
    "county": study,
    "one": lambda: study(["eksjo"]),
    "one_swept": lambda: sweep(["baseline", "rapid_search"], ["eksjo"]),
    "swept": lambda: sweep([*SCENARIOS, *(f"other_{i}" for i in range(4))]),
    "small": lambda: study(["habo", "aneby"]),
    "unknown": lambda: sweep(known=False),
    "unknown_study": lambda: study(known=False),
    "short": lambda: replace(short(study()), end=date(2012, 4, 9)),
    "extreme": lambda: extreme(sweep(["baseline", "rapid_search"])),
    "hostile": lambda: sweep(called=HOSTILE, titles={name: f"{name} " * 20 for name in TITLES}),
}


def objections(figure: Figure) -> list[str]:
    """Say which texts meet, are cut off or too small, and which axes of shares are not whole."""
    return faults(figure) + truncated(figure)


LOOKED_AT = [
    ("swept", "sv"),
    *(
        pytest.param(name, code, marks=pytest.mark.slow)
        for name in ("unknown", "unknown_study", "extreme", "hostile")
        for code in ("sv", "en")
    ),
]
"""The other pages are looked at in all shapes, and for more faults, in `test_picture_faults.py`."""


@pytest.mark.parametrize(("name", "code"), LOOKED_AT)
def test_no_texts_meet_and_none_is_cut_off(name: str, code: str) -> None:
    pictures = pictures_of(PAGES[name](), language(code))

    found = {it.name: objections(it.figure) for it in pictures.values()}

    assert {place: said for place, said in found.items() if said} == {}


def test_planted_faults_are_caught() -> None:
    """Otherwise a checker that sees nothing would pass every picture."""
    figure = pictures_of(study(), language("sv"))["first_jobs"].figure
    figure.texts[0].set_y(figure.texts[1].get_position()[1])
    figure.text(0.9, 0.5, "far too long for the edge")
    figure.text(0.1, 0.5, "tiny", fontsize=8)
    figure.axes[0].set_ylim(0.2, 1.0)

    said = " ".join(objections(figure))

    assert "meets" in said
    assert "cut off: 'far too long" in said
    assert "truncated" in said
    assert "too small: 'tiny'" in said


def test_what_there_is_and_in_which_order() -> None:
    single, many = (pictures_of(it, language("en")) for it in (study(), sweep()))

    assert list(single) == [
        "hundred", "shares", "denominators", "hours", "first_jobs", "phases", "retention",
        "caseloads",
    ]  # fmt: skip
    assert list(many) == ["hundred", "effects", "effects_by_programme", *list(single)[2:]]
    for pictures in (single, many):
        lead, second, *_, last = pictures.values()
        widths = [it.figure.get_size_inches()[0] for it in (lead, second, last)]
        assert widths == [LEAD_WIDTH, LEAD_WIDTH, WIDTH]


def test_what_is_not_known_is_left_out() -> None:
    one = study(["eksjo"])
    unpublished = replace(one, summary=one.summary.assign(observed=np.nan))
    wished = one.summary["outcome"].str.startswith("wished_")
    no_curves = replace(sweep(), curves=sweep().curves.iloc[:0])

    assert pictures_of(sweep(known=False), language("sv")) == {}
    assert "shares" not in pictures_of(unpublished, language("sv"))
    assert "effects_by_programme" not in pictures_of(sweep(programmes=["eksjo"]), language("sv"))
    assert "hours" not in pictures_of(replace(one, summary=one.summary[~wished]), language("sv"))
    assert list(pictures_of(no_curves, language("sv"))) == [
        "hundred", "effects", "effects_by_programme", "denominators", "hours",
    ]  # fmt: skip


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_number_that_is_told_stands_in_the_tables(code: str) -> None:
    """The page shows where a number comes from: that row must hold it."""
    page_data, say = sweep(), language(code)
    rows = {
        "summary.csv": Rows(page_data.summary, "summary.csv", say, 40),
        "comparison.csv": Rows(page_data.comparison, "comparison.csv", say, 40),  # type: ignore[arg-type]
    }
    told = 0
    for it in pictures_of(page_data, say).values():
        html = it.message.__html__() + it.alternative.__html__()
        for data in re.findall(r"<data .*?</data>", html):
            element = ElementTree.fromstring(data)  # noqa: S314 - our own text
            where = {name.removeprefix("data-"): value for name, value in element.items()}
            keys = (where[name] for name in ("scenario", "programme", "group", "outcome"))
            held = rows[where["file"]].row(*keys).number(where["column"])
            assert float(where["value"]) == held
            told += 1
        bare = re.sub(r"<data .*?</data>", "", html)
        for constant in ("100", "2017", "2022", "2012", "30", "0", "1"):
            bare = re.sub(rf"(?<![\d,.]){constant}(?![\d,.]?\d)", "", bare)
        assert not re.search(r"\d", re.sub(r"&#?\w+;", "", bare)), bare
    assert told > 100


def test_the_message_is_honest_about_noise() -> None:
    clear = pictures_of(sweep(["baseline", "rapid_search"]), language("en"))["effects"].message
    noise = pictures_of(sweep(["baseline", "full_time_roles"]), language("en"))["effects"].message
    same = pictures_of(sweep(["baseline", "placebo"]), language("en"))["effects"].message

    assert clear == "“Search from the first day”: +4.1 (+2.7 to +5.5) with a job, of 100 enrolled."
    assert noise.startswith("The difference is uncertain: it could go either way. “Full posts")
    assert same == "Nothing changes: no more and no fewer people get a job."


def test_without_the_effect_the_precision_decides_and_without_both_nothing_is_sure() -> None:
    page_data = sweep(["baseline", "rapid_search"])
    blank = dict.fromkeys(["effect_low", "effect_high"], np.nan)
    precise = replace(page_data, comparison=page_data.comparison.assign(**blank))  # type: ignore[union-attr]
    blank |= dict.fromkeys(["low", "high"], np.nan)
    unsure = replace(page_data, comparison=page_data.comparison.assign(**blank))  # type: ignore[union-attr]

    assert "(+3.5 to +4.7)" in pictures_of(precise, language("en"))["effects"].message
    texts = written(pictures_of(precise, language("en"))["effects"].figure)
    assert not any("assumptions tried" in text.replace("\n", " ") for text in texts)
    picture = pictures_of(unsure, language("en"))["effects"]
    assert picture.message.endswith("We do not know how sure the difference is.")
    assert objections(picture.figure) == []


def test_points_are_filled_where_the_difference_is_clear() -> None:
    axes = pictures_of(sweep(), language("en"))["effects"].figure.axes[0]
    hollow, filled = axes.collections[-2:]

    assert np.round(filled.get_offsets()[:, 0], 1).tolist() == [4.1, -6.2]
    assert np.round(hollow.get_offsets()[:, 0], 1).tolist() == [1.2, 0.2, 0.0]
    assert mpl.colors.to_hex(hollow.get_facecolor()[0]) == "#ffffff"


def test_programmes_stand_by_area_and_not_by_how_well_they_do() -> None:
    figure = pictures_of(study(), language("en"))["shares"].figure
    texts = [text.get_text() for text in figure.texts]
    rows = [text for text in texts if text.removesuffix(" *") in NAMES_OF_ROWS]

    assert rows == [
        "All together", "Höglandet", "Aneby *", "Eksjö", "Nässjö", "Vetlanda", "Finnveden",
        "Gislaved", "Gnosjö", "Södra Vätterbygden", "Habo *", "Jönköping",
    ]  # fmt: skip
    below = " ".join(figure.axes[0].get_xlabel().split("\n"))
    assert below == "share of those enrolled who have had a job; * fewer than 20 people"
    assert "Differences do not show who works best." in texts[1]


def test_closing_people_early_does_not_look_like_success() -> None:
    """Clearly more of those enrolled, and no more of those referred."""
    page_data = sweep(["baseline", "motivated_intake"])
    rows = page_data.comparison
    assert rows is not None
    enrolled = rows["outcome"] == "employed_share"
    rows.loc[enrolled, ["low", "effect_low"]] = 0.001

    message = pictures_of(page_data, language("en"))["denominators"].message

    assert message == (
        "“Only motivated people go on”: the answer depends on how you count: +1.2 of 100 enrolled, "
        "but −1.2 of 100 referred."
    )


def test_curves_are_where_the_table_says() -> None:
    page_data = study(["eksjo"])
    figure = pictures_of(page_data, language("en"))["first_jobs"].figure
    rows = page_data.curves.query("curve == 'first_job' and programme == 'county' and x <= 36")
    curve = figure.axes[0].lines[0]

    np.testing.assert_allclose(curve.get_ydata(), rows["mean"])
    band = figure.axes[0].collections[0].get_paths()[0].vertices
    assert band[:, 1].max() == pytest.approx(rows["high"].max())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["hostile", "county"])
def test_elements_for_the_page(name: str) -> None:
    pictures = pictures_of(PAGES[name](), language("sv"))
    texts = {it.name: svg_of(it) for it in pictures.values()}
    found: list[str] = []
    for text in texts.values():
        root = ElementTree.fromstring(text)  # noqa: S314 - our own text
        assert root.get("role") == "img"
        assert root.get("aria-label")
        assert len(text.encode()) < 120_000
        for unwanted in ("<script", "<metadata", "<text", "<?xml", "http://matplotlib", "<image"):
            assert unwanted not in text
        found += re.findall(r' id="([^"]+)"', text)
        used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', text))
        assert used <= set(found)
    assert len(found) == len(set(found))
    again = pictures_of(PAGES[name](), language("sv"))
    assert texts["denominators"] == svg_of(again["denominators"])


def letters(text: str) -> int:
    return text.count("<use ")


@pytest.mark.parametrize("name", ["one", pytest.param("hostile", marks=pytest.mark.slow)])
def test_the_page_shows_a_picture_without_title_and_explanation(name: str) -> None:
    for it in pictures_of(PAGES[name](), language("sv")).values():
        wide, tall = it.figure.get_size_inches()
        with house_style():
            head, below = sheet(wide, 0.0, Head(str(it.title), str(it.explanation)))
        shown = svg_of(it)

        assert letters(shown) == letters(it.svg) - letters(svg_text(head)) > 0
        [box] = re.findall(r'viewBox="(.*?)"', shown)
        seen = [0, 72 * below, 72 * wide, 72 * (tall - below)]
        assert list(map(float, box.split())) == pytest.approx(seen, abs=0.01)
        used = set(re.findall(r'href="#([^"]*)"', shown))
        assert used <= set(re.findall(r' id="([^"]*)"', shown))


def test_each_picture_is_drawn_once_for_the_page_and_once_for_slides(tmp_path: Path) -> None:
    """Drawing takes most of the time that a page takes."""
    page_data = study(["eksjo"])
    every = pictures_of(page_data, language("sv"))
    pictures = {name: every[name] for name in ("hundred", "first_jobs")}

    with patch.object(Figure, "savefig", autospec=True, side_effect=Figure.savefig) as draw:
        page(page_data, "sv", pictures)
        draw_pictures(pictures, tmp_path)
        once = [call.args[0] for call in draw.call_args_list]
        draw_pictures(pictures, tmp_path, png=True)
        again = [call.args[0] for call in draw.call_args_list[len(once) :]]

    slides = [it.slide.figure for it in pictures.values()]
    phones = {it.narrow.figure for it in pictures.values() if it.narrow}
    assert phones
    drawn = [one for one in once if one not in phones]
    assert drawn == [*(it.figure for it in pictures.values()), *slides]
    assert len(once) == len(drawn) + len(phones)
    assert again == slides


def test_files_for_slides(tmp_path: Path) -> None:
    every = (pictures_of(study(["eksjo"]), language("sv")) for _ in range(2))
    first, second = ({name: it[name] for name in ("shares", "retention")} for it in every)
    before = dict(mpl.rcParams)

    paths = draw_pictures(first, tmp_path / "first", png=True)
    again = draw_pictures(second, tmp_path / "second", png=True)

    assert [path.name for path in paths] == [
        "shares.svg", "shares.png", "retention.svg", "retention.png",
    ]  # fmt: skip
    assert [path.read_bytes() for path in paths] == [path.read_bytes() for path in again]
    assert dict(mpl.rcParams) == before
    sizes = re.findall(r'<svg[^>]*?width="(.*?)pt" height="(.*?)pt"', paths[0].read_text())
    assert [tuple(map(float, one)) for one in sizes] == [(960.0, 540.0)]  # 13.33 by 7.5 inches
    wide, tall = matplotlib.image.imread(paths[1]).shape[1::-1]
    assert wide / tall == pytest.approx(16 / 9, abs=0.01)
    assert wide > 2600
    vectors = draw_pictures(first, tmp_path / "vectors")
    assert [path.name for path in vectors] == ["shares.svg", "retention.svg"]


def test_labels_are_moved_apart_and_stay_inside() -> None:
    assert spread([0.5, 0.5], [0.2, 0.2], 0.0, 1.0) == pytest.approx([0.5, 0.7])
    assert spread([0.9, 1.0], [0.2, 0.2], 0.0, 1.0) == pytest.approx([0.7, 0.9])
    assert spread([1.0, 0.0], [0.2, 0.2], 0.0, 1.0) == pytest.approx([0.9, 0.1])


@pytest.mark.parametrize("text", ["kort", "ord " * 40, "W" * 80, "i" * 300, "å ä ö, “Som nu”"])
def test_a_text_is_broken_into_lines_that_fit(text: str) -> None:
    found = fitted(text, 1.2, 9.0, lines=3, bold=True)

    assert found.count("\n") < 3
    assert all(width_of(line, 9.0, bold=True) <= 1.2 for line in found.split("\n"))
    assert text.startswith(found[0])
    assert len(text) > 60 or found.replace("\n", " ") == text
