"""What has become of each job of a sweep, as the job's own process reports it."""

import json
import sys
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from sesim.runs.results.folder import replace_file


class Status(StrEnum):
    """What has become of a job."""

    PLANNED = "planned"
    DONE = "done"
    FAILED = "failed"
    KILLED = "killed"
    STOPPED = "stopped"


class JobState(NamedTuple):
    """What has become of a job, and why."""

    status: Status
    message: str = ""


class JobLog:
    """What a job's process tells the sweep, through files that any machine can see.

    Args:
        state: the hidden folder of the sweep.
        number: of the job.
    """

    def __init__(self, state: Path, number: int) -> None:
        self._path = state / str(number)

    def start(self) -> None:
        """Say that the job has been started."""
        self._path.with_suffix(".started").write_bytes(b"")

    def progress(self, replications: int) -> None:
        """Say that so many more replications are done: a byte for each."""
        with suppress(OSError), self._path.with_suffix(".started").open("ab") as file:
            file.write(b"." * replications)

    def fail(self, message: str, status: Status = Status.FAILED) -> None:
        """Say that the job is not done, and why."""
        record = {"status": status, "message": message}
        try:
            replace_file(self._path.with_suffix(".json"), json.dumps(record).encode())
        except OSError as error:  # the disk may be full, which may be why it has failed
            print(f"job {self._path.name}: {message} ({error})", file=sys.stderr)  # noqa: T201


def replications_done(state: Path) -> int:
    """Return how many replications the jobs under way have done."""
    with suppress(OSError):
        return sum(path.stat().st_size for path in state.glob("*.started"))
    return 0
