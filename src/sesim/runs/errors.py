"""What can go wrong with a run of a valid study."""


class OutputError(ValueError):
    """Results cannot go where they were asked to; nothing has been simulated or written."""


class RunError(RuntimeError):
    """A run that failed although the study is valid; nothing is left of it."""
