"""The catalogue has every text, and texts, numbers and dates come out as their readers write."""

import ast
import runpy
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from markupsafe import escape

from sesim.report.text.language import LANGUAGES, SOURCE, Phrase, joined, language

TEXTS: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "texts.py"))
OTHERS = [code for code in LANGUAGES if code != SOURCE]


@pytest.fixture(params=OTHERS)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    found: Catalog = TEXTS["catalogue"](request.param)
    return found


def forms(message: Message) -> list[tuple[str, str]]:
    """Return the English and the translated forms of a message, pair by pair."""
    english = message.id if isinstance(message.id, tuple) else (message.id,)
    said = message.string if isinstance(message.string, tuple) else (message.string,)
    return list(zip(english, said, strict=True))


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def faults(message: Message) -> list[str]:
    """Return what is wrong with a translation."""
    found = [f"no translation: {english}" for english, said in forms(message) if not said.strip()]
    found += [
        f"other places: {said}"
        for english, said in forms(message)
        if places(english) != places(said)
    ]
    found += [f"fuzzy: {message.id}"] if message.fuzzy else []
    return found


def test_every_text_is_translated_with_its_places(catalogue: Catalog) -> None:
    found = [fault for message in catalogue if message.id for fault in faults(message)]
    assert found == []


@pytest.mark.parametrize("code", OTHERS)
def test_the_catalogue_has_the_texts_that_are_said_and_no_others(code: str) -> None:
    held = {message.id for message in TEXTS["catalogue"](code) if message.id}
    assert held == set(TEXTS["texts"]())


def said_in_code(path: Path) -> Iterator[str | tuple[str, str]]:
    """Yield what a module says, as Python itself reads it; the catalogue has its own reader."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="say"), args=[ast.Constant(value=str(text)), *_]):
                yield text
            case ast.Call(
                func=ast.Attribute(attr="many"),
                args=[ast.Constant(value=str(one)), ast.Constant(value=str(several)), *_],
            ):
                yield one, several


def test_no_text_in_the_code_is_overlooked() -> None:
    """Such as a plural whose arguments call something that takes the language."""
    texts = set(TEXTS["texts"]())
    found = [text for path in TEXTS["CODE"] for text in said_in_code(path)]

    assert [text for text in found if text not in texts] == []
    assert len(found) > 500


def test_texts_come_from_code_templates_scenarios_prices_and_the_scale() -> None:
    texts = TEXTS["texts"]()
    for known in (
        "Nobody was enrolled in this period, so there is no answer.",
        "What the model does not know",
        "Search from the first day",
        "SEK per month",
        "Rapid job search",
        ("{number} programme", "the {number} programmes"),
    ):
        assert known in texts


@pytest.mark.parametrize(
    "message",
    [
        Message("About {share} of 100", "Omkring {del} av 100"),
        Message("About {share} of 100", ""),
        Message(("one", "{n} many"), ("en", "flera")),
        Message("text", "text", flags=["fuzzy"]),
    ],
)
def test_a_planted_fault_is_found(message: Message) -> None:
    assert faults(message) != []


def test_swedish_has_its_letters_everywhere() -> None:
    said = "".join(said for one in TEXTS["catalogue"]("sv") if one.id for _, said in forms(one))
    assert all(said.count(letter) > 20 for letter in "åäö")
    assert "\N{REPLACEMENT CHARACTER}" not in said


@pytest.mark.parametrize(
    ("code", "number", "share", "day", "month"),
    [
        ("sv", "−12 345,7", "41 %", "1 juli 2017", "juli 2017"),
        ("en", "−12,345.7", "41%", "1 July 2017", "July 2017"),
    ],
)
def test_numbers_and_dates(code: str, number: str, share: str, day: str, month: str) -> None:
    say = language(code)
    assert say.number(-12345.67, 1).replace("\N{NO-BREAK SPACE}", " ") == number
    assert say.percent(0.409).replace("\N{NO-BREAK SPACE}", " ") == share
    assert say.day(date(2017, 7, 1)) == day
    assert say.month(date(2017, 7, 1)) == month


def test_a_number_that_rounds_to_nothing_has_no_sign() -> None:
    say = language("sv")
    assert [say.number(x, 1, signed=True) for x in (-0.04, 0.0, 0.04, 0.06)] == [
        "0,0", "0,0", "0,0", "+0,1",
    ]  # fmt: skip
    assert say.number(float("nan")) == "–"


def test_a_number_that_has_no_room_keeps_its_sign() -> None:
    say = language("en")
    assert [say.number(x, 1, signed=True) for x in (-4.2e9, 4.2e12)] == ["−4.2e+09", "+4.2e+12"]
    assert say.percent(-0.03) == "−3%"


def test_a_phrase_is_plain_text_and_escaped_in_a_page() -> None:
    phrase = language("sv")("{name}: {low}", name="<b>&", low=Phrase("2", "<data>2</data>"))
    assert phrase.plain == "<b>&: 2"
    assert str(escape(phrase)) == "&lt;b&gt;&amp;: <data>2</data>"
    assert str(escape(joined([Phrase("<i>"), phrase], "; "))).startswith("&lt;i&gt;; &lt;b&gt;")


def test_one_and_several() -> None:
    say = language("sv")
    texts = "{number} programme", "the {number} programmes"
    assert say.many(*texts, 1, number="1").plain == "1 verksamhet"
    assert say.many(*texts, 9, number="9").plain == "de 9 verksamheterna"


@pytest.mark.parametrize("text", ["Mitt eget {scenario}", "{", "100 %s", ""])
def test_a_text_that_somebody_else_wrote_stays_as_it_is(text: str) -> None:
    assert language("sv").own(text).plain == text
