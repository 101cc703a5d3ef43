"""A sweep that is stopped: what is left of it, and the command that resumes it.

Which jobs are finished is decided in `runs/sweeps/jobs.py`.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sesim.cli.resume import how_to_resume
from sesim.cli.signals import Stopped, leave
from sesim.runs.results.folder import RunFolder, filled_bit_by_bit
from sesim.runs.sweeps.jobs import SweepFolder


@contextmanager
def opened(
    place: RunFolder | Path, arguments: Sequence[str], *, named: bool, here: bool
) -> Iterator[SweepFolder]:
    """Open the folder of a sweep, and keep the message after a signal true.

    Either the sweep can be resumed, and the message names the command; or nothing is left.

    Args:
        place: a new folder, or the path of the sweep to resume.
        arguments: of the command.
        named: whether they name the folder.
        here: whether jobs run in this process.

    Raises:
        OutputError: the folder cannot be used.
    """
    with ExitStack() as stack:
        path = place if isinstance(place, Path) else stack.enter_context(filled_bit_by_bit(place))
        how = how_to_resume("sesim", arguments, None if named else path)
        folder = stack.enter_context(SweepFolder(path, resume=isinstance(place, Path)))
        stack.enter_context(_stopping(folder, how, here=here))
        yield folder


@contextmanager
def _stopping(folder: SweepFolder, how: str, *, here: bool) -> Iterator[None]:
    leave(f"finished jobs are kept; {how}")
    try:
        yield
    except Stopped:
        left = folder.stop(here=here)
        leave(None if left is None else f"{_finished(*left)}; {how}")
        raise


def _finished(done: int, number: int) -> str:
    return f"{done} of {number} jobs finished and kept" if done else "no job finished"
