"""How soon the app has a first page, and how its pages answer while every core simulates.

Seconds on the clock, unlike elsewhere here: somebody waits for them.
"""

import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from table import Measured, Row, at_most
from timing import in_turn, python, ratio

STARTS, PAGES = 5, 41
ANCHOR = "import hydra"

FORM = "en/programme/vetlanda/try"
ORDER = {"alternative": "rapid_search", "histories": "1000"}


@contextmanager
def served(folder: str) -> Iterator[str]:
    """Start the app about a folder, and yield its address."""
    with subprocess.Popen(
        [sys.executable, "-m", "sesim.app.main", folder, "--no-browser"],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            yield line.rpartition(" ")[2].strip()
        finally:
            process.terminate()


def waited(address: str) -> float:
    """Return the seconds until a page is there."""
    begun = time.perf_counter()
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own server
        answer.read()
    return time.perf_counter() - begun


def first_page(folder: str) -> float:
    """Return the seconds from the command to the first page."""
    begun = time.perf_counter()
    with served(folder) as address:
        waited(f"{address}en/")
        return time.perf_counter() - begun


def imported() -> float:
    """Return the seconds that the anchor takes in a fresh process."""
    begun = time.perf_counter()
    subprocess.run(python(ANCHOR), check=True)
    return time.perf_counter() - begun


def pages(folder: str) -> tuple[list[float], list[float]]:
    """Return the seconds for a form when nothing runs, and while a run takes every core."""
    with served(folder) as address:
        waited(f"{address}{FORM}")
        idle = [waited(f"{address}{FORM}") for _ in range(PAGES)]
        order = urllib.request.Request(  # noqa: S310 - our own server
            f"{address}{FORM}",
            urllib.parse.urlencode(ORDER).encode(),
            {"Origin": address.rpartition("/")[0].rpartition("/")[0]},
        )
        with urllib.request.urlopen(order) as answer:  # noqa: S310 - our own server
            run = answer.url
        busy = []
        for _ in range(PAGES):
            time.sleep(0.2)
            busy.append(waited(f"{address}{FORM}"))
            waited(run)  # a run that nobody looks at would end
        return idle, busy


def measure() -> Measured:
    """Return the start against an import, and pages under load against those without."""
    with tempfile.TemporaryDirectory() as folder:
        first_page(folder)
        starts = in_turn({"app": partial(first_page, folder), ANCHOR: imported}, STARTS)
        idle, busy = pages(folder)
    worst = sorted(busy)[-max(1, PAGES // 20)]
    print(
        f"first page {max(starts['app']):.2f} s at most; a form "
        f"{1000 * sorted(idle)[PAGES // 2]:.0f} ms, under load "
        f"{1000 * sorted(busy)[PAGES // 2]:.0f} ms, {1000 * worst:.0f} ms in one of twenty",
        file=sys.stderr,
    )
    return Measured(
        [
            Row(
                "from the command to the first page",
                ratio(starts["app"], starts[ANCHOR]),
                ANCHOR,
                STARTS,
                at_most(6.0),
            ),
            Row(
                "a form while a run takes every core",
                sorted(busy)[PAGES // 2] / sorted(idle)[PAGES // 2],
                "when nothing runs",
                PAGES,
                at_most(6.0),
            ),
        ]
    )
