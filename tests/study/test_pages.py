"""The generated reference pages say what the package says."""

import runpy
from pathlib import Path
from typing import Any

import pytest
import yaml

from sesim.study.parameters import register

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def generator() -> dict[str, Any]:
    return runpy.run_path(str(DOCS / "generate.py"))


def test_the_pages_are_as_generated(generator: dict[str, Any]) -> None:
    """If one is not: python docs/generate.py."""
    pages = generator["PAGES"].items()
    differing = [path.name for path, page in pages if path.read_text(encoding="utf-8") != page()]

    assert differing == []


def test_every_parameter_has_its_row(generator: dict[str, Any]) -> None:
    rows = [row for _, rows in generator["by_section"]() for row in rows]

    assert [row[0] for row in rows] == [f"`{name}`" for name in register()]


def test_every_field_of_a_programme_has_its_row_or_the_shared_one(
    generator: dict[str, Any],
) -> None:
    _, *sections = generator["programmes_page"]().split("\n## ")[1:]
    fields = {
        section.splitlines()[0]: {
            line.split("`")[1] for line in section.splitlines() if "| `" in line
        }
        for section in sections
    }
    shared = fields.pop("What most programmes share")

    for path in (DOCS.parent / "conf" / "programme").glob("*.yaml"):
        known = set(yaml.safe_load(path.read_text(encoding="utf-8"))) - {"sources"}
        assert fields.pop(path.stem) | shared == known
    assert fields == {}
    assert len(shared) >= 5


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "none"),
        ([], "none"),
        (True, "yes"),
        (20.0, "20"),
        ({"a": 0.5, "b": {"c": None}}, "a 0.5, b c none"),
        ([{"since": "2016-07-01", "level": 0.75}], "since 2016-07-01, level 0.75"),
        (
            [{"name": "a", "fte": [{"since": "2012-01-01", "until": "2013-01-01", "share": 0.5}]}],
            "a (generalist, other duties): 0.5 from 2012-01-01 until 2013-01-01",
        ),
    ],
)
def test_values_in_words(value: Any, expected: str, generator: dict[str, Any]) -> None:
    assert generator["value_text"](value) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"target": "back_heaviness", "set": 0.0}, "`back_heaviness` = 0"),
        ({"target": "role_split", "set": True}, "`role_split` = yes"),
        ({"target": "until", "set": None}, "`until` = none"),
        ({"target": "placement.months", "scale": 0.5}, "`placement.months` × 0.5"),
        (
            {
                "target": "goals",
                "programmes": ["a", "b"],
                "set": {"work": 1.0},
                "since": "2014-01-01",
            },
            "`goals` = work 1 in a, b from 2014-01-01",
        ),
    ],
)
def test_changes_in_words(change: Any, expected: str, generator: dict[str, Any]) -> None:
    assert generator["change_text"](change) == expected


def test_every_scenario_has_its_row(generator: dict[str, Any]) -> None:
    files = (DOCS.parent / "conf" / "scenario").glob("*.yaml")
    rows = [line for line in generator["scenarios_page"]().splitlines() if line.startswith("| `")]

    assert sorted(row.split("`")[1] for row in rows) == sorted(path.stem for path in files)
    assert rows[0].startswith("| `baseline` |")


def test_an_old_table_gives_way_and_the_rest_of_the_page_stays(
    tmp_path: Path, generator: dict[str, Any]
) -> None:
    page = tmp_path / "page.md"
    page.write_text("# P\n\n<!-- a -->\n| old |\n\n| old |\nText\n\n| other |\n", encoding="utf-8")

    new = generator["with_tables"](page, a="| new |\n\n| too |")

    assert new == "# P\n\n<!-- a -->\n| new |\n\n| too |\nText\n\n| other |\n"
