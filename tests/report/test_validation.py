"""The page about a validation: it counts misses as plainly as hits, in both languages."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import pytest
from tests.report.figure_texts import faults, written

from sesim.report.text.language import language
from sesim.report.validation.page import EXPLANATIONS, TITLES, validation_page
from sesim.report.validation.picture import picture_of
from sesim.report.validation.sentences import FEWEST_DRAWS, in_short, misses
from sesim.report.validation.shown import DRAWS, ShownValidation, label, with_span
from sesim.report.validation.terminal import validation_lines
from sesim.validation.comparison import configured
from sesim.validation.figures import shipped_figures
from sesim.validation.left_out import shipped_left_out
from sesim.validation.prediction import Prediction
from sesim.validation.setups import SETUPS
from sesim.validation.tables import comparisons, yearly
from sesim.validation.years import YearFigure, YearQuantity

EN, SV = language("en"), language("sv")
TITLES_OF_PROGRAMMES = {"nassjo": "Nässjö – SE", "habo": "Habo – SE", "gnosjo": "Gnosjö – SE"}
HOSTILE = "<script>alert('x')</script>"

EMPTY: Mapping[str, Any] = {
    "months": None, "source": "s", "population": "IPS in trials", "setup": "high_fidelity",
    "compared_with": None, "configured": "how", "people": None, "predicted": 0.3,
    "predicted_low": 0.2, "predicted_high": 0.4, "reference": 0.3, "reference_low": 0.25,
    "reference_high": 0.35, "counts_as_evidence": "yes", "teaches": None, "unit": "share",
    "figure": "one", "what": "had a job within the time", "role": "validate", "verdict": "inside",
}  # fmt: skip


def row(**changed: Any) -> dict[str, Any]:
    return {**EMPTY, **changed}


def shown(*rows: Mapping[str, Any], years: pd.DataFrame | None = None) -> ShownValidation:
    setups = {"high_fidelity": ("IPS in trials", "how")}
    return ShownValidation(pd.DataFrame(rows), years, TITLES_OF_PROGRAMMES, setups)


MISS = row(
    figure="two", verdict="outside", reference=0.6, reference_low=None, reference_high=None,
    what="in paid work at the time", months=18.0, people=61.0, teaches="So it is.",
)  # fmt: skip
MIXED = shown(
    row(), row(figure="three"), MISS,
    row(figure="four", role="left_out", setup="nassjo", population=None, unit="number",
        what="participants who have had a job", predicted=14.0, predicted_low=7.0,
        predicted_high=23.0, reference=22.0, reference_low=None, reference_high=None,
        verdict="cannot tell"),
    row(figure="five", role="seen", unit="difference", predicted=-0.013, predicted_low=-0.064,
        predicted_high=0.042, reference=0.055, reference_low=0.003, reference_high=0.107,
        verdict="outside"),
    row(figure="six", role="choose", unit="ratio", reference=1.0, reference_low=None,
        reference_high=1.0, predicted=0.36, predicted_low=0.1, predicted_high=0.9),
    years=yearly(
        {YearFigure("habo", 2016, quantity): Prediction(0.5, 0.25, 0.75)
         for quantity in YearQuantity},
        {YearFigure("habo", 2016, YearQuantity.FIRST_JOBS): 1.0},
    ),
)  # fmt: skip


class Text(HTMLParser):
    """The text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def plain(page: str) -> str:
    return " ".join(" ".join(Text(page).found).split())


@pytest.mark.parametrize("draws", [FEWEST_DRAWS - 1, FEWEST_DRAWS])
def test_verdicts_from_few_draws_are_said_to_be_tried_out(draws: int) -> None:
    first = str(next(in_short(EN, MIXED._replace(made=[(DRAWS, str(draws))]))))

    assert first.startswith("TRIED OUT") is (draws < FEWEST_DRAWS)


