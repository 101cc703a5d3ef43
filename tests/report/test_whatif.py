"""The page to try, as text: whole in itself, safe whatever its texts are, and complete in words."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.whatif.tiny import CELLS, tiny, two

from sesim.cli.report.whatif_pages import shown_grid
from sesim.report.text.language import LANGUAGES, language
from sesim.report.whatif import inlined
from sesim.report.whatif.inlined import PARTS, script
from sesim.report.whatif.levers import LEVERS, SPLITS, TABS
from sesim.report.whatif.page import whatif_page
from sesim.report.whatif.shown import ShownGrid
from sesim.report.whatif.words import SCRIPT_TEXTS, script_texts
from sesim.whatif import settings
from sesim.whatif.tables import comparison

SCRIPTS = Path(inlined.__file__).parent / "script"

MOST_LINES = 200

HOSTILE = '</script><script>window.hacked = true</script> "& {who} $x$'


@pytest.fixture(scope="module")
def shown() -> ShownGrid:
    grid, values = tiny()
    return shown_grid(grid, values, comparison(grid, values))


def data_of(page: str) -> dict[str, Any]:
    [text] = re.findall(
        r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL
    )
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.mark.parametrize("code", LANGUAGES)
def test_only_the_script_of_the_page_may_run(shown: ShownGrid, code: str) -> None:
    page = whatif_page(shown, code)
    [allowed] = re.findall(r"script-src ([^\"]*)\"", page)
    [script] = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = b64encode(sha256(script.encode()).digest()).decode()

    assert allowed == f"'sha256-{digest}'"
    assert "default-src 'none'" in page
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_texts_of_others_cannot_leave_their_place(shown: ShownGrid) -> None:
    page = whatif_page(replace(shown, titles={"vetlanda": HOSTILE}, in_any_case=HOSTILE), "en")
    presets = tuple(one._replace(title=HOSTILE) for one in shown.presets)
    other = whatif_page(replace(shown, presets=presets), "en")

    for text in (page, other):
        assert len(re.findall("<script", text)) == 2
        assert "window.hacked" in text
    assert {one["title"] for one in data_of(other)["presets"]} == {HOSTILE}


def test_the_same_settings_give_the_same_page(shown: ShownGrid) -> None:
    assert whatif_page(shown, "sv") == whatif_page(shown, "sv") != whatif_page(shown, "en")


def test_the_page_has_every_setting_and_history(shown: ShownGrid) -> None:
    data = data_of(whatif_page(shown, "en"))

    assert len(data["cells"]) == CELLS
    assert len(data["draws"]) == data["replications"] == 22
    assert len(data["student"]) == len(set(data["draws"])) - 1
    assert {row["outcome"] for row in [*data["table"], *data["ledger"], *data["years"]]} <= set(
        data["outcomes"]
    )


def test_every_part_of_the_script_is_there_once_and_can_be_read() -> None:
    parts = {path.stem: path.read_text(encoding="utf-8") for path in SCRIPTS.iterdir()}

    assert sorted(PARTS) == sorted(parts)
    for text in parts.values():
        assert script().count(text) == 1
        assert text.startswith("// ")
        assert len(text.splitlines()) < MOST_LINES


def test_every_text_of_the_script_is_there_and_used() -> None:
    asked = set(re.findall(r"\bT\.(\w+)", script()))
    asked |= {f"reading_{verdict}" for verdict in ("either", "none", "unknown", "missing")}
    asked |= {f"reading_{way}{what}" for way in ("more", "less") for what in ("", "_people")}

    assert asked == set(SCRIPT_TEXTS)


@pytest.mark.parametrize("code", LANGUAGES)
def test_texts_keep_their_places_open(code: str) -> None:
    for name, text in script_texts(language(code)).items():
        places = set(re.findall(r"\{\w+\}", SCRIPT_TEXTS[name]))
        assert set(re.findall(r"\{\w+\}", text)) == places


def test_every_lever_has_words() -> None:
    assert set(LEVERS) == set(settings.LEVERS)
    assert set(SPLITS) == set(settings.POST_SIZES)
    assert set(TABS) == {"ways", "caseload"}


def test_programmes_that_differ_are_shown_one_by_one() -> None:
    grid, values = two()
    several = shown_grid(grid, values, comparison(grid, values))
    page = whatif_page(several, "en")
    levers = {one["name"]: one for one in data_of(page)["levers"]}

    assert "what would happen in Vetlanda and Eksjö?" in page
    assert "Choose how the two programmes work from" in page
    assert levers["back_heaviness"]["each"] == "Now: Vetlanda: 90%; Eksjö: 10%."
    assert levers["back_heaviness"]["options"][0]["label"] == "As now in each programme"
    assert levers["posts"]["each"] == ("Now: Vetlanda: 1 full-time post; Eksjö: 1 full-time post.")
    assert levers["placement_length"]["each"] == ""


def test_a_page_of_one_programme_has_no_list_of_programmes(shown: ShownGrid) -> None:
    assert all(not lever["each"] for lever in data_of(whatif_page(shown, "en"))["levers"])


def test_each_lever_says_what_its_effect_rests_on(shown: ShownGrid) -> None:
    grades = ("counted", "studied", "assumption")
    levers = tuple(
        lever._replace(grade=grade) for lever, grade in zip(shown.levers, grades, strict=True)
    )
    page = whatif_page(replace(shown, levers=levers), "en")
    found = data_of(page)["levers"]

    assert [one["weakness"] for one in found] == [0, 1, 2]
    assert len({one["rests"] for one in found}) == len(grades)
    for one in found:
        assert f"<strong>{one['rests']}</strong>" in page


def test_a_page_without_presets_says_so(shown: ShownGrid) -> None:
    page = whatif_page(replace(shown, presets=(), comparison=shown.comparison.iloc[:0]), "en")

    assert "No ready-made change is among the settings of this page." in page
    assert '<table class="presets">' not in page
