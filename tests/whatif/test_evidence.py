"""What the effect of a lever rests on: what its scenarios say, and never surer than the weakest."""

import pytest
from tests.whatif.tiny import TINY

from sesim.cli.whatif.request import load_what_if
from sesim.report.text.grades import GRADES as IN_WORDS
from sesim.study.shipped import options
from sesim.whatif import evidence
from sesim.whatif.evidence import GRADES, SCENARIOS, grade_of
from sesim.whatif.settings import LEVERS, SCENARIO


@pytest.mark.parametrize(
    ("grades", "found"),
    [
        ({}, "assumption"),
        ({"rapid_search": "counted", "back_heavy": "counted"}, "counted"),
        ({"rapid_search": "counted", "back_heavy": "studied"}, "studied"),
        ({"rapid_search": "counted"}, "assumption"),
    ],
)
def test_the_weakest_scenario_decides(
    grades: dict[str, str], found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shipped(_: str, name: str) -> dict[str, str]:
        return {"grade": grades[name]} if name in grades else {}

    monkeypatch.setattr(evidence, "shipped_file", shipped)
    assert grade_of("back_heaviness") == found


def test_every_lever_has_scenarios_that_are_shipped() -> None:
    assert tuple(SCENARIOS) == LEVERS
    assert {name for names in SCENARIOS.values() for name in names} <= set(options(SCENARIO))
    assert tuple(IN_WORDS) == GRADES


def test_a_lever_carries_its_grade() -> None:
    for lever in load_what_if(TINY).grid.levers:
        assert lever.grade == grade_of(lever.name)
