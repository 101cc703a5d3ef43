"""Runs: commands in processes of their own, one run at a time, watched or ended."""

import asyncio
import json
import secrets
import shlex
import shutil
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from sesim.app.talking import follow, last_of, stop, unsaid, write
from sesim.cli.command import GOOD
from sesim.runs.results.folder import remove_dead

GRACE: Final = 15.0
"""Seconds after which a run that nobody looks at ends; a page that is loaded again takes less."""

COMMAND: Final = "command.txt"
"""In a folder of results: what somebody types in the user's folder to get the same."""

RESUME: Final = "--resume"
HEARTBEAT: Final = 2.0
MOST_KEPT: Final = 200
"""Runs that are remembered; their results are in the folder."""


class RunState(StrEnum):
    """Where a run is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    KEPT = "kept"  # ended early; what was finished is there, if anything was


@dataclass(frozen=True)
class RunStage:
    """One command of a run.

    Attributes:
        program, arguments: as typed in the user's folder.
        makes: the folder that it writes, within the user's; None if it makes files elsewhere.
        is_first_look: whether a later stage makes the same with more histories.
    """

    program: str
    arguments: tuple[str, ...]
    makes: str | None = None
    is_first_look: bool = False

    @property
    def can_resume(self) -> bool:
        """Whether the command keeps what is finished when it is stopped, and can go on later."""
        return not self.is_first_look and (self.program == "sesim-plan" or "-m" in self.arguments)

    @property
    def resumed(self) -> "RunStage":
        """The command that goes on where this one was stopped."""
        arguments = [one for one in self.arguments if one != RESUME]
        return RunStage(self.program, (*arguments, RESUME), self.makes)

    @property
    def line(self) -> str:
        """What somebody types in the user's folder to get the same."""
        return shlex.join([self.program, *self.arguments])


@dataclass
class Run:
    """What one person has asked for.

    Attributes:
        number: names it in addresses; nobody can guess it.
        title: for readers.
        stages: in order.
        results: address of the page that shows the results.
        back: address of the form.
    """

    number: str
    title: str
    stages: tuple[RunStage, ...]
    results: str
    back: str
    state: RunState = RunState.WAITING
    at: int = 0
    what: str = ""
    done: float = 0.0
    total: float | None = None
    begun: float = 0.0
    message: str = ""
    made: list[str] = field(default_factory=list)
    watchers: int = 0
    seen: float = field(default_factory=time.monotonic)
    keep: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    task: "asyncio.Task[None] | None" = None
    process: asyncio.subprocess.Process | None = None

    @property
    def first_look(self) -> str | None:
        """The folder of the first look, once it is there."""
        looks = [one.makes for one in self.stages if one.is_first_look and one.makes in self.made]
        return looks[0] if looks else None

    @property
    def seconds_left(self) -> float | None:
        """Seconds until this step is done, at the pace so far."""
        if not self.total or self.done <= 0:
            return None
        return (time.monotonic() - self.begun) / self.done * (self.total - self.done)

    @property
    def is_under_way(self) -> bool:
        """Whether it waits or is carried out."""
        return self.state in (RunState.WAITING, RunState.RUNNING)

    @property
    def is_done(self) -> bool:
        """Whether all of it has succeeded."""
        return self.state is RunState.DONE

    def touch(self) -> None:
        """Note that somebody has looked at it just now."""
        self.seen = time.monotonic()

    def step(self, what: str, done: float, total: float | None) -> None:
        """Note how far it is, and wake those who watch."""
        if what != self.what:
            self.what, self.begun = what, time.monotonic()
        self.done, self.total = done, total
        self.tell()

    def tell(self) -> None:
        """Wake those who watch."""
        self.changed.set()
        self.changed = asyncio.Event()


