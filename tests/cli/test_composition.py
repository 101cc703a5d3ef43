"""Composing again: files are read once, changes are seen, and no study changes another one."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sesim
from sesim.cli.compose import Composer
from sesim.cli.hydra_adapter import ConfigLoaderImpl
from sesim.runs.results.configuration import to_plain
from sesim.study import Study, StudyError
from sesim.study.input_file import yaml_text_of


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust files that have only just been written."""
    monkeypatch.setattr("sesim.cli.unchanged.SETTLED_SECONDS", -10.0)


@pytest.fixture
def my(tmp_path: Path) -> Path:
    """A folder of a user's own, with a scenario."""
    folder = tmp_path / "my"
    folder.mkdir()
    write(folder / "scenario" / "mine.yaml", "name: first\nchanges: []\n")
    return folder


def write(path: Path, text: str) -> None:
    """Write a text at another time than before, whatever the precision of the disk."""
    path.parent.mkdir(exist_ok=True)
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that have been read since, one for each time."""
    names: list[str] = []

    def reading(path: Path) -> str:
        names.append(path.name)
        return yaml_text_of(path)

    monkeypatch.setattr("sesim.cli.sources.yaml_text_of", reading)
    return names


@pytest.fixture
def merged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The overrides with which Hydra has merged files since, one text for each time."""
    asked: list[str] = []
    load = ConfigLoaderImpl.load_configuration

    def loading(loader: Any, name: str, overrides: list[str], **more: Any) -> Any:
        asked.append(" ".join(overrides))
        return load(loader, name, overrides, **more)

    monkeypatch.setattr(ConfigLoaderImpl, "load_configuration", loading)
    return asked


def test_files_are_read_and_merged_once(my: Path, read: list[str], merged: list[str]) -> None:
    """Whatever the values are, and in Python as on the command line."""
    for share in (0.1, 0.2, 0.3):
        overrides = ["scenario=mine", f"vetlanda.back_heaviness={share}", f"seed={share * 10:.0f}"]
        study = sesim.load_study(overrides, config_dir=my)
        assert study.programmes["vetlanda"].back_heaviness == share
        assert Composer(my).job(overrides)[0] == study
        study.replace({"scenario": "mine", "vetlanda.back_heaviness": 1 - share})

    assert read.count("mine.yaml") == 1
    assert len(read) == len(set(read))
    assert merged == ["scenario=mine", "scenario='mine'"]  # as typed, and as `replace` asks


def test_another_choice_reads_no_more_than_another_file(my: Path, read: list[str]) -> None:
    write(my / "scenario" / "other.yaml", "name: second\nchanges: []\n")
    sesim.load_study("scenario=mine", config_dir=my)
    read.clear()

    assert sesim.load_study("scenario=other", config_dir=my).scenario.name == "second"
    assert read == ["other.yaml"]


def test_a_changed_file_is_seen(my: Path) -> None:
    assert sesim.load_study("scenario=mine", config_dir=my).scenario.name == "first"

    write(my / "scenario" / "mine.yaml", "name: other\nchanges: []\n")  # of the same size

    assert sesim.load_study("scenario=mine", config_dir=my).scenario.name == "other"


def test_new_and_removed_files_are_seen(my: Path) -> None:
    with pytest.raises(StudyError, match="unknown option 'new'"):
        sesim.load_study("scenario=new", config_dir=my)
    write(my / "scenario" / "new.yaml", "name: new\nchanges: []\n")
    assert sesim.load_study("scenario=new", config_dir=my).scenario.name == "new"

    (my / "scenario" / "new.yaml").unlink()

    with pytest.raises(StudyError, match="unknown option 'new'"):
        sesim.load_study("scenario=new", config_dir=my)


def test_a_mistake_is_reported_until_it_is_corrected(my: Path) -> None:
    write(my / "scenario" / "mine.yaml", "name: first\nname: second\n")
    for _ in range(2):
        with pytest.raises(StudyError, match="duplicate key name"):
            sesim.load_study("scenario=mine", config_dir=my)

    write(my / "scenario" / "mine.yaml", "name: first\nchanges: []\n")

    assert sesim.load_study("scenario=mine", config_dir=my).scenario.name == "first"


