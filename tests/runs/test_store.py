"""What is written can be read back the same, and tells where it comes from but not who made it."""

import getpass
import json
import platform
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from pandas.testing import assert_frame_equal

from sesim.outcomes import summarise_curves
from sesim.runs.replicate import Results, tidy
from sesim.runs.results import provenance
from sesim.runs.results.configuration import from_plain, to_plain
from sesim.runs.results.provenance import checkout, code, describe, fingerprint
from sesim.runs.results.store import load_folder, write
from sesim.runs.workers import Part
from sesim.study import Study, StudyError
from sesim.study.frozen import unchecked

NOON = datetime(2017, 8, 23, 12, tzinfo=UTC)


@pytest.fixture
def folder(results: Results, tmp_path: Path) -> Path:
    write(results, tmp_path, NOON, 1.25)
    return tmp_path


def test_tables_are_read_back_the_same(results: Results, folder: Path) -> None:
    summary = pd.read_csv(folder / "summary.csv")

    assert_frame_equal(summary, results.summary, check_exact=True)
    for name in Part._fields:
        table = pd.read_parquet(folder / f"{name}.parquet")
        assert_frame_equal(table, getattr(results, name), check_exact=True)
    curves = pd.read_csv(folder / "curves.csv")
    study = results.study
    whole = tidy(summarise_curves(results.curves, study.label, study.settings.interval))
    assert_frame_equal(curves, whole, check_exact=True)
    assert curves["mean"].notna().sum() > 100


def test_csv_is_plain(folder: Path) -> None:
    heads = {
        "summary.csv": "scenario,programme,group,outcome,unit,mean,low,high,replications,observed,"
        "chance_share\n",
        "curves.csv": "scenario,programme,group,curve,series,x,mean,low,high,replications\n",
    }
    for name, head in heads.items():
        data = (folder / name).read_bytes()
        assert b"\r" not in data
        assert not data.startswith(b"\xef\xbb\xbf")
        assert data.decode("utf-8").startswith(head)


def test_same_results_give_the_same_bytes(results: Results, folder: Path) -> None:
    again = folder / "again"
    again.mkdir()
    write(results, again, NOON, 1.25)

    for path in again.iterdir():
        assert path.read_bytes() == (folder / path.name).read_bytes()


@pytest.mark.parametrize(
    "overrides",
    [
        [
            "eksjo.title='Åneby: 50 %, {x} #1'",
            "scenario.rationale='yes'",
            "scenario.name='1'",
            "seed=1",
            "interval=0.5",
            "parameters.accept=0.123456789012345",
            "workers=2",
            "vetlanda.post_size=1.0",
            "vetlanda.until='2013-05-31'",
            "vetlanda.observed=null",
        ],
        [
            "scenario.changes=[{target: parameters.accept, scale: 1.5, since: 2013-02-03},"
            "{target: until, set: null, programmes: [eksjo, habo]},"
            "{target: title, set: x, programmes: [habo]}]"
        ],
    ],
)
def test_configuration_gives_the_same_study(
    load: Callable[..., Study], overrides: list[str]
) -> None:
    study = load(*overrides)

    text = yaml.safe_dump(to_plain(study), allow_unicode=True)

    assert from_plain(yaml.safe_load(text)) == anywhere(study)


def anywhere(study: Study) -> Study:
    """Return the study without what says where and how fast it is run."""
    settings = study.settings.model_copy(update={"workers": 0, "output": None, "cluster": None})
    return unchecked(study, settings=settings)


def test_folder_gives_the_same_study(study: Study, folder: Path) -> None:
    assert load_folder(folder) == anywhere(study)


def test_where_it_was_run_is_no_part_of_a_configuration(vary: Callable[..., Study]) -> None:
    there = vary(workers=7, output="there", cluster="tcp://there:1")

    assert to_plain(there) == to_plain(vary(workers=1))


def test_study_changed_by_hand_is_checked(folder: Path) -> None:
    path = folder / "config.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("seed:", "sead:"), encoding="utf-8")

    with pytest.raises(StudyError, match=r"sead: unknown key \(did you mean 'seed'"):
        load_folder(folder)


def test_provenance_tells_where_results_come_from(study: Study, folder: Path) -> None:
    told = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))

    assert told["configuration"] == to_plain(study)
    assert told["configuration_sha256"] == fingerprint(to_plain(study))
    assert told["seed"] == study.settings.seed
    assert told["started"] == "2017-08-23T12:00:00+00:00"
    assert told["wall_seconds"] == 1.25
    assert told["workers"] == 1
    assert told["python"] == platform.python_version()
    assert told["packages"]["numpy"] == np.__version__
    assert {"version", "commit", "dirty", "platform"} <= told.keys()


def test_folder_bears_no_trace_of_user_or_place(folder: Path) -> None:
    texts = [(folder / name).read_text("utf-8") for name in ("provenance.json", "config.yaml")]
    traces = {str(folder), str(Path.home()), str(Path.cwd()), platform.node()} - {"/", ""}
    traces |= {getpass.getuser()} - {"root"}  # an ordinary word

    assert [trace for trace in traces for text in texts if trace in text] == []


def test_fingerprint_is_about_what_decides_the_numbers(
    study: Study, vary: Callable[..., Study]
) -> None:
    def of(study: Study) -> str:
        return fingerprint(to_plain(study))

    other = unchecked(study, pinned={"accept": 0.2})

    assert of(study) == of(vary(workers=2, output="elsewhere"))
    assert len({of(study), of(vary(seed=1)), of(vary(replications=5)), of(other)}) == 4


def test_commit_is_that_of_the_checkout(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known, clean, dirty, and none at all: in a repository made for the purpose."""
    module = tmp_path.joinpath("src", *provenance.__name__.split(".")).with_suffix(".py")
    module.parent.mkdir(parents=True)
    module.write_text("")
    monkeypatch.setattr(provenance, "__file__", str(module))
    monkeypatch.setenv("GIT_DIR", "nowhere")
    assert checkout() == (None, None)

    def git(*arguments: str) -> str:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        command = ["git", f"--git-dir={tmp_path}/.git", f"--work-tree={tmp_path}", *who]
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    git("init", "--quiet")
    assert checkout() == (None, True)
    git("add", ".")
    git("commit", "--quiet", "--message=one")
    assert checkout() == (git("rev-parse", "HEAD"), False)
    module.write_text("changed = 1")
    assert checkout().dirty is True
    assert describe(study, NOON, 0.0, 1, {})["dirty"] is True


def test_the_code_is_that_of_the_whole_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the module that computes the hash stands: a change in any room counts."""
    package = tmp_path / "sesim"
    module = tmp_path.joinpath(*provenance.__name__.split(".")).with_suffix(".py")
    for path in (module, package / "model" / "journey.py", package / "events.py"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    monkeypatch.setattr(provenance, "__file__", str(module))
    hashes = [code.__wrapped__()]
    for name in ("model/journey.py", "events.py"):
        (package / name).write_text("changed = 1")
        hashes.append(code.__wrapped__())

    assert len(set(hashes)) == 3
