"""Whether two commits give the same numbers: every table of the same studies, byte for byte.

    python benchmarks/same_numbers.py BEFORE AFTER

Checks both commits out beside each other, runs the same commands with each, and compares the
tables and event logs that they leave, and the tables that the experiments keep. Pages, figures and
provenance are left out: they hold words, versions and times. Run it after a change that moves code
and should move no number.
"""

import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]

STUDIES = {
    "county": ("sesim", "replications=4", "figures=false"),
    "prior": ("sesim", "programmes=vetlanda", "parameters=prior", "replications=20", "workers=2"),
    "changed": (
        "sesim", "scenario=rapid_search", "programmes=[eksjo,gislaved]", "replications=10",
        "eksjo.back_heaviness=0.3", "end=2020-12-31", "figures=false",
    ),
    "sweep": (
        "sesim", "-m", "scenario=baseline,rapid_search,part_time_roles", "programmes=vetlanda",
        "replications=20", "figures=false",
    ),
    "sensitivity": (
        "sesim-sensitivity", "programmes=vetlanda", "scenario=rapid_search", "sensitivity=quick",
    ),
}  # fmt: skip
"""Commands, by the name of the folder that they leave."""

NUMBERS = (".csv", ".parquet")
"""Endings of the files that hold nothing but numbers and names."""

JOBS = "jobs.csv"
"""The list of a sweep's jobs, which holds the fingerprint of the code that ran them."""


def main() -> int:
    """Compare the commits that the command line names; return the exit status."""
    if len(sys.argv) != 3:
        print(__doc__)
        return 2
    before, after = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        tables = [tables_of(commit, Path(folder)) for commit in (before, after)]
    differing = sorted(differences(*tables))
    for name in differing:
        print(f"differs: {name}")
    same = len(tables[0].keys() & tables[1].keys()) - len(differing)
    print(f"{same} tables and event logs are the same, {len(differing)} are not")
    return 1 if differing or not same else 0


def differences(before: dict[str, bytes], after: dict[str, bytes]) -> Iterator[str]:
    """Yield the name of each table that is not the same, or is missing on one side."""
    for name in before.keys() | after.keys():
        if before.get(name) != after.get(name):
            missing = " (missing)" if name not in before or name not in after else ""
            yield f"{name}{missing}"


def tables_of(commit: str, folder: Path) -> dict[str, bytes]:
    """Return every table that a commit makes or keeps, by its path."""
    with checked_out(commit, folder / "code") as code:
        results = folder / "results"
        for name, (program, *arguments) in STUDIES.items():
            print(f"{commit[:12]}: {name}", flush=True)
            run(code, program, [*arguments, f"output={results / name}"])
        found = {
            f"{top.name}/{path.relative_to(top).as_posix()}": path.read_bytes()
            for top in (results, code / "experiments")
            for path in sorted(top.rglob("*"))
            if path.suffix in NUMBERS and path.name != JOBS
        }
        shutil.rmtree(results)
    return found


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """Check a commit out into a folder for a while."""
    git("worktree", "add", "--quiet", "--detach", str(folder), commit)
    try:
        yield folder
    finally:
        git("worktree", "remove", "--force", str(folder))


def git(*arguments: str) -> None:
    """Run git on this repository."""
    subprocess.run(["git", "-C", str(ROOT), *arguments], check=True)  # noqa: S607


def run(code: Path, program: str, arguments: list[str]) -> None:
    """Run a command of the code in a folder, whatever its modules are called there."""
    scripts = tomllib.loads((code / "pyproject.toml").read_text())["project"]["scripts"]
    module, _, function = scripts[program].partition(":")
    line = (
        f"import sys; sys.path.insert(0, {str(code / 'src')!r}); "
        f"from {module} import {function}; sys.argv[0] = {program!r}; {function}()"
    )
    done = subprocess.run(
        [sys.executable, "-c", line, *arguments], cwd=code, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{program} {' '.join(arguments)} failed:\n{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
