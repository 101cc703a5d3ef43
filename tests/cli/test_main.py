"""The command from outside: help, results on the terminal and on disk, languages, pipes."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from sesim.cli.report.perform import publish
from sesim.cli.terminal import progress_bar
from sesim.runs import space
from sesim.runs.errors import RunError
from sesim.runs.results.store import load_folder

Sesim = Callable[..., tuple[int, str, str]]


def test_help_is_short_and_names_what_there_is(sesim: Sesim, tmp_path: Path) -> None:
    status, out, err = sesim("--help")

    assert (status, err) == (0, "")
    assert len(out.splitlines()) < 60
    assert max(map(len, out.splitlines())) <= 100
    for word in ("scenario=NAME", "output=FOLDER", "summary.csv", "baseline", "vetlanda", "-m"):
        assert word in out
    assert list(tmp_path.iterdir()) == []


def test_version(sesim: Sesim) -> None:
    status, out, _ = sesim("--version")

    assert status == 0
    assert out.startswith("sesim ")


def test_whole_study_can_be_shown_without_running_it(sesim: Sesim, tmp_path: Path) -> None:
    status, out, _ = sesim("--cfg", "job", "parameters.accept=0.123", "scenario=baseline")

    assert status == 0
    assert "\nparameters:\n  draws: posterior\n  accept: 0.123\n" in out
    assert "\nvetlanda:\n" in out
    assert list(tmp_path.iterdir()) == []


def test_study_from_beginning_to_end(sesim: Sesim, small: list[str], tmp_path: Path) -> None:
    """In a folder of its own, with letters that a terminal may not have."""
    status, out, err = sesim(*small, "output=nya/körning 1", "workers=1")

    assert status == 0, err
    assert "Vetlanda" in out
    assert "Each interval is a 90% prediction interval from 3 replications." in out
    assert out.splitlines()[-1] == "Results: nya/körning 1"
    assert [path.name for path in tmp_path.iterdir()] == ["nya"]
    assert [path.name for path in (tmp_path / "nya").iterdir()] == ["körning 1"]
    folder = tmp_path / "nya" / "körning 1"
    assert sorted(path.name for path in folder.iterdir()) == [
        "config.yaml", "curves.csv", "curves.parquet", "events.parquet",
        "measures.parquet", "participants.parquet", "provenance.json", "summary.csv",
        "summary.xlsx",
    ]  # fmt: skip
    summary = pd.read_csv(folder / "summary.csv")
    assert {"eksjo", "vetlanda", "hoglandet", "county"} == set(summary["programme"])
    assert load_folder(folder).settings.replications == 3

    # The folder holds all that is needed to run it again.
    status, _, err = sesim("--config-path", str(folder), "output=again", "workers=1")

    assert status == 0, err
    for name in (
        "summary.csv", "summary.xlsx", "curves.csv", "curves.parquet", "events.parquet",
        "config.yaml",
    ):  # fmt: skip
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()
    told = [json.loads((f / "provenance.json").read_text()) for f in (folder, tmp_path / "again")]
    assert told[0]["configuration_sha256"] == told[1]["configuration_sha256"]


def test_a_folder_that_cannot_be_run_again_names_its_version(sesim: Sesim, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "config.yaml").write_text("programmes: [a]\na: {title: A, posts: []}\n")
    (folder / "provenance.json").write_text('{"version": "0.2.0", "files_sha256": {}}')
    status, _, err = sesim("--config-path", str(folder), "output=again")

    assert status == 2
    assert f"{folder}: sesim 0.2.0 made this folder and can run it" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old"]


def test_failure_of_a_run_is_one_message_and_leaves_nothing(
    sesim: Sesim, small: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RunError("replication 2 failed: ZeroDivisionError: division by zero")

    monkeypatch.setattr("sesim.cli.simulate.single.run_into", fail)

    status, out, err = sesim(*small)

    assert (status, out) == (1, "")
    assert err == "sesim: replication 2 failed: ZeroDivisionError: division by zero\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--help"], ["--cfg", "job"]])
def test_reader_that_goes_away_is_no_failure(
    start: Callable[..., subprocess.Popen[str]], arguments: list[str]
) -> None:
    with start(*arguments) as child:
        child.stdout.close()

        assert child.wait(timeout=300) == 0
        assert child.stderr.read() == ""


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "seen"), [(Terminal(), True), (io.StringIO(), False)])
def test_progress_is_shown_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, seen: bool
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)

    with progress_bar(2, "replications", "simulating") as progress:
        progress(1)
        progress(1)

    assert ("replications" in stream.getvalue()) == seen


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("sesim scenario=ba", {"scenario=back_heavy", "scenario=baseline"}),
        ("sesim vetlanda.back", {"vetlanda.back_heaviness="}),
    ],
)
def test_bash_completes_a_command(
    sesim: Sesim, monkeypatch: pytest.MonkeyPatch, line: str, expected: set[str]
) -> None:
    """As the function does that `sesim -sc install=bash` prints."""
    monkeypatch.setenv("COMP_LINE", line)
    monkeypatch.setenv("COMP_POINT", str(len(line)))

    status, out, _ = sesim("-sc", "query=bash")

    assert status == 0
    assert set(out.split()) == expected


def test_the_shell_is_told_how_to_complete(sesim: Sesim) -> None:
    status, out, _ = sesim("-sc", "install=bash")

    assert status == 0
    assert "complete -o nospace -o default -F hydra_bash_completion" in out


def test_a_study_without_its_event_log(sesim: Sesim, small: list[str], tmp_path: Path) -> None:
    """Summaries are the same, and the page can be made."""
    assert sesim(*small, "output=whole", "workers=1")[0] == 0
    assert sesim(*small, "events=false", "output=bare", "workers=1")[0] == 0

    whole, bare = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("whole", "bare")
    )
    assert whole.keys() - bare.keys() == {"events.parquet", "participants.parquet"}
    differing = {name for name in bare if bare[name] != whole[name]}
    assert differing == {"provenance.json"}
    assert publish(tmp_path / "bare", ["en"]) == [tmp_path / "bare" / "report.en.html"]


def test_a_study_that_would_fill_the_disk_is_refused(
    sesim: Sesim, small: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it does: one message, and nothing is left."""
    monkeypatch.setattr(space, "ENOUGH", 1)
    monkeypatch.setattr(space.shutil, "disk_usage", lambda _: SimpleNamespace(free=2_000_000))

    status, out, err = sesim(*small, "replications=100000", "workers=1", "output=result")

    assert (status, out) == (1, "")
    [line] = err.strip().splitlines()
    assert re.fullmatch(
        r"sesim: replications: should be at most \d+ here, since 100,000 would take about .+ GB "
        r"and 2.0 MB are free on the disk of the output \(got 100000\); with events=false, which "
        r"keeps no event log, at most [\d,]+",
        line,
    )
    assert list(tmp_path.iterdir()) == []
