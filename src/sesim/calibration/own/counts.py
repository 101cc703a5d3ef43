"""A programme's own counts: what a planner has counted, one row each, and whether it can be."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from math import inf
from pathlib import Path
from typing import Annotated, Any, Self

import numpy as np
from pydantic import Field, ValidationError, model_validator

from sesim.calibration.targets import LARGEST
from sesim.outcomes.tally import (
    FIRST_JOBS,
    JOBS,
    OF_THE_ENROLLED,
    OF_THE_REFERRED,
    TALLIED,
    Tally,
)
from sesim.study import Programme, StudyError
from sesim.study.csv_file import read_rows
from sesim.study.errors import explain, unknown_name
from sesim.study.field_types import Day
from sesim.study.frozen import Frozen, unchecked
from sesim.study.settings import LONGEST_YEARS

People = Annotated[int, Field(ge=0, le=LARGEST)]

PARTICIPANTS, REFERRED = "participants", "referred"

FLOWS = (PARTICIPANTS, REFERRED, JOBS, FIRST_JOBS)
"""Counts of what happens in a window: a part of it cannot hold more than the whole."""

OF_A_YEAR = re.compile(rf"({JOBS}|{FIRST_JOBS})_(\d{{4}})")


class OwnCount(Frozen):
    """One count of a programme, over a window of days.

    Attributes:
        outcome: one of `TALLIED`, or `jobs_{year}` or `first_jobs_{year}`.
        since: first day; if there is none, the programme's first one.
        until: last day.
        count: the number of people or jobs, where it is known exactly.
        low, high: the least and the greatest that it can be, where it is not.
        source: where it comes from; None is allowed, and shown.
    """

    outcome: Annotated[str, Field(min_length=1)]
    since: Day | None = None
    until: Day | None = None
    count: People | None = None
    low: People | None = None
    high: People | None = None
    source: Annotated[str, Field(max_length=500)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_a_year(cls, data: Any) -> Any:
        """Give a yearly outcome the days of its year, unless others are set."""
        if isinstance(data, dict) and (found := OF_A_YEAR.fullmatch(str(data.get("outcome")))):
            days = {"since": f"{found[2]}-01-01", "until": f"{found[2]}-12-31"}
            return {**data, **{key: data.get(key) or day for key, day in days.items()}}
        return data

    @model_validator(mode="after")
    def _possible(self) -> Self:
        year = OF_A_YEAR.fullmatch(self.outcome)
        if self.kind not in TALLIED:
            known = (*TALLIED, f"{JOBS}_{{year}}", f"{FIRST_JOBS}_{{year}}")
            raise ValueError(unknown_name(f"outcome: {self.outcome}", known, "count"))
        if self.until is None:
            raise ValueError(f"until: missing; the last day that {self.outcome} is counted to")
        if year and (str(self.since), str(self.until)) != (f"{year[2]}-01-01", f"{year[2]}-12-31"):
            raise ValueError(
                f"since, until: {self.outcome} is counted from {year[2]}-01-01 to {year[2]}-12-31 "
                f"(got {self.since} to {self.until}); use {year[1]} for other days"
            )
        if self.since is not None and self.until < self.since:
            raise ValueError(f"until: {self.until} is before since, {self.since}")
        self._one_number()
        return self

    def _one_number(self) -> None:
        exact, ends = self.count is not None, (self.low is not None, self.high is not None)
        if exact == any(ends) or any(ends) != all(ends):
            given = {"count": self.count, "low": self.low, "high": self.high}
            got = ", ".join(f"{k} {v}" for k, v in given.items() if v is not None)
            raise ValueError(
                f"{self.outcome}: should have either count, or low and high (got {got or 'none'})"
            )
        if self.low is not None and self.high is not None and self.high < self.low:
            raise ValueError(f"high: {self.high} is less than low {self.low}")

    @property
    def kind(self) -> str:
        """The outcome without its year."""
        found = OF_A_YEAR.fullmatch(self.outcome)
        return found[1] if found else self.outcome

    @property
    def least(self) -> int:
        """The least that it can be."""
        return self.count if self.count is not None else self.low or 0

    @property
    def most(self) -> int:
        """The most that it can be."""
        return self.count if self.count is not None else self.high or 0


@dataclass(frozen=True)
class OwnCounts:
    """Counts of one programme that agree with each other and with its file.

    Attributes:
        programme: its name.
        rows: the counts, each with both days.
        start: the first day that is simulated, on which time 0 is.
        with_those_there: whether people are there on that day, who then count in windows that
            begin on it, as they do in a study that begins with them.
    """

    programme: str
    rows: tuple[OwnCount, ...]
    start: date
    with_those_there: bool = False

    @property
    def end(self) -> date:
        """The last day that any count is about."""
        return max(until_of(row) for row in self.rows)

    @property
    def tallies(self) -> list[Tally]:
        """What is counted, in weeks; a last day counts as a whole."""
        return [
            Tally(
                row.kind,
                self._since(row),
                ((until_of(row) - self.start).days + 1) / 7,
            )
            for row in self.rows
        ]

    @property
    def include_those_there(self) -> bool:
        """Whether some count includes people who are there on the first day."""
        return any(map(self._includes_those_there, self.rows))

    def _since(self, row: OwnCount) -> float:
        """Return when a window begins, in weeks; those who are there came long before."""
        if self._includes_those_there(row):
            return -inf
        return ((row.since or self.start) - self.start).days / 7

    def _includes_those_there(self, row: OwnCount) -> bool:
        of_people = row.kind not in (JOBS, FIRST_JOBS)
        return self.with_those_there and of_people and (row.since or self.start) == self.start

    @property
    def bounds(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """The least and the most that each can be, each of shape (counts,)."""
        return np.array([row.least for row in self.rows]), np.array([row.most for row in self.rows])

    def to_plain(self) -> list[dict[str, Any]]:
        """Return the counts as plain data, ready for JSON."""
        return [row.model_dump(mode="json") for row in self.rows]


def until_of(row: OwnCount) -> date:
    """Return the last day of a count, which each has once it is checked."""
    if row.until is None:
        raise TypeError(f"{row.outcome}: not checked")
    return row.until


def read_own_counts(path: Path, key: str) -> list[OwnCount]:
    """Return counts from a CSV file with the fields of `OwnCount` as its columns.

    Args:
        path: the file.
        key: of the setting that names it, for messages.

    Raises:
        StudyError: the file cannot be read, or something in it is wrong; every problem is named.
    """
    return read_rows(path, OwnCount, key)


def typed_counts(rows: Sequence[Any], key: str) -> list[OwnCount]:
    """Return counts from plain data.

    Args:
        rows: the fields of each.
        key: of the setting that holds them, for messages.

    Raises:
        StudyError: something in them is wrong; every problem is named.
    """
    found, problems = [], []
    for place, row in enumerate(rows):
        try:
            found.append(OwnCount.model_validate(row))
        except ValidationError as error:
            problems += explain(error, OwnCount, f"{key}.{place}")
    if problems:
        raise StudyError(problems)
    return found


def own_counts(
    rows: Sequence[OwnCount],
    name: str,
    programme: Programme,
    where: str,
    used_until: date | None = None,
) -> OwnCounts:
    """Return counts that have been checked against each other and against a programme.

    Args:
        rows: the counts.
        name: of the programme.
        programme: its description.
        where: what holds the counts, for messages.
        used_until: last day of the counts of this programme that the prior has been fitted to.

    Raises:
        StudyError: they cannot be counts of this programme; every problem is named.
    """
    dated = dated_from(programme.since, rows)
    refuse_impossible(dated, programme.since, where, _of_days(dated, name, programme, used_until))
    return OwnCounts(name, tuple(dated), programme.since)


def dated_from(start: date, rows: Iterable[OwnCount]) -> list[OwnCount]:
    """Return counts that all have a first day: this one, unless it is given."""
    return [row if row.since else unchecked(row, since=start) for row in rows]


def refuse_impossible(
    rows: Sequence[OwnCount], start: date, where: str, of_days: Iterable[str]
) -> None:
    """Refuse counts that contradict each other.

    Args:
        rows: the counts, each with both days.
        start: the first day that is simulated.
        where: what holds the counts, for messages.
        of_days: what is wrong with their windows.

    Raises:
        StudyError: with every problem.
    """
    problems = [
        *([] if rows else ["holds no count; give at least one, such as participants"]),
        *_doubled(rows),
        *of_days,
        *_impossible(rows, start),
    ]
    if problems:
        raise StudyError([f"{where}: {problem}" for problem in problems])


def named(row: OwnCount) -> str:
    """Return a count's outcome and days, for messages."""
    return f"{row.outcome}, {row.since} to {row.until}"


