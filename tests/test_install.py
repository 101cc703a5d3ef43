"""The wheel, installed like any other package: outside the repository, without make."""

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sesim.runs.results.provenance import code

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
BIN = "Scripts" if os.name == "nt" else "bin"

Call = Callable[..., str]


def output_of(*command: object, cwd: Path | None = None) -> str:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=clean,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    output_of(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, ROOT)
    [found] = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Call:
    """Return a function that runs a command of the installed package in a folder of its own.

    The libraries are those of these tests: to install them again would take minutes.
    """
    folder = tmp_path_factory.mktemp("installed")
    output_of(sys.executable, "-m", "venv", "--without-pip", folder / "venv")
    python = folder / "venv" / BIN / "python"
    where = output_of(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    libraries = sysconfig.get_path("purelib")
    (Path(where.strip()) / "libraries.pth").write_text(f"{libraries}\n", encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "--python", python)
    output_of(*pip, "install", "--quiet", "--no-deps", "--no-index", "--force-reinstall", wheel)
    work = folder / "work"
    work.mkdir()

    def call(program: str, *arguments: str) -> str:
        return output_of(folder / "venv" / BIN / program, *arguments, cwd=work)

    return call


def test_the_wheel_holds_what_is_needed_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert {name.split("/")[0].partition("-")[0] for name in names} == {"sesim"}
    for needed in ("sesim/conf/config.yaml", "sesim/py.typed", "sesim/report/locale/sv.po"):
        assert needed in names
    assert [name for name in names if "__pycache__" in name or "/tests/" in name] == []


def test_it_is_the_installed_package_that_runs(installed: Call) -> None:
    where = installed("python", "-c", "import sesim; print(sesim.__file__)").strip()

    assert not Path(where).is_relative_to(ROOT)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for program in project["scripts"]:
        assert installed(program, "--version").startswith(f"{program} ")
    assert "vetlanda" in installed("sesim", "--help")


def test_a_study_and_its_page(installed: Call) -> None:
    out = installed(
        "sesim", "programmes=vetlanda", "replications=2", "report=false", "output=result"
    )
    assert out.splitlines()[-1] == "Results: result"
    installed("sesim-report", "result", "--lang", "sv")

    text = installed(
        "python", "-c", "print(open('result/provenance.json', encoding='utf-8').read())"
    )
    told = json.loads(text)
    assert told["code_sha256"] == code()  # the same program as in the checkout
    assert told["commit"] is None
    assert "summary.xlsx" in told["files_sha256"]
    page = "print(len(open('result/report.sv.html', encoding='utf-8').read()))"
    assert int(installed("python", "-c", page)) > 100_000
