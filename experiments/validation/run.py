"""Hold the model beside every reference figure, with the command that anybody can run."""

import subprocess
import sys
import tempfile
from pathlib import Path

import committed

VALIDATE = [sys.executable, "-m", "sesim.cli.validate.main"]
QUICK = 2
"""Draws of a small version."""

TABLE = "comparisons.csv"


def make(folder: Path, quick: bool) -> None:
    """Run the command, and keep its table of comparisons."""
    with tempfile.TemporaryDirectory() as scratch:
        results = Path(scratch) / "validation"
        draws = [f"draws={QUICK}"] if quick else []
        subprocess.run([*VALIDATE, *draws, f"output={results}"], check=True, stdout=sys.stderr)  # noqa: S603 - our own command
        (folder / TABLE).write_bytes((results / TABLE).read_bytes())


if __name__ == "__main__":
    committed.run(Path(__file__).parent, make, TABLE)
