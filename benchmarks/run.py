"""Measure speed and memory, and print one table of ratios.

make bench                        everything
make bench ARGS="county start"    only these benchmarks
make bench ARGS=--write           everything, and keep the ratios as the new baseline
"""

import argparse
import datetime
import importlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from table import Baseline, Measured, exit_status, shown, summary, write

HERE = Path(__file__).parent
BASELINE = "baseline.csv"
BAD_INPUT = 2

BENCHMARKS = (
    "county", "coach", "growth", "outcomes", "study", "question", "plan", "start", "memory",
    "workers", "country", "app",
)  # fmt: skip
"""Modules of this folder with a function `measure`."""


def main(words: Sequence[str], folder: Path = HERE) -> int:
    """Do what the command line says; return the exit status.

    Args:
        words: its arguments.
        folder: where the baseline is kept.
    """
    parser = argparse.ArgumentParser(
        prog="make bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--write", action="store_true", help="keep the ratios as the new baseline")
    asked = parser.parse_args(words)
    if unknown := [name for name in asked.names if name not in BENCHMARKS]:
        print(
            f"make bench: no such benchmark: {', '.join(unknown)} (there are "
            f"{', '.join(BENCHMARKS)})",
            file=sys.stderr,
        )
        return BAD_INPUT
    chosen = [name for name in BENCHMARKS if not asked.names or name in asked.names]
    say_if_busy()
    baseline = Baseline.read(folder / BASELINE)
    found = {}
    for name, one in measured(chosen):
        found[name] = one
        if asked.write:  # at once, so that a run that is stopped keeps what it has measured
            keep(found, baseline, folder)
    print(shown(found, baseline), summary(found, baseline), sep="\n\n")
    if asked.write:
        print("The baseline is written; python docs/shown.py puts it into the pages.")
    return exit_status(found)


def measured(names: Iterable[str]) -> Iterator[tuple[str, Measured]]:
    """Run benchmarks and yield what each found; each says on the terminal that it has begun."""
    for name in names:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        yield name, importlib.import_module(name).measure()


def keep(found: dict[str, Measured], baseline: Baseline, folder: Path) -> None:
    """Write what was found as the new baseline, with the tables of single benchmarks."""
    today = datetime.datetime.now().astimezone().date()
    baseline.replaced(found, today).write(folder / BASELINE, BENCHMARKS)
    for name, one in found.items():
        if one.detail:
            write(one.detail, folder / f"{name}.csv")


def say_if_busy() -> None:
    """Warn if other programs want the cores too: wall times then show the others as well."""
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load > cores / 2:
        print(
            f"This machine is busy (load {load:.1f} on {cores} cores): ratios may be wrong.",
            file=sys.stderr,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
