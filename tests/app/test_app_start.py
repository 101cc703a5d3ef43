"""What the first page waits for: no library that only simulations and drawings need."""

import subprocess
import sys
from pathlib import Path

import pytest

LATER = ("hydra", "omegaconf", "matplotlib", "simpy", "joblib")

FIRST_PAGE = """\
import pathlib, sys
import sesim.app.serve
from sesim.app.asking import Ask
from sesim.app.pages import programme, start
from sesim.app.workspace import Workspace
from sesim.report.app.page import app_page, script, style
from sesim.report.text.language import language

ask = Ask(Workspace(pathlib.Path(".")), language("sv"), {})
for page in (start.show, programme.show_new):
    shown = page(ask)
    assert "</html>" in app_page(shown.template, "sv", "/x", "", folder="here", **shown.values)
assert style() and script()
"""


def modules(program: str, folder: Path) -> set[str]:
    """Return the libraries that a program has at its end."""
    code = f"{program}\nimport sys\nprint(*(name.partition('.')[0] for name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, check=True, capture_output=True, text=True
    )
    return set(done.stdout.split())


def test_the_first_pages_need_no_library_of_simulations(tmp_path: Path) -> None:
    found = modules(FIRST_PAGE, tmp_path)

    assert found & set(LATER) == set()
    assert {"starlette", "uvicorn", "jinja2"} <= found


def test_what_is_loaded_is_noticed(tmp_path: Path) -> None:
    assert "hydra" in modules("from sesim.cli import compose", tmp_path)


def test_help_needs_no_server(tmp_path: Path) -> None:
    program = "from sesim.app.main import exit_status\nassert exit_status(['--help']) == 0"

    assert modules(program, tmp_path) & {"starlette", "uvicorn", "jinja2", *LATER} == set()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--port", "x"], "--port"),
        (["--port", "65536"], "--port"),
        (["--lang", "de"], "--lang"),
        (["--address", "ftp://a"], "--address"),
        (["--address", "https://a/?q"], "--address"),
        (["/dev/null/a"], "FOLDER"),
        (["--what"], "--what"),
        (["a\0b"], "FOLDER"),
    ],
)
def test_bad_input_is_a_message(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from sesim.app.main import exit_status

    assert exit_status(words) == 2
    assert said in capsys.readouterr().err
