"""The pages as a board sees them: in a real browser, on a telephone, a laptop and on paper."""

import io
import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

Show = Callable[..., tuple[Page, list[str]]]
Finished = Callable[[str], Path]

WIDTHS = {"telephone": 360, "tablet": 800, "laptop": 1366}

MOST_BYTES = 3_000_000
MOST_SHEETS, MOST_NUMBERS = 2, 120
"""What a board needs to decide: so many sheets of A4, with so many numbers."""

MOST_ANNEXED = 6

OVERLAPS = """
() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.trim() || !node.parentElement.checkVisibility()) continue;
    range.selectNodeContents(node);
    const moved = node.parentElement.closest('.wide')?.getBoundingClientRect();
    for (const whole of range.getClientRects()) {
      const left = Math.max(whole.left, moved?.left ?? whole.left);  // a wide table is cut there
      const right = Math.min(whole.right, moved?.right ?? whole.right);
      const box = new DOMRect(left, whole.top, right - left, whole.height);
      if (box.width > 1 && box.height > 1) found.push({text: node.data.trim(), box});
    }
  }
  const pictures = [...document.images].map(
    image => ({text: 'picture ' + image.alt.slice(0, 30), box: image.getBoundingClientRect()}));
  const all = found.concat(pictures), pairs = [];
  const slack = 3;  // letters do not fill the whole height of their line
  for (let i = 0; i < all.length; i++)
    for (let j = i + 1; j < all.length; j++) {
      const a = all[i].box, b = all[j].box;
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > slack && high > slack) pairs.push(all[i].text + ' | ' + all[j].text);
    }
  return pairs;
}
"""


def opened(browser: Browser, path: Path, width: int = WIDTHS["laptop"]) -> tuple[Page, list[str]]:
    """Open a page; what goes wrong or leaves the page is added to the list."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    address = path.as_uri()
    page.on(
        "request",
        lambda one: (
            None if one.url == address or one.url.startswith("data:") else said.append(one.url)
        ),
    )
    page.goto(address, wait_until="load")
    return page, said


def overlaps(page: Page) -> list[str]:
    found: list[str] = page.evaluate(OVERLAPS)
    return found


@pytest.fixture(scope="module")
def shown(chromium: Browser) -> Iterator[Show]:
    """Return a function that opens a page once for all tests that leave it as it is."""
    pages: dict[tuple[Path, int], tuple[Page, list[str]]] = {}

    def call(path: Path, width: int = WIDTHS["laptop"]) -> tuple[Page, list[str]]:
        if (path, width) not in pages:
            pages[path, width] = opened(chromium, path, width)
        return pages[path, width]

    yield call
    for page, _ in pages.values():
        page.close()


@pytest.fixture
def one(finished: Finished) -> Path:
    """One page, for what is planted in it."""
    return finished("one_programme") / "report.en.html"


@pytest.fixture
def path(folder: Path, code: str) -> Path:
    return folder / f"report.{code}.html"


def test_it_holds_everything_inside(shown: Show, path: Path) -> None:
    page, said = shown(path)
    fonts = page.evaluate("document.fonts.ready.then(f => [...f].map(one => one.status))")

    assert said == []
    assert path.stat().st_size < MOST_BYTES
    assert set(fonts) == {"loaded"}
    assert page.evaluate("[...document.images].every(one => one.naturalWidth > 0)")


@pytest.mark.slow
def test_texts_of_others_are_texts(shown: Show, finished: Finished, code: str) -> None:
    page, said = shown(finished("sweep") / f"report.{code}.html")

    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.scripts.length") == 0
    assert page.locator("h1").count() == 1
    assert "<img src=x onerror='window.hacked = true'> {plan} %s" in page.inner_text("body")
    assert said == []


@pytest.mark.slow
def test_numbers_stay_in_sight_beside_long_names(shown: Show, finished: Finished) -> None:
    page, _ = shown(finished("sweep") / "report.en.html")
    hidden: list[float] = page.evaluate(
        "[...document.querySelectorAll('.wide')].filter(one => one.checkVisibility())"
        ".map(one => one.scrollWidth - one.clientWidth)"
    )

    assert max(hidden) <= 1


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_texts_do_not_overlap_or_leave_the_screen(shown: Show, path: Path, width: int) -> None:
    page, _ = shown(path, width)

    for open_ in (False, True):  # the numbers behind the pictures are closed at first
        page.evaluate(f"document.querySelectorAll('details').forEach(it => it.open = {open_:d})")
        assert overlaps(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = false)")


def test_overlaps_are_noticed(chromium: Browser, one: Path) -> None:
    page, _ = opened(chromium, one)
    page.evaluate("document.querySelector('.answer').style.marginTop = '-2.5em'")

    assert overlaps(page) != []
    page.close()


@pytest.mark.parametrize("width", [WIDTHS["telephone"], WIDTHS["laptop"]])
def test_accessible(shown: Show, path: Path, width: int) -> None:
    page, _ = shown(path, width)
    result = Axe().run(page)

    assert result.response["violations"] == []
    assert len(result.response["passes"]) > 20


@pytest.mark.slow
def test_axe_notices(chromium: Browser, one: Path) -> None:
    page, _ = opened(chromium, one)
    page.evaluate("document.images[0].removeAttribute('alt')")
    page.evaluate(
        "document.querySelector('h1').outerHTML = '<h4 style=\"color:#ddd\">Hardly to be read</h4>'"
    )
    named = {one["id"] for one in Axe().run(page).response["violations"]}

    assert {"image-alt", "color-contrast"} <= named
    page.close()


def test_a_telephone_shows_the_pictures_drawn_for_it(shown: Show, path: Path) -> None:
    page, _ = shown(path, WIDTHS["telephone"])
    found: list[list[float]] = page.evaluate(
        "[...document.images].filter(one => one.parentElement.localName === 'picture')"
        ".map(one => [one.currentSrc !== one.src, one.width / one.naturalWidth])"
    )

    assert found
    assert all(own and larger > 0.95 for own, larger in found)  # letters keep their size


def test_headings_in_order_and_one_title(shown: Show, path: Path, code: str) -> None:
    page, _ = shown(path)
    levels: list[int] = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(one => +one.tagName[1])"
    )

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert page.evaluate("document.documentElement.lang") == code
    assert page.evaluate("document.documentElement.scrollHeight") > 900


def printed(page: Page) -> list[str]:
    """Print a page on A4 and return the text of each sheet; each picture's ends are marked."""
    page.evaluate(
        """() => { for (const one of document.querySelectorAll('figure')) {
          for (const end of ['top', 'bottom']) {
            const mark = document.createElement('span');
            mark.textContent = 'QQ' + one.id.replaceAll('_', '') + end + 'QQ';
            mark.style.cssText = 'position:absolute;font-size:4px;line-height:1;' + end + ':0';
            one.style.position = 'relative';
            one.append(mark);
        } } }"""
    )
    reader = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    return [sheet.extract_text() for sheet in reader.pages]


