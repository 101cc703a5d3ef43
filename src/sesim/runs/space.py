"""Whether the tables of a study fit, estimated from its first replications.

A run of hours should not end because the disk or the memory is full.
"""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pandas as pd

from sesim.runs.errors import RunError
from sesim.runs.process import free_memory
from sesim.runs.workers import Part, together
from sesim.study import Settings

ON_DISK: Final = 1.1
"""Estimated bytes of files, for each byte that the first replications take: they vary."""

IN_MEMORY: Final = 1.5
"""Bytes of memory for each byte of tables: one of them is there twice while it is put together."""

LOGS: Final = ("events", "participants")
"""Tables that the setting `events` is about."""

ENOUGH: Final = 4_000_000
"""Bytes of tables in memory from which the size of files can be estimated: small files have much
that large ones have only once."""

UNITS: Final = ("bytes", "kB", "MB", "GB", "TB", "PB")

Size = Callable[[pd.DataFrame], int]


def refuse_unless_in_memory(part: Part, settings: Settings) -> None:
    """Check that the tables of all replications fit in the free memory.

    Args:
        part: the tables of the first replications.
        settings: of the study.

    Raises:
        RunError: they do not; the message names the number of replications that would fit.
    """
    free = free_memory()
    need = _need(part, _in_memory, IN_MEMORY)
    where = "in memory"
    if sum(need.values()) * settings.replications > free:
        raise RunError(
            f"{_message(settings, need, free, where)}; the command sesim writes tables as they "
            "come, and keeps none in memory"
        )


def refuse_unless_studies_in_memory(tables: Iterable[pd.DataFrame], more: int) -> None:
    """Check that the tables of further studies of a design fit in the free memory.

    Args:
        tables: of the first study.
        more: how many studies follow, of the same size.

    Raises:
        RunError: they do not; the message names the number of studies that would fit.
    """
    free = free_memory()
    each = IN_MEMORY * sum(map(_in_memory, tables))
    if each * more > free:
        whole, fit = each * (more + 1), 1 + int(free / each)
        raise RunError(
            f"levers: should make at most {fit:,} studies here, since {more + 1:,} would take "
            f"about {_bytes(whole)} and {_bytes(free)} are free in memory; run them a few at a "
            "time and keep their summaries, or take fewer replications"
        )


class DiskCheck:
    """Checks that the tables of all replications fit on the disk that they are written to.

    Args:
        settings: of the study.
        folder: that they are written to.
        encoded: returns the bytes that a table takes as a file.
    """

    def __init__(self, settings: Settings, folder: Path, encoded: Size) -> None:
        self._settings, self._folder, self._encoded = settings, folder, encoded
        self._parts: list[Part] = []
        self._is_done = False

    def add(self, part: Part) -> None:
        """Note some replications; the first ones decide once they are enough.

        Raises:
            RunError: not all replications fit; the message names the number that would.
        """
        if self._is_done:
            return
        self._parts.append(part)
        tables = [table for one in self._parts for table in one.tables().values()]
        if sum(map(_in_memory, tables)) >= ENOUGH:
            self._is_done = True
            self._check(together(self._parts))

    def _check(self, part: Part) -> None:
        free = shutil.disk_usage(self._folder).free
        number = self._settings.replications
        if sum(_need(part, _in_memory, ON_DISK).values()) * number < free:
            return  # as files they are smaller, and encoding them would take time
        need = _need(part, self._encoded, ON_DISK)
        if sum(need.values()) * number > free:
            raise RunError(_message(self._settings, need, free, "on the disk of the output"))


def _in_memory(table: pd.DataFrame) -> int:
    return int(table.memory_usage(index=False).sum())


def _need(part: Part, size: Size, factor: float) -> dict[str, float]:
    """Return the bytes that one replication of each table takes, besides what all share."""
    return {
        name: factor * (size(table) - size(table.iloc[:0])) / part.replications
        for name, table in part.tables().items()
    }


def _message(settings: Settings, need: dict[str, float], free: int, where: str) -> str:
    """Return what does not fit, and what would."""
    asked = settings.replications
    whole = sum(need.values())
    rest = whole - sum(need.get(name, 0.0) for name in LOGS)
    text = (
        f"replications: should be at most {_fit(free, whole)} here, since {asked:,} would take "
        f"about {_bytes(whole * asked)} and {_bytes(free)} are free {where} (got {asked})"
    )
    if settings.events:
        text += f"; with events=false, which keeps no event log, at most {_fit(free, rest)}"
    return text


def _fit(free: int, each: float) -> str:
    return f"{int(free / max(each, 1.0)):,}"


def _bytes(number: float) -> str:
    """Return a number of bytes as a text.

    >>> [_bytes(number) for number in (999, 12_345, 2.5e9)]
    ['999 bytes', '12 kB', '2.5 GB']
    """
    power = 0
    while number >= 1000 and power < len(UNITS) - 1:
        number, power = number / 1000, power + 1
    digits = 1 if power and number < 10 else 0
    return f"{number:.{digits}f} {UNITS[power]}"
