"""The page of a calibration in a real browser, made from the tables of the experiment."""

from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from tests.pages.test_in_chromium import WIDTHS, opened, overlaps

import sesim
from sesim.report.calibration.page import calibration_report

pytestmark = pytest.mark.slow

COMMITTED = Path(__file__).parents[2] / "experiments" / "calibration"


@pytest.fixture(scope="module", params=["sv", "en"])
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page in a language."""
    tables = {path.stem: pd.read_csv(path) for path in COMMITTED.glob("*.csv")}
    made = tmp_path_factory.mktemp("page") / f"report.{request.param}.html"
    titles = sesim.load_study().titles
    about = {"method": "regression", "seed": 1}
    made.write_text(calibration_report(tables, titles, about, request.param), encoding="utf-8")
    return made


@pytest.mark.parametrize(
    ("path", "width"),
    [
        ("sv", WIDTHS["laptop"]),
        ("en", WIDTHS["telephone"]),
        pytest.param("sv", WIDTHS["telephone"], marks=pytest.mark.slow),
        pytest.param("en", WIDTHS["laptop"], marks=pytest.mark.slow),
    ],
    indirect=["path"],
)
def test_it_can_be_read_on_every_screen(chromium: Browser, path: Path, width: int) -> None:
    page, said = opened(chromium, path, width)

    assert said == []
    assert overlaps(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("[...document.images].every(one => one.naturalWidth > 0)")
    assert Axe().run(page).response["violations"] == []
    page.close()
