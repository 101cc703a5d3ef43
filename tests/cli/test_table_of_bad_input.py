"""Every command, given anything: the right status, a short message, and nothing left behind."""

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cli.bad_input import PYTHON, SWEEP, Row, rows

from sesim.cli.adjust import main as adjust
from sesim.cli.calibrate import main as calibrate
from sesim.cli.compose import Composer
from sesim.cli.describe import main as describe
from sesim.cli.load import load_study
from sesim.cli.new import main as new
from sesim.cli.overrides import quoted
from sesim.cli.plan import main as plan
from sesim.cli.report import main as report
from sesim.cli.sensitivity import main as sensitivity_command
from sesim.cli.simulate import main
from sesim.cli.validate import main as validate
from sesim.cli.whatif import main as whatif
from sesim.messages import is_unseen
from sesim.study import StudyError

pytestmark = pytest.mark.slow

COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "sesim": main.exit_status,
    SWEEP: lambda arguments: main.exit_status(["-m", *arguments]),
    "sesim-adjust": adjust.exit_status,
    "sesim-calibrate": calibrate.exit_status,
    "sesim-sensitivity": sensitivity_command.exit_status,
    "sesim-report": report.exit_status,
    "sesim-describe": describe.exit_status,
    "sesim-new": new.exit_status,
    "sesim-plan": plan.exit_status,
    "sesim-whatif": whatif.exit_status,
    "sesim-validate": validate.exit_status,
}

WORK = (
    "sesim.cli.simulate.single.run_into",
    "sesim.cli.adjust.perform.adjust",
    "sesim.cli.calibrate.perform.calibrate",
    "sesim.cli.sensitivity.perform.answer",
    "sesim.cli.plan.perform.answer",
    "sesim.cli.whatif.perform.simulated",
    "sesim.cli.validate.perform.simulated",
    "sesim.cli.simulate.launch.Launching.run",
)
"""What would begin to simulate."""

ROWS = rows()


@pytest.fixture
def ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, in which nothing is simulated whatever happens."""

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("something was run")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["sesim"])
    for name in WORK:
        monkeypatch.setattr(name, refuse)


def make(row: Row, folder: Path) -> None:
    for name, content in row.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        elif isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)


def state(folder: Path) -> dict[str, str]:
    """Return what is in a folder, and the content of files of a size to be read."""
    found = {}
    for path in sorted(folder.rglob("*")):
        readable = path.is_file() and not path.is_symlink() and path.stat().st_size < 10_000_000
        content = hashlib.sha256(path.read_bytes()).hexdigest() if readable else "unread"
        found[str(path.relative_to(folder))] = content
    return found


def answer(row: Row, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Return the status and the message of a row."""
    if row.command != PYTHON:
        status = COMMANDS[row.command](list(row.arguments))
        said = capsys.readouterr()
        assert said.out == ""
        return status, said.err
    words = list(row.arguments)
    folder = words.pop(words.index("--config-dir") + 1) if "--config-dir" in words else None
    with pytest.raises(StudyError) as caught:
        load_study([word for word in words if word != "--config-dir"], config_dir=folder)
    return 2, f"{caught.value}\n"


@pytest.mark.usefixtures("few_programmes", "ready")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.command} {row.said}"[:60])
def test_bad_input_is_refused_in_a_short_message(
    row: Row, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(row, tmp_path)
    before = state(tmp_path)

    status, message = answer(row, capsys)

    assert (status, row.said in message) == (row.status, True), message
    assert len(message) <= row.longest
    assert "Traceback" not in message
    assert "unexpected error" not in message
    assert all(sign.isprintable() or sign == "\n" for sign in message)
    assert state(tmp_path) == before


def test_the_table_is_about_every_command_and_long_enough() -> None:
    assert len(ROWS) >= 150
    assert {row.command for row in ROWS} == {*COMMANDS, PYTHON}
    assert len(set(map(str, ROWS))) == len(ROWS)


BEGINNINGS = ["", "", "=", "+", "-", "@", " =", "\t@", "\u200b", "\u202e="]


@settings(max_examples=40)
@given(
    text=st.tuples(st.sampled_from(BEGINNINGS), st.text(max_size=30)).map("".join),
    key=st.sampled_from(["scenario.name", "scenario.title", "vetlanda.title"]),
)
def test_no_name_begins_a_formula_or_hides_a_character(text: str, key: str) -> None:
    """Names stand in tables that people open in a spreadsheet, and on pages."""
    programme, _, field = key.partition(".")
    try:
        study = Composer().study([f"{key}={quoted(text)}", "programmes=[vetlanda]"])
    except StudyError:
        return
    record = study.scenario if programme == "scenario" else study.programmes[programme]
    written = getattr(record, field)
    assert not written.lstrip().startswith(("=", "+", "-", "@"))
    assert not any(map(is_unseen, written))
