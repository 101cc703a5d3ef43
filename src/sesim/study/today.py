"""Today's caseload: who is waiting and enrolled on the day on which a study begins.

Either one row for each person, or numbers alone. What is not given is drawn from what the model
says of such a programme.
"""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from sesim.events import CaseloadPhase, JobKind, Motivation
from sesim.study.field_types import Day
from sesim.study.frozen import Frozen

MOST_PEOPLE = 5_000
"""People of one caseload."""


BEGINS_WITH_ENROLMENT = (CaseloadPhase.MAPPING, CaseloadPhase.MOTIVATIONAL_WORK)
"""Phases that are as old as the enrolment, unless another day is given."""

HAS_KIND = (CaseloadPhase.SEARCH, CaseloadPhase.PLACEMENT, CaseloadPhase.JOB)
"""Phases in which a kind of job is sought or held."""


LARGEST_NUMBER = 999_999
"""Of a person: too short for a personal identity number."""


class PersonToday(Frozen):
    """One person of today's caseload.

    Attributes:
        person: a number that says nothing about who it is.
        referred, enrolled: days; who waits is not enrolled, and everyone else is.
        since: first day of the phase.
        motivation: as it is now, if known.
        job_kind: the kind of job that is sought or held, if known.
        coach: the name of the post, if known.
        sex, age: if known.
    """

    person: Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]
    phase: CaseloadPhase
    referred: Day | None = None
    enrolled: Day | None = None
    since: Day | None = None
    motivation: Motivation | None = None
    job_kind: JobKind | None = None
    coach: str | None = None
    sex: Annotated[str, Field(pattern="^(female|male)$")] | None = None
    age: Annotated[float, Field(ge=15, le=100)] | None = None

    @property
    def phase_began(self) -> date | None:
        """First day of the phase."""
        if self.since is not None:
            return self.since
        if self.phase is CaseloadPhase.WAITING:
            return self.referred
        return self.enrolled if self.phase in BEGINS_WITH_ENROLMENT else None

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.phase is CaseloadPhase.WAITING:
            if self.enrolled is not None:
                raise ValueError(f"enrolled: who waits is not enrolled (got {self.enrolled})")
            if self.referred is None:
                raise ValueError("referred: missing, but needed for who waits")
        elif self.enrolled is None:
            raise ValueError(f"enrolled: missing, but needed in the phase {self.phase}")
        if self.phase_began is None:
            raise ValueError(f"since: missing, but needed in the phase {self.phase}")
        days = [day for day in (self.referred, self.enrolled, self.phase_began) if day is not None]
        if days != sorted(days):
            raise ValueError("referred, enrolled and since must be in this order of time")
        if self.job_kind is not None and self.phase not in HAS_KIND:
            raise ValueError(f"job_kind: only in {', '.join(HAS_KIND)} (the phase is {self.phase})")
        return self


Number = Annotated[int, Field(strict=True, ge=0, le=MOST_PEOPLE)]


class Today(Frozen):
    """Today's caseload, as a table of people or as numbers.

    Attributes:
        date: the day on which the study begins, with these people.
        table: a CSV file with one row for each person, beside the programme's file; it becomes
            `people` when that file is read.
        people: one record for each person; None if only numbers are known.
        enrolled, waiting: numbers of people, if there is no table.
        phases: how many of those enrolled are in each phase, if known; they add up to `enrolled`.
    """

    date: Day
    table: str | None = None
    people: Annotated[tuple[PersonToday, ...], Field(max_length=MOST_PEOPLE)] | None = None
    enrolled: Number | None = None
    waiting: Number | None = None
    phases: dict[CaseloadPhase, Number] | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.table is not None:
            raise ValueError("table: can only be given in a programme's file, beside which it is")
        counts = {"enrolled": self.enrolled, "waiting": self.waiting, "phases": self.phases}
        given = [name for name, value in counts.items() if value is not None]
        if self.people is not None and given:
            raise ValueError(f"give people or numbers, not both (got people and {given[0]})")
        if self.people is None and self.enrolled is None:
            raise ValueError("give people, or the number enrolled")
        self._check_phases()
        self._check_people()
        return self

    def _check_phases(self) -> None:
        if self.phases is None:
            return
        if CaseloadPhase.WAITING in self.phases:
            raise ValueError("phases: are of those enrolled; the number waiting has its own key")
        total = sum(self.phases.values())
        if total != self.enrolled:
            raise ValueError(f"phases: add up to {total}, but {self.enrolled} are enrolled")

    def _check_people(self) -> None:
        # A message names the row, never the person's number, which may say who it is.
        rows: dict[int, int] = {}
        for row, one in enumerate(self.people or (), 1):
            if (first := rows.setdefault(one.person, row)) != row:
                raise ValueError(f"people: rows {first} and {row} have the same person")
        for row, one in enumerate(self.people or (), 1):
            for key in ("referred", "enrolled", "since"):
                day = getattr(one, key)
                if day is not None and day > self.date:
                    raise ValueError(
                        f"people: row {row}: {key} {day} is after the date {self.date}"
                    )