def test_the_count_comes_first_and_tells_misses_as_plainly_as_hits() -> None:
    assert [str(one) for one in in_short(EN, MIXED)] == [
        "Of three figures that nothing was chosen with, two inside, one outside.",
        "Of one count that the calibration left out, one cannot tell.",
        "Of one figure that was looked at before, one outside; that is no new evidence.",
        "Of one figure that the model was chosen with, one inside; that was a condition, and does "
        "not count.",
        "Of one yearly figure that is known by now, one outside.",
    ]
    assert str(next(in_short(SV, MIXED))) == (
        "Av tre siffror som inget valdes med: två innanför, en utanför."
    )


def test_a_miss_has_its_numbers_and_its_lesson() -> None:
    [said] = misses(EN, MIXED, MIXED.of_role("validate"))

    assert str(said) == (
        "IPS in trials: in paid work at the time, 18 months: the model gives 30% (20–40), and "
        "the figure is 60%. So it is."
    )


def test_numbers_stand_in_the_unit_of_their_figure() -> None:
    [count], [difference], [limit] = map(MIXED.of_role, ("left_out", "seen", "choose"))

    assert str(label(EN, count, TITLES_OF_PROGRAMMES)).startswith("Nässjö: participants")
    assert with_span(EN, count, "predicted") == "14 (7–23)"
    assert with_span(EN, difference, "predicted") == "−1.3 (−6.4 to +4.2)"
    assert with_span(SV, difference, "reference") == "+5,5 (+0,3 till +10,7)"
    assert with_span(EN, limit, "reference") == "at most 1.00"


@pytest.mark.parametrize("code", ["en", "sv"])
def test_a_page_has_every_figure_and_says_how_the_model_is_configured(code: str) -> None:
    page = validation_page(MIXED, code)
    text = plain(page)

    say = language(code)
    assert page.count("<figure") == 4
    for role in TITLES:
        assert str(say(TITLES[role])) in text
        assert str(say(EXPLANATIONS[role])) in text
        for one in MIXED.of_role(role):
            assert str(label(say, one, TITLES_OF_PROGRAMMES)) in text
    assert ("observed=FILE" if code == "en" else "observed=FIL") in text


def test_names_of_others_are_only_text() -> None:
    planted = shown(row(what=HOSTILE, population=HOSTILE, source=HOSTILE, teaches=HOSTILE,
                        verdict="outside"))  # fmt: skip

    assert "<script>alert" not in validation_page(planted, "en")


@pytest.mark.parametrize("role", list(TITLES))
@pytest.mark.parametrize("code", ["en", "sv"])
def test_texts_of_a_picture_are_whole_and_apart(role: str, code: str) -> None:
    say = language(code)
    picture = picture_of(say, MIXED, role, say("Figure"), say(EXPLANATIONS[role]))
    assert picture is not None

    for one in filter(None, (picture, picture.narrow)):
        assert faults(one.figure) == []
        assert "…" not in "".join(written(one.figure))


def test_a_role_without_figures_has_no_picture() -> None:
    assert picture_of(EN, shown(row()), "seen", EN("Figure"), EN("Figure")) is None


def test_marks_are_where_the_table_says() -> None:
    picture = picture_of(EN, shown(MISS), "validate", EN("Figure"), EN("Figure"))
    assert picture is not None
    [axes] = picture.figure.axes
    points = [line.get_xdata()[0] for line in axes.lines]

    assert points == [0.3, 0.6]


def test_the_terminal_lists_every_miss() -> None:
    lines = "\n".join(validation_lines(MIXED, 96))

    assert lines.count("  * ") == 2
    assert "So it is." in lines


def test_every_shipped_text_has_its_swedish() -> None:
    texts = [one.quantity for one in shipped_figures()]
    texts += [one.teaches for one in shipped_figures() if one.teaches]
    for setup in SETUPS.values():
        texts += [setup.how, setup.title]

    same = {text for text in texts if str(SV.own(text)) == text}

    assert same <= {"Gnosjö", "Eksjö"}


def test_the_shipped_rows_can_be_shown() -> None:
    table = comparisons([], shipped_left_out())
    setups = {name: (SETUPS[name].title, SETUPS[name].how) for name in configured(
        shipped_figures()[0])}  # fmt: skip
    page = validation_page(ShownValidation(table, None, TITLES_OF_PROGRAMMES, setups), "sv")

    assert "Nässjö" in plain(page)
