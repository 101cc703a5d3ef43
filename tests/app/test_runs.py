"""Runs: one at a time, watched or ended, and nothing of them is left when they are over."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

import psutil
import pytest
from tests.app.conftest import OWN

from sesim.app import runs as module
from sesim.app.runs import COMMAND, Run, Runs, RunStage, RunState
from sesim.app.talking import LONGEST_MESSAGE

PATIENCE = 120.0
"""Seconds that something may take on a busy machine."""

STUB = """\
import json, os, pathlib, sys, threading, time

order = json.loads(sys.stdin.readline())
what, *more = order["arguments"]
folder = pathlib.Path(order["folder"]) / (more[0] if more else "none")
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(1)), daemon=True).start()
print(json.dumps({"what": "simulating", "done": 1, "total": 4}), flush=True)
if what == "bad":
    sys.exit("sesim: invalid study: 1 problem\\n  end: before start")
if what == "noise":
    print("warning: " + "x" * 100_000, file=sys.stderr)
if what == "hang":
    time.sleep(600)
if what == "die":
    os.kill(os.getpid(), 9)
if what in ("make", "noise"):
    folder.mkdir(parents=True)
    (folder / "report.en.html").write_text(str(time.time()))
"""
"""A child that does what its first argument says: make a folder, hang, fail, or die."""


@pytest.fixture
def stub(tmp_path: Path) -> Iterator[None]:
    """Let runs start the stub instead of the real child."""
    file = tmp_path / "stub.py"
    file.write_text(STUB)
    real = asyncio.create_subprocess_exec

    async def start(*words: str, **options: object) -> asyncio.subprocess.Process:
        assert words[1:] == ("-m", "sesim.app.child")
        return await real(sys.executable, str(file), **options)  # type: ignore[arg-type]

    with patch.object(module.asyncio, "create_subprocess_exec", start):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "own"
    made.mkdir()
    return made


def stage(what: str, makes: str | None = None, *, first: bool = False) -> RunStage:
    return RunStage("sesim", (what, *([makes] if makes else [])), makes, is_first_look=first)


def perform(use: Callable[[], Awaitable[None]], patience: float = PATIENCE) -> None:
    """Use runs, in a thread of its own: the browser of other tests has a loop in this one."""

    async def bounded() -> None:
        await asyncio.wait_for(use(), patience)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, bounded()).result()


def left(folder: Path) -> list[str]:
    return sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*"))


def children() -> list[psutil.Process]:
    """Return the processes that runs have started; other tests may have a browser open."""
    found = psutil.Process().children(recursive=True)
    return [one for one in found if one not in _BEFORE and one.status() != psutil.STATUS_ZOMBIE]


_BEFORE: list[psutil.Process] = []


@pytest.fixture(autouse=True)
def _only_our_own() -> None:
    _BEFORE[:] = psutil.Process().children(recursive=True)


async def until(run: Run, there: Callable[[], bool]) -> None:
    while not there():
        assert run.is_under_way
        await asyncio.sleep(0.01)


@pytest.mark.usefixtures("stub")
def test_results_replace_their_first_look_and_keep_their_command(folder: Path) -> None:
    seen: list[tuple[RunState, str | None]] = []

    async def use() -> None:
        runs = Runs(folder)
        stages = [stage("make", "results/a_first", first=True), stage("make", "results/a")]
        run = runs.begin("A", stages, "results/results/a", "back")
        seen.extend([(one.state, one.first_look) async for one in runs.watch(run)])
        assert run.state is RunState.DONE
        assert run.is_done
        assert runs.find(run.number) is run
        assert runs.under_way() == []

    perform(use)
    assert left(folder) == [
        "results",
        "results/a",
        f"results/a/{COMMAND}",
        "results/a/report.en.html",
    ]
    assert (folder / "results/a" / COMMAND).read_text() == "sesim make results/a\n"
    assert (RunState.RUNNING, "results/a_first") in seen


@pytest.mark.usefixtures("stub")
@pytest.mark.parametrize(("what", "said"), [("bad", "end: before start"), ("die", "SIGKILL")])
def test_what_goes_wrong_is_a_message_and_nothing_is_left(
    folder: Path, what: str, said: str
) -> None:
    async def use() -> None:
        runs = Runs(folder)
        run = runs.begin("A", [stage(what, "results/a")], "", "")
        async for _ in runs.watch(run):
            pass
        assert run.state is RunState.FAILED
        assert said in run.message

    perform(use)
    assert left(folder) == []
    assert children() == []


@pytest.mark.usefixtures("stub")
def test_a_failure_leaves_the_first_look(folder: Path) -> None:
    async def use() -> None:
        runs = Runs(folder)
        stages = [stage("make", "results/a_first", first=True), stage("die", "results/a")]
        run = runs.begin("A", stages, "", "")
        async for _ in runs.watch(run):
            pass
        assert (run.state, run.first_look) == (RunState.FAILED, "results/a_first")

    perform(use)
    assert (folder / "results/a_first/report.en.html").exists()


@pytest.mark.usefixtures("stub")
def test_much_that_is_said_is_cut(folder: Path) -> None:
    async def use() -> None:
        runs = Runs(folder)
        run = runs.begin("A", [stage("noise", "results/a")], "", "")
        async for _ in runs.watch(run):
            pass
        assert run.state is RunState.DONE
        assert len(run.message) <= LONGEST_MESSAGE

    perform(use)


@pytest.mark.usefixtures("stub")
@pytest.mark.parametrize("keep", [True, False])
def test_an_ended_run_keeps_its_first_look_if_that_is_asked(folder: Path, keep: bool) -> None:
    async def use() -> None:
        runs = Runs(folder)
        stages = [stage("make", "results/a_first", first=True), stage("hang", "results/a")]
        run = runs.begin("A", stages, "", "")
        await until(run, lambda: run.at == 1 and run.done > 0)
        await runs.end(run, keep=keep)
        assert run.state is (RunState.KEPT if keep else RunState.CANCELLED)

    perform(use)
    assert [one for one in left(folder) if "first" in one] == (
        ["results/a_first", f"results/a_first/{COMMAND}", "results/a_first/report.en.html"]
        if keep
        else []
    )
    assert children() == []


@pytest.mark.usefixtures("stub")
def test_a_run_that_nobody_watches_ends_and_keeps_its_first_look(folder: Path) -> None:
    async def use() -> None:
        runs = Runs(folder, grace=0.5)
        stages = [stage("make", "results/a_first", first=True), stage("hang", "results/a")]
        run = runs.begin("A", stages, "", "")
        async for _ in runs.watch(run):  # as long as somebody looks, it goes on
            if run.at == 1 and run.done > 0:
                break
        assert run.is_under_way
        while run.is_under_way:
            await asyncio.sleep(0.05)
        assert run.state is RunState.KEPT

    perform(use)
    assert (folder / "results/a_first/report.en.html").exists()
    assert children() == []


@pytest.mark.usefixtures("stub")
def test_runs_go_one_after_the_other(folder: Path) -> None:
    async def use() -> None:
        runs = Runs(folder)
        first, second, third = (
            runs.begin("A", [stage("make", f"results/{name}")], "", "") for name in "abc"
        )
        await asyncio.sleep(0)
        assert second.state is third.state is RunState.WAITING
        await runs.end(second, keep=False)  # one that waits can be ended too
        async for _ in runs.watch(third):
            assert not (third.state is RunState.RUNNING and first.is_under_way)
        assert [one.state for one in (first, second, third)] == [
            RunState.DONE, RunState.CANCELLED, RunState.DONE
        ]  # fmt: skip

    perform(use)
    made = {name: float((folder / f"results/{name}/report.en.html").read_text()) for name in "ac"}
    assert made["a"] < made["c"]
    assert not (folder / "results/b").exists()


@pytest.mark.usefixtures("stub")
def test_the_end_of_the_server_ends_every_run(folder: Path) -> None:
    async def use() -> None:
        runs = Runs(folder)
        found = [runs.begin("A", [stage("hang", f"results/{name}")], "", "") for name in "ab"]
        await until(found[0], lambda: found[0].done > 0)
        await runs.close()
        assert [one for one in found if one.is_under_way] == []

    perform(use)
    assert children() == []
    assert left(folder) == []


@pytest.mark.usefixtures("stub")
def test_a_run_may_be_ended_before_it_begins_and_more_than_once(folder: Path) -> None:
    async def use() -> None:
        runs = Runs(folder)
        early = runs.begin("A", [stage("hang", "results/a")], "", "")
        await runs.end(early, keep=False)
        assert early.state is RunState.CANCELLED
        late = runs.begin("A", [stage("hang", "results/b")], "", "")
        await until(late, lambda: late.done > 0)
        await asyncio.gather(*(runs.end(late, keep=bool(number)) for number in range(3)))
        assert late.state is RunState.CANCELLED
        async for _ in runs.watch(late):
            pass

    perform(use)
    assert children() == []
    assert left(folder) == []


SMALL = ("programmes=vetlanda", "end=2012-06-30", "replications=1", "report=false")


def small(name: str, *more: str) -> RunStage:
    """Return a small simulation with the real command."""
    return RunStage("sesim", (*SMALL, *more, f"output=results/{name}"), f"results/{name}")


@pytest.mark.slow
def test_the_real_child_says_what_is_wrong(folder: Path) -> None:
    async def use() -> None:
        runs = Runs(folder)
        bad = runs.begin("A", [small("a", "end=1999-01-01")], "", "")
        good = runs.begin("B", [small("b")], "", "")
        async for _ in runs.watch(bad):
            pass
        async for _ in runs.watch(good):
            pass
        assert (bad.state, good.state) == (RunState.FAILED, RunState.DONE), good.message
        assert "end" in bad.message
        assert "Traceback" not in bad.message

    perform(use)
    assert (folder / "results/b/summary.csv").exists()
    assert not (folder / "results/a").exists()


@pytest.mark.slow
def test_a_real_child_that_is_killed_is_a_message(folder: Path) -> None:
    async def use() -> None:
        runs = Runs(folder)
        run = runs.begin("A", [small("a", "replications=2000", "end=2020-12-31")], "", "")
        await until(run, lambda: run.done > 0)
        assert run.process is not None
        os.kill(run.process.pid, signal.SIGKILL)
        async for _ in runs.watch(run):
            pass
        assert run.state is RunState.FAILED
        assert run.message != ""
        while children():
            await asyncio.sleep(0.05)

    perform(use)
    assert left(folder) == []


@pytest.mark.verification
def test_fifty_runs_that_are_ended_at_any_moment_leave_nothing(folder: Path) -> None:
    """The seed decides the moments: before the process is there, in imports, and in simulating."""
    chance = random.Random(18)  # noqa: S311 - moments, not secrets

    async def use() -> None:
        runs = Runs(folder)
        for number in range(50):
            longest = 3.0 if number % 10 == 0 else 0.3
            more = ("replications=500", "end=2016-12-31", "workers=2")
            run = runs.begin("A", [small(f"a_{number}", *more)], "", "")
            await asyncio.sleep(chance.random() * longest)
            await runs.end(run, keep=chance.random() < 0.5)
            assert not run.is_under_way

    perform(use, 10 * PATIENCE)
    assert children() == []
    assert left(folder) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_end_of_the_program_ends_its_processes(folder: Path, number: int) -> None:
    """A real server with a real run, ended as by Ctrl-C and as by the system."""
    from tests.app.browser import Browser

    (folder / "programme").mkdir()
    (folder / "programme" / "mytown.yaml").write_text(OWN, encoding="utf-8")
    words = [sys.executable, "-m", "sesim.app.main", str(folder), "--no-browser"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        opened = server.stdout.readline().split()[-1]
        port, token = opened.removeprefix("http://127.0.0.1:").strip("/").split("/")
        browser = Browser(int(port), token)
        sent = {"histories": "1000", "end": "2035-12-31"}
        page = browser.follow(browser.submit("programme/mytown/try", sent))
        assert page.status == 200
        while not (made := psutil.Process(server.pid).children(recursive=True)):
            pass
        server.send_signal(number)
        assert server.wait(PATIENCE) in (0, -number, 128 + number)
        psutil.wait_procs(made, PATIENCE)
        assert [one for one in made if one.is_running()] == []
    assert [one for one in left(folder) if one.startswith("results/")] == []
