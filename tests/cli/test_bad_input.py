"""Bad input: exit status 2, one message that says what to do, no traceback, nothing written."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sesim.cli.compose import Composer
from sesim.cli.simulate.combinations import sweep_request
from sesim.runs.errors import RunError

pytestmark = pytest.mark.usefixtures("few_programmes")

Sesim = Callable[..., tuple[int, str, str]]

POSTS = "vetlanda.posts=[{name: a, fte: [%s]}]"

# Bad overrides and what must be said of each. Those of one table are given together.
TOGETHER = [
    {
        "weather=fine": ["  weather: unknown key; known: programmes, start,"],
        "replicatons=3": ["  replicatons: unknown key (did you mean 'replications'?)"],
        "+seeds=3": ["  seeds: unknown key (did you mean 'seed'?)"],
        "vetlanda.back_heavyness=1": [
            "  vetlanda.back_heavyness: unknown key (did you mean 'back_heaviness'?)"
        ],
        "eksj.back_heaviness=1": ["  eksj: unknown key (did you mean 'eksjo'?)"],
        "paramters.accept=0.1": ["  paramters: unknown key (did you mean 'parameters'?)"],
        "replications=many": ["  replications: should be a valid integer", "(got 'many')"],
        "parameters.acept=0.1": ["  parameters.acept: unknown parameter (did you mean 'accept'?)"],
        "parameters.accept=1.2": ["  parameters.accept: should be between 0 and 1", "(got 1.2)"],
        "scenario=baselin": ["  scenario: unknown option 'baselin' (did you mean 'baseline'?)"],
        "experiment=nosuch": ["  experiment: unknown option 'nosuch'; available:"],
        POSTS % "{since: 2012-01-01, share: -1}": [
            "  vetlanda.posts.0.fte.0.share: should be greater than or equal to 0 (got -1)"
        ],
        "aneby=3": ["  aneby: should be"],
        "eksjo": ["  eksjo: should have the form key=value"],
        "=1": ["  =1: should have the form key=value"],
        "programmes=[eksjo, , vetlanda]": ["  programmes=[eksjo, , vetlanda]: cannot be read"],
        "seed=1,2": ["  seed=1,2: several values; a list is seed=[1,2]", "sesim -m"],
    },
    {
        "replications=0": ["  replications: should be greater than or equal to 1 (got 0)"],
        "seed=-1": ["  seed: should be greater than or equal to 0 (got -1)"],
        "start=spring": ["  start: a date is written as 2017-06-30 (got 'spring'"],
        POSTS % "{since: 2012-01-01, share: 0.5}, {since: 2014-01-01, share: 1.0}": [
            "  vetlanda.posts.0: FTE periods overlap: 2012-01-01 to open and from 2014-01-01"
        ],
        "scenario=null": ["  scenario: unknown option 'null'; available: back_heavy, baseline"],
    },
    {
        "replications=2.5": ["  replications: should be", "(got 2.5)"],
        "seed.x=1": ["  seed: should be a valid integer"],
    },
    {
        "programmes=[eksjöö,atlantis]": [
            "  programmes: eksjöö: unknown programme (did you mean 'eksjo'?)",
            "  programmes: atlantis: unknown programme; known: aneby, eksjo",
        ],
    },
    {"programmes=eksj": ["  programmes: eksj: unknown programme (did you mean 'eksjo'?)"]},
    {"end=2011-12-31": ["  end: 2011-12-31 must not be before start 2012-01-01"]},
    {"vetlanda.posts.7.name=x": ["vetlanda.posts[7]"]},
    {"scenario.rationale=${nowhere}": ["'nowhere' not found"]},
]


@pytest.fixture(scope="module")
def known() -> tuple[str, ...]:
    return ("aneby", "eksjo", "savsjo", "vetlanda")


@pytest.mark.parametrize("bad", TOGETHER)
def test_every_problem_is_told_at_once(
    sesim: Sesim, tmp_path: Path, bad: dict[str, list[str]]
) -> None:
    status, out, err = sesim(*bad, "output=result")

    assert status == 2
    assert out == ""
    assert [text for texts in bad.values() for text in texts if text not in err] == []
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []
    number = sum(len([text for text in texts if text[0] == " "]) for texts in bad.values())
    assert number in (0, len(err.splitlines()) - 1)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--replications", "3"], "unrecognized arguments: --replications; see sesim --help"),
        (["--config-dir", "nowhere"], "--config-dir: nowhere is not a folder"),
        (["--config-dir"], "expected one argument"),
        (["--cfg", "job", "replicatons=3"], "replicatons"),
        (["--cfg", "job", "scenario=surg"], "scenario/surg"),
    ],
)
def test_bad_flag_or_what_it_shows_is_refused(
    sesim: Sesim, arguments: list[str], expected: str
) -> None:
    status, out, err = sesim(*arguments)

    assert (status, out) == (2, "")
    assert expected in err


@pytest.mark.parametrize("wanted", ["full", "/proc/sesim"])
def test_place_that_cannot_be_written_is_refused_before_anything_is_simulated(
    sesim: Sesim, small: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "summary.csv").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.setattr("sesim.cli.simulate.single.run_into", None)

    status, out, err = sesim(*small, f"output={wanted}")

    assert (status, out) == (2, "")
    assert err.startswith("sesim: output: ")
    assert wanted in err
    assert len(err.splitlines()) == 1
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "full" / "summary.csv").read_text() == "mine"


def test_a_folder_that_was_deleted_is_told(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    code = (
        "import os, sys; from sesim.cli.simulate.main import exit_status; os.rmdir(os.getcwd()); "
        "sys.exit(exit_status(['seed=1']))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=gone, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "sesim: the current folder no longer exists; change to another folder (cd)\n"
    )


def test_values_that_may_be_one_decimal_number_are_named_before_they_are_run(
    sesim: Sesim, small: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise RunError("here it would begin")

    monkeypatch.setattr("sesim.cli.simulate.launch.Launching.run", stop)

    status, _, err = sesim("-m", *small, "vetlanda.caseload_norm=15,20", "output=result")

    assert status == 1
    assert err.startswith("Sweeping vetlanda.caseload_norm over 15 and 20.\n")


def test_what_a_launcher_said_is_told_with_the_jobs_it_did_not_start(
    sesim: Sesim, small: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As when there is no Slurm on this machine."""

    def refuse(*_: object) -> None:
        raise RuntimeError('Could not detect "srun", are you indeed on a slurm cluster?')

    monkeypatch.setattr("sesim.cli.simulate.launch.launcher_of", refuse)

    status, _, err = sesim("-m", *small, "seed=1,2", "output=result")

    said = 'was not started; the launcher reported: RuntimeError: Could not detect "srun"'
    assert status == 1
    assert err.count(said) == 2
    assert (tmp_path / "result" / "jobs.csv").read_text(encoding="utf-8").count("srun") == 2


