"""A run's process: the order that it gets, what it tells, and its end."""

import asyncio
import json
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from sesim.runs.process import descendants, end_all

PATIENCE: Final = 10.0
"""Seconds that a process gets for tidying up."""

LONGEST_MESSAGE: Final = 20_000


def unsaid(status: int) -> str:
    """Return what happened to a command that has ended without a word."""
    if status < 0:
        return f"The command was ended by the system ({signal.Signals(-status).name})."
    return f"The command ended with the status {status}."


async def write(process: asyncio.subprocess.Process, text: str) -> None:
    """Write to standard input, which stays open."""
    if process.stdin is None:
        raise TypeError("a process without standard input")
    process.stdin.write(text.encode())
    with suppress(ConnectionError):  # it has ended already, and says why
        await process.stdin.drain()


async def follow(
    process: asyncio.subprocess.Process, step: Callable[[str, float, float | None], None]
) -> None:
    """Pass on what a process tells, until it ends; its workers may keep the stream open."""
    if process.stdout is None:
        raise TypeError("a process without standard output")
    ended = asyncio.create_task(process.wait())
    while not ended.done():
        line = asyncio.create_task(process.stdout.readline())
        await asyncio.wait({line, ended}, return_when=asyncio.FIRST_COMPLETED)
        if not line.done():
            line.cancel()
            return
        if not line.result():
            await ended
            return
        found = json.loads(line.result())
        step(found["what"], found["done"], found["total"])


async def last_of(stream: asyncio.StreamReader | None) -> str:
    """Return the end of what a process writes to standard error."""
    text = b""
    while stream is not None and (more := await stream.read(4096)):
        text = (text + more)[-LONGEST_MESSAGE:]
    return text.decode(errors="replace").strip()


async def stop(process: asyncio.subprocess.Process) -> None:
    """Stop a process as Ctrl-C would, and after a while for good."""
    workers = await asyncio.to_thread(descendants, process.pid)
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(process.wait()), PATIENCE)
    if process.returncode is None:
        process.kill()
    await asyncio.to_thread(end_all, workers)
    await process.wait()
