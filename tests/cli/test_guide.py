"""The guide `plan_two_years.md`, followed as it is written, on small settings."""

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from sesim.cli.adjust import main as adjust
from sesim.cli.new import main as new
from sesim.cli.plan import main as plan
from sesim.cli.simulate import main as simulate
from sesim.report.text.language import LANGUAGES, language

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("few_programmes", "without_drawings", "without_workbooks"),
]

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "plan_two_years.md"

BLOCK = re.compile(r"(?:^    .*\n(?:\n(?=    ))?)+", re.MULTILINE)

APPEND = "append to "

COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "sesim": simulate.exit_status,
    "sesim-adjust": adjust.exit_status,
    "sesim-new": new.exit_status,
    "sesim-plan": plan.exit_status,
}

SMALL: dict[str, tuple[str, ...]] = {
    "sesim": ("replications=4", "workers=1"),
    "sesim-adjust": ("adjust.runs=200", "adjust.draws=40", "adjust.predictive=20", "workers=1"),
    "sesim-plan": ("first=12", "budget=12", "certainty=0.5", "confidence=0.5", "workers=1"),
}
"""What makes each command quick; the guide's own settings take minutes."""

EASIER = {"at_least: 7": "at_least: 0", "at_most: 10": "at_most: 500"}
"""So few histories show nothing of a goal that is hard to reach."""


HEADINGS = {
    "alternatives": "How likely the goals are to be reached",
    "plan": "The plans, the cheapest first",
    "decision": "How likely the goals are to be reached",
}
"""What each page must show, by its folder."""


class Step(NamedTuple):
    """One block of the guide: a file that is written, or a command."""

    file: str
    text: str


def steps() -> Iterator[Step]:
    """Yield the blocks of the guide in order, without the line about the shell's path."""
    for block in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        first, *rest = (line[4:] for line in block.rstrip("\n").split("\n"))
        if first.startswith("# "):
            yield Step(first.removeprefix("# "), "\n".join(rest) + "\n")
        elif not first.startswith("export"):
            yield Step("", " ".join([first, *rest]))


def write(step: Step, folder: Path) -> None:
    """Write or extend a file, as the guide says."""
    path = folder / step.file.removeprefix(APPEND)
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if step.file.startswith(APPEND) else ""
    path.write_text(before + step.text, encoding="utf-8")


def perform(text: str, *more: str) -> int:
    """Perform a command of the guide, and return its exit status."""
    for hard, easy in EASIER.items():
        text = text.replace(hard, easy)
    command, *arguments = shlex.split(text)
    return COMMANDS[command]([*arguments, *SMALL.get(command, ()), *more])


def test_the_guide_has_what_the_test_follows() -> None:
    commands = [shlex.split(one.text)[0] for one in steps() if not one.file]

    assert commands == [
        "sesim-new", "sesim-adjust", "sesim", "sesim-plan", "sesim", "sesim-adjust"
    ]  # fmt: skip
    assert sum(bool(one.file) for one in steps()) == 7


def test_the_whole_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both languages ask the same and give the same numbers, so one folder goes on to the end."""
    monkeypatch.chdir(tmp_path)
    for step in steps():
        if step.file:
            write(step, tmp_path)
        elif step.text.startswith("sesim-new"):
            assert perform(step.text.replace("output my", "output first"), "--lang", "en") == 0
            assert perform(step.text, "--lang", "sv") == 0
        else:
            assert perform(step.text) == 0, capsys.readouterr().err

    for code, folder in (("en", "first"), ("sv", "my")):
        described = (tmp_path / folder / "programme/mytown.yaml").read_text(encoding="utf-8")
        assert str(language(code)("set by you")) in described
    for code in LANGUAGES:
        assert (tmp_path / f"my/parameters/mytown_adjusted.{code}.md").exists()
        for folder, heading in HEADINGS.items():
            page = (tmp_path / folder / f"report.{code}.html").read_text(encoding="utf-8")
            assert str(language(code)(heading)) in page
    [afterwards] = (tmp_path / "my/parameters").glob("*afterwards.sv.md")
    assert afterwards.exists()
    goals = pd.read_csv(tmp_path / "alternatives/goals.csv")
    assert [one.split(",")[0] for one in goals["scenario"].unique()] == [
        "baseline", "half_a_post", "search_sooner", "both"
    ]  # fmt: skip
    assert pd.read_csv(tmp_path / "plan/plans.csv")["chosen"].sum() == 1
    reached = pd.read_csv(tmp_path / "decision/goals.csv")
    assert set(reached["outcome"]) == {"positive_exit_share", "first_jobs_2027", "waiting"}
    compared = pd.read_csv(tmp_path / "decision/comparison.csv")
    assert set(compared["scenario"]) == {"plan, parameters=mytown_adjusted"}
