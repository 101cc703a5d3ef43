"""The file with a programme's own records, read as an event log of one programme."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from sesim.cli.describe.request import DescribeRequest
from sesim.describe import Records
from sesim.messages import reason, value
from sesim.outcomes import Window, read_events
from sesim.outcomes.window import SLACK
from sesim.runs.errors import OutputError
from sesim.study.csv_file import SEMICOLON, separator_of, with_point
from sesim.study.input_file import refuse_unless_file

DATE, TIME = "date", "time"
DECIMALS = frozenset({"time", "hours", "wished_hours", "fte", "age"})
"""Columns of numbers that may have a decimal comma."""

SHOWN = 10
"""Rows shown in a message."""


def records_of(request: DescribeRequest) -> Records:
    """Return the records that a request is about.

    Raises:
        OutputError: the file cannot be read, is no event log, or holds what may not be in one; or
            it does not fit the days or the programme of the request.
    """
    table = _in_weeks(_table(request.log), request.since)
    try:
        events = _one_programme(read_events(table), request.programme)
        return Records(events, _window(events, request))
    except ValueError as error:
        raise OutputError(f"{request.log}: {error}") from None


def _table(path: Path) -> pd.DataFrame:
    """Return the table in a file, its texts as they are written."""
    try:
        refuse_unless_file(path)
    except (OSError, ValueError) as error:
        raise OutputError(f"LOG: {path}: {reason(error)}") from None
    kind = "Parquet" if path.suffix == ".parquet" else "CSV"
    try:
        return pd.read_parquet(path) if kind == "Parquet" else _csv(path)
    except OSError as error:
        raise OutputError(f"LOG: {path}: {reason(error)}") from None
    except UnicodeDecodeError:
        raise OutputError(f"LOG: {path}: is not text in UTF-8; save it as UTF-8") from None
    except (ValueError, pd.errors.ParserError):
        # The library's reason may repeat words of the file.
        raise OutputError(f"LOG: {path}: cannot be read as {kind}") from None


def _csv(path: Path) -> pd.DataFrame:
    """Return a table of texts, separated by commas or, as in Swedish Excel, by semicolons."""
    with path.open(encoding="utf-8-sig") as file:
        separator = separator_of(file.readline())
    table = pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    if separator == SEMICOLON:
        for column in DECIMALS & set(table.columns):
            table[column] = table[column].map(with_point)
    return table


def _in_weeks(table: pd.DataFrame, first: date) -> pd.DataFrame:
    """Return the table with its dates, if it has a column of them, as weeks from the first day."""
    if DATE not in table.columns or TIME in table.columns:
        return table
    days = pd.to_datetime(table[DATE], format="%Y-%m-%d", errors="coerce")
    if (wrong := np.flatnonzero(days.isna())).size:
        rows = ", ".join(str(row + 1) for row in wrong[:SHOWN])
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        raise OutputError(f"{DATE}, row {rows}{more}: a date is written as 2017-06-30")
    weeks = (days - pd.Timestamp(first)).dt.days / 7
    return table.assign(**{TIME: weeks}).drop(columns=DATE)


def _one_programme(events: pd.DataFrame, wanted: str | None) -> pd.DataFrame:
    """Return the events of one programme and one replication.

    Raises:
        ValueError: there are several, or none of this name.
    """
    if events.empty:
        raise ValueError("the log holds no events")
    if events["replication"].min() != events["replication"].max():
        raise ValueError("real records are one replication: write 0 in each row")
    names = list(events["programme"].unique())
    if wanted is None and len(names) > 1:
        raise ValueError(f"holds several programmes; choose one with --programme: {_list(names)}")
    if wanted is not None and wanted not in names:
        raise ValueError(
            f"--programme: {value(wanted)} is not in the log, which has {_list(names)}"
        )
    chosen = events[events["programme"] == (wanted or names[0])].reset_index(drop=True)
    return chosen.assign(programme=chosen["programme"].cat.remove_unused_categories())


def _list(names: list[str]) -> str:
    return ", ".join(sorted(names))


def _window(events: pd.DataFrame, request: DescribeRequest) -> Window:
    """Return the days that the records cover.

    Raises:
        ValueError: something happened after the last day of the request.
    """
    latest = float(events["time"].max())
    last = request.since + timedelta(days=int(latest * 7 + 1e-6))
    days = ((request.until or last) - request.since).days + 1
    # A simulated log ends at the very end of its last day.
    if latest > days / 7 + SLACK:
        raise ValueError(
            f"--until: should not be before the last event, on {last} (got {request.until})"
        )
    return Window(request.since, days / 7)
