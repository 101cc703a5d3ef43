"""How a command that was stopped is resumed."""

import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sesim.cli.terminal import from_here

LONGEST = 2000
"""Letters of the longest command that the message repeats."""


def how_to_resume(program: str, arguments: Sequence[str], folder: Path | None) -> str:
    """Return a sentence with the command that does what is missing.

    Args:
        program: the command's name.
        arguments: of the command that was stopped.
        folder: of its results, if the arguments do not name it.

    >>> how_to_resume("sesim", ["-m", "seed=1,2", "programmes=[eksjo,habo]"], Path("outputs/one"))
    "to resume: sesim -m seed=1,2 'programmes=[eksjo,habo]' --resume output=outputs/one"
    """
    more = [] if "--resume" in arguments else ["--resume"]
    more += [] if folder is None else [f"output={from_here(folder)}"]
    words = [program, *arguments, *more]
    command = subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
    if len(command) > LONGEST:
        command = " with ".join(["the same command", *([shlex.join(more)] if more else [])])
    return f"to resume: {command}"
