"""The whole path in a real browser, in both languages, as somebody walks it who never types."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page
from tests.app.conftest import OWN, TOKEN, Served, serving

from sesim.app import commands
from sesim.app.runs import COMMAND
from sesim.cli.plan.main import exit_status as sesim_plan
from sesim.cli.simulate.main import exit_status as sesim
from sesim.report.text.language import LANGUAGES

pytestmark = pytest.mark.slow

LONG = 600_000
"""Milliseconds that a run may take on a busy machine."""

FEW = {
    "sesim": ("workers=1",),
    "sesim-adjust": ("adjust.runs=200", "adjust.draws=20", "adjust.predictive=20", "workers=1"),
    "sesim-plan": ("workers=1", "first=10", "budget=10"),
}


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every command simulate little."""
    for program, words in FEW.items():
        monkeypatch.setitem(commands.MORE, program, words)


class Reader:
    """Somebody at a browser; what goes wrong, or leaves the server, is noted.

    Args:
        chromium: the browser.
        served: the server.
        code: language of the pages.
    """

    def __init__(self, chromium: Chromium, served: Served, code: str, **options: object) -> None:
        self.top = f"http://{served.browser.host}/{TOKEN}"
        self.here = f"{self.top}/{code}/"
        self.page: Page = chromium.new_page(**options)  # type: ignore[arg-type]
        self.page.set_default_timeout(60_000)
        self.said: list[str] = []
        self.page.on("console", lambda one: self.said.append(f"console: {one.text}"))
        self.page.on("pageerror", lambda one: self.said.append(f"error: {one}"))
        self.page.on("request", self._note)

    def _note(self, request: object) -> None:
        address = request.url  # type: ignore[attr-defined]
        if not address.startswith((f"{self.top}/", "data:", "about:", "blob:")):
            self.said.append(address)

    def open(self, address: str) -> None:
        self.page.goto(f"{self.here}{address}")

    def fill(self, values: dict[str, str]) -> None:
        for name, value in values.items():
            field = self.page.locator(f'[id="{name}"]')
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def press(self, value: str = "") -> None:
        """Press the button of a value, or the one of the page's form."""
        chosen = f'main button[value="{value}"]' if value else "main form button:not([value])"
        self.page.locator(chosen).last.click()
        self.page.wait_for_load_state("load")

    def results(self) -> str:
        """Wait for results, and return their folder."""
        self.page.wait_for_url(re.compile(r"/results/"), timeout=LONG)
        return re.sub(r".*?/results/", "", self.page.url)

    def is_accessible(self) -> bool:
        assert Axe().run(self.page).response["violations"] == [], self.page.url
        return True


