"""The documentation as a site: whole, readable by everybody, and nothing fetched from elsewhere."""

import os
import re
import runpy
import subprocess
import sys
import tempfile
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

import sesim

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
BUILD = "-m sphinx --quiet --fresh-env --fail-on-warning --keep-going --conf-dir"
TOP = [f"docs/{entry}".replace("docs//", "") for entry in runpy.run_path(
    str(ROOT / "docs" / "conf.py"))["TOP"]]  # fmt: skip


LONG = "notebooks/02* notebooks/04*"
"""Notebooks that take a minute; a calibration of a few months is in tests/test_notebooks.py."""


class Built(NamedTuple):
    """What a build says; a warning on each line."""

    status: int
    warnings: list[str]


def build(source: Path, site: Path, *, without: str = "") -> Built:
    """Build the site of a source tree, in a process of its own as `make docs` does.

    Args:
        source: its root.
        site: where it goes.
        without: patterns of notebooks that are not run.
    """
    command = [sys.executable, *BUILD.split(), str(ROOT / "docs"), str(source), str(site)]
    env = {**os.environ, "SESIM_NOTEBOOKS": "quick", "SESIM_NOTEBOOKS_LEFT_OUT": without}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    lines = [line for line in done.stderr.splitlines() if "WARNING" in line or "ERROR" in line]
    return Built(done.returncode, lines)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Built]:
    """The site and what building it said."""
    site = tmp_path_factory.mktemp("site")
    return site, build(ROOT, site, without=LONG)


@pytest.fixture(scope="module")
def site(built: tuple[Path, Built]) -> Path:
    """The folder of the site."""
    return built[0]


def test_site_is_built_without_a_warning(built: tuple[Path, Built]) -> None:
    assert built[1] == Built(0, [])


def test_make_builds_it_in_the_same_way() -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n\t\t", "")

    assert f"{BUILD} docs . build/docs\n" in recipe


def test_planted_faults_are_noticed(tmp_path: Path) -> None:
    """Each in a page of its own; whatever else is in the source is right."""
    for page in TOP:  # "Title </address>" where the menu has a title of its own
        address = page.partition("<")[2].rstrip(">").strip("/") or page
        write(tmp_path / f"{address}.md", "# Title\n")
    write(tmp_path / "docs" / "README.md", "# Title\n\n## There is\n")
    folder = tmp_path / "docs" / "how-to"
    write(folder / "page.md", "# Page\n\n[a](none.md)\n")
    write(folder / "anchor.md", "# Anchor\n\n[a](../README.md#there-is) [b](../README.md#none)\n")
    write(folder / "picture.md", "# Picture\n\n![](none.svg)\n")
    write(folder / "notebooks.md", "# Notebooks\n")
    write(tmp_path / "notebooks" / "bad.py", "# %% [markdown]\n# # Bad\n\n# %%\n1 / 0\n")
    write(folder / "module.md", "# M\n\n```{eval-rst}\n.. automodule:: sesim.none\n```\n")

    status, warnings = build(tmp_path, tmp_path / "site")

    assert status == 1
    expected = ["page.md", "anchor.md", "picture.md", "autodoc: failed to import"]
    expected += ["bad.py: WARNING: Executing notebook failed", "bad.err.log"]
    assert len(warnings) == len(expected), warnings
    assert [text for text in expected if not any(text in line for line in warnings)] == []


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


# --- nothing from elsewhere -----------------------------------------------------------------------

LOADS = {"iframe", "img", "input", "link", "script", "source", "video"}
"""Elements that fetch what they name; a link of the text is only followed when it is clicked."""


