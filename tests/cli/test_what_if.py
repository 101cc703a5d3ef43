"""A what-if is never shown as if it were what happened: in no place where results are shown."""

import contextlib
import csv
import io
import json
import os
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from sesim.cli.report.perform import publish
from sesim.cli.simulate.main import exit_status as run

pytestmark = pytest.mark.usefixtures("without_drawings", "without_workbooks")

Sesim = Callable[..., tuple[int, str, str]]

SMALL = ["programmes=vetlanda", "replications=2", "workers=1"]
CHANGED = "vetlanda.back_heaviness=0.2"
SAID = {
    "en": "the job search may begin after 20% of the preparation",
    "sv": "jobbsökningen får börja efter 20\xa0% av förberedelserna",
}
UNCHANGED = {"en": ("As it was", "As now"), "sv": ("Som det var", "Som nu")}


def page(folder: Path, code: str) -> str:
    """Return what a reader of a page sees or hears: its text, and the texts of its pictures."""
    html = (folder / f"report.{code}.html").read_text(encoding="utf-8")
    pictures = " ".join(re.findall(r'alt="([^"]*)"', html))
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", body) + " " + pictures)).replace(
        "\N{ZERO WIDTH SPACE}", ""
    )


@pytest.fixture(scope="module")
def what_if(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a what-if that nobody named, and what the terminal showed."""
    here, shown = Path.cwd(), io.StringIO()
    place = tmp_path_factory.mktemp("what_if")
    os.chdir(place)
    try:
        with contextlib.redirect_stdout(shown):
            assert run([*SMALL, CHANGED]) == 0
    finally:
        os.chdir(here)
    [folder] = (place / "outputs").iterdir()
    return folder, shown.getvalue()


def test_folder_and_tables_are_named_after_the_change(what_if: tuple[Path, str]) -> None:
    folder, _ = what_if
    assert "back_heaviness" in folder.name
    assert "baseline" not in folder.name
    for name in ("summary.csv", "curves.csv"):
        with (folder / name).open(encoding="utf-8") as file:
            assert {row["scenario"] for row in csv.DictReader(file)} == {f"baseline, {CHANGED}"}


def test_terminal_begins_with_the_change_and_what_it_was(what_if: tuple[Path, str]) -> None:
    _, shown = what_if
    head = " ".join(shown.split("participants")[0].split())
    assert head.startswith("What if")
    assert SAID["en"] in head
    assert "90% in the programme’s file" in head
    assert "As it was" not in shown
    assert "publ.: published, as it was" in shown


def test_provenance_holds_the_change(what_if: tuple[Path, str]) -> None:
    folder, _ = what_if
    told = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    [change] = told["departures"]
    assert (change["path"], change["was"], change["now"]) == ("back_heaviness", 0.9, 0.2)
    assert change["origin"] == "override"


@pytest.mark.parametrize("code", ["sv", "en"])
def test_page_asks_about_the_change_and_says_it_in_every_picture(
    what_if: tuple[Path, str], code: str
) -> None:
    folder, _ = what_if
    html = (folder / f"report.{code}.html").read_text(encoding="utf-8")
    text = page(folder, code)
    heading = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    pictures = re.findall(r'alt="([^"]*)"', html)

    assert heading
    assert SAID[code] in unescape(re.sub(r"<[^>]*>", "", heading[1]))
    assert pictures
    assert all(SAID[code] in unescape(alt) for alt in pictures)
    assert not any(words in text for words in UNCHANGED[code])
    assert "back_heaviness" not in text.split("summary.csv")[0]


def test_published_figure_stands_apart_from_the_answer(what_if: tuple[Path, str]) -> None:
    folder, _ = what_if
    html = (folder / "report.en.html").read_text(encoding="utf-8")
    answer = re.search(r'<p class="answer">(.*?)</p>', html, re.DOTALL)

    assert answer
    assert "48" not in answer[1]
    assert "Published, for the programme as it was: 48 of 100." in page(folder, "en")
    assert "fitted" not in page(folder, "en")


@pytest.mark.slow
def test_what_was_is_called_so_and_what_goes_on_is_as_now(sesim: Sesim, tmp_path: Path) -> None:
    """The study's own dates decide; the clock is never read."""
    status, shown, _ = sesim(*SMALL, "output=was")
    assert (status, shown.splitlines()[0]) == (0, "As it was, 2012-01-01 to 2017-06-30")
    assert "What differs" not in page(tmp_path / "was", "en")

    _, shown, _ = sesim(*SMALL, "end=2018-06-30", "report=false", "output=now")
    assert shown.splitlines()[0] == "As now, 2012-01-01 to 2018-06-30"


@pytest.mark.slow
def test_programme_without_published_figures_has_a_banner(sesim: Sesim, tmp_path: Path) -> None:
    _, shown, _ = sesim("programmes=habo", "replications=2", "workers=1", "output=habo")

    assert "No figures have been published for Habo" in shown
    assert 'class="banner"' in (tmp_path / "habo" / "report.en.html").read_text(encoding="utf-8")
    text = page(tmp_path / "habo", "en")
    assert "No figures have been published for Habo" in text
    assert "fitted" not in text


def test_page_made_again_is_the_same(what_if: tuple[Path, str]) -> None:
    """Also what was set where: that is not in the configuration."""
    folder, _ = what_if
    before = (folder / "report.sv.html").read_bytes()
    publish(folder, ["sv"])

    assert (folder / "report.sv.html").read_bytes() == before


@pytest.mark.slow
def test_sweep_names_every_value_in_words_and_what_all_jobs_change(
    sesim: Sesim, tmp_path: Path
) -> None:
    status, _, told = sesim(
        "-m", "vetlanda.back_heaviness=0.9,0.2", "vetlanda.caseload_norm=15", *SMALL,
        "end=2014-12-31", "figures=false", "output=swept",
    )  # fmt: skip
    assert (status, told) == (0, "")
    text = page(tmp_path / "swept", "en").split("How this page was made")[0]
    with (tmp_path / "swept" / "summary.csv").open(encoding="utf-8") as file:
        labels = {row["scenario"] for row in csv.DictReader(file)}

    assert SAID["en"] in text
    assert "a full-time post takes on at most 15 participants" in text
    assert "=0.2" not in text
    assert all("vetlanda.caseload_norm=15.0" in label for label in labels)
    assert not any(words in text for words in UNCHANGED["en"])
