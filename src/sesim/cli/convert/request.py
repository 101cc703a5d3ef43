"""From the arguments of `sesim-convert` to the files that it names."""

from collections.abc import Sequence
from pathlib import Path

from sesim import messages
from sesim.messages import reason
from sesim.study import StudyError


def request_of(arguments: Sequence[str]) -> list[Path]:
    """Return the files that a command line names, each once, however it is spelt.

    Raises:
        StudyError: it names none, has an option, or a name leads in a circle.
    """
    if options := [one for one in arguments if one.startswith("-")]:
        raise StudyError(
            [f"{messages.value(options[0])}: unknown option; see sesim-convert --help"]
        )
    if not arguments:
        raise StudyError(["FILE: name at least one; see sesim-convert --help"])
    try:
        # What a link points to is converted, and the link stays.
        return list({Path(name).resolve(): None for name in arguments})
    except (OSError, RuntimeError, ValueError) as error:
        raise StudyError([f"FILE: {reason(error)}"]) from None
