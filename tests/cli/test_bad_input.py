"""Bad input: exit status 2, one message that says what to do, no traceback, nothing written."""

from collections.abc import Callable
from pathlib import Path

import pytest

Sesim = Callable[..., tuple[int, str, str]]

POSTS = "vetlanda.posts=[{name: a, fte: [%s]}]"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["colour=red"], ["colour: unknown key", "replications"]),
        (["replicatons=3"], ["replicatons: unknown key (did you mean 'replications'?)"]),
        (["+replicatons=3"], ["replicatons: unknown key (did you mean 'replications'?)"]),
        (
            ["vetlanda.back_heavyness=1"],
            ["vetlanda.back_heavyness: unknown key (did you mean 'back_heaviness'?)"],
        ),
        (["vetlnda.back_heaviness=1"], ["vetlnda: unknown key (did you mean 'vetlanda'?)"]),
        (["paramters.accept=0.1"], ["paramters: unknown key (did you mean 'parameters'?)"]),
        (["replications=many"], ["replications: should be a valid integer (got 'many')"]),
        (["replications=0"], ["replications: should be greater than or equal to 1 (got 0)"]),
        (["replications=2.5"], ["replications", "(got 2.5)"]),
        (["seed=-1"], ["seed: should be greater than or equal to 0 (got -1)"]),
        (["seed.x=1"], ["seed: should be a valid integer"]),
        (["end=2011-12-31"], ["end: 2011-12-31 must be after start 2012-01-01"]),
        (["start=spring"], ["start: should be a valid date", "(got 'spring')"]),
        (
            ["programmes=[eksjo,atlantis]"],
            ["programmes: atlantis: unknown programme; known: aneby, eksjo"],
        ),
        (["programmes=eksj"], ["programmes: eksj: unknown programme (did you mean 'eksjo'?)"]),
        (["programmes=[eksjö]"], ["programmes: eksjö: unknown programme (did you mean 'eksjo'?)"]),
        (["programmes=[eksjo, , vetlanda]"], ["cannot be read", "[a,b]"]),
        (["programmes=eksjo,vetlanda"], ["a list is programmes=[eksjo,vetlanda]", "-m"]),
        (["scenario=baselin"], ["scenario: unknown option 'baselin'", "available:", "'baseline'?"]),
        (["experiment=nosuch"], ["experiment: unknown option 'nosuch'"]),
        (["parameters.accept=1.2"], ["parameters.accept: should be between 0 and 1", "(got 1.2)"]),
        (["parameters.acept=0.1"], ["parameters.acept: unknown parameter (did you mean 'accept'?)"]),
        (
            [POSTS % "{since: 2012-01-01, share: -1}"],
            ["vetlanda.posts.0.fte.0.share: should be greater than or equal to 0 (got -1)"],
        ),
        (
            [POSTS % "{since: 2012-01-01, share: 0.5}, {since: 2014-01-01, share: 1.0}"],
            ["vetlanda.posts.0", "FTE periods overlap: 2012-01-01 to open and from 2014-01-01"],
        ),
        (["vetlanda=3"], ["vetlanda: should be"]),
        (["vetlanda.posts.7.name=x"], ["vetlanda.posts"]),
        (["scenario.rationale=${nowhere}"], ["nowhere"]),
        (["vetlanda"], ["vetlanda: should have the form key=value"]),
        (["=1"], ["=1: should have the form key=value"]),
        (["--replications", "3"], ["--replications", "--help"]),
        (["--config-dir", "nowhere"], ["--config-dir: nowhere is not a folder"]),
        (["-m", "seed=1,-2"], ["seed: should be greater than or equal to 0 (got -2)", "seed=-2"]),
        (["-m", "scenario=baseline,surg"], ["scenario: unknown option 'surg'"]),
    ],
)
def test_bad_input_is_explained(
    sesim: Sesim, tmp_path: Path, arguments: list[str], expected: list[str]
) -> None:
    status, out, err = sesim(*arguments, "output=result")

    assert status == 2
    assert out == ""
    assert [text for text in expected if text not in err] == []
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_every_problem_is_told_at_once(sesim: Sesim) -> None:
    _, _, err = sesim("replicatons=3", "vetlanda.back_heavyness=1", "scenario=surg", "seed=x", "y")

    assert err.splitlines()[0] == "sesim: invalid study: 5 problems"
    assert len(err.splitlines()) == 6


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("file", "exists and is not a folder"),
        ("file/inside", "not a directory"),
        ("full", "exists and is not empty"),
        (".", "is the folder you are in"),
        ("/proc/sesim", "/proc/sesim: "),
        ("x" * 300, "file name too long"),
    ],
)
def test_output_that_cannot_be_written_is_refused_before_anything_is_simulated(
    sesim: Sesim, small: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    wanted: str, expected: str,
) -> None:  # fmt: skip
    (tmp_path / "file").write_text("mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "summary.csv").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.setattr("sesim.cli.execute.replicate", None)

    status, out, err = sesim(*small, f"output={wanted}")

    assert (status, out) == (2, "")
    assert err.startswith("sesim: output: ")
    assert expected in err
    assert len(err.splitlines()) == 1
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "full" / "summary.csv").read_text() == "mine"


def test_bad_input_in_a_process_of_its_own(
    process: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """What pytest or this process has imported or set must not be why the tests above pass."""
    status, out, err = process(tmp_path, "replicatons=3", "output=result")

    assert (status, out) == (2, "")
    assert err == (
        "sesim: invalid study: 1 problem\n"
        "  replicatons: unknown key (did you mean 'replications'?)\n"
    )
    assert list(tmp_path.iterdir()) == []
