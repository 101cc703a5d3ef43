"""Fixtures that several parts share."""

import gc
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
import yaml
from filelock import FileLock
from hypothesis import Phase, settings

from sesim.cli.signals import STOPPING

if TYPE_CHECKING:
    from distributed import LocalCluster
    from playwright.sync_api import Browser

TESTS = Path(__file__).parent
PROGRAMMES = TESTS.parent / "conf" / "programme"

LONGEST = [
    TESTS / where
    for where in (
        "verification/test_own_counts.py",
        "test_docs.py",
        "pages/test_site.py",
        "cli/test_sweep.py",
        "pages/test_in_chromium.py",
        "cli/test_guide.py",
        "cli/test_table_of_bad_input.py",
        "report/test_picture_faults.py",
        "cli/test_processes.py",
        "cli/test_without_unix.py",
        "cli/test_calibrate.py",
        "calibration/own/test_synthetic.py",
        "pages/test_whatif_page.py",
        "pages/test_odd_studies.py",
        "cli/test_stopped_sweep.py",
        "test_install.py",
        "report/test_board_pictures.py",
        "cli/test_plan.py",
        "report/test_calibration.py",
        "model/test_replication.py",
        "model/test_common_luck.py",
        "cli/test_main.py",
        "cli/test_sensitivity.py",
        "cli/test_adjust.py",
        "runs/test_streaming.py",
        "report/test_comparisons.py",
    )
]
"""Files that take longest, by time."""


# How long an example takes says how busy the machine is, and not whether it is right.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
settings.register_profile("unshrunk", deadline=None, phases=[Phase.generate])


def pytest_configure() -> None:
    """Heed signals, also where a shell ignores them for what it runs in the background."""
    for number in STOPPING:
        if signal.getsignal(number) is signal.SIG_IGN:
            heeded = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
            signal.signal(number, heeded)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process works alone at the end."""
    place = {path: number for number, path in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(LONGEST)))


def pytest_collection_finish() -> None:
    """Look for garbage rarely, and not among the tests and modules, which are there to the end.

    Each look would go through a million objects. What pytest looks for at the end, such as files
    that nobody closed, it finds all the same.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Return a function that fills a folder, once for all processes that share the tests."""
    own = tmp_path_factory.getbasetemp()
    parent = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def call(name: str, fill: Callable[[Path], None]) -> Path:
        folder, done = parent / name, parent / f"{name}.done"
        with FileLock(parent / f"{name}.lock"):
            if not done.exists():
                folder.mkdir()  # fails if it was begun before and not finished
                fill(folder)
                done.touch()
        return folder

    return call


@contextmanager
def _without_drawings() -> Iterator[None]:
    with (
        patch("sesim.report.html.pictures.draw_pictures"),
        patch("sesim.report.html.pictures.svg_of", return_value="<svg/>"),
    ):
        yield


@pytest.fixture(scope="module")
def without_drawings() -> Iterator[None]:
    """Write pages whose pictures are empty, for tests of words: drawing takes most of the time.

    Pictures have titles, explanations and alternatives all the same, and no files for slides.
    """
    with _without_drawings():
        yield


@pytest.fixture
def undrawn() -> Iterator[None]:
    """Do what `without_drawings` does, for one test of a file."""
    with _without_drawings():
        yield


@pytest.fixture(scope="module")
def without_workbooks() -> Iterator[None]:
    """Write an empty file for each workbook, which takes a third of the time of a small study.

    They are tested by themselves, and in the tests of the commands that leave these out.
    """
    with patch("sesim.runs.results.workbook.workbook", return_value=b""):
        yield


@pytest.fixture
def unshrunk() -> Iterator[None]:
    """Let a planted error be found by any example: nobody needs the simplest one."""
    settings.load_profile("unshrunk")
    yield
    settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def definitions() -> dict[str, Any]:
    """Every programme's file as plain data, by name. Shared: copy before changing."""
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted(PROGRAMMES.glob("*.yaml"))
    }


@pytest.fixture(scope="module")
def cluster() -> Iterator["LocalCluster"]:
    """A Dask scheduler and two workers on the loopback, each a process of its own."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=":0"
    ) as made:
        yield made


CHROMIUM = ("chromium", "chromium-browser", "google-chrome")

FLAGS = [
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """The system's Chromium, without a window."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed; .ci/run should have done it")
        pytest.skip("needs Chromium (Debian: apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
