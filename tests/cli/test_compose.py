"""Composition: from the files and overrides to a study, without running anybody's code."""

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
import yaml
from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from hydra.core.object_type import ObjectType

import sesim
from sesim.cli.compose import Composer
from sesim.cli.load import load_study
from sesim.cli.overrides import parse, readable
from sesim.cli.sources import CheckedSource
from sesim.study import StudyError
from sesim.study.parameters import defaults
from sesim.study.shipped import conf_dir


@pytest.fixture
def my(tmp_path: Path) -> Path:
    """A folder of a user's own, with a programme and a scenario."""
    eksjo = (conf_dir() / "programme" / "eksjo.yaml").read_text(encoding="utf-8")
    change = {
        "target": "caseload_norm",
        "programmes": ["eksjo"],
        "set": 15.0,
        "since": "2014-01-01",
    }
    for group in ("programme", "scenario"):
        (tmp_path / "my" / group).mkdir(parents=True)
    (tmp_path / "my" / "programme" / "mytown.yaml").write_text(eksjo, encoding="utf-8")
    scenario = yaml.safe_dump({"name": "Färre platser", "changes": [change]}, allow_unicode=True)
    (tmp_path / "my" / "scenario" / "mine.yaml").write_text(scenario, encoding="utf-8")
    return tmp_path / "my"


def test_default_study_is_the_county() -> None:
    study = load_study()

    assert len(study.programmes) == 10
    assert next(iter(study.programmes)) == "aneby"
    assert study.scenario.name == "baseline"
    assert (study.settings.start, study.settings.end) == (date(2012, 1, 1), date(2017, 6, 30))
    assert study.draws == "posterior"
    assert dict(load_study(["parameters=register"]).parameters) == defaults()
    files = (conf_dir() / "programme").glob("*.yaml")
    assert len(load_study(["programmes=all"]).programmes) == len(list(files))


def test_overrides_reach_settings_programmes_and_parameters() -> None:
    study = load_study(
        [
            "programmes=eksjo",
            "replications=7",
            "start=2013-02-03",
            "eksjo.back_heaviness=0.25",
            "eksjo.title=Eksjö på nytt",
            "parameters.accept=0.12",
            "scenario.rationale=Åter till början",
        ]
    )

    assert list(study.programmes) == ["eksjo"]
    assert study.settings.replications == 7
    assert study.settings.start == date(2013, 2, 3)
    assert study.programmes["eksjo"].back_heaviness == 0.25
    assert study.programmes["eksjo"].title == "Eksjö på nytt"
    assert study.parameters["accept"] == 0.12
    assert study.scenario.rationale == "Åter till början"


def test_programme_of_a_users_own(my: Path) -> None:
    study = load_study(["+programme@mytown=mytown", "programmes=[mytown]"], config_dir=my)

    assert list(study.programmes) == ["mytown"]
    with pytest.raises(StudyError, match=r"unknown option 'mytwn' \(did you mean 'mytown'"):
        load_study(["+programme@mytown=mytwn"], config_dir=my)


def test_scenario_of_a_users_own(my: Path) -> None:
    study = load_study(["scenario=mine", "programmes=eksjo"], config_dir=my)

    assert study.scenario.name == "Färre platser"
    assert study.regimes("eksjo")[-1].programme.caseload_norm == 15.0
    with pytest.raises(StudyError, match="unknown option 'mine'; available: back_heavy, baseline"):
        load_study(["scenario=mine"])


def test_loading_leaves_another_users_hydra_alone(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("mine: 1\n")
    with initialize_config_dir(str(tmp_path), version_base="1.3"):
        first, second = load_study(["seed=1"]), load_study(["seed=1"])

        assert first == second
        assert compose("config").mine == 1
    assert not GlobalHydra.instance().is_initialized()


@pytest.mark.parametrize(
    "value",
    ["körning 3, ny", "a'b", "ends\\", "a\\'b", "C:\\x\\", "a=b", "{x}", "[1]", "run(1)", " ", "å"],
)
def test_any_text_is_a_path(value: str) -> None:
    problems: list[str] = []
    [override] = parse([f"output={value}"], problems)

    assert override.value() == value
    assert problems == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("programmes=[gnosjö, eksjo]", "programmes=['gnosjö', eksjo]"),
        ("scenario.name=Höglandet 2017", "scenario.name='Höglandet 2017'"),
        ("x='å'", "x='å'"),
        ("programmes=[eksjo,vetlanda]", "programmes=[eksjo,vetlanda]"),
        ("output=null", "output=null"),
        ("output='a b'", "output='a b'"),
        ("eksjo", "eksjo"),
    ],
)
def test_only_what_could_not_be_read_is_quoted(text: str, expected: str) -> None:
    assert readable(text) == expected


def test_public_names_are_there_when_asked_for() -> None:
    assert {*sesim.__all__} <= {*dir(sesim)}
    assert sesim.load_study is load_study
    callables = {*sesim.__all__} - {"__version__", "exchange"}
    assert {"design", "load_study", "run", "simulate"} <= callables
    assert all(callable(getattr(sesim, name)) for name in callables)
    assert sesim.__version__[0].isdigit()
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        _ = sesim.simulat


def test_folders_of_results_are_no_groups(tmp_path: Path) -> None:
    """A results folder can be run again; `figures` is a key, although it has such a folder."""
    folder = tmp_path / "conf"
    copytree(conf_dir(), folder)
    (folder / "figures" / "sv").mkdir(parents=True)
    (folder / "figures" / "sv" / "jobs.svg").touch()

    study = Composer(config_path=folder).study(["figures=false", "scenario=baseline"])

    assert study.settings.figures is False


def test_a_folder_becomes_a_group_when_it_gets_a_file(my: Path) -> None:
    source = CheckedSource("command-line", f"sesim://{my}")
    (my / "extra" / "inner").mkdir(parents=True)

    assert not source.is_group("extra")
    (my / "extra" / "inner" / "one.yaml").touch()
    assert source.is_group("extra")
    assert source.is_group("extra/inner")
    assert source.is_group("scenario")
    assert source.list("", ObjectType.GROUP) == ["extra", "programme", "scenario"]
