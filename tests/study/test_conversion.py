"""Files of an earlier version become files of this one, with their comments."""

from pathlib import Path

import pytest
import yaml

from sesim.cli.convert.main import exit_status
from sesim.study import conversion
from sesim.study.conversion import Converted, converted
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


PLACED = "placement: {aim: jobs}\n"

BLOCK = """\
since: "2014-01-01"
changes:
  - target: placement.first_share  # a habit
    programmes: [vetlanda]
    set: 0.9
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


@pytest.mark.parametrize(
    "text",
    [
        BLOCK,
        BLOCK.replace("placement.first_share", "'placement.first_share'"),
        BLOCK.replace("changes", "rationale: placement.first_share set 0.5\nchanges"),
        "changes: [{set: 0.9, target: placement.first_share}, {target: caseload_norm, set: 9}]\n",
        "{changes: [{set: 0.9, target: placement.first_share}]}\n",
        "%YAML 1.1\n---\nchanges:\n- {target: placement.first_share, set: 0.9}\n",
        f"format: {FORMAT}\n{BLOCK}",
        f'{BLOCK}"format": 1',
    ],
)
def test_a_share_is_found_however_it_is_written(text: str) -> None:
    """All other values, and all texts, stay as they were."""
    plain, found = yaml.safe_load(text), converted(text)
    assert found.problems == []
    new = yaml.safe_load(found.text)
    first = plain["changes"][0] | {"target": "placement.aim", "set": "placements"}
    assert new == plain | {"format": FORMAT, "changes": [first, *plain["changes"][1:]]}


def test_a_programme_whose_share_stands_on_a_line_of_its_own() -> None:
    text = 'title: x\nposts: []\nplacement:\n  "first_share": # a habit\n    0.9\n  months: 4\n'
    new = converted(text).text
    assert yaml.safe_load(new)["placement"] == {"aim": "placements", "months": 4}
    assert "# a habit" in new


def test_comments_and_sources_are_not_taken_for_values() -> None:
    more = "# first_share: 0.7 was measured\nsources: {placement: 'first_share: 0.7'}\n"
    assert converted(OLD + more).text.endswith(more)


def test_a_planted_wrong_edit_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "_edited", lambda text, _: text.replace("4.0", "5.0"))
    assert converted(OLD).problems == [
        "cannot be changed as it is written; write it with plain keys"
    ]


def test_files_of_parameters_need_no_change() -> None:
    assert converted("accept: 0.03\n") == Converted("accept: 0.03\n")


def test_converting_twice_changes_nothing() -> None:
    once = converted(OLD)
    twice = converted(once.text)
    assert (twice.text, twice.changes) == (once.text, [])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SCENARIO.replace("set: 0.2", "scale: 2.0"), "cannot be scaled"),
        (SCENARIO.replace("placement.first_share", "parameters.motivation_hr"), "replaced by"),
        (
            SCENARIO.replace("set: 0.2", "scale: 2.0").replace("changes", "habits") + PLACED,
            "habits.0",
        ),
        (OLD.replace("0.7", "much"), "placement.first_share: should be from 0 to 1 (got 'much')"),
        (OLD.replace("0.7", ".nan"), "should be from 0 to 1 (got nan)"),
        (OLD.replace("0.7", "1.5"), "should be from 0 to 1 (got 1.5)"),
        (OLD.replace("0.7", "true"), "should be from 0 to 1 (got True)"),
        (OLD.replace("posts", "format: 3\nposts"), "got 3); the file is for a later version"),
        (OLD.replace("posts", "format: new\nposts"), "format: should be 1 or 2 (got 'new')"),
        (OLD.replace("0.7", "&a 0.7").replace("4.0", "*a"), "cannot be changed as it is written"),
        ("accept: 0.03\nplacement_to_job: 0.4\n", "replaced by hired_per_month"),
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


def test_an_old_text_is_never_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, link = tmp_path / "town.yaml", tmp_path / "link.yaml"
    file.write_text(OLD)
    file.chmod(0o600)
    link.symlink_to(file)
    assert exit_status([str(file), str(tmp_path / "." / "town.yaml"), str(link)]) == 0
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "town.yaml.old").read_text() == OLD

    file.write_text(OLD)
    capsys.readouterr()
    assert exit_status([str(file)]) == 2
    assert "town.yaml.old: exists" in capsys.readouterr().err
    assert file.read_text() == OLD


def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for file in files:
        file.write_text(OLD)

    def full(source: Path, target: Path) -> None:
        if source == files[1]:
            raise OSError(28, "No space left on device")
        target.write_text(source.read_text())

    monkeypatch.setattr("shutil.copy2", full)
    assert exit_status([*map(str, files)]) == 1
    assert [file.read_text() for file in files] == [OLD, OLD]
    assert sorted(tmp_path.iterdir()) == files


@pytest.mark.parametrize(
    ("text", "advises"), [("a: 1\n", False), (SCENARIO.replace("set: 0.2", "scale: 2.0"), True)]
)
def test_the_old_version_is_named_where_it_helps(
    text: str, advises: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.yaml").write_text(text)
    assert exit_status([str(tmp_path / "one.yaml")]) == 2
    assert ("sesim 0.2" in capsys.readouterr().err) is advises


@pytest.mark.parametrize("arguments", [[], ["--fast"], ["missing.yaml"]])
def test_bad_arguments_are_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_status(arguments) == 2
    assert "Traceback" not in capsys.readouterr().err
