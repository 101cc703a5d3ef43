"""Results on disk: writing a study's files, and reading the study back."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sesim.runs.configuration import from_plain, to_plain
from sesim.runs.folder import writing
from sesim.runs.provenance import describe
from sesim.runs.replicate import Results
from sesim.study import Study

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
    provenance = describe(study, started, seconds, results.workers)
    with writing(folder):
        write_table(results.summary, folder / "summary.csv")
        write_log(results.participants, folder / "participants.parquet")
        write_log(results.events, folder / "events.parquet")
        _write_text(folder / CONFIG, HEADER + _yaml(to_plain(study)))
        _write_text(folder / PROVENANCE, json.dumps(provenance, indent=2, ensure_ascii=False))


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a small table as CSV; every number is written so that it is read back the same."""
    table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def write_log(table: pd.DataFrame, path: Path) -> None:
    """Write a large table as Parquet; the same table gives the same bytes."""
    table.to_parquet(path, engine="pyarrow", compression="zstd", index=False)


def load_folder(folder: Path | str) -> Study:
    """Return the study whose results are in a folder.

    Raises:
        FileNotFoundError: there is no `config.yaml` in it.
        StudyError: the configuration has been changed and is not valid any more.
    """
    text = (Path(folder) / CONFIG).read_text(encoding="utf-8")
    return from_plain(yaml.safe_load(text))


def _yaml(data: dict[str, Any]) -> str:
    text: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)
    return text


def _write_text(path: Path, text: str) -> None:
    # newline: the same bytes on every system.
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
