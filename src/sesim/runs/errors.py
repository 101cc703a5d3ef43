"""What can go wrong with a run of a valid study."""

from collections.abc import Iterator
from contextlib import contextmanager


class OutputError(ValueError):
    """Results cannot be written to the requested folder; nothing has been simulated or written."""


class RunError(RuntimeError):
    """A run that failed although the study is valid; nothing is left of it.

    Example:
        >>> import sesim
        >>> raise sesim.RunError("replication 3 failed: MemoryError: no memory left")
        Traceback (most recent call last):
        sesim.runs.errors.RunError: replication 3 failed: MemoryError: no memory left
    """


@contextmanager
def as_run_error(what: str) -> Iterator[None]:
    """Turn any exception into a `RunError` that names what failed."""
    try:
        yield
    except RunError:
        raise
    except Exception as error:
        raise RunError(f"{what} failed: {type(error).__name__}: {error}") from error
