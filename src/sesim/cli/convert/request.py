"""From the arguments of `sesim-convert` to the files that it names."""

from collections.abc import Sequence
from pathlib import Path

from sesim import messages
from sesim.study import StudyError


def request_of(arguments: Sequence[str]) -> list[Path]:
    """Return the files that a command line names, each once.

    Raises:
        StudyError: it names none, or has an option.
    """
    if options := [one for one in arguments if one.startswith("-")]:
        raise StudyError(
            [f"{messages.value(options[0])}: unknown option; see sesim-convert --help"]
        )
    if not arguments:
        raise StudyError(["FILE: name at least one; see sesim-convert --help"])
    return [Path(name) for name in dict.fromkeys(arguments)]
