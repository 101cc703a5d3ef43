"""What every experiment does with its answer: compare it with the committed one, or replace it.

make experiment NAME=county                  run it again, and compare with what is committed
make experiment NAME=county ARGS=--write     replace what is committed
make experiment NAME=county ARGS=--quick     try it out: a small version, nothing compared
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pandas as pd


def run(here: Path, make: Callable[[Path, bool], None], shown: str) -> None:
    """Do what the command line says; exit with 1 if the committed answer is not what comes out.

    Args:
        here: the folder of the experiment.
        make: writes the answer's files into a folder; the second argument asks for a small one.
        shown: the file that is printed when the experiment is only tried out.
    """
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--write", action="store_true", help="replace what is committed")
    choice.add_argument("--quick", action="store_true", help="only try it out")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder)
        make(new, asked.quick)
        made = sorted(path for path in new.iterdir() if path.is_file())
        differing = [path.name for path in made if not same(path, here / path.name)]
        if asked.quick:
            print((new / shown).read_text(encoding="utf-8"))
        elif asked.write:
            for path in made:
                (here / path.name).write_bytes(path.read_bytes())
            print("written:", *differing or ["nothing new"])
        elif differing:
            sys.exit(f"not as committed: {', '.join(differing)}")
        else:
            print("as committed")


def same(new: Path, committed: Path) -> bool:
    """Return whether a file is as committed."""
    return committed.exists() and committed.read_bytes() == new.read_bytes()


def write(rows: Iterable[Mapping[str, object]] | pd.DataFrame, path: Path) -> None:
    """Write rows as CSV."""
    pd.DataFrame(rows).to_csv(path, index=False, lineterminator="\n")
