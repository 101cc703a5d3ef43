"""Finished folders with their pages, and a Chromium to open them in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml

from sesim.cli.simulate.main import exit_status as run

Finished = Callable[[str], Path]

GOALS = [
    "vetlanda.goal.positive_exit_share.at_least=0.35",
    "vetlanda.goal.first_jobs_2016.at_least=3",
    "vetlanda.goal.weeks_to_first_job.at_most=100",
    "vetlanda.goal.first_jobs_2050.at_least=3",
]

FOLDERS = {
    "county": ["replications=3"],
    "sweep": [
        "-m",
        "scenario=baseline,rapid_search,motivated_intake,part_time_roles,hostile",
        "programmes=[eksjo,vetlanda]",
        "replications=20",
        "figures=false",
    ],
    "what_if": ["programmes=[vetlanda]", "vetlanda.back_heaviness=0.2", "replications=3"],
    "small": ["programmes=[habo]", "replications=3"],
    "from_today": [
        "-m",
        "scenario=baseline,rapid_search",
        "programmes=[vetlanda]",
        "vetlanda.today={date: '2026-11-01', enrolled: 24, waiting: 8}",
        "economics=sweden_2026",
        "replications=12",
        "figures=false",
    ],
    "one_programme": ["programmes=[vetlanda]", "replications=20", *GOALS],
}
"""Command lines: the county, a sweep of five scenarios, a value that is changed, a programme with
few participants, one that is planned from today, and a study of one programme with goals."""

HOSTILE = {
    "name": '"><script>window.hacked = true</script>',
    "title": "X" * 34,
    "rationale": "<img src=x onerror='window.hacked = true'> {plan} %s",
    "assumes": "$x$ </li></ul></main><table>Z",
    "since": "2017-07-01",
    "changes": [{"target": "back_heaviness", "set": 0.0}],
}
"""A scenario whose texts try to be more than texts, or to break the page."""

QUICK = "one_programme"
"""The folder of the quick tests, which open its Swedish page in Chromium."""


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Call slow what is about the other folders, or opens the other pages in Chromium."""
    for item in items:
        chosen = item.callspec.params if hasattr(item, "callspec") else {}
        other = chosen.get("folder", QUICK) != QUICK
        if other or (chosen.get("code") == "en" and "chromium" in item.fixturenames):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session", params=FOLDERS)
def folder(request: pytest.FixtureRequest, finished: Finished) -> Path:
    """One of the finished folders."""
    return finished(request.param)


@pytest.fixture(scope="session", params=["sv", "en"])
def code(request: pytest.FixtureRequest) -> str:
    """A language."""
    return str(request.param)


@pytest.fixture(scope="session")
def finished(once: Callable[[str, Callable[[Path], None]], Path]) -> Finished:
    """Return a function that gives a finished folder by its name."""

    def call(name: str) -> Path:
        return once(f"pages_{name}", lambda parent: finish(parent, FOLDERS[name])) / "results"

    return call


def finish(parent: Path, arguments: list[str]) -> None:
    """Run a study and write its pages; slides and workbooks are tested by themselves."""
    own = parent / "own" / "scenario" / "hostile.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(yaml.safe_dump(HOSTILE), encoding="utf-8")
    words = [*arguments, "workers=1", f"--config-dir={parent / 'own'}"]
    with (
        patch("sesim.report.html.pictures.draw_pictures"),
        patch("sesim.runs.results.workbook.workbook", return_value=b""),
    ):
        assert run([*words, f"output={parent / 'results'}"]) == 0
