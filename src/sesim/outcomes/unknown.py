"""The error for a name that no outcome has."""


class UnknownOutcomeError(KeyError):
    """There is no outcome of this name."""

    def __str__(self) -> str:
        return (
            f"there is no outcome {self.args[0]!r}; make one with @sesim.outcome(unit=...), and "
            "give it to simulate(study, outcomes=[...])"
        )
