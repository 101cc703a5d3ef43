"""Results on disk: writing a study's files, and reading the study back."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sesim import outcomes
from sesim.runs.errors import OutputError, as_run_error
from sesim.runs.replicate import Results, tidy
from sesim.runs.results.configuration import from_plain, to_plain
from sesim.runs.results.folder import writing
from sesim.runs.results.provenance import (
    describe,
    describe_numbers,
    file_hash,
    file_hashes,
    version,
)
from sesim.runs.results.workbook import WORKBOOK, of_study
from sesim.runs.workers import Part
from sesim.study import Study
from sesim.study.input_file import data_of, yaml_text_of

SUMMARY = "summary.csv"
CURVES = "curves.csv"
CONFIG = "config.yaml"
PROVENANCE = "provenance.json"

HEADER = """\
# The complete study. To run it again:  sesim --config-path THIS_FOLDER output=NEW_FOLDER
"""


def write(results: Results, folder: Path, started: datetime, seconds: float) -> None:
    """Write the tables, the configuration and the provenance of a study into a folder.

    Args:
        results: what to write.
        folder: exists, and holds none of the files.
        started: when the run began, with its time zone.
        seconds: how long it took.

    Raises:
        RunError: the folder cannot be written, for example because the disk is full.
    """
    study = results.study
    with writing(folder):
        write_table(results.summary, folder / SUMMARY)
        write_table(curves_summary(results), folder / CURVES)
        about = describe_numbers(study, {SUMMARY: file_hash(folder / SUMMARY)})
        (folder / WORKBOOK).write_bytes(of_study(results.summary, about))
        for name, table in zip(Part._fields, parts_of(results), strict=True):
            write_log(table, folder / f"{name}.parquet")
        write_text(folder / CONFIG, HEADER + as_yaml(to_plain(study)))
        provenance = describe(study, started, seconds, results.workers, file_hashes(folder))
        write_text(folder / PROVENANCE, json.dumps(provenance, indent=2, ensure_ascii=False))


def parts_of(results: Results) -> Part:
    """Return the tables that hold all replications."""
    return Part(*(getattr(results, name) for name in Part._fields))


def curves_summary(results: Results) -> pd.DataFrame:
    """Return mean and interval over replications of the curves, as written to the file."""
    study = results.study
    return tidy(outcomes.summarise_curves(results.curves, study.label, study.settings.interval))


def read_parts(folder: Path) -> Part:
    """Return the tables of an earlier run, to be extended.

    Raises:
        RunError: they cannot be read.
    """
    return Part(*(_read_log(folder, name) for name in Part._fields))


def read_measures(folder: Path) -> pd.DataFrame:
    """Return every outcome of every replication of an earlier run.

    Raises:
        RunError: they cannot be read.
    """
    return _read_log(folder, "measures")


def _read_log(folder: Path, name: str) -> pd.DataFrame:
    with as_run_error(f"reading {folder / name}.parquet"):
        table: pd.DataFrame = pd.read_parquet(folder / f"{name}.parquet", engine="pyarrow")
    return table


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a small table as CSV; numbers are read back exactly."""
    table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def write_log(table: pd.DataFrame, path: Path) -> None:
    """Write a large table as Parquet; the same table gives the same bytes."""
    table.to_parquet(path, engine="pyarrow", compression="zstd", index=False)


def read_provenance(folder: Path) -> dict[str, Any]:
    """Return the provenance in a finished study's folder.

    Raises:
        OutputError: the file is damaged.
    """
    record = provenance_in(folder)
    if not is_whole(record):
        path = folder / PROVENANCE
        raise OutputError(f"output: {path}: damaged; delete the folder to run its job again")
    return record


def provenance_in(folder: Path) -> dict[str, Any]:
    """Return the provenance in a folder, unchecked; empty if it cannot be read."""
    try:
        record = json.loads(data_of(folder / PROVENANCE))
    except (OSError, ValueError, RecursionError):
        return {}
    return (
        record if isinstance(record, dict) and isinstance(record.get("files_sha256"), dict) else {}
    )


def made_by_another(folder: Path) -> str | None:
    """Return the version of sesim that made a folder, if it was not this one."""
    made = provenance_in(folder).get("version")
    return made if isinstance(made, str) and made != version() else None


def is_whole(record: dict[str, Any]) -> bool:
    """Whether the provenance of a study has what is needed to recognise the study."""
    configuration, files = record.get("configuration"), record.get("files_sha256", {})
    if not isinstance(configuration, dict):
        return False
    if not {SUMMARY, CURVES, CONFIG, *(f"{name}.parquet" for name in Part._fields)} <= files.keys():
        return False
    numbers = (configuration.get("replications"), configuration.get("interval"))
    return all(isinstance(number, int | float) for number in numbers)


def load_folder(folder: Path | str) -> Study:
    """Return the study whose results are in a folder.

    Raises:
        FileNotFoundError: there is no `config.yaml` in it.
        StudyError: the configuration has been changed and is no longer valid.
    """
    path = Path(folder) / CONFIG
    if not path.exists():
        raise FileNotFoundError(f"{path}: No such file or directory")
    return from_plain(yaml.safe_load(yaml_text_of(path)) or {})


def as_yaml(data: dict[str, Any]) -> str:
    """Return plain data as the text of a YAML file."""
    text: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)
    return text


def write_text(path: Path, text: str) -> None:
    """Write a text that ends with a newline; the same bytes on every system."""
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
