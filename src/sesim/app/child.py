"""One command in a process of its own, which tells its parent how far it is.

The first line of standard input is the order: a program, its arguments and a folder. Standard input
then stays open; when it ends, the parent is gone or has lost interest, and the command stops as
after Ctrl-C. Standard output has a line of JSON for each step.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any, TextIO

from sesim.cli.terminal import tell

NICER = 10
"""The system prefers the pages, which must answer while every core is simulating."""


def main() -> None:
    """Perform the order, and end the process with the command's exit status."""
    order = json.loads(sys.stdin.readline())
    told = _only_ours()
    tell(lambda what, done, total: _say(told, {"what": what, "done": done, "total": total}))
    if hasattr(os, "nice"):
        os.nice(NICER)
    os.chdir(order["folder"])
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.exit(_program(order["program"])(order["arguments"]))


def _only_ours() -> TextIO:
    """Return standard output for progress alone; what the command prints goes nowhere."""
    told = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return told


def _say(told: TextIO, step: dict[str, Any]) -> None:
    print(json.dumps(step), file=told, flush=True)


def _end_with_parent() -> None:
    sys.stdin.read()
    signal.raise_signal(signal.SIGTERM)


def _program(name: str) -> Callable[[list[str]], int]:
    """Return what performs a command; only those that are asked for are imported."""
    match name:
        case "sesim":
            from sesim.cli.simulate import main as simulate

            return simulate.exit_status
        case "sesim-adjust":
            from sesim.cli.adjust import main as adjust

            return adjust.exit_status
        case "sesim-plan":
            from sesim.cli.plan import main as plan

            return plan.exit_status
        case "sesim-report":
            from sesim.cli.report import main as report

            return report.exit_status
    raise ValueError(name)


if __name__ == "__main__":
    main()