def cut(sheets: list[str]) -> list[str]:
    """Return the pictures that begin on one sheet and end on another."""
    where: dict[str, list[int]] = {}
    for number, text in enumerate(sheets):
        for name in re.findall(r"QQ([a-z]+?)(?:top|bottom)QQ", text):
            where.setdefault(name, []).append(number)
    assert where, "no marks were found"
    assert all(len(numbers) == 2 for numbers in where.values()), where
    return [name for name, (first, last) in where.items() if first != last]


ANNEX = re.compile(r"(Annex|Bilaga): ")
NUMBER = re.compile(r"\d+(?:[.,\N{NO-BREAK SPACE}]\d+)*")
MARK = re.compile("QQ.*?QQ")


def test_prints_on_few_sheets_with_whole_pictures(chromium: Browser, path: Path) -> None:
    page, _ = opened(chromium, path)
    sheets = printed(page)

    annex = next(number for number, text in enumerate(sheets) if ANNEX.search(text))
    numbers = [one for text in sheets[:annex] for one in NUMBER.findall(MARK.sub("", text))]
    assert annex <= MOST_SHEETS
    assert len(numbers) <= MOST_NUMBERS
    assert len(sheets) - annex <= MOST_ANNEXED
    assert cut(sheets) == []
    page.close()


@pytest.mark.slow
def test_a_cut_picture_is_noticed(chromium: Browser, one: Path) -> None:
    page, _ = opened(chromium, one)
    page.evaluate("document.querySelector('figure').style.paddingBottom = '320mm'")

    assert cut(printed(page)) != []
    page.close()


def test_a_table_that_is_too_wide_can_be_moved_by_keyboard(shown: Show, path: Path) -> None:
    page, _ = shown(path, WIDTHS["telephone"])
    found: list[dict[str, Any]] = page.evaluate(
        "[...document.querySelectorAll('table')].map(one => ({"
        "inside: one.parentElement.tabIndex, named: one.parentElement.ariaLabel}))"
    )

    assert found
    assert all(one["inside"] == 0 and one["named"] for one in found)
