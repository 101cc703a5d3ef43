"""What can go wrong with a run of a valid study."""

from collections.abc import Iterator
from contextlib import contextmanager


class OutputError(ValueError):
    """Results cannot go where they were asked to; nothing has been simulated or written."""


class RunError(RuntimeError):
    """A run that failed although the study is valid; nothing is left of it."""


@contextmanager
def as_run_error(what: str) -> Iterator[None]:
    """Raise a `RunError` that names what failed, instead of whatever went wrong."""
    try:
        yield
    except RunError:
        raise
    except Exception as error:
        raise RunError(f"{what} failed: {type(error).__name__}: {error}") from error