class Runs:
    """All runs of a folder. One is carried out at a time, since each takes every core.

    Args:
        folder: the user's.
        grace: seconds after which a run that nobody looks at ends.
    """

    def __init__(self, folder: Path, grace: float = GRACE) -> None:
        self._folder, self._grace = folder, grace
        self._turn = asyncio.Lock()
        self._ending = False
        self._runs: dict[str, Run] = {}

    def begin(self, title: str, stages: Sequence[RunStage], results: str, back: str) -> Run:
        """Begin a run as soon as no other one is under way.

        Args:
            title: for readers.
            stages: the commands, in order.
            results: address of the results, from the first page of a language.
            back: address of the form.
        """
        run = Run(secrets.token_urlsafe(12), title, tuple(stages), results, back)
        for old in [one for one in self._runs.values() if not one.is_under_way][:-MOST_KEPT]:
            del self._runs[old.number]
        self._runs[run.number] = run
        run.task = asyncio.create_task(self._carry_out(run))
        return run

    def find(self, number: str) -> Run | None:
        """Return a run; None if there is none of that number."""
        return self._runs.get(number)

    def under_way(self) -> list[Run]:
        """Return the runs that wait or are carried out."""
        return [run for run in self._runs.values() if run.is_under_way]

    async def end(self, run: Run, *, keep: bool) -> None:
        """End a run, and wait until nothing of it is left.

        Args:
            run: which one.
            keep: whether the results of its first look stay.
        """
        if run.is_under_way and run.task is not None:
            _cancel(run, run.task, keep=keep)
            with suppress(asyncio.CancelledError):
                await run.task
        if run.is_under_way:  # it had not even begun
            run.state = RunState.CANCELLED
            run.tell()

    def stop_telling(self) -> None:
        """Tell nobody any more, so that connections close: the program is about to end."""
        self._ending = True

    async def close(self) -> None:
        """End all runs, as when the program is stopped."""
        for run in self.under_way():
            await self.end(run, keep=True)

    async def watch(self, run: Run) -> AsyncIterator[Run]:
        """Yield a run whenever something has changed, and now and then, until it is over."""
        run.watchers += 1
        try:
            while True:
                changed = run.changed
                yield run
                if not run.is_under_way or self._ending:
                    return
                with suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), HEARTBEAT)
        finally:
            run.watchers -= 1
            run.touch()

    async def _carry_out(self, run: Run) -> None:
        lonely = asyncio.create_task(self._end_if_alone(run))
        try:
            async with self._turn:
                run.state = RunState.RUNNING
                for place, stage in enumerate(run.stages):
                    run.at = place
                    if not await self._perform(run, stage):
                        run.state = RunState.FAILED
                        return
                run.state = RunState.DONE
        except asyncio.CancelledError:
            run.state = RunState.KEPT if run.keep else RunState.CANCELLED
        finally:
            lonely.cancel()
            await asyncio.to_thread(self._tidy, run)
            run.tell()

    async def _end_if_alone(self, run: Run) -> None:
        """End a run that nobody has looked at for a while: the tab was closed."""
        while True:
            await asyncio.sleep(self._grace / 5)
            if run.watchers == 0 and time.monotonic() - run.seen > self._grace:
                if run.task is not None:
                    _cancel(run, run.task, keep=True)
                return

    async def _perform(self, run: Run, stage: RunStage) -> bool:
        """Perform a command; return whether it succeeded, and note what it said if not."""
        run.step("", 0.0, None)
        run.process = process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "sesim.app.child",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in the terminal is for the server, which ends its runs
        )  # fmt: skip
        said = asyncio.create_task(last_of(process.stderr))
        try:
            order = {
                "program": stage.program,
                "arguments": stage.arguments,
                "folder": str(self._folder),
            }
            await write(process, json.dumps(order) + "\n")
            await follow(process, run.step)
            status = await process.wait()
        except BaseException:
            await stop(process)
            raise
        finally:
            run.message = await said
        if status != GOOD:
            run.message = run.message or unsaid(status)
            return False
        if stage.makes:
            run.made.append(stage.makes)
            note = self._folder / stage.makes / COMMAND
            await asyncio.to_thread(note.write_text, f"{stage.line}\n", encoding="utf-8")
        return True

    def _tidy(self, run: Run) -> None:
        """Remove what is no result: hidden folders, and a first look that is replaced."""
        for stage in run.stages:
            if stage.makes is None:
                continue
            path = self._folder / stage.makes
            if path.parent.is_dir():
                with suppress(ValueError):  # another run is writing there, which is its own affair
                    remove_dead(path)
            if not self._stays(run, stage, path):
                shutil.rmtree(path, ignore_errors=True)
            with suppress(OSError):
                path.parent.rmdir()  # only if nothing is in it

    def _stays(self, run: Run, stage: RunStage, path: Path) -> bool:
        """Whether what a command has made so far stays; if it can be resumed, note how."""
        if stage.makes in run.made:
            replaced = stage.is_first_look and run.state is RunState.DONE
            return not replaced and run.state is not RunState.CANCELLED
        if not stage.can_resume or not path.is_dir() or run.state is RunState.CANCELLED:
            return False
        with suppress(OSError):
            (path / COMMAND).write_text(f"{stage.resumed.line}\n", encoding="utf-8")
        return True


def _cancel(run: Run, task: "asyncio.Task[None]", *, keep: bool) -> None:
    """Cancel a run once: a second time would interrupt the ending of its processes."""
    if not task.cancelling():
        run.keep = keep
        task.cancel()
