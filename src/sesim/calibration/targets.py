"""The published figures that the model is calibrated to, or validated on: one row each."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from sesim.outcomes import OUTCOMES, Window, describe, names_for
from sesim.runs.draws import Draws
from sesim.study import Study, StudyError
from sesim.study.csv_file import read_rows
from sesim.study.errors import unknown_name
from sesim.study.field_types import Day
from sesim.study.frozen import Frozen
from sesim.study.parameters import Grade

OWN_SOURCE = "own counts"
"""The source of counts that stand in a programme's file and have not been published."""

COUNTS = ("participants", "employed", "ongoing")
"""The quantities of SUS, in the order in which arrays hold them."""


LARGEST = 1_000_000
"""No figure of a programme is larger."""


class TargetRole(StrEnum):
    """What a figure is for."""

    FIT = "fit"
    VALIDATE = "validate"
    INPUT = "input"


class Target(Frozen):
    """One published figure.

    Attributes:
        quantity: an outcome, by its name.
        value: the figure; the lower end where the source gives an interval.
        value_high: the upper end of an interval.
        denominator: what a count is a part of, such as the participants.
        window_start, window_end: first and last day that the figure is about.
        source, page: a key of docs/reference/sources.md, and the place in it.
    """

    programme: Annotated[str, Field(min_length=1)]
    quantity: str
    value: Annotated[float, Field(ge=0, le=LARGEST)]
    value_high: Annotated[float, Field(ge=0, le=LARGEST)] | None
    denominator: Annotated[float, Field(ge=0, le=LARGEST)] | None
    window_start: Day
    window_end: Day
    source: Annotated[str, Field(min_length=1)]
    page: Annotated[str, Field(min_length=1)]
    quality: Grade
    role: TargetRole

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.window_end <= self.window_start:
            raise ValueError(
                f"window_end: {self.window_end} must be after window_start {self.window_start}"
            )
        try:
            describe(self.quantity)
        except KeyError:
            raise ValueError(
                unknown_name(f"quantity: {self.quantity}", OUTCOMES, "outcome")
            ) from None
        if self.role is TargetRole.FIT and self.quantity not in COUNTS:
            raise ValueError(
                f"role: {self.quantity} should be validate; only {', '.join(COUNTS)} can be fitted"
            )
        if self.quantity in COUNTS and self.value != int(self.value):
            raise ValueError(f"value: {self.quantity} should be a whole number (got {self.value})")
        if self.value_high is not None and self.value_high < self.value:
            raise ValueError(f"value_high: {self.value_high:g} is less than value {self.value:g}")
        return self


