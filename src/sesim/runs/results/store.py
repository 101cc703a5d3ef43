"""Results on disk: writing a study's files, and reading the study back."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

import numpy as np
import pandas as pd
import yaml
from numpy.typing import NDArray

from sesim import outcomes
from sesim.runs.errors import OutputError
from sesim.runs.goals import GOAL_COLUMNS, asked, goal_table, keys_of
from sesim.runs.pairing import KEYS
from sesim.runs.replicate import Progress, Replications, Results, summary_of, tidy
from sesim.runs.results.by_cell import ByCell
from sesim.runs.results.configuration import from_plain, to_plain
from sesim.runs.results.folder import replace_file, writing
from sesim.runs.results.paths import path_table
from sesim.runs.results.provenance import (
    describe,
    describe_numbers,
    file_hash,
    file_hashes,
    version,
)
from sesim.runs.results.tables import StudyTables, encoded_size, path_of, read_pieces
from sesim.runs.results.workbook import WORKBOOK, of_study
from sesim.runs.space import LOGS, DiskCheck
from sesim.runs.uncertainty import UNCERTAINTY_COLUMNS, uncertainty_of
from sesim.runs.workers import Part
from sesim.study import Study
from sesim.study.input_file import data_of, yaml_text_of

SUMMARY = "summary.csv"
CURVES = "curves.csv"
GOALS = "goals.csv"
UNCERTAINTY = "uncertainty.csv"
FUTURE = "future.csv"
CONFIG = "config.yaml"
PROVENANCE = "provenance.json"

MEASURES = "measures"

TABLES = Part._fields
"""Names of the large tables."""

ALWAYS = tuple(name for name in TABLES if name not in LOGS)
"""Those that every study has, whatever its setting `events`."""

CURVE_KEYS = tuple(name for name in outcomes.CURVES_COLUMNS if name not in ("replication", "value"))

HEADER = """\
# The complete study. To run it again:  sesim --config-path THIS_FOLDER output=NEW_FOLDER
"""


class Ran(Protocol):
    """The part of a run that its folder describes, besides the tables."""

    @property
    def study(self) -> Study:
        """The study that was simulated."""

    @property
    def draws(self) -> NDArray[np.int64]:
        """Number of the parameter draw that each replication used."""

    @property
    def workers(self) -> int:
        """Number of processes that were used."""

    @property
    def own(self) -> tuple[outcomes.OwnOutcome, ...]:
        """The outcomes that users define."""


class Summaries(NamedTuple):
    """The small tables of a study that the terminal shows.

    Attributes:
        summary: mean and interval of every outcome.
        goals: how likely each goal is reached; without rows where there are no goals.
        uncertainty: what the spread of each outcome comes from; without rows where no future is
            drawn.
    """

    summary: pd.DataFrame
    goals: pd.DataFrame
    uncertainty: pd.DataFrame


def run_into(
    study: Study, folder: Path, progress: Progress, earlier: Path | None = None
) -> Replications:
    """Simulate a study, and write its large tables into a folder as they come.

    Args:
        study: what to simulate.
        folder: exists, and holds none of the files.
        progress: called with the number of replications just finished.
        earlier: the folder of the same study with fewer replications, which are taken from there.

    Raises:
        RunError: a replication failed, or the tables do not fit on the disk.
    """
    known = 0 if earlier is None else read_provenance(earlier)["configuration"]["replications"]
    run = Replications(study, known)
    with StudyTables(folder) as tables:
        if earlier is not None:
            for name in TABLES if study.settings.events else ALWAYS:
                for piece in read_pieces(path_of(earlier, name)):
                    tables.add({name: piece})
            progress(known)
        disk = DiskCheck(study.settings, folder, encoded_size)
        for part in run.parts():
            disk.add(part)
            tables.add(part.tables())
            progress(part.replications)
    return run


def write(results: Results, folder: Path, started: datetime, seconds: float) -> None:
    """Write results that are in memory into a folder, as a study that is run into it.

    Args:
        results: what to write.
        folder: exists, and holds none of the files.
        started: when the run began, with its time zone.
        seconds: how long it took.

    Raises:
        RunError: the folder cannot be written, for example because the disk is full.
    """
    with StudyTables(folder) as tables:
        tables.add(parts_of(results).tables())
    finish(results, folder, started, seconds)


def finish(run: Ran, folder: Path, started: datetime, seconds: float) -> Summaries:
    """Write the summaries, the configuration and the provenance of a study.

    The summaries come from the large tables in the folder, of which only a part is in memory.

    Args:
        run: what has been simulated.
        folder: holds the large tables, and none of the other files.
        started: when the run began, with its time zone.
        seconds: how long it took.

    Returns:
        The summary, how likely each goal is reached, and what the spread comes from.

    Raises:
        RunError: the folder cannot be written, for example because the disk is full.
    """
    study = run.study
    summary, curves = _summary(run, folder), _curves_summary(study, folder)
    goals, uncertainty = _goals(study, summary, folder), _uncertainty(study, folder)
    with writing(folder):
        if len(goals):
            write_table(goals, folder / GOALS)
        if len(uncertainty):
            write_table(uncertainty, folder / UNCERTAINTY)
            write_table(path_table(study), folder / FUTURE)
        write_table(summary, folder / SUMMARY)
        write_table(curves, folder / CURVES)
        about = describe_numbers(study, {SUMMARY: file_hash(folder / SUMMARY)})
        (folder / WORKBOOK).write_bytes(of_study(summary, goals, about))
        write_text(folder / CONFIG, HEADER + as_yaml(to_plain(study)))
        write_provenance(study, folder, started, seconds, run.workers)
    return Summaries(summary, goals, uncertainty)


def _summary(run: Ran, folder: Path) -> pd.DataFrame:
    blocks = measures_by_cell(folder).blocks()
    tables = [summary_of(run.study, block, run.draws, run.own) for block in blocks]
    return pd.concat(tables, ignore_index=True)


def _goals(study: Study, summary: pd.DataFrame, folder: Path) -> pd.DataFrame:
    goals = asked(study)
    if not goals:
        return pd.DataFrame(columns=list(GOAL_COLUMNS))
    return goal_table(study, summary, measures_by_cell(folder).wide_of(keys_of(goals)))


def _uncertainty(study: Study, folder: Path) -> pd.DataFrame:
    nothing = pd.DataFrame(columns=list(UNCERTAINTY_COLUMNS))
    if not study.future.is_drawn:
        return nothing
    wides = measures_by_cell(folder).wides({"group": outcomes.ALL})
    tables = [found for one in wides if len(found := uncertainty_of(study, one))]
    return pd.concat(tables, ignore_index=True) if tables else nothing


def _curves_summary(study: Study, folder: Path) -> pd.DataFrame:
    label, interval = study.label, study.settings.interval
    blocks = ByCell(path_of(folder, "curves"), CURVE_KEYS).blocks()
    tables = [outcomes.summarise_curves(block, label, interval) for block in blocks]
    return tidy(pd.concat(tables, ignore_index=True))


def parts_of(results: Results) -> Part:
    """Return the tables that hold all replications."""
    return Part(*(getattr(results, name) for name in Part._fields))


def measures_by_cell(folder: Path) -> ByCell:
    """Return every outcome of every replication of a study, to be read some cells at a time.

    Raises:
        RunError: they cannot be read.
    """
    return ByCell(path_of(folder, MEASURES), KEYS)


def write_provenance(
    study: Study,
    folder: Path,
    started: datetime,
    seconds: float,
    workers: int,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Write where the results in a folder come from; it is the last file, and there whole.

    Args:
        study: what was simulated.
        folder: with all other files; hidden ones are not part of the results.
        started: when the run began, with its time zone.
        seconds: how long it took.
        workers: processes that were used.
        more: what a command records besides, by its key.
    """
    files = {name: value for name, value in file_hashes(folder).items() if not name.startswith(".")}
    files.pop(PROVENANCE, None)
    record = {**describe(study, started, seconds, workers, files), **more}
    text = json.dumps(record, indent=2, ensure_ascii=False)
    replace_file(folder / PROVENANCE, f"{text}\n".encode())


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a small table as CSV; numbers are read back exactly."""
    table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


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


def made_by_another(record: dict[str, Any]) -> str | None:
    """Return the version of sesim that made what a provenance is of, if it was not this one."""
    made = record.get("version")
    return made if isinstance(made, str) and made != version() else None


def is_whole(record: dict[str, Any]) -> bool:
    """Whether the provenance of a study has what is needed to recognise the study."""
    configuration, files = record.get("configuration"), record.get("files_sha256", {})
    if not isinstance(configuration, dict):
        return False
    large = {name for name in TABLES if _file_of(name) in files}
    if not ({SUMMARY, CURVES, CONFIG} <= files.keys() and large in ({*ALWAYS}, {*TABLES})):
        return False
    numbers = (configuration.get("replications"), configuration.get("interval"))
    return all(isinstance(number, int | float) for number in numbers)


def has_logs(record: dict[str, Any]) -> bool:
    """Whether a study with such a provenance kept its event log and its participants."""
    return all(_file_of(name) in record["files_sha256"] for name in LOGS)


def _file_of(name: str) -> str:
    return path_of(Path(), name).name


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
