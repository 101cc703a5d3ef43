"""A study from Python: one text, several, or values by key are the same."""

from pathlib import Path
from typing import Any

import pytest

from sesim import load_calibration, load_study
from sesim.cli.load import texts_of
from sesim.study import StudyError

TEXTS = [
    "programmes=[eksjo,vetlanda]",
    "replications=20",
    "scenario=rapid_search",
    "vetlanda.back_heaviness=0.2",
    "parameters=point",
    "parameters.accept=0.12",
]

VALUES: dict[str, Any] = {
    "programmes": ["eksjo", "vetlanda"],
    "replications": 20,
    "scenario": "rapid_search",
    "vetlanda": {"back_heaviness": 0.2},
    "parameters": "point",
    "parameters.accept": 0.12,
}


@pytest.mark.slow
def test_texts_and_values_give_the_same_study() -> None:
    wanted = load_study(TEXTS)

    assert load_study(" ".join(TEXTS)) == wanted
    assert load_study(tuple(TEXTS)) == wanted
    assert load_study(text for text in TEXTS) == wanted
    assert load_study(VALUES) == wanted
    assert load_study({}) == load_study("") == load_study() == load_study([])


def test_one_text_is_split_as_in_a_shell() -> None:
    study = load_study("""programmes=eksjo 'eksjo.title="One, two"'  seed=3""")

    assert study.programmes["eksjo"].title == "One, two"
    assert study.settings.seed == 3


def test_name_of_a_file_is_found_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "scenario").mkdir()
    (tmp_path / "scenario" / "mine.yaml").write_text("name: mine\nchanges: []\n")

    assert load_study({"scenario": "mine"}, config_dir=tmp_path).scenario.name == "mine"
    assert load_study("scenario=mine", config_dir=str(tmp_path)).scenario.name == "mine"


@pytest.mark.parametrize(
    "overrides",
    [5, None, b"seed=7", [5], [None, "seed=7"], [["seed=7"]], {5: 1}, Path("x")],
    ids=str,
)
def test_something_else_is_refused_in_one_sentence(overrides: Any) -> None:
    with pytest.raises(TypeError) as caught:
        load_study(overrides)

    assert len(str(caught.value)) < 120


def test_one_text_has_one_problem() -> None:
    """Once there were eighteen, one for each letter."""
    with pytest.raises(StudyError) as caught:
        load_study("programmes=[eksj]")
    assert len(caught.value.problems) == 1

    with pytest.raises(StudyError) as caught:
        load_study("seed='7")
    assert caught.value.problems == ("seed='7: cannot be read: No closing quotation",)


def test_problems_of_files_and_of_values_come_together() -> None:
    with pytest.raises(StudyError) as caught:
        load_study({"scenario": "rapid", "seed": -1})

    assert [problem.partition(":")[0] for problem in caught.value.problems] == ["scenario", "seed"]


def test_calibration_takes_one_text_too() -> None:
    study, settings, _ = load_calibration("calibration=quick seed=7")

    assert study.settings.seed == 7
    assert settings == load_calibration(["calibration=quick", "seed=7"])[1]
    with pytest.raises(TypeError, match="overrides should be texts"):
        load_calibration({"seed": 7})  # type: ignore[arg-type]


def test_texts_of_texts() -> None:
    assert texts_of(["a=1", "b=2"]) == texts_of("a=1 b=2") == ["a=1", "b=2"]
