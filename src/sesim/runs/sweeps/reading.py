"""Reads a finished folder of a study or a sweep, and refuses damaged or changed files."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from sesim.messages import reason
from sesim.outcomes import CURVE_SUMMARY_COLUMNS, SUMMARY_COLUMNS
from sesim.runs.compare import COMPARISON_COLUMNS
from sesim.runs.errors import OutputError
from sesim.runs.goals import GOAL_COLUMNS
from sesim.runs.results.configuration import from_plain
from sesim.runs.results.provenance import file_hash, fingerprint, version
from sesim.runs.results.store import (
    CONFIG,
    CURVES,
    GOALS,
    PROVENANCE,
    SUMMARY,
    UNCERTAINTY,
    is_whole,
    made_by_another,
    provenance_in,
)
from sesim.runs.sweeps.jobs import JOBS
from sesim.runs.sweeps.status import Status
from sesim.runs.uncertainty import UNCERTAINTY_COLUMNS
from sesim.study import Departure, Study, StudyError
from sesim.study.input_file import refuse_unless_file

COMPARISON = "comparison.csv"

TABLES = {
    SUMMARY: SUMMARY_COLUMNS,
    COMPARISON: COMPARISON_COLUMNS,
    CURVES: CURVE_SUMMARY_COLUMNS,
}
"""The tables of a sweep, and their columns."""

OPTIONAL = {GOALS: GOAL_COLUMNS, UNCERTAINTY: UNCERTAINTY_COLUMNS}
"""Those that only some folders have."""

AGAIN = "run it again, or name another folder"


class Finished(NamedTuple):
    """The content of a finished folder.

    Attributes:
        studies: by their names in the tables.
        departures: the changes of each study, by the same names.
        summary, curves: the tables of all of them.
        comparison: None for a single study.
        goals: how likely each goal is reached; without rows where there are no goals.
        uncertainty: what the spread comes from; without rows where no future is drawn.
        provenance: of the study, or of the first one of a sweep.
        files: the tables, with the hash of each.
    """

    studies: dict[str, Study]
    departures: dict[str, tuple[Departure, ...]]
    summary: pd.DataFrame
    curves: pd.DataFrame
    comparison: pd.DataFrame | None
    goals: pd.DataFrame
    uncertainty: pd.DataFrame
    provenance: dict[str, Any]
    files: dict[str, str]


def read_finished(folder: Path) -> Finished:
    """Return the content of a folder.

    Raises:
        OutputError: there is no such folder, it holds no results, they are damaged, or another
            version of the program made them.
    """
    try:
        is_folder, exists = folder.is_dir(), folder.exists()
    except OSError as error:
        raise OutputError(f"{folder}: {reason(error)}") from None
    if not is_folder:
        problem = "is not a folder" if exists else "does not exist"
        raise OutputError(f"{folder}: {problem}; name the folder of a study or a sweep")
    if (folder / JOBS).is_file():
        return _sweep(folder)
    if (folder / PROVENANCE).is_file():
        return _study(folder)
    raise OutputError(
        f"{folder}: holds no results ({PROVENANCE} of a study or {JOBS} of a sweep); name the "
        "folder of one"
    )


def _study(folder: Path) -> Finished:
    record = _provenance(folder)
    study = _configured(folder, record)
    names = [SUMMARY, CURVES, CONFIG, *_optional(record)]
    _refuse_changed(folder, record, names)
    return Finished(
        {record["label"]: study},
        {record["label"]: _departures(folder, record)},
        _table(folder / SUMMARY, SUMMARY_COLUMNS),
        _table(folder / CURVES, CURVE_SUMMARY_COLUMNS),
        None,
        _if_there(folder, GOALS, names),
        _if_there(folder, UNCERTAINTY, names),
        record,
        {name: record["files_sha256"][name] for name in names},
    )


def _sweep(folder: Path) -> Finished:
    jobs = _table(folder / JOBS, ("job", "scenario", "status", "folder"))
    done = jobs[jobs["status"] == Status.DONE]
    if done.empty:
        raise OutputError(
            f"{folder}: no job of this sweep has finished, so there is nothing to report"
        )
    if strange := [name for name in done["folder"] if Path(name).name != name]:
        raise OutputError(f"{folder / JOBS}: damaged: {strange[0]!r} is no folder here; {AGAIN}")
    parts = dict(zip(done["scenario"], (folder / name for name in done["folder"]), strict=True))
    record = {label: _provenance(path) for label, path in parts.items()}
    joint = _provenance(folder, study=False)
    names = [*TABLES, *_optional(joint)]
    _refuse_changed(folder, joint, (JOBS, *names))
    tables = {name: _table(folder / name, columns) for name, columns in TABLES.items()}
    return Finished(
        {label: _configured(path, record[label]) for label, path in parts.items()},
        {label: _departures(path, record[label]) for label, path in parts.items()},
        tables[SUMMARY],
        tables[CURVES],
        tables[COMPARISON],
        _if_there(folder, GOALS, names),
        _if_there(folder, UNCERTAINTY, names),
        next(iter(record.values())),
        {name: _hash(folder / name) for name in names},
    )


def _optional(record: Mapping[str, Any]) -> list[str]:
    """Return the names of the tables that not every folder has."""
    return [name for name in OPTIONAL if name in record.get("files_sha256", {})]


def _if_there(folder: Path, name: str, names: Sequence[str]) -> pd.DataFrame:
    if name in names:
        return _table(folder / name, OPTIONAL[name])
    return pd.DataFrame(columns=list(OPTIONAL[name]))


def _provenance(folder: Path, *, study: bool = True) -> dict[str, Any]:
    """Return the provenance of a folder, if this version of the program made it."""
    path = folder / PROVENANCE
    if not path.is_file():
        raise OutputError(f"{path}: is missing; {AGAIN}")
    record = provenance_in(folder)
    if made := made_by_another(record):
        raise OutputError(
            f"{folder}: was made by sesim {made}, and this is {version()}; its tables and pages "
            f"stay as they are, and sesim {made} makes them again; for new ones, run it again"
        )
    if not record or (study and not (is_whole(record) and _is_described(record))):
        raise OutputError(f"{path}: damaged, or made by another version; {AGAIN}")
    return record


def _is_described(record: Mapping[str, Any]) -> bool:
    """Whether it names a study, and the time and the commit of its run."""
    try:
        datetime.fromisoformat(record["started"])
    except (KeyError, TypeError, ValueError):
        return False
    return isinstance(record.get("commit"), str | None) and isinstance(record.get("label"), str)


def _configured(folder: Path, record: Mapping[str, Any]) -> Study:
    """Return the study that a folder's provenance describes, which is quicker to read than YAML."""
    configuration = record["configuration"]
    if fingerprint(configuration) != record.get("configuration_sha256"):
        raise OutputError(f"{folder / PROVENANCE}: damaged or changed since it was made; {AGAIN}")
    try:
        return from_plain(configuration)
    except StudyError as error:
        why = error.problems[0]
        raise OutputError(f"{folder / PROVENANCE}: is not valid: {why}; {AGAIN}") from None


