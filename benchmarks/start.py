"""How soon a command starts, against `import hydra`, which it cannot do without for a study."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from table import Measured, Row, at_most
from timing import SESIM, cost, in_turn, python, ratio

REPEATS = 9
ANCHOR = "import hydra"

STARTS: dict[str, tuple[Sequence[str | Path], float]] = {
    "sesim --help": ([SESIM, "--help"], 0.5),
    "import sesim": (python("import sesim"), 0.3),
    "sesim --cfg job": ([SESIM, "programmes=vetlanda", "--cfg", "job"], 12.0),
}
"""Commands, and the most that they may take of the anchor."""


def spent(command: Sequence[str | Path]) -> float:
    """Return the CPU seconds of a command in a fresh process."""
    return cost(command).seconds


def measure() -> Measured:
    """Return a row for each start; every command runs once before, so that it is compiled."""
    commands = {ANCHOR: python(ANCHOR), **{name: one for name, (one, _) in STARTS.items()}}
    for one in commands.values():
        spent(one)
    times = in_turn({name: partial(spent, one) for name, one in commands.items()}, REPEATS)
    return Measured(
        [
            Row(name, ratio(times[name], times[ANCHOR]), ANCHOR, REPEATS, at_most(most))
            for name, (_, most) in STARTS.items()
        ]
    )
