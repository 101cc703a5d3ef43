"""The origin of results: program, configuration and machine, but neither user nor place."""

import hashlib
import json
import os
import platform
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from sesim.runs.results.configuration import NOWHERE, to_plain
from sesim.study import Study

MANY = ("replications", "interval")
"""Settings that decide how many replications there are and how they are summarised."""

CODE = (".py", ".yaml", ".parquet")
"""Files of the package that affect results."""


class Commit(NamedTuple):
    """The state of the checkout that the package runs from.

    Attributes:
        commit: its full hash; None if there is none, as in an installed package.
        dirty: whether files differ from that commit.
    """

    commit: str | None
    dirty: bool | None


def describe(
    study: Study, started: datetime, seconds: float, workers: int, files: Mapping[str, str]
) -> dict[str, Any]:
    """Return everything that is needed to reproduce the results, ready for JSON.

    Args:
        study: what was simulated.
        started: when the run began, with its time zone.
        seconds: how long it took.
        workers: processes that were used.
        files: what was written, with the hash of each file.
    """
    configuration = to_plain(study)
    return {
        "program": "sesim",
        "version": version(),
        **checkout()._asdict(),
        "seed": study.settings.seed,
        "label": study.label,
        "departures": [one.to_plain() for one in study.departures],
        "configuration_sha256": fingerprint(configuration),
        "configuration": configuration,
        "code_sha256": code(),
        "histories_sha256": histories(study),
        "files_sha256": dict(files),
        "packages": packages(),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "workers": workers,
        "started": started.astimezone(UTC).isoformat(timespec="seconds"),
        "wall_seconds": round(seconds, 3),
    }


def describe_tables(files: Mapping[str, str]) -> dict[str, Any]:
    """Return the origin of the joint tables of a sweep, ready for JSON.

    Args:
        files: the tables, with the hash of each.
    """
    return {
        "program": "sesim",
        "version": version(),
        **checkout()._asdict(),
        "code_sha256": code(),
        "packages": packages(),
        "files_sha256": dict(files),
    }


def describe_numbers(study: Study | None, files: Mapping[str, str]) -> dict[str, Any]:
    """Return the origin of numbers, without anything that can differ between equal numbers.

    It leaves out the commit: the hash of the code identifies the program better.

    Args:
        study: what was simulated; None for the joint tables of a sweep.
        files: the tables, with the hash of each.
    """
    about = {
        "program": "sesim",
        "version": version(),
        "code_sha256": code(),
        "packages": packages(),
        "files_sha256": dict(files),
    }
    if study is None:
        return about
    settings = study.settings
    of_study = {
        "scenario": study.scenario.name,
        "title": study.scenario.title,
        "programmes": ", ".join(study.programmes),
        "start": settings.start,
        "end": settings.end,
        "plan_start": settings.plan_start,
        "replications": settings.replications,
        "seed": settings.seed,
        "interval": settings.interval,
        "parameters": study.draws,
        "configuration_sha256": fingerprint(to_plain(study)),
        "histories_sha256": histories(study),
    }
    return of_study | about


def fingerprint(configuration: dict[str, Any]) -> str:
    """Return a hash that is the same for configurations that give the same numbers."""
    what = {key: value for key, value in configuration.items() if key not in NOWHERE}
    text = json.dumps(what, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def histories(study: Study) -> str:
    """Return a hash that is equal for studies with equal replications.

    It covers the content of the configuration, the code and the versions of the packages, but
    not their names or places, except the path in `parameters.draws`.
    """
    configuration = {key: value for key, value in to_plain(study).items() if key not in MANY}
    what = {"study": fingerprint(configuration), "code": code(), "packages": packages()}
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()


@cache
def code() -> str:
    """Return a hash of the package's own files, in a checkout and installed alike."""
    package = _package()
    hashed = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        # An installed package also holds conf/; its content is in the configuration.
        inside = path.relative_to(package)
        if path.suffix in CODE and inside.parts[0] != "conf":
            hashed.update(f"{inside.as_posix()} {file_hash(path)}\n".encode())
    return hashed.hexdigest()


def _package() -> Path:
    """Return the folder of the whole package, wherever in it this module stands."""
    inner = __name__.count(".")
    return Path(__file__).resolve().parents[inner - 1]


def file_hash(path: Path) -> str:
    """Return the hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_hashes(folder: Path) -> dict[str, str]:
    """Return the hash of each file in a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): file_hash(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@cache
def packages() -> dict[str, str]:
    """Return the versions of the packages that this one depends on."""
    try:
        required = metadata.requires("sesim") or []
    except metadata.PackageNotFoundError:
        return {}
    names = sorted({found[0] for line in required if (found := re.match(r"[\w.-]+", line))})
    return {name: version for name in names if (version := _version(name))}


def version() -> str | None:
    """Return the version of this program; None if it is not installed."""
    return _version("sesim")


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None  # not installed: it may be needed only on another system


def checkout() -> Commit:
    """Return the commit of the checkout that the package was imported from, if it was."""
    root = _package().parents[1]
    if not (root / ".git").exists():
        return Commit(None, None)
    commit = _git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    changes = _git(root, "status", "--porcelain")
    return Commit(commit or None, None if changes is None else bool(changes))


def _git(root: Path, *arguments: str) -> str | None:
    # Variables such as GIT_DIR, which git sets for its hooks, could point elsewhere.
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    command = ["git", "-c", f"safe.directory={root}", "-C", str(root), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - git, with arguments written here
            command, env=clean, capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
