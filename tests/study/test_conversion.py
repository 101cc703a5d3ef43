"""Files of an earlier version become files of this one, with their comments."""

from pathlib import Path

import pytest
import yaml

from sesim.cli.convert.main import exit_status
from sesim.study.conversion import converted
from sesim.study.file_format import FORMAT
from sesim.study.programme import Aim
from sesim.study.shipped import shipped_file

OLD = """\
# our town
title: Town  # a title
posts: []
placement: {first_share: 0.7, months: 4.0}  # as before
"""

SCENARIO = """\
name: less
changes:
  - {target: placement.first_share, set: 0.2}
  - {target: referral.per_year, scale: 1.3}
"""


@pytest.mark.parametrize(
    ("share", "aim"),
    [("0", Aim.JOBS), ("0.4", Aim.JOBS), ("0.7", Aim.MIXED), ("1", Aim.PLACEMENTS)],
)
def test_the_share_of_placements_becomes_an_aim(share: str, aim: Aim) -> None:
    found = converted(OLD.replace("0.7", share))
    assert not found.problems
    assert yaml.safe_load(found.text)["placement"] == {"aim": aim.value, "months": 4.0}


def test_comments_and_all_other_lines_stay() -> None:
    text = converted(OLD).text
    assert text.splitlines() == [
        "# our town",
        f"format: {FORMAT}",
        "title: Town  # a title",
        "posts: []",
        "placement: {aim: mixed, months: 4.0}  # as before",
    ]


def test_a_scenario_sets_an_aim() -> None:
    found = converted(SCENARIO)
    assert yaml.safe_load(found.text)["changes"][0] == {"target": "placement.aim", "set": "jobs"}
    assert not found.problems


def test_converting_twice_changes_nothing() -> None:
    once = converted(OLD)
    twice = converted(once.text)
    assert (twice.text, twice.changes) == (once.text, [])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SCENARIO.replace("set: 0.2", "scale: 2.0"), "cannot be scaled"),
        (SCENARIO.replace("placement.first_share", "parameters.motivation_hr"), "no parameter"),
        (OLD.replace("0.7", "much"), "should be a number (got much)"),
        ("a: 1\n", "neither a programme nor a scenario"),
        ("replications: 4\nscenario: {}\nposts: []\n", "whole study of a result folder"),
        ("- 1\n", "neither a programme nor a scenario"),
    ],
)
def test_what_cannot_be_said_is_named(text: str, says: str) -> None:
    assert any(says in line for line in converted(text).problems)


def test_shipped_files_are_in_the_present_format() -> None:
    plain = shipped_file("programme", "eksjo")
    text = yaml.safe_dump(dict(plain) | {"format": FORMAT})
    assert converted(text).changes == []


def test_the_command_keeps_the_old_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "town.yaml"
    file.write_text(OLD)
    assert exit_status([str(file)]) == 0
    assert "placement.aim mixed" in capsys.readouterr().out
    assert (tmp_path / "town.yaml.old").read_text() == OLD
    assert yaml.safe_load(file.read_text())["format"] == FORMAT


def test_if_one_cannot_be_converted_none_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(OLD)
    bad.write_text("a: 1\n")
    assert exit_status([str(good), str(bad)]) == 2
    assert "bad.yaml: is neither" in capsys.readouterr().err
    assert good.read_text() == OLD
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.yaml", "good.yaml"]


@pytest.mark.parametrize("arguments", [[], ["--fast"], ["missing.yaml"]])
def test_bad_arguments_are_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_status(arguments) == 2
    assert "Traceback" not in capsys.readouterr().err
