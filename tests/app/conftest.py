"""A server about an empty folder, and a browser for it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest
import uvicorn
from tests.app.browser import Browser

from sesim.app import site as site_of
from sesim.app.guard import Guard
from sesim.app.serve import _listen, configured
from sesim.app.workspace import PROGRAMME

TOKEN = "a-token-of-tests"  # noqa: S105 - of the tests alone


class Served(NamedTuple):
    """A server and its folder."""

    folder: Path
    browser: Browser

    def file(self, path: str) -> Path:
        return self.folder / path

    def write(self, path: str, text: str) -> Path:
        """Write a file into the folder, as another program might."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
        return file

    def text(self, path: str) -> str:
        return self.file(path).read_bytes().decode()

    def tree(self) -> dict[str, bytes]:
        """Return every file in the folder."""
        return {
            one.relative_to(self.folder).as_posix(): one.read_bytes()
            for one in sorted(self.folder.rglob("*"))
            if one.is_file()
        }


@contextmanager
def serving(folder: Path, slowest: float = 20.0) -> Iterator[Served]:
    """Serve the pages about a folder from a thread, and stop at the end."""
    listening = _listen(0)
    port = listening.getsockname()[1]
    guarded = Guard(
        site_of.site(folder, f"/{TOKEN}", None),
        TOKEN,
        frozenset({f"127.0.0.1:{port}", f"localhost:{port}"}),
        frozenset({f"http://127.0.0.1:{port}", f"http://localhost:{port}"}),
        slowest,
    )
    server = uvicorn.Server(configured(guarded))
    # What is loaded in advance would go on when the test is over.
    with patch.object(site_of, "_warm_up"):
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        try:
            yield Served(folder, Browser(port, TOKEN))
        finally:
            server.should_exit = True
            thread.join()
            listening.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A server about an empty folder."""
    folder = tmp_path / "mapp med åäö"
    folder.mkdir()
    with serving(folder) as found:
        yield found


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for the tests of a file, each of which uses names of its own."""
    with serving(tmp_path_factory.mktemp("kept").resolve()) as found:
        yield found


OWN = """\
title: Min stad – SE
forbund: own
since: "2024-01-01"  # says the board
posts: [{name: coach_1, fte: [{since: "2024-01-01", share: 1.0}]}]
caseload_norm: 20.0
referral: {per_year: 10.0, route: group}
target_group: psychiatric
goals: {work: 0.85, study: 0.15, placement: 0.0}
motivation: {motivated: 0.6, wavering: 0.2, not_motivated: 0.2}
motivation_policy: motivate
mapping: medium
social_load: light
back_heaviness: 0.5
employer_focus: 0.7
labour_market: {unemployment: 6.5, employers: 250}
placement: {aim: mixed, months: 4.0}
job_kinds: {ordinary: 0.3, subsidised: 0.6, transition: 0.0, temporary: 0.1}
support: {open_ended: false}
"""
"""A programme's file as somebody wrote it."""

Own = Callable[..., str]


@pytest.fixture
def own(kept: Served) -> Own:
    """Return a function that puts a programme into the folder, and returns its name."""
    made: list[str] = []

    def call(text: str = OWN) -> str:
        name = f"own_{len(list((kept.folder / PROGRAMME).glob('*')))}"
        kept.write(f"{PROGRAMME}/{name}.yaml", text)
        made.append(name)
        return name

    return call