TODAY = {"date": "2026-11-01", "enrolled": "6", "waiting": "1"}
COUNTS = {
    "1-count": "20", "2-low": "3", "2-high": "6", "3-count": "6",
    **{f"{row}-until": "2026-10-31" for row in (1, 2, 3)},
}  # fmt: skip


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("code", ["sv", pytest.param("en", marks=pytest.mark.verification)])
def test_from_a_description_to_a_plan(
    chromium: Chromium, served: Served, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader(chromium, served, code)
    page = reader.page
    reader.open("")
    assert reader.is_accessible()
    page.locator("main a.button").click()
    reader.fill({"title": "Min stad – SE", "name": "minstad", "posts-1": "100"})
    reader.press()
    assert reader.is_accessible()
    reader.open("programme/minstad/today")
    reader.fill({"way": "numbers", **TODAY})
    reader.press("save")
    assert reader.is_accessible()
    reader.open("programme/minstad/counts")
    reader.fill(COUNTS)
    reader.press("adjust")
    assert reader.is_accessible()
    page.wait_for_url(re.compile("adjusted$"), timeout=LONG)
    assert page.locator("main a[href*='/file/parameters/minstad_adjusted']").count() == 1
    assert reader.is_accessible()
    made = [alternative(reader, preset) for preset in ("rapid_search", "motivated_intake")]
    reader.open("programme/minstad/try")
    for name in (*made, "part_time_roles"):
        page.locator(f"#alternative-{name}").check()
    reader.fill({"end": "2027-06-30", "histories": "20"})
    reader.press()
    compared = reader.results()
    assert reader.is_accessible()
    assert page.frame_locator("iframe.result").locator("h1").count() == 1
    link = page.locator(".downloads a[href*='comparison.csv']")
    link.scroll_into_view_if_needed()
    page.wait_for_timeout(1000)  # right after scrolling, a click would meet the frame beside it
    with page.expect_download() as download:
        link.click()
    assert Path(download.value.path()).read_bytes() == (
        served.file(f"{compared}/comparison.csv").read_bytes()
    )
    reader.open("programme/minstad/plan")
    assert reader.is_accessible()
    reader.fill({
        "goal-1-outcome": "ongoing", "goal-1-level": "2", "goal-1-certainty": "60",
        "posts-from": "1", "posts-to": "1", "posts-step": "1", "end": "2027-06-30",
    })  # fmt: skip
    page.locator("#lever-back_heaviness-1").check()
    page.locator("#lever-back_heaviness-2").check()
    reader.press()
    planned = reader.results()
    assert reader.is_accessible()
    page.close()

    assert reader.said == []
    monkeypatch.chdir(served.folder)
    assert same_as_typed(served, compared, sesim, ("summary.csv", "comparison.csv"))
    assert same_as_typed(served, planned, sesim_plan, ("plans.csv", "goals.csv"))


def alternative(reader: Reader, preset: str) -> str:
    """Make an alternative, and return its name."""
    reader.open("programme/minstad/alternative")
    reader.fill({"title": f"Två {preset}", "preset": preset, "since": "2027-01-01"})
    reader.press("save")
    assert reader.is_accessible()
    return reader.page.url.rpartition("=")[2]


def same_as_typed(served: Served, folder: str, command: object, names: tuple[str, ...]) -> bool:
    """Whether the command beside results makes the same tables in another folder."""
    line = served.text(f"{folder}/{COMMAND}").replace(f"output={folder}", "output=typed")
    program, *words = shlex.split(line)
    assert command(words) == 0, program  # type: ignore[operator]
    made = served.file("typed")
    for name in names:
        assert (made / name).read_bytes() == served.file(f"{folder}/{name}").read_bytes()
    made.rename(served.file(f"typed_{program}"))
    return True


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server about one programme."""
    folder = tmp_path_factory.mktemp("described").resolve()
    (folder / "programme").mkdir()
    (folder / "programme" / "mytown.yaml").write_text(OWN, encoding="utf-8")
    with serving(folder) as found:
        yield found


FORMS = {
    "programme": {"title": ""},
    "programme/mytown": {"caseload_norm": "x"},
    "programme/mytown/today": {"enrolled": "x"},
    "programme/mytown/counts": {"1-count": "x"},
    "programme/mytown/goal": {"goal-1-outcome": "ongoing", "goal-1-level": "x"},
    "programme/mytown/alternative": {"title": ""},
    "programme/mytown/try": {"end": ""},
    "programme/mytown/plan": {"posts-from": "x"},
    "programme/vetlanda": {"copy": "Å"},
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_forms_and_their_errors_are_accessible_on_every_screen(
    chromium: Chromium, described: Served, code: str
) -> None:
    reader = Reader(chromium, described, code, viewport={"width": 1280, "height": 900})
    page = reader.page
    for address, values in FORMS.items():
        reader.open(address)
        for width in (1280, 640, 390):  # 640 is a screen of 1280 at 200 %
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, (address, width, wide)
        assert reader.is_accessible()
        if address.endswith("/try"):
            continue
        reader.fill(values)
        reader.press("save" if page.locator("main button[value=save]").count() else "")
        assert page.evaluate("document.activeElement.id") == "errors", address
        assert reader.is_accessible()
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, (address, wide)
        page.set_viewport_size({"width": 1280, "height": 900})
    page.close()
    refused = "Failed to load resource: the server responded with a status of 422"

    assert [one for one in reader.said if refused not in one] == []


def test_a_form_by_keyboard_alone(chromium: Chromium, described: Served) -> None:
    reader = Reader(chromium, described, "en")
    page = reader.page
    reader.open("programme/mytown/goal")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    wanted = {"goal-1-outcome": "People enrolled at", "goal-1-level": "3"}
    for _ in range(60):
        page.keyboard.press("Tab")
        now = page.evaluate("document.activeElement.id || document.activeElement.tagName")
        if text := wanted.pop(now, None):
            page.keyboard.type(text)
        if now == "BUTTON":
            break
    seen = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("saved(#main)?$"))

    assert wanted == {}
    assert seen != "none"
    assert "goal:" in described.text("programme/mytown.yaml")
    assert reader.said == []
    page.close()


def test_everything_works_without_script(chromium: Chromium, served: Served) -> None:
    served.write("programme/mytown.yaml", OWN)
    reader = Reader(chromium, served, "sv", java_script_enabled=False)
    reader.open("programme/mytown/try")
    reader.page.locator("#end").fill("2024-12-31")
    reader.page.locator("#histories").select_option("20")
    reader.page.locator("main form button").last.click()
    reader.page.wait_for_url(re.compile("/results/"), timeout=LONG)
    reader.page.close()

    assert len([one for one in served.tree() if one.endswith("report.sv.html")]) == 1
    assert reader.said == []
