"""The folder of a command that keeps its histories: a new one, or one that is resumed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from sesim.cli.resume import how_to_resume
from sesim.cli.signals import leave
from sesim.plan.folder import TrialFolder, holds_nothing
from sesim.runs.errors import OutputError
from sesim.runs.results.folder import filled_bit_by_bit, new_folder

Folder = TypeVar("Folder", bound=TrialFolder)


class StoppableRun(NamedTuple):
    """A command that can be stopped and resumed.

    Attributes:
        program: its name.
        part: its key in the configuration, which names its default folder.
        output: the folder that was asked for.
        resume: whether to go on with what was stopped.
        arguments: of the command.
    """

    program: str
    part: str
    output: str | None
    resume: bool
    arguments: tuple[str, ...]


@contextmanager
def opened(
    run: StoppableRun, started: datetime, kind: type[Folder], open_at: Callable[[Path], Folder]
) -> Iterator[Folder]:
    """Open the folder of a command, and keep the message after a signal true.

    Args:
        run: the command.
        started: when it began.
        kind: of the folder.
        open_at: opens it at a path.

    Raises:
        OutputError: it cannot be used.
    """
    with ExitStack() as stack:
        if run.resume:
            path = Path(run.output or "").expanduser().resolve()
            if not path.is_dir():
                raise OutputError(f"output: {path}: there is no such folder to resume")
        elif killed := _killed_early(run.output, kind.STATE):
            path = killed
        else:
            new = new_folder(run.output, run.part, started)
            path = stack.enter_context(filled_bit_by_bit(new))
        folder = open_at(path)
        stack.enter_context(folder)
        how = how_to_resume(run.program, run.arguments, None if run.output else path)
        leave(f"finished histories are kept; {how}")
        try:
            yield folder
        finally:
            if not len(folder.store):
                leave(None)


def _killed_early(output: str | None, state: str) -> Path | None:
    """Return the folder if the command was killed in it before it had kept anything."""
    with suppress(OSError, RuntimeError, ValueError):  # a new folder reports them
        path = Path(output or "").expanduser().resolve()
        return path if output and holds_nothing(path, state) else None
    return None