@pytest.mark.slow
def test_glob_means_all_scenarios(tmp_path: Path) -> None:
    conf = tmp_path / "conf"
    (conf / "scenario").mkdir(parents=True)
    (conf / "scenario" / "zebra.yaml").write_text("name: zebra\n", encoding="utf-8")

    plan = sweep_request(
        Composer(conf), ["scenario=glob([zebra,base*,boo*])", "programmes=[eksjo]"]
    )

    assert [job.label for job in plan.jobs] == ["baseline", "boom", "zebra"]


def test_labels_and_overrides_name_programmes_by_their_keys() -> None:
    plan = sweep_request(
        Composer(), ["programmes=[Sävsjö],[VETLANDA]", "Vetlanda.back_heaviness=0.2"]
    )

    assert [job.overrides for job in plan.jobs] == [
        ("programmes=[savsjo]", "vetlanda.back_heaviness=0.2"),
        ("programmes=[vetlanda]", "vetlanda.back_heaviness=0.2"),
    ]


@pytest.mark.slow
def test_bad_input_in_a_process_of_its_own(
    process: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """What this process has imported or set must not be why the tests above pass."""
    status, out, err = process(tmp_path, "replicatons=3", "output=result")

    assert (status, out) == (2, "")
    assert err == (
        "sesim: invalid study: 1 problem\n"
        "  replicatons: unknown key (did you mean 'replications'?)\n"
    )
    assert list(tmp_path.iterdir()) == []