def _doubled(rows: Iterable[OwnCount]) -> Iterator[str]:
    seen: set[tuple[str, date | None, date]] = set()
    for row in rows:
        key = (row.kind, row.since, until_of(row))
        if key in seen:
            yield f"{named(row)}: there twice"
        seen.add(key)


def _of_days(
    rows: Iterable[OwnCount], name: str, programme: Programme, used_until: date | None
) -> Iterator[str]:
    """Yield windows that a programme cannot have been counted in."""
    for row in rows:
        since, until = row.since or programme.since, until_of(row)
        if until < programme.since:
            yield (
                f"{named(row)}: until should not be before the programme begins, on "
                f"{programme.since} ({name}.since)"
            )
        elif since < programme.since:
            yield (
                f"{named(row)}: since should not be before the programme begins, on "
                f"{programme.since} ({name}.since)"
            )
        if (until - programme.since).days > LONGEST_YEARS * 365:
            yield f"{named(row)}: until is more than {LONGEST_YEARS} years after {name}.since"
        if used_until is not None and since <= used_until:
            yield (
                f"{named(row)}: since should be after {used_until}, where the counts of {name} "
                "end that the prior is fitted to: no person may count twice"
            )


def _impossible(rows: Sequence[OwnCount], start: date) -> Iterator[str]:
    """Yield pairs of which the smaller is greater than the larger."""
    for less, more in permutations(rows, 2):
        if less.least > more.most and (reason := _why_at_most(less, more, start)):
            yield (
                f"{named(less)}: should be at most {more.most}, since {reason} "
                f"(got {less.least}; {named(more)}: {more.most})"
            )


def _why_at_most(less: OwnCount, more: OwnCount, start: date) -> str | None:
    """Return why one count cannot be greater than another one, if it cannot."""
    same = (less.since, less.until) == (more.since, more.until)
    if same and more.kind == PARTICIPANTS and less.kind in OF_THE_ENROLLED:
        return "it counts some of the participants"
    if same and more.kind == REFERRED and less.kind in OF_THE_REFERRED:
        return "it counts some of those referred"
    if same and (less.kind, more.kind) == (FIRST_JOBS, JOBS):
        return "each first job is a job"
    if same and less.since == start and (less.kind, more.kind) == (PARTICIPANTS, REFERRED):
        return "people are referred before they enrol"
    inside = (more.since or start) <= (less.since or start) and until_of(less) <= until_of(more)
    if inside and less.kind == more.kind and less.kind in FLOWS:
        return "its window lies in that of the other"
    return None
