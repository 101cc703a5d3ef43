"""Running the command line: inside this process, which is quick, or in one of its own."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest

from sesim.cli.simulate.main import exit_status as run
from sesim.study.shipped import conf_dir

COMMAND = [sys.executable, "-m", "sesim.cli.simulate.main"]

Answer = tuple[int, str, str]


def performed(
    command: Callable[[list[str]], int], folder: Path, arguments: Sequence[str]
) -> Answer:
    """Perform a command in a folder, in this process: exit status, stdout, stderr."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        status = command(list(arguments))
    return status, out.getvalue(), err.getvalue()


@pytest.fixture(scope="session")
def small() -> list[str]:
    """Overrides of a study that takes a fraction of a second."""
    return [
        "programmes=[eksjo,vetlanda]",
        "replications=3",
        "end=2013-12-31",
        "seed=7",
        "report=false",
    ]


def smaller_conf(folder: Path, known: tuple[str, ...]) -> Path:
    """Copy the configuration that is shipped, with a few of its programmes."""
    conf = folder / "conf"
    shutil.copytree(conf_dir(), conf)
    path = conf / "config.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if "programme@" not in line or line.endswith(known)]
    text = re.sub(r"(?m)^programmes: .*$", f"programmes: [{', '.join(known)}]", "\n".join(kept))
    path.write_text(text, encoding="utf-8")
    targets = conf / "targets" / "sus.csv"
    rows = targets.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [row for row in rows if row.startswith(("programme,", *known))]
    targets.write_text("".join(kept), encoding="utf-8")
    return conf


@pytest.fixture(scope="module")
def known() -> tuple[str, ...]:
    """The programmes of the smaller configuration; a file of tests may have others."""
    return ("eksjo", "savsjo", "vetlanda")


@pytest.fixture(scope="session")
def smaller(tmp_path_factory: pytest.TempPathFactory) -> Callable[[tuple[str, ...]], Path]:
    """Return a function that returns the smaller configuration of some programmes.

    Made once, so that what is composed from it is kept from file to file. Nobody may write there.
    """

    @cache
    def made(known: tuple[str, ...]) -> Path:
        return smaller_conf(tmp_path_factory.mktemp("shipped"), known)

    return made


@pytest.fixture(scope="module")
def few_programmes(
    smaller: Callable[[tuple[str, ...]], Path], known: tuple[str, ...]
) -> Iterator[None]:
    """Compose studies from the smaller configuration: most of the time goes into programmes."""
    conf = smaller(known)
    with pytest.MonkeyPatch.context() as patched:
        for name in ("sources", "simulate.perform", "calibrate.request"):
            patched.setattr(f"sesim.cli.{name}.conf_dir", lambda: conf)
        yield


@pytest.fixture
def sesim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Answer]:
    """Return a function that runs `sesim` in an empty folder: exit status, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["sesim"])

    def call(*arguments: str) -> Answer:
        status = run(list(arguments))
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


@pytest.fixture(scope="session")
def here() -> Callable[..., Answer]:
    """Return a function that runs `sesim` in a folder, in this process; for what tests share."""

    def call(folder: Path, *arguments: str) -> Answer:
        with patch.object(sys, "argv", ["sesim"]):
            return performed(run, folder, arguments)

    return call


@pytest.fixture(scope="session")
def process() -> Callable[..., Answer]:
    """Return a function that runs `sesim` in a folder, in a process of its own."""

    def call(folder: Path, *arguments: str, **environment: str) -> Answer:
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=folder,
            env={**os.environ, **environment},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=600,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    return call


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Return a function that starts `sesim` in an empty folder and does not wait for it."""

    def call(*arguments: str) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [*COMMAND, *arguments], cwd=tmp_path, stdout=pipe, stderr=pipe, text=True
        )

    return call
