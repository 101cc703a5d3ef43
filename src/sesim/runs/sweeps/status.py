"""The state of each job of a sweep, as the job's own process reports it."""

import json
import sys
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from sesim.runs.results.folder import replace_file


class Status(StrEnum):
    """The state of a job."""

    PLANNED = "planned"
    DONE = "done"
    FAILED = "failed"
    KILLED = "killed"
    STOPPED = "stopped"


class JobState(NamedTuple):
    """The state of a job, and the reason."""

    status: Status
    message: str = ""


class JobLog:
    """Reports from a job's process to the sweep, through files that any machine can read.

    Args:
        state: the hidden folder of the sweep.
        number: of the job.
    """

    def __init__(self, state: Path, number: int) -> None:
        self._path = state / str(number)

    def start(self) -> None:
        """Record that the job has started."""
        self._path.with_suffix(".started").write_bytes(b"")

    def progress(self, replications: int) -> None:
        """Record that more replications are done, with a byte for each."""
        with suppress(OSError), self._path.with_suffix(".started").open("ab") as file:
            file.write(b"." * replications)

    def fail(self, message: str, status: Status = Status.FAILED) -> None:
        """Record that the job has not finished, and why."""
        record = {"status": status, "message": message}
        try:
            replace_file(self._path.with_suffix(".json"), json.dumps(record).encode())
        except OSError as error:  # such as a full disk, which may also be why the job failed
            print(f"job {self._path.name}: {message} ({error})", file=sys.stderr)  # noqa: T201


def replications_done(state: Path) -> int:
    """Return how many replications the running jobs have done."""
    with suppress(OSError):
        return sum(path.stat().st_size for path in state.glob("*.started"))
    return 0