def test_files_out_of_sight_are_read_each_time(my: Path) -> None:
    """Hydra itself reads what is in a folder that an override adds to its search path."""
    write(my / "scenario" / "mine.yaml", "defaults: [theirs]\nchanges: []\n")
    theirs = my / "added" / "scenario" / "theirs.yaml"
    theirs.parent.mkdir(parents=True)
    overrides = ["scenario=mine", f"hydra.searchpath=['file://{my / 'added'}']"]

    for name in ("once", "then"):
        write(theirs, f"name: {name}\n")
        assert sesim.load_study(overrides, config_dir=my).scenario.name == name


def test_in_another_folder_nothing_is_read_or_merged_again(
    my: Path, read: list[str], merged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what refers to the folder has that of today, not that of the first time."""
    write(my / "scenario" / "mine.yaml", "name: mine\nrationale: in ${hydra.runtime.cwd}\n")
    for name in ("one", "other"):
        (my.parent / name).mkdir()
        monkeypatch.chdir(my.parent / name)

        study = sesim.load_study("scenario=mine", config_dir=my)

        assert study.scenario.rationale == f"in {my.parent / name}"

    assert len(merged) == 1
    assert read.count("mine.yaml") == 1


def test_no_study_changes_the_next_one(my: Path) -> None:
    def made() -> Study:
        return sesim.load_study("scenario=mine vetlanda.back_heaviness=0.2", config_dir=my)

    first = made()
    before = to_plain(first)
    spoil(first._source.plain)

    assert to_plain(made()) == before
    assert made().section("scenario") == {"name": "first", "changes": []}


def spoil(node: Any) -> None:
    """Empty everything that can be changed within plain data."""
    for inner in list(node.values() if isinstance(node, dict) else node):
        if isinstance(inner, dict | list):
            spoil(inner)
    node.clear()


REFERRING = [
    ["seed=${replications}"],
    ["vetlanda.title='of ${eksjo.title}'", "eksjo.title=Nearby"],
    ["scenario=referring", "seed=9"],
    ["scenario=referring", "~seed"],
]

SINGLE = [
    ["seed=3", "vetlanda.posts.0.name=anna", "parameters.accept=0.12"],
    ["~vetlanda.title"],
    ["~vetlanda", "programmes=[eksjo]"],
    ["+new=3", "+seed=4", "++vetlanda.x.y=1"],
    ["vetlanda=3", "scenario.changes=[]", "replications=0"],
    ["seed=???", "eksjo.title=???"],
    ["cluster.x=1", "precision=0.1"],
    ["scenario={name: q, changes: []}", "economics.rates.coach_cost.value=5"],
]


@pytest.fixture(scope="module")
def referring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a user's own, with a scenario that refers to a value."""
    folder = tmp_path_factory.mktemp("referring")
    write(folder / "scenario" / "referring.yaml", "name: at ${seed}\nchanges: []\n")
    return folder


@pytest.mark.parametrize("overrides", [*REFERRING, *SINGLE], ids=str)
def test_values_mean_the_same_alone_and_in_the_whole(
    referring: Path, overrides: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what is set becomes a configuration again, unless something refers to another value."""
    found = answer(lambda: sesim.load_study(overrides, config_dir=referring))

    monkeypatch.setattr("sesim.cli.composition.REFERENCE", "")  # as if every value were one
    assert found == answer(lambda: sesim.load_study(overrides, config_dir=referring))


def test_values_may_refer_to_others(referring: Path) -> None:
    """Of the command line and of files, with the values that hold in the end."""
    study = sesim.load_study("seed=${replications} replications=17", config_dir=referring)
    assert study.settings.seed == 17

    study = sesim.load_study("vetlanda.title='of ${eksjo.title}' eksjo.title=Nearby")
    assert study.titles["vetlanda"] == "of Nearby"

    study = sesim.load_study("scenario=referring seed=9", config_dir=referring)
    assert study.scenario.name == "at 9"


def answer(call: Callable[[], Study]) -> object:
    """Return a study with all that it is made from, or what is wrong with it."""
    try:
        study = call()
    except StudyError as error:
        return error.problems
    return to_plain(study), list(study._source.plain.items()), study.departures, study.sources
