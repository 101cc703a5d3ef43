"""The rows of an event log for files: checked, with dates, and without what does not apply."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple

import pandas as pd

from sesim.events import COLUMNS, NOBODY

OF_A_PERSON: Final = ("sex", "age", "target_group", "goal", "motivation")
"""Columns that describe a person at referral."""

OF_AN_EVENT: Final = ("reason", "job_kind", "answer", "activity", "hours", "wished_hours", "fte")
"""Columns that describe what happened, besides whom and where."""

NUMBERS: Final = frozenset(name for name, dtype in COLUMNS.items() if dtype == "float64")
"""Columns of fractional numbers."""


class LogRow(NamedTuple):
    """One event.

    Attributes:
        replication, programme, participant, kind: as in the log.
        week: its time, in weeks from the study's first day.
        at: its date and time.
        coach: name of the post; empty where none is concerned.
        employer: number in the local pool; `NOBODY` where none is concerned.
        person: what the event says of a person, by column.
        details: what else it says, by column.
    """

    replication: int
    programme: str
    participant: int
    kind: str
    week: float
    at: datetime
    coach: str
    employer: int
    person: Mapping[str, Any]
    details: Mapping[str, Any]

    @property
    def case(self) -> str:
        """The name of the person: replication, programme and number."""
        return f"{self.replication}/{self.programme}/{self.participant}"

    def place(self, kind: str, name: str | int) -> str:
        """Return the name of something that belongs to the programme, such as a post."""
        return f"{self.replication}/{self.programme}/{kind}/{name}"


def checked(events: Any) -> pd.DataFrame:
    """Return an event log, if it is one.

    Raises:
        TypeError: it is no data frame.
        ValueError: the study keeps none, or it has not all columns.
    """
    if events is None:
        raise ValueError(
            "events: this study keeps no event log (got None); use study.replace(events=True)"
        )
    if not isinstance(events, pd.DataFrame):
        raise TypeError(f"events: should be a data frame (got {type(events).__name__})")
    if missing := [name for name in COLUMNS if name not in events.columns]:
        raise ValueError(
            f"events: should have all columns of an event log (without {', '.join(missing)}); "
            "sesim.read_events adds those that a log from elsewhere lacks"
        )
    return events


def checked_day(first_day: Any) -> date:
    """Return the first day of a study.

    Raises:
        ValueError: it is no day.
    """
    if type(first_day) is not date:
        raise ValueError(
            "first_day: should be a day, such as study.settings.start or "
            f"datetime.date(2012, 1, 1) (got {first_day!r})"
        )
    return first_day


def rows(events: pd.DataFrame, first_day: date) -> Iterator[LogRow]:
    """Yield the rows of a log in order.

    Args:
        events: checked.
        first_day: of the study.
    """
    start = datetime(first_day.year, first_day.month, first_day.day, tzinfo=UTC)
    columns = {name: events[name].astype(object).to_numpy() for name in COLUMNS}
    for values in zip(*columns.values(), strict=True):
        row = dict(zip(columns, values, strict=True))
        week = float(row["time"])
        yield LogRow(
            int(row["replication"]),
            str(row["programme"]),
            int(row["participant"]),
            str(row["kind"]),
            week,
            start + timedelta(weeks=week),
            "" if _is_missing(row["coach"]) else str(row["coach"]),
            int(row["employer"]),
            _applying(row, OF_A_PERSON),
            _applying(row, OF_AN_EVENT),
        )


def timestamp(at: datetime) -> str:
    """Return a date and time to the millisecond, as in XML and JSON.

    >>> timestamp(datetime(2012, 1, 2, 3, 4, 5, 678000, tzinfo=UTC))
    '2012-01-02T03:04:05.678+00:00'
    """
    return at.isoformat(timespec="milliseconds")


def _applying(row: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return what applies to an event, as texts and numbers."""
    return {
        name: float(row[name]) if name in NUMBERS else str(row[name])
        for name in names
        if not _is_missing(row[name])
    }


def _is_missing(value: Any) -> bool:
    """Whether a value does not apply: NaN, or no word."""
    return value is None or value != value or value == ""


def is_of_a_person(row: LogRow) -> bool:
    """Whether an event is about a person, and not about a post."""
    return row.participant != NOBODY