def _departures(folder: Path, record: Mapping[str, Any]) -> tuple[Departure, ...]:
    """Return the changes of a study, as recorded when it ran."""
    try:
        return tuple(Departure.from_plain(one) for one in record["departures"])
    except (KeyError, TypeError, ValueError):
        raise OutputError(
            f"{folder / PROVENANCE}: damaged or changed since it was made; {AGAIN}"
        ) from None


def _table(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Return a table with its texts exactly as written."""
    try:
        head = list(pd.read_csv(path, nrows=0).columns)
        numbers = {name: [""] for name in head if name not in TEXTS}
        table = pd.read_csv(
            path,
            keep_default_na=False,  # a scenario may be called NA
            na_values=numbers,
            dtype={name: str for name in head if name in TEXTS},
        )
    except FileNotFoundError:
        raise OutputError(f"{path}: is missing; {AGAIN}") from None
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "damaged"
        raise OutputError(f"{path}: {why}; {AGAIN}") from None
    if lacking := [name for name in columns if name not in table.columns]:
        raise OutputError(f"{path}: damaged, without the column {lacking[0]}; {AGAIN}")
    for name in numbers:
        if len(table) and not pd.api.types.is_numeric_dtype(table[name]):
            raise OutputError(f"{path}: damaged, with text in the column {name}; {AGAIN}")
    return table


TEXTS = frozenset(
    {
        "scenario", "programme", "group", "outcome", "unit", "curve", "series", "compared_with",
        "status", "folder", "direction", "overrides", "histories_sha256", "message", "verdict",
    }
)  # fmt: skip
"""Columns that hold text."""


def _refuse_changed(folder: Path, record: Mapping[str, Any], names: Sequence[str]) -> None:
    for name in names:
        if record["files_sha256"].get(name) != _hash(folder / name):
            raise OutputError(f"{folder / name}: damaged or changed since it was made; {AGAIN}")


def _hash(path: Path) -> str:
    try:
        refuse_unless_file(path)
        return file_hash(path)
    except (OSError, ValueError) as error:
        raise OutputError(f"{path}: {reason(error)}; {AGAIN}") from None
