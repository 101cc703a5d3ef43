"""Today's caseload in the model's units: who is there when a study begins, and what came before."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sesim.events import CaseloadPhase, JobKind, Motivation
from sesim.study.today import PersonToday, Today

if TYPE_CHECKING:
    from sesim.model.model_programme import ModelProgramme


class Known(NamedTuple):
    """What is known of one person of the caseload; None for what is not.

    Attributes:
        number: that says nothing about who it is; it addresses the person's luck.
        referred_for, enrolled_for: weeks until now; None for who waits.
        phase_for: weeks in the phase.
        coach: name of the post.
    """

    number: int
    phase: CaseloadPhase
    phase_for: float
    referred_for: float | None = None
    enrolled_for: float | None = None
    motivation: Motivation | None = None
    kind: JobKind | None = None
    coach: str | None = None
    sex: str | None = None
    age: float | None = None


class Caseload(NamedTuple):
    """Those who are there on the first day.

    Attributes:
        before: the programme from its own first day until then; None if it begins now.
        people: what is known of each; None if only numbers are.
        enrolled, waiting: numbers of people, where only those are known.
        phases: how many of those enrolled are in each phase, if known.
    """

    before: "ModelProgramme | None"
    people: tuple[Known, ...] | None = None
    enrolled: int = 0
    waiting: int = 0
    phases: Mapping[CaseloadPhase, int] | None = None


def caseload(today: Today, before: "ModelProgramme | None") -> Caseload:
    """Return a caseload in the model's units.

    Args:
        today: as in the programme's file.
        before: the programme until today, if it has a past.
    """
    if today.people is None:
        return Caseload(before, None, today.enrolled or 0, today.waiting or 0, today.phases)
    return Caseload(before, tuple(_known(one, today.date) for one in in_turn(today)))


def in_turn(today: Today) -> list[PersonToday]:
    """Return the people of a table in order of arrival; those who wait come last."""
    people = today.people or ()
    return sorted(people, key=lambda one: (one.enrolled or date.max, one.referred or date.max))


def _known(one: PersonToday, day: date) -> Known:
    """Return what is known of a person."""
    phase_for = _weeks_since(one.phase_began, day)
    return Known(
        one.person,
        one.phase,
        0.0 if phase_for is None else phase_for,
        _weeks_since(one.referred, day),
        _weeks_since(one.enrolled, day),
        one.motivation,
        one.job_kind,
        one.coach,
        one.sex,
        one.age,
    )


def _weeks_since(began: date | None, day: date) -> float | None:
    return None if began is None else (day - began).days / 7