class Fetched(HTMLParser):
    """Collects the addresses that a page fetches."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LOADS:
            self.found += [value for name, value in attrs if name in {"src", "href"} and value]


def from_elsewhere(page: str) -> list[str]:
    """Return what a page fetches from another place than the site."""
    return [one for one in Fetched(page).found if "//" in one and not one.startswith("data:")]


def test_no_page_fetches_anything_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    found = {page.name: from_elsewhere(page.read_text(encoding="utf-8")) for page in pages}

    assert len(pages) > 50
    assert {page: addresses for page, addresses in found.items() if addresses} == {}


@pytest.mark.parametrize(
    "element",
    [
        '<script src="https://cdn.example/a.js"></script>',
        '<link rel="stylesheet" href="//fonts.example/a.css">',
        '<p><img alt="" src="http://example.org/a.png"></p>',
    ],
)
def test_planted_address_is_noticed(element: str) -> None:
    here = '<img src="../_images/a.svg"><a href="https://example.org">a</a>'

    assert len(from_elsewhere(here + element)) == 1
    assert from_elsewhere(here) == []


# --- the Python interface -------------------------------------------------------------------------


def test_every_public_name_is_explained(site: Path) -> None:
    """A wrong directive leaves the docstrings out, and Sphinx says nothing."""
    page = (site / "docs" / "reference" / "api" / "sesim.html").read_text(encoding="utf-8")
    names = set(sesim.__all__) - {"__version__", "exchange"}  # the second has a page of its own

    assert [name for name in sorted(names) if f'id="sesim.{name}"' not in page] == []


def test_docstrings_are_read_as_they_are_meant(site: Path) -> None:
    """Text before a colon is taken for a type, and two names before one for a name and a type."""
    pages = [path.read_text(encoding="utf-8") for path in site.glob("docs/reference/api/*.html")]
    types = [part.partition("</dd>")[0] for page in pages for part in page.split("Return type")[1:]]

    assert len(types) > 10
    assert [one for one in types if "<code" in one or " the " in one] == []
    assert [page for page in pages if ",</em>)" in page] == []


# --- notebooks ------------------------------------------------------------------------------------

SAID = {
    "00_first_look": ["employed_share", "share who met an employer"],
    "01_targets": ["27 counts; together {'participants': 335", "SD between programmes: 0.51"],
    "03_validation": ["14% in 2% to 90%: cannot tell", "daily_activities_four_years"],
    "05_anatomy": ["search started", "job support"],
    "06_own_records": ["What your counts taught", "back_heaviness"],
}
"""What stands in the output of a notebook, and not in its code."""

HIDDEN = re.compile(r"<(style|script)\b.*?</\1>", re.DOTALL)


def outputs(page: str) -> str:
    """Return the text of what the cells of a page print and show."""
    parts = re.split(r'<div class="cell_output[^>]*>', page)[1:]
    kept = [HIDDEN.sub("", part.partition('<div class="cell ')[0]) for part in parts]
    return unescape(re.sub(r"<[^>]*>", "", "".join(kept)))


class Images(HTMLParser):
    """Collects the alternative texts of the figures that a page holds."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        every = dict(attrs)
        if tag == "img" and (every.get("src") or "").startswith("data:image/svg+xml,"):
            self.found.append(every.get("alt") or "")


@pytest.mark.parametrize("notebook", SAID)
def test_notebook_is_a_page_with_what_it_prints_and_draws(site: Path, notebook: str) -> None:
    page = (site / "notebooks" / f"{notebook}.html").read_text(encoding="utf-8")
    source = (ROOT / "notebooks" / f"{notebook}.py").read_text(encoding="utf-8")
    said = outputs(page)
    texts = Images(page).found

    assert [one for one in SAID[notebook] if one not in said] == []
    assert len(texts) == source.count("plates.show(")
    assert [text for text in texts if len(text) < 40] == []
    assert "Quick run." in page
    assert f"{notebook}.py</span>" in page  # offered as a file
    assert '<table border="1" class="dataframe">' in page
    assert "Traceback" not in said


def test_no_notebook_shows_where_it_ran(site: Path) -> None:
    """The same notebook gives the same page, in whatever folder."""
    pages = {one.name: outputs(one.read_text("utf-8")) for one in site.glob("notebooks/0*.html")}

    assert len(pages) == 7
    assert {name for name, said in pages.items() if tempfile.gettempdir() in said} == set()


def test_menu_has_every_notebook(site: Path) -> None:
    page = (site / "notebooks" / "README.html").read_text(encoding="utf-8")

    assert len(set(re.findall(r'href="(0\d_\w+\.html)"', page))) == 7


@pytest.mark.verification
def test_all_notebooks_are_pages(tmp_path: Path) -> None:
    assert build(ROOT, tmp_path) == Built(0, [])
    pages = [one.read_text(encoding="utf-8") for one in tmp_path.glob("notebooks/0*.html")]
    assert sum(len(Images(page).found) for page in pages) == 18


# --- in a browser ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "where",
    [
        "docs/explanation/model.html",
        "docs/reference/api/sesim.html",
        "notebooks/01_targets.html",
    ],
)
def test_accessible(chromium: Browser, site: Path, where: str) -> None:
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto((site / where).as_uri(), wait_until="load")
    result = Axe().run(page)

    assert [one["id"] for one in result.response["violations"]] == []
    assert len(result.response["passes"]) > 20
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    page.close()


def test_first_page_leads_to_the_documentation(chromium: Browser, site: Path) -> None:
    page = chromium.new_page()
    page.goto((site / "index.html").as_uri())
    page.wait_for_url("**/docs/README.html")

    assert page.locator("h1").inner_text().startswith("Documentation")
    page.close()