class Targets:
    """The figures of a study, checked against each other.

    Args:
        rows: all figures.
        where: name of the file, for messages.
        used: programmes whose figures are left out, since the prior is fitted to them.

    Attributes:
        rows: all figures.
        used: as given.
        programmes: those with counts to fit, in the order of the rows.

    Raises:
        StudyError: with every problem found.
    """

    def __init__(
        self, rows: Iterable[Target], where: str = "targets", used: Iterable[str] = ()
    ) -> None:
        self.rows, self.used = tuple(rows), tuple(used)
        fitted = [row for row in self.rows if row.role is TargetRole.FIT and row.quantity in COUNTS]
        self.programmes = tuple(dict.fromkeys(row.programme for row in fitted))
        self._counts = {(row.programme, row.quantity): row for row in fitted}
        if problems := [f"{where}: {problem}" for problem in self._problems()]:
            raise StudyError(problems)

    def counts(self) -> list[tuple[int, int, int]]:
        """Return participants, employed and ongoing of each programme."""
        return [
            (of["participants"], of["employed"], of["ongoing"])
            for of in map(self._of, self.programmes)
        ]

    def to_validate(self) -> list[Target]:
        """Return the figures that the calibrated model is validated on."""
        return [row for row in self.rows if row.role is TargetRole.VALIDATE]

    def ends(self) -> dict[str, date]:
        """Return the last day of each programme's counts."""
        return {name: self._counts[name, COUNTS[0]].window_end for name in self.programmes}

    @property
    def own(self) -> list[str]:
        """The programmes whose counts to fit are own ones, from their files."""
        sources = {row.programme: row.source for row in self.rows}
        return [name for name in self.programmes if sources[name] == OWN_SOURCE]

    def used_in(self, draws: Draws) -> list[str]:
        """Return the programmes with counts to fit that draws have been fitted to already."""
        known = {str(column).rpartition(".")[0] for column in draws.table.columns}
        return [name for name in self.programmes if name in known]

    def check(self, study: Study, where: str = "targets") -> None:
        """Refuse figures that do not fit a study.

        Raises:
            StudyError: a programme is not in it, or a window is not the study's.
        """
        settings = study.settings
        problems = [
            unknown_name(f"{where}: {name}", study.programmes, "programme")
            for name in dict.fromkeys(row.programme for row in self.rows)
            if name not in study.programmes
        ]
        problems += [
            f"{where}: {row.programme} {row.quantity}: its window {row.window_start} to "
            f"{row.window_end} should begin with the study's, {settings.start}, or if it is "
            f"fitted, on the programme's first day; and end within it, by {settings.end} (or set "
            "start and end)"
            for row in self.rows
            if not _begins(row, study) or row.window_end > settings.end
        ]
        problems += [
            f"{where}: {row.programme} {row.quantity}: its window ends on {row.window_end}, before "
            f"the programme begins, on {study.programmes[row.programme].since}"
            for row in self.rows
            if row.programme in study.programmes
            and row.window_end < study.programmes[row.programme].since
        ]
        for row in self.to_validate():
            window = Window(row.window_start, ((row.window_end - row.window_start).days + 1) / 7)
            if row.quantity not in names_for(window.years, priced=False):
                problems.append(
                    f"{where}: {row.programme} {row.quantity}: not an outcome of its window, "
                    f"{row.window_start} to {row.window_end}"
                )
        if problems:
            raise StudyError(problems)

    def _of(self, name: str) -> Mapping[str, int]:
        return {count: int(self._counts[name, count].value) for count in COUNTS}

    def _problems(self) -> Iterator[str]:
        seen: set[tuple[str, str, str]] = set()
        for row in self.rows:
            key = (row.programme, row.quantity, row.role)
            if key in seen:
                yield f"{row.programme} {row.quantity}: there twice with the role {row.role}"
            seen.add(key)
            if row.quantity in COUNTS and row.role is TargetRole.INPUT:
                yield (
                    f"{row.programme} {row.quantity}: role should be fit or validate; counts "
                    "are fitted and no input is made from them, so that none is used twice"
                )
        if not self.programmes:
            yield "there is no count to fit"
        for name in self.programmes:
            missing = [count for count in COUNTS if (name, count) not in self._counts]
            if missing:
                yield f"{name}: {', '.join(missing)} missing; the three counts belong together"
                continue
            yield from self._impossible(name)

    def _impossible(self, name: str) -> Iterator[str]:
        of = self._of(name)
        if of["participants"] == 0:
            yield f"{name}: participants should be at least 1"
        for count in COUNTS[1:]:
            if of[count] > of["participants"]:
                yield f"{name}: {of[count]} {count} of {of['participants']} participants"
            denominator = self._counts[name, count].denominator
            if denominator is not None and denominator != of["participants"]:
                yield (
                    f"{name} {count}: denominator {denominator:g} should be the participants, "
                    f"{of['participants']}"
                )
        if len({self._counts[name, count].window_end for count in COUNTS}) > 1:
            yield f"{name}: the three counts should have one window"


def _begins(row: Target, study: Study) -> bool:
    """Whether a window begins with the study; or, to fit it, with a programme that begins later."""
    start = study.settings.start
    if row.window_start == start or row.role is not TargetRole.FIT:
        return row.window_start == start
    programme = study.programmes.get(row.programme)
    return programme is not None and start < programme.since == row.window_start


def read_targets(path: Path) -> Targets:
    """Read figures from a CSV file with the fields of `Target` as its columns.

    Raises:
        StudyError: the file cannot be read, or something in it is wrong; every problem is named.
    """
    return Targets(read_rows(path, Target, "targets"), path.name)
